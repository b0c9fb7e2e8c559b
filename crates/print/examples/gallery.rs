//! Makes every practice paper into a folder: `cargo run -p greenlane-print --example gallery -- DIR`.
use greenlane_print::{Fonts, Options, Press, Templates, practice};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    std::fs::create_dir_all(&out)?;
    let press = Press::new(Fonts::load(&[Fonts::of_this_checkout()])?, Templates::national());
    let mut options = Options::default();
    if let Ok(scan) = std::fs::read(out.join("scan.png")) {
        options.attachments.insert("scan.png".to_owned(), scan.into());
    }
    for paper in practice::all() {
        let start = std::time::Instant::now();
        match press.render(&paper, &options) {
            Ok(pdf) => {
                std::fs::write(out.join(format!("{}.pdf", paper.kind().key())), &pdf.bytes)?;
                println!("{} {pdf:?} {:?}", paper.title(), start.elapsed());
            }
            Err(error) => println!("{} {error}", paper.title()),
        }
    }
    Ok(())
}
