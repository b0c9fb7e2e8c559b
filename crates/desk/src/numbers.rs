//! Numbers of cases and papers: made by the pack's patterns from rows of numbers.
//!
//! Who gives the numbers of a row: the centre, in blocks leased to one life of one desk, once the desk belongs to one;
//! before that, the desk itself where the pattern has its mark, and else only the desk that founded the office. Whoever
//! has none of the row gives its own: marked so that they meet no other, and matched with the row later. Case and receipt
//! numbers end in a check character (ISO/IEC 7064 MOD 37,36), where the pattern has one.

use crate::desk::Open;
use crate::problem::Result;
use crate::road::lease::{self, Row};
use crate::road::standing;
use chrono::Datelike;
use greenlane_domain::fact::FileId;
use greenlane_domain::pack::NumberRule;
use greenlane_store::{Act, NumberBlock, OwnNumber, StoreError};
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;

/// How many numbers a desk takes of its own row at a time.
const BLOCK: u64 = 1000;
/// With so few left, the next block is taken.
const FEW: u64 = 50;
/// How many numbers a desk leases at a time: of a row that should run without gaps only a few.
const LEASED: u32 = 200;
const LEASED_CONTINUOUS: u32 = 20;
/// Begins the rows of what a desk gives while it holds none of the row itself.
const OWN: &str = "own/";
/// The setting that says that the rows have been handed to a centre. It stays when the desk leaves: others go on there.
pub(crate) const HANDED: &str = "numbers.handed";

/// The pack's number rule behind an act's series.
fn rule_key(series: &str) -> &str {
    match series {
        "rejection" => "not_accepted",
        "handover" => "delivery",
        other => other,
    }
}

/// A row's own counterpart.
fn own(series: &str) -> String {
    format!("{OWN}{series}")
}

/// Whether a block is of a row, and not of what the desk gives in its stead.
pub(crate) fn is_row(block: &NumberBlock) -> bool {
    !block.series.starts_with(OWN)
}

/// The rule of a series as it is kept, e.g. `case/2026`.
pub(crate) fn rule_of<'a>(desk: &'a Open, series: &str) -> Option<(&'a NumberRule, &'a str)> {
    let key = series.split('/').next().unwrap_or_default();
    let rule = desk.pack.number(key)?;
    Some((rule, rule.pattern.get()?.as_str()))
}

fn year_of(series: &str) -> Option<i32> {
    series.rsplit_once('/').and_then(|(_, year)| year.parse().ok())
}

/// Makes sure that this year's rows have numbers left. Called before an act, because an act cannot wait for it.
pub(crate) async fn prepare(desk: &Open) -> Result<()> {
    let year = desk.today().year();
    let epoch = desk.store.epoch().await?;
    let handed = desk.store.setting(HANDED).await?.is_some();
    let enrolled = standing::enrolled(&desk.store).await?;
    let founder = !handed && is_founder(desk, epoch).await?;
    retire(desk, year, epoch, handed, enrolled).await?;
    let blocks = desk.store.numbers().await?;
    let mut rows = Vec::new();
    let counted = |rule: &&NumberRule| rule.pattern.get().is_some_and(|pattern| pattern.contains("{seq"));
    for rule in desk.pack.numbers.iter().filter(counted) {
        let pattern = rule.pattern.get().map(String::as_str).unwrap_or_default();
        let row = series_name(&rule.key, rule.yearly, year);
        let by_itself = !handed && (founder || pattern.contains("{desk}"));
        let series = if by_itself { row.clone() } else { own(&row) };
        let of_series = || blocks.iter().filter(|block| block.series == series);
        let usable = of_series().filter(|block| block.closed.is_none() && block.epoch == epoch);
        let left: u64 = usable.map(|block| (block.last + 1).saturating_sub(block.next)).sum();
        if left < FEW {
            let first = of_series().map(|block| block.last + 1).max().unwrap_or(1);
            desk.store.add_numbers(&series, first, first + BLOCK - 1, "").await?;
        }
        if enrolled {
            rows.push(row_of(desk, rule, pattern, row, &blocks).await?);
        }
    }
    if enrolled {
        for own in desk.store.own_numbers().await?.iter().filter(|own| own.mapped.is_none()) {
            let Some((rule, pattern)) = rule_of(desk, &own.series) else { continue };
            if !rows.iter().any(|row| row.series == own.series) {
                rows.push(row_of(desk, rule, pattern, own.series.clone(), &blocks).await?);
            }
        }
        lease::want(&desk.store, &rows).await?;
    }
    desk.numbered_year.store(year, Ordering::Relaxed);
    Ok(())
}

/// Whether this desk founded the office and is still in the same life: nobody else gives plain numbers then.
async fn is_founder(desk: &Open, epoch: u32) -> Result<bool> {
    let Some(founded) = &desk.office.founded else { return Ok(false) };
    let fact = desk.store.sealed(&founded.fact).await?.and_then(|sealed| sealed.read().ok());
    Ok(fact.is_some_and(|fact| fact.content.device == *desk.store.device() && fact.content.epoch == epoch))
}

/// Stops using blocks that must not be used any more: of an earlier life, of a year that is over, of a centre that was
/// left; and the desk's own once the rows belong to a centre.
async fn retire(desk: &Open, year: i32, epoch: u32, handed: bool, enrolled: bool) -> Result<()> {
    for block in desk.store.numbers().await?.iter().filter(|block| is_row(block) && block.closed.is_none()) {
        if !block.lease.is_empty() {
            let reason = if block.epoch != epoch {
                lease::VOID
            } else if !enrolled || year_of(&block.series).is_some_and(|of| of < year) {
                lease::RETURNED
            } else {
                continue;
            };
            desk.store.close_numbers(&block.series, block.first, reason).await?;
        } else if handed {
            desk.store.cut_numbers(&block.series, block.first, lease::HANDED_OVER).await?;
        }
    }
    Ok(())
}

/// What is to be leased of a row, and which of its numbers are given out already as far as this desk knows.
async fn row_of(desk: &Open, rule: &NumberRule, pattern: &str, series: String, blocks: &[NumberBlock]) -> Result<Row> {
    let region = &desk.pack.meta.region;
    let year = year_of(&series).unwrap_or_default();
    let (before, place) = pattern.split_once("{seq").unwrap_or((pattern, ""));
    let width = place.split_once('}').and_then(|(width, _)| width.trim_start_matches(':').parse().ok()).unwrap_or(0);
    let beginning = written(before, &Places::of(desk, year, "", ""));
    let held = || blocks.iter().filter(|block| block.series == series);
    let leased = held().filter(|block| !block.lease.is_empty()).map(|block| block.last).max();
    let after = match leased {
        // The centre knows better since then.
        Some(last) => last,
        None => {
            let known = desk.store.numbers_beginning(&beginning).await?;
            let told = known.iter().filter_map(|number| count_in(number, &beginning, width));
            told.chain(held().map(|block| block.next - 1)).max().unwrap_or_default()
        }
    };
    let count = if rule.continuous { LEASED_CONTINUOUS } else { LEASED };
    Ok(Row { named: format!("{region}/{series}"), series, count, after })
}

/// The count in a number of a row that begins so; none in one of a desk's own.
fn count_in(number: &str, beginning: &str, width: usize) -> Option<u64> {
    let rest = number.strip_prefix(beginning)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let follows = rest[digits..].chars().next();
    if digits < width || (width == 0 && follows.is_some_and(|next| next.is_ascii())) {
        return None;
    }
    rest.get(..if width == 0 { digits } else { width })?.parse().ok()
}

fn series_name(key: &str, yearly: bool, year: i32) -> String {
    if yearly { format!("{key}/{year}") } else { key.to_owned() }
}

/// What a number is given to: a case's file, the case's own number and, where the act is about one, the number of its item.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    pub file: &'a FileId,
    pub case: &'a str,
    pub item: &'a str,
}

/// Takes the next number of a series within an act on a file; empty where the pack leaves the pattern unset (未定).
pub(crate) async fn take(desk: &Open, act: &mut Act, series: &str, of: Of<'_>) -> Result<String> {
    let key = rule_key(series);
    let Some((rule, pattern)) = desk.pack.number(key).and_then(|rule| Some((rule, rule.pattern.get()?))) else {
        return Ok(String::new());
    };
    let year = desk.today().year();
    let Of { case, item, .. } = of;
    let write = |seq: Seq| written(pattern, &Places { seq, ..Places::of(desk, year, case, item) });
    if !pattern.contains("{seq") {
        return Ok(write(Seq::Row(0)));
    }
    let row = series_name(key, rule.yearly, year);
    match act.take_number(&row).await {
        Ok(taken) => {
            // Leased blocks are smaller, and the road refills them.
            if taken.left < FEW && taken.of >= BLOCK {
                desk.numbered_year.store(0, Ordering::Relaxed);
            }
            Ok(write(Seq::Row(taken.number)))
        }
        Err(StoreError::NoNumber(_)) => {
            let taken = act.take_number(&own(&row)).await?;
            if taken.left < FEW {
                desk.numbered_year.store(0, Ordering::Relaxed);
            }
            let number = write(Seq::Own(taken.number));
            act.note_own_number(&number, &row, of.file).await?;
            Ok(number)
        }
        Err(error) => Err(error.into()),
    }
}

/// The number of an item within its case (事项编号); empty where the pack gives no pattern.
pub(crate) fn of_item(desk: &Open, case: &str, item: &str) -> String {
    let pattern = desk.pack.number("item").and_then(|rule| rule.pattern.get());
    let places = Places::of(desk, desk.today().year(), case, item);
    pattern.map(|pattern| written(pattern, &places)).unwrap_or_default()
}

/// Takes a number of the row for one that the desk gave by itself; none while the desk holds no number of that row.
pub(crate) async fn take_for(desk: &Open, act: &mut Act, given: &OwnNumber, case: &str) -> Result<Option<String>> {
    let Some((_, pattern)) = rule_of(desk, &given.series) else { return Ok(None) };
    let taken = match act.take_number(&given.series).await {
        Ok(taken) => taken,
        Err(StoreError::NoNumber(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let year = year_of(&given.series).unwrap_or_default();
    let number = written(pattern, &Places { seq: Seq::Row(taken.number), ..Places::of(desk, year, case, "") });
    act.map_own_number(&given.number, &number).await?;
    Ok(Some(number))
}

/// A count, and whose.
#[derive(Clone, Copy)]
enum Seq {
    /// Of the row.
    Row(u64),
    /// Of the desk's own, in place of one of the row.
    Own(u64),
}

/// What goes into the places of a pattern.
struct Places<'a> {
    region: &'a str,
    year: i32,
    desk: &'a str,
    seq: Seq,
    case: &'a str,
    item: &'a str,
}

impl<'a> Places<'a> {
    /// Those of a desk, with no count yet.
    fn of(desk: &'a Open, year: i32, case: &'a str, item: &'a str) -> Self {
        Self { region: &desk.pack.meta.region, year, desk: &desk.mark, seq: Seq::Row(0), case, item }
    }
}

/// The pattern with its places filled in. A number of the desk's own begins its count with its mark, or with the letter L
/// (临) where the pattern has the mark already: no number of the row does.
fn written(pattern: &str, places: &Places) -> String {
    let marked = pattern.contains("{desk}");
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
            "seq" => match places.seq {
                Seq::Row(count) => number.push_str(&format!("{count:0width$}")),
                Seq::Own(count) if marked => {
                    number.push_str(&format!("L{count:0width$}", width = width.saturating_sub(1)))
                }
                Seq::Own(count) => number.push_str(&format!("{}-{count}", places.desk)),
            },
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

    fn places(seq: Seq) -> Places<'static> {
        Places { region: "990100", year: 2026, desk: "7KX", seq, case: "99010020267KX00042I", item: "03" }
    }

    #[test]
    fn a_case_number_ends_in_its_check_character_and_a_slip_of_the_pen_is_noticed() {
        let number = written("{region}{year}{desk}{seq:5}{check}", &places(Seq::Row(42)));
        insta::assert_snapshot!(number, @"99010020267KX00042I");
        assert!(is_sound(&number));
        assert!(!is_sound(&number.replace("00042", "00043")));
        assert!(!is_sound(&number.replace("00042", "00402")));
    }

    #[test]
    fn document_numbers_run_without_zeros() {
        assert_eq!(written("云演告〔{year}〕{seq}号", &places(Seq::Row(7))), "云演告〔2026〕7号");
    }

    #[test]
    fn an_item_is_numbered_within_its_case() {
        assert_eq!(written("{case}-{item}", &places(Seq::Row(0))), "99010020267KX00042I-03");
    }

    #[test]
    fn what_a_desk_gives_by_itself_can_be_no_number_of_the_row() {
        let own = |pattern| written(pattern, &places(Seq::Own(7)));
        insta::assert_snapshot!(own("云演告〔{year}〕{seq}号"), @"云演告〔2026〕7KX-7号");
        let case = own("{region}{year}{desk}{seq:5}{check}");
        assert!(case.starts_with("99010020267KXL0007") && is_sound(&case), "{case}");
    }

    #[test]
    fn the_count_is_found_again_in_a_number_and_not_in_one_of_a_desks_own() {
        assert_eq!(count_in("云演告〔2026〕12号", "云演告〔2026〕", 0), Some(12));
        assert_eq!(count_in("SJ20267KX000424", "SJ20267KX", 5), Some(42));
        assert_eq!(count_in("云演告〔2026〕7KX-7号", "云演告〔2026〕", 0), None);
    }
}
