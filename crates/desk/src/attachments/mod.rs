//! Pictures and PDFs of materials: kept encrypted by their hash, named by facts of the case, sent after those facts.

mod look;

use crate::desk::Open;
use crate::problem::{DeskError, Result};
use crate::view::AttachmentView;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use greenlane_domain::case::{Attachment, AttachmentChange, AttachmentState, CaseFact};
use greenlane_domain::fact::FileId;
use look::Kind;

/// The largest attachment: told to a person before one is chosen.
pub(crate) const LARGEST: usize = 20 * 1024 * 1024;

/// Adds an attachment to a case: its bytes and the fact that names them, together or not at all.
pub(crate) async fn attach(
    desk: &Open,
    file: &FileId,
    material: &str,
    name: &str,
    bytes_base64: &str,
) -> Result<Vec<AttachmentView>> {
    let name = name.trim();
    let about = |code, fill: &[(&'static str, &str)]| {
        let mut fill = fill.to_vec();
        fill.push(("name", name));
        DeskError::said(code, "attachment", &fill)
    };
    // Four characters carry three bytes: what is far too large is not even unpacked.
    if bytes_base64.len() / 4 * 3 > LARGEST + 4 {
        return Err(too_large(bytes_base64.len() / 4 * 3, name));
    }
    let bytes = STANDARD.decode(bytes_base64.trim()).map_err(|_| about("attachment_unreadable", &[]))?;
    if bytes.is_empty() {
        return Err(about("attachment_empty", &[]));
    }
    if bytes.len() > LARGEST {
        return Err(too_large(bytes.len(), name));
    }
    let kind = Kind::of(&bytes).ok_or_else(|| about("attachment_kind", &[]))?;
    let size = bytes.len() as u64;
    let pages = look::pages(kind, &bytes);
    let state = desk.case_state(file).await?;
    let mut turn = desk.turn().await?;
    let sha256 = turn.keep(bytes, kind.media(), name).await?;
    if state.attachments.iter().any(|known| known.attachment.sha256 == sha256) {
        return Err(about("attachment_here", &[]));
    }
    let attachment = Attachment {
        sha256,
        name: name.to_owned(),
        media: kind.media().to_owned(),
        size,
        pages,
        material: material.to_owned(),
    };
    turn.write(file, &[CaseFact::Attached(attachment)]).await?;
    turn.confirm().await?;
    list(desk, file).await
}

fn too_large(size: usize, name: &str) -> DeskError {
    const MIB: usize = 1024 * 1024;
    let fill = [("size", &*size.div_ceil(MIB).to_string()), ("limit", &*(LARGEST / MIB).to_string()), ("name", name)];
    DeskError::said("attachment_large", "attachment", &fill)
}

/// The attachments of a case, in their order.
pub(crate) async fn list(desk: &Open, file: &FileId) -> Result<Vec<AttachmentView>> {
    let sent = desk.store.contents_sent(file).await?;
    let mut views = Vec::new();
    for AttachmentState { mark, attachment, turned } in desk.case_state(file).await?.attachments {
        views.push(AttachmentView {
            here: desk.store.content_info(&attachment.sha256).await?.is_some(),
            sent: sent.contains(&attachment.sha256),
            kind: Kind::of_media(&attachment.media).map_or(attachment.media, |kind| kind.word().to_owned()),
            sha256: attachment.sha256,
            name: attachment.name,
            size: attachment.size,
            pages: attachment.pages,
            material: attachment.material,
            turned,
            by: mark.by,
            at: mark.local,
        });
    }
    Ok(views)
}

/// The bytes of an attachment, in base64.
pub(crate) async fn bytes(desk: &Open, sha256: &str) -> Result<String> {
    if desk.store.content_info(sha256).await?.is_none() {
        return Err(DeskError::said("no_attachment", sha256, &[]));
    }
    Ok(STANDARD.encode(desk.store.content(sha256).await?))
}

/// Turns an attachment, moves it, or takes it out.
pub(crate) async fn change(
    desk: &Open,
    file: &FileId,
    sha256: &str,
    change: AttachmentChange,
) -> Result<Vec<AttachmentView>> {
    match &change {
        AttachmentChange::Turned { degrees } if !matches!(degrees, 0 | 90 | 180 | 270) => {
            return Err(DeskError::said("attachment_turn", "degrees", &[]));
        }
        AttachmentChange::TakenOut { reason } if reason.trim().is_empty() => {
            return Err(DeskError::said("empty", "reason", &[("label", "reason")]));
        }
        _ => {}
    }
    let state = desk.case_state(file).await?;
    if !state.attachments.iter().any(|known| known.attachment.sha256 == sha256) {
        return Err(DeskError::said("no_attachment", sha256, &[]));
    }
    let mut turn = desk.turn().await?;
    turn.write(file, &[CaseFact::AttachmentChanged { sha256: sha256.to_owned(), change }]).await?;
    turn.confirm().await?;
    list(desk, file).await
}
