//! A face under another name: it stands in for the licensed faces of an office, which no test may carry.

/// The same font file with a name table that says nothing but `family`.
pub fn renamed(font: &[u8], family: &str) -> Vec<u8> {
    let number = |at: usize| u32::from_be_bytes(font[at..at + 4].try_into().expect("four bytes")) as usize;
    let count = usize::from(u16::from_be_bytes([font[4], font[5]]));
    let mut file = font[..12 + 16 * count].to_vec();
    for record in (0..count).map(|one| 12 + 16 * one) {
        let (from, length) = (number(record + 8), number(record + 12));
        let table = match &font[record..record + 4] {
            b"name" => names(family),
            _ => font[from..from + length].to_vec(),
        };
        let place = u32::try_from(file.len()).expect("a small file");
        file[record + 8..record + 12].copy_from_slice(&place.to_be_bytes());
        file[record + 12..record + 16].copy_from_slice(&u32::try_from(table.len()).expect("small").to_be_bytes());
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

/// A name table of format 0: family, style and full name, in Windows' Unicode.
fn names(family: &str) -> Vec<u8> {
    let texts = [(1_u16, family), (2, "Regular"), (4, family), (6, family)];
    let texts = texts.map(|(id, text)| (id, text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()));
    let short = |value: usize| u16::try_from(value).expect("small").to_be_bytes();
    let mut table = [short(0), short(texts.len()), short(6 + 12 * texts.len())].concat();
    let mut at = 0;
    for (id, text) in &texts {
        let record = [3, 1, 0x0409, *id, u16::try_from(text.len()).expect("short"), at];
        table.extend(record.into_iter().flat_map(u16::to_be_bytes));
        at += u16::try_from(text.len()).expect("short");
    }
    table.extend(texts.into_iter().flat_map(|(_, text)| text));
    table
}
