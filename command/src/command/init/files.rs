//! The files that a project begins with, beside the crates.

use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;

use super::cargo_toml::User;
use super::example;
use crate::apply::Planned;
use crate::error::Error;
use crate::report::{Tone, count, paint};
use crate::surroundings::cargo_manifest;
use crate::text::{plain, same};
use crate::workspace::{Workspace, relative};

/// What git is told of files that are written here: they keep their line ends, and reviews fold them.
const ATTRIBUTES: [&str; 2] =
    ["generated/** text eol=lf linguist-generated", "models/**/*.json text eol=lf linguist-generated"];

/// How many model files are named.
const NAMED: usize = 16;

/// Files by path, to be written together.
pub(super) struct Files {
    root: PathBuf,
    files: Vec<(PathBuf, String)>,
    /// What there is to do next.
    next: String,
}

impl Files {
    /// None yet, in a workspace's folder.
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), files: Vec::new(), next: String::new() }
    }

    /// A file that is not there yet, or holds this already.
    pub(super) fn new_file(&mut self, path: &str, text: String) -> Result<(), Error> {
        let path = self.root.join(path);
        match std::fs::read(&path) {
            Ok(bytes) if same(&bytes, &text) => Ok(()),
            Ok(_) => Err(Error::new(
                path.display().to_string(),
                "there is such a file already, and it says something else",
            )
            .help("move it away, and run again; nothing has been changed")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.files.push((path, text));
                Ok(())
            }
            Err(error) => Err(Error::io(&path, "read it", &error)),
        }
    }

    /// A file whose text was edited.
    pub(super) fn edit(&mut self, path: &str, text: String) {
        let path = self.root.join(path);
        self.put(path, text);
    }

    fn put(&mut self, path: PathBuf, text: String) {
        self.files.retain(|(other, _)| *other != path);
        if !std::fs::read(&path).is_ok_and(|bytes| same(&bytes, &text)) {
            self.files.push((path, text));
        }
    }

    /// A file with these lines, beside those that it has.
    fn with_lines(&mut self, path: &str, lines: &[&str]) -> Result<(), Error> {
        let path = self.root.join(path);
        let present = match std::fs::read_to_string(&path) {
            Ok(text) => plain(&text).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Error::io(&path, "read it", &error)),
        };
        let mut text = present.clone();
        for line in lines.iter().filter(|line| !present.lines().any(|present| present.trim() == **line)) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&format!("{line}\n"));
        }
        self.put(path, text);
        Ok(())
    }

    /// What git has to know.
    pub(super) fn settings(&mut self, is_new: bool) -> Result<(), Error> {
        if is_new {
            self.with_lines(".gitignore", &["/target"])?;
        }
        self.with_lines(".gitattributes", &ATTRIBUTES)
    }

    /// The program of a package, and what its `Cargo.toml` says of the crates.
    pub(super) fn program(
        &mut self,
        user: &User,
        planned: &[Planned],
        workspace: &Workspace,
    ) -> Result<(), Error> {
        let path = user.folder.join("Cargo.toml");
        let place = path.display().to_string();
        let edited = self.files.iter().find(|(other, _)| *other == path).map(|(_, text)| text.clone());
        let mut document: DocumentMut = match edited {
            Some(text) => {
                text.parse().map_err(|error: toml_edit::TomlError| Error::new(&place, error.message()))?
            }
            None => cargo_manifest(&path)?.unwrap_or_default(),
        };
        let crates: Vec<(String, PathBuf)> = planned
            .iter()
            .map(|one| (one.generated.target.cargo.name.clone(), one.generated.target.folder.clone()))
            .collect();
        user.with_dependencies(&mut document, &place, &crates)?;
        self.put(path, document.to_string());

        let Some(first) = planned.first() else { return Ok(()) };
        let krate = first.generated.target.service.replace('-', "_");
        let program = example::write(&first.generated.service, &krate)?;
        let is_main = user.name.is_none() && !user.folder.join("src").exists();
        let file = match is_main {
            true => user.folder.join("src/main.rs"),
            false => user.folder.join("examples").join(format!("{}.rs", program.name)),
        };
        self.new_file(&relative(&self.root, &file), program.text)?;
        let package = match &user.name {
            Some(name) if user.folder != workspace.root => format!(" -p {name}"),
            _ => String::new(),
        };
        let run = match is_main {
            true => format!("cargo run{package}"),
            false => format!("cargo run{package} --example {}", program.name),
        };
        let values: String = program.arguments.iter().map(|value| format!(" {value}")).collect();
        let dash = if values.is_empty() { String::new() } else { format!(" --{values}") };
        self.next = format!(
            "next:\n  {run}{dash}    calls {}\n  {run} --{values} --endpoint-url http://127.0.0.1:5000    asks an emulator\n",
            program.call
        );
        Ok(())
    }

    /// What is written, for people.
    pub(super) fn summary(&self) -> String {
        let mut text = String::new();
        for (path, _) in self.files.iter().take(NAMED) {
            let shown = relative(&self.root, path);
            text.push_str(&match path.exists() {
                true => format!("  ~ {shown}\n"),
                false => format!("  {}\n", paint(&format!("+ {shown}"), Tone::Green)),
            });
        }
        if self.files.len() > NAMED {
            text.push_str(&format!("  and {}\n", count(self.files.len() - NAMED, "more file")));
        }
        text
    }

    /// What to write.
    pub(super) fn writes(&self) -> Vec<(PathBuf, Option<String>)> {
        self.files.iter().map(|(path, text)| (path.clone(), Some(text.clone()))).collect()
    }

    /// What to do next, for people. `check` is the command that tells whether all is well.
    pub(super) fn next(&self, user: Option<&User>, check: &str) -> String {
        let check = format!("  {check}    is everything as it should be?\n");
        match user {
            Some(_) => format!("{}{check}", self.next),
            None => format!(
                "next: depend on the crates by path, as in `ssm = {{ path = \"generated/ssm\" }}`, or name the package that \
                 is to do so with --for\n{check}"
            ),
        }
    }
}
