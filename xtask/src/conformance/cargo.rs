//! The workspace of the generated crates and of the program that runs the cases; and cargo.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use shapesmith_codegen::Files;

use cargo_shapesmith::shared::Error;
use cargo_shapesmith::shared::relative;
use cargo_shapesmith::shared::write_file;
use cargo_shapesmith::shared::{count, progress};

/// The program that puts cases through the runtime. It is compiled with the crates, not with this
/// program, which has nothing to do with the runtime.
const RUNNER: &str = include_str!("../../assets/conformance_runner.rs");

/// A workspace in the making.
pub(super) struct Project {
    folder: PathBuf,
    target: PathBuf,
    root: PathBuf,
    crates: BTreeMap<String, Files>,
}

impl Project {
    /// A workspace without crates, compiled into a folder `target`; `root` is the repository's.
    pub(super) fn new(folder: &Path, target: &Path, root: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            target: target.to_path_buf(),
            root: root.to_path_buf(),
            crates: BTreeMap::new(),
        }
    }

    /// The folder of a crate.
    pub(super) fn folder(&self, package: &str) -> PathBuf {
        self.folder.join("suites").join(package)
    }

    /// Adds a crate.
    pub(super) fn add(&mut self, package: &str, files: Files) {
        self.crates.insert(package.to_owned(), files);
    }

    /// Writes and compiles everything. Gives the crates that do not compile, with the reason; they are
    /// left out.
    pub(super) fn build(&mut self) -> Result<BTreeMap<String, String>, Error> {
        let mut broken = BTreeMap::new();
        if self.crates.is_empty() {
            return Ok(broken);
        }
        self.write()?;
        progress(&format!("compiling {}", count(self.crates.len(), "crate")));
        let output = self.cargo(&["build", "--package", "runner"])?;
        if output.status.success() {
            return Ok(broken);
        }
        // One crate that does not compile must not cost the others their results.
        for package in self.crates.keys() {
            let output = self.cargo(&["check", "--no-default-features", "--package", package])?;
            if !output.status.success() {
                broken.insert(package.clone(), errors(&output));
            }
        }
        self.crates.retain(|package, _| !broken.contains_key(package));
        self.write()?;
        let output = self.cargo(&["build", "--package", "runner"])?;
        if output.status.success() {
            return Ok(broken);
        }
        Err(Error::new(self.folder.display().to_string(), format!("cannot compile: {}", errors(&output))))
    }

    /// Runs the cases.
    pub(super) fn run(&self, questions: &[Value]) -> Result<Vec<Value>, Error> {
        let name = format!("runner{}", std::env::consts::EXE_SUFFIX);
        let program = self.target.join("debug").join(name);
        let failed = |error: std::io::Error| Error::io(&program, "run it", &error);
        let mut child =
            Command::new(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
        let writer = child.stdin.take().map(|mut stdin| {
            // Its answers have to be read while it is asked, or both sides wait for each other.
            std::thread::spawn(move || stdin.write_all(lines.as_bytes()))
        });
        let output = child.wait_with_output().map_err(failed)?;
        // A program that ended early left answers out, which is told case by case.
        let _ = writer.map(std::thread::JoinHandle::join);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    fn write(&self) -> Result<(), Error> {
        let suites = self.folder.join("suites");
        if let Ok(entries) = std::fs::read_dir(&suites) {
            for path in entries.flatten().map(|entry| entry.path()) {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if !self.crates.contains_key(&name) {
                    std::fs::remove_dir_all(&path).map_err(|error| Error::io(&path, "remove it", &error))?;
                }
            }
        }
        for (package, files) in &self.crates {
            for (path, text) in files {
                file(&self.folder(package).join(path), text)?;
            }
        }
        let runtime = relative(&self.folder.join("runner"), &self.root.join("runtime"));
        let mut manifest = format!(
            "[package]\nname = \"runner\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nbase64 = \"0.23\"\nhttp = \"1\"\nserde_json = \"1\"\n\
             shapesmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"checksum\", \"compression\", \"dynamic\", \"events\", \"md5\", \"stream\"] }}\n\
             tokio = {{ version = \"1\", default-features = false, features = [\"rt\", \"time\"] }}\n"
        );
        let mut table = "use shapesmith_runtime::dynamic::DynamicOperation;\n\n\
                         pub static SERVICES: &[(&str, &[DynamicOperation])] = &[\n"
            .to_owned();
        for package in self.crates.keys() {
            manifest.push_str(&format!(
                "{package} = {{ path = \"../suites/{package}\", default-features = false, features = [\"dynamic\"] }}\n"
            ));
            table.push_str(&format!(
                "    (\"{package}\", {}::registry::OPERATIONS),\n",
                package.replace('-', "_")
            ));
        }
        table.push_str("];\n");
        file(&self.folder.join("runner/Cargo.toml"), &manifest)?;
        file(&self.folder.join("runner/src/main.rs"), RUNNER)?;
        file(&self.folder.join("runner/src/services.rs"), &table)?;
        let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"runner\", \"suites/*\"]\n\n\
                         [profile.dev]\ndebug = false\nincremental = false\n";
        file(&self.folder.join("Cargo.toml"), workspace)?;
        // The versions of the repository, so that nothing else has to be downloaded.
        if let Ok(text) = std::fs::read_to_string(self.root.join("Cargo.lock")) {
            file(&self.folder.join("Cargo.lock"), &text)?;
        }
        Ok(())
    }

    fn cargo(&self, arguments: &[&str]) -> Result<Output, Error> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Command::new(&cargo)
            .args(arguments)
            .arg("--quiet")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Error::io(Path::new(&cargo), "run it", &error))
    }
}

/// Writes a file and the folders around it; leaves it alone if it is there as it should be.
fn file(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, "make the folder", &error))?;
    }
    write_file(path, text)
}

/// The first errors that cargo printed.
fn errors(output: &Output) -> String {
    const SHOWN: usize = 12;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines = text.lines().skip_while(|line| !line.starts_with("error"));
    lines.take(SHOWN).collect::<Vec<_>>().join("\n")
}
