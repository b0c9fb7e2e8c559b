//! Letters, forms and volumes by typst.

use super::fault::{Fault, told};
use super::{Options, Press, Templates, scan, world};
use crate::error::PrintError;
use crate::font::Role;
use crate::paper::{Kind, Pages, Paper, Volume};
use chrono::Datelike;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use typst::diag::Severity;
use typst::foundations::{Bytes, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The template that carries what all papers share.
const FAMILY: &str = "family.typ";
/// For how many compilations typst remembers what it worked out.
const KEPT: usize = 20;
/// A volume of more pages is not remembered at all: it is seldom set twice.
const LONG: usize = 30;
/// The template that carries what official letters share.
const OFFICIAL: &str = "official.typ";

/// What typst is given: the source that joins template and data, and the files beside it.
#[derive(Debug, Clone)]
pub struct Bare {
    main: String,
    files: BTreeMap<String, Bytes>,
    archival: PdfStandard,
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
        let (bytes, pages) = (write(&document, self.archival, self.ident)?, document.pages().len());
        if pages > LONG {
            typst::comemo::evict(0);
        }
        Ok((bytes, pages))
    }
}

/// Makes a paper ready for typst.
pub fn bare(
    press: &Press,
    templates: &Templates,
    paper: &Paper,
    data: Value,
    options: &Options,
) -> Result<Bare, PrintError> {
    let mut set = press.set(paper, data)?;
    set["faces"] = faces(press);
    let mut files = BTreeMap::new();
    if let Paper::Volume(volume) = paper {
        set["scans"] = scans(volume, options, press, &mut files)?;
    }
    let text = serde_json::to_vec(&set).map_err(|error| PrintError::Format { message: error.to_string() })?;
    files.insert("data.json".to_owned(), Bytes::new(text));
    let archival = if options.attach_originals { PdfStandard::A_3b } else { PdfStandard::A_2b };
    let ident = format!("{}/{}", paper.kind().key(), paper.head().case_number);
    Ok(Bare { main: main(templates, paper)?, files, archival, ident })
}

/// Sets a paper and writes it.
pub fn pdf(
    press: &Press,
    templates: &Templates,
    paper: &Paper,
    data: Value,
    options: &Options,
) -> Result<(Vec<u8>, usize), PrintError> {
    bare(press, templates, paper, data, options)?.finish(press, templates)
}

/// Sets many papers of one kind one after another as one file.
pub fn batch(press: &Press, papers: Vec<(&Paper, Value)>) -> Result<(Vec<u8>, usize), PrintError> {
    let Some((first, _)) = papers.first() else { return Ok((Vec::new(), 0)) };
    let (kind, ident) = (first.kind(), format!("batch/{}/{}", papers.len(), first.head().case_number));
    let sets: Result<Vec<_>, _> = papers.into_iter().map(|(paper, data)| press.set(paper, data)).collect();
    let all = json!({ "sets": sets?, "faces": faces(press), "kind": kind.key() });
    let text = serde_json::to_vec(&all).map_err(|error| PrintError::Format { message: error.to_string() })?;
    let files = BTreeMap::from([("data.json".to_owned(), Bytes::new(text))]);
    let mut main = imports(&press.templates, &BTreeSet::from([kind]))?;
    main.push_str(
        "#for (place, each) in data.sets.enumerate() {\n  (one.frame)(each, (one.says)(each.paper), faces: data.faces, \
         whole: place == 0, id: str(place))\n}\n",
    );
    let document = compile(press, &press.templates, main, files)?;
    let bytes = write(&document, PdfStandard::A_2b, ident)?;
    // Of a whole batch nothing is asked again; kept, it would fill the memory.
    typst::comemo::evict(0);
    Ok((bytes, document.pages().len()))
}

fn write(document: &PagedDocument, archival: PdfStandard, ident: String) -> Result<Vec<u8>, PrintError> {
    let refuse = |message: String| PrintError::Format { message };
    let standards = PdfStandards::new(&[archival]).map_err(|error| refuse(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("greenlane".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| refuse(errors.first().map(told).unwrap_or_default()))
}

/// Compiles; a warning is as bad as an error, for an unknown font only warns and then drops all Chinese.
fn compile(
    press: &Press,
    templates: &Templates,
    main: String,
    files: BTreeMap<String, Bytes>,
) -> Result<PagedDocument, PrintError> {
    let desk =
        world::Desk { library: &press.library, fonts: &press.fonts, templates, main: world::main_source(main), files };
    let warned = typst::compile::<PagedDocument>(&desk);
    // What many compilations ago was remembered is forgotten, so that a long day does not fill the memory.
    typst::comemo::evict(KEPT);
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

/// The source that joins the frames, the templates of all papers within, and the data.
fn main(templates: &Templates, paper: &Paper) -> Result<String, PrintError> {
    let mut kinds = BTreeSet::from([paper.kind()]);
    if let Paper::Volume(volume) = paper {
        kinds.extend(volume.papers.iter().filter_map(|filed| match &filed.pages {
            Pages::Paper(paper) if !paper.kind().is_slip() => Some(paper.kind()),
            _ => None,
        }));
    }
    let mut text = imports(templates, &kinds)?;
    text.push_str(if paper.kind() == Kind::Volume {
        "#(one.says)(data, setters)\n"
    } else {
        "#(one.frame)(data, (one.says)(data.paper), faces: data.faces, whole: true)\n"
    });
    Ok(text)
}

/// The head of that source: `setters` by kind, and `one`, the setter of the paper itself.
fn imports(templates: &Templates, kinds: &BTreeSet<Kind>) -> Result<String, PrintError> {
    let mut text = format!(
        "#import \"/{FAMILY}\": family\n#import \"/{OFFICIAL}\": official\n\
         #let data = json(\"/data.json\")\n#let setters = (:)\n"
    );
    for kind in kinds {
        let (key, name) = (kind.key(), format!("{}.typ", kind.key()));
        if templates.source(&name).is_none() {
            return Err(PrintError::NoTemplate { name });
        }
        let frame = if kind.is_official() { "official" } else { "family" };
        text.push_str(&format!(
            "#import \"/{name}\" as {key}\n#setters.insert(\"{key}\", (says: {key}.paper, frame: {frame}))\n"
        ));
    }
    text.push_str("#let one = setters.at(data.kind)\n");
    Ok(text)
}

fn faces(press: &Press) -> Value {
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

/// Puts the pages of all attachments into the world, and says for each paper which pages and originals it has.
fn scans(
    volume: &Volume,
    options: &Options,
    press: &Press,
    files: &mut BTreeMap<String, Bytes>,
) -> Result<Value, PrintError> {
    let mut all = Vec::new();
    for (place, filed) in volume.papers.iter().enumerate() {
        let Pages::Files(names) = &filed.pages else {
            all.push(Value::Null);
            continue;
        };
        let (mut shown, mut originals) = (Vec::new(), Vec::new());
        for name in names {
            let refuse = |reason: String| PrintError::Attachment { title: filed.title.clone(), reason };
            let bytes = options.attachments.get(name).ok_or_else(|| refuse(format!("{name}: no such file")))?;
            let (mime, pages) =
                scan::pages(bytes, press.fonts()).map_err(|reason| refuse(format!("{name}: {reason}")))?;
            for (extension, page) in pages {
                let path = format!("scan/{place}-{}.{extension}", shown.len());
                files.insert(path.clone(), Bytes::new(page));
                shown.push(format!("/{path}"));
            }
            if options.attach_originals {
                let path = format!("original/{place}-{}", originals.len());
                files.insert(path.clone(), Bytes::new(bytes.clone()));
                let date = filed.date;
                originals.push(json!({ "path": format!("/{path}"), "name": name, "mime": mime, "year": date.year() }));
            }
        }
        all.push(json!({ "pages": shown, "originals": originals }));
    }
    Ok(Value::Array(all))
}
