//! Practice papers: every kind, filled with made-up and plausible data, for the gallery, previews and tests. Nothing in
//! them is from an instrument: limits, articles and numbers are invented and marked as practice.

use crate::paper::*;
use chrono::{NaiveDate, NaiveDateTime};

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

/// One paper of every kind.
#[must_use]
pub fn all() -> Vec<Paper> {
    vec![
        one_time_notice().into(),
        receipt().into(),
        acceptance_notice().into(),
        routing_slip().into(),
        result_notice().into(),
        service_return().into(),
        handover_list().into(),
        volume().into(),
    ]
}
