//! What papers say: plain data, one struct a document. How they look is in the templates; nothing here knows.

mod clock;
mod collection;
mod correction;
mod delivery;
mod follow;
mod handling;
mod intake;
mod label;
mod need;
mod official;
mod pledge;
mod recovery;
mod sheet;
mod task;
mod visit;
mod volume;

pub use clock::{ExtensionNotice, ExtensionReport, SpecialProcedure};
pub use collection::{CollectionNotice, RefusalNotice, RemoteCollection};
pub use correction::{
    CorrectionNotice, Lacking, RejectionNotice, ReturnedMaterials, SupplementNotice, TolerantPromise,
};
pub use delivery::{
    HandoverLine, HandoverList, ItemResult, Outcome, Proxy, ResultNotice, ServiceMethod, ServiceReturn,
};
pub use follow::{Answer, CallBack, MaterialTransfer, Point, Rating, SamplingCheck, Satisfaction};
pub use handling::{RoutingReply, RoutingSlip};
pub use intake::{AcceptanceNotice, Accepted, Need, NoticeItem, NoticeMaterial, OneTimeNotice, Receipt, Received};
pub use label::{Addressed, Labels, RoutingLabel, Shelf, Thickness};
pub use need::{Chosen, DirectService, Finding, NeedRegister, PreReview};
pub use official::{
    Attendance, CollectedFeedback, CoordinationLetter, FedBack, Minutes, OfficialDocument, Passage, ReplyLetter,
    SupervisionLetter,
};
pub use pledge::{EmployerPledge, PersonalPledge};
pub use recovery::RecoverySheet;
pub use sheet::{Document, Due, Head, Party, Stated, Tail};
pub use task::{Agenda, Breakdown, CoordinationNotice, Opinion, SignForSlip, SupervisionSlip, Task};
pub use visit::{EscortSlip, GuideSlip, PowerOfAttorney, VisitAppointment};
pub use volume::{Closing, Cover, Filed, Pages, Volume};

use serde::{Deserialize, Serialize};

macro_rules! papers {
    ($($(#[$meta:meta])* $name:ident = $key:literal, $title:literal;)*) => {
        /// Any paper.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "paper")]
        pub enum Paper {
            $($(#[$meta])* #[serde(rename = $key)] $name($name),)*
        }

        /// The kinds of paper.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$meta])* #[serde(rename = $key)] $name,)*
        }

        impl Kind {
            /// Every kind, in the order of a case's life.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The kind's key: the name of its template.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// The name printed at the head.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }

        impl Paper {
            /// The kind.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name),* }
            }

            /// The head.
            #[must_use]
            pub const fn head(&self) -> &Head {
                match self { $(Self::$name(paper) => &paper.head),* }
            }

            /// The head, to be completed.
            pub const fn head_mut(&mut self) -> &mut Head {
                match self { $(Self::$name(paper) => &mut paper.head),* }
            }
        }

        $(impl From<$name> for Paper {
            fn from(paper: $name) -> Self {
                Self::$name(paper)
            }
        })*
    };
}

papers! {
    /// 一次性告知书.
    OneTimeNotice = "one_time_notice", "一次性告知书";
    /// 收件凭证.
    Receipt = "receipt", "收件凭证";
    /// 受理通知书.
    AcceptanceNotice = "acceptance_notice", "受理通知书";
    /// 需求登记表.
    NeedRegister = "need_register", "需求登记表";
    /// 直接服务登记单.
    DirectService = "direct_service", "直接服务登记单";
    /// 预审意见.
    PreReview = "pre_review", "预审意见";
    /// 补正告知书.
    SupplementNotice = "supplement_notice", "补正告知书";
    /// 不予受理通知书.
    RejectionNotice = "rejection_notice", "不予受理通知书";
    /// 材料退还单.
    ReturnedMaterials = "returned_materials", "材料退还单";
    /// 容缺受理告知承诺书.
    TolerantPromise = "tolerant_promise", "容缺受理告知承诺书";
    /// 更正告知书.
    CorrectionNotice = "correction_notice", "更正告知书";
    /// 代办委托书.
    PowerOfAttorney = "power_of_attorney", "代办委托书";
    /// 预约回执.
    VisitAppointment = "visit_appointment", "预约回执";
    /// 引导单.
    GuideSlip = "guide_slip", "引导单";
    /// 陪同办理单.
    EscortSlip = "escort_slip", "陪同办理单";
    /// 转办单.
    RoutingSlip = "routing_slip", "转办单";
    /// 任务分解单.
    Breakdown = "breakdown", "任务分解单";
    /// 签收单.
    SignForSlip = "sign_for_slip", "签收单";
    /// 督办单.
    SupervisionSlip = "supervision_slip", "督办单";
    /// 协调办理告知书.
    CoordinationNotice = "coordination_notice", "协调办理告知书";
    /// 议题呈报表.
    Agenda = "agenda", "议题呈报表";
    /// 延期办理告知书.
    ExtensionNotice = "extension_notice", "延期办理告知书";
    /// 延期报备表.
    ExtensionReport = "extension_report", "延期报备表";
    /// 特别程序告知书.
    SpecialProcedure = "special_procedure", "特别程序告知书";
    /// 个人承诺书.
    PersonalPledge = "personal_pledge", "个人承诺书";
    /// 单位承诺书.
    EmployerPledge = "employer_pledge", "单位承诺书";
    /// 办理结果告知单.
    ResultNotice = "result_notice", "办理结果告知单";
    /// 送达回证.
    ServiceReturn = "service_return", "送达回证";
    /// 交付清单.
    HandoverList = "handover_list", "交付清单";
    /// 领取通知.
    CollectionNotice = "collection_notice", "领取通知";
    /// 不予办理告知书.
    RefusalNotice = "refusal_notice", "不予办理告知书";
    /// 异地领取单.
    RemoteCollection = "remote_collection", "异地领取单";
    /// 满意度测评表.
    Satisfaction = "satisfaction", "满意度测评表";
    /// 回访记录表.
    CallBack = "call_back", "回访记录表";
    /// 材料移交核验单.
    MaterialTransfer = "material_transfer", "材料移交核验单";
    /// 抽样核实表.
    SamplingCheck = "sampling_check", "抽样核实表";
    /// 公文.
    OfficialDocument = "official_document", "公文";
    /// 纪要.
    Minutes = "minutes", "纪要";
    /// 督办函.
    SupervisionLetter = "supervision_letter", "督办函";
    /// 协同办理函.
    CoordinationLetter = "coordination_letter", "协同办理函";
    /// 答复函.
    ReplyLetter = "reply_letter", "答复函";
    /// 集中反馈函.
    CollectedFeedback = "collected_feedback", "集中反馈函";
    /// 恢复码.
    RecoverySheet = "recovery_sheet", "恢复码";
    /// 卷宗.
    Volume = "volume", "卷宗";
}

impl Kind {
    /// Set by hand at fixed places rather than by a template.
    #[must_use]
    pub const fn is_slip(self) -> bool {
        matches!(self, Self::Receipt | Self::AcceptanceNotice)
    }

    /// An official letter after GB/T 9704, without the family's head and tail.
    #[must_use]
    pub const fn is_official(self) -> bool {
        matches!(
            self,
            Self::OfficialDocument
                | Self::Minutes
                | Self::SupervisionLetter
                | Self::CoordinationLetter
                | Self::ReplyLetter
                | Self::CollectedFeedback
        )
    }
}

impl Paper {
    /// The name printed at the head.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.kind().title()
    }
}
