//! Runs a copy of the centre until it is told to stop.

use crate::centre::{Centre, now};
use crate::db::{Database, DbError};
use crate::waiting::Poked;
use crate::{doors, read};
use axum_server::tls_rustls::RustlsConfig;
use greenlane_sync::audience::Region;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address or a certificate file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Where the certificate lies.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The chain, PEM.
    pub certificate: PathBuf,
    /// The key, PEM.
    pub key: PathBuf,
}

/// How long requests under way may go on after the centre was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How often the feeds are looked at, in case a poke was lost.
const LOOK: Duration = Duration::from_secs(2);

/// Serves until `stop` is done, then lets requests under way end.
///
/// # Errors
/// [`ServeError`] when the address cannot be used.
pub async fn serve(
    centre: Arc<Centre>,
    listener: TcpListener,
    tls: Option<Tls>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    listener.set_nonblocking(true)?;
    let handle = axum_server::Handle::<SocketAddr>::new();
    // Before anybody waits: what comes later is seen to have come.
    let ends = ends(&centre).await?;
    let watch = tokio::spawn(watch(Arc::clone(&centre), ends));
    let ear = match &centre.database {
        Database::Postgres(store) => Some(tokio::spawn(listen(Arc::clone(&centre), store.clone()))),
        Database::Sqlite(_) => None,
    };
    let closing = tokio::spawn({
        let (centre, handle) = (Arc::clone(&centre), handle.clone());
        async move {
            stop.await;
            tracing::info!("stopping");
            handle.graceful_shutdown(Some(GRACE));
            centre.waiting.wake_all();
        }
    });
    let doors = doors::doors(centre).into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        Some(tls) => {
            // Another part of the program may have chosen already: then that one is used.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let config = RustlsConfig::from_pem_file(tls.certificate, tls.key).await?;
            axum_server::from_tcp_rustls(listener, config)?.handle(handle).serve(doors).await?;
        }
        None => axum_server::from_tcp(listener)?.handle(handle).serve(doors).await?,
    }
    closing.abort();
    watch.abort();
    if let Some(ear) = ear {
        ear.abort();
    }
    Ok(())
}

/// Looks at the ends of all feeds now and then: facts let in by an administrator's command, or a poke that was lost.
async fn watch(centre: Arc<Centre>, mut before: BTreeMap<Region, u64>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Ok(ends) = ends(&centre).await else { continue };
        let grown = ends.iter().filter(|(region, position)| before.get(*region) != Some(*position));
        let grown: BTreeSet<Region> = grown.map(|(region, _)| region.clone()).collect();
        before = ends;
        if !grown.is_empty() {
            centre.waiting.wake(&grown, Poked::Look);
        }
    }
}

async fn ends(centre: &Centre) -> Result<BTreeMap<Region, u64>, DbError> {
    Ok(read!(centre.database, now(), |tx| tx.all_feeds().await)?.into_iter().collect())
}

/// Hears from the other copies which feeds have grown.
async fn listen(centre: Arc<Centre>, store: crate::db::postgres::Store) {
    loop {
        if let Ok(mut ear) = sqlx::postgres::PgListener::connect_with(&store.pool).await
            && ear.listen("greenlane").await.is_ok()
        {
            while let Ok(told) = ear.recv().await {
                if let Ok(region) = Region::parse(told.payload()) {
                    centre.waiting.wake(&[region].into(), Poked::News);
                }
            }
        }
        tracing::warn!("not listening to the database; trying again");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
