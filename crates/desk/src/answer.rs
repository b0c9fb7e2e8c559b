//! Every ask, and who answers it.

use crate::ask::Ask;
use crate::desk::Desk;
use crate::problem::{DeskError, Result};
use crate::{
    acts, attachments, calendar_desk, case_list, case_page, drafts, employers, intake, office_desk, pack_desk, papers,
    papers_list, people, practice, road, search, start, workbench,
};
use greenlane_domain::identity::identify;
use serde::Serialize;
use serde_json::Value;

fn json<T: Serialize>(answer: T) -> Result<Value> {
    serde_json::to_value(answer).map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))
}

/// Answers an ask. One without an answer does not compile.
#[expect(clippy::too_many_lines, reason = "one arm an ask: a list, not a story")]
pub(crate) async fn answer(desk: &Desk, ask: Ask) -> Result<Value> {
    let open = || desk.open();
    match ask {
        Ask::StartState {} => json(start::state(desk).await?),
        Ask::FoundOffice { pack, office, person, password } => {
            json(start::found(desk, pack, office, person, password).await?)
        }
        Ask::OpenPractice {} => json(practice::open(desk).await?),
        Ask::SignIn { account, password } => json(start::sign_in(desk, &account, &password).await?),
        Ask::Recover { code, account, password } => json(start::recover(desk, &code, &account, &password).await?),
        Ask::SignOut {} => json(start::sign_out(desk).await?),
        Ask::SetLanguage { language } => json(desk.speak(language).await?),
        Ask::AdoptNotice { text, reviewer } => json(calendar_desk::adopt_notice(desk, &text, &reviewer).await?),
        Ask::SetLimit { item, which, days, document } => {
            json(pack_desk::set_limit(desk, item, which, days, document).await?)
        }
        Ask::SavePerson { person, password } => json(office_desk::save_person(desk, person, password).await?),
        Ask::RemovePerson { account, reason } => json(office_desk::remove_person(desk, &account, reason).await?),
        Ask::SaveLetterhead { letterhead } => json(office_desk::save_letterhead(desk, letterhead).await?),
        Ask::Session {} => json(start::session(&*open()?)),
        Ask::Rail {} => {
            let open = open()?;
            json(road::standing::rail(desk, &open, workbench::rail(&open).await?).await?)
        }
        Ask::Workbench {} => json(workbench::workbench(&*open()?).await?),
        Ask::Search { text } => json(search::search(&*open()?, &text).await?),
        Ask::Capacities {} => json(intake::capacities(&*open()?)),
        Ask::Catalogue {} => json(intake::catalogue(&*open()?)),
        Ask::Guide { item } => json(intake::guide(&*open()?, &item)?),
        Ask::Plan { items, hand } => json(intake::plan(&*open()?, &items, &hand)?),
        Ask::Identify { value } => json(identify(&value, open()?.today())),
        Ask::CheckName { name } => json(crate::names::check(&*open()?, &name).await),
        Ask::SamePerson { record } => json(people::same(&*open()?, &record, None).await?),
        Ask::TakeIn { intake } => json(intake::take_in(&*open()?, &intake).await?),
        Ask::LoadDraft { name } => json(drafts::load(&*open()?, &name).await?),
        Ask::SaveDraft { name, value } => json(drafts::save(&*open()?, &name, &value).await?),
        Ask::DropDraft { name } => json(drafts::drop(&*open()?, &name).await?),
        Ask::Cases { filter } => json(case_list::list(&*open()?, &filter).await?),
        Ask::Case { file, as_of } => json(case_page::page(&*open()?, &file, as_of).await?),
        Ask::AddItems { file, items, hand } => {
            intake::add_items(&*open()?, &file, &items, &hand).await?;
            json(case_page::page(&*open()?, &file, None).await?)
        }
        Ask::Act { file, act } => json(acts::act(&*open()?, &file, &act).await?),
        Ask::ExplainDue { file, item, which } => json(case_page::explain_due(&*open()?, &file, &item, which).await?),
        Ask::Contradictions {} => json(acts::contradictions(&*open()?).await?),
        Ask::Talents { text, page } => json(people::list(&*open()?, &text, page).await?),
        Ask::Talent { file } => json(people::page(&*open()?, &file).await?),
        Ask::SaveTalent { file, record, reason } => json(people::save(&*open()?, file, record, reason).await?),
        Ask::MergeTalent { file, into, reason } => json(people::merge(&*open()?, &file, &into, reason).await?),
        Ask::PartTalent { file, reason } => json(people::part(&*open()?, &file, reason).await?),
        Ask::Unmask { file, what, reason } => json(people::unmask(&*open()?, &file, &what, reason).await?),
        Ask::Employers { text, page } => json(employers::list(&*open()?, &text, page).await?),
        Ask::Employer { file } => json(employers::page(&*open()?, &file).await?),
        Ask::SaveEmployer { file, record, reason } => json(employers::save(&*open()?, file, record, reason).await?),
        Ask::Papers { text, unprinted, page } => json(papers_list::list(&*open()?, &text, unprinted, page).await?),
        Ask::PaperBytes { sha256 } => json(papers_list::bytes(&*open()?, &sha256).await?),
        Ask::SavePaper { sha256, folder } => json(papers_list::save(&*open()?, &sha256, &folder).await?),
        Ask::MakePaper { file, paper, items, body, words, gaps } => {
            let words = words.unwrap_or_default();
            json(papers::make(&*open()?, &file, &paper, &items, body.as_deref(), &words, gaps).await?)
        }
        Ask::Labels { label, files, skip } => json(papers::labels(&*open()?, label, &files, skip).await?),
        Ask::PrintLabels { wish } => json(papers::print_labels(&open()?, wish).await?),
        Ask::Printers {} => json(papers::printers(&*open()?).await?),
        Ask::Print { file, sha256, printer, setup, copies, originals, reason } => {
            let setup = setup.unwrap_or_default();
            let wish = papers::Wish { file, sha256, printer, copies, originals, setup, reason };
            json(papers::print(&open()?, wish).await?)
        }
        Ask::PrintState { job } => json(papers::state_of(&*open()?, &job).await?),
        Ask::ConfirmPrint { job, arrived } => json(papers::confirm(&*open()?, &job, arrived).await?),
        Ask::Volume { file } => json(papers::volume(&*open()?, &file).await?),
        Ask::FileCase { file, remarks } => json(papers::file_case(&*open()?, &file, &remarks).await?),
        Ask::ExportCase { file, folder } => json(papers::export(&*open()?, &file, &folder).await?),
        Ask::Due { from, days } => json(calendar_desk::due(&*open()?, from, days)?),
        Ask::Year { year } => json(calendar_desk::year(&*open()?, year)?),
        Ask::ReadNotice { text } => json(calendar_desk::read_notice(&*open()?, &text).await?),
        Ask::PackInfo {} => json(pack_desk::info(&*open()?)),
        Ask::CheckPack {} => json(pack_desk::check(&*open()?)?),
        Ask::Office {} => json(office_desk::view(&*open()?)),
        Ask::ChangePassword { old, new } => json(office_desk::change_password(&*open()?, &old, &new).await?),
        Ask::Verify {} => json(office_desk::verify(&*open()?).await?),
        Ask::Rebuild {} => json(office_desk::rebuild(&*open()?).await?),
        Ask::Backup { folder } => json(office_desk::backup(&*open()?, &folder).await?),
        Ask::RecoverySheet { code, printer } => {
            json(papers::recovery_sheet(&*open()?, &code, printer.as_deref()).await?)
        }
        Ask::RenewRecovery { password } => json(office_desk::renew_recovery(&*open()?, &password).await?),
        Ask::Road {} => json(road::standing::view(desk, &*open()?).await?),
        Ask::Enrol { url, code } => json(road::runner::enrol(desk, &url, &code).await?),
        Ask::CentreSignIn { password } => json(road::account::sign_in(desk, &password).await?),
        Ask::Regions {} => json(road::moving::regions(&*open()?).await?),
        Ask::MoveCase { file, to, reason } => json(road::moving::move_case(&*open()?, &file, &to, &reason).await?),
        Ask::SyncNow {} => json(road::runner::sync_now(desk).await?),
        Ask::LeaveCentre {} => json(road::runner::leave(desk).await?),
        Ask::Unsent {} => json(road::tray::unsent(&*open()?).await?),
        Ask::ExportBundle { folder, peer } => json(road::bundle::export(&*open()?, &folder, peer).await?),
        Ask::ImportBundle { path } => {
            let read = road::bundle::import(&*open()?, &path).await?;
            desk.refresh().await?;
            json(read)
        }
        Ask::InviteDesk { folder } => json(road::join::invite(&*open()?, &folder).await?),
        Ask::JoinOffice { path, code, account, password } => {
            json(road::join::join(desk, &path, &code, &account, &password).await?)
        }
        Ask::JoinCentre { url, code, account, password } => {
            json(road::newcomer::join(desk, &url, &code, &account, &password).await?)
        }
        Ask::Attach { file, material, name, bytes_base64 } => {
            json(attachments::attach(&*open()?, &file, &material, &name, &bytes_base64).await?)
        }
        Ask::Attachments { file } => json(attachments::list(&*open()?, &file).await?),
        Ask::AttachmentBytes { sha256 } => json(attachments::bytes(&*open()?, &sha256).await?),
        Ask::ChangeAttachment { file, sha256, change } => {
            json(attachments::change(&*open()?, &file, &sha256, change).await?)
        }
        Ask::Numbers {} => json(road::gaps::view(&*open()?).await?),
        Ask::MatchNumbers {} => {
            let open = open()?;
            road::lease::match_own(&open).await?;
            json(road::gaps::view(&open).await?)
        }
        Ask::HostOffice { listen } => json(road::host::host(desk, &listen).await?),
        Ask::Digest {} => json(road::digest::digest(&*open()?).await?),
        Ask::FactText { file, fact } => json(acts::fact_text(&*open()?, &file, &fact).await?),
        Ask::Templates {} => json(papers::list_templates(&*open()?)),
        Ask::Template { paper } => json(papers::template(&*open()?, &paper)?),
        Ask::TryTemplate { paper, text } => json(papers::try_text(&*open()?, &paper, &text).await?),
        Ask::AdoptTemplate { paper, text, reason } => json(papers::adopt(desk, &paper, &text, &reason).await?),
        Ask::DropTemplate { paper, reason } => json(papers::drop_template(desk, &paper, &reason).await?),
        Ask::UsualPrint { paper } => json(papers::usual(&*open()?, &paper).await?),
        Ask::PlanBatch { cases, paper, order } => json(papers::plan_batch(&*open()?, cases, &paper, order).await?),
        Ask::StartBatch { wish } => json(papers::start_batch(&open()?, wish).await?),
        Ask::PrintPapers { wish } => json(papers::print_all(&open()?, wish).await?),
        Ask::OwnFonts {} => json(papers::own_fonts(&*open()?).await?),
        Ask::AddFont { path } => json(papers::add_font(&*open()?, &path).await?),
        Ask::DropFont { file } => json(papers::drop_font(&*open()?, &file).await?),
        Ask::Batches {} => json(papers::batches(&*open()?).await?),
        Ask::BatchState { batch } => json(papers::batch_state(&*open()?, &batch).await?),
        Ask::CancelBatch { batch } => json(papers::cancel_batch(&*open()?, &batch).await?),
        Ask::GoOnBatch { batch } => json(papers::go_on_with_batch(&open()?, &batch).await?),
        Ask::VerifyPaper { text } => json(papers::verify(&*open()?, &text).await?),
        Ask::VoidPaper { file, sha256, reason } => json(papers::void_paper(desk, &file, &sha256, &reason).await?),
        Ask::SaveVerifyPage { folder } => json(papers::save_page(&*open()?, &folder).await?),
        Ask::Desks {} => json(papers::desks(&*open()?).await?),
        Ask::StopDesk { desk: device, reason } => json(papers::stop_desk(desk, device, &reason).await?),
        Ask::ServiceFile { talent } => json(papers::service_file(&*open()?, &talent).await?),
        Ask::ExportVolume { file, folder, originals } => {
            json(papers::export_volume(&*open()?, &file, &folder, originals).await?)
        }
        Ask::CheckPackage { folder } => {
            let language = desk.language();
            let report = papers::check_package(folder.trim().as_ref(), language);
            json(report.map_err(|error| papers::told(&error, language))?)
        }
    }
}
