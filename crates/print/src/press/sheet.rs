//! A sheet: marks at fixed places, counted in millimetres from the top left. One layout serves two writers: printpdf
//! makes the slip, typst sets the same marks again when the slip lies in a volume.

use crate::font::{Fonts, Role};
use serde::Serialize;

/// Millimetres in a point.
pub const MM_PER_PT: f64 = 25.4 / 72.0;
/// The paper: A4.
pub const PAGE: (f64, f64) = (210.0, 297.0);
/// The type area after GB/T 9704: 37 mm from the top, 28 mm from the left, 156 mm by 225 mm.
pub const LEFT: f64 = 28.0;
/// See [`LEFT`].
pub const TOP: f64 = 37.0;
/// See [`LEFT`].
pub const WIDTH: f64 = 156.0;
/// See [`LEFT`].
pub const BOTTOM: f64 = 262.0;

/// One mark.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "mark")]
pub enum Mark {
    /// A stretch of text in one face, `y` being its baseline.
    Text {
        /// Left edge.
        x: f64,
        /// Baseline.
        y: f64,
        /// Size in points.
        size: f64,
        /// Bold.
        bold: bool,
        /// The family.
        face: String,
        /// Grey of the ink: 0 black, 1 white.
        grey: f64,
        /// Extra space after each character, in points.
        tracking: f64,
        /// What it says.
        text: String,
    },
    /// A straight rule, or a dashed one.
    Rule {
        /// Start.
        x: f64,
        /// Start.
        y: f64,
        /// End.
        x2: f64,
        /// End.
        y2: f64,
        /// Thickness in points.
        weight: f64,
        /// Dashed.
        dashed: bool,
    },
    /// A filled rectangle.
    Block {
        /// Left.
        x: f64,
        /// Top.
        y: f64,
        /// Width.
        w: f64,
        /// Height.
        h: f64,
    },
}

/// Finished pages of marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// Width and height in millimetres.
    pub size: (f64, f64),
    /// The pages.
    pub pages: Vec<Vec<Mark>>,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Size in points.
    pub size: f64,
    /// Bold.
    pub bold: bool,
    /// Grey of the ink.
    pub grey: f64,
    /// Extra space after each character, in points.
    pub tracking: f64,
}

impl Style {
    /// Plain black text of a size.
    pub const fn of(size: f64) -> Self {
        Self { size, bold: false, grey: 0.0, tracking: 0.0 }
    }
    /// The same, bold.
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// A hand that puts marks on pages.
pub struct Hand<'a> {
    fonts: &'a Fonts,
    main: String,
    pages: Vec<Vec<Mark>>,
    /// Where the next line goes.
    pub y: f64,
}

impl<'a> Hand<'a> {
    /// Takes a first empty page.
    pub fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, main: fonts.family(Role::Main).to_owned(), pages: vec![Vec::new()], y: TOP }
    }

    /// Takes the next page.
    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Whether a height still fits above a bottom.
    pub fn fits(&self, height: f64, bottom: f64) -> bool {
        self.y + height <= bottom
    }

    /// Puts a mark on the page in hand.
    pub fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Puts the same marks on every page, told which page of how many.
    pub fn everywhere(&mut self, marks: impl Fn(&Self, usize, usize) -> Vec<Mark>) {
        let total = self.pages.len();
        for number in 0..total {
            let more = marks(self, number + 1, total);
            if let Some(page) = self.pages.get_mut(number) {
                page.extend(more);
            }
        }
    }

    /// Ends the sheet.
    pub fn finish(self, size: (f64, f64)) -> Sheet {
        Sheet { size, pages: self.pages }
    }

    /// A text's width in millimetres.
    pub fn width(&self, text: &str, style: Style) -> f64 {
        let advance = |(stretch, face): (String, String)| {
            let face = self.fonts.slip_face(&face, style.bold);
            let of = |one: char| face.and_then(|face| face.glyph(one)).map_or(1000.0, |(_, advance)| advance);
            stretch.chars().map(|one| f64::from(of(one)) / 1000.0 * style.size + style.tracking).sum::<f64>()
        };
        self.stretches(text).into_iter().map(advance).sum::<f64>() * MM_PER_PT
    }

    /// Marks for one line of text, its baseline at `y`.
    pub fn line(&self, x: f64, y: f64, text: &str, style: Style) -> Vec<Mark> {
        let (mut at, mut marks) = (x, Vec::new());
        for (stretch, face) in self.stretches(text) {
            let width = self.width(&stretch, style);
            marks.push(Mark::Text {
                x: at,
                y,
                size: style.size,
                bold: style.bold,
                face,
                grey: style.grey,
                tracking: style.tracking,
                text: stretch,
            });
            at += width;
        }
        marks
    }

    /// Puts one line of text.
    pub fn write(&mut self, x: f64, y: f64, text: &str, style: Style) {
        for mark in self.line(x, y, text, style) {
            self.put(mark);
        }
    }

    /// Puts one line of text centred about `x`.
    pub fn centre(&mut self, x: f64, y: f64, text: &str, style: Style) {
        let width = self.width(text, style) - style.tracking * MM_PER_PT;
        self.write(x - width / 2.0, y, text, style);
    }

    /// Puts a horizontal rule.
    pub fn rule(&mut self, x: f64, y: f64, width: f64, weight: f64) {
        self.put(Mark::Rule { x, y, x2: x + width, y2: y, weight, dashed: false });
    }

    /// Puts an upright rule.
    pub fn upright(&mut self, x: f64, y: f64, y2: f64, weight: f64) {
        self.put(Mark::Rule { x, y, x2: x, y2, weight, dashed: false });
    }

    /// Breaks a text into lines no wider than `width`. Closing marks never begin a line, opening marks never end one,
    /// and a run of Latin letters or digits is not broken unless it alone is too wide.
    pub fn lines(&self, text: &str, style: Style, width: f64) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut line = String::new();
            for word in words(paragraph) {
                let longer = format!("{line}{word}");
                if line.is_empty() || self.width(&longer, style) <= width {
                    line = longer;
                } else {
                    lines.push(std::mem::take(&mut line));
                    line = word.trim_start().to_owned();
                }
                while self.width(&line, style) > width && line.chars().count() > 1 {
                    let (head, tail) = self.cut(&line, style, width);
                    lines.push(head);
                    line = tail;
                }
            }
            lines.push(line);
        }
        lines
    }

    fn cut(&self, line: &str, style: Style, width: f64) -> (String, String) {
        let mut head = String::new();
        for (place, one) in line.char_indices() {
            head.push(one);
            if self.width(&head, style) > width && place > 0 {
                return (line[..place].to_owned(), line[place..].to_owned());
            }
        }
        (head, String::new())
    }

    /// A text in stretches of one family each: whole in the first family that has it whole.
    fn stretches(&self, text: &str) -> Vec<(String, String)> {
        let design = self.fonts.design_for(text);
        if let Some([face]) = design.as_deref() {
            return vec![(text.to_owned(), (*face).to_owned())];
        }
        let mut stretches: Vec<(String, String)> = Vec::new();
        for one in text.chars() {
            let face = match &design {
                Some(design) => self.fonts.first_with(design, one),
                None => self.fonts.family_for(one.encode_utf8(&mut [0; 4])),
            };
            let face = face.unwrap_or(&self.main);
            match stretches.last_mut() {
                Some((stretch, last)) if last == face => stretch.push(one),
                _ => stretches.push((one.to_string(), face.to_owned())),
            }
        }
        stretches
    }
}

/// Pieces that a line may be broken between.
fn words(text: &str) -> Vec<String> {
    const NOT_FIRST: &str = "，。；：、！？）》〉」』】〕％%,.;:!?)]}’”…—·";
    const NOT_LAST: &str = "（《〈「『【〔([{‘“";
    let joins = |one: char| one.is_ascii_alphanumeric() || "-_/.@+#".contains(one);
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for one in text.chars() {
        let glued = before.is_some_and(|before| {
            NOT_FIRST.contains(one) || NOT_LAST.contains(before) || (joins(before) && joins(one))
        });
        match pieces.last_mut() {
            Some(piece) if glued => piece.push(one),
            _ => pieces.push(one.to_string()),
        }
        before = Some(one);
    }
    pieces
}
