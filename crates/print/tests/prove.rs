//! Papers that prove themselves, judged by the program and by the static page (run in Node).

mod read;

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use greenlane_print::prove::{Claim, Desk, Known, Verdict, mark, page, seal, verify};
use greenlane_print::{Paper, practice};
use std::process::Command;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn claim() -> Claim {
    Claim {
        kind: "受理通知书".to_owned(),
        number: "演才窗受〔2026〕418号".to_owned(),
        case_number: "YS-3713-26-00418-7".to_owned(),
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 11).expect("a day"),
        says: "陈*，落户等5项，应办结2026-11-25".to_owned(),
    }
}

fn sealed(seed: u8) -> String {
    seal(&claim(), "3713-01", |bytes| key(seed).sign(bytes).to_bytes())
}

fn known() -> Known {
    let desk = Desk { key: hex::encode(key(1).verifying_key().to_bytes()), revoked: None };
    Known { desks: [("3713-01".to_owned(), desk)].into(), void: [].into() }
}

fn check(key: &str, bytes: &[u8], signature: &[u8; 64]) -> bool {
    let Ok(key) = <[u8; 32]>::try_from(hex::decode(key).unwrap_or_default()) else { return false };
    VerifyingKey::from_bytes(&key).is_ok_and(|key| key.verify(bytes, &Signature::from_bytes(signature)).is_ok())
}

/// What the static page says, its script run by Node.
fn page_says(known: &Known, text: &str) -> String {
    let page = page(known);
    let script = page.split("<script>").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a script");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.mjs");
    let ask = "\njudge(process.argv[2]).then(one => console.log(one.verdict));\n";
    std::fs::write(&file, format!("{script}{ask}")).expect("written");
    let output = Command::new("node").arg(&file).arg(text).output().expect("node");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn genuine_altered_foreign_revoked_and_void_papers_are_told_apart_by_program_and_page() {
    let text = sealed(1);
    assert_eq!(verify(&text, &known(), check), Verdict::Genuine(claim()));
    assert_eq!(page_says(&known(), &text), "genuine");

    let forged = sealed(2);
    assert_eq!(verify(&forged, &known(), check), Verdict::Altered);
    assert_eq!(page_says(&known(), &forged), "altered");

    let mut revoked = known();
    let day = claim().date;
    revoked.desks.get_mut("3713-01").expect("the desk").revoked = Some(day);
    assert_eq!(verify(&text, &revoked, check), Verdict::RevokedDesk { claim: claim(), from: day });
    assert_eq!(page_says(&revoked, &text), "revoked");

    let mut void = known();
    void.void.insert(mark(&text).to_owned(), "重复出具</script>".to_owned());
    assert_eq!(verify(&text, &void, check), Verdict::Void { claim: claim(), reason: "重复出具</script>".to_owned() });
    assert_eq!(page_says(&void, &text), "void");

    assert_eq!(verify(&text, &Known::default(), check), Verdict::UnknownDesk("3713-01".to_owned()));
    assert_eq!(page_says(&Known::default(), &text), "unknown");
    for wrong in ["", "GL1", "GL1.a.b.c", "http://example.org", &text[..text.len() - 2]] {
        assert_eq!(verify(wrong, &known(), check), Verdict::Unreadable, "{wrong}");
        assert_eq!(page_says(&known(), wrong).replace("altered", "unreadable"), "unreadable", "{wrong}");
    }
}

#[test]
fn no_single_changed_letter_passes() {
    let text = sealed(1);
    for place in 0..text.len() {
        let mut letters = text.clone().into_bytes();
        letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(letters).expect("letters");
        assert!(!matches!(verify(&changed, &known(), check), Verdict::Genuine(_)), "letter {place}");
    }
}

#[test]
fn a_signed_paper_fits_its_qr_and_a_scanner_reads_it() {
    for paper in [Paper::from(practice::receipt()), practice::result_notice().into()] {
        let mut paper = paper;
        match &mut paper {
            Paper::Receipt(one) => one.head.code = Some(sealed(1)),
            Paper::ResultNotice(one) => one.head.code = Some(sealed(1)),
            _ => {}
        }
        let pdf = read::press().render(&paper, &read::options()).expect("renders");
        let scanned = read::codes(&pdf.bytes);
        let text = scanned.iter().find_map(|line| line.strip_prefix("QR-Code:")).expect("a QR");
        assert_eq!(verify(text, &known(), check), Verdict::Genuine(claim()));
    }
}

#[test]
fn the_page_is_one_file_under_100_kb_that_fetches_nothing() {
    let page = page(&known());
    assert!(page.len() < 100_000, "{}", page.len());
    for word in ["http://", "https://", "src=", "fetch(", "import "] {
        assert!(!page.contains(word), "{word}");
    }
}
