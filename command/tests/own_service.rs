//! The example of a service of one's own: its crate is fresh, and client and server go with each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{files, write};

/// How to write the crate of the example anew.
const MEND: &str = "cargo xtask codegen --manifest examples/own-service/models/manifest.toml";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// A copy of the example, so that a test leaves nothing behind in the sources; the runtime is still that of the
/// repository.
fn copy() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-service");
    let repository = repository();
    // A path in a string of TOML has no backslashes.
    let absolute = format!("\"{}/", repository.display()).replace('\\', "/");
    for (path, bytes) in files(&repository.join("examples/own-service")) {
        if path.starts_with("target/") || path == "Cargo.lock" {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        let text = if path == "Cargo.toml" { text.replace("\"../../", &absolute) } else { text };
        write(&folder.join(path), text.as_bytes());
    }
    // The same versions as everywhere else, and nothing to look up in a registry.
    std::fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

#[test]
fn the_example_of_an_own_service_is_fresh_and_its_client_gets_answers_from_its_server() {
    let folder = copy();
    let check = Command::new(env!("CARGO_BIN_EXE_cargo-shapesmith"))
        .args(["codegen", "--check", "--manifest"])
        .arg(folder.join("models/manifest.toml"))
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "the example's crate is stale: run `{MEND}`\n{shown}");

    // The folder for what is built is that of the test of the semantic diff, which needs most of the same
    // dependencies.
    let run = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--package", "rooms-server", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff/target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let said = [run.stdout, run.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(run.status.success(), "the example is in {}\n{said}", folder.display());
    assert!(said.contains("3 passed"), "{said}");
}

/// What the guide shows is what the example has.
#[test]
fn the_guide_quotes_the_example() {
    let guide = std::fs::read_to_string(repository().join("docs/guide/own-service.md")).unwrap();
    let example: String = files(&repository().join("examples/own-service"))
        .into_iter()
        .filter(|(path, _)| !path.starts_with("target/") && path != "Cargo.lock")
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let example = bare(&example);
    let mut quoted = 0;
    for block in guide.split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        if language != "sh" {
            // An ellipsis on a line of its own stands for what is left out.
            for part in text.split("\n…\n") {
                assert!(example.contains(&bare(part)), "the example has no such lines:\n{part}");
            }
            quoted += 1;
        }
    }
    assert!(quoted > 5, "only {quoted} blocks");
}
