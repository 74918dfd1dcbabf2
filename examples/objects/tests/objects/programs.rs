//! The programs themselves.

use std::process::{Command, Output, Stdio};

use crate::content;
use crate::store::Store;

async fn run(
    program: &str,
    arguments: &[&str],
    store: &Store,
    folder: &std::path::Path,
    input: Vec<u8>,
) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env_clear();
    command.env("AWS_REGION", "eu-central-1").env("AWS_ENDPOINT_URL", &store.url);
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "EXAMPLESECRET");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = tokio::task::spawn_blocking(move || {
        use std::io::Write;
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        output
    });
    child.await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn what_is_uploaded_comes_back() {
    let store = Store::start().await;
    let folder = tempfile::tempdir().unwrap();
    let bytes = content(3 << 20);
    std::fs::write(folder.path().join("archive"), &bytes).unwrap();
    let upload = env!("CARGO_BIN_EXE_upload");
    let up = run(upload, &["photos", "archive", "--part-size", "1"], &store, folder.path(), Vec::new()).await;
    assert!(up.status.success(), "{}", text(&up.stderr));
    assert_eq!(text(&up.stdout), "3 parts, 0 of them there before; \"whole\"\n");
    let piped = ["photos", "piped", "--stdin", "--part-size", "1"];
    let up = run(upload, &piped, &store, folder.path(), bytes.clone()).await;
    assert!(up.status.success(), "{}", text(&up.stderr));
    let download = env!("CARGO_BIN_EXE_download");
    for key in ["archive", "piped"] {
        let down = run(download, &["photos", key, "copy"], &store, folder.path(), Vec::new()).await;
        assert_eq!((text(&down.stdout).as_str(), text(&down.stderr).as_str()), ("3145728 bytes\n", ""));
        assert!(std::fs::read(folder.path().join("copy")).unwrap() == bytes);
    }
    let missing = run(download, &["photos", "nothing"], &store, folder.path(), Vec::new()).await;
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("NoSuchKey"), "{}", text(&missing.stderr));
}

#[tokio::test]
async fn all_objects_are_listed_however_many_there_are() {
    let store = Store::start().await;
    for index in 0..2500 {
        store.put(&format!("key-{index:05}"), "text");
    }
    let folder = tempfile::tempdir().unwrap();
    let list = run(env!("CARGO_BIN_EXE_list"), &["photos"], &store, folder.path(), Vec::new()).await;
    let text = text(&list.stdout);
    let keys: Vec<&str> = text.lines().map(|line| line.rsplit(' ').next().unwrap()).collect();
    assert_eq!((keys.len(), keys[0], keys[2499]), (2500, "key-00000", "key-02499"));
    assert_eq!(store.requests().len(), 3, "a page at a time");
}

#[tokio::test]
async fn what_is_copied_is_there_twice() {
    let store = Store::start().await;
    store.put("a b", "text");
    store.put("a b?versionId=first", "before");
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_copy");
    let first = ["photos", "a b", "backup", "--version-id", "first", "--storage-class", "STANDARD_IA"];
    let parts = ["photos", "large", "photos", "copy", "--most-at-once", "2", "--part-size", "1"];
    store.put("large", content(3 << 20));
    let wanted = [
        (&["photos", "a b", "photos", "c"][..], "4 bytes\n"),
        (&first, "6 bytes\n"),
        (&parts, "3145728 bytes in 3 parts\n"),
    ];
    for (arguments, told) in wanted {
        let copy = run(program, arguments, &store, folder.path(), Vec::new()).await;
        assert_eq!((text(&copy.stdout).as_str(), text(&copy.stderr).as_str()), (told, ""));
    }
    assert_eq!(store.object("c").unwrap(), b"text");
    assert!(store.object("copy") == store.object("large"));
    let copy = store.object_of("backup", "a b").unwrap();
    assert_eq!(
        (copy.body.as_slice(), copy.headers["x-amz-storage-class"].as_str()),
        (&b"before"[..], "STANDARD_IA")
    );
    let missing =
        run(program, &["photos", "nothing", "photos", "c"], &store, folder.path(), Vec::new()).await;
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("NotFound"), "{}", text(&missing.stderr));
}

#[tokio::test]
async fn what_was_signed_can_be_sent_by_anybody() {
    let store = Store::start().await;
    store.put("a b", "text");
    let folder = tempfile::tempdir().unwrap();
    let sign = env!("CARGO_BIN_EXE_sign");
    let get = run(sign, &["get", "photos", "a b"], &store, folder.path(), Vec::new()).await;
    let line = text(&get.stdout).lines().next().unwrap().to_owned();
    assert!(line.starts_with(&format!("GET {}/photos/a%20b?X-Amz-Algorithm=", store.url)), "{line}");
    let put = ["put", "photos", "b", "--content-type", "image/png", "--host", "https://files.example.com"];
    let put = text(&run(sign, &put, &store, folder.path(), Vec::new()).await.stdout);
    let lines: Vec<&str> = put.lines().collect();
    assert!(lines[0].starts_with("PUT https://photos.files.example.com/b?"), "{put}");
    assert_eq!(lines[1], "content-type: image/png");
    assert!(lines[2].starts_with("until 20"), "{put}");
    assert!(store.requests().is_empty());
}
