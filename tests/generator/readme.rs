//! The README's `Cargo.toml` works as written. Its code is compiled by the doctests of `examples`.

use std::path::Path;
use std::process::Command;

use shapesmith_tests::repository;

/// The first block of a language in the README.
fn block(language: &str) -> String {
    let readme = repository::text("README.md");
    let (_, after) = readme.split_once(&format!("```{language}\n")).expect("the README has such a block");
    let (block, _) = after.split_once("```").expect("the block ends");
    block.to_owned()
}

#[test]
fn the_manifest_of_a_consumer_resolves_as_written() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let app = folder.join("app");
    std::fs::create_dir_all(app.join("src")).expect("a temporary folder can be made");
    beside(&folder.join("shapesmith"));
    std::fs::write(app.join("src/main.rs"), "fn main() {}\n").expect("a file can be written");
    std::fs::write(app.join("Cargo.toml"), format!("{}\n[workspace]\n", block("toml")))
        .expect("a file can be written");
    std::fs::copy(repository::root().join("Cargo.lock"), app.join("Cargo.lock"))
        .expect("the lock file is there");

    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal"])
        .current_dir(&app)
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.contains("shapesmith-runtime"), "the generated crate brings the runtime:\n{tree}");
}

/// Puts the repository beside the consumer, as the README says it is.
#[cfg(unix)]
fn beside(link: &Path) {
    if link.symlink_metadata().is_err() {
        std::os::unix::fs::symlink(repository::root(), link).expect("a link can be made");
    }
}
