//! Papers of many cases, printed as one batch from the window to a real IPP printer.

use crate::printer::Eve;
use crate::support::{Home, Window};
use serde_json::{Value, json};

const PAPER: &str = "one_time_notice";
const CASES: usize = 3;

#[test]
fn three_cases_are_ticked_and_their_notices_come_out_of_a_real_printer_byte_by_byte() {
    let eve = Eve::start("exit 0");
    let home = Home::new();
    let window = Window::open(home.path());
    window.size(1366, 768);
    window.act("practice");
    window.wait_for("[data-screen=workbench]");
    let lines = printable(&window);
    let spent = used_once(&window, &lines[CASES], &eve.address());

    window.act("go_cases");
    window.wait_for("[data-screen=cases]");
    for line in &lines[..CASES] {
        let number = line["case_number"].as_str().expect("a number");
        window.enter(&format!("choose_{number}"));
        window.press("Space");
    }
    window.act("print_many");
    window.wait_for("[data-sheet=batch]");
    chooses(&window, "batch_paper", PAPER);
    window.until("three lines are ready", || (window.script(READY, &[]) == json!(CASES)).then_some(()));
    let chosen = "return document.querySelector('[data-field=printer]').value";
    window.until("the printer is chosen", || (window.script(chosen, &[]) == json!(eve.address())).then_some(()));
    window.fill("copies", "1");
    window.picture("batch-1-plan");
    window.act("sheet_go");
    window.wait_for("[data-batch]");
    window.wait_for("[data-batch=ended]");
    let bar = "const bar = document.querySelector('[role=progressbar]');
        return [bar.ariaValueNow, bar.ariaValueMax]";
    window.until("all came out", || (window.script(bar, &[]) == json!(["3", "3"])).then_some(()));
    window.picture("batch-2-ended");

    let mut printed: Vec<Vec<u8>> = lines[..CASES].iter().map(|line| notice(&window, line)).collect();
    printed.push(spent);
    printed.sort();
    let mut came: Vec<Vec<u8>> =
        eve.received().iter().map(|file| std::fs::read(file).expect("what the printer keeps")).collect();
    came.sort();
    assert_eq!(came.len(), CASES + 1, "one document for each case, and the one before");
    assert!(came == printed, "the printer has what the desk has kept, byte by byte");
    assert_eq!(window.problems(), Vec::<String>::new());
}

const READY: &str = "return document.querySelectorAll('[data-sheet=batch] [data-line=ready]').length";

/// The cases of the practice office whose notice can be printed and was not yet: three for the batch and one more.
fn printable(window: &Window) -> Vec<Value> {
    let filter = json!({ "phases": [], "lights": [], "body": null, "item": null, "talent": null, "text": "",
                         "mine": false, "sort": "due", "page": 0 });
    let cases = json!({ "of": "list", "filter": filter });
    let plan = window.ask(&json!({ "ask": "plan_batch", "cases": cases, "paper": PAPER, "order": "number" }));
    let lines = plan["lines"].as_array().expect("lines");
    let fresh: Vec<Value> = lines.iter().filter(|one| one["ready"] == true && one["printed"] == 0).cloned().collect();
    assert!(fresh.len() > CASES, "the practice office has too few cases: {plan:#}");
    fresh.into_iter().take(CASES + 1).collect()
}

/// A printer that the system does not list is known to the window once something was printed there.
fn used_once(window: &Window, line: &Value, printer: &str) -> Vec<u8> {
    let wish = json!({ "paper": PAPER, "lines": [{ "file": line["file"], "items": line["items"], "body": line["body"] }],
                       "printer": printer, "setup": { "sides": "one", "tray": null, "uncollated": false },
                       "copies": 1, "originals": true, "reason": "" });
    let batch = window.ask(&json!({ "ask": "start_batch", "wish": wish }));
    window.until("the first paper is out", || {
        let now = window.ask(&json!({ "ask": "batch_state", "batch": batch["batch"] }));
        (now["state"] == "ended" && now["at_printer"] == 0).then_some(())
    });
    notice(window, line)
}

/// The notice of a case as the desk has kept it; it counts as printed once.
fn notice(window: &Window, line: &Value) -> Vec<u8> {
    let page = window.ask(&json!({ "ask": "case", "file": line["file"], "as_of": null }));
    let papers = page["papers"].as_array().expect("papers");
    let paper = papers.iter().find(|one| one["paper"] == PAPER).expect("the notice");
    assert_eq!((&paper["originals"], &paper["copies"]), (&json!(1), &json!(0)), "{paper:#}");
    window.paper(paper["sha256"].as_str().expect("a hash"))
}

/// Chooses from a list, as its own keys would.
fn chooses(window: &Window, field: &str, value: &str) {
    let choose = "const list = document.querySelector(arguments[0]); list.value = arguments[1];
        list.dispatchEvent(new Event('change', { bubbles: true })); return list.value";
    let chosen = window.script(choose, &[json!(format!("[data-field=\"{field}\"]")), json!(value)]);
    assert_eq!(chosen, json!(value));
}
