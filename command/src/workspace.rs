//! Where things are: the manifest, the models beside it, and the workspace around them.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// The manifest's place in a workspace.
pub(crate) const MANIFEST: &str = "models/manifest.toml";

/// The folders that a run works with.
#[derive(Debug)]
pub struct Workspace {
    /// The workspace's folder, absolute. Crate folders in the manifest are relative to it.
    pub root: PathBuf,
    /// The manifest, absolute.
    pub manifest: PathBuf,
    /// The folder of the models, where the manifest lies, absolute.
    pub models: PathBuf,
}

impl Workspace {
    /// Finds the workspace: around the manifest that was named, or else by walking up from the
    /// current folder to one that holds `models/manifest.toml`.
    pub fn find(named: Option<&Path>) -> Result<Self, Error> {
        let manifest = match named {
            Some(path) => absolute(path)?,
            None => walk_up()?,
        };
        if !manifest.is_file() {
            let is_there = manifest.symlink_metadata().is_ok();
            let reason = if is_there { "this is no file" } else { "there is no such manifest" };
            return Err(Error::new(manifest.display().to_string(), reason)
                .help("--manifest takes the path of a manifest.toml that lies in a folder of models"));
        }
        let models = manifest.parent().map(Path::to_path_buf);
        let root = models.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        match (root, models) {
            (Some(root), Some(models)) => Ok(Self { root, manifest, models }),
            _ => Err(Error::new(
                manifest.display().to_string(),
                "a manifest lies in a folder of models inside of a workspace, not at the root of the file system",
            )),
        }
    }

    /// Finds the workspace as [`Workspace::find`] does; where none was named and there is none, the current
    /// folder stands for it, without a manifest and without models.
    pub(crate) fn find_or_here(named: Option<&Path>) -> Result<Self, Error> {
        if named.is_some() || walk_up().is_ok() {
            return Self::find(named);
        }
        Ok(Self::of(&current_folder()?))
    }

    /// The workspace in a folder, whether its manifest is there yet or not.
    pub(crate) fn of(root: &Path) -> Self {
        Self { root: root.to_path_buf(), manifest: root.join(MANIFEST), models: root.join("models") }
    }

    /// A path as a person in the workspace would write it: relative to the root where it is inside.
    pub(crate) fn display(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.to_string_lossy().replace('\\', "/")
    }
}

/// The manifest of the nearest folder around the current one that has one.
fn walk_up() -> Result<PathBuf, Error> {
    let start = current_folder()?;
    // What is there and is no file is told where it is read.
    let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
    start.ancestors().map(|folder| folder.join(MANIFEST)).find(is_there).ok_or_else(|| {
        Error::new(
            start.display().to_string(),
            format!("neither this folder nor one around it holds {MANIFEST}"),
        )
        .help(format!(
            "run from inside of the workspace, or name the manifest with --manifest PATH; `{}` sets one up here",
            crate::program::call("init")
        ))
    })
}

/// The current folder.
pub(crate) fn current_folder() -> Result<PathBuf, Error> {
    std::env::current_dir().map_err(|error| Error::new("the current folder", error.to_string()))
}

/// A path made absolute, without `.` and `..`; links are left as they are, so that nothing needs to
/// exist.
pub fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let mut result = PathBuf::new();
    for component in current_folder()?.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    Ok(result)
}

/// The way from one absolute folder to another path, with `/` between its parts; the path itself
/// where there is no way, as between two drives.
pub fn relative(from: &Path, to: &Path) -> String {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return to.to_string_lossy().replace('\\', "/");
    }
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<String>>().join("/")
}

/// How long a lock is held: as long as the value lives.
#[derive(Debug)]
pub(crate) struct Lock {
    /// The open file that the operating system's lock belongs to.
    _file: Option<File>,
}

/// Waits until no other run works on a workspace, and keeps others away for as long as the result
/// lives. The lock is on the folder of models itself, or on the manifest where folders cannot be
/// opened, so that no file of its own is left behind.
pub(crate) fn lock(workspace: &Workspace) -> Result<Lock, Error> {
    let path = if cfg!(unix) { &workspace.models } else { &workspace.manifest };
    if !workspace.manifest.is_file() {
        // Whoever generates without a workspace shares nothing with others.
        return Ok(Lock { _file: None });
    }
    let failed = |error: std::io::Error| Error::io(path, "lock it against other runs", &error);
    let file = File::open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            crate::report::progress("waiting for another run to end");
            file.lock().map_err(failed)?;
        }
        // Some network file systems know no locks; there, people have to take care themselves.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    Ok(Lock { _file: Some(file) })
}
