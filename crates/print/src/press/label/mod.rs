//! Labels on sheets: every label has a fixed place, and each sheet its own size. They share the fonts, the check of
//! characters and the writer of the slips.

mod post;
mod routing;
mod shelf;

use super::sheet::{Hand, MM_PER_PT, Mark, Sheet, Style};
use crate::error::PrintError;
use crate::font::Fonts;
use crate::paper::Labels;
use crate::words::zh;

/// A sheet of places for labels, in millimetres.
struct Grid {
    size: (f64, f64),
    /// The first place's corner.
    from: (f64, f64),
    place: (f64, f64),
    columns: usize,
    rows: usize,
    /// Hairlines to cut along, for paper that is not cut beforehand.
    cut: bool,
}

/// A place on a sheet: its top left corner and its size.
#[derive(Clone, Copy)]
struct Spot {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

const A4: (f64, f64) = (210.0, 297.0);

impl Grid {
    /// Two columns of `rows` labels in the middle of an A4 sheet.
    const fn of_a4(rows: usize, height: f64) -> Self {
        let width = 99.1;
        let left = (A4.0 - 2.0 * width) / 2.0;
        let top = (A4.1 - rows as f64 * height) / 2.0;
        Self { size: A4, from: (left, top), place: (width, height), columns: 2, rows, cut: false }
    }

    /// One label a sheet of its own size.
    const fn alone(width: f64, height: f64) -> Self {
        Self { size: (width, height), from: (0.0, 0.0), place: (width, height), columns: 1, rows: 1, cut: false }
    }

    /// The sheet with every label in its place, the first `skip` places left free.
    fn sheet<T>(
        &self,
        fonts: &Fonts,
        labels: &[T],
        skip: usize,
        draw: impl Fn(&mut Hand<'_>, Spot, &T) -> Result<(), PrintError>,
    ) -> Result<Sheet, PrintError> {
        let mut hand = Hand::new(fonts);
        let on_a_sheet = self.columns * self.rows;
        // A sheet that is quite used up is no sheet.
        let skip = skip % on_a_sheet;
        for (place, label) in (skip..).zip(labels) {
            let at = place % on_a_sheet;
            if at == 0 && place > 0 {
                hand.turn();
            }
            let (column, row) = (at % self.columns, at / self.columns);
            let spot = Spot {
                x: self.from.0 + column as f64 * self.place.0,
                y: self.from.1 + row as f64 * self.place.1,
                w: self.place.0,
                h: self.place.1,
            };
            if self.cut {
                spot.frame(&mut hand, 0.25, true);
            }
            draw(&mut hand, spot, label)?;
        }
        Ok(hand.finish(self.size))
    }
}

impl Spot {
    /// The same place without a border.
    fn inside(self, by: f64) -> Self {
        Self { x: self.x + by, y: self.y + by, w: self.w - 2.0 * by, h: self.h - 2.0 * by }
    }

    fn frame(self, hand: &mut Hand<'_>, weight: f64, dashed: bool) {
        let (x, y, x2, y2) = (self.x, self.y, self.x + self.w, self.y + self.h);
        for (x, y, x2, y2) in [(x, y, x2, y), (x2, y, x2, y2), (x2, y2, x, y2), (x, y2, x, y)] {
            hand.put(Mark::Rule { x, y, x2, y2, weight, dashed });
        }
    }
}

/// Sets a text into a width: in as large a size as fits into so many lines, never below the smallest. What does not
/// fit even then is broken into more lines rather than lost. Answers the height that was used.
fn fit(hand: &mut Hand<'_>, spot: Spot, text: &str, style: Style, smallest: f64, lines: usize, centred: bool) -> f64 {
    let mut style = style;
    let mut broken = hand.lines(text, style, spot.w);
    while broken.len() > lines && style.size - 0.5 >= smallest {
        style.size -= 0.5;
        broken = hand.lines(text, style, spot.w);
    }
    let pitch = style.size * 1.3 * MM_PER_PT;
    for (number, line) in broken.iter().enumerate() {
        let y = spot.y + style.size * 0.88 * MM_PER_PT + pitch * number as f64;
        if centred {
            hand.centre(spot.x + spot.w / 2.0, y, line, style);
        } else {
            hand.write(spot.x, y, line, style);
        }
    }
    pitch * broken.len() as f64
}

/// 演示 in a corner of what a practice office makes.
fn practice(hand: &mut Hand<'_>, x: f64, y: f64, practice: bool) {
    if practice {
        hand.write(x, y, &zh("paper.practice", &[]), Style { grey: 0.38, ..Style::of(7.5) });
    }
}

/// The sheets of labels.
pub fn sheet(labels: &Labels, skip: usize, fonts: &Fonts) -> Result<Sheet, PrintError> {
    match labels {
        Labels::Routing(list) => Grid::of_a4(4, 67.7).sheet(fonts, list, skip, routing::draw),
        Labels::Box(list) => Grid::alone(220.0, 310.0).sheet(fonts, list, skip, shelf::front),
        Labels::Spine(thickness, list) => {
            // A spine is longer than A4: several lie side by side on A3, to be cut out.
            let width = thickness.mm();
            let columns = (277.0 / width) as usize;
            let grid =
                Grid { size: (297.0, 420.0), from: (10.0, 55.0), place: (width, 310.0), columns, rows: 1, cut: true };
            grid.sheet(fonts, list, skip, shelf::spine)
        }
        Labels::Envelope(list) => Grid::alone(220.0, 110.0).sheet(fonts, list, skip, post::envelope),
        Labels::Address(list) => Grid::of_a4(7, 38.1).sheet(fonts, list, skip, post::address),
    }
}
