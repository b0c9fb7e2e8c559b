use super::{Spot, fit, practice};
use crate::error::PrintError;
use crate::paper::Shelf;
use crate::press::sheet::{Hand, Style};
use crate::words::zh;

/// What nobody has decided is left as an empty field to be written on.
fn said(value: Option<&String>) -> &str {
    value.map_or("", String::as_str)
}

/// The front of a box: the fonds large, and the fields below it in a table.
pub fn front(hand: &mut Hand<'_>, spot: Spot, shelf: &Shelf) -> Result<(), PrintError> {
    let inner = spot.inside(20.0);
    practice(hand, inner.x, inner.y, shelf.practice);
    let title = Spot { y: inner.y + 28.0, ..inner };
    fit(hand, title, said(shelf.fonds.as_ref()), Style::of(36.0).bold(), 20.0, 2, true);
    hand.rule(inner.x, inner.y + 62.0, inner.w, 0.75);
    let category = Spot { y: inner.y + 72.0, ..inner };
    fit(hand, category, said(shelf.category.as_ref()), Style::of(24.0), 14.0, 2, true);
    let rows = [
        ("label.fonds_code", &shelf.fonds_code),
        ("label.year", &shelf.year),
        ("label.retention", &shelf.retention),
        ("label.range", &shelf.range),
        ("label.box_number", &shelf.box_number),
    ];
    let (top, height, label_width) = (inner.y + 130.0, 22.0, 46.0);
    for (number, (key, value)) in rows.iter().enumerate() {
        let cell = Spot { x: inner.x + 10.0, y: top + height * number as f64, w: inner.w - 20.0, h: height };
        cell.frame(hand, 0.5, false);
        let middle = cell.y + height / 2.0 + 2.4;
        hand.centre(cell.x + label_width / 2.0, middle, &zh(key, &[]), Style::of(16.0).bold());
        let value_at =
            Spot { x: cell.x + label_width + 4.0, y: cell.y + 7.0, w: cell.w - label_width - 8.0, h: height };
        fit(hand, value_at, said(value.as_ref()), Style::of(16.0), 9.0, 1, false);
    }
    // The line between names and values.
    let x = inner.x + 10.0 + label_width;
    hand.upright(x, top, top + height * rows.len() as f64, 0.5);
    Ok(())
}

/// A spine: the fields one below another, each with its name above it.
pub fn spine(hand: &mut Hand<'_>, spot: Spot, shelf: &Shelf) -> Result<(), PrintError> {
    let small = Style::of(if spot.w < 25.0 { 8.0 } else { 9.5 });
    let large = Style::of(if spot.w < 25.0 { 11.0 } else { 14.0 }).bold();
    let rows = [
        ("label.fonds_code", &shelf.fonds_code, 40.0),
        ("label.year", &shelf.year, 40.0),
        ("label.retention", &shelf.retention, 44.0),
        ("label.range", &shelf.range, 96.0),
        ("label.box_number", &shelf.box_number, 40.0),
    ];
    let mut y = spot.y + 25.0;
    let inner = Spot { x: spot.x + 2.0, w: spot.w - 4.0, ..spot };
    if shelf.practice {
        fit(hand, Spot { y: spot.y + 4.0, ..inner }, &zh("paper.practice", &[]), Style::of(7.0), 6.0, 2, true);
    }
    for (key, value, height) in rows {
        Spot { x: inner.x, y, w: inner.w, h: height }.frame(hand, 0.5, false);
        let text = Spot { x: inner.x + 1.0, y: y + 2.0, w: inner.w - 2.0, h: height };
        let used = fit(hand, text, &zh(key, &[]), small, 6.5, 1, true);
        hand.rule(inner.x, y + 2.0 + used + 1.0, inner.w, 0.25);
        fit(hand, Spot { y: y + used + 6.0, ..text }, said(value.as_ref()), large, 8.0, 2, true);
        y += height;
    }
    Ok(())
}
