//! Measures the press: `cargo run --release -p greenlane-print --example speed`.
use greenlane_print::{Fonts, Options, Paper, Press, Templates, practice};
use std::time::{Duration, Instant};

fn named(place: usize) -> Paper {
    let mut paper = practice::result_notice();
    paper.head.case_number = format!("YS-3713-26-{place:05}-0");
    paper.applicant.name = format!("陈示例{place}");
    paper.into()
}

fn slip(place: usize) -> Paper {
    let mut paper = practice::receipt();
    paper.head.case_number = format!("YS-3713-26-{place:05}-0");
    paper.applicant.name = format!("陈示例{place}");
    paper.into()
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown").replace('\t', " ")
}

fn timed<T>(what: &str, count: u32, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    let each: Duration = start.elapsed() / count.max(1);
    println!("{what}\t{:?} in all\t{each:?} each\t{}", start.elapsed(), memory());
    made
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::default();
    let fonts = timed("load fonts", 1, || Fonts::load(&[Fonts::of_this_checkout()]))?;
    let press = Press::new(fonts, Templates::national());
    timed("one letter, cold", 1, || press.render(&named(0), &options))?;
    timed("one letter, warm", 1, || press.render(&named(1), &options))?;
    timed("200 letters one by one", 200, || {
        (2..202).try_for_each(|place| press.render(&named(place), &options).map(|_| ()))
    })?;
    let many: Vec<_> = (0..200).map(named).collect();
    timed("200 letters as one file", 200, || press.render_batch(&many, &options))?;
    timed("one receipt, cold", 1, || press.render(&slip(0), &options))?;
    timed("20 receipts one by one", 20, || {
        (0..20).try_for_each(|place| press.render(&slip(place), &options).map(|_| ()))
    })?;
    let many: Vec<_> = (0..1000).map(slip).collect();
    let pdf = timed("1000 receipts as one file", 1000, || press.render_batch(&many, &options))?;
    println!("{} bytes", pdf.iter().map(|one| one.bytes.len()).sum::<usize>());
    let mut volume = practice::volume();
    volume.papers.pop();
    let papers = volume.papers.clone();
    while volume.papers.len() < 120 {
        volume.papers.extend(papers.clone());
    }
    let pdf = timed("a volume", 1, || press.render(&volume.into(), &options))?;
    println!("{} pages, {} bytes", pdf.pages, pdf.bytes.len());
    Ok(())
}
