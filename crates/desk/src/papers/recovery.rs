//! The sheet with the recovery code. It is made from what the person has before the eyes; nothing of it is kept.

use super::ledger;
use super::press::{self, aside, told};
use crate::desk::Open;
use crate::problem::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use greenlane_print::paper::{Head, RecoverySheet, Stated, Tail};
use greenlane_print::spool::{self, Ticket};
use greenlane_print::{Kind, Options, Paper};
use greenlane_store::RecoveryCode;

/// The sheet as PDF in base64; sent to a printer too, if one is named. A code that does not open this desk is refused.
pub(crate) async fn sheet(desk: &Open, code: &str, printer: Option<&str>) -> Result<String> {
    let code = RecoveryCode::parse(code)?;
    desk.store.check_recovery(&code).await?;
    let letterhead = &desk.office.letterhead;
    let line = |text: &str| if text.trim().is_empty() { Stated::Unset } else { Stated::from(text.trim()) };
    let desk_number: String = desk.store.device().as_str().chars().filter(char::is_ascii_alphanumeric).collect();
    let office = desk.office.record.name.clone();
    let paper = Paper::from(RecoverySheet {
        head: Head {
            window: office.clone(),
            number: Stated::Unset,
            case_number: desk_number.chars().rev().take(10).collect::<String>().to_uppercase(),
            date: desk.today(),
            code: None,
            practice: desk.practice(),
        },
        office,
        person: desk.person.name.clone(),
        recovery: code.to_string(),
        tail: Tail {
            address: line(&letterhead.address),
            phone: line(&letterhead.phone),
            complaint: desk.pack.letterhead.complaint_line.get().cloned().into(),
            query: Stated::Unset,
            handler: desk.person.name.clone(),
            copies: String::new(),
            basis: Vec::new(),
        },
    });
    let press = press::of(desk).await?;
    let language = desk.language;
    let to = printer.filter(|id| !id.trim().is_empty()).map(ledger::printer).transpose()?;
    aside(move || {
        let pdf = press.render(&paper, &Options::default()).map_err(|error| told(&error, language))?;
        if let Some(to) = to {
            let ticket = Ticket::plain(Kind::RecoverySheet.title());
            spool::submit(&to, &pdf.bytes, &ticket).map_err(|error| told(&error, language))?;
        }
        Ok(STANDARD.encode(&pdf.bytes))
    })
    .await
}
