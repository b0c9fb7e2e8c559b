//! What papers say: plain data, one struct a document. How they look is in the templates; nothing here knows.

mod common;
mod delivery;
mod handling;
mod intake;
mod volume;

pub use common::{Document, Due, Head, Party, Stated, Tail};
pub use delivery::{
    HandoverLine, HandoverList, ItemResult, Outcome, Proxy, ResultNotice, ServiceMethod, ServiceReturn,
};
pub use handling::{RoutingReply, RoutingSlip};
pub use intake::{AcceptanceNotice, Accepted, Need, NoticeItem, NoticeMaterial, OneTimeNotice, Receipt, Received};
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
    /// 转办单.
    RoutingSlip = "routing_slip", "转办单";
    /// 办理结果告知单.
    ResultNotice = "result_notice", "办理结果告知单";
    /// 送达回证.
    ServiceReturn = "service_return", "送达回证";
    /// 交付清单.
    HandoverList = "handover_list", "交付清单";
    /// 卷宗.
    Volume = "volume", "卷宗";
}

impl Paper {
    /// The name printed at the head.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.kind().title()
    }
}
