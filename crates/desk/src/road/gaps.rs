//! Where every number of this desk has gone: the gap report.

use super::lease::{HANDED_OVER, RETURNED, VOID};
use crate::desk::Open;
use crate::numbers;
use crate::problem::Result;
use crate::view::{NumberSpan, NumbersView, OwnNumberLine};
use greenlane_domain::fact::Moment;
use greenlane_store::NumberBlock;

pub(crate) async fn view(desk: &Open) -> Result<NumbersView> {
    let name = |series: &str| match numbers::rule_of(desk, series) {
        Some((rule, _)) => rule.name.clone(),
        None => series.to_owned(),
    };
    let mut rows = Vec::new();
    for block in desk.store.numbers().await?.iter().filter(|block| numbers::is_row(block)) {
        for (first, last, fate) in spans(block) {
            rows.push(NumberSpan {
                series: block.series.clone(),
                name: name(&block.series),
                first,
                last,
                leased: !block.lease.is_empty(),
                words: desk.say(&format!("numbers.fate.{fate}"), &[]),
                fate: fate.to_owned(),
            });
        }
    }
    let mut own = Vec::new();
    for given in desk.store.own_numbers().await? {
        own.push(OwnNumberLine {
            name: name(&given.series),
            case_number: desk.case_state(&given.file).await?.number().to_owned(),
            number: given.number,
            file: given.file,
            at: Moment { ms: given.at_ms, tick: 0 }.local_time(),
            matched: given.mapped,
        });
    }
    Ok(NumbersView { rows, own })
}

/// What was given of a block, and what is to become of the rest.
fn spans(block: &NumberBlock) -> Vec<(u64, u64, &'static str)> {
    let rest = match block.closed.as_deref() {
        Some(VOID) => "void",
        Some(RETURNED) => "returned",
        Some(HANDED_OVER) => "handed",
        _ => "left",
    };
    let given = (block.first, block.next - 1, "given");
    [given, (block.next, block.last, rest)].into_iter().filter(|(first, last, _)| first <= last).collect()
}
