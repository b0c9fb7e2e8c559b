//! What a person can ask for. An act becomes facts, or is refused.

use super::body::*;
use crate::calendar::CalendarVersion;
use crate::fact::FactId;
use crate::pack::Days;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! acts {
    ($($(#[$meta:meta])* $name:ident $word:literal $fields:tt $series:expr;)*) => {
        acts!(@act [$($(#[$meta])* $name $fields;)*]);

        /// The kinds of act, e.g. for the list of what is possible now.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum ActKind { $($(#[$meta])* $name,)* }

        impl ActKind {
            /// All kinds, in the order of the work.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The kind's word, as written in packs and scenarios.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
            /// The series from which the act's paper takes its number.
            #[must_use]
            pub fn series(self) -> Option<&'static str> {
                match self { $(Self::$name => $series,)* }
            }
        }

        impl CaseAct {
            /// The act's kind.
            #[must_use]
            pub fn kind(&self) -> ActKind {
                match self { $(Self::$name { .. } => ActKind::$name,)* }
            }
        }
    };
    (@act [$($(#[$meta:meta])* $name:ident { $($field:ident : $type:ty),* };)*]) => {
        /// An act on a case.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[serde(tag = "act", rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the fields mean what they mean in the fact of the same name")]
        pub enum CaseAct { $($(#[$meta])* $name { $($field: $type),* },)* }
    };
}

acts! {
    /// 登记需求
    RegisterNeed "register_need" { need: Box<NeedRegistered> } Some("case");
    /// 选定事项
    ChooseItems "choose_items" { items: Vec<ChosenItem> } None;
    /// 取消事项
    DropItem "drop_item" { item: ItemNo, reason: String } None;
    /// 一次性告知
    GiveNotice "give_notice" { items: Vec<ItemNo>, told: Told, reason: String } Some("notice");
    /// 收件
    Receive "receive" { from: String, papers: Vec<ReceivedPaper> } Some("receipt");
    /// 当场更正
    CorrectOnSpot "correct_on_spot" { material: String, what: String } None;
    /// 补正告知
    AskSupplement "ask_supplement" { papers: Vec<SupplementLine>, until: Option<NaiveDate>, told: Told, reason: String } Some("supplement");
    /// 退还材料
    ReturnMaterial "return_material" { material: String, to: String } None;
    /// 受理
    Accept "accept" { items: Vec<ItemNo> } Some("acceptance");
    /// 不予受理
    RefuseAcceptance "refuse_acceptance" { item: ItemNo, reason_key: String, reason: String, where_to_go: String, remedies: String } Some("rejection");
    /// 直接服务
    Serve "serve" { item: ItemNo, proof: String, note: String } None;
    /// 转办
    Dispatch "dispatch" { item: ItemNo, body: String, request: String } Some("dispatch");
    /// 签收
    Acknowledge "acknowledge" { item: ItemNo, body: String, by: String } None;
    /// 退回
    Bounce "bounce" { item: ItemNo, body: String, reason_key: String, reason: String } None;
    /// 改派
    Reassign "reassign" { item: ItemNo, body: String, to: String, reason: String } None;
    /// 反馈
    FeedBack "feed_back" { item: ItemNo, body: String, by: String, result: String, proposes: Outcome, papers: Vec<String> } None;
    /// 预约、引导
    BookVisit "book_visit" { visit: Visit } None;
    /// 到场、陪同
    RecordVisit "record_visit" { item: ItemNo, at: NaiveDateTime, accompanied_by: String, note: String } None;
    /// 提请协调
    Coordinate "coordinate" { item: ItemNo, problem: String, with: Vec<String>, told: Told } None;
    /// 协调结束
    CloseCoordination "close_coordination" { item: ItemNo, result: String } None;
    /// 中止计时
    Suspend "suspend" { item: ItemNo, reason_key: String, reason: String, expected_days: Option<u32>, told: Told } None;
    /// 恢复计时
    Resume "resume" { item: ItemNo } None;
    /// 延期
    Extend "extend" { item: ItemNo, reason: String, approver: String, told: Told, filed: Told, until: NewDate } Some("extension");
    /// 办结
    Decide "decide" { item: ItemNo, outcome: Outcome, on_spot: bool, result: String, reason: String, basis: String, remedies: String, papers: Vec<String> } None;
    /// 回窗
    Collect "collect" { item: ItemNo, papers: Vec<String> } None;
    /// 约定领取
    AppointHandover "appoint_handover" { items: Vec<ItemNo>, call: Told, at: NaiveDateTime, place: String } None;
    /// 交付
    HandOver "hand_over" { items: Vec<ItemNo>, to: String, relation: String, power: String, method: String, papers: Vec<String> } Some("handover");
    /// 告知结果
    Inform "inform" { items: Vec<ItemNo>, told: Told } None;
    /// 评价
    Rate "rate" { item: Option<ItemNo>, level: u8, comment: String, channel: String } None;
    /// 整改
    Rectify "rectify" { item: Option<ItemNo>, what: String } None;
    /// 回访
    CallBack "call_back" { reached: bool, answer: String, follow_up: String } None;
    /// 归档
    File "file" { filing: Filing } None;
    /// 更正
    Correct "correct" { fact: FactId, field: Field, value: String, reason: String } None;
    /// 裁决
    Settle "settle" { contradiction: String, set_aside: Vec<FactId>, reason: String } None;
    /// 记事
    Note "note" { text: String } None;
    /// 出具文书
    RecordPaper "record_paper" { paper: Box<PaperMade> } None;
    /// 打印
    RecordPrint "record_print" { sha256: String, copies: u32, originals: bool, printer: String, reason: String } None;
    /// 日历变动
    MoveDues "move_dues" { moves: Vec<DueMove>, calendar: CalendarVersion, because: String } None;
}

impl CaseAct {
    /// The one item that the act is about; `None` for the whole case or several items.
    #[must_use]
    pub fn item(&self) -> Option<&ItemNo> {
        match self {
            Self::DropItem { item, .. }
            | Self::RefuseAcceptance { item, .. }
            | Self::Serve { item, .. }
            | Self::Dispatch { item, .. }
            | Self::Acknowledge { item, .. }
            | Self::Bounce { item, .. }
            | Self::Reassign { item, .. }
            | Self::FeedBack { item, .. }
            | Self::RecordVisit { item, .. }
            | Self::Coordinate { item, .. }
            | Self::CloseCoordination { item, .. }
            | Self::Suspend { item, .. }
            | Self::Resume { item }
            | Self::Extend { item, .. }
            | Self::Decide { item, .. }
            | Self::Collect { item, .. } => Some(item),
            Self::BookVisit { visit } => Some(&visit.item),
            Self::Rate { item, .. } | Self::Rectify { item, .. } => item.as_ref(),
            Self::GiveNotice { items, .. }
            | Self::Accept { items }
            | Self::AppointHandover { items, .. }
            | Self::HandOver { items, .. }
            | Self::Inform { items, .. } => match items.as_slice() {
                [item] => Some(item),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The new end of an extended item: a day that was agreed, or a number of days from the old date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NewDate {
    /// This day.
    On(NaiveDate),
    /// So many days after the date that holds now (or after today, when that is past or unset).
    After(Days),
}
