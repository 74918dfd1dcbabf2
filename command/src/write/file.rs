//! Writing single files: a reader sees the old text or the new one and nothing between, also after the
//! machine has lost its power.

use std::fs::{File, Permissions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::error::Error;
use crate::text::{in_the_form_of, same};

/// How the name of a temporary file ends.
const TEMPORARY: &str = ".tmp";

/// Writes one file, with the line ends and the byte order mark that it has. Leaves it alone if it has the text
/// already.
pub fn write_file(path: &Path, text: &str) -> Result<(), Error> {
    write_files(&[(path.to_path_buf(), Some(text.to_owned()))])
}

/// Writes several files, and removes those without a text. Until every new text is on disk, nothing has
/// changed; if a file cannot be put in its place after all, those before it get their old texts back.
pub(crate) fn write_files(files: &[(PathBuf, Option<String>)]) -> Result<(), Error> {
    let unchanged = |error: Error| error.help("nothing has been changed");
    let mut staged = Vec::new();
    for (path, text) in files {
        staged.extend(stage(path, text.as_deref()).map_err(unchanged)?);
    }
    let mut done: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for one in staged {
        let path = one.path.clone();
        let before = (path.clone(), one.present.clone());
        if let Err(error) = put(one) {
            let error = Error::io(&path, "put the new file in its place", &error);
            return Err(match done.into_iter().rev().try_for_each(|(path, bytes)| restore(&path, bytes)) {
                Ok(()) => unchanged(error),
                Err(second) => error.help(format!("some files are changed: {second}")),
            });
        }
        done.push(before);
    }
    Ok(())
}

/// Removes the temporary files that a killed run left beside a file. Nobody else may be writing it.
pub(crate) fn forget_temporaries(path: &Path) {
    let Ok(path) = real(path) else { return };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let entries = path.parent().and_then(|folder| std::fs::read_dir(folder).ok());
    for entry in entries.into_iter().flatten().flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        if found.starts_with(&format!(".{name}.")) && found.ends_with(TEMPORARY) {
            // One that cannot be removed disturbs nobody: the next has another name.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A file that is to change, with its new text beside it.
struct Staged {
    /// The file itself, not a link to it.
    path: PathBuf,
    /// What it holds.
    present: Option<Vec<u8>>,
    /// What it is to hold; nothing if it goes.
    new: Option<NamedTempFile>,
}

/// Writes a new text beside a file; nothing where the file is as it should be.
fn stage(path: &Path, text: Option<&str>) -> Result<Option<Staged>, Error> {
    let failed = |error: std::io::Error| Error::io(path, "write it", &error);
    // What a link points to is written, and the link stays; it is the link that goes.
    let path = if text.is_some() { real(path).map_err(failed)? } else { path.to_path_buf() };
    let present = match std::fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    let Some(text) = text else {
        let there = path.symlink_metadata().is_ok();
        return Ok(there.then_some(Staged { path, present, new: None }));
    };
    if present.as_ref().is_some_and(|bytes| same(bytes, text)) {
        return Ok(None);
    }
    let old = String::from_utf8_lossy(present.as_deref().unwrap_or_default()).into_owned();
    let new = temporary(&path, &in_the_form_of(&old, text)).map_err(failed)?;
    Ok(Some(Staged { path, present, new: Some(new) }))
}

/// A new file beside another, with that one's permissions, complete and on disk. Its name is nobody
/// else's.
fn temporary(path: &Path, text: &str) -> std::io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = format!(".{name}.");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(TEMPORARY);
    let usual = usual_permissions();
    if let Some(usual) = &usual {
        builder.permissions(usual.clone());
    }
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    if let Ok(metadata) = std::fs::metadata(path) {
        new.as_file().set_permissions(metadata.permissions())?;
    }
    new.as_file().sync_all()?;
    Ok(new)
}

/// What a new file lets people do before the system takes away what it always takes away.
#[cfg(unix)]
fn usual_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

/// What a new file lets people do, which is left to this system.
#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
}

/// Puts a new text in its place, or removes a file.
fn put(staged: Staged) -> std::io::Result<()> {
    let Staged { path, new, .. } = staged;
    match new {
        Some(new) => drop(new.persist(&path).map_err(|error| error.error)?),
        None => std::fs::remove_file(&path)?,
    }
    sync_folder(&path);
    Ok(())
}

/// Gives a file its old text back.
fn restore(path: &Path, bytes: Option<Vec<u8>>) -> Result<(), Error> {
    let restored = match bytes {
        Some(bytes) => std::fs::write(path, bytes),
        None => std::fs::remove_file(path),
    };
    restored.map_err(|error| Error::io(path, "give it its old text back", &error))
}

/// Has the system write down which files a folder holds. Not every system and file system can, and then
/// there is nothing to be done about it.
fn sync_folder(path: &Path) {
    let folder = path.parent().and_then(|folder| File::open(folder).ok());
    let _ = folder.map(|folder| folder.sync_all());
}

/// The file that a path leads to through links; the file that would be made where a link leads nowhere.
fn real(path: &Path) -> std::io::Result<PathBuf> {
    /// More links in a row than any system follows.
    const LINKS: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        match std::fs::read_link(&path) {
            Ok(target) => path = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target)),
            Err(_) => return Ok(path),
        }
    }
    Err(std::io::Error::other("too many symbolic links"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{forget_temporaries, write_file, write_files};

    fn text(path: &std::path::Path) -> String {
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn files_change_all_together_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            std::fs::write(path(name), "old").unwrap();
        }
        std::fs::create_dir_all(path("c/inside")).unwrap();
        let new = |name: &str| (path(name), Some("new".to_owned()));
        let error = write_files(&[new("a"), (path("b"), None), new("c")]).unwrap_err().to_string();
        assert!(error.contains("cannot write it") && error.contains("nothing has been changed"), "{error}");
        assert_eq!([text(&path("a")), text(&path("b"))], ["old", "old"]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left beside them");
        write_files(&[new("a"), (path("b"), None), new("d/e")]).unwrap();
        assert_eq!([text(&path("a")), text(&path("d/e"))], ["new", "new"]);
        assert!(!path("b").exists());
    }

    #[test]
    #[cfg(unix)]
    fn what_was_put_in_its_place_already_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a"), "old").unwrap();
        // A link that leads to itself can be removed, a folder that it stands for cannot be written.
        std::fs::create_dir(path("full")).unwrap();
        std::fs::write(path("full/x"), "").unwrap();
        let full = (path("full"), None);
        let error = write_files(&[(path("a"), Some("new".to_owned())), full]).unwrap_err().to_string();
        assert!(error.contains("nothing has been changed"), "{error}");
        assert_eq!(text(&path("a")), "old");
    }

    #[test]
    #[cfg(unix)]
    fn links_and_permissions_stay_and_names_of_others_are_not_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir(path("real")).unwrap();
        std::fs::write(path("real/manifest"), "old").unwrap();
        std::fs::set_permissions(path("real/manifest"), std::fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real/manifest", path("link")).unwrap();
        symlink(path("elsewhere"), path("real/.manifest.tmp")).unwrap();
        write_file(&path("link"), "new").unwrap();
        assert!(path("link").is_symlink());
        assert_eq!(text(&path("real/manifest")), "new");
        let mode = std::fs::metadata(path("real/manifest")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert!(!path("elsewhere").exists());
        write_file(&path("fresh"), "text").unwrap();
        std::fs::write(path("usual"), "text").unwrap();
        let mode = |name: &str| std::fs::metadata(path(name)).unwrap().permissions().mode();
        assert_eq!(mode("fresh"), mode("usual"), "a new file is like any other new file");
    }

    #[test]
    fn the_line_ends_of_a_file_stay_and_are_no_reason_to_write_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.toml");
        std::fs::write(&path, "a\r\nb\r\n").unwrap();
        let before = std::fs::metadata(&path).unwrap().modified().unwrap();
        write_file(&path, "a\nb\n").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), before);
        write_file(&path, "a\nc\n").unwrap();
        assert_eq!(text(&path), "a\r\nc\r\n");
    }

    #[test]
    fn leftovers_of_one_file_are_removed_and_those_of_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".a.tmp", ".a.Xy12.tmp", ".b.tmp", ".a.toml"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        forget_temporaries(&folder.path().join("a"));
        let mut left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".a.toml", ".b.tmp"]);
    }
}
