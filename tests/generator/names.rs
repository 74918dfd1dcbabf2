//! Whatever a model calls things, its crate compiles without a warning, or the generator refuses it and
//! says what collides.
//!
//! Models are drawn from a vocabulary of hard names, by a fixed seed. A name is left in its model only if
//! the generator takes it there, so that what is left is full of them and has to compile: all crates in
//! one run of clippy, and one of them through rustdoc. `SHAPESMITH_NAMES` raises the number of models.

mod draw;
mod vocabulary;

use std::fs;
use std::path::Path;
use std::process::Command;

use shapesmith_codegen::Options;
use shapesmith_tests::repository;

use draw::Drawing;

/// How many models are drawn and compiled.
const MODELS: u64 = 3;

/// The lints of the repository, with every warning an error.
const LINTS: &str = r#"
[workspace.lints.rust]
warnings = { level = "deny", priority = -1 }
missing_docs = "deny"
unreachable_pub = "deny"
unsafe_code = "forbid"
"#;

#[test]
fn whatever_a_model_calls_things_the_crate_compiles_or_is_refused_by_name() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("names");
    let models = std::env::var("SHAPESMITH_NAMES").map_or(MODELS, |models| models.parse().unwrap());
    let mut members = String::new();
    let (mut taken, mut refused) = (0, 0);
    for seed in 0..models {
        let package = format!("names{seed}");
        let mut drawing = Drawing::new(seed);
        let model = drawing.model();
        (taken, refused) = (taken + drawing.taken, refused + drawing.refused);
        let files = shapesmith_codegen::generate(&model.load().unwrap(), &options(&package)).unwrap();
        let _ = fs::remove_dir_all(folder.join(&package).join("src"));
        for (path, text) in &files {
            repository::write_if_different(&folder.join(&package).join(path), text);
        }
        members.push_str(&format!("{package:?}, "));
    }
    assert!(refused * 4 < taken, "{refused} names were refused, and only {taken} taken");
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n{LINTS}\n\
         [profile.dev]\ndebug = false\nincremental = false\n"
    );
    repository::write_if_different(&folder.join("Cargo.toml"), &manifest);
    // The same versions as everywhere else, and nothing to look up in a registry.
    fs::copy(repository::root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    cargo(&folder, &["clippy", "--workspace"]);
    // What a model says in words is the same everywhere, so one crate will do.
    cargo(&folder, &["doc", "--no-deps", "--package", "names0"]);
}

fn cargo(folder: &Path, arguments: &[&str]) {
    let run = Command::new(env!("CARGO"))
        .args(arguments)
        .args([
            "--offline",
            "--no-default-features",
            "--features",
            "blocking,dynamic,test-util",
            "--target-dir",
        ])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures/target"))
        .env("RUSTDOCFLAGS", "-D warnings")
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "the crates are in {}\n{errors}", folder.display());
}

fn options(package: &str) -> Options {
    Options {
        runtime: format!("{{ path = {:?}, default-features = false }}", repository::root().join("runtime")),
        library: String::new(),
        further_tables: "[lints]\nworkspace = true\n".to_owned(),
        source: "a\u{2067}\rtest [x]".to_owned(),
        ..repository::options(package)
    }
}
