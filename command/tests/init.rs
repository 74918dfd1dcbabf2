//! `cargo shapesmith init`: from nothing, or from what people have, to a program that compiles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Run, files, write};
use tempfile::TempDir;

/// The models of the fixture, as a folder that `--from` takes.
fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/workspace/models")
}

/// A folder with these files, and the program run in it.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::Builder::new().prefix("shelf").tempdir().unwrap();
        for (path, text) in files {
            write(&folder.path().join(path), text.as_bytes());
        }
        Self(folder)
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn text(&self, inside: &str) -> String {
        std::fs::read_to_string(self.path(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"))
    }

    /// Runs `init` in a folder inside, with the fixture's models.
    fn init(&self, inside: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-shapesmith"));
        command.args(["init", "--version", "1.2.3", "--from"]).arg(models()).args(arguments);
        finished(command.current_dir(self.path(inside)))
    }

    fn succeed(&self, inside: &str, arguments: &[&str]) -> Run {
        let run = self.init(inside, arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        run
    }

    /// Expects a failure that changes nothing.
    fn refuse(&self, arguments: &[&str], code: i32, said: &str) {
        let before = files(self.0.path());
        let run = self.init("", arguments);
        assert_eq!(run.code, Some(code), "{run:?}");
        assert!(run.err.contains(said), "{run:?}");
        assert!(before == files(self.0.path()), "{arguments:?} changed files");
    }

    /// Has cargo check everything in the workspace, with what is locked in Shapesmith's own repository.
    fn compiles(&self) {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        std::fs::copy(repository.join("Cargo.lock"), self.path("Cargo.lock")).unwrap();
        let run = finished(
            Command::new(env!("CARGO"))
                .args(["check", "--offline", "--quiet", "--workspace", "--all-targets", "--target-dir"])
                .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff/target"))
                .current_dir(self.0.path()),
        );
        assert!(run.code == Some(0) && !run.err.contains("warning"), "{}", run.err);
    }
}

fn finished(command: &mut Command) -> Run {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

const BOOKS: [&str; 2] = ["--service", "library:ListBooks"];

#[test]
fn an_empty_folder_becomes_a_package_that_lists_something() {
    let folder = Folder::new(&[]);
    let run = folder.succeed("", &BOOKS);
    assert!(run.out.contains("  + src/main.rs\n"), "{}", run.out);
    assert!(run.out.contains("  cargo run    calls client.list_books()\n"), "{}", run.out);
    let manifest = folder.text("Cargo.toml");
    assert!(manifest.starts_with("[package]\nname = \"shelf"), "{manifest}");
    assert!(
        manifest.contains("\n[dependencies]\nlibrary = { path = \"generated/library\" }\n"),
        "{manifest}"
    );
    // Built in a checkout, the commands know where the runtime that goes with them is.
    assert!(manifest.contains("/runtime\", default-features = false }\n"), "{manifest}");
    let generated = folder.text("generated/library/Cargo.toml");
    assert!(generated.contains("shapesmith-runtime = { workspace = true"), "{generated}");
    assert!(folder.text("models/manifest.toml").starts_with("#:schema manifest.schema.json\n"));
    assert!(folder.text("models/manifest.schema.json").contains("\"operations\""));
    assert!(folder.text(".gitattributes").contains("generated/** text eol=lf"));
    folder.compiles();

    let again = folder.init("src", &BOOKS);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(
        again.err.contains("set up already") && again.err.contains("add SERVICE OPERATION…"),
        "{}",
        again.err
    );
}

#[test]
fn the_program_is_laid_out_as_rustfmt_does() {
    for operations in ["ListBooks", "GetBook", "ReturnBook"] {
        let folder = Folder::new(&[]);
        folder.succeed("", &["--service", &format!("library:{operations}")]);
        // Without the settings of this repository.
        write(&folder.path("rustfmt.toml"), b"");
        let format = Command::new("rustfmt")
            .args(["--check", "--edition", "2024", "src/main.rs"])
            .current_dir(folder.path(""))
            .output();
        // Not everybody has it.
        let Ok(format) = format else { return };
        assert!(format.status.success(), "{}", String::from_utf8_lossy(&format.stdout));
    }
}

#[test]
fn a_package_gets_a_workspace_an_example_and_keeps_what_it_has() {
    let cargo = "# Mine.\n[package]\nname = \"desk\"\nversion = \"0.3.0\"\nedition = \"2021\"\n\n[dependencies]\n\
                 tokio = \"1\" # for later\n";
    let main = "fn main() {}\n";
    let folder =
        Folder::new(&[("Cargo.toml", cargo), ("src/main.rs", main), (".gitattributes", "*.png binary")]);
    // From a folder inside, and with what has to stand on the command line.
    let run = folder.succeed("src", &["--service", "library:GetBook"]);
    assert!(run.out.contains("cargo run --example library_get_book -- "), "{}", run.out);
    let manifest = folder.text("Cargo.toml");
    assert!(manifest.starts_with("# Mine.\n[package]\nname = \"desk\"\nversion = \"0.3.0\""), "{manifest}");
    assert!(manifest.contains("tokio = { version = \"1\", features = [\"macros\", \"rt\"] }"), "{manifest}");
    assert!(manifest.contains("\n[workspace]\nmembers = [\"generated/*\"]\n"), "{manifest}");
    assert_eq!(folder.text("src/main.rs"), main);
    assert!(folder.text(".gitattributes").starts_with("*.png binary\ngenerated/** "));
    folder.compiles();
}

#[test]
fn in_a_workspace_the_package_around_or_the_one_that_is_named_gets_the_program() {
    let root = "[workspace]\nresolver = \"3\"\nmembers = [\"apps/*\"]\n\n[workspace.package]\nversion = \"4.0.0\"\n\n\
                [workspace.lints.rust]\nmissing_docs = \"deny\"\n\n[workspace.lints.clippy]\npedantic = \"deny\"\n";
    let app = |name: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lints]\nworkspace = true\n"
        )
    };
    let (desk, till) = (app("desk"), app("till"));
    let library = "//! Nothing yet.\n";
    let given = [
        ("Cargo.toml", root),
        ("apps/desk/Cargo.toml", desk.as_str()),
        ("apps/desk/src/lib.rs", library),
        ("apps/till/Cargo.toml", till.as_str()),
        ("apps/till/src/lib.rs", library),
    ];
    let folder = Folder::new(&given);
    folder.refuse(&["--service", "library:ListBooks", "--for", "dsk"], 2, "did you mean \"desk\"?");
    let run = folder.succeed("apps/desk/src", &BOOKS);
    assert!(run.out.contains("cargo run -p desk --example library_list_books"), "{}", run.out);
    assert!(folder.text("Cargo.toml").contains("members = [\"apps/*\", \"generated/*\"]"));
    assert!(folder.text("apps/desk/Cargo.toml").contains("library = { path = \"../../generated/library\" }"));
    assert_eq!(folder.text("apps/till/Cargo.toml"), till);
    assert!(folder.text("generated/library/Cargo.toml").contains("version = \"4.0.0\""));
    folder.compiles();

    // Where it could be either, neither is touched, and how to name one is told.
    let folder = Folder::new(&given);
    let run = folder.succeed("", &BOOKS);
    assert!(run.out.contains("name the package that is to do so with --for"), "{}", run.out);
    assert_eq!(folder.text("apps/desk/Cargo.toml"), desk);
}

#[test]
fn line_ends_of_windows_stay() {
    let cargo = "[package]\r\nname = \"desk\"\r\nversion = \"0.3.0\"\r\nedition = \"2024\"\r\n";
    let folder = Folder::new(&[("Cargo.toml", cargo), ("src/lib.rs", "")]);
    folder.succeed("", &BOOKS);
    let manifest = folder.text("Cargo.toml");
    assert!(manifest.starts_with(cargo) && !manifest.replace("\r\n", "").contains('\n'), "{manifest:?}");
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let folder = Folder::new(&[]);
    folder.refuse(&["--service", "libary:ListBooks"], 1, "did you mean \"library\"?");
    folder.refuse(&["--service", "library:ListBoks"], 1, "ListBooks");
    folder.refuse(&["--service", "library:"], 2, "which operations?");
    folder.refuse(&[], 2, "--service is missing: which services and operations?");
    folder.refuse(&[BOOKS[0], BOOKS[1], "--runtime", "banana"], 2, "path:FOLDER");
    folder.refuse(&[BOOKS[0], BOOKS[1], "--name", "fn"], 2, "it is a keyword of Rust");
    folder.refuse(&[BOOKS[0], BOOKS[1], "--for", "desk"], 2, "there is no package here");
    let run = folder.succeed("", &["--dry-run", BOOKS[0], BOOKS[1]]);
    assert!(
        run.out.ends_with("nothing has been written\n") && run.out.contains("src/main.rs"),
        "{}",
        run.out
    );
    assert!(files(&folder.path("")).is_empty());

    let folder = Folder::new(&[("models/library/2020-01-01/service-2.json", "{}")]);
    folder.refuse(&BOOKS, 1, "there is such a file already, and it says something else");
    let missing = finished(
        Command::new(env!("CARGO_BIN_EXE_cargo-shapesmith")).arg("init").current_dir(folder.path("")),
    );
    assert_eq!(missing.code, Some(2), "{missing:?}");
    assert!(missing.err.contains("`pip download --no-deps botocore`"), "{}", missing.err);
}

#[test]
fn the_runtime_is_where_somebody_says_it_is() {
    let folder = Folder::new(&[]);
    folder.succeed(
        "",
        &[BOOKS[0], BOOKS[1], "--runtime", "git:https://example.com/it#0123abc", "--name", "mine"],
    );
    let manifest = folder.text("Cargo.toml");
    let expected = "shapesmith-runtime = { git = \"https://example.com/it\", rev = \"0123abc\", default-features = false }";
    assert!(manifest.contains(expected) && manifest.contains("name = \"mine\""), "{manifest}");
}

#[test]
fn the_commands_can_be_a_package_of_the_workspace() {
    let settings = "[build]\njobs = 2 # few\n";
    let folder = Folder::new(&[(".cargo/config.toml", settings)]);
    let run = folder.succeed("", &[BOOKS[0], BOOKS[1], "--pinned", "--ci", "github", "--runtime", "0.1"]);
    assert!(run.out.contains("\n  cargo smith check    is everything"), "{}", run.out);
    assert_eq!(
        folder.text(".cargo/config.toml"),
        format!("{settings}\n[alias]\nsmith = \"run --quiet --package smith --\"\n")
    );
    assert!(folder.text("Cargo.toml").contains("members = [\"generated/*\", \"tools/smith\"]"));
    let version =
        format!("\n[dependencies]\ncargo-shapesmith = {{ version = \"{}\" }}\n", env!("CARGO_PKG_VERSION"));
    assert!(folder.text("tools/smith/Cargo.toml").ends_with(&version));
    // Cargo has them from its lock file, so nothing is installed.
    let workflow = folder.text(".github/workflows/shapesmith.yml");
    assert!(workflow.contains("- run: cargo smith check --format github\n"), "{workflow}");
    assert!(!workflow.contains("cargo install"), "{workflow}");

    // In a checkout the package depends on the very commands that run here.
    let folder = Folder::new(&[]);
    folder.succeed("", &[BOOKS[0], BOOKS[1], "--pinned"]);
    let package = folder.text("tools/smith/Cargo.toml");
    let path = package.split("path = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(folder.path("tools/smith").join(path).join("src/lib.rs").is_file(), "{package}");

    let other = Folder::new(&[(".cargo/config.toml", "[alias]\nsmith = \"build\"\n")]);
    other.refuse(
        &[BOOKS[0], BOOKS[1], "--pinned"],
        1,
        "alias.smith: the alias is there, and runs something else",
    );
}

#[test]
fn ci_gets_what_it_has_to_run() {
    let git = ["--runtime", "git:https://example.com/it#0123abc"];
    let install = "cargo install --locked --git https://example.com/it --rev 0123abc cargo-shapesmith\n";
    let folder = Folder::new(&[(".gitlab-ci.yml", "stages: [test]\n")]);
    let run = folder.succeed("", &[BOOKS[0], BOOKS[1], git[0], git[1], "--ci", "gitlab"]);
    let jobs = folder.text(".gitlab/shapesmith.yml");
    assert!(
        jobs.contains(install) && jobs.contains("    - cargo shapesmith check --format gitlab > "),
        "{jobs}"
    );
    assert_eq!(folder.text(".gitlab-ci.yml"), "stages: [test]\n");
    assert!(
        run.out.contains("add to .gitlab-ci.yml:  include: {local: .gitlab/shapesmith.yml}"),
        "{}",
        run.out
    );

    let folder = Folder::new(&[]);
    let run = folder.succeed("", &[BOOKS[0], BOOKS[1], "--ci", "print", "--runtime", "0.1"]);
    let version = format!("cargo install --locked cargo-shapesmith@{}\n", env!("CARGO_PKG_VERSION"));
    assert!(run.out.contains("# GitHub") && run.out.contains("# GitLab"), "{}", run.out);
    assert_eq!(run.out.matches(&version).count(), 2, "{}", run.out);
    assert!(!folder.path(".github").exists());

    // What CI could not have, and what the bot cannot get.
    let folder = Folder::new(&[]);
    folder.refuse(
        &[BOOKS[0], BOOKS[1], "--ci", "github"],
        2,
        "--runtime VERSION, or --runtime git:URL#REVISION",
    );
    folder.refuse(&[BOOKS[0], BOOKS[1], "--bot"], 2, "write --ci github, or --ci gitlab");
    folder.succeed("", &[BOOKS[0], BOOKS[1], git[0], git[1], "--ci", "github", "--bot"]);
    let bot = folder.text(".github/workflows/shapesmith-models.yml");
    assert!(bot.contains(install) && bot.contains("--only-if reachable\n"), "{bot}");
}
