//! Letters and forms by typst: one by one, or many as one file.

use super::fault::{Fault, told};
use super::{Press, Templates, world};
use crate::error::PrintError;
use crate::font::Role;
use crate::paper::{Kind, Paper};
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use typst::diag::Severity;
use typst::foundations::{Bytes, Smart};
use typst::layout::{Frame, FrameItem};
use typst::model::{Destination, Document, DocumentInfo};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The template that carries what all papers share.
const FAMILY: &str = "family.typ";
/// After how many papers typst forgets what it worked out and has not used since: enough for what papers have in common
/// to be worked out once, few enough that neither a long day nor a large batch fills the memory.
const FORGETS: usize = 8;
/// The template that carries what official letters share.
const OFFICIAL: &str = "official.typ";
/// The template of volumes, and of slips that lie in one.
const VOLUME: &str = "volume.typ";

/// How many papers were set since the program began.
static SET: AtomicUsize = AtomicUsize::new(0);

/// What typst is given: the source that joins template and data, and the files beside it.
#[derive(Debug, Clone)]
pub struct Bare {
    main: String,
    files: BTreeMap<String, Bytes>,
    ident: String,
}

impl Bare {
    /// The whole project as any typst would take it: `main.typ`, the data, the templates.
    #[must_use]
    pub fn project(&self, templates: &Templates) -> BTreeMap<String, Vec<u8>> {
        let files = self.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec()));
        let texts = templates.texts().into_iter().map(|(name, text)| (name, text.into_bytes()));
        files.chain(texts).chain([("main.typ".to_owned(), self.main.clone().into_bytes())]).collect()
    }

    /// Compiles and writes, and nothing else: what a paper costs without any of this product's own work.
    ///
    /// # Errors
    /// As [`Press::render`].
    pub fn set(&self, press: &Press) -> Result<(Vec<u8>, usize), PrintError> {
        self.clone().finish(press, &press.templates)
    }

    fn finish(self, press: &Press, templates: &Templates) -> Result<(Vec<u8>, usize), PrintError> {
        let document = compile(press, templates, self.main, self.files)?;
        Ok((write(&document, PdfStandard::A_2b, self.ident, true)?, document.pages().len()))
    }
}

/// Makes a paper ready for typst.
pub fn bare(press: &Press, templates: &Templates, paper: &Paper, data: Value) -> Result<Bare, PrintError> {
    let mut set = press.set(paper, data)?;
    set["faces"] = faces(press);
    let files = file(&set)?;
    let ident = format!("{}/{}", paper.kind().key(), paper.head().case_number);
    Ok(Bare { main: main(templates, paper.kind())?, files, ident })
}

/// Sets a paper and writes it.
pub fn pdf(press: &Press, templates: &Templates, paper: &Paper, data: Value) -> Result<(Vec<u8>, usize), PrintError> {
    bare(press, templates, paper, data)?.finish(press, templates)
}

/// A paper whose pages are to lie among others'.
pub struct Loose {
    pub pages: Vec<Page>,
    pub info: DocumentInfo,
}

/// Sets a paper whose pages are to lie among others'.
pub fn loose(press: &Press, templates: &Templates, paper: &Paper, data: Value) -> Result<Loose, PrintError> {
    let Bare { main, files, .. } = bare(press, templates, paper, data)?;
    let document = compile(press, templates, main, files)?;
    let mut pages = document.pages().to_vec();
    pages.iter_mut().for_each(|page| strip(&mut page.frame));
    Ok(Loose { pages, info: document.info().clone() })
}

/// Takes from a page what typst noted on it for itself: among other pages it would be mistaken.
fn strip(frame: &mut Frame) {
    frame.retain(|item| match item {
        FrameItem::Tag(_) | FrameItem::Link(Destination::Location(_), _) => false,
        FrameItem::Group(group) => {
            (group.parent, group.label) = (None, None);
            strip(&mut group.frame);
            true
        }
        _ => true,
    });
}

/// Sets many papers, on all processors, and writes them one after another as one file.
pub fn batch(press: &Press, papers: Vec<(&Paper, Value)>) -> Result<(Vec<u8>, usize), PrintError> {
    let ident = papers.first().map(|(one, _)| format!("batch/{}/{}", papers.len(), one.head().case_number));
    let set = papers.into_par_iter().map(|(paper, data)| loose(press, &press.templates, paper, data));
    let set = set.collect::<Result<Vec<Loose>, PrintError>>()?;
    let info = set.first().map(|one| one.info.clone()).unwrap_or_default();
    let document = PagedDocument::new(set.into_iter().flat_map(|one| one.pages).collect(), info);
    Ok((write(&document, PdfStandard::A_2b, ident.unwrap_or_default(), false)?, document.pages().len()))
}

/// Writes a document; `tagged` with its structure, for programs that read aloud.
pub fn write(
    document: &PagedDocument,
    archival: PdfStandard,
    ident: String,
    tagged: bool,
) -> Result<Vec<u8>, PrintError> {
    let refuse = |message: String| PrintError::Format { message };
    let standards = PdfStandards::new(&[archival]).map_err(|error| refuse(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("greenlane".to_owned())),
        standards,
        tagged,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| refuse(errors.first().map(told).unwrap_or_default()))
}

/// Compiles; a warning is as bad as an error, for an unknown font only warns and then drops all Chinese.
pub fn compile(
    press: &Press,
    templates: &Templates,
    main: String,
    files: BTreeMap<String, Bytes>,
) -> Result<PagedDocument, PrintError> {
    let desk =
        world::Desk { library: &press.library, fonts: &press.fonts, templates, main: world::main_source(main), files };
    let warned = typst::compile::<PagedDocument>(&desk);
    if SET.fetch_add(1, Ordering::Relaxed) % FORGETS == 0 {
        typst::comemo::evict(1);
    }
    let warnings = warned.warnings.iter().filter(|one| one.severity == Severity::Warning);
    let mut faults: Vec<Fault> = warnings.map(|one| Fault::of(one, &desk)).collect();
    match warned.output {
        Ok(document) if faults.is_empty() => Ok(document),
        Ok(_) => Err(PrintError::Template(faults)),
        Err(errors) => {
            faults.splice(0..0, errors.iter().map(|one| Fault::of(one, &desk)));
            Err(PrintError::Template(faults))
        }
    }
}

/// What a template sees, as a file.
pub fn file(set: &Value) -> Result<BTreeMap<String, Bytes>, PrintError> {
    let text = serde_json::to_vec(set).map_err(|error| PrintError::Format { message: error.to_string() })?;
    Ok(BTreeMap::from([("data.json".to_owned(), Bytes::new(text))]))
}

/// The source that joins template and data. A slip, which is set elsewhere, is set again for the volume it lies in.
pub fn main(templates: &Templates, kind: Kind) -> Result<String, PrintError> {
    let own = format!("{}.typ", kind.key());
    let (template, setter, call) = match kind {
        Kind::Volume => (own, "paper", "paper(data)"),
        slip if slip.is_slip() => (VOLUME.to_owned(), "slip", "slip(data)"),
        letter if letter.is_official() => (own, "paper", "official(data, paper(data.paper), faces: data.faces)"),
        _ => (own, "paper", "family(data, paper(data.paper), faces: data.faces)"),
    };
    if templates.source(&template).is_none() {
        return Err(PrintError::NoTemplate { name: template });
    }
    Ok(format!(
        "#import \"/{FAMILY}\": family\n#import \"/{OFFICIAL}\": official\n#import \"/{template}\": {setter}\n\
         #let data = json(\"/data.json\")\n#{call}\n"
    ))
}

pub fn faces(press: &Press) -> Value {
    let fonts = press.fonts();
    let chain = fonts.chain();
    let of = |role: Role| {
        let mut list = vec![fonts.family(role)];
        list.extend(chain.iter().copied().filter(|name| *name != fonts.family(role)));
        list
    };
    json!({
        "main": of(Role::Main),
        "fangsong": of(Role::FangSong),
        "title": of(Role::Title),
        "kai": of(Role::Kai),
        "hei": of(Role::Hei),
    })
}
