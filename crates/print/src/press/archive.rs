//! What printpdf leaves out of an archival file (PDF/A-2b, ISO 19005-2) is added behind it, as an incremental update: the
//! metadata that names the part and level, and the meaning of its greys. Its fonts are embedded whole in what is used,
//! and it draws nothing but text, rules and blocks; the document information, whose fields it fills with empty texts, is
//! left out of the last trailer and stands in the metadata instead.

use chrono::NaiveDate;

/// The bytes of a file of the writer's own, made archival; unchanged when they are not as the writer makes them.
pub fn archival(bytes: Vec<u8>, title: &str, made: NaiveDate) -> Vec<u8> {
    match update(&bytes, title, made) {
        Some(more) => [bytes, more].concat(),
        None => bytes,
    }
}

fn update(bytes: &[u8], title: &str, made: NaiveDate) -> Option<Vec<u8>> {
    let tail_at = find_last(bytes, b"trailer")?;
    let tail = String::from_utf8_lossy(bytes.get(tail_at..)?).into_owned();
    let before: usize = after(&tail, "startxref")?.trim_start().lines().next()?.trim().parse().ok()?;
    let root: usize = after(&tail, "/Root ")?.split(' ').next()?.parse().ok()?;
    let size: usize = after(&tail, "/Size ")?.split(|one: char| !one.is_ascii_digit()).next()?.parse().ok()?;
    let id = after(&tail, "/ID[")?.split(']').next()?;
    let catalog = object(bytes, root)?;
    let (metadata, profile, intent) = (size, size + 1, size + 2);

    let mut more = Vec::new();
    // printpdf ends without an end of line, and an object has to begin on a line of its own.
    if !bytes.ends_with(b"\n") {
        more.push(b'\n');
    }
    let mut places = Vec::new();
    let mut put = |number: usize, head: &str, stream: Option<&[u8]>| {
        places.push((number, bytes.len() + more.len()));
        more.extend_from_slice(format!("{number} 0 obj\n{head}\n").as_bytes());
        if let Some(stream) = stream {
            more.extend_from_slice(b"stream\n");
            more.extend_from_slice(stream);
            more.extend_from_slice(b"\nendstream\n");
        }
        more.extend_from_slice(b"endobj\n");
    };
    let catalog = catalog.strip_suffix(">>")?;
    put(root, &format!("{catalog}/Metadata {metadata} 0 R/OutputIntents[{intent} 0 R]>>"), None);
    let xmp = xmp(title, made, id);
    put(metadata, &format!("<</Type/Metadata/Subtype/XML/Length {}>>", xmp.len()), Some(xmp.as_bytes()));
    let grey = grey();
    put(profile, &format!("<</N 1/Length {}>>", grey.len()), Some(&grey));
    let meaning = format!(
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(Gray Gamma 2.2)/Info(Gray Gamma 2.2)\
         /DestOutputProfile {profile} 0 R>>"
    );
    put(intent, &meaning, None);

    let at = bytes.len() + more.len();
    let mut table = String::from("xref\n");
    for (number, place) in &places {
        table.push_str(&format!("{number} 1\n{place:010} 00000 n \n"));
    }
    let size = size + 3;
    table.push_str(&format!(
        "trailer\n<</Size {size}/Root {root} 0 R/Prev {before}/ID[{id}]>>\nstartxref\n{at}\n%%EOF\n"
    ));
    more.extend_from_slice(table.as_bytes());
    Some(more)
}

pub(super) fn find_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.find(word).and_then(|at| text.get(at + word.len()..))
}

/// The text of a small object, from its opening to its closing brackets.
fn object(bytes: &[u8], number: usize) -> Option<String> {
    let opening = format!("\n{number} 0 obj\n");
    let from = find_last(bytes, opening.as_bytes())? + opening.len();
    let rest = bytes.get(from..)?;
    let to = rest.windows(6).position(|window| window == b"endobj")?;
    Some(String::from_utf8(rest.get(..to)?.to_vec()).ok()?.trim().to_owned())
}

fn xmp(title: &str, made: NaiveDate, id: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let id: String = id.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    let at = format!("{made}T00:00:00Z");
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate><xmp:CreatorTool>greenlane</xmp:CreatorTool>
<pdf:Producer>greenlane</pdf:Producer><xmpMM:DocumentID>{id}</xmpMM:DocumentID>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{FEFF}'
    )
}

/// A profile of grey with a gamma of 2.2 after ICC.1:2001-04: the smallest that says what a grey of a page means.
fn grey() -> Vec<u8> {
    let text = |kind: &[u8; 4], words: &str| {
        let mut tag = [kind.as_slice(), &[0; 4]].concat();
        if kind == b"desc" {
            // The count takes in the closing zero; no Unicode and no Macintosh form follows.
            tag.extend(u32::try_from(words.len() + 1).unwrap_or_default().to_be_bytes());
            tag.extend(words.bytes());
            tag.extend([0; 1 + 4 + 4 + 2 + 1 + 67]);
        } else {
            tag.extend(words.bytes());
            tag.push(0);
        }
        while !tag.len().is_multiple_of(4) {
            tag.push(0);
        }
        tag
    };
    const D50: [u8; 12] = [0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D];
    let white = [b"XYZ \0\0\0\0".as_slice(), &D50].concat();
    // One number: a gamma of 2.2 as an eight-bit fraction, padded to four bytes.
    let curve = [b"curv\0\0\0\0".as_slice(), &1_u32.to_be_bytes(), &563_u16.to_be_bytes(), &[0; 2]].concat();
    let tags = [
        (b"desc", text(b"desc", "Gray Gamma 2.2")),
        (b"cprt", text(b"text", "No copyright, use freely")),
        (b"wtpt", white),
        (b"kTRC", curve),
    ];
    let first = 128 + 4 + 12 * tags.len();
    let length = first + tags.iter().map(|(_, tag)| tag.len()).sum::<usize>();
    let number = |value: usize| u32::try_from(value).unwrap_or_default().to_be_bytes();
    let mut profile = Vec::with_capacity(length);
    profile.extend(number(length));
    profile.extend([0; 4]);
    profile.extend([2, 0x40, 0, 0]);
    profile.extend(b"mntrGRAYXYZ ");
    // Made on the first day of 2026: a profile needs a date, and this one never changes.
    profile.extend([0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    profile.extend(b"acsp");
    profile.extend([0; 28]);
    profile.extend(D50);
    profile.resize(128, 0);
    profile.extend(number(tags.len()));
    let mut at = first;
    for (name, tag) in &tags {
        profile.extend(name.as_slice());
        profile.extend(number(at));
        profile.extend(number(tag.len()));
        at += tag.len();
    }
    for (_, tag) in tags {
        profile.extend(tag);
    }
    profile
}
