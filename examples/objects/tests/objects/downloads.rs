//! Downloads into files.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use objects::{Download, Progress};

use crate::store::{Fault, Store};
use crate::{client, content, until};

fn files(folder: &tempfile::TempDir) -> Vec<String> {
    let names = std::fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn download(store: &Store) -> Download {
    Download::new(&client(store), "photos", "archive")
}

#[tokio::test]
async fn a_file_is_whole_however_often_the_connection_breaks() {
    let mut times = 0;
    let store = Store::faulty(move |_| {
        times += 1;
        (times <= 4).then_some(Fault::Cut(10_000 * times))
    })
    .await;
    let bytes = content(200_000);
    store.put("archive", bytes.clone());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    let progress = Progress::new();
    let length = download(&store).progress(&progress).file(&path).await.unwrap();
    assert!(std::fs::read(&path).unwrap() == bytes);
    assert_eq!((length, progress.done(), progress.total()), (200_000, 200_000, Some(200_000)));
    assert_eq!(files(&folder), ["archive"]);
    let ranges: Vec<_> =
        store.requests().iter().map(|request| request.headers.get("range").cloned()).collect();
    let expected = [10_000, 30_000, 60_000, 100_000].map(|from| Some(format!("bytes={from}-199999")));
    assert_eq!(ranges, [vec![None], expected.to_vec()].concat());
}

#[tokio::test]
async fn an_empty_object_is_an_empty_file() {
    let store = Store::start().await;
    store.put("archive", "");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    assert_eq!(download(&store).file(&path).await.unwrap(), 0);
    assert!(std::fs::read(&path).unwrap().is_empty());
}

#[tokio::test]
async fn an_object_that_changes_meanwhile_makes_no_file() {
    let itself = Arc::new(OnceLock::<Store>::new());
    let changing = itself.clone();
    let store = Store::faulty(move |request| {
        if request.headers.contains_key("range") {
            changing.get().unwrap().put("archive", vec![7; 100_000]);
            return None;
        }
        Some(Fault::Cut(50_000))
    })
    .await;
    store.put("archive", content(100_000));
    itself.set(store.clone()).ok().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let error = s3::one_line(&download(&store).file(folder.path().join("archive")).await.unwrap_err());
    assert!(error.contains("byte 50000 of 100000") && error.contains("PreconditionFailed"), "{error}");
    assert!(files(&folder).is_empty());
}

#[tokio::test]
async fn a_download_that_fails_or_is_dropped_leaves_nothing_behind() {
    let store = Store::faulty(|_| Some(Fault::Cut(1000))).await;
    store.put("archive", content(100_000));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    let error = download(&store).resumptions(2).file(&path).await.unwrap_err();
    assert!(error.to_string().starts_with("the stream broke off at byte 3000 of 100000"), "{error}");
    assert!(files(&folder).is_empty());

    let store = Store::faulty(|_| Some(Fault::Late(Duration::from_millis(2)))).await;
    store.put("archive", content(4 << 20));
    for moment in 0..30 {
        let download = download(&store);
        let place = path.clone();
        let task = tokio::spawn(async move { download.file(&place).await });
        tokio::time::sleep(Duration::from_millis(moment)).await;
        task.abort();
        drop(task.await);
        let is_there = path.exists();
        assert!(!is_there || std::fs::metadata(&path).unwrap().len() == 4 << 20, "half a file by its name");
        drop(std::fs::remove_file(&path));
    }
    until("no connection is open", || store.connections() == 0).await;
    until("no file is left", || files(&folder).is_empty()).await;
}

#[tokio::test]
async fn a_download_goes_on_after_a_restart_if_the_object_is_the_same() {
    for is_same in [true, false] {
        let mut times = 0;
        let store = Store::faulty(move |_| {
            times += 1;
            (times == 1).then_some(Fault::Cut(40_000))
        })
        .await;
        store.put("archive", content(100_000));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive");
        download(&store).resumptions(0).resumable(true).file(&path).await.unwrap_err();
        assert_eq!(files(&folder), ["archive.part", "archive.part.etag"]);
        let now = if is_same { content(100_000) } else { vec![7; 90_000] };
        store.put("archive", now.clone());
        let progress = Progress::new();
        download(&store).resumable(true).progress(&progress).file(&path).await.unwrap();
        assert!(std::fs::read(&path).unwrap() == now);
        assert_eq!(files(&folder), ["archive"]);
        assert_eq!(progress.done(), now.len() as u64);
        let second = store.requests()[1].clone();
        assert_eq!(second.headers["range"], "bytes=40000-");
        assert_eq!(store.requests().len(), if is_same { 2 } else { 3 });
    }
}

/// A disk that is full is played by the one device that always is.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_is_full_is_an_error_and_leaves_nothing_behind() {
    let store = Store::start().await;
    store.put("archive", content(1 << 20));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    std::os::unix::fs::symlink("/dev/full", folder.path().join("archive.part")).unwrap();
    let error = download(&store).file(&path).await.unwrap_err();
    assert!(error.to_string().contains("No space left on device"), "{error}");
    assert!(files(&folder).is_empty());
    until("the connection is closed", || store.connections() == 0).await;
}
