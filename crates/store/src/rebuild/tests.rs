//! Lists read step by step and lists made anew are the same, row for row; and what they say is what the facts say.

use crate::bulk::{Entry, Lists};
use crate::list::row::{BY_FILE, ENTRY, KEY};
use crate::{
    CaseFilter, CaseSort, How, ItemFilter, ItemSort, NoKeychain, Options, Said, SignIn, Store, Strength, Today,
};
use chrono::{NaiveDate, NaiveDateTime};
use greenlane_domain::calendar::Due;
use greenlane_domain::case::{
    Acceptance, AcceptedItem, CaseFact, CasePhase, ChosenItem, Decision, Dispatch, Dues, Field, ItemNo, Light,
    NeedRegistered, Outcome, PaperMade, Part, Party, Submitter, Suspension, Told, Visit,
};
use greenlane_domain::employer::{EmployerFact, EmployerRecord};
use greenlane_domain::fact::{Author, FactId, FileId, FileKind, PersonId, parts};
use greenlane_domain::identity::{IdentityKind, IdentityNumber};
use greenlane_domain::pack::{InPersonMode, PackRef, Route};
use greenlane_domain::talent::{TalentFact, TalentRecord};
use proptest::prelude::*;
use sqlx::{AssertSqlSafe, Column, Row};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Desk {
    store: Store,
    _folder: tempfile::TempDir,
}

async fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        strength: Strength::NONE,
        keychain: Arc::new(NoKeychain),
        witness: Some(folder.path().join("state")),
        ..Options::default()
    };
    let who = SignIn { person: PersonId::new("wang"), name: "王芳".to_owned() };
    let (store, _) = Store::create(&folder.path().join("desk"), who, "密码", options).await.unwrap();
    Desk { store, _folder: folder }
}

fn author() -> Author {
    Author {
        person: PersonId::new("wang"),
        name: "王芳".into(),
        role: "window_specialist".into(),
        office: "窗口".into(),
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn said<T: serde::Serialize>(fact: &T) -> Said {
    let (kind, body) = parts(fact).unwrap();
    Said::new(kind, 1, body)
}

async fn add(store: &Store, file: &FileId, facts: &[Said]) -> Vec<FactId> {
    let heads = store.heads(file).await.unwrap();
    let facts = store.append(author(), file, &heads, facts.to_vec()).await.unwrap();
    facts.into_iter().map(|fact| fact.id).collect()
}

fn pack() -> PackRef {
    serde_json::from_value(serde_json::json!({ "id": "fixture", "version": 1 })).unwrap()
}

fn need(number: &str, talent: &FileId, name: &str, employer: &str) -> CaseFact {
    CaseFact::NeedRegistered(NeedRegistered {
        number: number.into(),
        talent: talent.clone(),
        talent_name: name.into(),
        employer: None,
        employer_name: employer.into(),
        need: "想把户口迁来，孩子秋天入学".into(),
        channel: "counter".into(),
        submitter: Submitter::default(),
        first_contact: "王芳".into(),
        pack: pack(),
    })
}

fn party(key: &str) -> Party {
    Party { key: key.into(), name: format!("{key}全称"), short: key.into(), specialist: None }
}

fn chosen(no: usize, name: &str) -> ChosenItem {
    let spec = serde_json::json!({
        "key": format!("item_{no}"), "name": name, "need": "安家", "version": 1, "article": "第一条",
        "status": "explicit", "route": "parallel", "lead": "police", "duty": "户籍"
    });
    ChosenItem {
        no: ItemNo::nth(no),
        spec: serde_json::from_value(spec).unwrap(),
        route: Route::Parallel,
        lead: party("police"),
        assist: vec![party("school")],
        rule: "r".into(),
        article: "第一条".into(),
        by_hand: false,
    }
}

fn due(on: &str) -> Due {
    let due = serde_json::json!({
        "date": on, "provisional": false, "calendar": "2026-1", "from": "2026-09-01", "days": 10, "kind": "working"
    });
    serde_json::from_value(due).unwrap()
}

fn accepted(no: usize, promised: Option<&str>, statutory: Option<&str>) -> CaseFact {
    CaseFact::Accepted(Acceptance {
        number: format!("受{no}"),
        items: vec![AcceptedItem {
            item: ItemNo::nth(no),
            dues: Dues { statutory: statutory.map(due), promised: promised.map(due) },
        }],
        on: date("2026-09-01"),
        pack: pack(),
        calendar: serde_json::from_value(serde_json::json!("2026-1")).unwrap(),
        deemed: false,
    })
}

fn decided(no: usize) -> CaseFact {
    CaseFact::Decided(Decision {
        item: ItemNo::nth(no),
        outcome: Outcome::Granted,
        on_spot: false,
        result: "准予迁入".into(),
        reason: String::new(),
        basis: String::new(),
        remedies: String::new(),
        papers: vec![],
    })
}

fn suspended(no: usize) -> CaseFact {
    CaseFact::Suspended(Suspension {
        item: ItemNo::nth(no),
        reason_key: "expert".into(),
        reason: "专家评审".into(),
        article: "第五条".into(),
        from: date("2026-09-03"),
        expected_days: None,
        told: Told::default(),
    })
}

fn paper(number: &str) -> CaseFact {
    CaseFact::PaperMade(PaperMade {
        paper: "one_time_notice".into(),
        title: "一次性告知书".into(),
        number: number.into(),
        items: vec![ItemNo::nth(1)],
        body: None,
        sha256: format!("{number:0>64}"),
        pages: 2,
        template: "1".into(),
        rests_on: vec![],
        gaps: String::new(),
        words: Default::default(),
        code: String::new(),
    })
}

fn dispatched(no: usize, to: &str) -> CaseFact {
    CaseFact::Dispatched(Dispatch {
        item: ItemNo::nth(no),
        number: format!("转{no}"),
        to: party(to),
        part: Part::Lead,
        request: "请办理".into(),
        due: None,
        starts: None,
        window_copy: false,
    })
}

fn visit(no: usize, at: NaiveDateTime) -> CaseFact {
    CaseFact::VisitBooked(Visit {
        item: ItemNo::nth(no),
        mode: InPersonMode::Book,
        place: "二楼3号窗口".into(),
        at: Some(at),
        contact: String::new(),
        escort: String::new(),
        bring: String::new(),
    })
}

fn appointed(at: NaiveDateTime) -> CaseFact {
    CaseFact::HandoverAppointed { items: vec![ItemNo::nth(1)], call: Told::default(), at, place: "一楼大厅".into() }
}

fn talent(name: &str, number: &str, employer: &FileId) -> TalentFact {
    TalentFact::TalentRecorded(Box::new(TalentRecord {
        name: name.into(),
        born: Some(date("1985-05-05")),
        identities: vec![IdentityNumber {
            kind: IdentityKind::ResidentId18,
            value: number.into(),
            override_reason: Some("样例".into()),
        }],
        phones: vec!["13900001234".into()],
        employer: Some(employer.clone()),
        employer_name: "绿色能源研究院有限公司".into(),
        ..TalentRecord::default()
    }))
}

fn employer(name: &str) -> EmployerFact {
    EmployerFact::EmployerRecorded(Box::new(EmployerRecord { name: name.into(), ..EmployerRecord::default() }))
}

fn file(kind: FileKind, name: &str) -> FileId {
    FileId::of(&kind, name)
}

/// Every row of every list, and what the index of pairs finds.
async fn dump(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    for table in BY_FILE.into_iter().chain([ENTRY, KEY]) {
        let query = format!("SELECT {} FROM {}", table.columns, table.name);
        for row in sqlx::query(AssertSqlSafe(query)).fetch_all(&store.0.read).await.unwrap() {
            let cells: Vec<String> = (0..row.columns().len())
                .map(|place| match row.try_get::<Option<i64>, _>(place) {
                    Ok(value) => format!("{value:?}"),
                    Err(_) => format!("{:?}", row.try_get::<Option<String>, _>(place).unwrap()),
                })
                .collect();
            let name = row.column(0).name();
            lines.push(format!("{} {name} {}", table.name, cells.join(" ")));
        }
    }
    for text in ["研究院", "户口", "入学", "能源", "张三", "落户"] {
        let pairs = crate::search::pairs_for_test(text);
        let found: Vec<i64> = sqlx::query_scalar("SELECT rowid FROM search_gram WHERE search_gram MATCH ?")
            .bind(pairs)
            .fetch_all(&store.0.read)
            .await
            .unwrap();
        lines.push(format!("pairs {text} {found:?}"));
    }
    lines.sort();
    lines
}

fn random_fact() -> impl Strategy<Value = (u8, Said)> {
    let no = 1..4_usize;
    let on = prop_oneof![Just("2026-09-10"), Just("2026-09-20"), Just("2026-10-12")];
    let at = NaiveDateTime::parse_from_str("2026-09-24T09:30:00", "%Y-%m-%dT%H:%M:%S").unwrap();
    let case = prop_oneof![
        Just(CaseFact::ItemsChosen { items: vec![chosen(1, "人才落户"), chosen(2, "子女入学")] }),
        Just(CaseFact::ItemsChosen { items: vec![chosen(3, "人才公寓")] }),
        (no.clone(), on.clone()).prop_map(|(no, on)| accepted(no, Some(on), None)),
        (no.clone(), on).prop_map(|(no, on)| accepted(no, Some("2026-09-05"), Some(on))),
        no.clone().prop_map(|no| dispatched(no, "police")),
        no.clone().prop_map(|no| dispatched(no, "housing")),
        no.clone().prop_map(suspended),
        no.clone().prop_map(decided),
        no.clone().prop_map(move |no| visit(no, at)),
        Just(appointed(at)),
        (1..9_u8).prop_map(|number| paper(&format!("告{number}"))),
        Just(CaseFact::Corrected {
            fact: FactId::new([1; 32]),
            field: Field::Need,
            value: "只要落户".into(),
            reason: "听错了".into()
        }),
    ];
    let talents = prop_oneof![
        Just(TalentFact::TalentChanged {
            fields: BTreeMap::from([
                ("name".into(), "张三丰".into()),
                ("phones".into(), serde_json::json!(["13800005678"]))
            ]),
            reason: "更正".into()
        }),
        Just(TalentFact::TalentMerged { into: file(FileKind::Talent, "t2"), reason: "同一人".into() }),
        Just(TalentFact::TalentParted { from: file(FileKind::Talent, "t2"), reason: "弄错了".into() }),
    ];
    let employers = Just(EmployerFact::EmployerChanged {
        fields: BTreeMap::from([("name".into(), "新能源研究院".into())]),
        reason: "改名".into(),
    });
    prop_oneof![
        6 => (0..2_u8, case).prop_map(|(which, fact)| (which, said(&fact))),
        2 => talents.prop_map(|fact| (2, said(&fact))),
        1 => employers.prop_map(|fact| (3, said(&fact))),
        1 => Just((0, Said::new("from_a_later_release", 9, serde_json::json!({})))),
    ]
}

fn files() -> [FileId; 4] {
    [
        file(FileKind::Case, "c1"),
        file(FileKind::Case, "c2"),
        file(FileKind::Talent, "t1"),
        file(FileKind::Employer, "e1"),
    ]
}

async fn begin(store: &Store) {
    let [one, two, person, office] = files();
    add(store, &office, &[said(&employer("绿色能源研究院有限公司"))]).await;
    add(store, &person, &[said(&talent("张三", "11010519850505002X", &office))]).await;
    add(store, &one, &[said(&need("C-0001", &person, "张三", "绿色能源研究院有限公司"))]).await;
    add(store, &two, &[said(&need("C-0002", &person, "张三", ""))]).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn lists_made_anew_are_the_lists_kept_step_by_step(facts in prop::collection::vec(random_fact(), 1..30), cut in 0..30_usize) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let (here, there) = (desk().await, desk().await);
            let store = &here.store;
            begin(store).await;
            for (which, fact) in &facts[..cut.min(facts.len())] {
                add(store, &files()[usize::from(*which)], std::slice::from_ref(fact)).await;
            }
            for (which, fact) in &facts[cut.min(facts.len())..] {
                let entry = Entry { file: files()[usize::from(*which)].clone(), author: author(), at_ms: 1_790_000_000_000, said: vec![fact.clone()] };
                store.append_many(vec![entry], Lists::Now).await.unwrap();
            }
            let step_by_step = dump(store).await;
            let rebuilt = store.rebuild().await.unwrap();
            assert_eq!(rebuilt.facts, store.fact_count().await.unwrap());
            assert_eq!(dump(store).await, step_by_step);
            // Another desk that receives the same facts backwards has the same lists, but for its own row numbers.
            there.store.trust(store.device(), &store.public_key()).await.unwrap();
            let sent = store.facts_after(0, u32::MAX).await.unwrap();
            for one in sent.into_iter().rev() {
                there.store.insert_foreign(vec![one.sealed], None).await.unwrap();
            }
            let day = today("2026-09-12");
            let all = CaseFilter::default();
            let rows = store.cases(&all, &day, CaseSort::Number, 0).await.unwrap();
            assert_eq!(there.store.cases(&all, &day, CaseSort::Number, 0).await.unwrap(), rows);
            assert_eq!(there.store.case_counts(&all, &day).await.unwrap(), store.case_counts(&all, &day).await.unwrap());
        });
    }
}

fn today(day: &str) -> Today {
    Today { today: date(day), yellow_until: Some(date("2026-09-15")), lenient: true, mild: false }
}

#[tokio::test]
async fn lists_count_filter_and_colour_as_the_facts_say() {
    let desk = desk().await;
    let store = &desk.store;
    begin(store).await;
    let [one, two, person, office] = files();
    add(
        store,
        &one,
        &[
            said(&CaseFact::ItemsChosen { items: vec![chosen(1, "人才落户"), chosen(2, "子女入学")] }),
            said(&accepted(1, Some("2026-09-14"), Some("2026-09-28"))),
            said(&accepted(2, None, None)),
            said(&dispatched(1, "police")),
            said(&paper("告1")),
            said(&paper("告2")),
            said(&CaseFact::PaperPrinted {
                sha256: format!("{:0>64}", "告1"),
                copies: 2,
                originals: true,
                printer: String::new(),
                reason: String::new(),
            }),
        ],
    )
    .await;
    let lights = async |day: &str| store.item_lights(&today(day)).await.unwrap();
    let yellow = [(Light::Yellow, 1), (Light::Unset, 1)];
    assert_eq!(lights("2026-09-12").await, yellow, "close");
    assert_eq!(lights("2026-09-20").await, yellow, "past the promise, within the law");
    assert_eq!(lights("2026-09-29").await, [(Light::Red, 1), (Light::Unset, 1)], "past both");
    let strict = Today { lenient: false, ..today("2026-09-20") };
    assert_eq!(store.item_lights(&strict).await.unwrap()[0], (Light::Red, 1));
    let far = Today { yellow_until: None, ..today("2026-09-10") };
    assert_eq!(store.item_lights(&far).await.unwrap()[0], (Light::Green, 1));

    let day = today("2026-09-12");
    let row = store.case_row(&one, &day).await.unwrap().unwrap();
    assert_eq!((row.number.as_str(), row.phase, row.light), ("C-0001", CasePhase::Handling, Light::Yellow));
    assert_eq!((row.items.as_slice(), row.over), (["人才落户".to_owned(), "子女入学".to_owned()].as_slice(), 0));
    assert_eq!(row.due.unwrap().date, date("2026-09-14"));
    assert_eq!(row.registered_by, PersonId::new("wang"));
    let counts = store.case_counts(&CaseFilter::default(), &day).await.unwrap();
    assert_eq!(counts.phases, [(CasePhase::Registered, 1), (CasePhase::Handling, 1)]);
    assert_eq!(counts.lights, [(Light::Yellow, 1), (Light::NotStarted, 1)]);
    assert_eq!(
        counts.bodies,
        [("police".to_owned(), "police".to_owned(), 1), ("school".to_owned(), "school".to_owned(), 1)]
    );
    let filter = CaseFilter { body: Some("school".into()), lights: vec![Light::Yellow], ..CaseFilter::default() };
    let page = store.cases(&filter, &day, CaseSort::Due, 0).await.unwrap();
    assert_eq!((page.total, page.rows[0].file.clone()), (1, one.clone()));
    let filter =
        CaseFilter { phases: vec![CasePhase::Registered], talent: Some(person.clone()), ..CaseFilter::default() };
    assert_eq!(store.cases(&filter, &day, CaseSort::Registered, 0).await.unwrap().rows[0].file, two);

    let police = ItemFilter { body: Some("police".into()), ..ItemFilter::default() };
    let items = store.items(&police, &day, ItemSort::Due, 10).await.unwrap();
    assert_eq!(items.iter().map(|item| item.item.0.as_str()).collect::<Vec<_>>(), ["01", "02"]);
    assert_eq!(store.dues(date("2026-09-12"), date("2026-09-20")).await.unwrap(), [(date("2026-09-14"), 1)]);
    assert_eq!(store.cases_with_dates().await.unwrap(), std::slice::from_ref(&one));

    let papers = store.papers("", true, 0).await.unwrap();
    assert_eq!((papers.total, papers.rows[0].number.as_str()), (1, "告2"));
    assert_eq!(store.paper(&format!("{:0>64}", "告1")).await.unwrap()[0].originals, 2);
    assert_eq!(store.papers("张三 告1", false, 0).await.unwrap().total, 1);
    assert_eq!(store.papers_of(&person).await.unwrap().len(), 2);

    let talents = store.talents("", 0).await.unwrap();
    assert_eq!((talents.total, talents.rows[0].open_cases), (1, 2));
    assert!(!talents.rows[0].shown.identity.contains("0505"), "masked");
    assert_eq!(store.talents_of(&office).await.unwrap().len(), 1);
    let same = store.same_person(&["11010519850505002X".into()], "", None).await.unwrap();
    assert_eq!(same[0].file, person);
    assert_eq!(store.same_person(&[], "张三", Some(date("1985-05-05"))).await.unwrap().len(), 1);
    assert_eq!(store.same_person(&[], "张三", Some(date("1985-05-06"))).await.unwrap().len(), 0);
    assert_eq!(store.employers("能源", 0).await.unwrap().rows[0].talents, 1);

    add(store, &one, &[said(&decided(1)), said(&decided(2))]).await;
    let this_year = store.closed(date("2000-01-01"), date("2100-01-01")).await.unwrap();
    assert_eq!(this_year.0, 1);
    assert_eq!(lights("2026-09-29").await, []);
}

#[tokio::test]
async fn ctrl_k_finds_people_cases_and_papers_however_they_are_typed() {
    let desk = desk().await;
    let store = &desk.store;
    begin(store).await;
    let [one, _, person, office] = files();
    add(store, &one, &[said(&paper("告202600017"))]).await;
    let rare = file(FileKind::Talent, "rare");
    add(store, &rare, &[said(&talent("单䶮𬭎", "110105198505050038", &office))]).await;
    let find = async |text: &str| -> Vec<(String, FileId, How)> {
        let hits = store.search(text, 20).await.unwrap();
        hits.into_iter().map(|hit| (hit.kind, hit.file, hit.matched)).collect()
    };
    let first =
        async |text: &str| find(text).await.into_iter().next().unwrap_or_else(|| panic!("{text} finds nothing"));
    for (typed, how) in [
        ("张三", How::Name),
        ("张", How::Name),
        ("zhangsan", How::Pinyin),
        ("ZhangS", How::Pinyin),
        ("zs", How::Initials),
        ("11010519850505002x", How::Number),
        ("11010519850505002", How::Number),
        ("002X", How::Digits),
        ("05002x", How::Digits),
    ] {
        assert_eq!(first(typed).await, ("talent".to_owned(), person.clone(), how), "{typed}");
    }
    for typed in ["单䶮𬭎", "单䶮", "shan", "dan", "䶮𬭎", "038"] {
        assert_eq!(first(typed).await.1, rare, "{typed}");
    }
    assert_eq!(first("c-0001").await, ("case".to_owned(), one.clone(), How::Number));
    assert_eq!(first("0001").await.1, one);
    assert_eq!(first("告202600017").await.0, "paper");
    assert_eq!(first("00017").await.0, "paper");
    assert_eq!(first("绿色能源").await, ("employer".to_owned(), office.clone(), How::Name));
    assert_eq!(first("能源研究").await, ("employer".to_owned(), office.clone(), How::Text));
    assert!(find("张三 入学").await.iter().any(|(kind, file, _)| kind == "case" && *file == one));
    assert!(find("入学 户口").await.iter().any(|(kind, ..)| kind == "case"));
    assert_eq!(find("张三 没有的").await, []);
    assert_eq!(find("源能").await, [], "pairs in the wrong order");
    assert_eq!(find("  ").await, []);
    add(
        store,
        &person,
        &[said(&TalentFact::TalentChanged {
            fields: BTreeMap::from([("name".into(), "李四".into())]),
            reason: "更名".into(),
        })],
    )
    .await;
    assert_eq!(first("lisi").await.1, person);
    assert!(!find("zhangsan").await.iter().any(|(_, file, _)| *file == person), "the old name is forgotten");
}

#[tokio::test]
async fn lists_of_an_older_release_are_made_anew_when_the_desk_is_opened() {
    let desk = desk().await;
    begin(&desk.store).await;
    let before = dump(&desk.store).await;
    sqlx::query("DELETE FROM case_row").execute(&desk.store.0.write).await.unwrap();
    desk.store.set("lists", "older").await.unwrap();
    desk.store.bring_up_to_date().await.unwrap();
    assert_eq!(dump(&desk.store).await, before);
}
