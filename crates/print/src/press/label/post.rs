use super::{Spot, fit, practice};
use crate::error::PrintError;
use crate::paper::Addressed;
use crate::press::sheet::{Hand, Mark, Style};
use crate::words::zh;

/// An envelope of 220 mm by 110 mm: six boxes for the receiver's postcode at the top left, the receiver in the middle,
/// the sender at the bottom right. The stamp's place at the top right stays free.
pub fn envelope(hand: &mut Hand<'_>, spot: Spot, to: &Addressed) -> Result<(), PrintError> {
    for number in 0..6 {
        let x = spot.x + 12.0 + 9.0 * f64::from(number);
        Spot { x, y: spot.y + 10.0, w: 7.0, h: 8.0 }.frame(hand, 0.5, false);
    }
    practice(hand, spot.x + 72.0, spot.y + 14.0, to.practice);
    let middle = Spot { x: spot.x + 30.0, y: spot.y + 30.0, w: 150.0, h: 30.0 };
    let mut y = middle.y;
    match &to.address {
        Some(address) => y += fit(hand, Spot { y, ..middle }, address, Style::of(14.0), 10.0, 2, false),
        None => {
            hand.rule(middle.x, y + 7.0, middle.w, 0.35);
            y += 9.0;
        }
    }
    y += 1.5;
    if let Some(employer) = &to.employer {
        y += fit(hand, Spot { y, ..middle }, employer, Style::of(14.0), 10.0, 2, false) + 1.5;
    }
    let whom = zh("label.receiver", &[("name", &to.name)]);
    fit(
        hand,
        Spot { x: middle.x + 14.0, y: y + 1.0, w: middle.w - 14.0, h: 12.0 },
        &whom,
        Style::of(20.0).bold(),
        12.0,
        1,
        false,
    );
    let style = Style::of(10.5);
    let mut lines = vec![to.sender.clone()];
    lines.extend(to.sender_address.clone());
    let foot = spot.y + spot.h - 16.0 - 5.0 * lines.len() as f64;
    for (number, line) in lines.iter().enumerate() {
        let right = Spot { x: spot.x + 108.0, y: foot + 5.2 * number as f64, w: 100.0, h: 5.0 };
        fit(hand, right, line, style, 8.0, 1, false);
    }
    hand.put(Mark::Rule {
        x: spot.x + 108.0,
        y: foot - 2.0,
        x2: spot.x + 208.0,
        y2: foot - 2.0,
        weight: 0.25,
        dashed: false,
    });
    Ok(())
}

/// A label with an address.
pub fn address(hand: &mut Hand<'_>, spot: Spot, to: &Addressed) -> Result<(), PrintError> {
    let inner = spot.inside(5.0);
    practice(hand, inner.x, inner.y + 0.4, to.practice);
    let mut y = inner.y + 2.0;
    if let Some(address) = &to.address {
        y += fit(hand, Spot { y, ..inner }, address, Style::of(11.0), 8.0, 2, false);
    } else {
        hand.rule(inner.x, y + 5.5, inner.w, 0.35);
        y += 7.0;
    }
    if let Some(employer) = &to.employer {
        y += fit(hand, Spot { y, ..inner }, employer, Style::of(11.0), 8.0, 1, false);
    }
    let whom = zh("label.receiver", &[("name", &to.name)]);
    fit(hand, Spot { y: y + 1.0, ..inner }, &whom, Style::of(13.0).bold(), 9.0, 1, false);
    let small = Style { grey: 0.38, ..Style::of(7.5) };
    fit(hand, Spot { y: spot.y + spot.h - 7.5, ..inner }, &to.sender, small, 6.0, 1, false);
    Ok(())
}
