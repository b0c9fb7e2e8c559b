//! A case goes to the office of another region: it leaves one desk and comes to the other, with everything that belongs to it.

use super::place::Centre;
use super::support::Story;
use super::{DAY, digest, note, sync, tray};
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

async fn employer(desk: &Story, name: &str) -> Value {
    desk.ask(json!({ "ask": "save_employer", "file": null, "record": { "name": name }, "reason": "" })).await
}

async fn case_for(desk: &Story, talent: &Value, employer: &Value) -> Value {
    let mut intake = desk.intake(talent, &["talent_flat"]).await;
    intake["intake"]["employer"] = employer.clone();
    desk.ask(intake).await["file"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_employer_goes_along_with_its_last_case_and_stays_while_another_case_or_talent_here_needs_it() {
    let Regions { _centre, one, two, talent, .. } = regions().await;
    let works = employer(&one, "云川新材料有限公司").await;
    let first = case_for(&one, &talent, &works).await;
    let colleague = one.talent("周宁").await;
    let second = case_for(&one, &colleague, &works).await;
    let record = json!({ "name": "何青", "employer": works, "employer_name": "云川新材料有限公司" });
    let third = one.ask(json!({ "ask": "save_talent", "file": null, "reason": "", "record": record })).await;
    let lonely = case_for(&one, &third, &Value::Null).await;
    sync(&one).await;

    one.ask(moving(&first, "99/9902")).await;
    for desk in [&one, &one, &two] {
        sync(desk).await;
    }
    assert!(holds(&one, &works).await && !holds(&two, &works).await, "the second case here needs it");
    let page = two.ask(json!({ "ask": "case", "file": first, "as_of": null })).await;
    assert!(page.to_string().contains("云川新材料有限公司"), "the moved case names it all the same");

    one.ask(moving(&second, "99/9902")).await;
    for desk in [&one, &one, &two] {
        sync(desk).await;
    }
    assert!(holds(&one, &works).await && !holds(&two, &works).await, "a person who works there is here");

    // Named in the person's record only, and changed a moment before: what the centre does not have yet leaves with the rest.
    let changed = json!({ "name": "云川新材料有限公司", "address": "云川路 8 号" });
    let wish = json!({ "ask": "save_employer", "file": works, "record": changed, "reason": "搬迁" });
    one.ask(wish).await;
    let whole = of_file(&one, &works).await;
    one.ask(moving(&lonely, "99/9902")).await;
    assert!(holds(&one, &works).await && holds(&one, &third).await, "nothing leaves before the centre has it");
    sync(&one).await;
    sync(&one).await;
    assert!(!holds(&one, &works).await && !holds(&one, &third).await && !holds(&one, &lonely).await);
    assert_eq!(one.ask(json!({ "ask": "rail" })).await["to_send"], 0);
    sync(&two).await;
    sync(&two).await;
    let came = of_file(&two, &works).await;
    assert_eq!(came["count"].as_u64(), whole["count"].as_u64().map(|count| count + 1), "and the move");
    let page = two.ask(json!({ "ask": "employer", "file": works })).await;
    assert_eq!(page["record"]["address"], "云川路 8 号", "{page}");
    assert_eq!(page["cases"].as_array().map(Vec::len), Some(3), "{page}");
}

/// Two desks of one region that both have the case, and a desk of each region it could go to.
struct Crossroads {
    centre: Centre,
    one: Story,
    two: Story,
    east: Story,
    west: Story,
    talent: Value,
    file: Value,
}

impl Crossroads {
    /// The two at home are cut off from the centre and each sends the case another way.
    async fn moved_both_ways() -> Self {
        let centre = Centre::on_sqlite();
        let one = enrolled(&centre, "99/9901").await;
        let two = enrolled(&centre, "99/9901").await;
        let east = enrolled(&centre, "99/9902").await;
        let west = enrolled(&centre, "99/9903").await;
        let talent = one.talent("陈思远").await;
        let file = one.take_in(&talent, &["talent_flat"]).await["file"].clone();
        sync(&one).await;
        sync(&two).await;
        assert!(holds(&two, &file).await);
        for desk in [&one, &two] {
            desk.ask(json!({ "ask": "regions" })).await;
        }
        let mut apart = Self { centre, one, two, east, west, talent, file };
        apart.centre.kill();
        apart.one.ask(moving(&apart.file, "99/9902")).await;
        apart.two.ask(moving(&apart.file, "99/9903")).await;
        apart.centre.up();
        apart
    }

    async fn all_meet(&self) {
        for _ in 0..3 {
            for desk in [&self.one, &self.two, &self.east, &self.west] {
                sync(desk).await;
            }
        }
    }

    async fn with(&self) -> Vec<&str> {
        let mut with = Vec::new();
        for (name, desk) in [("one", &self.one), ("two", &self.two), ("east", &self.east), ("west", &self.west)] {
            let (case, talent) = (holds(desk, &self.file).await, holds(desk, &self.talent).await);
            assert_eq!(case, talent, "the person's file is where the case is: {name}");
            with.extend(case.then_some(name));
        }
        with
    }

    /// The desk that has the case keeps the move to a region, and sets the other aside.
    async fn keeps(&self, desk: &Story, region: &str) {
        let waiting = tray(desk).await;
        assert_eq!(waiting.len(), 1, "{waiting:#?}");
        assert_eq!((&waiting[0]["kind"], &waiting[0]["file"]), (&json!("exclusive"), &self.file));
        let sides = waiting[0]["sides"].as_array().expect("sides");
        let other = sides.iter().find(|side| side["words"].as_str().is_some_and(|words| !words.contains(region)));
        let aside = &other.expect("the other move")["fact"];
        let settle =
            json!({ "act": "settle", "contradiction": waiting[0]["id"], "set_aside": [aside], "reason": "本人确认" });
        desk.act(&self.file, settle).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_two_desks_moved_to_two_regions_is_in_one_of_them_and_a_person_there_lets_it_stay() {
    let roads = Crossroads::moved_both_ways().await;
    roads.all_meet().await;
    assert_eq!(roads.with().await, ["west"], "the greater name has it until it is settled");
    roads.keeps(&roads.west, "99/9903").await;
    roads.all_meet().await;
    assert_eq!(roads.with().await, ["west"]);
    assert_eq!(tray(&roads.west).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_two_desks_moved_to_two_regions_goes_to_the_other_when_a_person_settles_it_so() {
    let roads = Crossroads::moved_both_ways().await;
    roads.all_meet().await;
    roads.keeps(&roads.west, "99/9902").await;
    roads.all_meet().await;
    assert_eq!(roads.with().await, ["east"], "where the move that stands took it");
    assert_eq!(tray(&roads.east).await, Vec::<Value>::new());
    let page = roads.east.ask(json!({ "ask": "case", "file": roads.file, "as_of": null })).await;
    let history = page["history"].to_string();
    assert!(history.contains("99/9902") && history.contains("99/9903") && history.contains("本人确认"), "{history}");
    for desk in [&roads.one, &roads.two, &roads.west] {
        assert_eq!(tray(desk).await, Vec::<Value>::new());
        assert_eq!(desk.ask(json!({ "ask": "rail" })).await["to_send"], 0);
    }
}
