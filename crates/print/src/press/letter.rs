//! Letters, forms and volumes by typst.

use super::{Options, Press, scan, world};
use crate::error::PrintError;
use crate::font::Role;
use crate::paper::{Kind, Pages, Paper, Volume};
use chrono::Datelike;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::{Bytes, Smart};
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The template that carries what all papers share.
const FAMILY: &str = "family.typ";
/// The template that carries what official letters share.
const OFFICIAL: &str = "official.typ";

/// Sets a paper and writes it.
pub fn pdf(press: &Press, paper: &Paper, data: Value, options: &Options) -> Result<(Vec<u8>, usize), PrintError> {
    let mut set = press.set(paper, data)?;
    set["faces"] = faces(press);
    let mut files = BTreeMap::new();
    if let Paper::Volume(volume) = paper {
        set["scans"] = scans(volume, options, press, &mut files)?;
    }
    let text = serde_json::to_vec(&set).map_err(|error| PrintError::Format { message: error.to_string() })?;
    files.insert("data.json".to_owned(), Bytes::new(text));
    let (document, main) = compile(press, &main(press, paper)?, files)?;
    let archival = if options.attach_originals { PdfStandard::A_3b } else { PdfStandard::A_2b };
    let refuse = |message: String| PrintError::Format { message };
    let standards = PdfStandards::new(&[archival]).map_err(|error| refuse(error.message().to_string()))?;
    let write = PdfOptions {
        ident: Smart::Custom(format!("{}/{}", paper.kind().key(), paper.head().case_number)),
        creator: Smart::Custom(Some("greenlane".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &write)
        .map_err(|errors| errors.first().map_or_else(|| refuse(main.clone()), |error| refuse(told(error))))?;
    let pages = document.pages().len();
    Ok((bytes, pages))
}

/// Compiles; a warning is as bad as an error, for an unknown font only warns and then drops all Chinese.
fn compile(press: &Press, main: &str, files: BTreeMap<String, Bytes>) -> Result<(PagedDocument, String), PrintError> {
    let desk = world::Desk {
        library: &press.library,
        fonts: &press.fonts,
        templates: &press.templates,
        main: world::main_source(main.to_owned()),
        files,
    };
    let warned = typst::compile::<PagedDocument>(&desk);
    let complaint = |one: &SourceDiagnostic| {
        let id = one.span.id();
        let name = id.map_or_else(|| "main.typ".to_owned(), |id| id.vpath().get_without_slash().to_owned());
        let range = desk.range(one.span);
        let source = id.and_then(|id| desk.source(id).ok());
        let line = source.zip(range).and_then(|(source, range)| source.lines().byte_to_line(range.start));
        PrintError::Template { name, line: line.map_or(0, |line| line + 1), message: told(one) }
    };
    let document = warned
        .output
        .map_err(|errors| errors.first().map_or_else(|| PrintError::Format { message: String::new() }, complaint))?;
    if let Some(warning) = warned.warnings.iter().find(|one| one.severity == Severity::Warning) {
        return Err(complaint(warning));
    }
    Ok((document, main.to_owned()))
}

fn told(error: &SourceDiagnostic) -> String {
    let hints: String = error.hints.iter().map(|hint| format!("; {}", hint.v)).collect();
    format!("{}{hints}", error.message)
}

/// The source that joins the frames, the templates of all papers within, and the data.
fn main(press: &Press, paper: &Paper) -> Result<String, PrintError> {
    let mut kinds = BTreeSet::from([paper.kind()]);
    if let Paper::Volume(volume) = paper {
        kinds.extend(volume.papers.iter().filter_map(|filed| match &filed.pages {
            Pages::Paper(paper) if !paper.kind().is_slip() => Some(paper.kind()),
            _ => None,
        }));
    }
    let mut text = format!(
        "#import \"/{FAMILY}\": family\n#import \"/{OFFICIAL}\": official\n\
         #let data = json(\"/data.json\")\n#let setters = (:)\n"
    );
    for kind in &kinds {
        let (key, name) = (kind.key(), format!("{}.typ", kind.key()));
        if press.templates.source(&name).is_none() {
            return Err(PrintError::NoTemplate { name });
        }
        let frame = if kind.is_official() { "official" } else { "family" };
        text.push_str(&format!(
            "#import \"/{name}\" as {key}\n#setters.insert(\"{key}\", (says: {key}.paper, frame: {frame}))\n"
        ));
    }
    text.push_str("#let one = setters.at(data.kind)\n");
    text.push_str(if paper.kind() == Kind::Volume {
        "#(one.says)(data, setters)\n"
    } else {
        "#(one.frame)(data, (one.says)(data.paper), faces: data.faces, whole: true)\n"
    });
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
