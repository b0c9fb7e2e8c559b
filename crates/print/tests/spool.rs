//! Printing to a real IPP printer (`ippeveprinter` of CUPS) and to a listener on a raw queue.

mod printer;
mod read;

use greenlane_print::spool::{self, Printer, Sides, State, Ticket};
use greenlane_print::{Paper, practice};
use printer::Eve;
use std::io::Read;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

/// The printer as the spooler knows it.
fn at(eve: &Eve) -> Printer {
    Printer::Ipp { uri: eve.address() }
}

fn slip() -> Vec<u8> {
    read::press().render(&Paper::from(practice::receipt()), &read::options()).expect("renders").bytes
}

#[test]
fn a_printer_receives_the_very_bytes_and_the_job_is_followed_to_its_end() {
    let eve = Eve::start("sleep 0.3; exit 0");
    let bytes = slip();
    let job = spool::submit(&at(&eve), &bytes, &Ticket::plain("收件凭证 陈䶮")).expect("taken");
    let mut states = Vec::new();
    let end = spool::follow(&job, PATIENCE, |state| states.push(state.clone())).expect("followed");
    assert_eq!(end, State::Completed);
    assert!(states.iter().any(|state| !state.ended()), "it was seen on its way: {states:?}");
    let received = eve.received();
    assert_eq!(received.len(), 1);
    assert_eq!(std::fs::read(&received[0]).expect("read"), bytes);
}

#[test]
fn both_sides_and_copies_reach_the_printer_and_a_tray_that_it_has_not_is_refused() {
    let eve = Eve::start("exit 0");
    let described = spool::describe(&at(&eve)).expect("described");
    assert!(!described.trays.is_empty(), "{described:?}");
    let asked = Ticket { copies: 2, tray: described.trays.first().cloned(), ..Ticket::plain("收件凭证") };
    let job = spool::submit(&at(&eve), &slip(), &asked).expect("taken");
    assert_eq!(spool::follow(&job, PATIENCE, |_| {}).expect("followed"), State::Completed);
    let wrong = Ticket { tray: Some("the-drawer-upstairs".to_owned()), ..Ticket::plain("收件凭证") };
    let error = spool::submit(&at(&eve), &slip(), &wrong).expect_err("no such tray");
    assert!(error.to_string().contains("the-drawer-upstairs"), "{error}");
    let sides = Ticket { sides: Sides::LongEdge, ..Ticket::plain("收件凭证") };
    let taken = spool::submit(&at(&eve), &slip(), &sides);
    assert_eq!(taken.is_ok(), described.two_sided, "a printer that prints one side is not asked for two");
}

#[test]
fn a_job_that_the_printer_gives_up_is_never_told_as_done() {
    let eve = Eve::start("exit 1");
    let job = spool::submit(&at(&eve), &slip(), &Ticket::plain("收件凭证")).expect("taken: that is not arrival");
    let end = spool::follow(&job, PATIENCE, |_| {}).expect("followed");
    assert!(matches!(end, State::Aborted { .. }), "{end:?}");
}

#[test]
fn no_paper_is_told_while_the_job_waits_for_it() {
    let eve = Eve::start("echo 'STATE: +media-empty' >&2; sleep 1.5; echo 'STATE: -media-empty' >&2; exit 0");
    let job = spool::submit(&at(&eve), &slip(), &Ticket::plain("收件凭证")).expect("taken");
    let mut reasons = Vec::new();
    let end = spool::follow(&job, PATIENCE, |state| {
        if let State::Printing { reasons: now } | State::Stopped { reasons: now } | State::Waiting { reasons: now } =
            state
        {
            reasons.extend(now.clone());
        }
    });
    assert!(reasons.iter().any(|one| one.starts_with("media-empty")), "{reasons:?}");
    assert_eq!(end.expect("followed"), State::Completed);
}

#[test]
fn a_job_can_be_cancelled_on_its_way_and_a_later_run_can_ask_after_it() {
    let eve = Eve::start("sleep 3; exit 0");
    let job = spool::submit(&at(&eve), &slip(), &Ticket::plain("收件凭证")).expect("taken");
    let written = serde_json::to_string(&job).expect("a job can be written down");
    // Before it has begun, this printer forgets that it was told.
    let begun = Instant::now();
    while !matches!(spool::ask(&job).expect("answered"), State::Printing { .. }) {
        assert!(begun.elapsed() < PATIENCE, "the printer does not begin");
        std::thread::sleep(Duration::from_millis(20));
    }
    spool::cancel(&job).expect("cancelled");
    let job: spool::Job = serde_json::from_str(&written).expect("and read again");
    assert_eq!(spool::follow(&job, PATIENCE, |_| {}).expect("followed"), State::Canceled);
    let unknown = spool::Job { id: 9999, ..job };
    assert_eq!(spool::ask(&unknown).expect("answered"), State::Forgotten);
}

#[test]
fn a_printer_that_is_not_there_is_an_error_in_words() {
    let printer = Printer::Ipp { uri: "ipp://127.0.0.1:9/ipp/print".to_owned() };
    let error = spool::submit(&printer, b"%PDF", &Ticket::plain("空")).expect_err("nobody listens");
    assert!(error.to_string().starts_with("打印机 ipp://127.0.0.1:9/ipp/print 未完成"), "{error}");
}

#[test]
fn a_raw_queue_gets_the_bytes_unchanged_and_a_person_must_confirm() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let printer = Printer::Raw { address: listener.local_addr().expect("address").to_string() };
    let receive = std::thread::spawn(move || {
        let mut all = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().expect("a call");
            let mut one = Vec::new();
            stream.read_to_end(&mut one).expect("bytes");
            all.push(one);
        }
        all
    });
    let bytes = slip();
    let ticket = Ticket { copies: 2, ..Ticket::plain("收件凭证") };
    let job = spool::submit(&printer, &bytes, &ticket).expect("taken");
    let end = spool::follow(&job, PATIENCE, |_| {}).expect("followed");
    assert!(end.needs_a_person());
    assert_eq!(receive.join().expect("received"), [bytes.clone(), bytes]);
}
