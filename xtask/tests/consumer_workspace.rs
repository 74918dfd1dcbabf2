//! The example of somebody else's workspace: it generates in both ways, and its program compiles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{files, write};

/// How to write the crate of the example anew.
const MEND: &str = "cargo xtask codegen --manifest examples/consumer-workspace/models/manifest.toml";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// A copy of the example, so that a test leaves nothing behind in the sources; Shapesmith's own crates
/// are still those of the repository.
fn copy() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("consumer-workspace");
    let repository = repository();
    // A path in a string of TOML has no backslashes.
    let absolute = format!("\"{}/", repository.display()).replace('\\', "/");
    let checkout = format!("{}/", repository.display()).replace('\\', "/");
    for (path, bytes) in files(&repository.join("examples/consumer-workspace")) {
        if path.starts_with("target/") || path == "Cargo.lock" {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        let text = match path.as_str() {
            "Cargo.toml" => text.replace("\"../../", &absolute),
            ".cargo/config.toml" => text.replace("../../", &checkout),
            _ => text,
        };
        write(&folder.join(path), text.as_bytes());
    }
    // The same versions as everywhere else, and nothing to look up in a registry.
    std::fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

/// Runs cargo in the copy. What it builds lies with what this test was built from, where most of it
/// is already.
fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    Command::new(env!("CARGO"))
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_NET_OFFLINE", "true")
        .current_dir(folder)
        .output()
        .unwrap()
}

fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let run = cargo(folder, arguments);
    let [out, err] = [&run.stdout, &run.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(run.status.success(), "cargo {arguments:?} in {}: {out}{err}", folder.display());
    out
}

#[test]
fn the_example_generates_in_both_ways_and_its_program_runs() {
    let folder = copy();
    let manifest = folder.join("models/manifest.toml");
    let check = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--check", "--manifest"])
        .arg(&manifest)
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "the example's crate is stale: run `{MEND}`\n{shown}");
    // The library and the commands write the same bytes.
    let checked_in = files(&folder.join("generated"));
    assert_eq!(succeed(&folder, &["generate"]), "generated/lending: 0 written, 0 removed\n");

    std::fs::write(folder.join("generated/lending/src/types/loan.rs"), "// Somebody was here.\n").unwrap();
    std::fs::write(folder.join("generated/lending/src/types/left.rs"), "").unwrap();
    assert!(!cargo(&folder, &["generate", "--check"]).status.success());
    assert_eq!(succeed(&folder, &["generate"]), "generated/lending: 1 written, 1 removed\n");
    assert_eq!(files(&folder.join("generated")), checked_in);

    let shown = succeed(&folder, &["run", "--quiet", "--package", "desk"]);
    assert_eq!(shown, "{\"Reader\":\"Ada\"}\nNotes (overdue)\nPoems\n");
}
