//! Numbers of cases and papers: made by the pack's patterns from this desk's own row of each series.
//!
//! A desk's own mark keeps numbers of two desks apart when there is no centre; it is another one in each life of the
//! database. Case and receipt numbers end in a check character (ISO/IEC 7064 MOD 37,36), where the pattern has one.

use crate::desk::Open;
use crate::problem::Result;
use chrono::Datelike;
use greenlane_store::Act;
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;

/// How many numbers a desk takes of a series at a time.
const BLOCK: u64 = 1000;
/// With so few left, the next block is taken.
const FEW: u64 = 50;

/// The pack's number rule behind an act's series.
fn rule_key(series: &str) -> &str {
    match series {
        "rejection" => "not_accepted",
        "handover" => "delivery",
        other => other,
    }
}

/// Makes sure that this year's rows have numbers left. Called before an act, because an act cannot wait for it.
pub(crate) async fn prepare(desk: &Open) -> Result<()> {
    let year = desk.today().year();
    let epoch = desk.store.epoch().await?;
    let blocks = desk.store.numbers().await?;
    for rule in
        desk.pack.numbers.iter().filter(|rule| rule.pattern.get().is_some_and(|pattern| pattern.contains("{seq")))
    {
        let series = series_name(&rule.key, rule.yearly, year);
        let of_series = || blocks.iter().filter(|block| block.series == series);
        let usable = of_series().filter(|block| block.closed.is_none() && block.epoch == epoch);
        let left: u64 = usable.map(|block| (block.last + 1).saturating_sub(block.next)).sum();
        if left < FEW {
            let first = of_series().map(|block| block.last + 1).max().unwrap_or(1);
            desk.store.add_numbers(&series, first, first + BLOCK - 1, "").await?;
        }
    }
    desk.numbered_year.store(year, Ordering::Relaxed);
    Ok(())
}

fn series_name(key: &str, yearly: bool, year: i32) -> String {
    if yearly { format!("{key}/{year}") } else { key.to_owned() }
}

/// Takes the next number of a series within an act; empty where the pack leaves the pattern unset (未定).
/// `item` is the number of the item that the act is about, if it is about one.
pub(crate) async fn take(desk: &Open, act: &mut Act, series: &str, case: &str, item: &str) -> Result<String> {
    let key = rule_key(series);
    let Some((rule, pattern)) = desk.pack.number(key).and_then(|rule| Some((rule, rule.pattern.get()?))) else {
        return Ok(String::new());
    };
    let year = desk.today().year();
    let seq = if pattern.contains("{seq") {
        let taken = act.take_number(&series_name(key, rule.yearly, year)).await?;
        if taken.left < FEW {
            desk.numbered_year.store(0, Ordering::Relaxed);
        }
        taken.number
    } else {
        0
    };
    let places = Places { region: &desk.pack.meta.region, year, desk: &desk.mark, seq, case, item };
    Ok(written(pattern, &places))
}

/// The number of an item within its case (事项编号); empty where the pack gives no pattern.
pub(crate) fn of_item(desk: &Open, case: &str, item: &str) -> String {
    let pattern = desk.pack.number("item").and_then(|rule| rule.pattern.get());
    let places =
        Places { region: &desk.pack.meta.region, year: desk.today().year(), desk: &desk.mark, seq: 0, case, item };
    pattern.map(|pattern| written(pattern, &places)).unwrap_or_default()
}

/// What goes into the places of a pattern.
struct Places<'a> {
    region: &'a str,
    year: i32,
    desk: &'a str,
    seq: u64,
    case: &'a str,
    item: &'a str,
}

/// The pattern with its places filled in.
fn written(pattern: &str, places: &Places) -> String {
    let mut number = String::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        number.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}').map(|close| open + close) else { break };
        let (name, width) = rest[open + 1..close].split_once(':').unwrap_or((&rest[open + 1..close], ""));
        let width: usize = width.parse().unwrap_or(0);
        match name {
            "year" => number.push_str(&places.year.to_string()),
            "region" => number.push_str(places.region),
            "desk" => number.push_str(places.desk),
            "seq" => number.push_str(&format!("{:0width$}", places.seq)),
            "case" => number.push_str(places.case),
            "item" => number.push_str(places.item),
            "check" => number.push(check(&number)),
            _ => {}
        }
        rest = &rest[close + 1..];
    }
    number.push_str(rest);
    number
}

const LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Letters that cannot be taken for digits.
const CLEAR: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPQRTUVWXY";

/// This desk's own three characters in this life of its database.
pub(crate) fn mark(device: &str, epoch: u32) -> String {
    let digest = Sha256::digest(format!("{device}/{epoch}"));
    digest.iter().take(3).map(|byte| char::from(CLEAR[usize::from(byte % 32)])).collect()
}

/// The check character of ISO/IEC 7064 MOD 37,36 over the letters and digits of a number.
fn check(number: &str) -> char {
    const MODULUS: usize = 36;
    let places =
        number.bytes().filter_map(|byte| LETTERS.iter().position(|letter| *letter == byte.to_ascii_uppercase()));
    let product = places.fold(MODULUS, |product, place| {
        let sum = (product + place) % MODULUS;
        (if sum == 0 { MODULUS } else { sum }) * 2 % (MODULUS + 1)
    });
    let place = (MODULUS + 1 - product) % MODULUS;
    LETTERS.get(place).map_or('0', |letter| char::from(*letter))
}

/// Whether a number ends in its own check character.
#[must_use]
pub fn is_sound(number: &str) -> bool {
    number.char_indices().last().is_some_and(|(place, last)| place > 0 && check(&number[..place]) == last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(seq: u64) -> Places<'static> {
        Places { region: "990100", year: 2026, desk: "7KX", seq, case: "99010020267KX00042I", item: "03" }
    }

    #[test]
    fn a_case_number_ends_in_its_check_character_and_a_slip_of_the_pen_is_noticed() {
        let number = written("{region}{year}{desk}{seq:5}{check}", &places(42));
        insta::assert_snapshot!(number, @"99010020267KX00042I");
        assert!(is_sound(&number));
        assert!(!is_sound(&number.replace("00042", "00043")));
        assert!(!is_sound(&number.replace("00042", "00402")));
    }

    #[test]
    fn document_numbers_run_without_zeros() {
        assert_eq!(written("云演告〔{year}〕{seq}号", &places(7)), "云演告〔2026〕7号");
    }

    #[test]
    fn an_item_is_numbered_within_its_case() {
        assert_eq!(written("{case}-{item}", &places(0)), "99010020267KX00042I-03");
    }
}
