//! A PNG as a file of pages can take it: its packed rows as they are.

/// A PNG of eight bits, grey or in colour, without anything to see through and with nothing to be turned or taken apart.
#[derive(Debug)]
pub struct Plain {
    /// Columns and rows.
    pub size: (u32, u32),
    /// 1 for grey, 3 for colour.
    pub components: u8,
    /// The rows, filtered and packed as the PNG has them.
    pub rows: Vec<u8>,
}

impl Plain {
    /// Takes a PNG apart; `None` when it is not so plain.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let number = |four: &[u8]| Some(u32::from_be_bytes(four.try_into().ok()?));
        let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
        let mut plain = None;
        loop {
            let length = usize::try_from(number(rest.get(..4)?)?).ok()?;
            let (name, body) = (rest.get(4..8)?, rest.get(8..8 + length)?);
            match name {
                b"IHDR" => {
                    let size = (number(body.get(..4)?)?, number(body.get(4..8)?)?);
                    let components = match body.get(8..13)? {
                        [8, 0, 0, 0, 0] => 1,
                        [8, 2, 0, 0, 0] => 3,
                        _ => return None,
                    };
                    plain = Some(Self { size, components, rows: Vec::new() });
                }
                b"IDAT" => plain.as_mut()?.rows.extend_from_slice(body),
                b"tRNS" | b"eXIf" => return None,
                b"IEND" => return plain,
                _ => {}
            }
            rest = rest.get(12 + length..)?;
        }
    }
}
