//! Forms begun and not finished.

use crate::desk::Open;
use crate::problem::{DeskError, Result};
use chrono::NaiveDateTime;
use greenlane_domain::fact::Moment;
use serde_json::Value;

pub(crate) async fn load(desk: &Open, name: &str) -> Result<Option<Value>> {
    let draft = desk.store.draft(&key(desk, name)).await?;
    Ok(draft.and_then(|draft| serde_json::from_str(&draft.body).ok()))
}

pub(crate) async fn save(desk: &Open, name: &str, value: &Value) -> Result<()> {
    let body = serde_json::to_string(value)
        .map_err(|error| DeskError::said("fault", name, &[("detail", &error.to_string())]))?;
    Ok(desk.store.save_draft(&key(desk, name), &desk.person.id, &body).await?)
}

pub(crate) async fn drop(desk: &Open, name: &str) -> Result<()> {
    Ok(desk.store.drop_draft(&key(desk, name)).await?)
}

/// A draft belongs to a person: two people at one desk do not overwrite each other.
pub(crate) fn key(desk: &Open, name: &str) -> String {
    format!("{}/{name}", desk.person.id)
}

/// The signed-in person's drafts: name, title, saved at.
pub(crate) async fn begun(desk: &Open) -> Result<Vec<(String, String, NaiveDateTime)>> {
    let own = format!("{}/", desk.person.id);
    let drafts = desk.store.drafts().await?.into_iter().filter_map(|draft| {
        let name = draft.key.strip_prefix(&own)?.to_owned();
        let body: Value = serde_json::from_str(&draft.body).unwrap_or_default();
        let title = body.get("title").and_then(Value::as_str).unwrap_or(&name).to_owned();
        Some((name, title, Moment { ms: draft.saved_ms, tick: 0 }.local_time()))
    });
    Ok(drafts.collect())
}
