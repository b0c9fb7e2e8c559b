//! Reading PDFs back: pdftotext, pdftoppm, pdfdetach (poppler-utils), zbarimg (zbar-tools), qpdf.
#![allow(dead_code, reason = "each test file uses its part")]

use greenlane_print::{Fonts, Options, Press, Templates};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// One press for all tests of a file.
pub fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(fresh_press)
}

pub fn fresh_press() -> Press {
    press_with(Templates::national())
}

pub fn press_with(templates: Templates) -> Press {
    // Only the face that every checkout has: what a machine has besides must not change what the tests see.
    let faces = Fonts::of_this_checkout();
    let noto = ["NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf"].map(|name| faces.join(name));
    let fonts = Fonts::load(&noto).expect("run `npm ci` in crates/print/fonts first (cargo xtask test does)");
    Press::new(fonts, templates)
}

/// The practice volume's attachment.
pub fn options() -> Options {
    let mut options = Options::default();
    options.attachments.insert("scan.png".to_owned(), greenlane_print::practice::SCAN.into());
    options
}

/// A text without white space: how lines break is not what a paper says.
pub fn plain(text: &str) -> String {
    text.chars().filter(|one| !one.is_whitespace()).collect()
}

fn run(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; on Debian: apt install poppler-utils zbar-tools qpdf"));
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    let feed = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("runs");
    let _ = feed.join();
    output.stdout
}

pub fn text(pdf: &[u8]) -> String {
    plain(&String::from_utf8_lossy(&run("pdftotext", &["-raw", "-", "-"], pdf)))
}

pub fn pages(pdf: &[u8]) -> Vec<String> {
    let all = String::from_utf8_lossy(&run("pdftotext", &["-raw", "-", "-"], pdf)).into_owned();
    let mut pages: Vec<_> = all.split('\u{c}').map(plain).collect();
    pages.pop();
    pages
}

/// A stretch of text and where it stands, in points from the top left.
#[derive(Debug, Clone)]
pub struct Word {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub x2: f64,
    pub y2: f64,
}

pub fn words(pdf: &[u8], page: usize) -> Vec<Word> {
    let page = page.to_string();
    let html = run("pdftotext", &["-bbox", "-f", &page, "-l", &page, "-", "-"], pdf);
    let html = String::from_utf8_lossy(&html).into_owned();
    let number = |line: &str, name: &str| -> f64 {
        let from = line.find(&format!("{name}=\"")).expect(name) + name.len() + 2;
        line[from..].split('"').next().and_then(|text| text.parse().ok()).expect("a number")
    };
    let word = |line: &str| {
        let text = line.split('>').nth(1)?.split('<').next()?.to_owned();
        Some(Word {
            text,
            x: number(line, "xMin"),
            y: number(line, "yMin"),
            x2: number(line, "xMax"),
            y2: number(line, "yMax"),
        })
    };
    html.lines().filter(|line| line.trim_start().starts_with("<word")).filter_map(word).collect()
}

/// The faces that a PDF carries.
pub fn faces(pdf: &[u8]) -> Vec<String> {
    let list = String::from_utf8_lossy(&run("pdffonts", &["-"], pdf)).into_owned();
    list.lines().skip(2).filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// What a scanner reads on the first page.
pub fn codes(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.pdf"), pdf).expect("written");
    let (from, to) = (path("a.pdf"), path("a"));
    let shown = |path: &PathBuf| path.display().to_string();
    run("pdftoppm", &["-r", "400", "-png", "-f", "1", "-l", "1", "-singlefile", &shown(&from), &shown(&to)], b"");
    let read = run("zbarimg", &["--quiet", &shown(&path("a.png"))], b"");
    String::from_utf8_lossy(&read).lines().map(str::to_owned).collect()
}

/// The titles of a PDF's outline, in order.
pub fn outline(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, pdf).expect("written");
    let json = run("qpdf", &["--json", "--json-key=outlines", &path.display().to_string()], b"");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("json");
    let list = json["outlines"].as_array().expect("outlines");
    list.iter().filter_map(|one| one["title"].as_str()).map(str::to_owned).collect()
}

/// The files attached to a PDF.
pub fn attached(pdf: &[u8]) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, out) = (folder.path().join("a.pdf"), folder.path().join("out"));
    std::fs::write(&from, pdf).expect("written");
    std::fs::create_dir(&out).expect("made");
    run("pdfdetach", &["-saveall", "-o", &out.display().to_string(), &from.display().to_string()], b"");
    let mut files: Vec<_> = std::fs::read_dir(&out).expect("listed").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).expect("read")).collect()
}

/// A stretch of red rows on a page, in millimetres.
#[derive(Debug, Clone, Copy)]
pub struct Red {
    pub top: f64,
    pub bottom: f64,
    pub left: f64,
    pub right: f64,
}

/// A page as rows of pixels at 254 dots an inch: a tenth of a millimetre each.
fn pixels(pdf: &[u8], page: usize) -> (usize, Vec<u8>) {
    let page = page.to_string();
    let ppm = run("pdftoppm", &["-r", "254", "-f", &page, "-l", &page, "-singlefile", "-"], pdf);
    let mut parts = ppm.splitn(4, |byte| *byte == b'\n');
    let (_, size) = (parts.next().expect("P6"), parts.next().expect("size"));
    let width = String::from_utf8_lossy(size).split(' ').next().and_then(|text| text.parse().ok()).expect("a width");
    let _ = parts.next();
    (width, parts.next().expect("pixels").to_vec())
}

/// The red things on a page, top to bottom.
pub fn red(pdf: &[u8], page: usize) -> Vec<Red> {
    let (width, bytes) = pixels(pdf, page);
    let is_red = |pixel: &[u8]| pixel[0] > 150 && pixel[1] < 110 && pixel[2] < 110;
    let mut found: Vec<Red> = Vec::new();
    for (y, row) in bytes.chunks_exact(width * 3).enumerate() {
        let places: Vec<usize> =
            row.chunks_exact(3).enumerate().filter(|(_, one)| is_red(one)).map(|(x, _)| x).collect();
        let (Some(first), Some(last)) = (places.first(), places.last()) else { continue };
        let (top, left, right) = (y as f64 / 10.0, *first as f64 / 10.0, (*last + 1) as f64 / 10.0);
        match found.last_mut() {
            // A gap of up to 0.8 mm is within one thing: a double line, or two parts of a character.
            Some(one) if top - one.bottom < 0.8 => {
                one.bottom = top + 0.1;
                one.left = one.left.min(left);
                one.right = one.right.max(right);
            }
            _ => found.push(Red { top, bottom: top + 0.1, left, right }),
        }
    }
    found
}
