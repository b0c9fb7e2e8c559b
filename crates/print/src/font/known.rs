//! What must be known of a face before a page is set in it: its names, its weight, its characters. The outlines, which
//! are nearly all of a font file, are left where they are.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

/// The tables that say it, by their tags.
const TABLES: [&[u8; 4]; 10] =
    [b"head", b"hhea", b"maxp", b"name", b"OS/2", b"cmap", b"post", b"fvar", b"STAT", b"MATH"];
/// The length of a font's head, and of a table's entry in it.
const HEAD: usize = 12;
const ENTRY: usize = 16;

/// Each face of a file as a font file of its own that holds nothing but those tables.
pub fn read(path: &Path) -> Result<Vec<Vec<u8>>, Error> {
    let mut file = File::open(path)?;
    let head = part(&mut file, 0, HEAD)?;
    if !head.starts_with(b"ttcf") {
        return Ok(vec![face(&mut file, 0)?]);
    }
    let count = number(&head, 8)?;
    let places = part(&mut file, HEAD as u64, count.saturating_mul(4))?;
    (0..count).map(|one| face(&mut file, number(&places, one * 4)? as u64)).collect()
}

fn face(file: &mut File, at: u64) -> Result<Vec<u8>, Error> {
    let head = part(file, at, HEAD)?;
    let count = usize::from(u16::from_be_bytes(bytes(&head, 4)?));
    let entries = part(file, at + HEAD as u64, count * ENTRY)?;
    let wanted = |entry: &&[u8]| TABLES.iter().any(|tag| entry.starts_with(*tag));
    let wanted: Vec<&[u8]> = entries.chunks_exact(ENTRY).filter(wanted).collect();
    let (mut made, mut tables) = (bytes::<4>(&head, 0)?.to_vec(), Vec::new());
    made.extend(u16::try_from(wanted.len()).unwrap_or_default().to_be_bytes());
    made.resize(HEAD, 0);
    let from = HEAD + wanted.len() * ENTRY;
    for entry in wanted {
        let (place, length) = (number(entry, 8)?, number(entry, 12)?);
        made.extend(entry.iter().take(8));
        for value in [from + tables.len(), length] {
            made.extend(u32::try_from(value).map_err(|_| broken())?.to_be_bytes());
        }
        tables.extend(part(file, place as u64, length)?);
    }
    made.extend(tables);
    Ok(made)
}

/// A stretch of the file; an error when the file ends before it does.
fn part(file: &mut File, at: u64, length: usize) -> Result<Vec<u8>, Error> {
    file.seek(SeekFrom::Start(at))?;
    let mut read = Vec::new();
    file.take(length as u64).read_to_end(&mut read)?;
    if read.len() == length { Ok(read) } else { Err(broken()) }
}

fn number(data: &[u8], at: usize) -> Result<usize, Error> {
    Ok(u32::from_be_bytes(bytes(data, at)?) as usize)
}

fn bytes<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N], Error> {
    data.get(at..at + N).and_then(|found| found.try_into().ok()).ok_or_else(broken)
}

fn broken() -> Error {
    Error::new(ErrorKind::InvalidData, "not a font")
}
