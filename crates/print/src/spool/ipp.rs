use super::{Described, Printer, Sides, State, Ticket};
use crate::error::PrintError;
use crate::words::zh;
use ipp::operation::IppOperation as _;
use ipp::prelude::*;
use std::io::Cursor;
use std::time::Duration;

const PDF: &str = "application/pdf";
const PATIENCE: Duration = Duration::from_secs(60);

fn failed(printer: &str, reason: impl std::fmt::Display) -> PrintError {
    PrintError::Printer { printer: printer.to_owned(), reason: reason.to_string() }
}

fn address(uri: &str) -> Result<Uri, PrintError> {
    uri.parse().map_err(|error| failed(uri, error))
}

fn send(uri: &str, request: impl Into<IppRequestResponse>) -> Result<IppRequestResponse, PrintError> {
    let client = IppClient::builder(address(uri)?).request_timeout(PATIENCE).build();
    let answer = client.send(request).map_err(|error| failed(uri, error))?;
    let status = answer.header().status_code();
    if status.is_success() { Ok(answer) } else { Err(failed(uri, format!("{status:?}"))) }
}

/// All queues of a CUPS server.
pub fn printers(server: &str) -> Result<Vec<Described>, PrintError> {
    let answer = send(server, IppOperationBuilder::cups().get_printers())?;
    let groups = answer.attributes().groups_of(DelimiterTag::PrinterAttributes);
    Ok(groups.filter_map(|group| described(group, None)).collect())
}

/// One printer.
pub fn describe(uri: &str) -> Result<Described, PrintError> {
    let request = IppOperationBuilder::get_printer_attributes(address(uri)?).build().map_err(|e| failed(uri, e))?;
    let answer = send(uri, request)?;
    let group = answer.attributes().first_of(DelimiterTag::PrinterAttributes);
    group.and_then(|group| described(group, Some(uri))).ok_or_else(|| failed(uri, zh("spool.no_answer", &[])))
}

fn described(group: &IppAttributeGroup, uri: Option<&str>) -> Option<Described> {
    let uri = match uri {
        Some(uri) => uri.to_owned(),
        None => texts(group, "printer-uri-supported").into_iter().next()?,
    };
    Some(Described {
        printer: Printer::Ipp { uri },
        name: texts(group, "printer-name").into_iter().next().unwrap_or_default(),
        accepting: texts(group, "printer-is-accepting-jobs").first().is_none_or(|value| value == "true"),
        reasons: reasons(group, "printer-state-reasons"),
        formats: texts(group, "document-format-supported"),
        two_sided: texts(group, "sides-supported").iter().any(|sides| sides.starts_with("two-sided")),
        trays: texts(group, "media-source-supported"),
    })
}

/// Hands a job over.
pub fn submit(uri: &str, bytes: &[u8], ticket: &Ticket) -> Result<i32, PrintError> {
    let printer = describe(uri)?;
    if !printer.accepting {
        return Err(failed(uri, zh("spool.not_accepting", &[("reasons", &printer.reasons.join("，"))])));
    }
    if !printer.formats.is_empty() && !printer.formats.iter().any(|format| format == PDF) {
        return Err(failed(uri, zh("spool.no_pdf", &[])));
    }
    let refuse = |error| failed(uri, error);
    if ticket.sides != Sides::One && !printer.two_sided {
        return Err(failed(uri, zh("spool.one_side", &[])));
    }
    if let Some(tray) = ticket.tray.as_ref().filter(|tray| !printer.trays.contains(tray)) {
        return Err(failed(uri, zh("spool.no_tray", &[("tray", tray), ("trays", &printer.trays.join("，"))])));
    }
    let mut request = IppOperationBuilder::print_job(address(uri)?, IppPayload::new(Cursor::new(bytes.to_vec())))
        .job_title(short(&ticket.title))
        .document_format(PDF);
    let keyword = |name: &str, value: &str| {
        let value = value.parse::<IppValue>().ok()?;
        IppAttribute::with_name(name, value).ok()
    };
    let sides = match ticket.sides {
        Sides::One => "one-sided",
        Sides::LongEdge => "two-sided-long-edge",
        Sides::ShortEdge => "two-sided-short-edge",
    };
    let copies = i32::try_from(ticket.copies.max(1)).unwrap_or(1);
    let mut asked = vec![IppAttribute::with_name("copies", IppValue::new_integer(copies)).map_err(|e| failed(uri, e))?];
    asked.extend(keyword("sides", sides));
    if ticket.copies > 1 {
        let handling =
            if ticket.collate { "separate-documents-collated-copies" } else { "separate-documents-uncollated-copies" };
        asked.extend(keyword("multiple-document-handling", handling));
    }
    if let Some(tray) = &ticket.tray {
        asked.extend(keyword("media-source", tray));
    }
    request = request.attributes(asked);
    let answer = send(uri, request.build().map_err(refuse)?)?;
    let group = answer.attributes().first_of(DelimiterTag::JobAttributes);
    let id = group.and_then(|group| texts(group, "job-id").into_iter().next()).and_then(|id| id.parse().ok());
    id.ok_or_else(|| failed(uri, zh("spool.no_job_number", &[])))
}

/// Where a job stands: the job's own reasons, and the printer's while the job is not at its end.
pub fn ask(uri: &str, id: i32) -> Result<State, PrintError> {
    let request = IppOperationBuilder::get_job_attributes(address(uri)?, id).build().map_err(|e| failed(uri, e))?;
    let client = IppClient::builder(address(uri)?).request_timeout(PATIENCE).build();
    let answer = client.send(request).map_err(|error| failed(uri, error))?;
    let status = answer.header().status_code();
    if status == StatusCode::ClientErrorNotFound {
        return Ok(State::Forgotten);
    }
    let group = answer.attributes().first_of(DelimiterTag::JobAttributes).filter(|_| status.is_success());
    let group = group.ok_or_else(|| failed(uri, format!("{status:?}")))?;
    let state = group.get("job-state").and_then(|one| match one.value() {
        IppValue::Enum(state) => JobState::from_i32(*state),
        _ => None,
    });
    let own = reasons(group, "job-state-reasons");
    let with_printer = || {
        let mut all = own.clone();
        all.extend(describe(uri).map(|printer| printer.reasons).unwrap_or_default());
        all.sort();
        all.dedup();
        all
    };
    Ok(match state.ok_or_else(|| failed(uri, zh("spool.no_answer", &[])))? {
        JobState::Pending => State::Waiting { reasons: with_printer() },
        JobState::Processing => State::Printing { reasons: with_printer() },
        JobState::PendingHeld | JobState::ProcessingStopped => State::Stopped { reasons: with_printer() },
        JobState::Canceled => State::Canceled,
        JobState::Aborted => State::Aborted { reasons: own },
        JobState::Completed => State::Completed,
    })
}

/// The job with exactly this name, ended or not, as far as the spooler still knows it.
pub fn find(uri: &str, title: &str) -> Result<Option<i32>, PrintError> {
    let wanted = short(title);
    for which in ["not-completed", "completed"] {
        let request = IppOperationBuilder::get_jobs(address(uri)?).build().map_err(|error| failed(uri, error))?;
        let mut request = request.into_ipp_request();
        let keyword = |text: &str| text.parse::<IppValue>().map_err(|error| failed(uri, error));
        let names = vec![keyword("job-id")?, keyword("job-name")?];
        for (name, value) in [("which-jobs", keyword(which)?), ("requested-attributes", IppValue::Array(names))] {
            let attribute = IppAttribute::with_name(name, value).map_err(|error| failed(uri, error))?;
            request.attributes_mut().add(DelimiterTag::OperationAttributes, attribute);
        }
        let answer = send(uri, request)?;
        let mut jobs = answer.attributes().groups_of(DelimiterTag::JobAttributes);
        let same = |group: &&IppAttributeGroup| texts(group, "job-name").first() == Some(&wanted);
        let id = jobs.find(same).and_then(|group| texts(group, "job-id").first().and_then(|id| id.parse().ok()));
        if id.is_some() {
            return Ok(id);
        }
    }
    Ok(None)
}

/// Cancels a job.
pub fn cancel(uri: &str, id: i32) -> Result<(), PrintError> {
    let request = IppOperationBuilder::cancel_job(address(uri)?, id).build().map_err(|e| failed(uri, e))?;
    send(uri, request).map(|_| ())
}

fn texts(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    group.get(name).map(|one| one.value().into_iter().map(ToString::to_string).collect()).unwrap_or_default()
}

fn reasons(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    texts(group, name).into_iter().filter(|reason| reason != "none").collect()
}

/// IPP names hold 255 bytes.
fn short(title: &str) -> String {
    let mut short = String::new();
    for one in title.chars() {
        if short.len() + one.len_utf8() > 255 {
            break;
        }
        short.push(one);
    }
    short
}
