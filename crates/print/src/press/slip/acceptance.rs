use super::frame::{BODY, BODY_LINE, CELL, CELL_LINE, Slip, date, due, moment, stated};
use crate::error::PrintError;
use crate::font::Fonts;
use crate::paper::{AcceptanceNotice, Accepted, Kind, Received};
use crate::press::sheet::Sheet;
use crate::words::zh;

const COLUMNS: [(&str, f64, bool); 6] = [
    ("paper.col.no", 9.0, true),
    ("paper.col.item", 31.0, false),
    ("paper.col.department", 32.0, false),
    ("paper.col.statutory", 18.0, false),
    ("paper.col.promised", 22.0, false),
    ("paper.col.due", 44.0, false),
];

/// 受理通知书.
pub fn sheet(notice: &AcceptanceNotice, fonts: &Fonts, note: Option<&str>) -> Result<Sheet, PrintError> {
    let mut slip = Slip::new(fonts, Kind::AcceptanceNotice.title(), &notice.head, &notice.tail, note);
    slip.fields(&fields(notice));
    slip.hand.y += 2.0;
    let count = notice.items.len().to_string();
    slip.paragraph(&zh("paper.acceptance.accepted", &[("count", &count)]), BODY, BODY_LINE);
    if let Some(article) = &notice.deemed {
        slip.paragraph(&zh("paper.acceptance.deemed", &[("article", article)]), BODY, BODY_LINE);
    }
    slip.hand.y += 1.5;
    let rows: Vec<_> = notice.items.iter().enumerate().map(|(place, item)| row(place, item)).collect();
    slip.table(&COLUMNS, &rows);
    slip.hand.y += 1.5;
    for item in notice.items.iter().filter(|item| !item.excluded.is_empty()) {
        let fill = [("item", item.name.as_str()), ("list", &item.excluded.join("、"))];
        slip.paragraph(&zh("paper.acceptance.excluded", &fill), CELL, CELL_LINE);
    }
    slip.paragraph(&zh("paper.acceptance.counting", &[]), CELL, CELL_LINE);
    slip.paragraph(&zh("paper.acceptance.fee", &[("list", &fees(notice))]), CELL, CELL_LINE);
    slip.heading(&zh("paper.receipt.materials", &[("count", &notice.materials.len().to_string())]));
    // The receipt lists them in a table; here they only say what was taken, so that the notice stays one page.
    slip.paragraph(&materials(&notice.materials), CELL, CELL_LINE);
    slip.finish(&[format!("{}：{}", zh("paper.acceptor", &[]), notice.acceptor)])
}

/// The papers in a line each after the other: name, originals, copies, pages, remark.
fn materials(list: &[Received]) -> String {
    let one = |(place, one): (usize, &Received)| {
        let mut parts = Vec::new();
        let mut count = |key: &str, number: u32| {
            if number > 0 {
                parts.push(zh(key, &[("n", &number.to_string())]));
            }
        };
        count("paper.material.originals", one.originals);
        count("paper.material.copies", one.copies);
        count("paper.material.pages", one.pages.unwrap_or_default());
        if !one.note.is_empty() {
            parts.push(one.note.clone());
        }
        let details = if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("，")) };
        format!("{}. {}{details}", place + 1, one.name)
    };
    list.iter().enumerate().map(one).collect::<Vec<_>>().join("；")
}

fn fields(notice: &AcceptanceNotice) -> Vec<(&'static str, String)> {
    let mut fields = vec![("paper.applicant", notice.applicant.name.clone())];
    let mut add = |key, value: Option<String>| fields.extend(value.map(|value| (key, value)));
    let party = &notice.applicant;
    add("paper.tier", party.tier.clone());
    let document = party.document.as_deref().zip(party.document_number.as_deref());
    add("paper.document", document.map(|(kind, number)| format!("{kind} {number}")));
    add("paper.employer", party.employer.clone());
    add("paper.agent", notice.agent.as_ref().map(|agent| agent.name.clone()));
    add("paper.case_number", Some(notice.head.case_number.clone()));
    add("paper.received_at", Some(moment(notice.received_at)));
    add("paper.accepted_on", Some(date(notice.accepted_on)));
    add("paper.pickup", Some(stated(&notice.pickup)));
    add("paper.due", Some(due(&notice.due)));
    fields
}

fn row(place: usize, item: &Accepted) -> Vec<String> {
    vec![
        (place + 1).to_string(),
        item.name.clone(),
        item.department.clone(),
        stated(&item.statutory),
        stated(&item.promised),
        due(&item.due),
    ]
}

/// What the items cost: one word when all cost the same.
fn fees(notice: &AcceptanceNotice) -> String {
    let all: Vec<_> = notice.items.iter().map(|item| stated(&item.fee)).collect();
    match all.first() {
        Some(first) if all.iter().all(|fee| fee == first) => first.clone(),
        _ => notice
            .items
            .iter()
            .zip(&all)
            .map(|(item, fee)| format!("{}{fee}", item.name))
            .collect::<Vec<_>>()
            .join("、"),
    }
}
