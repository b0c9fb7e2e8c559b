//! A second desk that worked on the same case without knowing of this one: a contradiction to settle.

use super::clock::Stage;
use super::file;
use crate::desk::Open;
use crate::problem::{DeskError, Result};
use ed25519_dalek::SigningKey;
use greenlane_domain::case::{CaseFact, ItemNo};
use greenlane_domain::fact::{Author, Content, DeviceId, FileKind, PersonId, parts, seal};

/// The case whose item both desks decide: the department has answered, the result is to be decided.
const CASE: usize = 25;

pub(crate) async fn contradict(desk: &Open, stage: &Stage) -> Result<()> {
    stage.leave();
    let file = file(&FileKind::Case, "case", CASE);
    let before = desk.history(&file).await?;
    let heads = before.heads().to_vec();
    // Here it is signed for by the window a second later; there the same answer was given by another person.
    let fact = before.iter().rev().find_map(|ordered| match CaseFact::of(ordered.fact) {
        Some(CaseFact::FedBack(feedback)) if feedback.item == ItemNo::nth(1) => Some((ordered.fact.clone(), feedback)),
        _ => None,
    });
    let Some((known, mut feedback)) = fact else { return Ok(()) };
    feedback.by = "郑立新（园区窗口）".into();
    feedback.result = "材料尚需核实，暂不同意".into();
    let (kind, body) = parts(&CaseFact::FedBack(feedback))
        .map_err(|error| DeskError::said("fault", "", &[("detail", &error.to_string())]))?;
    let key = SigningKey::from_bytes(&[42; 32]);
    let device = DeviceId::new("practice-park-window");
    let content = Content {
        file,
        parents: known.content.parents.clone(),
        device: device.clone(),
        epoch: 1,
        seq: 1,
        previous: None,
        author: Author {
            person: PersonId::new("yuanqu"),
            name: "孔园区".into(),
            role: "window_specialist".into(),
            office: "云川高新园区服务窗口（演示）".into(),
        },
        at: known.content.at,
        kind,
        version: CaseFact::VERSION,
        body,
    };
    let sealed = seal(&content, &key).map_err(greenlane_store::StoreError::from)?;
    desk.store.trust(&device, &key.verifying_key()).await?;
    desk.store.insert_foreign(vec![sealed], None).await?;
    tracing::debug!(heads = heads.len(), "two desks answered the same task");
    Ok(())
}
