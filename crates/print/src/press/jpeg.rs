//! What a JPEG says of itself before its picture begins, and a blank one of the same make.

/// The head of a JPEG.
#[derive(Debug)]
pub struct Head<'b> {
    /// Columns and rows as they are stored, before the picture is turned.
    pub size: (u16, u16),
    /// 1 for grey, 3 for colour, 4 for the inks of a press.
    pub components: u8,
    /// Whether readers of PDF know the way in which it is coded: sequential or progressive, of eight bits.
    pub plain: bool,
    /// The segments that say how it is to be turned and what its colours mean, whole.
    pub meaning: Vec<&'b [u8]>,
}

impl<'b> Head<'b> {
    /// Reads on to the picture's size; `None` for what is no JPEG or gives none.
    pub fn of(bytes: &'b [u8]) -> Option<Self> {
        let mut meaning = Vec::new();
        let mut at = 2;
        bytes.strip_prefix(&[0xFF, 0xD8])?;
        loop {
            // Any number of 0xFF may stand before a marker.
            let marker = *bytes.get(at + 1)?;
            if *bytes.get(at)? != 0xFF {
                return None;
            }
            if marker == 0xFF {
                at += 1;
                continue;
            }
            let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
            let segment = bytes.get(at..at + 2 + length)?;
            let body = segment.get(4..)?;
            match marker {
                0xE0 if body.starts_with(b"JFIF\0") => meaning.push(segment),
                0xE1 if body.starts_with(b"Exif\0") => meaning.push(segment),
                0xE2 if body.starts_with(b"ICC_PROFILE\0") => meaning.push(segment),
                0xEE if body.starts_with(b"Adobe") => meaning.push(segment),
                0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                    let number = |place: usize| Some(u16::from_be_bytes([*body.get(place)?, *body.get(place + 1)?]));
                    let (precision, components) = (*body.first()?, *body.get(5)?);
                    let size = (number(3)?, number(1)?);
                    let plain = precision == 8 && marker <= 0xC2;
                    return (size.0 > 0 && size.1 > 0).then_some(Self { size, components, plain, meaning });
                }
                0xD9 | 0xDA => return None,
                _ => {}
            }
            at += 2 + length;
        }
    }
}

/// The segments that give a profile of colours.
pub fn profile(icc: &[u8]) -> Vec<Vec<u8>> {
    const MOST: usize = 65_000;
    let parts: Vec<&[u8]> = icc.chunks(MOST).collect();
    let Ok(count) = u8::try_from(parts.len()) else { return Vec::new() };
    let body = |number: u8, part: &[u8]| [b"ICC_PROFILE\0".as_slice(), &[number, count], part].concat();
    (1..=count).zip(parts).map(|(number, part)| marked(0xE2, &body(number, part))).collect()
}

/// A JPEG of one even grey: `note` is its first segment, then those of `meaning`.
pub fn blank(size: (u16, u16), components: u8, note: &[u8], meaning: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend(marked(0xFE, note));
    bytes.extend(meaning.iter().copied().flatten());
    bytes.extend(marked(0xDB, &[[0].as_slice(), &[1; 64]].concat()));
    let mut frame = vec![8];
    frame.extend(size.1.to_be_bytes());
    frame.extend(size.0.to_be_bytes());
    frame.push(components);
    frame.extend((1..=components).flat_map(|one| [one, 0x11, 0]));
    bytes.extend(marked(0xC0, &frame));
    // Two tables with one word each, of one bit: “as before” and “nothing more in this block”.
    let counts = std::iter::once(1).chain([0; 15]);
    for table in [0x00, 0x10] {
        let body: Vec<u8> = std::iter::once(table).chain(counts.clone()).chain([0]).collect();
        bytes.extend(marked(0xC4, &body));
    }
    let mut scan = vec![components];
    scan.extend((1..=components).flat_map(|one| [one, 0]));
    scan.extend([0, 63, 0]);
    bytes.extend(marked(0xDA, &scan));
    let blocks = usize::from(size.0.div_ceil(8)) * usize::from(size.1.div_ceil(8)) * usize::from(components);
    let bits = blocks * 2;
    bytes.resize(bytes.len() + bits / 8, 0);
    if !bits.is_multiple_of(8) {
        // What is left of the last byte is filled with ones.
        bytes.push(0xFF >> (bits % 8));
    }
    bytes.extend([0xFF, 0xD9]);
    bytes
}

fn marked(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    [[0xFF, marker].as_slice(), &length, body].concat()
}
