//! Where the runtime is, which generated crates depend on: a version, a git repository, or a folder. Unless somebody
//! says otherwise it is where these commands themselves are from, so that the two go together.

use std::path::{Path, PathBuf};

use toml_edit::{InlineTable, Item};

use crate::error::Error;
use crate::program;
use crate::surroundings::{cargo_manifest, physical};
use crate::workspace::{absolute, relative};

/// The runtime's package.
pub(crate) const RUNTIME: &str = "shapesmith-runtime";

/// The package of these commands.
pub(crate) const COMMANDS: &str = "cargo-shapesmith";

/// How people say where the runtime is.
const FORMS: &str = "write a version (0.1.0), path:FOLDER, or git:URL#REVISION";

/// Where the runtime is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// In cargo's registry, in this version or what goes with it.
    Version(String),
    /// In a folder, absolute.
    Folder(PathBuf),
    /// In a git repository, at a revision where one is named.
    Git {
        /// The repository.
        url: String,
        /// The revision.
        revision: Option<String>,
    },
}

impl Runtime {
    /// Reads what a person says of it.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let wrong = |reason: String| Error::usage(format!("--runtime {text}: {reason}")).help(FORMS);
        if let Some(path) = text.strip_prefix("path:") {
            let folder = absolute(Path::new(path))?;
            return match is_runtime(&folder) {
                true => Ok(Self::Folder(folder)),
                false => Err(wrong(format!("the package {RUNTIME} is not in this folder"))),
            };
        }
        if let Some(git) = text.strip_prefix("git:") {
            let (url, revision) = match git.split_once('#') {
                Some((url, revision)) => (url, Some(revision.to_owned())),
                None => (git, None),
            };
            if url.is_empty() || revision.as_deref() == Some("") {
                return Err(wrong("the URL or the revision is missing".to_owned()));
            }
            return Ok(Self::Git { url: url.to_owned(), revision });
        }
        let is_version = text.starts_with(|first: char| first.is_ascii_digit() || "=^~".contains(first))
            && text.contains(|letter: char| letter.is_ascii_digit())
            && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "=^~.-+".contains(letter));
        if is_version {
            Ok(Self::Version(text.to_owned()))
        } else {
            Err(wrong("this is no version".to_owned()))
        }
    }

    /// The one that these commands were made with: what `cargo install` wrote down of them, or the checkout that they
    /// were built in, or else the version in the registry that is released together with them.
    pub(crate) fn of_this_program() -> Self {
        let installed = std::env::current_exe().ok().and_then(|program| {
            let record = program.parent()?.parent()?.join(".crates.toml");
            installed_from(&std::fs::read_to_string(record).ok()?)
        });
        if let Some(runtime) = installed {
            return runtime;
        }
        match checkout() {
            Some(folder) => Self::Folder(folder),
            None => Self::released(),
        }
    }

    /// The version that is released together with these commands.
    fn released() -> Self {
        Self::Version(env!("CARGO_PKG_VERSION").to_owned())
    }

    /// What a `Cargo.toml` in a folder says of it, without its default features, which are left to the features of
    /// generated crates.
    pub(crate) fn dependency(&self, folder: &Path) -> InlineTable {
        let mut table = InlineTable::new();
        match self {
            Self::Version(version) => drop(table.insert("version", version.into())),
            Self::Folder(runtime) => {
                table.insert("path", relative(&physical(folder), &physical(runtime)).into());
            }
            Self::Git { url, revision } => {
                table.insert("git", url.into());
                if let Some(revision) = revision {
                    table.insert("rev", revision.into());
                }
            }
        }
        table.insert("default-features", false.into());
        table
    }

    /// What a `Cargo.toml` in a folder says of these commands, which come from where the runtime does, in this version.
    pub(crate) fn commands(&self, folder: &Path) -> InlineTable {
        let mut table = InlineTable::new();
        match self {
            Self::Version(_) => drop(table.insert("version", program::VERSION.into())),
            Self::Folder(runtime) => {
                let commands = physical(&beside(runtime));
                table.insert("path", relative(&physical(folder), &commands).into());
            }
            Self::Git { .. } => {
                table = self.dependency(folder);
                table.remove("default-features");
            }
        }
        table
    }

    /// What `cargo install` has to be told to install these commands in a workspace, where that is possible on a machine
    /// that has nothing but the workspace.
    pub(crate) fn to_install(&self, root: &Path) -> Option<String> {
        Some(match self {
            Self::Version(_) => format!("{COMMANDS}@{}", program::VERSION),
            Self::Folder(runtime) => {
                let path = relative(&physical(root), &physical(&beside(runtime)));
                let is_inside = !path.starts_with("..") && !Path::new(&path).is_absolute();
                format!("--path {}", is_inside.then_some(path)?)
            }
            Self::Git { url, revision: None } => format!("--git {url} {COMMANDS}"),
            Self::Git { url, revision: Some(revision) } => format!("--git {url} --rev {revision} {COMMANDS}"),
        })
    }
}

/// The folder of these commands, by that of the runtime.
fn beside(runtime: &Path) -> PathBuf {
    runtime.parent().unwrap_or(runtime).join("command")
}

/// The runtime of the checkout that this program was built in, where that is still there. A copy that cargo keeps for
/// itself is none to depend on.
fn checkout() -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_cargos = source.components().any(|part| part.as_os_str() == "checkouts")
        && source.components().any(|part| part.as_os_str() == "git");
    let runtime = source.parent()?.join("runtime");
    (!is_cargos && is_runtime(&runtime)).then_some(runtime)
}

/// Whether the package of the runtime is in a folder.
fn is_runtime(folder: &Path) -> bool {
    let manifest = cargo_manifest(&folder.join("Cargo.toml")).ok().flatten();
    let name = manifest.as_ref().and_then(|manifest| manifest.get("package")?.get("name")?.as_str());
    name == Some(RUNTIME)
}

/// Where these commands were installed from, by what cargo wrote down beside the folder of programs.
fn installed_from(record: &str) -> Option<Runtime> {
    let record: toml_edit::DocumentMut = record.parse().ok()?;
    let programs = record.get("v1")?.as_table_like()?;
    let (id, _) = programs.iter().find(|(id, _)| id.split(' ').next() == Some(COMMANDS))?;
    let source = id.split_once('(')?.1.strip_suffix(')')?;
    if let Some(git) = source.strip_prefix("git+") {
        let (url, revision) = git.split_once('#')?;
        let url = url.split('?').next().unwrap_or(url);
        return Some(Runtime::Git { url: url.to_owned(), revision: Some(revision.to_owned()) });
    }
    if let Some(path) = source.strip_prefix("path+file://") {
        // Of Windows' paths, `/C:/…` is the URL's form.
        let path = path.split('#').next().unwrap_or(path);
        let path = path.strip_prefix('/').filter(|rest| rest.get(1..2) == Some(":")).unwrap_or(path);
        let runtime = Path::new(&path.replace("%20", " ")).parent()?.join("runtime");
        return is_runtime(&runtime).then_some(Runtime::Folder(runtime));
    }
    Some(Runtime::released())
}

/// What a `Cargo.toml` says of the runtime among some dependencies.
pub(crate) fn among(table: Option<&Item>) -> Option<&Item> {
    table?.get("dependencies")?.get(RUNTIME)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::{Runtime, installed_from};

    /// A checkout with the folders of the runtime and of the commands.
    fn a_checkout() -> tempfile::TempDir {
        let checkout = tempfile::tempdir().unwrap();
        for (folder, package) in [("runtime", "shapesmith-runtime"), ("command", "cargo-shapesmith")] {
            let folder = checkout.path().join(folder);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("Cargo.toml"), format!("[package]\nname = \"{package}\"\n")).unwrap();
        }
        checkout
    }

    fn dependency(runtime: &Runtime) -> String {
        runtime.dependency(Path::new("/somewhere/app")).to_string()
    }

    #[test]
    fn a_runtime_is_said_in_three_ways() {
        let version = Runtime::parse("0.3").unwrap();
        assert_eq!(dependency(&version), "{ version = \"0.3\", default-features = false }");
        let git = Runtime::parse("git:https://example.com/it.git#abc").unwrap();
        assert_eq!(
            dependency(&git),
            "{ git = \"https://example.com/it.git\", rev = \"abc\", default-features = false }"
        );
        let checkout = a_checkout();
        let here = checkout.path().join("runtime");
        assert!(matches!(Runtime::parse(&format!("path:{}", here.display())).unwrap(), Runtime::Folder(_)));
        for wrong in ["banana", "", "git:", "git:https://example.com#", "path:/nowhere/at/all", "1 || 2"] {
            let error = Runtime::parse(wrong).unwrap_err().to_string();
            assert!(
                error.contains("help: write a version (0.1.0), path:FOLDER, or git:URL#REVISION"),
                "{error}"
            );
        }
    }

    #[test]
    fn what_cargo_installed_is_depended_on_as_it_was_installed() {
        let record =
            |source: &str| format!("[v1]\n\"cargo-shapesmith 0.1.0 ({source})\" = [\"cargo-shapesmith\"]\n");
        let from = |source: &str| installed_from(&record(source));
        let git = from("git+https://example.com/it?branch=main#0123abc").unwrap();
        let revision = Some("0123abc".to_owned());
        assert_eq!(git, Runtime::Git { url: "https://example.com/it".to_owned(), revision });
        let registry = from("registry+https://github.com/rust-lang/crates.io-index").unwrap();
        assert_eq!(registry, Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()));
        let checkout = a_checkout();
        let checkout = from(&format!("path+file://{}/command", checkout.path().display()));
        assert!(cfg!(windows) || matches!(checkout, Some(Runtime::Folder(_))), "{checkout:?}");
        assert_eq!(from("path+file:///nowhere/at/all"), None);
        assert_eq!(installed_from("[v1]\n\"other 1.0.0 (registry+x)\" = []\n"), None);
    }
}
