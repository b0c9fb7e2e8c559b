//! The volume (卷宗): one case, one volume.

use super::{
    Paper,
    sheet::{Head, Stated},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A case's volume: cover, contents, every paper in order, attachments as pages, closing note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Volume {
    /// The head; its number is not printed, its date is the day of filing.
    pub head: Head,
    /// The cover.
    pub cover: Cover,
    /// The papers, in the order in which they lie.
    pub papers: Vec<Filed>,
    /// The closing note.
    pub closing: Closing,
}

/// 封面, after GB/T 9705-2008 as far as its items are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// 全宗名称.
    pub fonds: Stated<String>,
    /// 类目名称.
    pub category: Stated<String>,
    /// 案卷题名.
    pub title: String,
    /// 人才姓名.
    pub talent: String,
    /// 人才层次.
    pub tier: Option<String>,
    /// 受理日期.
    pub accepted_on: Option<NaiveDate>,
    /// 办结日期.
    pub closed_on: Option<NaiveDate>,
    /// 承办部门.
    pub departments: Vec<String>,
    /// 立卷人.
    pub filed_by: String,
    /// 保管期限.
    pub retention: Stated<String>,
    /// 归档号.
    pub filing_number: Stated<String>,
    /// 档号.
    pub archival_code: Stated<String>,
    /// 密级.
    pub secrecy: Option<String>,
}

/// One paper of a volume.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filed {
    /// 题名.
    pub title: String,
    /// 文号.
    pub number: Option<String>,
    /// 责任者.
    pub author: String,
    /// 日期.
    pub date: NaiveDate,
    /// 备注.
    pub note: String,
    /// What its pages are.
    pub pages: Pages,
}

/// What a filed paper's pages are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Pages {
    /// A paper of this office, set again from the same data.
    Paper(Box<Paper>),
    /// Scans or files, by the names under which their bytes are given to the press: PNG, JPEG or PDF, in order.
    Files(Vec<String>),
}

/// 备考表.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// 本卷情况说明.
    pub situation: String,
    /// 立卷人.
    pub filed_by: String,
    /// 立卷时间.
    pub filed_on: NaiveDate,
    /// 检查人; blank until checked.
    pub checked_by: Option<String>,
    /// 检查时间.
    pub checked_on: Option<NaiveDate>,
}
