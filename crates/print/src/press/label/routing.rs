use super::{Spot, fit, practice};
use crate::error::PrintError;
use crate::paper::RoutingLabel;
use crate::press::code;
use crate::press::sheet::{Hand, Mark, Style};
use crate::press::slip::{due, stated};
use crate::words::zh;

/// The department large, then whose papers these are, the items and the date; the case's bar code below.
pub fn draw(hand: &mut Hand<'_>, spot: Spot, label: &RoutingLabel) -> Result<(), PrintError> {
    let small = Style { grey: 0.38, ..Style::of(8.5) };
    let inner = spot.inside(5.0);
    practice(hand, inner.x, inner.y - 0.6, label.practice);
    let mut y = inner.y + 0.8;
    y += fit(hand, Spot { y, ..inner }, &label.department, Style::of(17.0).bold(), 11.0, 2, false) + 1.4;
    hand.rule(inner.x, y, inner.w, 0.5);
    y += 1.6;
    let line = |key: &str, value: &str| format!("{}：{value}", zh(key, &[]));
    y += fit(hand, Spot { y, ..inner }, &line("label.talent", &label.talent), Style::of(11.0), 9.0, 1, false) + 0.6;
    let items = line("label.items", &label.items.join("、"));
    y += fit(hand, Spot { y, ..inner }, &items, Style::of(11.0), 8.0, 2, false) + 0.6;
    y += fit(hand, Spot { y, ..inner }, &line("label.due", &due(&label.due)), Style::of(11.0), 9.0, 1, false) + 0.6;
    fit(hand, Spot { y, ..inner }, &line("label.number", &stated(&label.number)), Style::of(9.0), 8.0, 1, false);
    let (bars, modules) = code::code128(&label.case_number)?;
    // As wide as it may be, but never so narrow that a scanner fails.
    let module = (inner.w / f64::from(modules)).min(0.33);
    let foot = spot.y + spot.h - 5.0;
    for (at, wide) in bars {
        let x = inner.x + f64::from(at) * module;
        hand.put(Mark::Block { x, y: foot - 12.0, w: f64::from(wide) * module, h: 8.0 });
    }
    hand.write(inner.x, foot, &label.case_number, Style { grey: 0.0, ..small });
    let right = inner.x + inner.w - hand.width(&label.window, small);
    if right > inner.x + hand.width(&label.case_number, small) + 2.0 {
        hand.write(right, foot, &label.window, small);
    }
    Ok(())
}
