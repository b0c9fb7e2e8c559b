//! Measures the store on a made-up city: `cargo run --release -p greenlane-store --example city -- 50000 200000`
//! (talents, items). Prints what it measured; keeps nothing.

use chrono::NaiveDate;
use greenlane_domain::case::{
    Acceptance, AcceptedItem, CaseFact, ChosenItem, Decision, Dispatch, Dues, Feedback, ItemNo, NeedRegistered,
    Outcome, PaperMade, Part, Party, Submitter,
};
use greenlane_domain::fact::{Author, FileId, FileKind, PersonId, parts};
use greenlane_domain::identity::{IdentityKind, IdentityNumber};
use greenlane_domain::pack::Route;
use greenlane_domain::talent::{TalentFact, TalentRecord};
use greenlane_store::bulk::{Entry, Lists};
use greenlane_store::{CaseFilter, CaseSort, NoKeychain, Options, Said, SignIn, Store, Strength, Today};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Measured<T> = Result<T, Box<dyn std::error::Error>>;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子杰涛昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆磊民友裕河哲江超浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘";

fn author() -> Author {
    Author {
        person: PersonId::new("wang"),
        name: "王芳".into(),
        role: "window_specialist".into(),
        office: "窗口".into(),
    }
}

fn pick(text: &str, n: usize) -> char {
    let chars: Vec<char> = text.chars().collect();
    chars.get(n % chars.len()).copied().unwrap_or('王')
}

fn name(n: usize) -> String {
    let n = n.wrapping_mul(2_654_435_761);
    let mut name = String::from(pick(SURNAMES, n));
    name.push(pick(GIVEN, n / 97));
    if !n.is_multiple_of(4) {
        name.push(pick(GIVEN, n / 9973));
    }
    name
}

fn employer(n: usize) -> String {
    let kind = ["新材料研究院有限公司", "生物医药科技集团", "智能装备制造有限公司", "职业技术学院", "中心医院"];
    format!("{}{}{}", pick(GIVEN, n), pick(GIVEN, n / 7), kind[n % kind.len()])
}

fn said<T: serde::Serialize>(fact: &T) -> Measured<Said> {
    let (kind, body) = parts(fact)?;
    Ok(Said::new(kind, 1, body))
}

fn party(n: usize) -> Party {
    let all = ["公安局", "教育局", "人社局", "住建局", "卫健委", "税务局"];
    let name = all[n % all.len()];
    Party { key: format!("body{}", n % all.len()), name: name.into(), short: name.into(), specialist: None }
}

fn chosen(no: usize, n: usize) -> Measured<ChosenItem> {
    let names = ["人才落户", "子女入学", "人才公寓", "社会保险", "医疗保健", "税收服务"];
    let materials: Vec<_> = (0..4)
        .map(|m| json!({ "key": format!("m{m}"), "name": "身份证明", "form": "copy", "copies": 1, "source": "applicant", "required": true }))
        .collect();
    let spec = json!({
        "key": format!("item{}", n % 6), "name": names[n % 6], "need": "安家", "version": 1, "article": "第一条",
        "status": "explicit", "route": "parallel", "lead": "police", "duty": "户籍管理", "materials": materials
    });
    Ok(ChosenItem {
        no: ItemNo::nth(no),
        spec: serde_json::from_value(spec)?,
        route: Route::Parallel,
        lead: party(n),
        assist: vec![],
        rule: "按职责分工".into(),
        article: "第一条".into(),
        by_hand: false,
    })
}

/// One case's facts; about a tenth of them are still open.
fn case(n: usize, items: usize, talent: &FileId, talent_name: &str) -> Measured<Vec<Said>> {
    let mut facts = Vec::new();
    facts.push(said(&CaseFact::NeedRegistered(NeedRegistered {
        number: format!("371300-2026-{n:07}"),
        talent: talent.clone(),
        talent_name: talent_name.into(),
        employer: None,
        employer_name: employer(n % 3000),
        need: "引进后需要落户、子女就近入学并申请人才公寓".into(),
        channel: "counter".into(),
        submitter: Submitter::default(),
        first_contact: "王芳".into(),
        pack: serde_json::from_value(json!({ "id": "fixture", "version": 1 }))?,
    }))?);
    let chosen: Vec<_> = (1..=items).map(|no| chosen(no, n + no)).collect::<Result<_, _>>()?;
    facts.push(said(&CaseFact::ItemsChosen { items: chosen })?);
    let day = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default() + chrono::Days::new((n % 60) as u64);
    let due: serde_json::Value = json!({
        "date": day, "provisional": false, "calendar": "2026-1", "from": "2026-09-01", "days": 10, "kind": "working"
    });
    let dues = Dues { statutory: None, promised: Some(serde_json::from_value(due)?) };
    facts.push(said(&CaseFact::Accepted(Acceptance {
        number: format!("受{n}"),
        items: (1..=items).map(|no| AcceptedItem { item: ItemNo::nth(no), dues: dues.clone() }).collect(),
        on: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default(),
        pack: serde_json::from_value(json!({ "id": "fixture", "version": 1 }))?,
        calendar: serde_json::from_value(json!("2026-1"))?,
        deemed: false,
    }))?);
    facts.push(said(&CaseFact::PaperMade(PaperMade {
        paper: "one_time_notice".into(),
        title: "一次性告知书".into(),
        number: format!("告2026{n:07}"),
        items: vec![ItemNo::nth(1)],
        body: None,
        sha256: format!("{n:064x}"),
        pages: 1,
        template: "1".into(),
        rests_on: vec![],
        gaps: String::new(),
        words: Default::default(),
        code: String::new(),
    }))?);
    for no in 1..=items {
        let (item, to) = (ItemNo::nth(no), party(n + no));
        facts.push(said(&CaseFact::Dispatched(Dispatch {
            item: item.clone(),
            number: format!("转{n}-{no}"),
            to: to.clone(),
            part: Part::Lead,
            request: "请按职责办理".into(),
            due: None,
            starts: None,
            window_copy: false,
        }))?);
        if n.is_multiple_of(10) {
            continue;
        }
        facts.push(said(&CaseFact::Acknowledged { item: item.clone(), body: to.key.clone(), by: "经办人".into() })?);
        facts.push(said(&CaseFact::FedBack(Feedback {
            item: item.clone(),
            body: to.key,
            by: "经办人".into(),
            result: "符合条件".into(),
            proposes: Outcome::Granted,
            papers: vec![],
        }))?);
        facts.push(said(&CaseFact::Decided(Decision {
            item,
            outcome: Outcome::Granted,
            on_spot: false,
            result: "准予办理".into(),
            reason: String::new(),
            basis: String::new(),
            remedies: String::new(),
            papers: vec![],
        }))?);
    }
    Ok(facts)
}

/// Seconds of processor this process has used; other programs' load does not count. 0 where the system does not say.
fn processor_time() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

fn p95(mut times: Vec<Duration>) -> (Duration, Duration, Duration) {
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    (at(50), at(95), at(100))
}

#[tokio::main]
async fn main() -> Measured<()> {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<usize>());
    let talents = args.next().transpose()?.unwrap_or(50_000);
    let items = args.next().transpose()?.unwrap_or(200_000);
    let per_case = 2;
    let folder = tempfile::tempdir()?;
    let desk = folder.path().join("desk");
    let options = Options {
        strength: Strength::default(),
        keychain: Arc::new(NoKeychain),
        witness: Some(folder.path().join("state")),
        ..Options::default()
    };
    let who = SignIn { person: PersonId::new("wang"), name: "王芳".into() };
    let (store, _) = Store::create(&desk, who, "密码", options.clone()).await?;
    let begun = Instant::now();
    let mut written = 0;
    let talent_file = |n: usize| FileId::of(&FileKind::Talent, &format!("{n:032x}"));
    for start in (0..talents).step_by(2000) {
        let entries = (start..(start + 2000).min(talents)).map(|n| -> Measured<Entry> {
            let record = TalentRecord {
                name: name(n),
                identities: vec![IdentityNumber {
                    kind: IdentityKind::ResidentId18,
                    value: format!("37130{}19{:02}0101{:03}X", n % 10, 50 + n % 50, n / 500 % 1000),
                    override_reason: Some("演示".into()),
                }],
                phones: vec![format!("139{:08}", n.wrapping_mul(7919) % 100_000_000)],
                employer_name: employer(n % 3000),
                ..TalentRecord::default()
            };
            let said = vec![said(&TalentFact::TalentRecorded(Box::new(record)))?];
            Ok(Entry { file: talent_file(n), author: author(), at_ms: 1_780_000_000_000, said })
        });
        written += store.append_many(entries.collect::<Result<_, _>>()?, Lists::Later).await?;
    }
    let cases = items / per_case;
    for start in (0..cases).step_by(1000) {
        let entries = (start..(start + 1000).min(cases)).map(|n| -> Measured<Entry> {
            let person = n % talents.max(1);
            let said = case(n, per_case, &talent_file(person), &name(person))?;
            let file = FileId::of(&FileKind::Case, &format!("{n:032x}"));
            Ok(Entry { file, author: author(), at_ms: 1_780_000_000_000 + n as i64 * 1000, said })
        });
        written += store.append_many(entries.collect::<Result<_, _>>()?, Lists::Later).await?;
    }
    let took = begun.elapsed();
    println!("sealed and written   {written} facts in {took:.1?}: {:.0} a second", written as f64 / took.as_secs_f64());
    let cpu = processor_time();
    let rebuilt = store.rebuild().await?;
    println!("rebuild, processor   {:.1} s", processor_time() - cpu);
    let rate = rebuilt.facts as f64 / rebuilt.took.as_secs_f64();
    println!(
        "rebuild              {} facts, {} files in {:.1?}: {rate:.0} a second",
        rebuilt.facts, rebuilt.files, rebuilt.took
    );
    store.close().await;
    drop(store);
    let size = std::fs::metadata(desk.join("desk.db"))?.len();
    println!("database             {:.0} MB", size as f64 / 1e6);

    let begun = Instant::now();
    let store = Store::open(&desk, &PersonId::new("wang"), "密码", options).await?;
    let today = Today {
        today: NaiveDate::from_ymd_opt(2026, 9, 20).unwrap_or_default(),
        yellow_until: NaiveDate::from_ymd_opt(2026, 9, 23),
        lenient: false,
        mild: false,
    };
    store.item_lights(&today).await?;
    println!("open and first list  {:.1?} (Argon2id included)", begun.elapsed());

    let mut queries = Vec::new();
    for n in (0..talents).step_by((talents / 60).max(1)) {
        let full = name(n);
        queries.push(full.clone());
        queries.push(full.chars().take(1).collect());
        queries.push(format!("{}", n % 10_000));
        queries.push(employer(n % 3000).chars().skip(2).take(4).collect());
        queries.push(format!("371300-2026-{n:07}"));
        queries.push(format!("{full} 落户"));
    }
    queries.extend(["zhang", "zw", "l", "wangfang", "lih", "有限公司", "研究院", "入学", "张 公寓"].map(str::to_owned));
    let mut times = Vec::new();
    let mut worst = (Duration::ZERO, String::new());
    for round in 0..2 {
        for query in &queries {
            let begun = Instant::now();
            let hits = store.search(query, 20).await?;
            let took = begun.elapsed();
            if round == 1 {
                times.push(took);
                if took > worst.0 {
                    worst = (took, format!("{query} ({} hits)", hits.len()));
                }
            }
        }
    }
    let (half, most, all) = p95(times);
    println!("Ctrl+K               median {half:.1?}, p95 {most:.1?}, worst {all:.1?}: {}", worst.1);

    let mut times = Vec::new();
    for page in 0..20 {
        let begun = Instant::now();
        let filter = CaseFilter { except: vec![greenlane_domain::case::CasePhase::Filed], ..CaseFilter::default() };
        store.cases(&filter, &today, CaseSort::Due, page).await?;
        times.push(begun.elapsed());
    }
    let (half, most, _) = p95(times);
    println!("page of cases        median {half:.1?}, p95 {most:.1?}");
    let begun = Instant::now();
    store.case_counts(&CaseFilter::default(), &today).await?;
    println!("counts of all cases  {:.1?}", begun.elapsed());
    let begun = Instant::now();
    store.item_lights(&today).await?;
    store.dues(today.today, today.today + chrono::Days::new(14)).await?;
    store.items(&greenlane_store::ItemFilter::default(), &today, greenlane_store::ItemSort::Due, 50).await?;
    store.items(&greenlane_store::ItemFilter::default(), &today, greenlane_store::ItemSort::Quiet, 20).await?;
    println!("workbench's lists    {:.1?}", begun.elapsed());

    let mut times = Vec::new();
    let mut opened = Vec::new();
    for n in (0..cases).step_by((cases / 100).max(1)) {
        let file = FileId::of(&FileKind::Case, &format!("{n:032x}"));
        let begun = Instant::now();
        let history = store.history(&file).await?;
        let state = greenlane_domain::case::fold(&history);
        opened.push(begun.elapsed());
        assert!(!state.items.is_empty());
        let begun = Instant::now();
        let note = said(&CaseFact::Noted { text: "电话告知进度".into() })?;
        store.append(author(), &file, history.heads(), vec![note]).await?;
        times.push(begun.elapsed());
    }
    let (half, most, _) = p95(opened);
    println!("open a case          median {half:.1?}, p95 {most:.1?}");
    let (half, most, _) = p95(times);
    println!("one durable act      median {half:.1?}, p95 {most:.1?}");
    let mut times = Vec::new();
    for n in 0..100 {
        let begun = Instant::now();
        store.set("floor", &n.to_string()).await?;
        times.push(begun.elapsed());
    }
    let (half, most, _) = p95(times);
    println!("  floor: bare commit median {half:.1?}, p95 {most:.1?}");
    let begun = Instant::now();
    let verified = store.verify().await?;
    println!(
        "verify               {} facts, {} problems in {:.1?}",
        verified.facts,
        verified.problems.len(),
        begun.elapsed()
    );
    store.close().await;
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(line) = peak.lines().find(|line| line.starts_with("VmHWM")) {
        println!("peak memory          {}", line.trim_start_matches("VmHWM:").trim());
    }
    Ok(())
}
