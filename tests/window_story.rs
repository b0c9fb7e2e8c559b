//! One need, from the counter to the filed volume, through the real window, by keyboard; then the papers are read back.

use crate::support::{Home, Window};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const NAME: &str = "陈䶮·试";

#[test]
fn one_need_goes_by_keyboard_from_the_counter_to_a_filed_volume_and_every_paper_says_so() {
    let home = Home::new();
    let window = Window::open(home.path());
    window.size(1366, 768);
    window.act("practice");
    window.wait_for("[data-screen=workbench]");
    window.picture("story-1-workbench");

    takes_in(&window);
    window.act("open_case");
    window.wait_for("[data-screen=case]");
    window.wait_for_text(NAME);
    window.picture("story-2-case");

    departments_answer(&window);
    window.act("tab_papers");
    window.act("make_result_notice");
    window.wait_for("[data-paper=result_notice]");
    if window.script("return document.querySelector('[data-sheet=paper]') !== null", &[]) == json!(true) {
        window.press("Escape");
    }
    does(&window, "collect_01", &[]);
    window.act("hand_over_01");
    window.wait_for("[data-sheet=hand_over]");
    window.press("Ctrl+Enter");
    window.act("undo_settle");
    window.wait_for_text("已交付");
    window.picture("story-3-handed-over");

    window.act("file");
    window.wait_for("[data-sheet=file]");
    window.fill("remarks", "材料齐全，立卷无误");
    window.press("Ctrl+Enter");
    window.wait_for_text("已归档");
    window.picture("story-4-filed");

    let papers = papers(&window);
    let number = case(&window)["state"]["need"]["number"].as_str().expect("a number").to_owned();
    let text_of = |kind: &str| {
        let sha256 = papers.iter().find(|(paper, _)| paper == kind).map(|(_, sha256)| sha256);
        let sha256 = sha256.unwrap_or_else(|| panic!("no {kind} among {papers:?}"));
        text(&window.paper(sha256), home.path())
    };
    for kind in
        ["one_time_notice", "receipt", "acceptance_notice", "routing_slip", "result_notice", "service_return", "volume"]
    {
        let text = text_of(kind);
        assert!(text.contains(NAME), "{kind} names the person whole:\n{text}");
        assert!(text.contains(&number), "{kind} carries the case's number:\n{text}");
    }
    let volume = text_of("volume");
    for part in ["卷内文件目录", "备考表", "一次性告知书", "办理结果告知单"] {
        assert!(volume.contains(part), "the volume holds {part}");
    }
    window.act("tab_papers");
    window.act("paper_one_time_notice");
    window.wait_for("[data-preview=ready]");
    window.picture("story-5-paper");
    saves_a_paper(&window, home.path(), &papers);
    tries_a_template(&window);
    assert_eq!(window.problems(), Vec::<String>::new());
}

/// The folder is typed: the computer's own chooser stands beside the field, but a story cannot work it.
fn saves_a_paper(window: &Window, home: &Path, papers: &[(String, String)]) {
    let folder = home.join("saved");
    std::fs::create_dir_all(&folder).expect("a folder to save to");
    window.act("paper_save");
    window.wait_for("[data-act=choose_folder]");
    window.fill("folder", &folder.to_string_lossy());
    window.press("Enter");
    window.wait_for("[data-saved] [data-act=open_saved]");
    let saved = window.script("return document.querySelector('[data-saved]').dataset.saved", &[]);
    let saved = std::fs::read(saved.as_str().expect("its path")).expect("the saved paper");
    let (_, sha256) = papers.iter().find(|(kind, _)| kind == "one_time_notice").expect("the notice");
    assert_eq!(saved, window.paper(sha256), "what is saved is what was previewed");
    window.press("Escape");
    window.until("the paper is still open", || {
        let open = window.script("return document.querySelector('[data-sheet=paper]') !== null", &[]);
        (open == json!(false)).then_some(())
    });
}

fn tries_a_template(window: &Window) {
    window.act("go_settings");
    window.act("settings_templates");
    window.wait_for("[data-sound]");
    window.wait_for("[data-panel=templates] [data-preview=ready]");
    window.enter("template_text");
    window.press("Ctrl+End");
    window.type_keys("#let broken = (");
    window.wait_for("[data-fault=error]");
    window.wait_for("[data-act=template_adopt][disabled]");
    window.picture("story-6-template");
    window.act("template_reset");
    window.wait_for("[data-sound]");
}

fn takes_in(window: &Window) {
    window.act("new_intake");
    window.wait_for("[data-screen=intake]");
    window.fill("find_person", NAME);
    window.act("record_person");
    window.wait_for("[data-form=talent]");
    window.fill("talent_name", NAME);
    window.fill("phone", "13812345678");
    window.press("Ctrl+Enter");
    window.wait_for("[data-chosen-talent]");

    window.enter("item_settle_household");
    window.press("Space");
    window.wait_for("[data-planned=settle_household]");
    window.enter("all_materials");
    window.press("Space");
    window.enter("need");
    window.type_keys("到本市落户");
    window.press("Ctrl+Enter");
    window.wait_for("[data-screen=taken_in]");
}

fn departments_answer(window: &Window) {
    does(window, "acknowledge_01_public_security", &[("signed_by", "陆平")]);
    does(window, "feed_back_01_public_security", &[("fed_back_by", "陆平"), ("result", "符合落户条件")]);
    does(window, "decide_01", &[("result", "准予迁入"), ("result_papers", "准予迁入证明")]);
}

/// Does an act of the case: opens its sheet, fills it in and submits by keyboard.
fn does(window: &Window, act: &str, fields: &[(&str, &str)]) {
    window.act(act);
    window.wait_for("[data-sheet] [data-act=sheet_go]");
    for (field, value) in fields {
        // A sheet that has just opened puts the focus into its first field: what was typed before that went there.
        window.until(&format!("{field} does not take its text"), || {
            window.fill(field, value);
            let look = "return document.querySelector(arguments[0])?.value ?? ''";
            let held = window.script(look, &[json!(format!("[data-sheet] [data-field=\"{field}\"]"))]);
            (held == json!(value)).then_some(())
        });
    }
    window.press("Ctrl+Enter");
    window.until(&format!("{act} is not done"), || {
        let open = window.script("return document.querySelector('[data-sheet]') !== null", &[]);
        (open == json!(false)).then_some(())
    });
}

fn case(window: &Window) -> Value {
    let place = window.script("return decodeURIComponent(location.hash || location.pathname)", &[]);
    let place = place.as_str().expect("a place");
    let file = place.find("case/").map(|at| &place[at..]).expect("the case's page");
    let file = file.strip_prefix("case/").filter(|rest| rest.starts_with("case/")).unwrap_or(file);
    window.ask(&json!({ "ask": "case", "file": file, "as_of": null }))
}

fn papers(window: &Window) -> Vec<(String, String)> {
    let page = case(window);
    let lines = page["papers"].as_array().expect("papers");
    let pair = |line: &Value| Some((line["paper"].as_str()?.to_owned(), line["sha256"].as_str()?.to_owned()));
    lines.iter().filter_map(pair).collect()
}

/// A PDF's text, by poppler: another program than the one that made it.
fn text(pdf: &[u8], folder: &Path) -> String {
    let file = folder.join("paper.pdf");
    std::fs::write(&file, pdf).expect("the PDF is written");
    let read = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().expect("pdftotext is installed");
    assert!(read.status.success(), "pdftotext: {}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8_lossy(&read.stdout).into_owned()
}
