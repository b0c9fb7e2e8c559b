//! A desk that waits is told of what comes, once, and of nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{CentreProcess, Desk};
use greenlane_domain::fact::FileId;
use greenlane_sync::audience::{Audience, Region};
use greenlane_sync::request;
use greenlane_sync::wire::Wait;
use greenlane_sync::witness::Hash;
use std::time::Duration;

/// The centre looks at its feeds every two seconds.
const TWO_LOOKS: Duration = Duration::from_millis(4_500);

async fn told(desk: &Desk) -> bool {
    let book = &desk.disk.state.book;
    let seen = book.trails.iter().map(|(region, trail)| (region.clone(), trail.last().position)).collect();
    let wait = Wait { device: desk.device.clone(), seen, scope: book.scope.version };
    tokio::time::timeout(TWO_LOOKS, desk.client.wait(&wait)).await.is_ok_and(Result::unwrap)
}

#[tokio::test]
async fn a_desk_that_waits_is_told_of_a_push_and_not_of_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("centre.sqlite");
    let mut centre = CentreProcess::start(database.to_str().unwrap(), folder.path(), &[]);
    let mut one = Desk::enrol(&centre, "one", &["37/3713"]).await;
    let mut two = Desk::enrol(&centre, "two", &["37/3713"]).await;
    let here = Audience::of(Region::parse("37/3713").unwrap());
    one.write("case/1", &here, 1, "收件");
    one.exchange().await;
    two.exchange().await;
    centre.restart();
    assert!(!told(&two).await, "a restart of the centre is no news");
    let (waited, ()) = tokio::join!(told(&two), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        one.write("case/1", &here, 1, "第二笔");
        one.client.push(&mut one.disk).await.unwrap();
    });
    assert!(waited);
    two.exchange().await;
    assert!(!told(&two).await, "it has fetched that already");
}

#[tokio::test]
async fn a_desk_that_waits_is_told_when_an_attachment_has_come_whole_though_no_feed_has_grown() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("centre.sqlite");
    let centre = CentreProcess::start(database.to_str().unwrap(), &folder.path().join("blobs"), &[]);
    let mut one = Desk::enrol(&centre, "one", &["37/3713"]).await;
    let mut two = Desk::enrol(&centre, "two", &["37/3713"]).await;
    one.write("case/1", &Audience::of(Region::parse("37/3713").unwrap()), 1, "收件");
    one.exchange().await;
    two.exchange().await;
    let picture = vec![7; 300];
    let hash = Hash::parse(&request::digest(&picture)).unwrap();
    let (waited, ()) = tokio::join!(told(&two), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        one.client.put_blob(&hash, &FileId::new("case/1"), &picture, 100).await.unwrap();
    });
    assert!(waited);
    assert_eq!(two.client.get_blob(&hash, Vec::new()).await.unwrap(), picture);
}
