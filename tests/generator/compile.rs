//! What the generator makes of the fixtures compiles without a warning, and works.
//!
//! All crates are members of one workspace below the target folder, so one run of cargo compiles
//! them, compiles `consumer/`, which uses them, and runs its tests. Files are written where they
//! differ, so a second run has little to do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shapesmith_codegen::Options;
use shapesmith_tests::{fixture, repository};

/// Lints as strict as people have them in their workspaces, with every warning an error. Crates made by the
/// commands inherit none; flags for the whole of a build reach them all the same.
const LINTS: &str = r#"
[workspace.lints.rust]
warnings = { level = "deny", priority = -1 }
unused = { level = "deny", priority = -1 }
future_incompatible = { level = "deny", priority = -1 }
nonstandard_style = { level = "deny", priority = -1 }
rust_2018_idioms = { level = "deny", priority = -1 }
elided_lifetimes_in_paths = "deny"
explicit_outlives_requirements = "deny"
let_underscore_drop = "deny"
missing_copy_implementations = "deny"
missing_debug_implementations = "deny"
missing_docs = "deny"
redundant_lifetimes = "deny"
single_use_lifetimes = "deny"
trivial_casts = "deny"
trivial_numeric_casts = "deny"
unnameable_types = "deny"
unreachable_pub = "deny"
unsafe_code = "forbid"
unused_extern_crates = "deny"
unused_import_braces = "deny"
unused_lifetimes = "deny"
unused_qualifications = "deny"
unused_results = "deny"
variant_size_differences = "deny"
"#;

#[test]
fn the_crates_of_all_fixtures_compile_without_a_warning_and_work() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let names = fixture::names();
    for name in &names {
        let files = shapesmith_codegen::generate(&fixture::service(name), &options(name)).unwrap();
        for (path, text) in &files {
            repository::write_if_different(&folder.join(name).join(path), text);
        }
    }
    repository::write_if_different(&folder.join("consumer/Cargo.toml"), &consumer_manifest(&names));
    repository::write_if_different(&folder.join("Cargo.toml"), &workspace_manifest(&names));
    // The same versions as everywhere else, and nothing to look up in a registry.
    fs::copy(repository::root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let run = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--package", "consumer", "--target-dir"])
        .arg(folder.join("target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let (output, errors) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "the crates are in {}\n{output}\n{errors}", folder.display());
}

fn options(name: &str) -> Options {
    Options {
        runtime: format!("{{ path = {:?}, default-features = false }}", repository::root().join("runtime")),
        library: String::new(),
        further_tables: "[lints]\nworkspace = true\n".to_owned(),
        ..repository::options(name)
    }
}

fn workspace_manifest(names: &[String]) -> String {
    let members: Vec<_> = names.iter().map(|name| format!("{name:?}, ")).collect();
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}\"consumer\"]\n{LINTS}\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        members.concat()
    )
}

/// The consumer's sources stay where they are, so that messages name them there.
fn consumer_manifest(names: &[String]) -> String {
    let sources: PathBuf = repository::root().join("tests/consumer");
    let fixtures: Vec<_> = names
        .iter()
        .map(|name| format!("{name} = {{ path = \"../{name}\", default-features = false }}\n"))
        .collect();
    format!(
        "[package]\nname = \"consumer\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautotests = false\n\n\
         [[test]]\nname = \"consumer\"\npath = {main:?}\n\n\
         [dependencies]\n{fixtures}\
         bytes = \"1\"\nfutures-core = \"0.3\"\nhttp = \"1\"\nserde_core = \"1\"\nserde_json = \"1\"\n\
         shapesmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"serde\", \"test-util\"] }}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"rt\", \"time\"] }}\n",
        main = sources.join("main.rs"),
        runtime = repository::root().join("runtime"),
        fixtures = fixtures.concat(),
    )
}
