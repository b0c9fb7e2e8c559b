use chrono::NaiveDate;
use greenlane_domain::fact::{DeviceId, FileId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is to be thought of a paper whose QR was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaperProof {
    /// The verdict.
    pub verdict: ProofVerdict,
    /// In words: what it means and what to do.
    pub words: String,
    /// What the paper says, as it was signed; absent when that cannot be trusted.
    pub says: Option<ProofClaim>,
    /// The desk that signed, as far as the code names one.
    pub desk: String,
    /// The case, when it is kept here.
    pub file: Option<FileId>,
    /// The paper, when it is kept here.
    pub sha256: Option<String>,
}

/// The verdicts, told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProofVerdict {
    /// It says what the desk signed.
    Genuine,
    /// What it says is not what the desk signed.
    Altered,
    /// It is not the code of a paper.
    Unreadable,
    /// A desk that is not known here.
    UnknownDesk,
    /// The desk signed it, but is revoked.
    RevokedDesk,
    /// The desk signed it, and the paper no longer holds.
    Void,
}

/// What a paper says, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProofClaim {
    /// The kind of paper.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// The case's number.
    pub case_number: String,
    /// Its date.
    pub date: NaiveDate,
    /// The rest in short; names are masked.
    pub says: String,
}

/// A desk of the office, by whose key papers are verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeskKey {
    /// The desk.
    pub desk: DeviceId,
    /// How codes name it.
    pub short: String,
    /// It is this desk.
    pub this: bool,
    /// From which day it no longer speaks for the office.
    pub stopped: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

/// A package of documents, written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackageWritten {
    /// Its folder.
    pub folder: String,
    /// All its files.
    pub paths: Vec<String>,
    /// Pages of the volume.
    pub pages: u32,
    /// The four checks on what was written.
    pub report: PackageReport,
}

/// The four checks (真实、完整、可用、安全) of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackageReport {
    /// The folder.
    pub folder: String,
    /// How many files were looked at.
    pub files: usize,
    /// All four are met.
    pub sound: bool,
    /// The four checks, in this order.
    pub checks: Vec<PackageCheck>,
}

/// One of the four checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackageCheck {
    /// `authentic`, `complete`, `usable`, `safe`.
    pub property: String,
    /// Its name.
    pub name: String,
    /// What was looked at.
    pub looked_at: String,
    /// It is met.
    pub met: bool,
    /// What is wrong: the file, and what.
    pub findings: Vec<(String, String)>,
}
