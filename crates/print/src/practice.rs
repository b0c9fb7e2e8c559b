//! Practice papers: every kind, filled with made-up and plausible data, for the gallery, previews and tests. Nothing in
//! them is from an instrument: limits, articles and numbers are invented and marked as practice.

use crate::paper::*;
use chrono::{NaiveDate, NaiveDateTime};

/// The practice volume's attachment: a grey picture of one dot.
pub const SCAN: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x38, 0x00, 0x00, 0x00, 0xC2, 0x00, 0xC1, 0x52, 0x5E, 0x57, 0x51, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

fn day(month: u32, date: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, date).unwrap_or_default()
}

fn at(month: u32, date: u32, hour: u32, minute: u32) -> NaiveDateTime {
    day(month, date).and_hms_opt(hour, minute, 0).unwrap_or_default()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|one| text(one)).collect()
}

/// A head with a number of the given series.
#[must_use]
pub fn head(series: &str, number: u32) -> Head {
    Head {
        window: text("演示市人才服务窗口"),
        number: Stated::Value(format!("演才窗{series}〔2026〕{number}号")),
        case_number: text("YS-3713-26-00418-7"),
        date: day(11, 11),
        code: Some(text("greenlane:1:YS-3713-26-00418-7:2026-11-11:practice")),
        practice: true,
    }
}

/// 恢复码: a made-up code, which opens nothing.
#[must_use]
pub fn recovery_sheet() -> RecoverySheet {
    RecoverySheet {
        head: Head { number: Stated::Unset, ..head("码", 1) },
        office: text("演示市人才服务窗口"),
        person: text("李演示"),
        recovery: text("0123A-4567B-89CDE-FGHJK-MNPQR"),
        tail: tail("本页一份，由窗口负责人封存。"),
    }
}

/// A tail.
#[must_use]
pub fn tail(copies: &str) -> Tail {
    Tail {
        address: Stated::from("演示路 1 号 1 楼 3 号窗"),
        phone: Stated::from("0000-0000000"),
        complaint: Stated::from("12345"),
        query: Stated::from("凭办件编号到窗口或拨打咨询电话查询"),
        handler: text("李演示（工号 003）"),
        copies: text(copies),
        basis: texts(&["《演示市人才服务窗口运行办法》（演示）第十三条"]),
    }
}

/// The talent of the practice case.
#[must_use]
pub fn talent() -> Party {
    Party {
        name: text("陈䶮"),
        tier: Some(text("B 类")),
        card: Some(text("YS-B-0027")),
        document: Some(text("居民身份证")),
        document_number: Some(text("110105********002X")),
        employer: Some(text("演示新材料有限公司")),
        phone: Some(text("138****5678")),
    }
}

fn agent() -> Party {
    Party { name: text("孙倩"), employer: Some(text("演示新材料有限公司")), ..Party::default() }
}

fn document(name: &str, number: Option<&str>, count: u32) -> Document {
    Document { name: text(name), number: number.map(text), count }
}

fn item(name: &str, department: &str, promised: Option<&str>, in_person: Option<&str>) -> NoticeItem {
    NoticeItem {
        name: text(name),
        department: text(department),
        basis: Stated::from("《窗口运行办法》（演示）第十三条"),
        conditions: texts(&["人才认定在有效期内", "与用人单位的合同在有效期内"]),
        steps: texts(&["窗口受理", "转承办部门", "承办部门办理", "窗口统一交付"]),
        statutory: Stated::Unset,
        promised: Stated::from(promised.map(text)),
        fee: Stated::from("不收费"),
        place: Stated::from("演示路 1 号 1 楼 3 号窗，0000-0000000"),
        by_proxy: in_person.is_none(),
        in_person: in_person.map(text),
    }
}

fn material(name: &str, form: &str, source: &str, items: &[u32], state: &str) -> NoticeMaterial {
    NoticeMaterial {
        name: text(name),
        form: text(form),
        source: text(source),
        need: Need::Required,
        items: items.to_vec(),
        state: text(state),
    }
}

/// 一次性告知书.
#[must_use]
pub fn one_time_notice() -> OneTimeNotice {
    let mut materials = vec![
        material("居民身份证", "核原件，复印件 1 份", "申请人自备", &[1, 2, 3, 4, 5], "已核验"),
        material("人才卡", "核原件", "申请人自备", &[1, 2, 3, 4, 5], "已核验"),
        material("户口簿（首页、本人页、子女页）", "复印件 2 份", "申请人自备", &[1, 3], ""),
        material("结婚证", "核原件", "申请人自备", &[1], ""),
        material("子女出生医学证明", "复印件 1 份", "政府部门核发", &[3], ""),
        material("无房证明", "原件 1 份", "政府部门核发", &[2], ""),
        material("劳动合同", "复印件 1 份", "用人单位出具", &[1, 4], ""),
        material("学历学位证书", "核原件，复印件 1 份", "申请人自备", &[4], ""),
        material("职称申报表", "原件 2 份", "窗口提供", &[4], ""),
        material("近期免冠照片", "原件 2 张", "申请人自备", &[4], ""),
        material("体检表", "原件 1 份", "申请人自备", &[5], ""),
    ];
    if let Some(one) = materials.get_mut(5) {
        one.need = Need::MayFollow { until: Stated::Value(day(11, 18)) };
    }
    OneTimeNotice {
        head: head("告", 418),
        applicant: talent(),
        agent: Some(agent()),
        told_at: at(11, 11, 10, 42),
        told_by: text("李演示（工号 003）"),
        items: vec![
            item("落户", "市公安局", Some("7 个工作日"), None),
            item("人才公寓申请", "市住房和城乡建设局", Some("7 个工作日"), None),
            item("子女入学（小学）", "市教育局", Some("10 个工作日"), None),
            item("职称评审", "市人力资源和社会保障局", Some("15 个工作日（专家评审不计）"), Some("评审时到场")),
            item("医疗保健", "市卫生健康委员会", None, None),
        ],
        materials,
        proof: Some(text(
            "完整性：本告知书列明 5 项事项的全部条件和材料 11 件，与事项规范逐项核对一致（核对码 3f9a-71c2-08de）。",
        )),
        again: None,
        tail: tail("本告知书一式两份，申请人、窗口各执一份。材料与事项未变的，不再作第二次告知。"),
    }
}

fn received() -> Vec<Received> {
    let line = |name: &str, originals, copies, pages, note: &str| Received {
        name: text(name),
        originals,
        copies,
        pages,
        note: text(note),
    };
    vec![
        line("居民身份证", 0, 1, Some(1), "原件核后退还"),
        line("人才卡", 0, 0, None, "原件核后退还"),
        line("户口簿（首页、本人页、子女页）", 0, 2, Some(6), ""),
        line("结婚证", 0, 0, None, "原件核后退还"),
        line("子女出生医学证明", 0, 1, Some(1), ""),
        line("劳动合同", 0, 1, Some(12), ""),
        line("学历学位证书", 0, 1, Some(2), "原件核后退还"),
        line("职称申报表", 2, 0, Some(8), ""),
        line("近期免冠照片", 2, 0, None, "小二寸"),
    ]
}

/// 收件凭证.
#[must_use]
pub fn receipt() -> Receipt {
    Receipt {
        head: head("收", 418),
        applicant: talent(),
        submitter: text("孙倩（单位专员）"),
        received_at: at(11, 11, 10, 58),
        items: texts(&["落户", "人才公寓申请", "子女入学（小学）", "职称评审", "医疗保健"]),
        materials: received(),
        receiver: text("李演示（工号 003）"),
        tail: tail("本凭证一式两份，提交人、窗口各执一份。"),
    }
}

/// 受理通知书.
#[must_use]
pub fn acceptance_notice() -> AcceptanceNotice {
    let item = |name: &str, department: &str, promised: Option<&str>, due: Stated<Due>, excluded: &[&str]| Accepted {
        name: text(name),
        department: text(department),
        statutory: Stated::Unset,
        promised: promised.map(text).into(),
        due,
        excluded: texts(excluded),
        fee: Stated::from("不收费"),
    };
    let certain = |month, date| Stated::Value(Due::certain(day(month, date)));
    AcceptanceNotice {
        head: head("受", 418),
        applicant: talent(),
        agent: Some(agent()),
        received_at: at(11, 11, 10, 58),
        accepted_on: day(11, 11),
        deemed: None,
        items: vec![
            item("落户", "市公安局", Some("7 个工作日"), certain(11, 20), &[]),
            item("人才公寓申请", "市住房和城乡建设局", Some("7 个工作日"), certain(11, 20), &[]),
            item("子女入学（小学）", "市教育局", Some("10 个工作日"), certain(11, 25), &[]),
            item(
                "职称评审",
                "市人力资源和社会保障局",
                Some("40 个工作日"),
                Stated::Value(Due {
                    date: NaiveDate::from_ymd_opt(2027, 1, 7).unwrap_or_default(),
                    provisional: Some(text("法定节假日")),
                }),
                &["专家评审（最长 30 日）"],
            ),
            item("医疗保健", "市卫生健康委员会", None, Stated::Unset, &[]),
        ],
        due: Stated::Value(Due {
            date: NaiveDate::from_ymd_opt(2027, 1, 7).unwrap_or_default(),
            provisional: Some(text("法定节假日")),
        }),
        materials: received(),
        pickup: Stated::from("窗口自取"),
        acceptor: text("李演示（工号 003）"),
        tail: tail("本通知书一式两份，申请人、窗口各执一份。"),
    }
}

/// 转办单.
#[must_use]
pub fn routing_slip() -> RoutingSlip {
    RoutingSlip {
        head: head("转", 1207),
        source: text("单位专员（演示新材料有限公司 孙倩）"),
        talent: talent(),
        item: text("子女入学（小学）"),
        department: text("市教育局"),
        assisting: vec![],
        specialist: Stated::from("赵示范（AB 岗：钱样例）"),
        parallel: texts(&["市公安局", "市住房和城乡建设局", "市人力资源和社会保障局", "市卫生健康委员会"]),
        reason: text("按《窗口运行办法》（演示）第十三条，义务教育阶段入学由市教育局负责。"),
        materials: vec![
            document("户口簿（首页、本人页、子女页）复印件", None, 1),
            document("子女出生医学证明复印件", None, 1),
            document("居民身份证复印件", None, 1),
        ],
        request: texts(&[
            "签收后请在本单回填签收人和时间。",
            "在办结期限前把结果反馈窗口专员和单位专员。",
            "不能按时办结的，期限届满前说明原因、报备并确定办结时间。",
        ]),
        sent_at: at(11, 11, 14, 5),
        due: Stated::Value(Due::certain(day(11, 25))),
        limit: Stated::from("承诺时限 10 个工作日"),
        reply: RoutingReply::default(),
        tail: tail("本单一式两份，承办部门、窗口各执一份。"),
    }
}

/// 办理结果告知单.
#[must_use]
pub fn result_notice() -> ResultNotice {
    let granted = |name: &str, department: &str, paper: &str, number: Option<&str>| ItemResult {
        name: text(name),
        department: text(department),
        outcome: Outcome::Granted,
        documents: vec![document(paper, number, 1)],
        decided_on: day(11, 20),
    };
    let other = |name: &str, department: &str, outcome| ItemResult {
        name: text(name),
        department: text(department),
        outcome,
        documents: vec![],
        decided_on: day(11, 24),
    };
    ResultNotice {
        head: head("结", 418),
        applicant: talent(),
        agent: Some(agent()),
        results: vec![
            granted("落户", "市公安局", "准予迁入证明", Some("演公迁〔2026〕88号")),
            granted("子女入学（小学）", "市教育局", "入学通知书", None),
            other(
                "人才公寓申请",
                "市住房和城乡建设局",
                Outcome::Refused {
                    reason: text("申请人名下已有住房，不符合演示办法第六条的条件。"),
                    remedy: text("不服本决定的，可以自收到之日起六十日内申请行政复议，也可以依法提起行政诉讼。"),
                },
            ),
            other(
                "医疗保健",
                "市卫生健康委员会",
                Outcome::Impossible {
                    reason: text("所申请的体检机构本年度名额已满，经协调仍无法安排。"),
                    advice: text("已登记候补，次年一月优先安排。"),
                },
            ),
            other("职称评审", "市人力资源和社会保障局", Outcome::Withdrawn { reason: text("申请人改报下一年度。") }),
        ],
        pickup: Stated::from("凭本单和身份证件到窗口领取；自通知之日起 30 日内"),
        rating: Stated::Unset,
        tail: tail("本单一式两份，申请人、窗口各执一份。"),
    }
}

/// 送达回证.
#[must_use]
pub fn service_return() -> ServiceReturn {
    ServiceReturn {
        head: head("送", 418),
        organ: text("演示市人才服务窗口"),
        cause: text("陈䶮申办落户等 5 项事项的办理结果"),
        documents: vec![
            document("办理结果告知单", Some("演才窗结〔2026〕418号"), 1),
            document("准予迁入证明", Some("演公迁〔2026〕88号"), 1),
            document("入学通知书", None, 1),
        ],
        addressee: talent(),
        place: None,
        method: Some(ServiceMethod::Direct),
        received_at: None,
        proxy: None,
        refusal: None,
        witness: None,
        servers: vec![],
        remark: String::new(),
        tail: tail("本回证一份，送达后入卷。"),
    }
}

/// 交付清单.
#[must_use]
pub fn handover_list() -> HandoverList {
    let line = |item: &str, document, note: &str| HandoverLine { item: text(item), document, note: text(note) };
    HandoverList {
        head: head("交", 418),
        applicant: talent(),
        collector: text("孙倩（单位专员）"),
        power: text("授权委托书（2026 年 11 月 11 日）"),
        handed_at: None,
        lines: vec![
            line("落户", document("准予迁入证明", Some("演公迁〔2026〕88号"), 1), "原件"),
            line("子女入学（小学）", document("入学通知书", None, 1), "原件"),
            line("人才公寓申请", document("不予办理告知书", Some("演才窗不〔2026〕12号"), 1), "原件"),
        ],
        remaining: texts(&["职称评审：专家评审中，预计 2027 年 1 月 7 日前"]),
        tail: tail("本清单一式两份，领取人、窗口各执一份。"),
    }
}

/// 卷宗, with the papers above in the order of a volume, and one attachment named `scan.png`.
#[must_use]
pub fn volume() -> Volume {
    let filed = |paper: Paper, number: Option<&str>, date| Filed {
        title: text(paper.title()),
        number: number.map(text),
        author: text("演示市人才服务窗口"),
        date,
        note: String::new(),
        pages: Pages::Paper(Box::new(paper)),
    };
    let mut routing = filed(routing_slip().into(), Some("演才窗转〔2026〕1207号"), day(11, 11));
    routing.title = text("转办单（子女入学，市教育局）");
    Volume {
        head: Head { code: None, ..head("卷", 418) },
        cover: Cover {
            fonds: Stated::from("演示市人才服务中心"),
            category: Stated::Unset,
            title: text("陈䶮（B 类）落户、人才公寓、子女入学、职称评审、医疗保健 5 项服务办件"),
            talent: text("陈䶮"),
            tier: Some(text("B 类")),
            accepted_on: Some(day(11, 11)),
            closed_on: Some(day(11, 24)),
            departments: texts(&[
                "市公安局",
                "市住房和城乡建设局",
                "市教育局",
                "市人力资源和社会保障局",
                "市卫生健康委员会",
            ]),
            filed_by: text("李演示"),
            retention: Stated::Unset,
            filing_number: Stated::Unset,
            archival_code: Stated::Unset,
            secrecy: None,
        },
        papers: vec![
            filed(result_notice().into(), Some("演才窗结〔2026〕418号"), day(11, 24)),
            filed(service_return().into(), Some("演才窗送〔2026〕418号"), day(11, 24)),
            filed(handover_list().into(), Some("演才窗交〔2026〕418号"), day(11, 24)),
            routing,
            filed(acceptance_notice().into(), Some("演才窗受〔2026〕418号"), day(11, 11)),
            filed(receipt().into(), Some("演才窗收〔2026〕418号"), day(11, 11)),
            filed(one_time_notice().into(), Some("演才窗告〔2026〕418号"), day(11, 11)),
            Filed {
                title: text("户口簿复印件"),
                number: None,
                author: text("申请人"),
                date: day(11, 11),
                note: text("扫描件"),
                pages: Pages::Files(texts(&["scan.png"])),
            },
        ],
        closing: Closing {
            situation: text("本卷文件齐全。职称评审由申请人撤回，无结果文书。"),
            filed_by: text("李演示"),
            filed_on: day(11, 25),
            checked_by: None,
            checked_on: None,
        },
    }
}

fn due(month: u32, date: u32) -> Stated<Due> {
    Stated::Value(Due::certain(day(month, date)))
}

fn papers(list: &[(&str, Option<&str>, u32)]) -> Vec<Document> {
    list.iter().map(|(name, number, count)| document(name, *number, *count)).collect()
}

/// The forms of intake beyond the first seven papers.
#[must_use]
pub fn intake_forms() -> Vec<Paper> {
    let remedy = "不服本决定的，可以自收到之日起六十日内申请行政复议，也可以依法提起行政诉讼。";
    let lacking = |material: &str, standard: &str, reason: &str| Lacking {
        material: text(material),
        standard: text(standard),
        reason: text(reason),
    };
    let chosen = |item: &str, department: &str| Chosen {
        item: text(item),
        department: text(department),
        rule: text("《窗口运行办法》（演示）第十三条：按部门职责"),
    };
    vec![
        NeedRegister {
            head: head("登", 418),
            talent: talent(),
            agent: Some(agent()),
            came_by: text("单位专员到窗口"),
            registered_at: at(11, 11, 10, 5),
            need: text("全家要落户本市，孩子明年上小学，想申请人才公寓，还想问职称和体检怎么办。"),
            chosen: vec![chosen("落户", "市公安局"), chosen("子女入学（小学）", "市教育局")],
            note: text("下午可以来交材料。"),
            registrar: text("李演示（工号 003）"),
            tail: tail("本表一份，入卷。"),
        }
        .into(),
        DirectService {
            head: head("直", 52),
            talent: talent(),
            evidence: text("人才卡、居民身份证"),
            item: text("机场绿色通道"),
            provider: text("演示机场（承办专员 周样例）"),
            served_at: at(11, 11, 15, 20),
            result: text("已引导登机。"),
            tail: tail("本单一份，季度汇总备案。"),
        }
        .into(),
        PreReview {
            head: head("预", 96),
            applicant: talent(),
            items: texts(&["落户", "子女入学（小学）"]),
            reviewed_on: day(11, 10),
            findings: vec![
                Finding { material: text("居民身份证"), fits: true, remark: String::new() },
                Finding { material: text("户口簿"), fits: false, remark: text("缺子女页，请补充扫描。") },
            ],
            conclusion: text("补齐户口簿子女页后可以到窗口受理。"),
            reviewer: text("李演示（工号 003）"),
            tail: tail("本意见一份，发申请人。"),
        }
        .into(),
        SupplementNotice {
            head: head("补", 31),
            applicant: talent(),
            items: texts(&["子女入学（小学）"]),
            applied_on: day(11, 11),
            missing: vec![
                lacking("户口簿子女页", "复印件 2 份，与原件一致", "未提交"),
                lacking("子女出生医学证明", "复印件清晰可辨", "编号不清"),
            ],
            until: due(11, 18),
            how: text("交到窗口，或由单位专员代交。"),
            consequence: text("逾期未补正又无正当理由的，视为撤回申请。"),
            tail: tail("本告知书一式两份，申请人、窗口各执一份。"),
        }
        .into(),
        RejectionNotice {
            head: head("不受", 7),
            applicant: talent(),
            items: texts(&["企业登记"]),
            reason: text("该事项不属于本窗口受理范围。"),
            go_to: Stated::from("市行政审批服务局，演示路 2 号"),
            remedy: text(remedy),
            tail: tail("本通知书一式两份，申请人、窗口各执一份。"),
        }
        .into(),
        ReturnedMaterials {
            head: head("退", 12),
            applicant: talent(),
            materials: papers(&[("学历学位证书", None, 2), ("结婚证", None, 1)]),
            reason: text("原件核验完毕。"),
            returned_at: None,
            taker: text("孙倩（单位专员）"),
            tail: tail("本单一式两份，领取人、窗口各执一份。"),
        }
        .into(),
        CorrectionNotice {
            head: head("更", 3),
            applicant: talent(),
            withdrawn: papers(&[("办理结果告知单", Some("〔2026〕18号"), 1)]),
            reason: text("两处窗口分别登记了结果，以公安部门来函为准。"),
            instead: text("以 11 月 20 日出具的办理结果告知单为准。"),
            tail: tail("本告知书一式两份，申请人、窗口各执一份。"),
        }
        .into(),
        TolerantPromise {
            head: head("容", 15),
            applicant: talent(),
            items: texts(&["人才公寓申请"]),
            received: texts(&["居民身份证", "人才卡", "劳动合同"]),
            missing: vec![lacking("无房证明", "原件 1 份", "登记机构当日未能开具")],
            until: due(11, 18),
            how: text("原件交到窗口。"),
            consequence: text("逾期未补齐的，视为撤回申请。"),
            tail: tail("本书一式两份，承诺人、窗口各执一份。"),
        }
        .into(),
        PowerOfAttorney {
            head: head("委", 44),
            principal: talent(),
            agent: Party {
                phone: Some(text("139****1234")),
                document: Some(text("居民身份证")),
                document_number: Some(text("371302********0021")),
                ..agent()
            },
            matters: texts(&["代为提交落户、子女入学的申请材料", "代为领取办理结果"]),
            special: Some(false),
            from: day(11, 11),
            until: Some(day(12, 31)),
            sub_delegation: Some(false),
            tail: tail("本书一式两份，受托人、窗口各执一份。"),
        }
        .into(),
        VisitAppointment {
            head: head("约", 63),
            applicant: talent(),
            item: text("居民身份证办理"),
            department: text("市公安局"),
            place: text("演示路 5 号 2 楼户政大厅 8 号窗"),
            at: at(11, 13, 9, 30),
            bring: texts(&["本人到场", "户口簿原件"]),
            contact: Stated::from("0000-0000001"),
            tail: tail("本回执一份，由申请人留存。"),
        }
        .into(),
        GuideSlip {
            head: head("引", 64),
            applicant: talent(),
            item: text("驾驶证换领"),
            department: text("市公安局交警支队"),
            window: text("车驾管 3 号窗"),
            place: text("演示路 9 号 1 楼"),
            bring: texts(&["境外驾驶证及翻译件", "体检证明"]),
            contact: Stated::Unset,
            tail: tail("本单一份，交接待窗口。"),
        }
        .into(),
        EscortSlip {
            head: head("陪", 21),
            applicant: talent(),
            item: text("外国人居留许可"),
            department: text("市公安局出入境管理支队"),
            place: text("演示路 5 号 1 楼"),
            at: at(11, 13, 9, 0),
            escort: text("李演示（工号 003）"),
            course: None,
            tail: tail("本单一份，办结后入卷。"),
        }
        .into(),
    ]
}

/// The forms of handling beyond the routing slip.
#[must_use]
pub fn handling_forms() -> Vec<Paper> {
    let task = |item: &str, department: &str, due| Task {
        item: text(item),
        department: text(department),
        assisting: vec![],
        rule: text("《窗口运行办法》（演示）第十三条"),
        due,
    };
    let provisional = Stated::Value(Due {
        date: NaiveDate::from_ymd_opt(2027, 1, 7).unwrap_or_default(),
        provisional: Some(text("法定节假日")),
    });
    let terms = texts(&["应当具备的条件和标准", "行政机关核查的方式", "不实承诺将撤销办理结果"]);
    vec![
        Breakdown {
            head: head("分", 418),
            talent: talent(),
            need: text("全家落户、子女入学、人才公寓。"),
            tasks: vec![
                task("落户", "市公安局", due(11, 20)),
                task("子女入学（小学）", "市教育局", due(11, 25)),
                task("职称评审", "市人力资源和社会保障局", provisional.clone()),
                task("医疗保健", "市卫生健康委员会", Stated::Unset),
            ],
            divided_by: text("李演示（工号 003）"),
            tail: tail("本单一份，入卷。"),
        }
        .into(),
        SignForSlip {
            head: head("签", 77),
            from: text("演示市人才服务窗口"),
            to: text("市教育局"),
            documents: papers(&[("转办单", Some("演才窗转〔2026〕1207号"), 2), ("申请材料", None, 3)]),
            sent_at: at(11, 11, 14, 5),
            signed: None,
            tail: tail("本单一式两份，收发双方各执一份。"),
        }
        .into(),
        SupervisionSlip {
            head: head("督", 9),
            department: text("市教育局"),
            talent: talent(),
            item: text("子女入学（小学）"),
            limit: Stated::from("承诺时限 10 个工作日"),
            due: due(11, 25),
            overdue: 2,
            reminders: texts(&["11 月 24 日电话提醒", "11 月 26 日书面催办"]),
            requests: texts(&["立即办结并反馈", "说明逾期原因"]),
            reply_within: Stated::from("3 个工作日"),
            reply: None,
            tail: tail("本单一式两份，被督办部门、窗口各执一份。"),
        }
        .into(),
        CoordinationNotice {
            head: head("协告", 5),
            applicant: talent(),
            item: text("医疗保健"),
            problem: text("定点医院尚未确定。"),
            coordinator: text("市卫生健康委员会"),
            step: text("提请联席会议研究。"),
            expected: Stated::Unset,
            tail: tail("本告知书一式两份，申请人、窗口各执一份。"),
        }
        .into(),
        ExtensionNotice {
            head: head("延", 3),
            applicant: talent(),
            item: text("子女入学（小学）"),
            department: text("市教育局"),
            accepted_on: day(11, 11),
            due_before: due(11, 25),
            days: text("5 个工作日"),
            due_now: due(12, 2),
            reason: text("学位分配需与县区核对。"),
            approver: text("市教育局负责人 吴示例"),
            tail: tail("本告知书一式两份，申请人、窗口各执一份。"),
        }
        .into(),
        ExtensionReport {
            head: head("延备", 3),
            department: text("市教育局"),
            specialist: Stated::from("赵示范"),
            talent: talent(),
            item: text("子女入学（小学）"),
            due_before: due(11, 25),
            due_now: due(12, 2),
            reason: text("学位分配需与县区核对。"),
            told_at: Some(at(11, 24, 10, 0)),
            filed_at: Some(at(11, 24, 10, 30)),
            opinion: None,
            tail: tail("本表一式两份，部门、窗口各执一份。"),
        }
        .into(),
        SpecialProcedure {
            head: head("特", 2),
            applicant: talent(),
            item: text("职称评审"),
            procedure: text("专家评审"),
            time: text("最长 30 日"),
            from: Some(day(11, 16)),
            until: None,
            tail: tail("本告知书一式两份，申请人、窗口各执一份。"),
        }
        .into(),
        Agenda {
            head: head("议", 4),
            proposer: text("演示市人才服务窗口"),
            talent: talent(),
            issue: text("关于陈䶮同志配偶工作安排的个性化需求"),
            situation: text("现行政策没有对应事项，用人单位已出具说明。"),
            opinions: vec![
                Opinion { department: text("市人力资源和社会保障局"), text: text("可以推荐岗位。") },
                Opinion { department: text("市委编办"), text: text("按程序办理。") },
            ],
            proposal: text("由市人力资源和社会保障局牵头，限期答复。"),
            decision: None,
            tail: tail("本表一份，会后入卷。"),
        }
        .into(),
        PersonalPledge {
            head: head("诺", 8),
            applicant: talent(),
            item: text("人才公寓申请"),
            proof: text("申请人在本市无自有住房。"),
            terms: terms.clone(),
            liability: text("撤销办理结果，追回已享受的待遇，依法承担责任。"),
            public: Stated::Unset,
            tail: tail("本承诺书一式两份，承诺人、窗口各执一份。"),
        }
        .into(),
        EmployerPledge {
            head: head("单诺", 8),
            employer: text("演示新材料有限公司"),
            credit_code: Some(text("91350100M000100Y43")),
            talent: talent(),
            item: text("人才公寓申请"),
            proof: text("该同志为本单位在职职工。"),
            terms,
            liability: text("撤销办理结果，依法承担责任。"),
            public: Stated::Unset,
            tail: tail("本承诺书一式两份，承诺单位、窗口各执一份。"),
        }
        .into(),
    ]
}

/// The forms of delivery and follow-up beyond the first seven papers.
#[must_use]
pub fn delivery_forms() -> Vec<Paper> {
    vec![
        CollectionNotice {
            head: head("领", 418),
            applicant: talent(),
            documents: papers(&[("准予迁入证明", Some("演公迁〔2026〕88号"), 1), ("入学通知书", None, 1)]),
            place: text("演示路 1 号 1 楼 3 号窗"),
            hours: Stated::from("工作日 9:00–17:00"),
            bring: texts(&["居民身份证", "收件凭证"]),
            until: Stated::Unset,
            tail: tail("本通知一份，发申请人。"),
        }
        .into(),
        RefusalNotice {
            head: head("不", 12),
            applicant: talent(),
            item: text("人才公寓申请"),
            department: text("市住房和城乡建设局"),
            reason: text("申请人名下已有住房，不符合演示办法第六条的条件。"),
            advice: text("可以改申购房补贴。"),
            remedy: text("不服本决定的，可以自收到之日起六十日内申请行政复议，也可以依法提起行政诉讼。"),
            tail: tail("本告知书一式两份，申请人、窗口各执一份。"),
        }
        .into(),
        RemoteCollection {
            head: head("异", 6),
            applicant: talent(),
            documents: papers(&[("人才认定证书", Some("演才认〔2026〕5号"), 1)]),
            sending: text("演示市人才服务窗口"),
            collecting: text("示范县人才服务窗口"),
            check: text("核对居民身份证原件和领取码"),
            collected_at: None,
            tail: tail("本单一式两份，两地窗口各执一份。"),
        }
        .into(),
        Satisfaction {
            head: head("评", 418),
            applicant: talent(),
            items: texts(&["落户", "子女入学（小学）"]),
            rating: None,
            reasons: texts(&["服务态度", "办理时间", "材料要求", "跑动次数"]),
            words: None,
            named: true,
            tail: tail("本表一份，窗口留存。"),
        }
        .into(),
        CallBack {
            head: head("访", 418),
            talent: talent(),
            called_at: at(11, 30, 10, 0),
            caller: text("钱样例（工号 005）"),
            answers: vec![
                Answer { question: text("结果文书收到了吗？"), answer: text("都收到了。") },
                Answer { question: text("还有什么需要？"), answer: text("想了解配偶就业服务。") },
            ],
            rating: Some(Rating::Good),
            problem: text("希望入学通知再早一些。"),
            action: text("转市教育局研究。"),
            by: due(12, 7),
            tail: tail("本表一份，入卷。"),
        }
        .into(),
        MaterialTransfer {
            head: head("移", 33),
            from: text("演示市人才服务窗口"),
            to: text("市人力资源和社会保障局"),
            talent: talent(),
            items: texts(&["人才认定"]),
            materials: papers(&[("申请表", None, 1), ("承诺书", None, 2), ("认定结果", Some("演才认〔2026〕5号"), 1)]),
            check: None,
            tail: tail("本单一式两份，移交、接收双方各执一份。"),
        }
        .into(),
        SamplingCheck {
            head: head("抽", 2),
            talent: talent(),
            item: text("人才认定"),
            handled_on: day(11, 20),
            checker: text("演示第三方评估机构"),
            points: vec![
                Point { point: text("劳动合同是否真实有效"), finding: None },
                Point { point: text("社会保险是否连续缴纳"), finding: None },
            ],
            conclusion: None,
            action: None,
            tail: tail("本表一份，核实后入卷。"),
        }
        .into(),
    ]
}

/// Official letters after GB/T 9704.
#[must_use]
pub fn official_letters() -> Vec<Paper> {
    let passage = |level, words: &str| Passage { level, text: text(words) };
    let long = "各成员单位要把人才服务绿色通道作为优化营商环境的重要抓手，落实首问负责、一次告知、限时办结，确保每一件需求有人接、有人办、有回音。";
    let body = vec![
        passage(0, "为进一步规范人才服务绿色通道窗口运行，现就有关事项通知如下。"),
        passage(1, "一、统一受理"),
        passage(0, long),
        passage(2, "（一）材料一次告知"),
        passage(0, long),
        passage(2, "（二）同一材料只交一次"),
        passage(0, long),
        passage(1, "二、并联办理"),
        passage(0, long),
        passage(0, long),
        passage(1, "三、集中反馈"),
        passage(0, long),
    ];
    vec![
        OfficialDocument {
            head: Head { number: Stated::from("演人才〔2026〕8号"), ..head("发", 8) },
            mark: text("演示市人才工作领导小组文件"),
            title: text("关于规范人才服务绿色通道窗口运行的通知"),
            to: texts(&["各县区人才工作领导小组", "市直有关部门"]),
            body: body.clone(),
            attachments: texts(&["人才服务事项清单", "服务专员名单"]),
            organ: text("演示市人才工作领导小组"),
            annotation: Some(text("此件公开发布")),
            copies: texts(&["市委办公室", "市政府办公室"]),
            issuer: Some(text("演示市人才工作领导小组办公室")),
            tail: tail(""),
        }
        .into(),
        Minutes {
            head: Head { number: Stated::from("第 3 期"), ..head("纪", 3) },
            mark: text("联席会议纪要"),
            title: text("人才服务绿色通道第三次联席会议纪要"),
            held_at: text("2026 年 11 月 10 日 9:00"),
            place: text("市行政中心 301 会议室"),
            chair: text("郑示例"),
            present: vec![
                Attendance { group: text("出席"), names: texts(&["陈䶮", "赵示范", "钱样例", "李演示"]) },
                Attendance { group: text("列席"), names: texts(&["孙倩"]) },
            ],
            absent: texts(&["吴示例"]),
            body: vec![
                passage(0, "会议听取了窗口运行情况汇报，研究了陈䶮同志的个性化需求。会议议定："),
                passage(0, "1. 由市人力资源和社会保障局牵头，两周内提出方案。"),
                passage(0, "2. 市教育局按期办结子女入学事项。"),
            ],
            copies: texts(&["各成员单位"]),
            issuer: Some(text("演示市人才工作领导小组办公室")),
            tail: tail(""),
        }
        .into(),
        SupervisionLetter {
            head: Head { number: Stated::from("演才窗督函〔2026〕9号"), ..head("督函", 9) },
            department: text("市教育局"),
            talent: talent(),
            item: text("子女入学（小学）"),
            limit: Stated::from("10 个工作日"),
            due: due(11, 25),
            overdue: 2,
            reminders: texts(&["11 月 24 日电话提醒", "11 月 26 日书面催办"]),
            requests: texts(&["立即办结并反馈结果。", "书面说明逾期原因和责任人员。"]),
            reply_within: Stated::from("3 个工作日"),
            attachments: texts(&["转办单（演才窗转〔2026〕1207号）"]),
            copies: texts(&["市委人才工作领导小组办公室"]),
            tail: tail(""),
        }
        .into(),
        CoordinationLetter {
            head: Head { number: Stated::from("演才窗函〔2026〕14号"), ..head("函", 14) },
            department: text("市公安局"),
            lead: text("市教育局"),
            talent: talent(),
            item: text("子女入学（小学）"),
            reason: text("入学须核对落户信息。"),
            requests: texts(&["提供该同志及子女的落户办理情况。"]),
            due: due(11, 18),
            attachments: vec![],
            tail: tail(""),
        }
        .into(),
        ReplyLetter {
            head: Head { number: Stated::from("演才窗函〔2026〕15号"), ..head("函", 15) },
            to: text("演示新材料有限公司"),
            question: text("引进人才配偶就业服务"),
            asked_on: day(11, 9),
            answers: texts(&["可以由单位专员向窗口登记需求。", "窗口将转市人力资源和社会保障局推荐岗位。"]),
            attachments: vec![],
            copies: vec![],
            tail: tail(""),
        }
        .into(),
        CollectedFeedback {
            head: Head { number: Stated::from("演才窗函〔2026〕16号"), ..head("函", 16) },
            to: text("演示新材料有限公司"),
            talent: talent(),
            results: vec![
                FedBack {
                    item: text("落户"),
                    department: text("市公安局"),
                    result: text("准予，可以领取准予迁入证明"),
                    on: day(11, 20),
                },
                FedBack {
                    item: text("人才公寓申请"),
                    department: text("市住房和城乡建设局"),
                    result: text("不予办理，理由见告知书"),
                    on: day(11, 24),
                },
            ],
            pickup: Stated::from("凭收件凭证到窗口领取"),
            copies: texts(&["市公安局", "市住房和城乡建设局"]),
            tail: tail(""),
        }
        .into(),
    ]
}

/// Labels of every kind, each with the name of its file.
#[must_use]
pub fn labels() -> Vec<(&'static str, Labels)> {
    let routing = |department: &str, items: &[&str], due| RoutingLabel {
        window: text("演示市人才服务窗口"),
        case_number: text("YS-3713-26-00418-7"),
        number: Stated::from("演才窗转〔2026〕1207号"),
        department: text(department),
        talent: text("陈䶮"),
        items: texts(items),
        due,
        practice: true,
    };
    let shelf = Shelf {
        fonds: Some(text("演示市人才服务中心")),
        fonds_code: Some(text("Z109")),
        category: Some(text("人才服务办件")),
        year: Some(text("2026")),
        retention: None,
        range: Some(text("Z109-WS·2026-D10-RCC-0001–0087")),
        box_number: Some(text("1")),
        practice: true,
    };
    let addressed = |address: Option<&str>| Addressed {
        address: address.map(text),
        employer: Some(text("演示新材料有限公司")),
        name: text("陈䶮"),
        sender: text("演示市人才服务窗口"),
        sender_address: Some(text("演示路 1 号 1 楼 3 号窗")),
        practice: true,
    };
    let there = Some("演示市示范区演示路 88 号 3 栋 2 单元 501 室");
    vec![
        (
            "label_routing",
            Labels::Routing(vec![
                routing("市公安局", &["落户"], due(11, 20)),
                routing("市人力资源和社会保障局", &["职称评审", "社会保险关系转移"], Stated::Unset),
            ]),
        ),
        ("label_box", Labels::Box(vec![shelf.clone()])),
        ("label_spine20", Labels::Spine(Thickness::Mm20, vec![shelf.clone()])),
        ("label_spine30", Labels::Spine(Thickness::Mm30, vec![shelf.clone()])),
        ("label_spine40", Labels::Spine(Thickness::Mm40, vec![shelf])),
        ("label_envelope", Labels::Envelope(vec![addressed(there), addressed(None)])),
        ("label_address", Labels::Address(vec![addressed(there), addressed(None)])),
    ]
}

/// One paper of every kind.
#[must_use]
pub fn all() -> Vec<Paper> {
    let mut all: Vec<Paper> = vec![
        one_time_notice().into(),
        receipt().into(),
        acceptance_notice().into(),
        routing_slip().into(),
        result_notice().into(),
        service_return().into(),
        handover_list().into(),
    ];
    all.extend(intake_forms());
    all.extend(handling_forms());
    all.extend(delivery_forms());
    all.extend(official_letters());
    all.push(recovery_sheet().into());
    all.push(volume().into());
    all.sort_by_key(Paper::kind);
    all
}
