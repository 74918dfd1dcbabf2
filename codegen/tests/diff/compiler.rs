//! What is called breaking is what the compiler refuses.
//!
//! A crate is generated for each pair's second model, and the same program uses each. One run of cargo
//! checks them all; which programs it refuses is compared with the verdicts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use shapesmith_codegen::{Options, ir};

use crate::pairs::{Expected, PAIRS, library};

/// The name of the pair that is none: the first model itself.
const UNCHANGED: &str = "unchanged";

#[test]
fn breaking_is_what_the_compiler_refuses() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff");
    let mut names = vec![UNCHANGED];
    generate(&folder, UNCHANGED, &library());
    for pair in PAIRS {
        generate(&folder, pair.name, &pair.changed());
        names.push(pair.name);
    }
    let members: String = names.iter().map(|name| format!("{name:?}, \"use_{name}\", ")).collect();
    // The profile is that of the example in `examples/consumer-workspace`, whose test shares what is
    // built here.
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[profile.dev.package.\"*\"]\ndebug = false\n"
    );
    write(&folder.join("Cargo.toml"), &workspace);
    // The same versions as everywhere else, and nothing to look up in a registry.
    std::fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let refused = refused(&folder);
    let expected: BTreeSet<String> = PAIRS
        .iter()
        .filter(|pair| pair.expected == Expected::Breaking)
        .map(|pair| format!("use_{}", pair.name))
        .collect();
    assert_eq!(refused, expected, "the crates are in {}", folder.display());
}

/// Writes a crate, and the program that uses it.
fn generate(folder: &Path, name: &str, service: &ir::Service) {
    let options = Options {
        package: name.to_owned(),
        version: "0.0.0".to_owned(),
        package_fields: "publish = false\n".to_owned(),
        runtime: format!("{{ path = {:?}, default-features = false }}", repository().join("runtime")),
        library: String::new(),
        further_tables: String::new(),
        source: "a test".to_owned(),
    };
    for (path, text) in &shapesmith_codegen::generate(service, &options).unwrap() {
        write(&folder.join(name).join(path), text);
    }
    let user = folder.join(format!("use_{name}"));
    let manifest = format!(
        "[package]\nname = \"use_{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n\
         library = {{ path = \"../{name}\", package = \"{name}\", default-features = false }}\n"
    );
    write(&user.join("Cargo.toml"), &manifest);
    write(&user.join("src/main.rs"), include_str!("consumer.rs"));
}

/// The packages that the compiler refuses.
fn refused(folder: &Path) -> BTreeSet<String> {
    let run = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--workspace", "--keep-going", "--message-format=json", "--target-dir"])
        .arg(folder.join("target"))
        .current_dir(folder)
        // Nothing of this is built a second time, so what makes that quicker only costs.
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .unwrap();
    let messages = String::from_utf8(run.stdout).unwrap();
    let complaints = String::from_utf8_lossy(&run.stderr);
    assert!(messages.contains("\"use_unchanged\""), "cargo did not come to the programs:\n{complaints}");
    let errors = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    errors
        .filter(|message| message["message"]["level"] == "error")
        .map(|message| message["target"]["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Writes a file unless it has this text already: cargo goes by the time of the last change.
fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
