//! Prints the coverage table of a font folder: `cargo run -p greenlane-print --example coverage -- DIR…`.
use greenlane_print::Fonts;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut places: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    if places.is_empty() {
        places.push(Fonts::of_this_checkout());
    }
    for one in Fonts::load(&places)?.coverage() {
        let by: Vec<_> = one
            .by_family
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        let share = one.covered as f64 * 100.0 / one.characters as f64;
        println!("{}\t{}/{}\t{share:.1}%\t{}", one.block.name, one.covered, one.characters, by.join(", "));
    }
    Ok(())
}
