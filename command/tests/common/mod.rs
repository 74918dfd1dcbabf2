//! A workspace in a temporary folder, and the real program run in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code, unreachable_pub)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A workspace with the model of a small service and nothing generated yet.
pub struct Workspace {
    folder: TempDir,
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Workspace {
    /// A fresh copy of the fixture.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/workspace");
        for (path, bytes) in files(&fixture) {
            write(&folder.path().join(path), &bytes);
        }
        Self { folder }
    }

    /// A path in the workspace.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// The text of a file.
    pub fn text(&self, inside: &str) -> String {
        std::fs::read_to_string(self.path(inside)).unwrap()
    }

    /// Writes a file.
    pub fn write(&self, inside: &str, text: &str) {
        write(&self.path(inside), text.as_bytes());
    }

    /// Replaces text in a file, which must be there.
    pub fn replace(&self, inside: &str, old: &str, new: &str) {
        let text = self.text(inside);
        assert!(text.contains(old), "{inside} does not hold {old}");
        self.write(inside, &text.replace(old, new));
    }

    /// Every file of the workspace, by path with `/`.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.folder.path())
    }

    /// The paths of the files under a folder of the workspace.
    pub fn paths(&self, inside: &str) -> Vec<String> {
        files(&self.path(inside)).into_keys().collect()
    }

    /// Runs the program in the workspace.
    pub fn run(&self, arguments: &[&str]) -> Run {
        finished(&self.command(arguments).output().unwrap())
    }

    /// Runs the program and expects it to succeed.
    pub fn succeed(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(0), "{arguments:?}: {run:?}");
        run
    }

    /// Runs the program, expects it to fail and to leave everything as it was.
    pub fn fail(&self, arguments: &[&str]) -> Run {
        let before = self.files();
        let run = self.run(arguments);
        assert_eq!(run.code, Some(1), "{arguments:?}: {run:?}");
        assert!(run.err.starts_with("error: "), "{run:?}");
        assert!(before == self.files(), "a failing run changed files: {arguments:?}");
        run
    }

    /// Starts the program without waiting for it.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-shapesmith"));
        command.args(arguments).current_dir(self.folder.path());
        command
    }
}

fn finished(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// Every file under a folder, by path with `/`; none where there is no folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Writes a file and the folders around it.
pub fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}
