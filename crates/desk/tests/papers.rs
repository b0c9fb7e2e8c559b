//! From the counter to paper: the papers of a case are made, and their text is read back out of the very bytes.

#[path = "../../print/tests/scans/mod.rs"]
mod scans;
#[path = "../../print/tests/stand_in/mod.rs"]
mod stand_in;
mod support;
#[path = "../../print/tests/validator/mod.rs"]
mod validator;

use base64::Engine;
use serde_json::{Value, json};
use std::process::Command;
use support::{Story, text};

async fn bytes(story: &Story, paper: &Value) -> Vec<u8> {
    let answer = story.ask(json!({ "ask": "paper_bytes", "sha256": paper["sha256"] })).await;
    base64::engine::general_purpose::STANDARD.decode(answer.as_str().expect("base64")).expect("base64")
}

async fn read(story: &Story, paper: &Value) -> String {
    text(&bytes(story, paper).await)
}

fn of_kind<'a>(papers: &'a Value, kind: &str) -> Vec<&'a Value> {
    papers.as_array().expect("papers").iter().filter(|paper| paper["paper"] == kind).collect()
}

#[track_caller]
fn says(text: &str, words: &[&str]) {
    for word in words {
        let plain: String = word.split_whitespace().collect();
        assert!(text.contains(&plain), "{word} is not on the paper:\n{text}");
    }
}

async fn make(story: &Story, file: &Value, paper: &str) -> Value {
    story
        .ask(json!({ "ask": "make_paper", "file": file, "paper": paper, "items": [], "body": null, "gaps": false }))
        .await
}

/// A case of two items, taken in, answered, decided and handed over.
async fn finished(story: &Story) -> (Value, Value) {
    let talent = story.talent("陈䶮").await;
    let taken = story.take_in(&talent, &["settle_household", "talent_flat"]).await;
    assert_eq!(taken["refused"], json!([]), "{taken:#}");
    let file = taken["file"].clone();
    story.turns("2026-09-28 10:15");
    story.answered(&file, "01", "public_security", "granted").await;
    story.answered(&file, "02", "housing", "refused").await;
    story.answered(&file, "02", "talent_bureau", "refused").await;
    story.turns("2026-09-29 15:00");
    story
        .act(
            &file,
            json!({ "act": "decide", "item": "01", "outcome": "granted", "on_spot": false, "result": "准予迁入",
                            "reason": "", "basis": "", "remedies": "", "papers": ["准予迁入证明"] }),
        )
        .await;
    story
        .act(&file, json!({ "act": "decide", "item": "02", "outcome": "refused", "on_spot": false, "result": "不予配租",
                            "reason": "申请人名下已有住房", "basis": "演示办法第六条", "remedies": "六十日内可申请行政复议", "papers": [] }))
        .await;
    let result = make(story, &file, "result_notice").await;
    for item in ["01", "02"] {
        story.act(&file, json!({ "act": "collect", "item": item, "papers": ["准予迁入证明"] })).await;
    }
    story.turns("2026-10-09 09:30");
    story
        .act(
            &file,
            json!({ "act": "hand_over", "items": ["01", "02"], "to": "孙倩", "relation": "employer_specialist",
                            "power": "授权委托书", "method": "in_person", "papers": ["准予迁入证明"] }),
        )
        .await;
    (file, json!([taken["papers"], result]))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seven_papers_of_a_case_say_what_the_case_says() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let (file, made) = finished(&story).await;
    let papers = &made[0];
    let notice = read(&story, of_kind(papers, "one_time_notice")[0]).await;
    says(&notice, &["一次性告知书", "陈䶮", "人才落户", "人才公寓", "云演告〔2026〕1号", "10个工作日", "合并后"]);
    let receipt = read(&story, of_kind(papers, "receipt")[0]).await;
    says(&receipt, &["收件凭证", "不代表受理", "陈思远", "2026年9月24日"]);
    let acceptance = read(&story, of_kind(papers, "acceptance_notice")[0]).await;
    // Ten working days from 24 September, over both holidays, with the make-up Saturday of 10 October.
    says(&acceptance, &["受理通知书", "云演受〔2026〕1号", "2026年10月15日", "加盖专用印章"]);
    let slips = of_kind(papers, "routing_slip");
    assert_eq!(slips.len(), 3, "one for each department: {papers:#}");
    let mut slip_texts = String::new();
    for slip in &slips {
        slip_texts.push_str(&read(&story, slip).await);
    }
    says(&slip_texts, &["转办单", "云川市公安局", "云川市住房和城乡建设局", "人才公寓", "并联"]);
    let result = read(&story, &made[1]).await;
    says(
        &result,
        &["办理结果告知单", "准予迁入证明", "申请人名下已有住房", "演示办法第六条", "行政复议", "云演结〔2026〕1号"],
    );
    let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    let all = &page["papers"];
    let served = read(&story, of_kind(all, "service_return")[0]).await;
    says(&served, &["送达回证", "孙倩", "单位专员", "授权委托书", "准予迁入证明", "直接送达"]);
    let list = read(&story, of_kind(all, "handover_list")[0]).await;
    says(&list, &["交付清单", "孙倩", "准予迁入证明"]);
    let volume = make(&story, &file, "volume").await;
    let text = read(&story, &volume).await;
    says(&text, &["卷内文件目录", "卷内备考表", "一次性告知书", "送达回证", "未定", "保管期限", "陈䶮"]);
    assert!(!text.contains("演示件"), "this office is not made up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_made_again_is_the_same_paper() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let talent = story.talent("陈思远").await;
    let taken = story.take_in(&talent, &["settle_household"]).await;
    let file = &taken["file"];
    let before = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    story.turns("2026-09-30 16:20");
    story.answered(file, "01", "public_security", "granted").await;
    for kind in ["one_time_notice", "receipt", "acceptance_notice"] {
        let again = make(&story, file, kind).await;
        let first = of_kind(&taken["papers"], kind)[0];
        assert_eq!(again["sha256"], first["sha256"], "{kind} is made from what was known when it was written");
    }
    let after = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(
        before["papers"].as_array().map(Vec::len),
        after["papers"].as_array().map(Vec::len),
        "making a paper again writes nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_result_notice_keeps_its_number_when_it_is_made_again() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let (file, made) = finished(&story).await;
    let again = make(&story, &file, "result_notice").await;
    assert_eq!(again["number"], made[1]["number"]);
    assert_eq!(again["sha256"], made[1]["sha256"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_paper_names_a_department_as_it_was_called_then_with_todays_name() {
    let story = Story::founded("2018-10-15", "fixture").await;
    let talent = story.talent("陈思远").await;
    let taken = story.take_in(&talent, &["company_setup"]).await;
    let slips = of_kind(&taken["papers"], "routing_slip");
    let slip = slips.iter().find(|slip| slip["body"] == "market").expect("the slip of the market bureau");
    says(&read(&story, slip).await, &["云川市工商行政管理局（演示）（现云川市市场监督管理局（演示））"]);
    story.turns("2026-09-24 09:00");
    let today = story.take_in(&talent, &["company_setup"]).await;
    let slips = of_kind(&today["papers"], "routing_slip");
    let slip = slips.iter().find(|slip| slip["body"] == "market").expect("the slip of the market bureau");
    let text = read(&story, slip).await;
    assert!(!text.contains("工商行政管理局"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rare_names_and_a_unit_of_sixty_characters_are_on_every_paper() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let name = "阿依古丽·𬭎㛃䶮";
    let talent = story.talent(name).await;
    let taken = story.take_in(&talent, &["long_name"]).await;
    assert_eq!(taken["refused"], json!([]));
    let papers = taken["papers"].as_array().expect("papers");
    assert_eq!(papers.len(), 4, "{papers:#?}");
    for paper in papers {
        says(&read(&story, paper).await, &[name]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_no_font_has_is_named_and_can_be_left_to_be_written_by_hand() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let talent = story.talent("王\u{e123}明").await;
    let taken = story.take_in(&talent, &["settle_household"]).await;
    assert_eq!(taken["papers"], json!([]), "the act is done, its papers are not made");
    let file = &taken["file"];
    let ask = |gaps: bool| json!({ "ask": "make_paper", "file": file, "paper": "one_time_notice", "items": [], "body": null, "gaps": gaps });
    let problem = story.refused(ask(false)).await;
    assert_eq!(problem.code, "unrenderable");
    assert!(problem.what.contains("U+E123") && problem.what.contains("姓名"), "{}", problem.what);
    let paper = story.ask(ask(true)).await;
    says(&read(&story, &paper).await, &["王＿明", "由经办人手写补正"]);
    let page = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    let made = &page["state"]["papers"][0]["paper"];
    assert!(made["gaps"].as_str().is_some_and(|gaps| gaps.contains("U+E123")), "the choice is recorded: {made:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn filing_makes_the_volume_closes_the_case_and_exports_it() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let (file, _) = finished(&story).await;
    let volume = story.ask(json!({ "ask": "volume", "file": file })).await;
    assert_eq!(volume["filed"], false);
    assert_eq!(volume["refusal"], Value::Null, "{volume:#}");
    let contents = volume["contents"].as_array().expect("contents");
    assert_eq!(contents[0][0], "办理结果告知单");
    assert_eq!(contents.len(), 9, "{contents:#?}");
    let filed = story.ask(json!({ "ask": "file_case", "file": file, "remarks": "无缺页。" })).await;
    assert_eq!(filed["page"]["phase"], "filed");
    let paper = &filed["papers"][0];
    says(&read(&story, paper).await, &["无缺页。", "档号"]);
    let after = story.ask(json!({ "ask": "volume", "file": file })).await;
    assert_eq!((&after["filed"], &after["sha256"]), (&json!(true), &paper["sha256"]));
    let out = story.home().join("export");
    let paths = story.ask(json!({ "ask": "export_case", "file": file, "folder": out })).await;
    let paths = paths.as_array().expect("paths");
    assert!(paths.len() >= 12, "{paths:#?}");
    for path in paths {
        assert!(std::path::Path::new(path.as_str().expect("a path")).exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recovery_code_is_a_sheet_to_lock_away_that_is_printed_and_never_kept() {
    let story = Story::on("2026-03-02");
    let founded = story
        .ask(json!({
            "ask": "found_office", "pack": "fixture", "password": "correct horse",
            "office": { "name": "测试窗口", "code": "", "level": "city", "pack": null, "practice": false },
            "person": { "id": "", "account": "lin", "name": "林专员", "role": "window_lead", "body": "", "staff_no": "", "phone": "" },
        }))
        .await;
    let code = founded["recovery_code"].as_str().expect("a code").to_owned();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a raw printer");
    let printer = format!("socket://{}", listener.local_addr().expect("an address"));
    let received = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let (mut stream, _) = listener.accept().expect("a job");
        std::io::Read::read_to_end(&mut stream, &mut bytes).expect("the whole job");
        bytes
    });
    let sheet = |code: &str, printer: Value| json!({ "ask": "recovery_sheet", "code": code, "printer": printer });
    let answer = story.ask(sheet(&code, json!(printer))).await;
    let pdf = base64::engine::general_purpose::STANDARD.decode(answer.as_str().expect("base64")).expect("base64");
    assert_eq!(received.join().expect("printed"), pdf, "what is shown is what is printed");
    let said = text(&pdf);
    assert!(said.contains(&code) && said.contains("恢复码") && said.contains("测试窗口"), "{said}");
    let papers = story.ask(json!({ "ask": "papers", "text": "", "unprinted": false, "page": 0 })).await;
    assert_eq!(papers["total"], 0, "it is no paper of the office");
    let other = story.refused(sheet("0123A", Value::Null)).await;
    assert_eq!(other.code, "store.mistyped_recovery");

    // A lost sheet: a new code, and the old one opens nothing any more.
    let wrong = story.refused(json!({ "ask": "renew_recovery", "password": "wrong horse" })).await;
    assert_eq!(wrong.code, "store.wrong_password");
    let renewed = story.ask(json!({ "ask": "renew_recovery", "password": "correct horse" })).await;
    assert_ne!(renewed, code);
    assert_eq!(story.refused(sheet(&code, Value::Null)).await.code, "store.wrong_recovery");
    story.ask(sheet(renewed.as_str().expect("a code"), Value::Null)).await;
}

/// The guide's template with one more sentence.
async fn wordier(story: &Story) -> (String, String) {
    let kept = story.ask(json!({ "ask": "template", "paper": "one_time_notice" })).await;
    let text = kept["text"].as_str().expect("a text").to_owned();
    let place = text.find("#let paper(data)").expect("a template defines paper");
    let body = text[place..].find('\n').map_or(text.len(), |end| place + end + 1);
    let mut longer = text.clone();
    longer.insert_str(body, "  [请携带原件。]\n");
    (text, longer)
}

/// Prints a paper on a queue that cannot tell, and says that it is there.
async fn out_on_paper(story: &Story, paper: &Value) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    let took = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a job");
        std::io::Read::read_to_end(&mut stream, &mut Vec::new()).expect("read")
    });
    let print = json!({ "ask": "print", "file": paper["file"], "sha256": paper["sha256"], "copies": 1, "originals": true,
                        "printer": format!("socket://127.0.0.1:{port}"), "setup": null, "reason": "" });
    let mut job = story.ask(print).await;
    while job["ended"] != true {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        job = story.ask(json!({ "ask": "print_state", "job": job["job"] })).await;
    }
    took.join().expect("the listener");
    story.ask(json!({ "ask": "confirm_print", "job": job["job"], "arrived": true })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_lays_its_own_template_over_the_packs_and_what_is_out_keeps_its_look() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let talent = story.talent("陈思远").await;
    let taken = story.take_in(&talent, &["settle_household"]).await;
    let first = of_kind(&taken["papers"], "one_time_notice")[0].clone();
    let list = story.ask(json!({ "ask": "templates" })).await;
    let whose = |list: &Value| {
        let line = list.as_array().expect("lines").iter().find(|line| line["paper"] == "one_time_notice");
        line.expect("the notice's template")["whose"].clone()
    };
    assert_eq!(whose(&list), "national");
    let (before, after) = wordier(&story).await;

    // One that does not compile is told by line and column, in Chinese, with the compiler's own words beside.
    let wrong = before.replacen("#let paper(data)", "#let nothing = no-such-name\n#let paper(data)", 1);
    let line = wrong[..wrong.find("no-such-name").expect("it is there")].lines().count();
    let tried = story.ask(json!({ "ask": "try_template", "paper": "one_time_notice", "text": wrong })).await;
    let fault = &tried["faults"][0];
    assert_eq!(
        (&fault["line"], &fault["column"], &fault["warning"]),
        (&json!(line), &json!(16), &json!(false)),
        "{tried:#}"
    );
    assert!(
        fault["what"].as_str().is_some_and(|what| what.contains("no-such-name") && what.contains("没有定义")),
        "{fault}"
    );
    assert!(fault["said"].as_str().is_some_and(|said| said.contains("unknown variable")), "{fault}");
    assert_eq!(tried["pdf_base64"], Value::Null);
    let adopt = |text: &str| json!({ "ask": "adopt_template", "paper": "one_time_notice", "text": text, "reason": "补一句提醒" });
    assert_eq!(story.refused(adopt(&wrong)).await.code, "template");
    let warns = before.replacen("#let paper(data)", "#set text(font: \"No Such Face\")\n#let paper(data)", 1);
    let warns = warns.replacen("= {", "= {\n  set text(font: \"No Such Face\")\n", 1);
    let tried = story.ask(json!({ "ask": "try_template", "paper": "one_time_notice", "text": warns })).await;
    assert!(!tried["faults"].as_array().expect("faults").is_empty(), "a face that is not there: {tried:#}");
    assert_eq!(story.refused(adopt(&warns)).await.code, "template");
    assert_eq!(whose(&story.ask(json!({ "ask": "templates" })).await), "national", "nothing came into force");

    let tried = story.ask(json!({ "ask": "try_template", "paper": "one_time_notice", "text": after })).await;
    assert_eq!(tried["faults"], json!([]), "{tried:#}");
    let shown = tried["pdf_base64"].as_str().expect("a preview");
    let shown = base64::engine::general_purpose::STANDARD.decode(shown).expect("base64");
    says(&text(&shown), &["请携带原件。", "演示"]);

    let line = story.ask(adopt(&after)).await;
    assert_eq!(
        (&line["whose"], &line["by"], &line["reason"]),
        (&json!("office"), &json!("林专员"), &json!("补一句提醒"))
    );
    assert_eq!(story.refused(adopt(&after)).await.code, "template_same");

    // What was not printed yet takes the new look; what is out keeps its own and stays the same paper.
    let again = make(&story, &taken["file"], "one_time_notice").await;
    assert_ne!(again["sha256"], first["sha256"]);
    says(&read(&story, &again).await, &["请携带原件。"]);
    out_on_paper(&story, &again).await;
    story.turns("2026-09-25 10:00");
    let back = story.ask(json!({ "ask": "drop_template", "paper": "one_time_notice", "reason": "恢复原样" })).await;
    assert_eq!(back["whose"], "national");
    let kept = make(&story, &taken["file"], "one_time_notice").await;
    assert_eq!(kept["sha256"], again["sha256"], "made again from its own edition, the same bytes");
    let whole = story.ask(json!({ "ask": "template", "paper": "one_time_notice" })).await;
    assert_eq!(whole["text"], json!(before));
    let editions = whole["editions"].as_array().expect("editions");
    assert_eq!(editions.len(), 2, "every edition is kept: {editions:#?}");
    assert_eq!((&editions[1]["text"], &editions[1]["whose"]), (&json!(after), &json!("office")));
    let none = json!({ "ask": "try_template", "paper": "receipt", "text": "" });
    assert_eq!(story.refused(none).await.code, "no_template", "a slip has a fixed place for everything");
}

/// What the QR on a paper holds, read from the picture of its first page.
async fn scanned(story: &Story, paper: &Value) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let (pdf, picture) = (folder.path().join("paper.pdf"), folder.path().join("page"));
    std::fs::write(&pdf, bytes(story, paper).await).expect("the paper");
    let drawn = Command::new("pdftoppm").args(["-png", "-r", "300", "-singlefile"]).arg(&pdf).arg(&picture).status();
    assert!(drawn.expect("pdftoppm").success());
    let mut scan = Command::new("zbarimg");
    scan.args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(folder.path().join("page.png"));
    let read = scan.output().expect("zbarimg; on Debian: apt install zbar-tools");
    String::from_utf8_lossy(&read.stdout).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_paper_proves_itself_and_altered_void_unknown_and_stopped_are_told_apart() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let (file, made) = finished(&story).await;
    let verify = |text: &str| story.ask(json!({ "ask": "verify_paper", "text": text }));
    for paper in [of_kind(&made[0], "receipt")[0], of_kind(&made[0], "acceptance_notice")[0], &made[1]] {
        let code = scanned(&story, paper).await;
        assert!(code.starts_with("GL1."), "{}: {code}", paper["title"]);
        let proof = verify(&code).await;
        assert_eq!((&proof["verdict"], &proof["says"]["kind"]), (&json!("genuine"), &paper["title"]), "{proof:#}");
        assert_eq!((&proof["file"], &proof["sha256"]), (&file, &paper["sha256"]), "{proof:#}");
        let said = proof["says"]["says"].as_str().expect("words");
        assert!(said.starts_with("陈*") && !said.contains('䶮'), "names are masked: {said}");
    }
    let code = scanned(&story, of_kind(&made[0], "acceptance_notice")[0]).await;
    let said = verify(&code).await["says"]["says"].clone();
    assert!(said.as_str().is_some_and(|said| said.contains("2026-10-15")), "{said}");
    // One letter of what it says, changed.
    let place = code.match_indices('.').nth(1).expect("three stops").0 + 20;
    let mut letters = code.clone().into_bytes();
    letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
    let altered = String::from_utf8(letters).expect("letters");
    assert_eq!(verify(&altered).await["verdict"], "altered");
    assert_eq!(verify("https://example.org/").await["verdict"], "unreadable");
    let other = Story::founded("2026-09-24", "fixture").await;
    let elsewhere = other.ask(json!({ "ask": "verify_paper", "text": code })).await;
    assert_eq!(elsewhere["verdict"], "unknown_desk", "{elsewhere:#}");

    // A paper that was made void, and the one in its place.
    let void = |sha256: &Value| json!({ "ask": "void_paper", "file": file, "sha256": sha256, "reason": "日期写错" });
    let notice = of_kind(&made[0], "acceptance_notice")[0].clone();
    let proof = story.ask(void(&notice["sha256"])).await;
    assert_eq!(proof["verdict"], "void", "{proof:#}");
    assert!(proof["words"].as_str().is_some_and(|words| words.contains("日期写错")), "{proof:#}");
    assert_eq!(story.refused(void(&notice["sha256"])).await.code, "paper_void");
    let instead = make(&story, &file, "acceptance_notice").await;
    assert_ne!(instead["sha256"], notice["sha256"], "a void paper is not handed out again");
    assert_eq!(verify(&scanned(&story, &instead).await).await["verdict"], "genuine");

    // The desk is lost.
    let page = story.ask(json!({ "ask": "save_verify_page", "folder": story.home() })).await;
    let before = std::fs::read_to_string(page.as_str().expect("a path")).expect("the page");
    assert!(before.len() < 100_000 && !before.contains("\"revoked\":\"2026"), "{} bytes", before.len());
    let desks = story.ask(json!({ "ask": "desks" })).await;
    assert_eq!(desks.as_array().map(Vec::len), Some(1), "{desks:#}");
    let stopped = story.ask(json!({ "ask": "stop_desk", "desk": desks[0]["desk"], "reason": "遗失" })).await;
    assert_eq!(stopped[0]["stopped"], "2026-10-09");
    let receipt = scanned(&story, of_kind(&made[0], "receipt")[0]).await;
    let proof = verify(&receipt).await;
    assert_eq!(proof["verdict"], "revoked_desk", "{proof:#}");
    assert!(proof["words"].as_str().is_some_and(|words| words.contains("2026-10-09")), "{proof:#}");
    let page = story.ask(json!({ "ask": "save_verify_page", "folder": story.home() })).await;
    let after = std::fs::read_to_string(page.as_str().expect("a path")).expect("the page");
    assert!(after.contains("\"revoked\":\"2026-10-09\""), "the page knows it too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_service_file_binds_all_cases_and_its_package_finds_a_changed_bit() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let (first, _) = finished(&story).await;
    let case = story.ask(json!({ "ask": "case", "file": first, "as_of": null })).await;
    let talent = case["state"]["need"]["talent"].clone();
    let second = story.take_in(&talent, &["settle_household"]).await;
    let scan = base64::engine::general_purpose::STANDARD.encode(greenlane_print::practice::SCAN);
    let material = second_material(&story, &second["file"]).await;
    story
        .ask(json!({ "ask": "attach", "file": second["file"], "material": material, "name": "身份证.png", "bytes_base64": scan }))
        .await;
    let bound = story.ask(json!({ "ask": "service_file", "talent": talent })).await;
    let contents = bound["contents"].as_array().expect("contents");
    assert!(contents.len() > 12, "papers of both cases: {contents:#?}");
    assert_eq!(bound["retention"], "未定");
    says(&read(&story, &bound).await, &["个人服务档案", "2个办件", "卷内备考表", "1个办件尚未办完"]);

    let out = story.home().join("out");
    let written = story.ask(json!({ "ask": "export_volume", "file": talent, "folder": out, "originals": true })).await;
    assert_eq!(written["report"]["sound"], true, "{:#}", written["report"]);
    let folder = std::path::PathBuf::from(written["folder"].as_str().expect("a folder"));
    let volume = folder.join("电子档案/000_卷宗.pdf");
    let checked = Command::new("qpdf").arg("--check").arg(&volume).status().expect("qpdf");
    assert!(checked.success());
    let whole = std::fs::read(&volume).expect("the volume");
    let mut archival = validator::Files::default();
    archival.put("service file", validator::Level::ThreeB, whole);
    archival.must_be_archival();
    let report = std::fs::read_to_string(folder.join("检测报告.txt")).expect("a report that a person can read");
    says(&report.split_whitespace().collect::<String>(), &["真实性通过", "完整性通过", "可用性通过", "安全性通过"]);
    assert!(folder.join("核验.html").exists(), "the page that verifies lies beside");

    let paper = folder.join("文件目录.xml");
    let mut bytes = std::fs::read(&paper).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&paper, bytes).expect("written");
    let report = story.ask(json!({ "ask": "check_package", "folder": folder })).await;
    assert_eq!(report["sound"], false);
    assert_eq!(report["checks"][0]["findings"][0][0], "文件目录.xml", "{report:#}");
    let said =
        Command::new(env!("CARGO_BIN_EXE_greenlane-desk")).arg("check-package").arg(&folder).output().expect("runs");
    assert_eq!(said.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&said.stdout).contains("文件目录.xml"),
        "{}",
        String::from_utf8_lossy(&said.stdout)
    );
}

/// A material of a case, to which files can be attached.
async fn second_material(story: &Story, file: &Value) -> Value {
    let case = story.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    case["state"]["receptions"][0][1]["papers"][0]["key"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_points_at_its_own_faces_and_its_letters_are_set_in_them_until_it_gives_them_up() {
    let story = Story::founded("2026-09-24", "fixture").await;
    let part = |fonts: &Value, part: &str| {
        let parts = fonts["parts"].as_array().expect("parts").clone();
        parts.into_iter().find(|one| one[0] == part).map(|one| one[1].clone()).expect("a family")
    };
    let before = story.ask(json!({ "ask": "own_fonts" })).await;
    assert_eq!((&before["files"], part(&before, "fangsong")), (&json!([]), part(&before, "main")));
    let stick = tempfile::tempdir().expect("a stick");
    let carried = greenlane_print::Fonts::of_this_checkout().join("NotoSerifSC_400Regular.ttf");
    let carried = std::fs::read(carried).expect("the carried face");
    let (face, broken) = (stick.path().join("仿宋.ttf"), stick.path().join("broken.ttf"));
    std::fs::write(&face, stand_in::renamed(&carried, "FangSong_GB2312")).expect("written");
    std::fs::write(&broken, b"not a font").expect("written");
    let add = |path: &std::path::Path| json!({ "ask": "add_font", "path": path });
    let wrong = story.refused(add(&broken)).await;
    assert!(wrong.code == "file" && wrong.what.contains("broken.ttf"), "{wrong:?}");
    let after = story.ask(add(&face)).await;
    assert_eq!(after["files"], json!([{ "file": "仿宋.ttf", "families": ["FangSong_GB2312"] }]));
    assert_eq!((part(&after, "fangsong"), part(&after, "title")), (json!("FangSong_GB2312"), part(&before, "title")));
    drop(stick);
    // The letter is set in it though the stick is gone.
    let press = greenlane_desk::press(Some(story.home())).expect("fonts");
    assert_eq!(press.fonts().family(greenlane_print::Role::FangSong), "FangSong_GB2312");
    let last = story.ask(json!({ "ask": "drop_font", "file": "仿宋.ttf" })).await;
    assert_eq!((&last["files"], &last["parts"]), (&before["files"], &before["parts"]));
    assert_eq!(story.refused(json!({ "ask": "drop_font", "file": "../office.db" })).await.code, "no_folder");
}

/// A picture under another name each time: the same but for a note, so that none is taken for another.
fn noted(picture: &[u8], number: usize) -> Vec<u8> {
    [&picture[..2], b"\xFF\xFE\x00\x06", format!("{number:04}").as_bytes(), &picture[2..]].concat()
}

#[test]
fn a_volume_of_sixty_scans_or_of_a_telephones_pictures_is_made_in_less_than_300_mb() {
    const MOST: f64 = 300.0;
    let grain = ["-attenuate", "0.6", "+noise", "Gaussian"];
    let scan = [["-size", "2480x3508", "xc:#f4efe4", "-seed", "1"].as_slice(), &grain, &["-quality", "82"]].concat();
    let photo = [["-size", "4000x3000", "xc:#b0a890", "-seed", "2"].as_slice(), &grain, &["-quality", "88"]].concat();
    for (name, words, count) in [("A4 at 300 dpi", scan, 60), ("12 megapixels", photo, 12)] {
        let picture = scans::made(&words, "jpg");
        assert!(picture.len() > 1_000_000, "as large as a real one: {}", picture.len());
        let folder = tempfile::tempdir().expect("a folder");
        let (scans, out) = (folder.path().join("scans"), folder.path().join("out"));
        std::fs::create_dir(&scans).expect("made");
        for number in 0..count {
            std::fs::write(scans.join(format!("{number:02}.jpg")), noted(&picture, number)).expect("written");
        }
        // A program of its own: what it holds at most is what the volume needed.
        let run = Command::new(env!("CARGO_BIN_EXE_greenlane-desk"))
            .args(["bench-paper", "scans", "--json", "--scans"])
            .arg(&scans)
            .arg("--out")
            .arg(&out)
            .output()
            .expect("runs");
        let said: Value = serde_json::from_slice(&run.stdout).expect("json");
        let figure = &said["figures"][0];
        // Cover, contents and closing note, and the one paper before the scans.
        assert!(figure["count"].as_u64().is_some_and(|pages| pages >= count as u64 + 4), "{name}: {said}");
        let all = (picture.len() * count) as u64;
        assert!(figure["bytes"].as_u64().is_some_and(|bytes| bytes > all), "{name}: every scan is in it: {said}");
        let held = figure["memory"].as_f64().expect("the system says");
        assert!(held < MOST, "{name}: {held:.0} MB for {} kB of scans", picture.len() * count / 1024);
        // Every page is found by its place; whether such a volume is archival is judged where scans are small.
        let read = Command::new("qpdf").arg("--show-npages").arg(out.join("scans.pdf")).output().expect("qpdf");
        assert!(read.status.success() && read.stderr.is_empty(), "{name}: {}", String::from_utf8_lossy(&read.stderr));
        assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), figure["count"].to_string(), "{name}");
    }
}
