//! The static page in a real browser, opened from a folder: by pasted text, by camera and by a picture of the paper.

mod browser;
mod read;

use browser::Browser;
use ed25519_dalek::{Signer, SigningKey};
use greenlane_print::practice;
use greenlane_print::prove::{Claim, Desk, Known, mark, page, seal};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn sealed_by(desk: &str, seed: u8) -> String {
    let claim = Claim {
        kind: "收件凭证".to_owned(),
        number: "演才窗收〔2026〕418号".to_owned(),
        case_number: "YS-3713-26-00418-7".to_owned(),
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 11).expect("a day"),
        says: "陈*，落户等5项，收到材料9份".to_owned(),
    };
    seal(&claim, desk, |bytes| key(seed).sign(bytes).to_bytes())
}

/// One desk in service, one stopped; one paper void.
fn known() -> Known {
    let desk = |seed: u8, revoked| Desk { key: hex::encode(key(seed).verifying_key().to_bytes()), revoked };
    let stopped = chrono::NaiveDate::from_ymd_opt(2026, 12, 1);
    let void = sealed_by("3713-03", 3);
    Known {
        desks: [
            ("3713-01".to_owned(), desk(1, None)),
            ("3713-02".to_owned(), desk(2, stopped)),
            ("3713-03".to_owned(), desk(3, None)),
        ]
        .into(),
        void: [(mark(&void).to_owned(), "重复出具</script>".to_owned())].into(),
    }
}

fn laid_down(folder: &Path) -> PathBuf {
    let file = folder.join("核验.html");
    std::fs::write(&file, page(&known())).expect("written");
    file
}

/// A receipt that carries the code, as another program draws it: grey, so many dots an inch, from a corner on.
fn photographed(code: &str, dots: u32, (x, y): (u32, u32), (width, height): (u32, u32)) -> Vec<u8> {
    let mut receipt = practice::receipt();
    receipt.head.code = Some(code.to_owned());
    let pdf = read::press().render(&receipt.into(), &read::options()).expect("renders");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.pdf"), &pdf.bytes).expect("written");
    let words = [dots, x, y, width, height].map(|number| number.to_string());
    let drawn = Command::new("pdftoppm")
        .args(["-gray", "-singlefile", "-r", &words[0], "-x", &words[1], "-y", &words[2]])
        .args(["-W", &words[3], "-H", &words[4], "a.pdf", "a"])
        .current_dir(folder.path())
        .status()
        .expect("pdftoppm");
    assert!(drawn.success());
    let pgm = std::fs::read(folder.path().join("a.pgm")).expect("drawn");
    let points = pgm.split_at(pgm.len() - (width * height) as usize).1;
    points.to_vec()
}

/// What a camera sees that is held over the head of the paper: one picture, again and again.
fn film(points: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    let mut film = format!("YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n").into_bytes();
    film.extend(b"FRAME\n");
    film.extend(points);
    film.resize(film.len() + points.len() / 2, 128);
    film
}

fn verdict(browser: &Browser) -> Value {
    let look = "const found = document.getElementById('verdict').dataset.verdict;
        return found && found !== 'looking' ? found : null";
    browser.until("no verdict", look)
}

fn said(browser: &Browser) -> String {
    browser.script("return document.getElementById('verdict').innerText", &[]).as_str().expect("text").to_owned()
}

#[test]
fn a_pasted_code_is_judged_in_a_bare_browser_with_no_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let browser = Browser::open(&[]);
    browser.visit(&laid_down(folder.path()));
    browser.script(
        "window.reached = []; new PerformanceObserver(list => reached.push(...list.getEntries().map(one => one.name)))
            .observe({ type: 'resource', buffered: true })",
        &[],
    );
    let genuine = sealed_by("3713-01", 1);
    for (name, text, wanted, words) in [
        ("genuine", genuine.clone(), "genuine", "YS-3713-26-00418-7"),
        ("altered", sealed_by("3713-01", 9), "altered", "与签发时不一致"),
        ("unknown", sealed_by("3713-99", 1), "unknown", "3713-99"),
        ("revoked", sealed_by("3713-02", 2), "revoked", "2026-12-01"),
        ("void", sealed_by("3713-03", 3), "void", "重复出具</script>"),
        ("unreadable", "http://example.org".to_owned(), "unreadable", "不是本系统文书"),
        ("empty", " ".to_owned(), "empty", "还没有内容"),
    ] {
        // Pasted, not typed: a person pastes a code, and it holds no key that would be pressed.
        browser.script("document.getElementById('text').value = arguments[0]", &[json!(text)]);
        browser.script("delete document.getElementById('verdict').dataset.verdict", &[]);
        browser.click("#go");
        assert_eq!(verdict(&browser), wanted, "{}", said(&browser));
        assert!(said(&browser).contains(words), "{name}: {}", said(&browser));
        for (width, height, size) in [(390, 844, "narrow"), (1280, 800, "wide")] {
            for scheme in ["light", "dark"] {
                browser.pretend(width, height, scheme);
                let wider = browser.script("return document.documentElement.scrollWidth - innerWidth", &[]);
                assert!(wider.as_i64().is_some_and(|more| more <= 0), "{name} {size}: {wider} wider than the screen");
                browser.picture(&format!("verify-{name}-{size}-{scheme}"));
            }
        }
    }
    // And by keyboard alone.
    browser.script("const text = document.getElementById('text'); text.value = ''; text.focus()", &[]);
    browser.type_into("#text", &format!("{genuine}\u{e006}"));
    browser.until("no verdict", "return document.getElementById('verdict').dataset.verdict === 'genuine' || null");
    assert_eq!(browser.script("return window.reached", &[]), json!([]), "it fetches nothing");
}

#[test]
fn a_camera_reads_the_code_of_a_real_receipt_in_a_browser_without_a_reader_of_its_own() {
    const FRAME: (u32, u32) = (1280, 720);
    let folder = tempfile::tempdir().expect("a folder");
    let code = sealed_by("3713-01", 1);
    // 500 dots an inch from 13 cm right: about as a telephone shows 6 cm of the paper's head.
    let film_file = folder.path().join("camera.y4m");
    std::fs::write(&film_file, film(&photographed(&code, 500, (2500, 150), FRAME), FRAME)).expect("written");
    let browser = Browser::open(&[
        "--use-fake-device-for-media-stream".to_owned(),
        "--use-fake-ui-for-media-stream".to_owned(),
        format!("--use-file-for-fake-video-capture={}", film_file.display()),
    ]);
    browser.visit(&laid_down(folder.path()));
    assert_eq!(browser.script("return 'BarcodeDetector' in window", &[]), json!(false), "its own reader is not asked");
    browser.click("#camera");
    assert_eq!(verdict(&browser), "genuine", "{}", said(&browser));
    assert_eq!(browser.script("return document.getElementById('text').value", &[]), json!(code));
    let stopped = browser.script("return document.getElementById('video').srcObject === null", &[]);
    assert_eq!(stopped, json!(true), "the camera is let go");
    browser.script("document.getElementById('text').value = ''", &[]);
    browser.click("#camera");
    let again = "return document.getElementById('text').value || null";
    assert_eq!(browser.until("a second paper can be scanned", again), json!(code));
}

#[test]
fn a_browser_without_a_camera_says_what_to_do_and_takes_a_picture_of_the_paper() {
    let folder = tempfile::tempdir().expect("a folder");
    let browser = Browser::open(&[]);
    browser.visit(&laid_down(folder.path()));
    browser.click("#camera");
    let why = verdict(&browser);
    assert!(why == "blind" || why == "denied", "{why}");
    assert!(said(&browser).contains("选择照片"), "{}", said(&browser));

    // A whole page as a telephone of 9 megapixels takes it.
    let size = (2480, 3508);
    let photo = |name: &str, points: &[u8]| {
        let file = folder.path().join(name);
        let head = format!("P5\n{} {}\n255\n", size.0, size.1).into_bytes();
        std::fs::write(folder.path().join("a.pgm"), [head.as_slice(), points].concat()).expect("written");
        let to = format!("jpg:{}", file.display());
        let made = Command::new("convert").arg(folder.path().join("a.pgm")).args(["-quality", "75", &to]).status();
        assert!(made.expect("convert").success());
        file
    };
    let whole = photo("整页.jpg", &photographed(&sealed_by("3713-02", 2), 300, (0, 0), size));
    browser.type_into("#photo", &whole.display().to_string());
    browser.until("no verdict", "return document.getElementById('verdict').dataset.verdict === 'revoked' || null");
    let blank = photo("白纸.jpg", &vec![255; (size.0 * size.1) as usize]);
    browser.type_into("#photo", &blank.display().to_string());
    browser.until("no verdict", "return document.getElementById('verdict').dataset.verdict === 'nothing' || null");
}
