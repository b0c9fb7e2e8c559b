//! Attachments and papers on their way: after the facts that name them, one at a time, going on where they were cut off.

use greenlane_store::{OnTheWay, Store, StoreError};
use greenlane_sync::client::{Client, ClientError};
use greenlane_sync::witness::Hash;

/// Bytes sent with one request.
const PART: usize = 512 * 1024;

#[derive(Debug, thiserror::Error)]
enum OnTheWayError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("not a hash")]
    Name,
}

/// Sends what is here and fetches what is not, as far as the centre lets it; the rest is tried after the next exchange.
pub(crate) async fn exchange(client: &Client, store: &Store) {
    let open = match store.contents_on_the_way().await {
        Ok(open) => open,
        Err(error) => {
            tracing::warn!(%error, "attachments wait");
            return;
        }
    };
    for content in open {
        if let Err(error) = one(client, store, &content).await {
            tracing::info!(%error, hash = content.hash, "an attachment waits");
        }
    }
}

async fn one(client: &Client, store: &Store, content: &OnTheWay) -> Result<(), OnTheWayError> {
    let hash = Hash::parse(&content.hash).ok_or(OnTheWayError::Name)?;
    if store.content_info(&content.hash).await?.is_some() {
        let bytes = store.content(&content.hash).await?;
        client.put_blob(&hash, &content.file, &bytes, PART).await?;
    } else {
        let bytes = client.get_blob(&hash, Vec::new()).await?;
        store.put_content(bytes, &content.media, &content.name).await?;
    }
    Ok(store.content_done(&content.hash).await?)
}
