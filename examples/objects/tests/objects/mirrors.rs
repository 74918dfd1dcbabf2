//! A folder and a bucket that follow each other.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::{Duration, SystemTime};

use objects::Mirror;
use s3::Timestamp;

use crate::store::{CHANGED, Fault, Store};
use crate::{client, content};

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let place = folder.join(name);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(place, bytes).unwrap();
}

/// Makes a file older than the objects of the store, or newer.
fn age(folder: &Path, name: &str, is_newer: bool) {
    let changed = SystemTime::try_from(CHANGED.parse::<Timestamp>().unwrap()).unwrap();
    let day = Duration::from_secs(86_400);
    let time = if is_newer { changed + day } else { changed - day };
    OpenOptions::new().write(true).open(folder.join(name)).unwrap().set_modified(time).unwrap();
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn a_bucket_gets_what_differs_and_loses_what_has_no_file() {
    let store = Store::start().await;
    let folder = tempfile::tempdir().unwrap();
    for name in ["same", "newer", "longer", "deep/er/new"] {
        write(folder.path(), name, name.as_bytes());
        age(folder.path(), name, name == "newer");
    }
    store.put("site/same", "same");
    store.put("site/newer", "newer");
    store.put("site/longer", "short");
    store.put("site/gone", "x");
    store.put("site2/other", "x");
    let mirror = Mirror::new(&client(&store), folder.path(), "photos").prefix("site");

    let plan = mirror.clone().delete(true).plan_up().await.unwrap();
    assert_eq!(store.requests().iter().filter(|request| request.method != "GET").count(), 0);
    assert_eq!(mirror.up().await.unwrap().deleted, set(&[]));
    assert!(store.object("site/gone").is_some(), "nothing is deleted unasked");
    assert_eq!(store.object("site/deep/er/new").unwrap(), b"deep/er/new");
    assert_eq!(store.object("site/longer").unwrap(), b"longer");

    assert_eq!((plan.copied, plan.same), (set(&["deep/er/new", "longer", "newer"]), 1));
    assert_eq!(plan.deleted, set(&["gone"]));
    mirror.delete(true).up().await.unwrap();
    assert_eq!((store.object("site/gone"), store.object("site2/other")), (None, Some(b"x".to_vec())));
}

#[tokio::test]
async fn a_folder_follows_a_bucket_and_the_way_back_copies_nothing() {
    let store = Store::start().await;
    let bytes = content(100_000);
    store.put("a/b/c", bytes.clone());
    store.put("a/", "");
    store.put("top", "text");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "mine", b"stays");
    age(folder.path(), "mine", false);
    let mirror = Mirror::new(&client(&store), folder.path(), "photos");

    assert_eq!(mirror.down().await.unwrap().copied, set(&["a/b/c", "top"]));
    assert!(std::fs::read(folder.path().join("a/b/c")).unwrap() == bytes);
    assert_eq!(mirror.down().await.unwrap().same, 2);
    assert_eq!(mirror.up().await.unwrap().copied, set(&["mine"]));
}

#[tokio::test]
async fn a_bucket_cannot_write_outside_of_the_folder() {
    let store = Store::start().await;
    store.put("good", "x");
    store.put("a/../../outside", "x");
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let error = Mirror::new(&client(&store), &inner, "photos").down().await.unwrap_err();
    assert_eq!(error.to_string(), "the key \"a/../../outside\" is no path below a folder");
    assert!(!inner.exists() && !folder.path().join("outside").exists());
}

#[tokio::test]
async fn what_fails_is_named_and_nothing_is_deleted_then() {
    let store = Store::faulty(|request| {
        let is_bad = request.method == "PUT" && request.path.ends_with("bad");
        is_bad.then_some(Fault::Answer("403 Forbidden", "", "<Error><Code>AccessDenied</Code></Error>"))
    })
    .await;
    store.put("gone", "x");
    let folder = tempfile::tempdir().unwrap();
    for name in ["bad", "good"] {
        write(folder.path(), name, b"x");
    }
    let mirror = Mirror::new(&client(&store), folder.path(), "photos").delete(true).parallel(1);
    let error = mirror.up().await.unwrap_err().to_string();
    assert!(error.starts_with("bad: PutObject: AccessDenied"), "{error}");
    assert!(store.object("gone").is_some());
}

#[tokio::test]
async fn keys_that_xml_cannot_hold_are_listed_and_deleted_by_themselves() {
    let store = Store::start().await;
    for key in ["a\u{1}b", "a b+c", "plain", "gone", "gone too\u{7}"] {
        store.put(key, "x");
    }
    let folder = tempfile::tempdir().unwrap();
    let mirror = Mirror::new(&client(&store), folder.path(), "photos");
    let copied = mirror.down().await.unwrap().copied;
    assert_eq!(copied, set(&["a\u{1}b", "a b+c", "plain", "gone", "gone too\u{7}"]));
    assert!(folder.path().join("a b+c").exists());
    for name in ["gone", "gone too\u{7}"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    let done = mirror.delete(true).up().await.unwrap();
    assert_eq!((done.deleted, done.same), (set(&["gone", "gone too\u{7}"]), 3));
    assert_eq!((store.object("gone"), store.object("gone too\u{7}")), (None, None));
    let alone = store.requests().into_iter().filter(|request| request.method == "DELETE");
    assert_eq!(alone.map(|request| request.path).collect::<Vec<_>>(), ["/photos/gone%20too%07"]);
}
