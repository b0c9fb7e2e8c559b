//! A case goes to the office of another region: it leaves one desk and comes to the other, with everything that belongs to it.

use super::place::Centre;
use super::support::Story;
use super::{DAY, digest, note, sync};
use base64::Engine;
use serde_json::{Value, json};

async fn enrolled(centre: &Centre, region: &str) -> Story {
    let desk = Story::founded(DAY, "fixture").await;
    desk.ask(json!({ "ask": "enrol", "url": centre.url(), "code": centre.code_for(region) })).await;
    desk
}

async fn holds(desk: &Story, file: &Value) -> bool {
    digest(desk).await["files"].as_array().expect("files").iter().any(|one| one["file"] == *file)
}

async fn of_file(desk: &Story, file: &Value) -> Value {
    let files = digest(desk).await["files"].clone();
    files.as_array().expect("files").iter().find(|one| one["file"] == *file).expect("the file").clone()
}

/// Two desks of two regions at one centre, and a case at the first.
struct Regions {
    _centre: Centre,
    one: Story,
    two: Story,
    talent: Value,
    file: Value,
}

async fn regions() -> Regions {
    let centre = Centre::on_sqlite();
    let one = enrolled(&centre, "99/9901").await;
    let two = enrolled(&centre, "99/9902").await;
    let talent = one.talent("陈思远").await;
    let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
    Regions { _centre: centre, one, two, talent, file }
}

fn moving(file: &Value, to: &str) -> Value {
    json!({ "ask": "move_case", "file": file, "to": to, "reason": "已到那边就业" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_moves_to_another_region_with_its_talent_and_images_and_what_was_unsent_goes_too() {
    let Regions { _centre, one, two, talent, file } = regions().await;
    let other = one.talent("周宁").await;
    let stays = one.take_in(&other, &["talent_flat"]).await["file"].clone();
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 40 * 1024]].concat();
    let bytes = base64::engine::general_purpose::STANDARD.encode(&png);
    one.ask(json!({ "ask": "attach", "file": file, "material": "", "name": "照片.png", "bytes_base64": bytes })).await;
    sync(&one).await;
    sync(&two).await;
    assert!(!holds(&two, &file).await, "another region's");

    assert_eq!(one.ask(json!({ "ask": "regions" })).await, json!(["99/9901", "99/9902"]));
    assert_eq!(one.refused(moving(&file, "99/9903")).await.code, "nobody_there");
    assert_eq!(one.refused(moving(&file, "99/9901")).await.code, "there_already");
    assert_eq!(one.refused(moving(&file, "那边")).await.code, "not_a_region");
    note(&one, &file, "移交前写的，还没有上报").await;
    let whole = of_file(&one, &file).await;
    one.ask(moving(&file, "99/9902")).await;
    note(&one, &file, "移交后、离开前写的").await;
    assert!(holds(&one, &file).await, "it leaves when the centre has it, not before");
    sync(&one).await;
    sync(&one).await;
    assert!(!holds(&one, &file).await && !holds(&one, &talent).await, "case and talent have left");
    assert!(holds(&one, &stays).await && holds(&one, &other).await, "others have not");
    assert_eq!(one.ask(json!({ "ask": "rail" })).await["to_send"], 0);
    let found = one.ask(json!({ "ask": "search", "text": "陈思远" })).await;
    assert!(!found.to_string().contains("陈思远"), "{found}");

    sync(&two).await;
    sync(&two).await;
    let came = of_file(&two, &file).await;
    assert_eq!(came["count"].as_u64(), whole["count"].as_u64().map(|count| count + 2), "the move and one note more");
    let page = two.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    let history = page["history"].to_string();
    assert!(
        ["移交至区域 99/9902", "还没有上报", "离开前写的"].iter().all(|words| history.contains(words)),
        "{history}"
    );
    assert_eq!(page["talent"]["name"], "陈思远");
    assert_eq!(page["talent"]["file"], talent, "the person's file came along");
    let images = two.ask(json!({ "ask": "attachments", "file": file })).await;
    assert_eq!(images[0]["here"], true, "{images}");
    // The other office goes on with it, and may give it back.
    two.answered(&file, "01", "housing", "granted").await;
    two.ask(moving(&file, "99/9901")).await;
    sync(&two).await;
    sync(&two).await;
    sync(&one).await;
    assert!(holds(&one, &file).await && !holds(&two, &file).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_talent_with_another_case_here_stays_and_the_moved_case_names_the_person_all_the_same() {
    let Regions { _centre, one, two, talent, file } = regions().await;
    one.take_in(&talent, &["settle_household"]).await;
    one.ask(moving(&file, "99/9902")).await;
    sync(&one).await;
    sync(&one).await;
    sync(&two).await;
    assert!(holds(&one, &talent).await && !holds(&one, &file).await);
    assert!(holds(&two, &file).await && !holds(&two, &talent).await);
    let page = two.ask(json!({ "ask": "case", "file": file, "as_of": null })).await;
    assert_eq!(page["talent"]["name"], "陈思远");
}
