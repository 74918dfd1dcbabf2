//! What was written is read back the same, for every input and output of SSM.
//!
//! A crate with all operations is generated below the target folder, and `consumer.rs` is run against
//! it. The folder for what cargo builds is the one that the fixtures use, so little is built twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::Command;

use shapesmith_codegen::Options;
use shapesmith_tests::repository;

#[test]
fn every_shape_of_ssm_survives_the_wire_and_any_bytes_are_a_value_or_an_error() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = scratch.join("properties");
    let runtime = format!("{{ path = {:?}, default-features = false }}", repository::root().join("runtime"));
    let options = Options { runtime: runtime.clone(), ..repository::options("ssm") };
    let service = repository::selected(&repository::ssm_sources(), &["*"]);
    for (path, text) in &shapesmith_codegen::generate(&service, &options).unwrap() {
        repository::write_if_different(&folder.join("ssm").join(path), text);
    }
    repository::write_if_different(&folder.join("Cargo.toml"), &manifest(&runtime));
    // The same versions as everywhere else, and nothing to look up in a registry.
    fs::copy(repository::root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let run = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--target-dir"])
        .arg(scratch.join("fixtures/target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let (output, errors) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "the crate is in {}\n{output}\n{errors}", folder.display());
}

fn manifest(runtime: &str) -> String {
    let consumer = repository::root().join("tests/properties/consumer.rs");
    format!(
        "[workspace]\nmembers = [\"ssm\"]\nresolver = \"3\"\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n\n\
         [package]\nname = \"properties\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [[test]]\nname = \"properties\"\npath = {consumer:?}\n\n\
         [dependencies]\n\
         base64 = {{ version = \"0.23\", default-features = false, features = [\"std\"] }}\n\
         jiff = {{ version = \"0.2\", default-features = false, features = [\"std\"] }}\n\
         proptest = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n\
         serde_json = \"1\"\n\
         shapesmith-runtime = {runtime}\n\
         ssm = {{ path = \"ssm\", default-features = false, features = [\"dynamic\"] }}\n"
    )
}
