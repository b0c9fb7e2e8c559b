//! The cast: made-up talents and employers. Every number is of a range or birth date that fits no real record on purpose:
//! the division code 990100 is nobody's.

use super::clock::Stage;
use super::{Dice, file};
use crate::desk::Open;
use crate::problem::Result;
use chrono::{Datelike, NaiveDate};
use greenlane_domain::employer::{EmployerFact, EmployerRecord};
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::identity::{IdentityKind, IdentityNumber};
use greenlane_domain::pack::Alias;
use greenlane_domain::talent::{FamilyMember, Situation, TalentCard, TalentClass, TalentFact, TalentRecord};

/// Names with everything that names can have: rare characters, middle dots, two-character surnames, Latin letters.
pub(super) const NAMES: &[&str] = &[
    "陈思远",
    "王䶮",
    "欧阳海燕",
    "𬭎国栋",
    "李·安德森",
    "古丽娜尔·买买提江",
    "张伟",
    "张玮",
    "刘洋",
    "司马清和",
    "赵𫓧",
    "孙𩽾鱼",
    "周㛃",
    "吴𰀡",
    "郑𩽾",
    "Maria González",
    "Jean-Pierre Dupont",
    "山田·太郎",
    "黄晓明月",
    "诸葛明",
    "许静怡",
    "何嘉良",
    "吕文博",
    "施雨萱",
    "曹子墨",
    "严若飞",
    "华天成",
    "金美玲",
    "魏长青",
    "陶然",
    "姜维舟",
    "谢知行",
    "邹向阳",
    "喻立群",
    "柏松涛",
    "窦家辉",
    "章以宁",
    "云中鹤",
    "苏沐阳",
    "潘多吉·才让",
];

/// Each employer's own specialist.
const SPECIALISTS: &[&str] =
    &["顾言", "沈岚", "卢一鸣", "薛宁", "方知远", "贺兰英", "孟小川", "钱若兰", "秦朗", "白雪梅", "邱越", "龚自清"];

fn specialist(employer: usize) -> String {
    SPECIALISTS.get(employer % SPECIALISTS.len()).copied().unwrap_or_default().to_owned()
}

/// The last is sixty characters long.
pub(super) const EMPLOYERS: &[&str] = &[
    "云川精密仪器有限公司（演示）",
    "云川大学（演示）",
    "云川市第一人民医院（演示）",
    "云川新材料研究院（演示）",
    "云川港口集团有限公司（演示）",
    "云川芯片设计有限公司（演示）",
    "云川生物医药科技有限公司（演示）",
    "云川农业科学院（演示）",
    "云川智能装备股份有限公司（演示）",
    "云川文化旅游发展有限公司（演示）",
    "云川市职业技术学院（演示）",
    "云川高新技术产业开发区新一代信息技术与先进制造业融合发展协同创新研究中心暨博士后科研工作站联合管理委员会办公室（演示单位）",
];

const POSTS: &[&str] =
    &["研发总监", "教授", "主任医师", "首席工程师", "项目负责人", "高级农艺师", "总经理", "副研究员"];

/// Somebody of the cast.
pub(crate) struct Player {
    pub file: FileId,
    pub name: String,
    pub phone: String,
}

/// Records the cast and answers it.
pub(crate) async fn cast(desk: &Open, stage: &Stage) -> Result<Vec<Player>> {
    let mut dice = Dice::new(7);
    stage.enter(stage.back(60));
    let mut turn = desk.turn().await?;
    for (n, name) in EMPLOYERS.iter().enumerate() {
        turn.write(
            &file(&FileKind::Employer, "employer", n),
            &[EmployerFact::EmployerRecorded(Box::new(employer(n, name)))],
        )
        .await?;
    }
    let mut players = Vec::new();
    for (n, name) in NAMES.iter().enumerate() {
        let record = talent(n, name, &mut dice, stage.today());
        let player = Player {
            file: file(&FileKind::Talent, "talent", n),
            name: record.name.clone(),
            phone: record.phones.first().cloned().unwrap_or_default(),
        };
        turn.write(&player.file, &[TalentFact::TalentRecorded(Box::new(record))]).await?;
        players.push(player);
    }
    turn.confirm().await?;
    Ok(players)
}

pub(super) fn employer(n: usize, name: &str) -> EmployerRecord {
    let renamed = Alias {
        name: "云川仪表厂（演示）".into(),
        from: None,
        until: NaiveDate::from_ymd_opt(2018, 12, 31),
        official: true,
        former: true,
    };
    EmployerRecord {
        name: name.to_owned(),
        aliases: if n == 0 { vec![renamed] } else { Vec::new() },
        code: Some(IdentityNumber {
            kind: IdentityKind::SocialCreditCode,
            value: credit_code(n),
            override_reason: Some("演示数据".into()),
        }),
        kind: "企事业单位".into(),
        address: format!("云川市演示路{}号", n + 2),
        district: "990102".into(),
        specialist: specialist(n),
        specialist_phone: format!("000-{:07}", 1000 + n),
        contacts: Vec::new(),
        remarks: String::new(),
    }
}

fn credit_code(n: usize) -> String {
    format!("99990100MA{n:08}")
}

/// A person whose record follows from the place in the cast.
pub(super) fn talent(n: usize, name: &str, dice: &mut Dice, today: NaiveDate) -> TalentRecord {
    let employer = n % EMPLOYERS.len();
    let born =
        NaiveDate::from_ymd_opt(1970 + i32::try_from(n % 28).unwrap_or(0), 1 + (n % 12) as u32, 1 + (n % 27) as u32);
    let born = born.unwrap_or_default();
    let foreign = name.is_ascii() || name.contains('é') || name.contains("á");
    let issued = today.with_day(1).and_then(|day| day.with_year(today.year() - 1));
    TalentRecord {
        name: name.to_owned(),
        sex: if dice.roll(2) == 0 { "male".into() } else { "female".into() },
        born: Some(born),
        nationality: if foreign { "外国".into() } else { "中国".into() },
        identities: vec![if foreign { passport(n) } else { resident(n, born) }],
        phones: vec![format!("1390000{:04}", 1000 + n % 9000)],
        address: format!("云川市演示路{}号", 100 + n),
        employer: Some(file(&FileKind::Employer, "employer", employer)),
        employer_name: EMPLOYERS.get(employer).copied().unwrap_or_default().to_owned(),
        post: dice.one(POSTS).copied().unwrap_or_default().to_owned(),
        specialist: specialist(employer),
        classes: vec![TalentClass {
            key: "recognised".into(),
            name: "经认定的高层次人才".into(),
            document: format!("云演人才〔2026〕{}号", n + 1),
            from: issued,
            until: None,
            evidence: "认定文件原件已核".into(),
        }],
        cards: if n.is_multiple_of(3) {
            vec![TalentCard {
                key: "yunchuan".into(),
                name: "云川英才卡".into(),
                number: format!("YC{:06}", n + 1),
                issued,
                until: None,
            }]
        } else {
            Vec::new()
        },
        family: if n.is_multiple_of(4) {
            vec![FamilyMember {
                name: format!("{}子女", name.chars().next().unwrap_or('某')),
                relation: "子女".into(),
                born: NaiveDate::from_ymd_opt(2019, 5, 1),
                identity: None,
                note: "适龄入学".into(),
            }]
        } else {
            Vec::new()
        },
        situation: Some(Situation {
            in_post: Some(true),
            living_here: Some(!n.is_multiple_of(5)),
            as_of: issued.unwrap_or(today),
            source: "用人单位".into(),
        }),
        ..TalentRecord::default()
    }
}

/// A resident number of no division that exists, with a right check character.
pub(super) fn resident(n: usize, born: NaiveDate) -> IdentityNumber {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let body = format!("990102{}{:03}", born.format("%Y%m%d"), n % 1000);
    let sum: u32 = body.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    let check = CHECK.get((sum % 11) as usize).copied().unwrap_or('0');
    IdentityNumber {
        kind: IdentityKind::ResidentId18,
        value: format!("{body}{check}"),
        override_reason: Some("演示数据".into()),
    }
}

fn passport(n: usize) -> IdentityNumber {
    IdentityNumber { kind: IdentityKind::Passport, value: format!("YS{:07}", 1000 + n), override_reason: None }
}
