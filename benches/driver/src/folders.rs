//! Where things are, and the few things that are done with files.

use std::path::{Path, PathBuf};

use crate::error::Error;

/// The folders that the driver works with, absolute.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    /// The repository.
    pub(crate) root: PathBuf,
    /// The workspace of the benchmarks.
    pub(crate) benches: PathBuf,
    /// Where results and everything in between goes.
    pub(crate) results: PathBuf,
}

impl Folders {
    /// Finds the repository: the current folder, or one around it.
    pub(crate) fn find() -> Result<Self, Error> {
        let start =
            std::env::current_dir().map_err(|error| Error::new("the current folder", error.to_string()))?;
        let root = start.ancestors().find(|folder| folder.join("benches/driver/Cargo.toml").is_file());
        let root = root.ok_or_else(|| {
            Error::new(
                start.display().to_string(),
                "neither this folder nor one around it holds benches/driver",
            )
            .help("run it from inside of the repository")
        })?;
        Ok(Self {
            root: root.to_path_buf(),
            benches: root.join("benches"),
            results: root.join("target").join("bench"),
        })
    }
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::io(path, "read it", &error))
}

/// Writes a file, and makes the folder that it lies in.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, "make the folder", &error))?;
    }
    std::fs::write(path, text).map_err(|error| Error::io(path, "write it", &error))
}

/// Removes a folder with all that is in it, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(folder, "remove the folder", &error))
        }
        _ => Ok(()),
    }
}

/// All files in a folder and in the folders below it, sorted; none where there is no such folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let failed = |error: std::io::Error| Error::io(&folder, "list the folder", &error);
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            other => other.map_err(failed)?,
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let is_folder = entry.file_type().map_err(failed)?.is_dir();
            if is_folder { &mut folders } else { &mut found }.push(entry.path());
        }
    }
    found.sort_unstable();
    Ok(found)
}
