//! Attachments in a real S3-compatible server (`moto_server`, which xtask's set-up brings): cut off, gone on with after a
//! restart of the centre, read in ranges.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk};
use greenlane_domain::fact::FileId;
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::witness::Hash;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PART: usize = 64 * 1024;

struct S3 {
    server: Child,
    url: String,
}

impl S3 {
    /// None when it is not on the machine and nobody insists.
    async fn start() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let program = target.join("tools/s3/bin/moto_server");
        if !program.exists() {
            assert!(std::env::var_os("GREENLANE_REQUIRE_REAL").is_none(), "cargo xtask test brings moto_server");
            return None;
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let s3 = Self { server, url: format!("http://127.0.0.1:{port}") };
        let made = async {
            loop {
                let bucket = reqwest::Client::new().put(format!("{}/office", s3.url)).send().await;
                if bucket.is_ok_and(|answer| answer.status().is_success()) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), made).await.expect("moto_server answers");
        Some(s3)
    }

    /// The names in the bucket.
    async fn names(&self) -> Vec<String> {
        let list = reqwest::get(format!("{}/office?list-type=2", self.url)).await.unwrap().text().await.unwrap();
        list.split("<Key>").skip(1).filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_in_a_bucket_is_gone_on_with_after_a_restart_and_read_in_ranges() {
    let Some(s3) = S3::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("centre.sqlite");
    let settings = [("AWS_ENDPOINT", s3.url.as_str()), ("AWS_ALLOW_HTTP", "true"), ("AWS_REGION", "us-east-1")];
    let keys = [("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")];
    let around = settings.into_iter().chain(keys);
    let mut centre =
        CentreProcess::start_with(database.to_str().unwrap(), Path::new("s3://office/attachments"), &[], around);
    let mut a = Desk::enrol(&centre, "a", &["37"]).await;
    let mut b = Desk::enrol(&centre, "b", &["37"]).await;
    a.write("case/1", &Audience::of(Region::parse("37").unwrap()), 1, "收件");
    a.exchange().await;
    b.exchange().await;

    // Two and a half MiB: more than one answer of the centre, and forty parts of the desk.
    let scan: Vec<u8> = (0..81_920_u32).flat_map(|number| Sha256::digest(number.to_le_bytes())).collect();
    let hash = Hash(Sha256::digest(&scan).into());
    let file = FileId::new("case/1");
    let begun = async {
        while s3.names().await.len() < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        sent = a.client.put_blob(&hash, &file, &scan, PART) => panic!("too quick to be cut off: {sent:?}"),
        () = begun => {}
    }
    centre.restart();
    let parts = s3.names().await;
    assert!(
        parts.len() >= 3 && parts.iter().all(|name| name.starts_with(&format!("attachments/parts/{hash}/"))),
        "{parts:?}"
    );
    // The rest in one part: had the beginning been lost, this could not be the whole.
    a.client.put_blob(&hash, &file, &scan, scan.len()).await.unwrap();
    let name = hash.to_string();
    assert_eq!(s3.names().await, [format!("attachments/whole/{}/{name}", &name[..2])]);

    centre.restart();
    assert_eq!(b.client.get_blob(&hash, Vec::new()).await.unwrap(), scan);
    assert_eq!(b.client.get_blob(&hash, scan[..1_500_000].to_vec()).await.unwrap(), scan);
    a.client.put_blob(&hash, &file, &scan, PART).await.unwrap();
    assert_eq!(s3.names().await.len(), 1, "sent again, nothing happens twice");
}
