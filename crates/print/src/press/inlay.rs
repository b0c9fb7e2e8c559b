//! Pictures and originals of a volume. The typesetter is given a small stand-in for each, of the same shape and the same
//! meaning of colours; what it stands for is laid in its place when the file is written, as it is and once. So a volume
//! needs the memory of its file, however many pixels its scans have.

use super::archive::find_last;
use super::attached::Attached;
use crate::error::PrintError;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What begins the name that a stand-in carries near its beginning.
const NOTE: &str = "greenlane stands in for ";
/// How many letters follow it.
const NAME: usize = 64;
/// How far behind the beginning of a stand-in the note may stand.
const NEAR: usize = 32;

/// What is to be laid in, by name.
#[derive(Debug, Default)]
pub struct Inlays(BTreeMap<String, Inlay>);

#[derive(Debug)]
struct Inlay {
    /// What is said of it in the file: the words that a stand-in has and those that replace them.
    said: Vec<(&'static str, String)>,
    length: usize,
    file: Attached,
}

/// How the rows of a picture are packed.
#[derive(Debug, Clone, Copy)]
pub enum Packed {
    /// As a JPEG.
    Jpeg,
    /// As a PNG packs them.
    Png {
        /// 1 for grey, 3 for colour.
        components: u8,
    },
}

impl Inlays {
    /// Takes a picture as it came; the answer is the note that its stand-in has to carry.
    pub fn picture(&mut self, file: &Attached, bytes: &[u8], size: (u32, u32), packed: Packed) -> Vec<u8> {
        self.put(named("picture", bytes), said(size, packed), bytes.len(), file.clone())
    }

    /// The same for a picture that was made here.
    pub fn made(&mut self, bytes: Vec<u8>, size: (u32, u32), packed: Packed) -> Vec<u8> {
        self.put(named("picture", &bytes), said(size, packed), bytes.len(), bytes.into())
    }

    /// Takes an original that is to be attached; the answer is its stand-in.
    pub fn original(&mut self, file: &Attached, bytes: &[u8]) -> Vec<u8> {
        let said = vec![("/Size ", bytes.len().to_string())];
        let note = self.put(named("original", bytes), said, bytes.len(), file.clone());
        // It begins as a packed file does: the typesetter leaves those as they are.
        [[0x1F, 0x8B, 0x08].as_slice(), &note].concat()
    }

    fn put(&mut self, name: String, said: Vec<(&'static str, String)>, length: usize, file: Attached) -> Vec<u8> {
        let note = format!("{NOTE}{name}").into_bytes();
        self.0.insert(name, Inlay { said, length, file });
        note
    }

    /// Lays everything in its place in a written file.
    ///
    /// # Errors
    /// [`PrintError::Format`] when the file is not written as the typesetter writes, or when a scan can no longer be had.
    pub fn lay(&self, file: Vec<u8>) -> Result<Vec<u8>, PrintError> {
        if self.0.is_empty() {
            return Ok(file);
        }
        let refuse = |message: String| PrintError::Format { message };
        let foreign = || refuse("the file is not written as its pictures need it".to_owned());
        let (table, pieces) = self.pieces(&file).ok_or_else(foreign)?;
        let more: usize = pieces.iter().map(|one| one.said.len() + one.inlay.length).sum();
        let mut whole = Vec::with_capacity(file.len() + more);
        let mut copied = 0;
        // Where each piece ended in the file as it was, and where it ends now.
        let mut moved = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            whole.extend_from_slice(file.get(copied..piece.since).ok_or_else(foreign)?);
            whole.extend_from_slice(piece.said.as_bytes());
            let bytes = piece.inlay.file.bytes().map_err(refuse)?;
            if bytes.len() != piece.inlay.length {
                return Err(refuse("a scan has changed meanwhile".to_owned()));
            }
            whole.extend_from_slice(&bytes);
            copied = piece.until;
            moved.push((piece.until, whole.len()));
        }
        whole.extend_from_slice(file.get(copied..table).ok_or_else(foreign)?);
        let place = |old: usize| {
            let (until, now) = moved.iter().rev().find(|(until, _)| *until <= old).copied().unwrap_or_default();
            old - until + now
        };
        let tail = file.get(table..).and_then(|tail| places(tail, table, place)).ok_or_else(foreign)?;
        whole.extend_from_slice(tail.as_bytes());
        Ok(whole)
    }

    /// Where the table of places is, and every stand-in before it.
    fn pieces(&self, file: &[u8]) -> Option<(usize, Vec<Piece<'_>>)> {
        let table = number(file.get(find_last(file, b"startxref\n")? + 10..)?)?;
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some(found) = first(file.get(from..table)?, NOTE.as_bytes()) {
            let note = from + found;
            from = note + NOTE.len();
            let name = file.get(from..from + NAME).and_then(|name| std::str::from_utf8(name).ok());
            let Some(inlay) = name.and_then(|name| self.0.get(name)) else { continue };
            let piece = Piece::at(file, note, inlay)?;
            from = piece.until;
            pieces.push(piece);
        }
        Some((table, pieces))
    }
}

fn named(kind: &str, bytes: &[u8]) -> String {
    hex::encode(Sha256::new().chain_update(kind).chain_update(bytes).finalize())
}

fn said(size: (u32, u32), packed: Packed) -> Vec<(&'static str, String)> {
    let mut said = vec![("/Width ", size.0.to_string()), ("/Height ", size.1.to_string())];
    if let Packed::Png { components } = packed {
        let rows = format!("/Predictor 15/Colors {components}/BitsPerComponent 8/Columns {}", size.0);
        said.push(("/Filter/DCTDecode", format!("/Filter/FlateDecode/DecodeParms<<{rows}>>")));
    }
    said
}

/// One stand-in's object in the file, and what comes there.
struct Piece<'i> {
    since: usize,
    until: usize,
    said: String,
    inlay: &'i Inlay,
}

impl<'i> Piece<'i> {
    fn at(file: &[u8], note: usize, inlay: &'i Inlay) -> Option<Self> {
        let near = note.saturating_sub(NEAR);
        let stream = near + find_last(file.get(near..note)?, b"stream\n")? + 7;
        let since = find_last(file.get(..stream)?, b" obj\n")? + 5;
        let mut said = String::from_utf8(file.get(since..stream)?.to_vec()).ok()?;
        let until = stream + number(said.get(said.find("/Length ")? + 8..)?.as_bytes())?;
        said = replaced(&said, "/Length ", &inlay.length.to_string())?;
        for (word, better) in &inlay.said {
            said = replaced(&said, word, better)?;
        }
        Some(Self { since, until, said, inlay })
    }
}

/// Replaces a word, or the number behind it when it ends with a space.
fn replaced(said: &str, word: &str, better: &str) -> Option<String> {
    let at = said.find(word)?;
    let (before, behind) = (said.get(..at)?, said.get(at + word.len()..)?);
    let number = if word.ends_with(' ') { word } else { "" };
    let rest = if number.is_empty() { behind } else { behind.trim_start_matches(|one: char| one.is_ascii_digit()) };
    Some(format!("{before}{number}{better}{rest}"))
}

/// The table of places and what follows it, with every place as it is now.
fn places(table: &[u8], at: usize, place: impl Fn(usize) -> usize) -> Option<String> {
    let text = std::str::from_utf8(table).ok()?;
    let mut now = String::with_capacity(text.len());
    let mut begins = false;
    for line in text.split_inclusive('\n') {
        let entry = line.split_at_checked(10).filter(|(_, rest)| rest.trim_end() == " 00000 n");
        if let Some((old, rest)) = entry.and_then(|(old, rest)| Some((old.parse::<usize>().ok()?, rest))) {
            now.push_str(&format!("{:010}{rest}", place(old)));
        } else if begins && line.trim_end().parse() == Ok(at) {
            now.push_str(&format!("{}\n", place(at)));
        } else {
            now.push_str(line);
        }
        begins = line == "startxref\n";
    }
    text.starts_with("xref\n").then_some(now)
}

fn first(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// The number that the bytes begin with.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take_while(|one| one.is_ascii_digit()).count();
    std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()
}
