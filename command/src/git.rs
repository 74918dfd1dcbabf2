//! Asking git, which is a program of its own, about the repository around a folder.

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Variables that say which repository git is to work on. Git sets them for hooks, where they mean the
/// repository of the commit, not that of the folder that is asked about. Those that hold settings
/// (`GIT_CONFIG_…`) are not among them: a trusted folder may be named there.
const OF_A_REPOSITORY: [&str; 17] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_SUPER_PREFIX",
    "GIT_WORK_TREE",
];

/// A folder in a repository.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    folder: PathBuf,
    /// The repository and its work tree, where only variables tell them.
    named: Option<[OsString; 2]>,
}

impl Git {
    /// The repository around a folder; where there is none, the one that `GIT_DIR` and `GIT_WORK_TREE`
    /// name. The reason where there is neither.
    pub(crate) fn around(folder: &Path) -> Result<Self, String> {
        let found = Self { folder: folder.to_path_buf(), named: None };
        let Err(reason) = found.ask(&["rev-parse", "--git-dir"]) else { return Ok(found) };
        let Some(directory) = std::env::var_os("GIT_DIR") else { return Err(reason) };
        // Both are relative to where this program was started, and without a work tree that is it.
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let tree = std::env::var_os("GIT_WORK_TREE").unwrap_or_default();
        let named = Some([here.join(directory).into_os_string(), here.join(tree).into_os_string()]);
        let named = Self { named, ..found };
        named.ask(&["rev-parse", "--git-dir"]).map(|_| named).map_err(|_| reason)
    }

    /// What git prints, or what it says of its failure.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        self.ask_about(arguments, Vec::new())
    }

    /// Those of some paths, relative to the folder, that git is told to ignore; none where git cannot say.
    pub(crate) fn ignored(&self, paths: &[&str]) -> Vec<String> {
        let input = paths.iter().flat_map(|path| [path.as_bytes(), b"\0"].concat()).collect();
        let output = self.ask_about(&["check-ignore", "-z", "--stdin"], input).unwrap_or_default();
        let output = String::from_utf8_lossy(&output).into_owned();
        output.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
    }

    /// What git prints when it is given some input.
    fn ask_about(&self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, String> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).arg("--no-pager").args(arguments);
        for name in OF_A_REPOSITORY {
            command.env_remove(name);
        }
        if let Some([directory, tree]) = &self.named {
            command.env("GIT_DIR", directory).env("GIT_WORK_TREE", tree);
        }
        // What git says is looked at here, whatever language the person speaks.
        command.env("LC_ALL", "C").env_remove("GIT_TRACE").env("GIT_OPTIONAL_LOCKS", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => "git is asked for this, and there is no program `git` in PATH".to_owned(),
            _ => format!("cannot run git: {error}"),
        })?;
        let writer = child.stdin.take().map(|mut stdin| {
            // Its answers have to be read while it is asked, or both sides wait for each other.
            std::thread::spawn(move || stdin.write_all(&input))
        });
        let output = child.wait_with_output().map_err(|error| format!("cannot run git: {error}"))?;
        // A git that did not want to hear everything says why.
        let _ = writer.map(std::thread::JoinHandle::join);
        if output.status.success() {
            return Ok(output.stdout);
        }
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(words.trim().trim_start_matches("fatal: ").to_owned())
    }
}
