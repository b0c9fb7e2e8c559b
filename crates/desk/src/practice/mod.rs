//! The practice office (演示): made-up, plausible data on a made-up city, marked as such on every screen and paper.
//!
//! Everything follows from a seed and from today's date, so that two practice offices made on one day tell the same story.

mod cases;
mod city;
mod clock;
mod names;
mod paper;
mod second;

pub use city::{City, city};

use crate::desk::{Desk, Open};
use crate::problem::Result;
use crate::start;
use crate::view::Session;
use clock::Stage;
use greenlane_domain::fact::{FileId, FileKind, PersonId};
use greenlane_domain::office::{Letterhead, OfficeFact, OfficeRecord, Person};
use greenlane_domain::pack::{self, PackRef};
use greenlane_domain::words::Language;
use greenlane_store::{NoKeychain, Options, Store, Strength};
use std::path::Path;
use std::sync::Arc;

/// The pack of the made-up city.
const PACK: &str = "fixture";
/// The practice office keeps nobody's data, so its password may be known.
pub const PASSWORD: &str = "practice";
/// Who signs in to the practice office.
pub const ACCOUNT: &str = "yanshi";
/// Set when the office is complete; one that was interrupted is made again.
const COMPLETE: &str = "practice.complete";

/// Opens the practice office, making it if need be.
pub(crate) async fn open(desk: &Desk) -> Result<Session> {
    let _door = desk.door.lock().await;
    start::close(desk).await;
    let folder = desk.practice_folder();
    let open = match opened(&folder, desk.options(), desk.language()).await? {
        Some(open) => open,
        None => make(&folder, desk.options(), desk.language()).await?,
    };
    let open = desk.seat(open);
    crate::papers::resume(&open);
    Ok(start::session(&open))
}

fn options(options: Options) -> Options {
    Options { strength: Strength::NONE, keychain: Arc::new(NoKeychain), ..options }
}

async fn opened(folder: &Path, own: Options, language: Language) -> Result<Option<Open>> {
    if !Store::is_at(folder) {
        return Ok(None);
    }
    let clock = own.clock.clone();
    let store = Store::open(folder, &PersonId::new(ACCOUNT), PASSWORD, options(own)).await?;
    if store.setting(COMPLETE).await?.is_some() {
        return Ok(Some(Open::read(store, Some(people().swap_remove(0)), language, clock).await?));
    }
    store.close().await;
    drop(store);
    // Only made-up data, and not even all of it: nothing is lost.
    if let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::warn!(%error, "an interrupted practice office was not removed");
    }
    Ok(None)
}

/// Makes a practice office in an empty folder.
///
/// # Errors
/// Those of the database.
pub async fn make(folder: &Path, own: Options, language: Language) -> Result<Open> {
    let stage = Stage::new(own.clock.clone());
    let open = founded(folder, own, language, &stage).await?;
    let cast = names::cast(&open, &stage).await?;
    cases::play(&open, &stage, &cast).await?;
    second::contradict(&open, &stage).await?;
    stage.leave();
    paper::make(&open).await;
    open.store.set(COMPLETE, "yes").await?;
    Ok(open)
}

/// An office with its people and nothing else.
async fn founded(folder: &Path, own: Options, language: Language, stage: &Stage) -> Result<Open> {
    let version = pack::builtin(PACK).map(|pack| pack.meta.version).unwrap_or(1);
    let record = OfficeRecord {
        name: "云川市高层次人才服务窗口（演示）".into(),
        code: "990100".into(),
        level: "city".into(),
        pack: Some(PackRef { id: PACK.into(), version }),
        practice: true,
    };
    let options = Options { clock: stage.clock(), ..options(own) };
    stage.enter(stage.today() - chrono::Duration::days(90));
    let (store, _) = start::create(folder, options, language, record, &people(), PASSWORD).await?;
    let open = Open::read(store, Some(people().swap_remove(0)), language, stage.clock()).await?;
    let letterhead = Letterhead {
        address: "云川市演示路1号演示大厦1层".into(),
        phone: "000-0000001".into(),
        hours: "工作日 9:00-12:00，13:30-17:00".into(),
        query: "凭收件编号到窗口或来电查询".into(),
        fonds: "Y001".into(),
    };
    let mut turn = open.turn().await?;
    turn.write(&open.office_file, &[OfficeFact::LetterheadSet(letterhead)]).await?;
    turn.confirm().await?;
    Open::read(open.store.clone(), Some(open.person.clone()), language, stage.clock()).await
}

fn person(account: &str, name: &str, role: &str, body: &str) -> Person {
    Person {
        id: PersonId::new(account),
        account: account.into(),
        name: name.into(),
        role: role.into(),
        body: body.into(),
        staff_no: String::new(),
        phone: "000-0000001".into(),
    }
}

/// Two at the window, one in most departments; the housing department's post is vacant.
fn people() -> Vec<Person> {
    vec![
        person(ACCOUNT, "周演示", "window_specialist", ""),
        person("linyanshi", "林小满", "window_specialist", ""),
        person("gongan", "郑立新", "department_specialist", "public_security"),
        person("jiaoyu", "吴淑敏", "department_specialist", "education"),
        person("rencai", "冯建国", "department_specialist", "talent_bureau"),
        person("shichang", "陈明远", "department_specialist", "market"),
        person("weijian", "蒋欣然", "department_specialist", "health"),
        person("caizheng", "沈君豪", "department_specialist", "finance"),
        person("shuiwu", "韩雨桐", "department_specialist", "tax"),
    ]
}

/// Numbers that follow from a seed: SplitMix64.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        usize::try_from(z % (sides.max(1) as u64)).unwrap_or(0)
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = self.roll(of.len());
        of.get(place)
    }
}

/// A file whose name follows from a word and a number.
pub(crate) fn file(kind: &FileKind, word: &str, n: usize) -> FileId {
    FileId::of(kind, &format!("practice-{word}-{n:06}"))
}
