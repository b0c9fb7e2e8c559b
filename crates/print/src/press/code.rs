//! QR and Code 128: text to dark and light.

use crate::error::PrintError;
use fast_qr::ECL;

/// A QR symbol: rows of modules, dark where true. The quiet zone of four modules is the caller's.
pub fn qr(text: &str) -> Result<Vec<Vec<bool>>, PrintError> {
    let refuse = |_| PrintError::Code { text: text.chars().take(60).collect() };
    let code = fast_qr::QRBuilder::new(text).ecl(ECL::M).build().map_err(refuse)?;
    Ok((0..code.size).map(|row| (0..code.size).map(|column| code[row][column].value()).collect()).collect())
}

/// The same symbol as runs of dark modules, (column, row, length): fewer marks on paper.
pub fn runs(rows: &[Vec<bool>]) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for stretch in row.chunk_by(|a, b| a == b) {
            if stretch.first() == Some(&true) {
                found.push((x, y, stretch.len()));
            }
            x += stretch.len();
        }
    }
    found
}

/// Widths of Code 128 (ISO/IEC 15417), bar and space in turn, for values 0–105; then the stop.
const WIDTHS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
const START_B: usize = 104;
const STOP: usize = 106;

/// The bars of a Code 128 symbol in set B: (offset, width) in modules, and the symbol's whole width.
pub fn code128(text: &str) -> Result<(Vec<(u32, u32)>, u32), PrintError> {
    let refuse = || PrintError::Code { text: text.chars().take(60).collect() };
    let mut values = vec![START_B];
    for byte in text.bytes() {
        if !(0x20..=0x7E).contains(&byte) {
            return Err(refuse());
        }
        values.push(usize::from(byte) - 0x20);
    }
    let weighed = values.iter().enumerate().map(|(place, value)| place.max(1) * value).sum::<usize>();
    values.push(weighed % 103);
    values.push(STOP);
    let (mut bars, mut at) = (Vec::new(), 0);
    for value in values {
        let widths = WIDTHS.get(value).ok_or_else(refuse)?;
        for (place, width) in widths.bytes().map(|digit| u32::from(digit - b'0')).enumerate() {
            if place % 2 == 0 {
                bars.push((at, width));
            }
            at += width;
        }
    }
    Ok((bars, at))
}
