//! Everything that can be asked of a desk, declared once: the window, the command line and the stories all come through
//! here. An ask that nobody answers does not compile.

use crate::view::*;
use chrono::NaiveDate;
use greenlane_domain::case::{AttachmentChange, CaseAct, ItemNo, Which};
use greenlane_domain::employer::EmployerRecord;
use greenlane_domain::fact::{DeviceId, FactId, FileId, Moment};
use greenlane_domain::identity::Reading;
use greenlane_domain::office::{Letterhead, OfficeRecord, Person};
use greenlane_domain::pack::{Days, ItemSpec};
use greenlane_domain::talent::TalentRecord;
use greenlane_domain::words::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

macro_rules! asks {
    ($($(#[$meta:meta])* $name:ident $word:ident { $($field:ident : $type:ty),* } -> $answer:ty;)*) => {
        /// One question or wish.
        #[derive(Debug, Clone, Serialize, Deserialize, TS)]
        #[serde(tag = "ask", rename_all = "snake_case")]
        #[ts(export, export_to = "../../../ui/src/bindings/")]
        #[expect(missing_docs, reason = "each ask is described; its fields are named after what they hold")]
        pub enum Ask { $($(#[$meta])* $name { $($field: $type),* },)* }

        /// The answer to each ask, by the ask's word. Only its TypeScript is used.
        #[derive(TS)]
        #[ts(export, export_to = "../../../ui/src/bindings/")]
        #[allow(dead_code, missing_docs, reason = "a table for TypeScript")]
        pub struct Answers { $(pub $word: $answer,)* }
    };
}

asks! {
    /// Where the application stands: to be set up, to be signed in to, open, or in trouble.
    StartState start_state { } -> StartState;
    /// Sets up an office with its first person. Answers the recovery code, shown once.
    FoundOffice found_office { pack: String, office: OfficeRecord, person: Person, password: String } -> Founded;
    /// Opens the practice office, making it if need be.
    OpenPractice open_practice { } -> Session;
    /// Signs a person in.
    SignIn sign_in { account: String, password: String } -> Session;
    /// Signs in with the recovery code and sets a new password.
    Recover recover { code: String, account: String, password: String } -> Session;
    /// Signs out: the key leaves memory.
    SignOut sign_out { } -> ();
    /// Who is signed in, and what day it is.
    Session session { } -> Session;
    /// The counts beside the navigation, and the state of the road to the centre.
    Rail rail { } -> Rail;

    /// What must be done today, what is stuck, what is unsent.
    Workbench workbench { } -> Workbench;
    /// People, employers, cases and papers by name, pinyin, initials, number or last digits.
    Search search { text: String } -> Vec<Hit>;

    /// The items by what a person needs.
    Catalogue catalogue { } -> Vec<Need>;
    /// In which capacities a need may be brought here, and why not in the others.
    Capacities capacities { } -> Vec<Capacity>;
    /// One item whole, for the guide.
    Guide guide { item: String } -> ItemSpec;
    /// What follows from choosing items: routes and their rules, merged papers, dates.
    Plan plan { items: Vec<String>, hand: Vec<HandRoute> } -> Plan;
    /// Every kind of number a value can be, valid or not.
    Identify identify { value: String } -> Vec<Reading>;
    /// Whether a name can be written and printed.
    CheckName check_name { name: String } -> Vec<NameRemark>;
    /// People with the same number, or the same name and birth date.
    SamePerson same_person { record: TalentRecord } -> Vec<TalentRow>;
    /// Takes a need in: registers it, tells, receives, accepts, dispatches and makes the papers, as far as asked.
    TakeIn take_in { intake: Intake } -> TakenIn;
    /// A saved draft.
    LoadDraft load_draft { name: String } -> Option<serde_json::Value>;
    /// Saves a draft, at every field.
    SaveDraft save_draft { name: String, value: serde_json::Value } -> ();
    /// Throws a draft away.
    DropDraft drop_draft { name: String } -> ();

    /// Cases by filter, with counts.
    Cases cases { filter: CaseFilter } -> CaseList;
    /// One case, now or as it was at a moment.
    Case case { file: FileId, as_of: Option<Moment> } -> CasePage;
    /// Adds items to a case.
    AddItems add_items { file: FileId, items: Vec<String>, hand: Vec<HandRoute> } -> CasePage;
    /// Acts on a case.
    Act act { file: FileId, act: CaseAct } -> Acted;
    /// How a date of an item comes about, line by line.
    ExplainDue explain_due { file: FileId, item: ItemNo, which: Which } -> Explanation;
    /// All contradictions that wait for a person.
    Contradictions contradictions { } -> Vec<ContradictionView>;

    /// Talents, by text, a page of 50.
    Talents talents { text: String, page: u32 } -> TalentList;
    /// One talent: everything the office has.
    Talent talent { file: FileId } -> TalentPage;
    /// Records a talent, or changes the record.
    SaveTalent save_talent { file: Option<FileId>, record: TalentRecord, reason: String } -> FileId;
    /// Says that two files are the same person.
    MergeTalent merge_talent { file: FileId, into: FileId, reason: String } -> ();
    /// Takes that back: it was a mistake.
    PartTalent part_talent { file: FileId, reason: String } -> ();
    /// Shows a masked value; the look is recorded with its reason.
    Unmask unmask { file: FileId, what: String, reason: String } -> String;
    /// Employers, by text, a page of 50.
    Employers employers { text: String, page: u32 } -> EmployerList;
    /// One employer.
    Employer employer { file: FileId } -> EmployerPage;
    /// Records an employer, or changes the record.
    SaveEmployer save_employer { file: Option<FileId>, record: EmployerRecord, reason: String } -> FileId;

    /// Makes a paper of a case: its bytes are what is previewed, printed and archived.
    /// `words` are what a person writes for it, by the keys that its `Makeable` asks for.
    MakePaper make_paper { file: FileId, paper: String, items: Vec<ItemNo>, body: Option<String>, words: Option<BTreeMap<String, String>>, gaps: bool } -> PaperLine;
    /// Labels for cases, on sheets of which the first `skip` places are used up. `paper_bytes` gives the bytes.
    Labels labels { label: LabelKind, files: Vec<FileId>, skip: u32 } -> LabelSheet;
    /// Prints labels; the job is followed to its end, and noted in the cases they are for.
    PrintLabels print_labels { wish: LabelPrint } -> PrintJob;
    /// The bytes of a paper, base64.
    PaperBytes paper_bytes { sha256: String } -> String;
    /// All papers, latest first, a page of 50.
    Papers papers { text: String, unprinted: bool, page: u32 } -> PaperList;
    /// The printers of this computer.
    Printers printers { } -> Vec<PrinterView>;
    /// Prints a paper; the job is followed to its end.
    Print print { file: FileId, sha256: String, printer: String, setup: Option<PrintSetup>, copies: u32, originals: bool, reason: String } -> PrintJob;
    /// How a print job stands.
    PrintState print_state { job: String } -> PrintJob;
    /// A person confirms that the paper is there, or that it is not.
    ConfirmPrint confirm_print { job: String, arrived: bool } -> PrintJob;
    /// Saves a paper to a folder of the person's choice; answers the path.
    SavePaper save_paper { sha256: String, folder: String } -> String;
    /// The volume of a case as it would be filed now.
    Volume volume { file: FileId } -> VolumeView;
    /// Files the case: makes the volume and closes it.
    FileCase file_case { file: FileId, remarks: String } -> Acted;
    /// Writes a case's documents to a folder; answers the paths.
    ExportCase export_case { file: FileId, folder: String } -> Vec<String>;

    /// Any due date, and why.
    Due due { from: NaiveDate, days: Days } -> Explanation;
    /// A year's days and the notices behind them.
    Year year { year: i32 } -> YearView;
    /// Reads a year's notice without adopting it: its faults, or what it would move.
    ReadNotice read_notice { text: String } -> NoticeReading;
    /// Adopts a year's notice that another person has checked: recomputes open cases and lists what moved.
    AdoptNotice adopt_notice { text: String, reviewer: String } -> NoticeReading;

    /// The city's pack: basis, bodies, coverage, gaps.
    PackInfo pack_info { } -> PackInfo;
    /// Runs the pack's golden scenarios (校验本市规则).
    CheckPack check_pack { } -> Vec<ScenarioResult>;
    /// Decides a limit that the pack leaves unset.
    SetLimit set_limit { item: String, which: Which, days: Option<Days>, document: String } -> ();
    /// The office, its people and letterhead.
    Office office { } -> OfficeView;
    /// Adds or changes a person; a password makes it possible to sign in.
    SavePerson save_person { person: Person, password: Option<String> } -> ();
    /// A person leaves.
    RemovePerson remove_person { account: String, reason: String } -> ();
    /// Changes one's own password.
    ChangePassword change_password { old: String, new: String } -> ();
    /// Changes the letterhead.
    SaveLetterhead save_letterhead { letterhead: Letterhead } -> ();
    /// Checks the database and every chain of facts.
    Verify verify { } -> Verification;
    /// Rebuilds all lists from the facts.
    Rebuild rebuild { } -> Verification;
    /// Writes an encrypted, checked copy of everything into a new folder within the given one; answers its path.
    Backup backup { folder: String } -> String;
    /// The recovery code as a sheet to be locked away: PDF in base64, printed too if a printer is named. Nothing is kept.
    RecoverySheet recovery_sheet { code: String, printer: Option<String> } -> String;
    /// A new recovery code, shown once; the old one no longer opens anything.
    RenewRecovery renew_recovery { password: String } -> String;
    /// The language of the screens, until the program ends: the window remembers it for its user, no database does.
    SetLanguage set_language { language: Language } -> ();
    /// How the desk stands with the centre and with other desks.
    Road road { } -> RoadView;
    /// Enrols the desk at a centre by a one-time code.
    Enrol enrol { url: String, code: String } -> RoadView;
    /// Signs the person in at the centre with the account's password there; it may be another than the desk's.
    CentreSignIn centre_sign_in { password: String } -> RoadView;
    /// The regions to which a case can be moved; none without a centre.
    Regions regions { } -> Vec<String>;
    /// Moves a case to another region. Once the centre has it, the file leaves this desk.
    MoveCase move_case { file: FileId, to: String, reason: String } -> ();
    /// Exchanges with the centre now; answers when both sides agree.
    SyncNow sync_now { } -> RoadView;
    /// Leaves the centre; what is here stays.
    LeaveCentre leave_centre { } -> RoadView;
    /// Facts that have not come through to the centre, and why.
    Unsent unsent { } -> Vec<UnsentLine>;
    /// Writes what another desk (or any of the office) does not have yet to a folder, as one file.
    ExportBundle export_bundle { folder: String, peer: Option<DeviceId> } -> BundleWritten;
    /// Takes such a file in.
    ImportBundle import_bundle { path: String } -> BundleRead;
    /// Writes the file with which another desk joins the office; answers the code that opens it, shown once.
    InviteDesk invite_desk { folder: String } -> Invitation;
    /// Makes this a desk of an office, from such a file.
    JoinOffice join_office { path: String, code: String, account: String, password: String } -> Founded;
    /// Makes this a desk of an office through its centre: by the centre's address and a one-time code.
    JoinCentre join_centre { url: String, code: String, account: String, password: String } -> Founded;
    /// Adds a picture or PDF of a material: PDF, JPEG or PNG, 20 MiB at most.
    Attach attach { file: FileId, material: String, name: String, bytes_base64: String } -> Vec<AttachmentView>;
    /// The attachments of a case, in their order.
    Attachments attachments { file: FileId } -> Vec<AttachmentView>;
    /// The bytes of an attachment, base64.
    AttachmentBytes attachment_bytes { sha256: String } -> String;
    /// Turns an attachment, moves it, or takes it out.
    ChangeAttachment change_attachment { file: FileId, sha256: String, change: AttachmentChange } -> Vec<AttachmentView>;
    /// One digest a file, by which two desks are compared.
    Digest digest { } -> DigestView;
    /// Where this desk's numbers have gone: given, left, returned, void; and those it gave by itself.
    Numbers numbers { } -> NumbersView;
    /// Matches numbers that the desk gave by itself with leased ones, as far as it holds any.
    MatchNumbers match_numbers { } -> NumbersView;
    /// Makes this desk the host of its local network, e.g. at `0.0.0.0:8750`; asked again, a code for one more desk.
    HostOffice host_office { listen: String } -> HostView;
    /// A fact as it was written.
    FactText fact_text { file: FileId, fact: FactId } -> String;

    /// The templates of papers, and whose each is.
    Templates templates { } -> Vec<TemplateLine>;
    /// One template, whole, with the office's earlier editions.
    Template template { paper: String } -> TemplateText;
    /// Tries a template's text on practice data; nothing comes into force.
    TryTemplate try_template { paper: String, text: String } -> TemplateTried;
    /// Takes a template's text into force for the whole office, if every practice paper comes out of it.
    AdoptTemplate adopt_template { paper: String, text: String, reason: String } -> TemplateLine;
    /// Goes back to the pack's template.
    DropTemplate drop_template { paper: String, reason: String } -> TemplateLine;
    /// The office's own font files, and which family plays which part on paper.
    OwnFonts own_fonts { } -> OwnFonts;
    /// Takes a font file of the office over: its faces are asked before all others.
    AddFont add_font { path: String } -> OwnFonts;
    /// Gives a font file up.
    DropFont drop_font { file: String } -> OwnFonts;
    /// How a kind of paper was printed last on this desk.
    UsualPrint usual_print { paper: String } -> Option<UsualPrint>;
    /// What printing one kind of paper for many cases would print, and what cannot be printed and why.
    PlanBatch plan_batch { cases: BatchCases, paper: String, order: BatchOrder } -> BatchPlan;
    /// Prints lines of a plan one after another; each paper is made when its turn comes.
    StartBatch start_batch { wish: BatchWish } -> BatchView;
    /// Prints papers that are made already one after another.
    PrintPapers print_papers { wish: PapersWish } -> BatchView;
    /// The batches that have not ended.
    Batches batches { } -> Vec<BatchView>;
    /// How a batch stands.
    BatchState batch_state { batch: String } -> BatchView;
    /// Sends nothing more of a batch; what is at the printer comes out and is counted.
    CancelBatch cancel_batch { batch: String } -> BatchView;
    /// Goes on with a batch at the first paper that is missing.
    GoOnBatch go_on_batch { batch: String } -> BatchView;
    /// Judges what the QR of a paper holds, with no network.
    VerifyPaper verify_paper { text: String } -> PaperProof;
    /// Makes a paper void that is out; every desk of the office knows it.
    VoidPaper void_paper { file: FileId, sha256: String, reason: String } -> PaperProof;
    /// Writes the page that verifies papers in any browser to a folder; answers its path.
    SaveVerifyPage save_verify_page { folder: String } -> String;
    /// The office's desks, by whose keys papers are verified.
    Desks desks { } -> Vec<DeskKey>;
    /// Says that a desk no longer speaks for the office: lost, stolen or given away.
    StopDesk stop_desk { desk: DeviceId, reason: String } -> Vec<DeskKey>;
    /// The service file of a person: one volume over all of a talent's cases.
    ServiceFile service_file { talent: FileId } -> VolumeView;
    /// Writes the package of a case's volume or of a person's service file to a folder, and checks it. With `originals`
    /// the files that came in are attached to the volume too (PDF/A-3b).
    ExportVolume export_volume { file: FileId, folder: String, originals: bool } -> PackageWritten;
    /// The four checks of a package, wherever it was written.
    CheckPackage check_package { folder: String } -> PackageReport;
}

impl Ask {
    /// Whether something may have been written when it is answered. The pages ask the others again and again.
    pub(crate) const fn writes(&self) -> bool {
        !matches!(
            self,
            Self::StartState {}
                | Self::Session {}
                | Self::Rail {}
                | Self::Workbench {}
                | Self::Search { .. }
                | Self::Cases { .. }
                | Self::Road {}
                | Self::Unsent {}
                | Self::Contradictions {}
                | Self::Numbers {}
                | Self::SaveDraft { .. }
                | Self::TryTemplate { .. }
                | Self::Batches {}
                | Self::BatchState { .. }
        )
    }
}
