//! What all slips share: head, number, tail, tables. The measures are those of `family.typ`: a stack of papers reads
//! as one family.

use crate::error::PrintError;
use crate::font::Fonts;
use crate::paper::{Due, Head, Stated, Tail};
use crate::press::code;
use crate::press::sheet::{BOTTOM, Hand, LEFT, Mark, PAGE, Sheet, Style, TOP, WIDTH};
use crate::words::zh;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// Body text.
pub const BODY: Style = Style::of(12.0);
/// Text in tables.
pub const CELL: Style = Style::of(10.5);
/// Notes.
pub const SMALL: Style = Style { size: 9.0, bold: false, grey: 0.38, tracking: 0.0 };
/// The distance of two lines of body text, in millimetres.
pub const BODY_LINE: f64 = 6.7;
/// The same in tables.
pub const CELL_LINE: f64 = 5.3;
/// The same in notes.
pub const SMALL_LINE: f64 = 4.6;
const CELL_PAD: f64 = 1.5;
/// Height kept free at the foot of the last page for signatures and seal, in millimetres.
const SEAL: (f64, f64) = (40.0, 22.0);

/// A date as papers write it: no leading zeros.
pub fn date(day: NaiveDate) -> String {
    format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day())
}

/// A moment to the minute.
pub fn moment(at: NaiveDateTime) -> String {
    format!("{} {:02}:{:02}", date(at.date()), at.hour(), at.minute())
}

/// A stated text, or 未定.
pub fn stated(value: &Stated<String>) -> String {
    value.get().cloned().unwrap_or_else(|| zh("paper.unset", &[]))
}

/// A due date: certain, provisional or unset.
pub fn due(value: &Stated<Due>) -> String {
    match value {
        Stated::Unset => zh("paper.unset", &[]),
        Stated::Value(Due { date: day, provisional: None }) => date(*day),
        Stated::Value(Due { date: day, provisional: Some(by) }) => {
            zh("paper.provisional", &[("date", &date(*day)), ("by", by)])
        }
    }
}

/// A slip in the making.
pub struct Slip<'a> {
    pub hand: Hand<'a>,
    head: &'a Head,
    tail: &'a Tail,
    title: &'static str,
    note: Option<&'a str>,
}

impl<'a> Slip<'a> {
    /// Starts with the title, the number and the rule below.
    pub fn new(fonts: &'a Fonts, title: &'static str, head: &'a Head, tail: &'a Tail, note: Option<&'a str>) -> Self {
        let mut hand = Hand::new(fonts);
        let title_style = Style { tracking: 4.4, ..Style::of(22.0).bold() };
        hand.centre(LEFT + WIDTH / 2.0, TOP + 6.6, title, title_style);
        hand.centre(LEFT + WIDTH / 2.0, TOP + 15.4, &stated(&head.number), BODY);
        hand.rule(LEFT, TOP + 19.5, WIDTH, 0.75);
        hand.y = TOP + 23.2;
        Self { hand, head, tail, title, note }
    }

    /// Two columns of label and value; a value too long for its column gets a line of its own.
    pub fn fields(&mut self, fields: &[(&str, String)]) {
        let half = WIDTH / 2.0;
        let mut left = true;
        for (key, value) in fields {
            let label = format!("{}：", zh(key, &[]));
            let indent = self.hand.width(&label, BODY);
            let wide = indent + self.hand.width(value, BODY) > half - 4.0;
            if wide && !left {
                self.hand.y += BODY_LINE;
                left = true;
            }
            let room = if wide { WIDTH } else { half } - indent;
            let lines = self.hand.lines(value, BODY, room);
            if left {
                self.room(BODY_LINE * lines.len() as f64);
            }
            let x = if left { LEFT } else { LEFT + half };
            let y = self.hand.y + 4.6;
            self.hand.write(x, y, &label, BODY);
            for (number, line) in lines.iter().enumerate() {
                self.hand.write(x + indent, y + BODY_LINE * number as f64, line, BODY);
            }
            if wide || !left {
                self.hand.y += BODY_LINE * lines.len().max(1) as f64;
                left = true;
            } else {
                left = false;
            }
        }
        if !left {
            self.hand.y += BODY_LINE;
        }
    }

    /// A paragraph over the whole width.
    pub fn paragraph(&mut self, text: &str, style: Style, pitch: f64) {
        for line in self.hand.lines(text, style, WIDTH) {
            self.room(pitch);
            let y = self.hand.y + pitch * 0.72;
            self.hand.write(LEFT, y, &line, style);
            self.hand.y += pitch;
        }
    }

    /// A bold heading over a table.
    pub fn heading(&mut self, text: &str) {
        self.hand.y += 3.4;
        self.room(BODY_LINE + CELL_LINE * 3.0);
        let y = self.hand.y + 4.6;
        self.hand.write(LEFT, y, text, BODY.bold());
        self.hand.y += BODY_LINE + 1.0;
    }

    /// A table with hairlines; its head is repeated on every page. Widths are in millimetres and sum to the type area.
    pub fn table(&mut self, columns: &[(&str, f64, bool)], rows: &[Vec<String>]) {
        self.table_head(columns);
        for (number, row) in rows.iter().enumerate() {
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(columns)
                .map(|(text, (_, width, _))| self.hand.lines(text, CELL, width - 2.0 * CELL_PAD))
                .collect();
            let tallest = cells.iter().map(Vec::len).max().unwrap_or(1);
            let height = CELL_LINE * tallest as f64 + 1.7;
            if !self.hand.fits(height, BOTTOM) {
                self.hand.turn();
                self.table_head(columns);
            }
            let mut x = LEFT;
            for (lines, (_, width, centred)) in cells.iter().zip(columns) {
                for (place, line) in lines.iter().enumerate() {
                    let y = self.hand.y + 4.6 + CELL_LINE * place as f64;
                    if *centred {
                        self.hand.centre(x + width / 2.0, y, line, CELL);
                    } else {
                        self.hand.write(x + CELL_PAD, y, line, CELL);
                    }
                }
                x += width;
            }
            self.hand.y += height;
            let last = number + 1 == rows.len();
            self.hand.rule(LEFT, self.hand.y, WIDTH, if last { 0.75 } else { 0.25 });
        }
    }

    fn table_head(&mut self, columns: &[(&str, f64, bool)]) {
        self.hand.rule(LEFT, self.hand.y, WIDTH, 0.75);
        let mut x = LEFT;
        for (key, width, centred) in columns {
            let (text, y) = (zh(key, &[]), self.hand.y + 4.7);
            if *centred {
                self.hand.centre(x + width / 2.0, y, &text, CELL.bold());
            } else {
                self.hand.write(x + CELL_PAD, y, &text, CELL.bold());
            }
            x += width;
        }
        self.hand.y += CELL_LINE + 1.9;
        self.hand.rule(LEFT, self.hand.y, WIDTH, 0.5);
    }

    /// Signatures on the left, the seal's place on the right; then the whole is numbered and given its head and tail.
    pub fn finish(mut self, signs: &[String]) -> Result<Sheet, PrintError> {
        // The closing lines stand below the signatures and beside the seal: the slip stays short.
        let tail = self.closing();
        let below = 9.0 * signs.len() as f64 + 2.0;
        let needed = SEAL.1.max(below + SMALL_LINE * tail.len() as f64);
        self.hand.y += 3.5;
        if !self.hand.fits(needed, BOTTOM) {
            self.hand.turn();
            self.hand.y += 2.0;
        }
        let top = self.hand.y;
        for (number, sign) in signs.iter().enumerate() {
            self.hand.write(LEFT, top + 5.0 + 9.0 * number as f64, sign, BODY);
        }
        self.seal(LEFT + WIDTH - SEAL.0, top);
        self.hand.y = top + below;
        for line in tail {
            let y = self.hand.y + 3.2;
            self.hand.write(LEFT, y, &line, SMALL);
            self.hand.y += SMALL_LINE;
        }
        let (head, title, this) = (self.head, self.title, self.tail);
        let code = match &head.code {
            Some(code) => Some(code::qr(code)?),
            None => None,
        };
        let (bars, modules) = code::code128(&head.case_number)?;
        let footer = footer(head, this);
        self.hand.everywhere(|hand, page, of| {
            // Long names of windows grow upwards and never reach the bar code.
            let mut marks = Vec::new();
            let name = hand.lines(&format!("{} · {}", head.window, title), SMALL, 70.0);
            for (above, line) in name.iter().rev().enumerate() {
                marks.extend(hand.line(LEFT, 28.0 - SMALL_LINE * above as f64, line, SMALL));
            }
            if head.practice {
                let text = zh("paper.practice", &[]);
                marks.extend(hand.line(LEFT, 21.5, &text, Style { tracking: 2.0, ..BODY.bold() }));
            }
            marks.extend(codes(hand, &head.case_number, &bars, modules, code.as_deref()));
            marks.push(Mark::Rule { x: LEFT, y: 268.0, x2: LEFT + WIDTH, y2: 268.0, weight: 0.25, dashed: false });
            for (below, line) in hand.lines(&footer, SMALL, 130.0).iter().enumerate() {
                marks.extend(hand.line(LEFT, 272.6 + SMALL_LINE * below as f64, line, SMALL));
            }
            let number = zh("paper.page", &[("page", &page.to_string()), ("of", &of.to_string())]);
            let x = LEFT + WIDTH - hand.width(&number, SMALL);
            marks.extend(hand.line(x, 272.6, &number, SMALL));
            marks
        });
        Ok(self.hand.finish(PAGE))
    }

    fn closing(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut say = |text: String| lines.extend(self.hand.lines(&text, SMALL, WIDTH - SEAL.0 - 6.0));
        if !self.tail.basis.is_empty() {
            say(format!("{}：{}", zh("paper.basis", &[]), self.tail.basis.join("；")));
        }
        say(format!("{}：{}", zh("paper.query", &[]), stated(&self.tail.query)));
        say(self.tail.copies.clone());
        if let Some(note) = self.note {
            say(note.to_owned());
        }
        lines
    }

    fn seal(&mut self, x: f64, y: f64) {
        let (w, h) = SEAL;
        for (x1, y1, x2, y2) in [(x, y, x + w, y), (x + w, y, x + w, y + h), (x + w, y + h, x, y + h), (x, y + h, x, y)]
        {
            self.hand.put(Mark::Rule { x: x1, y: y1, x2, y2, weight: 0.35, dashed: true });
        }
        self.hand.centre(x + w / 2.0, y + h / 2.0 - 1.0, &zh("paper.seal", &[]), SMALL);
        self.hand.centre(x + w / 2.0, y + h / 2.0 + 4.4, &date(self.head.date), SMALL);
    }

    /// Turns the page when a height does not fit.
    fn room(&mut self, height: f64) {
        if !self.hand.fits(height, BOTTOM) {
            self.hand.turn();
        }
    }
}

fn footer(head: &Head, tail: &Tail) -> String {
    let phone = zh("paper.phone", &[("phone", &stated(&tail.phone))]);
    let complaint = zh("paper.complaint", &[("complaint", &stated(&tail.complaint))]);
    format!("{} · {} · {phone} · {complaint}", head.window, stated(&tail.address))
}

/// The codes at the head's right: bar code with the case's number below it, and the QR.
fn codes(hand: &Hand<'_>, number: &str, bars: &[(u32, u32)], modules: u32, qr: Option<&[Vec<bool>]>) -> Vec<Mark> {
    const MODULE: f64 = 0.25;
    const QR: f64 = 18.0;
    let right = LEFT + WIDTH;
    let mut marks = Vec::new();
    let edge = if let Some(rows) = qr {
        let unit = QR / rows.len().max(1) as f64;
        for (x, y, length) in code::runs(rows) {
            let (x, y) = (right - QR + x as f64 * unit, 11.0 + y as f64 * unit);
            marks.push(Mark::Block { x, y, w: length as f64 * unit, h: unit });
        }
        right - QR - 4.0
    } else {
        right
    };
    let width = f64::from(modules) * MODULE;
    for (at, wide) in bars {
        let x = edge - width + f64::from(*at) * MODULE;
        marks.push(Mark::Block { x, y: 15.0, w: f64::from(*wide) * MODULE, h: 8.0 });
    }
    let x = edge - (width + hand.width(number, SMALL)) / 2.0;
    let ink = Style { grey: 0.0, ..SMALL };
    marks.extend(hand.line(x, 27.6, number, ink));
    marks
}
