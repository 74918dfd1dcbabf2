//! What is checked in under `generated/` is what the generator makes of the models now.

use std::path::Path;
use std::process::Command;

use shapesmith_tests::repository;

/// Asks the same program that a person would, so that there is one opinion of what is fresh.
#[test]
fn generated_crates_are_up_to_date() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let check = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet", "--package", "xtask", "--", "codegen", "--check"])
        .env("CARGO_TARGET_DIR", target)
        .current_dir(repository::root())
        .output()
        .unwrap();
    let (output, errors) = (String::from_utf8_lossy(&check.stdout), String::from_utf8_lossy(&check.stderr));
    assert!(
        check.status.success(),
        "generated/ is not what the models give; run `cargo xtask codegen` and read the difference\n{output}\n{errors}"
    );
}
