//! From data to bytes: one way, for the screen, the printer and the archive.

mod archive;
mod attached;
mod check;
mod code;
mod fault;
mod inlay;
mod jpeg;
mod label;
mod letter;
mod png;
mod scan;
mod sheet;
mod slip;
mod template;
mod volume;
mod world;
mod write;

pub use attached::Attached;
pub use check::HAND_GAP;
pub use fault::Fault;
pub use letter::Bare;
pub use sheet::{Mark, Sheet};
pub use template::Templates;

use crate::error::{PrintError, Unrenderable};
use crate::font::Fonts;
use crate::paper::{Kind, Labels, Paper};
use crate::words::zh;
use rayon::prelude::{ParallelIterator, ParallelSlice};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

/// Scans and files, by the names under which a volume names them.
pub type Attachments = BTreeMap<String, Attached>;

/// Choices about one making of a paper.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Leave a gap to be written by hand for each character that cannot be printed, and say so on the paper. The
    /// caller records that somebody chose this.
    pub leave_gaps: bool,
    /// What a volume's papers are made of, and originals to be attached.
    pub attachments: Attachments,
    /// Attach the originals to the file itself (PDF/A-3b) as well as showing them as pages (PDF/A-2b).
    pub attach_originals: bool,
}

/// A finished paper.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The very bytes that are shown, printed, archived and hashed.
    pub bytes: Vec<u8>,
    /// Their SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// How many pages.
    pub pages: usize,
    /// The version of the templates.
    pub templates: String,
    /// Characters left as gaps to be written by hand.
    pub gaps: Vec<Unrenderable>,
}

impl std::fmt::Debug for Pdf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pdf({} bytes, {} pages, {})", self.bytes.len(), self.pages, self.sha256)
    }
}

/// How many letters are set in one go: more gain nothing and hold more memory.
const CHUNK: usize = 50;
/// The same for slips, which are smaller.
const SLIPS: usize = 125;

/// The press: fonts and templates, ready to make papers. Cheap to share, slow to make.
#[derive(Debug)]
pub struct Press {
    fonts: Arc<Fonts>,
    templates: Templates,
    library: LazyHash<Library>,
}

/// A paper made ready for its template: checked, its codes drawn, its names dressed.
struct Ready {
    data: Value,
    gaps: Vec<Unrenderable>,
}

impl Press {
    /// Sets up a press.
    #[must_use]
    pub fn new(fonts: impl Into<Arc<Fonts>>, templates: Templates) -> Self {
        Self { fonts: fonts.into(), templates, library: LazyHash::new(Library::default()) }
    }

    /// The fonts.
    #[must_use]
    pub fn fonts(&self) -> &Arc<Fonts> {
        &self.fonts
    }

    /// The templates.
    #[must_use]
    pub const fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Makes a paper. The same paper with the same templates and fonts gives the same bytes on every machine; the date
    /// of making is the head's.
    ///
    /// # Errors
    /// [`PrintError::Unrenderable`] names every character that cannot be printed, with its field;
    /// [`PrintError::Template`] for a template that does not compile or draws a warning.
    pub fn render(&self, paper: &Paper, options: &Options) -> Result<Pdf, PrintError> {
        self.render_with(&self.templates, paper, options)
    }

    /// Makes a paper with other templates than those in force: an old paper from the version it was made with.
    ///
    /// # Errors
    /// As [`Press::render`].
    pub fn render_with(&self, templates: &Templates, paper: &Paper, options: &Options) -> Result<Pdf, PrintError> {
        let ready = self.ready(paper, options)?;
        if let Some(sheet) = self.sheet(&ready.data, paper)? {
            let pages = sheet.pages.len();
            let bytes = write::pdf(&[sheet], paper.title(), paper.head().date, &self.fonts)?;
            return Ok(pdf(bytes, pages, templates, ready.gaps));
        }
        let (bytes, pages) = match paper {
            Paper::Volume(volume) => volume::pdf(self, templates, volume, ready.data, options)?,
            _ => letter::pdf(self, templates, paper, ready.data)?,
        };
        Ok(pdf(bytes, pages, templates, ready.gaps))
    }

    /// Makes many papers of one kind as few files, in the given order: chunks of at most 125 slips or 50 other papers,
    /// each chunk one file. One subset of each face serves a whole file.
    ///
    /// # Errors
    /// As [`Press::render`]; [`PrintError::NoTemplate`] when the papers are not all of one kind, or are volumes.
    pub fn render_batch(&self, papers: &[Paper], options: &Options) -> Result<Vec<Pdf>, PrintError> {
        let Some(kind) = papers.first().map(Paper::kind) else { return Ok(Vec::new()) };
        if let Some(other) = papers.iter().find(|one| one.kind() != kind || one.kind() == Kind::Volume) {
            return Err(PrintError::NoTemplate { name: other.kind().key().to_owned() });
        }
        if kind.is_slip() {
            // One file after another: their writer wants its faces large, and once is enough.
            return papers.chunks(SLIPS).map(|papers| self.chunk(papers, options)).collect();
        }
        let made = papers.par_chunks(CHUNK).map(|papers| self.chunk(papers, options)).collect();
        // Of a whole batch nothing is asked again; kept, it would fill the memory.
        typst::comemo::evict(0);
        made
    }

    fn chunk(&self, papers: &[Paper], options: &Options) -> Result<Pdf, PrintError> {
        let (mut sheets, mut letters, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
        for paper in papers {
            let ready = self.ready(paper, options)?;
            match self.sheet(&ready.data, paper)? {
                Some(sheet) => sheets.push(sheet),
                None => letters.push((paper, ready.data)),
            }
            gaps.extend(ready.gaps);
        }
        let (bytes, pages) = if letters.is_empty() {
            let pages = sheets.iter().map(|sheet| sheet.pages.len()).sum();
            let (title, made) =
                papers.first().map_or(("", chrono::NaiveDate::MIN), |one| (one.title(), one.head().date));
            (write::pdf(&sheets, title, made, &self.fonts)?, pages)
        } else {
            letter::batch(self, letters)?
        };
        Ok(pdf(bytes, pages, &self.templates, gaps))
    }

    /// Sets labels on sheets of which the first `skip` places are used up. `made` is written into the file.
    ///
    /// # Errors
    /// [`PrintError::Unrenderable`] as for papers; [`PrintError::Code`] for a number that no bar code can hold.
    pub fn labels(
        &self,
        labels: &Labels,
        skip: usize,
        made: chrono::NaiveDate,
        options: &Options,
    ) -> Result<Pdf, PrintError> {
        let refuse = |error: serde_json::Error| PrintError::Format { message: error.to_string() };
        let mut data = serde_json::to_value(labels).map_err(refuse)?;
        let gaps = check::unrenderable(&data, &self.fonts);
        if !gaps.is_empty() {
            if !options.leave_gaps {
                return Err(PrintError::Unrenderable(gaps));
            }
            check::leave_gaps(&mut data, &self.fonts);
        }
        let labels: Labels = serde_json::from_value(data).map_err(refuse)?;
        let sheet = label::sheet(&labels, skip, &self.fonts)?;
        let pages = sheet.pages.len();
        let bytes = write::pdf(&[sheet], &zh("label.title", &[]), made, &self.fonts)?;
        Ok(pdf(bytes, pages, &self.templates, gaps))
    }

    /// Tries a template before it replaces the one in force: every practice paper must still come out of it without an
    /// error or a warning. The answer is what the practice papers look like with it.
    ///
    /// # Errors
    /// [`PrintError::Template`] with all faults of the first paper that does not come out; the templates in force are
    /// untouched either way.
    pub fn trial(&self, name: &str, text: &str) -> Result<Vec<Pdf>, PrintError> {
        let templates = self.templates.trying(name, text);
        concerned(name).map(|paper| self.tried(&templates, &paper)).collect()
    }

    /// The same for the first practice paper alone: quick enough to be seen while somebody types.
    ///
    /// # Errors
    /// As [`Press::trial`]; [`PrintError::NoTemplate`] when no practice paper is set by a template of this name.
    pub fn preview(&self, name: &str, text: &str) -> Result<Pdf, PrintError> {
        let paper = concerned(name).next().ok_or_else(|| PrintError::NoTemplate { name: name.to_owned() })?;
        self.tried(&self.templates.trying(name, text), &paper)
    }

    fn tried(&self, templates: &Templates, paper: &Paper) -> Result<Pdf, PrintError> {
        let mut options = Options::default();
        options.attachments.insert("scan.png".to_owned(), crate::practice::SCAN.into());
        self.render_with(templates, paper, &options)
    }

    /// A letter or form as typst alone would be given it: to measure what this product adds, and for peers that set the
    /// same thing.
    ///
    /// # Errors
    /// As [`Press::render`]; [`PrintError::NoTemplate`] for a slip, which has no template, and for a volume, which is
    /// put together from many.
    pub fn bare(&self, paper: &Paper, options: &Options) -> Result<Bare, PrintError> {
        if paper.kind().is_slip() || paper.kind() == Kind::Volume {
            return Err(PrintError::NoTemplate { name: paper.kind().key().to_owned() });
        }
        let ready = self.ready(paper, options)?;
        letter::bare(self, &self.templates, paper, ready.data)
    }

    /// Finds every character of a paper that cannot be printed, without making it.
    #[must_use]
    pub fn check(&self, paper: &Paper) -> Vec<Unrenderable> {
        serde_json::to_value(paper).map(|data| check::unrenderable(&data["paper"], &self.fonts)).unwrap_or_default()
    }

    /// Checks a paper and gathers all that its template sees.
    fn ready(&self, paper: &Paper, options: &Options) -> Result<Ready, PrintError> {
        let told = serde_json::to_value(paper).map_err(|error| PrintError::Format { message: error.to_string() })?;
        let mut data = told.get("paper").cloned().unwrap_or_default();
        let gaps = check::unrenderable(&data, &self.fonts);
        if !gaps.is_empty() {
            if !options.leave_gaps {
                return Err(PrintError::Unrenderable(gaps));
            }
            check::leave_gaps(&mut data, &self.fonts);
        }
        Ok(Ready { data, gaps })
    }

    /// The sheet of a slip, from data that may have gaps.
    fn sheet(&self, data: &Value, paper: &Paper) -> Result<Option<Sheet>, PrintError> {
        if !paper.kind().is_slip() {
            return Ok(None);
        }
        let told = json!({ "kind": paper.kind().key(), "paper": data });
        let paper: Paper =
            serde_json::from_value(told).map_err(|error| PrintError::Format { message: error.to_string() })?;
        slip::sheet(&paper, &self.fonts, gap_note(data).as_deref())
    }

    /// What a template sees of a paper.
    fn set(&self, paper: &Paper, data: Value) -> Result<Value, PrintError> {
        let head = paper.head();
        let mut set = json!({
            "kind": paper.kind().key(),
            "title": paper.title(),
            "author": head.window,
            "date": head.date.to_string(),
            "bars": bars(&head.case_number)?,
            "qr": head.code.as_deref().map(qr_svg).transpose()?,
            "gap_note": gap_note(&data),
            "dressed": check::dress(&data, &self.fonts),
        });
        if let Some(sheet) = self.sheet(&data, paper)? {
            set["sheet"] = json!(sheet);
        }
        set["paper"] = data;
        Ok(set)
    }
}

/// The practice papers that a template of this name has a part in.
fn concerned(name: &str) -> impl Iterator<Item = Paper> {
    let by = move |paper: &Paper| {
        let kind = paper.kind();
        match name {
            "family.typ" => !kind.is_slip(),
            "official.typ" => kind.is_official() || kind == Kind::Volume,
            name => name.strip_suffix(".typ") == Some(kind.key()) && !kind.is_slip(),
        }
    };
    crate::practice::all().into_iter().filter(by)
}

fn pdf(bytes: Vec<u8>, pages: usize, templates: &Templates, gaps: Vec<Unrenderable>) -> Pdf {
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Pdf { bytes, sha256, pages, templates: templates.version(), gaps }
}

/// The sentence that a paper with gaps carries.
fn gap_note(data: &Value) -> Option<String> {
    let count = data.to_string().chars().filter(|one| *one == HAND_GAP).count();
    (count > 0).then(|| zh("paper.gaps", &[("count", &count.to_string())]))
}

/// The bar code of a case's number, 32 modules high.
fn bars(text: &str) -> Result<Value, PrintError> {
    let (bars, width) = code::code128(text)?;
    let path: String = bars.iter().map(|(x, length)| format!("M{x} 0h{length}v32h-{length}z")).collect();
    Ok(json!({ "text": text, "width": width, "svg": svg(width, 32, &path) }))
}

fn qr_svg(text: &str) -> Result<String, PrintError> {
    let rows = code::qr(text)?;
    let size = u32::try_from(rows.len()).unwrap_or_default();
    let path: String =
        code::runs(&rows).iter().map(|(x, y, length)| format!("M{x} {y}h{length}v1h-{length}z")).collect();
    Ok(svg(size, size, &path))
}

fn svg(width: u32, height: u32, path: &str) -> String {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><path d="{path}"/></svg>"#)
}
