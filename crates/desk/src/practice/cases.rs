//! The stories of the practice office: some thirty cases, one or more in every phase that a case can be in.

use super::clock::Stage;
use super::file;
use super::names::Player;
use crate::desk::Open;
use crate::intake;
use crate::problem::Result;
use crate::turn::Turn;
use crate::view::Intake;
use chrono::{Duration, NaiveDateTime, NaiveTime};
use greenlane_domain::calendar::Calendar;
use greenlane_domain::case::{
    CaseAct, CaseState, ItemNo, ItemState, NewDate, Outcome, ReceivedPaper, Submitter, Told, Visit,
};
use greenlane_domain::fact::{FileId, FileKind};
use greenlane_domain::pack::{DayKind, Days, InPersonMode, PaperForm, Route};

/// What happens next, decided on the case as it stands then.
type Step = Box<dyn Fn(&CaseState, NaiveDateTime) -> Vec<CaseAct> + Send + Sync>;

/// One case: whose, which items, and what happens how many working days ago.
struct Story {
    who: usize,
    need: &'static str,
    items: &'static [&'static str],
    began: u32,
    steps: Vec<(u32, Step)>,
}

fn story(who: usize, need: &'static str, items: &'static [&'static str], began: u32) -> Story {
    Story { who, need, items, began, steps: Vec::new() }
}

impl Story {
    fn then(
        mut self,
        ago: u32,
        step: impl Fn(&CaseState, NaiveDateTime) -> Vec<CaseAct> + Send + Sync + 'static,
    ) -> Self {
        self.steps.push((ago, Box::new(step)));
        self
    }
    fn noticed(self, ago: u32) -> Self {
        self.then(ago, notice)
    }
    fn received(self, ago: u32) -> Self {
        self.then(ago, receive)
    }
    fn accepted(self, ago: u32) -> Self {
        self.then(ago, accept)
    }
    /// Told, received, accepted and sent on one day.
    fn taken_in(self, ago: u32) -> Self {
        self.noticed(ago).received(ago).accepted(ago).sent(ago)
    }
    fn sent(self, ago: u32) -> Self {
        self.then(ago, send)
    }
    fn signed(self, ago: u32) -> Self {
        self.then(ago, |state, _| tasks(state, |no, body, by| CaseAct::Acknowledge { item: no, body, by }))
    }
    fn answered(self, ago: u32) -> Self {
        self.then(ago, |state, _| tasks(state, |no, body, by| answer(no, body, by, Outcome::Granted)))
    }
    fn decided(self, ago: u32) -> Self {
        self.then(ago, |state, _| {
            open(state).filter(|item| item.all_answered()).map(|item| granted(item, false)).collect()
        })
    }
    fn collected(self, ago: u32) -> Self {
        self.then(ago, |state, _| {
            let decided = state.items.values().filter(|item| item.decision.is_some() && item.collected.is_none());
            decided.map(|item| CaseAct::Collect { item: item.no.clone(), papers: item.spec.results.clone() }).collect()
        })
    }
    fn appointed(self, ago: u32, hour: u32) -> Self {
        self.then(ago, move |state, now| {
            // Called on one working day, expected on the next.
            let next = Calendar::builtin().due(now.date(), Days { days: ago.min(1), kind: DayKind::Working });
            let at = next
                .map_or(now.date(), |due| due.date)
                .and_time(NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or_default());
            vec![CaseAct::AppointHandover {
                items: collected(state),
                call: told(state.talent_name(), "phone", now, "可以领取结果"),
                at,
                place: "服务窗口3号台".into(),
            }]
        })
    }
    fn handed_over(self, ago: u32) -> Self {
        self.then(ago, |state, _| {
            let items = collected(state);
            let to = state.talent_name().to_owned();
            vec![CaseAct::HandOver {
                papers: items
                    .iter()
                    .filter_map(|no| state.items.get(no))
                    .flat_map(|item| item.spec.results.clone())
                    .collect(),
                items,
                to,
                relation: "本人".into(),
                power: String::new(),
                method: "in_person".into(),
            }]
        })
    }
    /// From intake to the results at the window.
    fn finished(self, taken_in: u32, answered: u32) -> Self {
        self.taken_in(taken_in)
            .signed(taken_in.saturating_sub(1))
            .answered(answered)
            .decided(answered)
            .collected(answered)
    }
}

fn first() -> ItemNo {
    ItemNo::nth(1)
}

fn open(state: &CaseState) -> impl Iterator<Item = &ItemState> {
    state.items.values().filter(|item| !item.phase.is_over())
}

fn collected(state: &CaseState) -> Vec<ItemNo> {
    let waiting = state.items.values().filter(|item| item.collected.is_some() && item.handed_over.is_none());
    waiting.map(|item| item.no.clone()).collect()
}

fn told(whom: &str, how: &str, at: NaiveDateTime, note: &str) -> Told {
    Told { whom: whom.to_owned(), at: Some(at), how: how.into(), by: "周演示".into(), note: note.into() }
}

fn notice(state: &CaseState, now: NaiveDateTime) -> Vec<CaseAct> {
    let items: Vec<ItemNo> =
        state.items.values().filter(|item| item.route != Route::Direct).map(|item| item.no.clone()).collect();
    let told = told(state.talent_name(), "in_person", now, "");
    if items.is_empty() { Vec::new() } else { vec![CaseAct::GiveNotice { items, told, reason: String::new() }] }
}

fn receive(state: &CaseState, _: NaiveDateTime) -> Vec<CaseAct> {
    let papers = state.checklist().into_iter().map(|merged| ReceivedPaper {
        sighted_returned: matches!(merged.spec.form, PaperForm::Sighted | PaperForm::SightedCopy),
        key: merged.spec.key,
        name: merged.spec.name,
        form: merged.spec.form,
        copies: merged.spec.copies,
        pages: 1,
        promised_for: None,
        attachments: Vec::new(),
    });
    vec![CaseAct::Receive { from: state.talent_name().to_owned(), papers: papers.collect() }]
}

fn accept(state: &CaseState, _: NaiveDateTime) -> Vec<CaseAct> {
    let items = open(state).filter(|item| item.route != Route::Direct).map(|item| item.no.clone()).collect();
    vec![CaseAct::Accept { items }]
}

fn send(state: &CaseState, _: NaiveDateTime) -> Vec<CaseAct> {
    let accepted =
        open(state).filter(|item| item.accepted.is_some() && item.tasks.is_empty() && item.route != Route::OnSpot);
    accepted
        .flat_map(|item| {
            std::iter::once(&item.lead).chain(&item.assist).map(|body| CaseAct::Dispatch {
                item: item.no.clone(),
                body: body.key.clone(),
                request: format!("请办理{}", item.spec.name),
            })
        })
        .collect()
}

fn tasks(state: &CaseState, act: impl Fn(ItemNo, String, String) -> CaseAct) -> Vec<CaseAct> {
    open(state)
        .flat_map(|item| item.tasks.values().filter(|task| task.feedback.is_none()).map(move |task| (item, task)))
        .map(|(item, task)| {
            let by = task.to.specialist.clone().unwrap_or_else(|| "值班人员".into());
            act(item.no.clone(), task.to.key.clone(), by)
        })
        .collect()
}

fn answer(item: ItemNo, body: String, by: String, proposes: Outcome) -> CaseAct {
    CaseAct::FeedBack { item, body, by, result: "符合条件，已办结".into(), proposes, papers: Vec::new() }
}

fn granted(item: &ItemState, on_spot: bool) -> CaseAct {
    CaseAct::Decide {
        item: item.no.clone(),
        outcome: Outcome::Granted,
        on_spot,
        result: item.spec.results.first().cloned().unwrap_or_else(|| "办结".into()),
        reason: String::new(),
        basis: String::new(),
        remedies: String::new(),
        papers: item.spec.results.clone(),
    }
}

fn visit(item: ItemNo, mode: InPersonMode, at: Option<NaiveDateTime>) -> CaseAct {
    CaseAct::BookVisit {
        visit: Visit {
            item,
            mode,
            place: "演示大厦2层公安窗口".into(),
            at,
            contact: "郑立新 000-0000002".into(),
            escort: if mode == InPersonMode::Escort { "林小满".into() } else { String::new() },
            bring: "身份证件原件".into(),
        },
    }
}

#[expect(clippy::too_many_lines, reason = "a list of stories, one after another")]
fn stories() -> Vec<Story> {
    let home = "刚到本市工作，想把户口迁来，孩子明年上小学，也想申请人才公寓";
    vec![
        story(0, "了解能享受哪些服务", &[], 0),
        story(1, "电话咨询落户，改天来窗口", &[], 2),
        story(2, home, &["settle_household", "school_place", "talent_flat"], 0).noticed(0),
        story(3, "申请人才公寓", &["talent_flat"], 1).noticed(1),
        story(4, "办理外国人来华工作许可和居留许可", &["work_permit", "residence_permit"], 3).noticed(3),
        story(5, "学历学位核验", &["degree_check"], 0).noticed(0).received(0),
        story(6, "企业开办", &["company_setup", "talent_flat"], 1).noticed(1).received(1),
        story(7, "落户", &["settle_household"], 1).noticed(1).received(1).accepted(0),
        story(8, "人才公寓和境外驾照换领", &["talent_flat", "driving_licence"], 0).noticed(0).received(0).accepted(0),
        story(9, "落户和公寓一起办", &["settle_household", "talent_flat"], 0).taken_in(0),
        story(10, "企业开办，同时申请公寓", &["company_setup", "talent_flat"], 1).taken_in(1),
        story(11, "落户", &["settle_household"], 2).taken_in(2),
        story(12, home, &["settle_household", "talent_flat", "company_setup"], 3).taken_in(3).signed(2),
        story(13, "落户、生活津贴", &["settle_household", "living_allowance"], 4).taken_in(4).signed(3),
        story(14, "公寓", &["talent_flat", "degree_check"], 3).taken_in(3).signed(2),
        story(15, "驾照换领", &["driving_licence", "talent_flat"], 2).taken_in(2).signed(1),
        story(16, "落户快到期", &["settle_household", "company_setup"], 8).taken_in(8).signed(7),
        story(17, "公寓逾期", &["talent_flat"], 8).taken_in(8).signed(7),
        story(18, "学历核验逾期", &["degree_check", "talent_flat"], 7).taken_in(7).signed(6),
        story(19, "落户超过承诺、未超过法定", &["settle_household", "driving_licence"], 13).taken_in(13).signed(12),
        story(20, "等待上级批复", &["settle_household", "talent_flat"], 4).taken_in(4).signed(3).then(
            2,
            |state, now| {
                vec![CaseAct::Suspend {
                    item: first(),
                    reason_key: "awaiting_higher".into(),
                    reason: "上级部门正在复核名额".into(),
                    expected_days: Some(5),
                    told: told(state.talent_name(), "letter", now, "等待上级部门批复期间不计时"),
                }]
            },
        ),
        story(21, "公寓名额有争议，需要协调", &["talent_flat", "settle_household"], 4).taken_in(4).signed(3).then(
            1,
            |state, now| {
                vec![CaseAct::Coordinate {
                    item: first(),
                    problem: "两部门对住房核验结果意见不一".into(),
                    with: vec!["housing".into(), "talent_bureau".into()],
                    told: told(state.talent_name(), "phone", now, "正在协调办理"),
                }]
            },
        ),
        story(22, "材料被退回", &["company_setup", "settle_household"], 3).taken_in(3).signed(2).then(1, |_, _| {
            vec![CaseAct::Bounce {
                item: first(),
                body: "market".into(),
                reason_key: "papers_wrong".into(),
                reason: "公司章程缺少一页".into(),
            }]
        }),
        story(23, "两次退回后重新转办", &["settle_household", "talent_flat"], 6)
            .taken_in(6)
            .then(5, |_, _| {
                vec![CaseAct::Bounce {
                    item: first(),
                    body: "public_security".into(),
                    reason_key: "not_our_duty".into(),
                    reason: "应先由住建部门核验".into(),
                }]
            })
            .then(4, |_, _| {
                vec![CaseAct::Dispatch {
                    item: first(),
                    body: "public_security".into(),
                    request: "落户属贵局职责，请依规办理".into(),
                }]
            }),
        story(24, "公寓房源不足，延期", &["talent_flat", "settle_household"], 5).taken_in(5).signed(4).then(
            1,
            |state, now| {
                vec![CaseAct::Extend {
                    item: first(),
                    reason: "本批房源尚未验收".into(),
                    approver: "住建局分管领导".into(),
                    told: told(state.talent_name(), "phone", now, "说明延期原因和新的时间"),
                    filed: told("服务窗口", "letter", now, "已报备"),
                    until: NewDate::After(Days { days: 5, kind: DayKind::Working }),
                }]
            },
        ),
        story(25, "落户已反馈，待办结", &["settle_household", "talent_flat"], 6).taken_in(6).signed(5).answered(1),
        story(26, "已办结，结果未回窗", &["settle_household", "degree_check"], 7)
            .taken_in(7)
            .signed(6)
            .answered(1)
            .decided(1),
        story(27, "今天来领结果", &["settle_household", "talent_flat"], 9).finished(9, 2).appointed(1, 10),
        story(28, "今天下午来领结果", &["company_setup", "settle_household"], 10).finished(10, 1).appointed(1, 15),
        story(29, "公寓先领，落户还在办", &["talent_flat", "settle_household"], 6)
            .taken_in(6)
            .signed(5)
            .then(3, |state, _| {
                let first = state.items.get(&first());
                first
                    .iter()
                    .flat_map(|item| item.tasks.values())
                    .map(|task| answer(first_no(), task.to.key.clone(), "值班人员".into(), Outcome::Granted))
                    .collect()
            })
            .decided(3)
            .collected(2)
            .handed_over(1),
        story(30, "全部办好", &["settle_household", "talent_flat"], 15)
            .finished(15, 8)
            .appointed(7, 10)
            .handed_over(6)
            .then(5, |_, _| {
                vec![
                    CaseAct::Rate {
                        item: Some(first()),
                        level: 5,
                        comment: "一次就办好了".into(),
                        channel: "counter".into(),
                    },
                    CaseAct::CallBack { reached: true, answer: "满意".into(), follow_up: String::new() },
                ]
            }),
        story(31, "全部办好，评价不满意，待整改", &["company_setup"], 20).finished(20, 9).handed_over(8).then(
            6,
            |_, _| {
                vec![CaseAct::Rate {
                    item: Some(first()),
                    level: 2,
                    comment: "跑了两趟才领到".into(),
                    channel: "phone".into(),
                }]
            },
        ),
        story(32, "急需就医", &["clinic_fast_lane"], 1).then(1, |state, _| {
            let direct = state.items.values().map(|item| CaseAct::Serve {
                item: item.no.clone(),
                proof: "云川英才卡 YC000033".into(),
                note: "当日安排专家门诊".into(),
            });
            direct.collect()
        }),
        story(33, "人才卡丢失补发", &["card_reissue"], 0)
            .noticed(0)
            .received(0)
            .accepted(0)
            .then(0, |state, _| open(state).map(|item| granted(item, true)).collect()),
        story(34, "年度体检", &["physical_examination", "talent_flat"], 2).taken_in(2).then(1, |_, now| {
            let at = (now.date() + Duration::days(1)).and_time(NaiveTime::from_hms_opt(9, 30, 0).unwrap_or_default());
            vec![visit(first(), InPersonMode::Escort, Some(at))]
        }),
        story(35, "不在服务对象范围", &["living_allowance"], 2).then(2, |_, _| {
            vec![CaseAct::RefuseAcceptance {
                item: first(),
                reason_key: "not_eligible".into(),
                reason: "尚未取得人才认定".into(),
                where_to_go: "先到人才局申请认定".into(),
                remedies: "可向人才局申请复核".into(),
            }]
        }),
        story(36, "经协调仍无法办理", &["talent_flat", "degree_check"], 9)
            .taken_in(9)
            .signed(8)
            .then(6, |state, now| {
                vec![CaseAct::Coordinate {
                    item: first(),
                    problem: "已有自有住房".into(),
                    with: vec!["housing".into()],
                    told: told(state.talent_name(), "phone", now, "正在协调"),
                }]
            })
            .then(4, |_, _| {
                vec![
                    CaseAct::CloseCoordination { item: first(), result: "仍不符合条件".into() },
                    CaseAct::Decide {
                        item: first(),
                        outcome: Outcome::Impossible,
                        on_spot: false,
                        result: String::new(),
                        reason: "在本市已有自有住房".into(),
                        basis: "演示办法第八条第三项".into(),
                        remedies: "可改为申请租房补贴".into(),
                        papers: Vec::new(),
                    },
                ]
            }),
    ]
}

fn first_no() -> ItemNo {
    first()
}

/// Plays all stories, day by day.
pub(crate) async fn play(desk: &Open, stage: &Stage, cast: &[Player]) -> Result<()> {
    let stories = stories();
    let mut scenes: Vec<(NaiveDateTime, usize, Option<usize>)> = Vec::new();
    for (n, story) in stories.iter().enumerate() {
        let minute = |step: usize| Duration::minutes(i64::try_from(n * 3 + step * 5).unwrap_or(0));
        let morning = NaiveTime::from_hms_opt(8, 40, 0).unwrap_or_default();
        scenes.push((stage.back(story.began).and_time(morning) + minute(0), n, None));
        for (step, (ago, _)) in story.steps.iter().enumerate() {
            scenes.push((stage.back(*ago).and_time(morning) + minute(step + 1), n, Some(step)));
        }
    }
    scenes.sort_by_key(|(at, n, step)| (*at, *n, *step));
    for (at, n, step) in scenes {
        stage.at(at);
        let (Some(story), file) = (stories.get(n), file(&FileKind::Case, "case", n)) else { continue };
        let mut turn = desk.turn().await?;
        match step {
            None => begin(desk, &mut turn, &file, story, cast).await?,
            Some(step) => {
                let state = turn.state(&file).await?;
                let acts = story.steps.get(step).map(|(_, step)| step(&state, desk.now().local_time()));
                for act in acts.into_iter().flatten() {
                    turn.on_case(&file, &act).await?;
                }
            }
        }
        turn.confirm().await?;
    }
    Ok(())
}

async fn begin(desk: &Open, turn: &mut Turn<'_>, file: &FileId, story: &Story, cast: &[Player]) -> Result<()> {
    let Some(player) = cast.get(story.who % cast.len().max(1)) else { return Ok(()) };
    let intake = Intake {
        talent: player.file.clone(),
        employer: None,
        need: story.need.into(),
        channel: if story.items.is_empty() { "phone".into() } else { "counter".into() },
        submitter: Submitter {
            name: player.name.clone(),
            capacity: "talent".into(),
            phone: player.phone.clone(),
            power: String::new(),
        },
        items: Vec::new(),
        hand: Vec::new(),
        notice: None,
        papers: Vec::new(),
        accept: false,
        dispatch: false,
    };
    intake::register(desk, turn, file, &intake).await?;
    let items: Vec<String> = story.items.iter().map(|key| (*key).to_owned()).collect();
    intake::choose_in(desk, turn, file, &items, &[], &mut Vec::new()).await?;
    Ok(())
}
