//! The files of a package.

use super::{MANIFEST_SHA256, MANIFEST_SM3, Piece};
use crate::error::PrintError;
use crate::paper::{Stated, Volume};
use crate::press::Press;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Checks a package with nothing but a POSIX shell.
pub const CHECK_SH: &str = include_str!("check.sh");
/// The same in Python, for machines without a shell; checks SM3 where Python knows it.
pub const CHECK_PY: &str = include_str!("check.py");

/// A folder being filled, every file hashed as it is written.
pub struct Shelf {
    folder: PathBuf,
    hashed: Vec<(String, String, String)>,
}

impl Shelf {
    /// Takes an empty or absent folder.
    pub fn new(folder: &Path) -> Result<Self, PrintError> {
        let refuse = |reason: String| PrintError::File { path: folder.to_owned(), reason };
        std::fs::create_dir_all(folder).map_err(|error| refuse(error.to_string()))?;
        let mut inside = std::fs::read_dir(folder).map_err(|error| refuse(error.to_string()))?;
        if inside.next().is_some() {
            return Err(refuse("not empty".to_owned()));
        }
        Ok(Self { folder: folder.to_owned(), hashed: Vec::new() })
    }

    /// Writes a file that the manifests list.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), PrintError> {
        self.add(path, bytes)?;
        let sm3 = hex::encode(sm3::Sm3::digest(bytes));
        self.hashed.push((path.to_owned(), hex::encode(Sha256::digest(bytes)), sm3));
        Ok(())
    }

    /// Writes a file that they do not list.
    pub fn add(&self, path: &str, bytes: &[u8]) -> Result<(), PrintError> {
        let path = self.folder.join(path);
        let write = || {
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&path, bytes)
        };
        write().map_err(|error| PrintError::File { path: path.clone(), reason: error.to_string() })
    }

    /// Writes the manifests.
    pub fn close(&mut self) -> Result<(), PrintError> {
        self.hashed.sort();
        let list = |digest: fn(&(String, String, String)) -> &str| -> String {
            self.hashed.iter().map(|one| format!("{}  {}\n", digest(one), one.0)).collect()
        };
        self.add(MANIFEST_SHA256, list(|one| &one.1).as_bytes())?;
        self.add(MANIFEST_SM3, list(|one| &one.2).as_bytes())
    }
}

/// A title as a file name that every system takes.
pub fn plain_name(title: &str) -> String {
    const LONGEST: usize = 60;
    let plain = |one: char| if one.is_control() || "/\\:*?\"<>|".contains(one) { '_' } else { one };
    let name: String = title.chars().map(plain).take(LONGEST).collect();
    name.trim_matches(['.', ' ']).to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(text))
}

fn stated(value: &Stated<String>) -> String {
    value.get().cloned().unwrap_or_else(|| crate::words::zh("paper.unset", &[]))
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// 案卷目录.
pub fn volume_xml(volume: &Volume, pages: usize) -> String {
    let cover = &volume.cover;
    let lines = [
        ("档号", stated(&cover.archival_code)),
        ("全宗名称", stated(&cover.fonds)),
        ("类目名称", stated(&cover.category)),
        ("题名", cover.title.clone()),
        ("办件编号", volume.head.case_number.clone()),
        ("受理日期", cover.accepted_on.map(|day| day.format("%Y%m%d").to_string()).unwrap_or_default()),
        ("办结日期", cover.closed_on.map(|day| day.format("%Y%m%d").to_string()).unwrap_or_default()),
        ("保管期限", stated(&cover.retention)),
        ("密级", cover.secrecy.clone().unwrap_or_default()),
        ("件数", volume.papers.len().to_string()),
        ("页数", pages.to_string()),
    ];
    let inside: String = lines.iter().map(|(name, text)| format!("    {}\n", element(name, text))).collect();
    format!("{XML}<案卷目录>\n  <案卷 顺序号=\"1\">\n{inside}  </案卷>\n</案卷目录>\n")
}

/// 文件目录.
pub fn catalogue_xml(pieces: &[Piece<'_>]) -> String {
    let piece = |one: &Piece<'_>| {
        let lines = [
            ("文号", one.reference),
            ("责任者", one.author),
            ("题名", one.title),
            ("日期", &one.date),
            ("备注", one.note),
        ];
        let inside: String = lines.iter().map(|(name, text)| format!("    {}\n", element(name, text))).collect();
        let files: String = one.files.iter().map(|path| format!("    {}\n", element("电子档案名称", path))).collect();
        format!("  <文件 顺序号=\"{}\">\n{inside}{files}  </文件>\n", one.number)
    };
    format!("{XML}<文件目录>\n{}</文件目录>\n", pieces.iter().map(piece).collect::<String>())
}

/// What the package is and how it was made.
pub fn metadata_xml(volume: &Volume, pieces: &[Piece<'_>], press: &Press) -> String {
    let lines = [
        ("封装包类型", "办件归档信息包".to_owned()),
        ("封装包格式版本", "greenlane-1".to_owned()),
        ("封装包创建日期", volume.head.date.format("%Y%m%d").to_string()),
        ("封装包创建单位", volume.head.window.clone()),
        ("立卷人", volume.closing.filed_by.clone()),
        ("办件编号", volume.head.case_number.clone()),
        ("文件数", pieces.len().to_string()),
        ("模板版本", press.templates().version()),
        ("字体指纹", press.fonts().fingerprint()),
        ("说明", "结构参照 GB/T 42727-2023、DA/T 48-2009，未声明符合。".to_owned()),
    ];
    let inside: String = lines.iter().map(|(name, text)| format!("  {}\n", element(name, text))).collect();
    format!("{XML}<元数据>\n{inside}</元数据>\n")
}

/// The page for a bare browser: no script, no style from elsewhere.
pub fn index_html(volume: &Volume, pieces: &[Piece<'_>]) -> String {
    let link = |path: &str| format!("<a href=\"{}\">{}</a>", escaped(path), escaped(path));
    let row = |one: &Piece<'_>| {
        let files: Vec<_> = one.files.iter().map(|path| link(path)).collect();
        let cells = [one.reference, one.author, one.title, &one.date, one.note];
        let cells: String = cells.iter().map(|text| format!("<td>{}</td>", escaped(text))).collect();
        format!("<tr><td>{}</td>{cells}<td>{}</td></tr>\n", one.number, files.join("<br>"))
    };
    let rows: String = pieces.iter().map(row).collect();
    let title = escaped(&volume.cover.title);
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{title}</title>\n<style>body{{font:16px/1.6 \
         serif;max-width:60em;margin:2em auto;padding:0 1em}}table{{border-collapse:collapse;width:100%}}td,th{{border:1px \
         solid #999;padding:.3em .5em;text-align:left;vertical-align:top}}</style>\n<h1>{title}</h1>\n<p>办件编号：{} · 全卷：{}\
         </p>\n<table><tr><th>顺序号<th>文号<th>责任者<th>题名<th>日期<th>备注<th>文件</tr>\n{rows}</table>\n<p>先读 {}；校验：运行 \
         check.sh 或 check.py。</p>\n</html>\n",
        escaped(&volume.head.case_number),
        link("电子档案/000_卷宗.pdf"),
        link("说明文件.txt"),
    )
}

/// 说明文件.
pub fn readme(volume: &Volume, pieces: &[Piece<'_>]) -> String {
    format!(
        "本文件夹是一个办件的电子卷宗，不依赖任何专用软件即可阅读。\r\n\r\n题名：{}\r\n办件编号：{}\r\n立卷单位：{}\r\n立卷日期：{}\r\n件数：\
         {}\r\n\r\n一、怎样看：用浏览器打开 index.html；或者直接打开“电子档案”中的 PDF（PDF/A，含全部字体）。“原件”中是收到的扫描件和文件原样。\r\n\
         二、目录：案卷目录.xml、文件目录.xml、metadata.xml 是 UTF-8 编码的 XML，可用任何文本编辑器打开。结构参照 GB/T 42727-2023 和 DA/T \
         48-2009，未声明符合。\r\n三、怎样校验：manifest-sha256.txt、manifest-sm3.txt 列出每个文件的摘要。运行 check.sh（需要 sha256sum）或 \
         check.py（需要 Python 3），任何一位改变都会指出文件名。\r\n四、文件名中的三位数是顺序号，与文件目录一致；000 是全卷。\r\n",
        volume.cover.title,
        volume.head.case_number,
        volume.head.window,
        volume.head.date,
        pieces.len(),
    )
}
