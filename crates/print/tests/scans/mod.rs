//! Scans as they come to a counter, made by ImageMagick: another program than the one that lays them on pages.

#![allow(dead_code, reason = "each file of tests uses its part")]

use std::process::Command;

/// A picture that ImageMagick makes by these words.
pub fn made(words: &[&str], to: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scan");
    let run = Command::new("convert").args(words).arg(format!("{to}:{}", path.display())).output();
    let run = run.expect("convert; on Debian: apt install imagemagick");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    std::fs::read(path).expect("a picture")
}

/// One of every kind that a scanner, a telephone or a web page gives.
pub fn of_every_kind() -> Vec<(String, Vec<u8>)> {
    const COLOUR: &str = "plasma:tan-steelblue";
    let kinds: [(&str, &[&str], &str); 10] = [
        ("彩色.jpg", &["-size", "248x351", COLOUR], "jpg"),
        ("灰度.jpg", &["-size", "248x351", COLOUR, "-colorspace", "Gray"], "jpg"),
        ("四色.jpg", &["-size", "248x351", COLOUR, "-colorspace", "CMYK"], "jpg"),
        ("渐进.jpg", &["-size", "248x351", COLOUR, "-interlace", "JPEG"], "jpg"),
        ("彩色.png", &["-size", "248x351", COLOUR], "png24"),
        (
            "半透明.png",
            &["-size", "248x351", COLOUR, "-alpha", "set", "-channel", "A", "-evaluate", "set", "50%"],
            "png32",
        ),
        ("灰度透明.png", &["-size", "248x351", "gradient:", "-alpha", "copy"], "png"),
        ("索引.png", &["-size", "248x351", COLOUR, "-colors", "16"], "png8"),
        ("深色.png", &["-size", "248x351", COLOUR, "-depth", "16"], "png48"),
        ("黑白.png", &["-size", "248x351", COLOUR, "-monochrome"], "png"),
    ];
    kinds.into_iter().map(|(name, words, to)| (name.to_owned(), made(words, to))).collect()
}
