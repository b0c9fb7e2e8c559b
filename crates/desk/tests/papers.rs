//! From the counter to paper: the papers of a case are made, and their text is read back out of the very bytes.

mod support;

use base64::Engine;
use serde_json::{Value, json};
use std::process::Command;
use support::Story;

/// The text of a PDF, without spaces, as another program reads it.
fn text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).expect("the paper");
    let read = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&path).arg("-").output().expect("pdftotext");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8_lossy(&read.stdout).split_whitespace().collect()
}

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
