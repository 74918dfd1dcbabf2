//! What a crate says that was generated for another contract than the runtime's.

use std::fs;
use std::path::Path;
use std::process::Command;

use shapesmith_tests::{fixture, repository};

#[test]
fn the_generator_and_the_runtime_have_the_same_contract() {
    assert_eq!(shapesmith_codegen::CONTRACT, shapesmith_runtime::contract::VERSION);
}

#[test]
fn a_crate_for_another_contract_fails_with_a_line_that_says_what_to_do() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = scratch.join("contract");
    let runtime = format!("{{ path = {:?}, default-features = false }}", repository::root().join("runtime"));
    let options = shapesmith_codegen::Options { runtime, ..repository::options("other") };
    let files = shapesmith_codegen::generate(&fixture::service("structure"), &options).unwrap();
    let current = format!("shapesmith_runtime::contract!({});", shapesmith_codegen::CONTRACT);
    for (path, text) in &files {
        let text = text.replace(&current, "shapesmith_runtime::contract!(999);");
        assert!(path != "src/lib.rs" || text.contains("999"), "lib.rs states the contract");
        repository::write_if_different(&folder.join("other").join(path), &text);
    }
    repository::write_if_different(
        &folder.join("Cargo.toml"),
        "[workspace]\nmembers = [\"other\"]\nresolver = \"3\"\n\n[workspace.package]\nrust-version = \"1.90\"\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
    );
    fs::copy(repository::root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let run = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--target-dir"])
        .arg(scratch.join("fixtures/target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&run.stderr);
    let first = errors.lines().find(|line| line.starts_with("error")).unwrap_or_default();
    assert!(!run.status.success());
    assert!(
        first.contains("generated for contract 999 of shapesmith-runtime")
            && first.contains("generate the crate again"),
        "{errors}"
    );
}
