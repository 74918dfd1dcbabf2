//! `cargo xtask` is `cargo shapesmith` with two verbs more, and speaks of itself as it was called.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

/// What the program prints when it is asked for help, in a folder of this repository as cargo runs it.
fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .arg("--help")
        .env("CARGO_PKG_NAME", "xtask")
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn help_of_all_verbs_names_this_program() {
    let all = help(&[]);
    for verb in ["codegen", "list", "add", "remove", "diff", "models", "completions", "conformance", "bench"]
    {
        assert!(all.contains(&format!("\n  {verb}")), "{verb}: {all}");
        let help = help(&[verb]);
        let examples = help.split_once("Example").map_or("", |(_, examples)| examples);
        assert!(examples.contains(&format!("cargo xtask {verb}")), "{help}");
        assert!(!help.contains("cargo shapesmith"), "{help}");
    }
}
