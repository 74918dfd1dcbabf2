//! The example of somebody else's workspace: it generates in both ways, and its program compiles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;
#[path = "../../examples/consumer-workspace/generate/src/main.rs"]
#[allow(dead_code, unreachable_pub)]
mod generate;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{files, write};

/// How to write the crate of the example anew.
const MEND: &str = "cargo shapesmith codegen --manifest examples/consumer-workspace/models/manifest.toml";

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

#[test]
fn the_example_generates_in_both_ways_and_its_program_compiles() {
    let folder = copy();
    let manifest = folder.join("models/manifest.toml");
    let check = Command::new(env!("CARGO_BIN_EXE_cargo-shapesmith"))
        .args(["codegen", "--check", "--manifest"])
        .arg(&manifest)
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "the example's crate is stale: run `{MEND}`\n{shown}");
    // The library and the commands write the same bytes.
    let checked_in = files(&folder.join("generated"));
    assert_eq!(generate::run(&folder, false).unwrap(), "generated/lending: 0 written, 0 removed");

    std::fs::write(folder.join("generated/lending/src/types/loan.rs"), "// Somebody was here.\n").unwrap();
    std::fs::write(folder.join("generated/lending/src/types/left.rs"), "").unwrap();
    let stale = generate::run(&folder, true).unwrap_err().to_string();
    assert!(stale.ends_with("run `cargo generate`"), "{stale}");
    assert_eq!(generate::run(&folder, false).unwrap(), "generated/lending: 1 written, 1 removed");
    assert_eq!(files(&folder.join("generated")), checked_in);

    // The folder for what is built is that of the test of the semantic diff, which needs the same
    // dependencies.
    let run = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--package", "desk", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff/target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "the example is in {}\n{complaints}", folder.display());
}
