//! How quick papers are set, beside others that set the same letter in the same face: typst's own compile in the same
//! process, typst's program from PyPI, WeasyPrint, and LibreOffice's mail merge. A peer that cannot be had is named and
//! passed over.

use crate::setup::{self, packages};
use crate::{Outcome, program, tree};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many letters of our own are measured.
const LETTERS: &str = "1000";
/// How many letters the peers set: enough for a figure, few enough to wait for.
const TYPST: &str = "200";
const WEASYPRINT: &str = "30";
const MERGED: &str = "100";

const LETTERS_PY: &str = include_str!("peers/letters.py");
const MERGE_PY: &str = include_str!("peers/merge.py");

/// Measures and prints one table.
pub fn measure() -> Outcome {
    let out = tree::target().join("xtask").join("bench-paper");
    let _ = std::fs::remove_dir_all(&out);
    let failed = |error: std::io::Error| format!("{}：{error}", out.display());
    std::fs::create_dir_all(&out).map_err(failed)?;
    let desk = tree::target().join("release").join("greenlane-desk");
    let mut figures = Vec::new();
    let mut own = Value::Null;
    let scans = scans(&out)?;
    for part in ["letters", "batch", "receipts", "volume", "scans"] {
        let mut command = Command::new(&desk);
        command
            .args(["bench-paper", part, "--json", "--letters", LETTERS, "--out"])
            .arg(&out)
            .arg("--scans")
            .arg(&scans)
            .current_dir(tree::root());
        let answer = json(command).map_err(|reason| format!("{}：{reason}", desk.display()))?;
        figures.extend(answer["figures"].as_array().cloned().unwrap_or_default());
        if part == "letters" {
            own = answer;
        }
    }
    let of = |what: &str| figures.iter().find(|one| one["what"] == what).cloned().unwrap_or(Value::Null);
    let each = |what: &str| of(what)["ms_each"].as_f64().unwrap_or(f64::NAN);
    println!("文书（同一封函件、同一字体；毫秒按墙钟）");
    println!("  {:>10} {:>10} {:>6} {:>8}", "毫秒/份", "处理器毫秒", "份数", "内存MB");
    let rows = [
        ("letter_cold", "一份函件，首次"),
        ("letters_one_by_one", "函件逐份成文（热）"),
        ("typst_in_process", "  下限：同一进程内 typst 直接编译同一模板"),
        ("letters_batch", "函件成批（每 50 份一个文件，不带结构标签，见下列线程数）"),
        ("receipts", "收件凭证成批"),
        ("volume", "卷宗，每页"),
        ("scans", "卷宗：60 张 A4 彩色扫描件（300 dpi），每页"),
    ];
    for (what, words) in rows {
        row(&of(what), words);
    }
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("  函件成批用 {threads} 个线程；“处理器毫秒”是各线程之和。");
    let peers = peers(&out, own["font"].as_str().unwrap_or_default(), own["name"].as_str().unwrap_or_default());
    for (words, figure) in &peers {
        match figure {
            Ok(figure) => row(figure, words),
            Err(reason) => println!("  {:>10} {words}：没有测，{}", "—", reason.lines().next().unwrap_or_default()),
        }
    }
    let met = |met: bool| if met { "达到" } else { "未达到" };
    let (letter, floor, batch) = (each("letters_one_by_one"), each("typst_in_process"), each("letters_batch"));
    let receipts = of("receipts")["cpu_ms_each"].as_f64().unwrap_or(f64::NAN);
    let memory = figures.iter().filter_map(|one| one["memory"].as_f64()).fold(f64::NAN, f64::max);
    println!("  逐份 / typst 直接编译      {:>7.2} 倍 （目标 ≤ 1.2，{}）", letter / floor, met(letter <= 1.2 * floor));
    let busy = |what: &str| of(what)["cpu_ms_each"].as_f64().unwrap_or(f64::NAN);
    println!(
        "  typst 直接编译 / 成批      {:>7.2} 倍 （目标 ≥ 2.5，{}；按处理器时间 {:.2} 倍）",
        floor / batch,
        met(floor >= 2.5 * batch),
        busy("typst_in_process") / busy("letters_batch"),
    );
    if let Some((_, Ok(merge))) = peers.last() {
        let ratio = merge["ms_each"].as_f64().unwrap_or(f64::NAN) / batch;
        println!("  LibreOffice 邮件合并 / 成批 {ratio:>6.1} 倍 （目标 ≥ 50，{}）", met(ratio >= 50.0));
    }
    println!("  1000 份收件凭证            {receipts:>7.2} s 处理器 （目标 < 2，{}）", met(receipts < 2.0));
    println!("  最多占用内存               {memory:>7.0} MB （目标 < 300，{}）", met(memory < 300.0));
    Ok(())
}

/// Sixty scans of a page in colour at 300 dots an inch, with the grain of a real one; each another file by a note in it.
fn scans(out: &Path) -> Result<PathBuf, String> {
    const SCANS: usize = 60;
    if program::find("convert").is_none() {
        packages::add(&["imagemagick"])?;
    }
    let folder = out.join("scans");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}：{error}", folder.display()))?;
    for number in 0..SCANS {
        let to = folder.join(format!("{number:02}.jpg"));
        let failed = |error: std::io::Error| format!("{}：{error}", to.display());
        if number == 0 {
            let words = "-size 2480x3508 xc:#f4efe4 -seed 1 -attenuate 0.6 +noise Gaussian -quality 82";
            let mut made = program::command("convert", &words.split(' ').collect::<Vec<_>>());
            made.arg(&to);
            program::run(made)?;
            continue;
        }
        let first = std::fs::read(folder.join("00.jpg")).map_err(failed)?;
        let (begins, rest) = first.split_at_checked(2).ok_or_else(|| to.display().to_string())?;
        let note = [b"\xFF\xFE\x00\x04".as_slice(), format!("{number:02}").as_bytes()].concat();
        std::fs::write(&to, [begins, &note, rest].concat()).map_err(failed)?;
    }
    Ok(folder)
}

fn row(figure: &Value, words: &str) {
    let number = |name: &str, digits: usize| {
        figure[name].as_f64().map_or_else(|| "—".to_owned(), |value| format!("{value:.digits$}"))
    };
    let count = figure["count"].as_u64().unwrap_or_default();
    println!(
        "  {:>10} {:>10} {count:>6} {:>8}  {words}",
        number("ms_each", 2),
        number("cpu_ms_each", 2),
        number("memory", 0)
    );
}

/// What the peers give, LibreOffice last.
fn peers(out: &Path, font: &str, name: &str) -> Vec<(&'static str, Result<Value, String>)> {
    let fonts = Path::new(font).parent().map(Path::to_owned).unwrap_or_default();
    let write = |name: &str, text: &str| {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}：{error}", path.display())).map(|()| path)
    };
    let python = python();
    let letters = |which: &str, count: &str| {
        let mut command = Command::new(python.clone()?);
        command.arg(write("letters.py", LETTERS_PY)?).arg(which).arg(out).arg(&fonts).args([count, name]);
        json(command)
    };
    let merge = || {
        if program::find("soffice").is_none() || !quiet(Command::new("/usr/bin/python3").args(["-c", "import uno"])) {
            packages::add(&["libreoffice-writer-nogui", "libreoffice-base-nogui", "python3-uno"])?;
        }
        let config = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>{}</dir><cachedir>{}</cachedir>\
             </fontconfig>",
            fonts.display(),
            out.join("fontconfig").display(),
        );
        let mut command = Command::new("/usr/bin/python3");
        command.arg(write("merge.py", MERGE_PY)?).arg(out).args([MERGED, name]);
        command.env("FONTCONFIG_FILE", write("fonts.conf", &config)?);
        json(command)
    };
    vec![
        ("对照：PyPI 的 typst，逐份（热）", letters("typst", TYPST)),
        ("对照：WeasyPrint，逐份（热）", letters("weasyprint", WEASYPRINT)),
        ("对照：LibreOffice 邮件合并，逐份", merge()),
    ]
}

/// A Python with the peers, in a folder of its own.
fn python() -> Result<PathBuf, String> {
    let home = tree::tools().join("peers");
    let python = home.join("bin").join("python");
    if !quiet(Command::new(&python).args(["-c", "import typst, weasyprint"])) {
        println!("安装对照：typst、weasyprint（PyPI）");
        if program::find("apt-get").is_some() {
            packages::add(&["python3-venv", "poppler-utils", "libpangoft2-1.0-0"])?;
        }
        setup::python::install(&home, &["typst", "weasyprint"])?;
    }
    Ok(python)
}

fn quiet(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The last line that a program prints, or all of it, as JSON.
fn json(mut command: Command) -> Result<Value, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(said.lines().last().unwrap_or_default().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.trim().lines().last().unwrap_or_default();
    serde_json::from_str(&text).or_else(|_| serde_json::from_str(last)).map_err(|error| error.to_string())
}
