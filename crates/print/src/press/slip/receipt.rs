use super::frame::{BODY, BODY_LINE, Slip, moment};
use crate::error::PrintError;
use crate::font::Fonts;
use crate::paper::{Kind, Receipt, Received};
use crate::press::sheet::Sheet;
use crate::words::zh;

/// The columns of a list of papers handed in: number, name, originals, copies, pages, remark.
const COLUMNS: [(&str, f64, bool); 6] = [
    ("paper.col.no", 10.0, true),
    ("paper.col.material", 66.0, false),
    ("paper.col.originals", 14.0, true),
    ("paper.col.copies", 16.0, true),
    ("paper.col.pages", 14.0, true),
    ("paper.col.note", 36.0, false),
];

/// The rows of that list.
fn rows(materials: &[Received]) -> Vec<Vec<String>> {
    let count = |number: u32| if number == 0 { "—".to_owned() } else { number.to_string() };
    let row = |(place, one): (usize, &Received)| {
        let pages = one.pages.map_or_else(|| "—".to_owned(), count);
        let number = (place + 1).to_string();
        vec![number, one.name.clone(), count(one.originals), count(one.copies), pages, one.note.clone()]
    };
    materials.iter().enumerate().map(row).collect()
}

/// 收件凭证.
pub fn sheet(receipt: &Receipt, fonts: &Fonts, note: Option<&str>) -> Result<Sheet, PrintError> {
    let mut slip = Slip::new(fonts, Kind::Receipt.title(), &receipt.head, &receipt.tail, note);
    let mut fields = vec![
        ("paper.applicant", receipt.applicant.name.clone()),
        ("paper.submitter", receipt.submitter.clone()),
        ("paper.received_at", moment(receipt.received_at)),
        ("paper.case_number", receipt.head.case_number.clone()),
    ];
    if let Some(employer) = &receipt.applicant.employer {
        fields.insert(2, ("paper.employer", employer.clone()));
    }
    fields.push(("paper.items", receipt.items.join("、")));
    slip.fields(&fields);
    slip.hand.y += 2.0;
    slip.paragraph(&zh("paper.receipt.is_no_acceptance", &[]), BODY.bold(), BODY_LINE);
    let total = zh("paper.receipt.materials", &[("count", &receipt.materials.len().to_string())]);
    slip.heading(&total);
    slip.table(&COLUMNS, &rows(&receipt.materials));
    let line = |key: &str, value: &str| format!("{}：{value}", zh(key, &[]));
    slip.finish(&[line("paper.receiver", &receipt.receiver), line("paper.sign.submitter", "＿＿＿＿＿＿＿＿")])
}
