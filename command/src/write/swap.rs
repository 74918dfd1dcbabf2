//! Putting a new crate in the place of an old one.
//!
//! Work on a crate `generated/ssm` is done in `generated/.ssm.shapesmith/new` and `old`. These lie one
//! level below the crates, so that a workspace with `members = ["generated/*"]` never takes a
//! half-written crate for a member. The folder is gone when a run ends well; after one that was
//! killed, the next run finds it and clears up.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::others::bring_along;
use super::{Change, Plan, is_generated};
use crate::error::Error;

/// The file that stands beside the two crates while they change places.
const CHANGING: &str = "changing";

/// A crate that is complete but not yet in its place.
#[derive(Debug)]
pub(crate) struct Staged {
    /// The folder in which the crate is to stand.
    folder: PathBuf,
    /// The folder in which it stands now.
    new: PathBuf,
    /// Where the old crate goes if the two cannot be exchanged in one step.
    old: PathBuf,
}

/// Clears up after a run that was killed: a crate that was moved aside comes back, and what was
/// begun is removed. Does nothing where there is nothing to clear up.
pub(crate) fn recover(folder: &Path) -> Result<(), Error> {
    let (new, old) = places(folder)?;
    if !folder.exists() && old.is_dir() {
        std::fs::rename(&old, folder)
            .map_err(|error| Error::io(folder, "bring the old crate back", &error))?;
    }
    let changing = new.with_file_name(CHANGING).exists();
    if new.is_dir() && !changing {
        // It was never finished, so nothing in it is anybody's.
        std::fs::remove_dir_all(&new).map_err(|error| Error::io(&new, "remove it", &error))?;
    }
    for leftover in [&new, &old] {
        if leftover.is_dir() {
            discard(folder, leftover)?;
        }
    }
    remove_work(&new);
    Ok(())
}

/// Builds the new crate beside the old one. Nothing is to be done where nothing changes.
///
/// Files that stay the same are linked, not written: they keep their time of change, so that cargo
/// has less to rebuild.
pub(crate) fn stage(plan: &Plan) -> Result<Option<Staged>, Error> {
    if plan.is_fresh() {
        return Ok(None);
    }
    let (new, old) = places(&plan.folder)?;
    let result = removable(plan).and_then(|()| fill(plan, &new));
    if result.is_err() {
        // The reason for the failure is what is told; leftovers are cleared up by the next run.
        let _ = std::fs::remove_dir_all(&new);
        remove_work(&new);
    }
    let result =
        result.map_err(|error| error.help("nothing has been changed: the old crate is in its place"));
    result.map(|()| Some(Staged { folder: plan.folder.clone(), new, old }))
}

/// Refuses to begin where the old crate could not be removed in the end.
fn removable(plan: &Plan) -> Result<(), Error> {
    let present = plan.changes.iter().filter(|(_, change)| **change != Change::Added);
    let folders: BTreeSet<PathBuf> = present
        .flat_map(|(path, _)| Path::new(path).ancestors().skip(1))
        .map(|inside| plan.folder.join(inside).components().collect())
        .collect();
    match folders.iter().find(|folder| !is_writable(folder)) {
        Some(folder) => Err(Error::new(
            folder.display().to_string(),
            "nothing may be written into this folder, so the old crate could not be removed",
        )),
        None => Ok(()),
    }
}

/// Whether the system lets this program change what a folder holds.
#[cfg(target_os = "linux")]
fn is_writable(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

/// Whether a folder is marked as one that nothing is written into; more is not asked of this system.
#[cfg(not(target_os = "linux"))]
fn is_writable(folder: &Path) -> bool {
    !cfg!(unix) || std::fs::metadata(folder).is_ok_and(|metadata| !metadata.permissions().readonly())
}

/// Writes every file of a plan into a folder.
fn fill(plan: &Plan, new: &Path) -> Result<(), Error> {
    for (path, text) in &plan.files {
        let target = new.join(path);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Error::io(parent, "make the folder", &error))?;
        }
        let keep = plan.changes.get(path) == Some(&Change::Unchanged);
        if keep && std::fs::hard_link(plan.folder.join(path), &target).is_ok() {
            continue;
        }
        std::fs::write(&target, text).map_err(|error| Error::io(&target, "write it", &error))?;
        let original = plan.folder.join(path);
        if let Ok(metadata) = std::fs::metadata(&original) {
            std::fs::set_permissions(&target, metadata.permissions())
                .map_err(|error| Error::io(&target, "set its permissions", &error))?;
        }
        if keep {
            copy_time(&original, &target);
        }
    }
    Ok(())
}

/// Gives a copy the time of change of its original. Only speed hangs on it, so failing is no error.
fn copy_time(original: &Path, copy: &Path) {
    let time = std::fs::metadata(original).and_then(|metadata| metadata.modified());
    if let (Ok(time), Ok(file)) = (time, File::options().write(true).open(copy)) {
        let _ = file.set_modified(time);
    }
}

/// Puts staged crates in their places. Where one cannot be, those behind it are given up, and the error
/// says which are new and which are not.
pub(crate) fn commit_all(staged: &[Staged]) -> Result<(), Error> {
    for (position, one) in staged.iter().enumerate() {
        let Err(error) = commit(one) else { continue };
        let (done, rest) = staged.split_at(position);
        abandon(rest.get(1..).unwrap_or_default());
        let names = |crates: &[Staged]| -> String {
            let folders = crates.iter().map(|staged| staged.folder.display().to_string());
            folders.collect::<Vec<String>>().join(", ")
        };
        let written = if done.is_empty() { "none".to_owned() } else { names(done) };
        let told = format!("already new: {written}; as they were: {}; run again to write these", names(rest));
        let help = error.help.as_ref().map_or_else(|| told.clone(), |help| format!("{help}; {told}"));
        return Err(error.help(help));
    }
    Ok(())
}

/// Puts a staged crate in its place.
fn commit(staged: &Staged) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::io(&staged.folder, "put the new crate in its place", &error);
    std::fs::write(staged.new.with_file_name(CHANGING), "").map_err(failed)?;
    if !staged.folder.exists() {
        std::fs::rename(&staged.new, &staged.folder).map_err(failed)?;
    } else if exchange(&staged.new, &staged.folder) {
        discard(&staged.folder, &staged.new)?;
    } else {
        std::fs::rename(&staged.folder, &staged.old).map_err(failed)?;
        if let Err(error) = std::fs::rename(&staged.new, &staged.folder) {
            // If even this fails, the next run brings the old crate back.
            let _ = std::fs::rename(&staged.old, &staged.folder);
            return Err(failed(error));
        }
        discard(&staged.folder, &staged.old)?;
    }
    remove_work(&staged.new);
    Ok(())
}

/// Removes staged crates that are not wanted after all.
pub(crate) fn abandon(staged: &[Staged]) {
    for staged in staged {
        // What cannot be removed now is removed by the next run.
        let _ = std::fs::remove_dir_all(&staged.new);
        remove_work(&staged.new);
    }
}

/// Exchanges two folders in one step; says whether that was possible.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

/// Exchanges two folders in one step, which this system is not asked to do.
#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Removes the folder of an old crate, after everything in it that was not generated has moved to the
/// new one.
fn discard(folder: &Path, leftover: &Path) -> Result<(), Error> {
    let ours = |path: &Path| path.is_file() && std::fs::read(path).is_ok_and(|bytes| is_generated(&bytes));
    if folder.is_dir() {
        bring_along(leftover, folder, &ours)
            .map_err(|error| Error::io(folder, "keep what is not generated", &error))?;
    }
    std::fs::remove_dir_all(leftover).map_err(|error| {
        Error::io(leftover, "remove the old crate", &error).help("remove that folder by hand, and run again")
    })
}

/// Where the new and the old crate stand while they change places.
fn places(folder: &Path) -> Result<(PathBuf, PathBuf), Error> {
    let reason = "a crate needs a folder with a name, inside of another folder";
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.ok_or_else(|| Error::new(folder.display().to_string(), reason))?;
    let work = folder.with_file_name(format!(".{name}.shapesmith"));
    Ok((work.join("new"), work.join("old")))
}

/// Removes the folder that a staged crate stood in.
fn remove_work(staged_in: &Path) {
    // Whatever is still in there is cleared up by the next run.
    if !staged_in.exists() {
        let _ = std::fs::remove_file(staged_in.with_file_name(CHANGING));
    }
    let _ = staged_in.parent().map(std::fs::remove_dir);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::path::Path;

    use super::{commit, commit_all, recover, stage};
    use crate::write::plan;
    use shapesmith_codegen::Files;

    /// A crate's files, with a text that is to be found again.
    fn files(text: &str) -> Files {
        let file = |name: &str| (name.to_owned(), format!("// @generated by shapesmith\n// {text}\n"));
        Files::from([file("Cargo.toml"), file("src/lib.rs")])
    }

    /// Writes a crate, whatever was there before.
    fn write(folder: &Path, text: &str) {
        let plan = plan(folder.to_path_buf(), "crate", files(text)).unwrap();
        commit(&stage(&plan).unwrap().unwrap()).unwrap();
    }

    /// The text of a crate.
    fn text(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("src/lib.rs")).unwrap()
    }

    #[test]
    fn a_new_crate_takes_the_place_of_the_old_one_and_keeps_what_cargo_left() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("ssm");
        write(&folder, "one");
        std::fs::create_dir(folder.join("target")).unwrap();
        std::fs::write(folder.join("Cargo.lock"), "lock").unwrap();
        write(&folder, "two");
        assert!(text(&folder).contains("two"));
        assert!(folder.join("target").is_dir() && folder.join("Cargo.lock").is_file());
        let beside: Vec<_> = std::fs::read_dir(parent.path()).unwrap().collect();
        assert_eq!(beside.len(), 1, "nothing but the crate is left");
    }

    #[test]
    fn what_was_not_generated_moves_along_however_deep_it_lies() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("ssm");
        write(&folder, "one");
        let others =
            [".DS_Store", ".idea/workspace.xml", "src/.lib.rs.swp", "src/gone/lib.rs.orig", "target/debug/x"];
        for path in others {
            std::fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
            std::fs::write(folder.join(path), "// @generated by shapesmith, and edited").unwrap();
        }
        write(&folder, "two");
        assert!(text(&folder).contains("two"));
        for path in others {
            assert!(folder.join(path).is_file(), "{path}");
        }
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_was_not_generated_survives_a_run_that_is_killed_after_the_exchange() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("ssm");
        write(&folder, "new");
        let work = parent.path().join(".ssm.shapesmith");
        write(&work.join("new"), "old");
        std::fs::write(work.join("new/notes.txt"), "ignored by git").unwrap();
        std::fs::write(work.join("changing"), "").unwrap();
        recover(&folder).unwrap();
        assert!(text(&folder).contains("new"));
        assert_eq!(std::fs::read_to_string(folder.join("notes.txt")).unwrap(), "ignored by git");
        assert!(!work.exists());
    }

    #[test]
    fn crates_behind_one_that_cannot_be_put_in_its_place_are_given_up_and_named() {
        let parent = tempfile::tempdir().unwrap();
        let folders = ["a", "b", "c"].map(|name| parent.path().join(name));
        for folder in &folders {
            write(folder, "one");
        }
        let staged: Vec<_> = folders
            .iter()
            .map(|folder| stage(&plan(folder.clone(), "crate", files("two")).unwrap()).unwrap().unwrap())
            .collect();
        std::fs::remove_dir_all(parent.path().join(".b.shapesmith/new")).unwrap();
        let error = commit_all(&staged).unwrap_err().to_string();
        let [a, b, c] = folders.each_ref().map(|folder| folder.display().to_string());
        let told = format!("already new: {a}; as they were: {b}, {c}; run again");
        assert!(error.starts_with(&b) && error.contains(&told), "{error}");
        assert!(text(&folders[0]).contains("two") && text(&folders[1]).contains("one"));
        assert!(text(&folders[2]).contains("one"));
        assert!(!parent.path().join(".c.shapesmith").exists(), "nothing stays staged");
        folders.iter().for_each(|folder| recover(folder).unwrap());
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 3);
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_changes_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("ssm");
        write(&folder, "one");
        let permissions = std::fs::Permissions::from_mode(0o664);
        std::fs::set_permissions(folder.join("src/lib.rs"), permissions).unwrap();
        write(&folder, "two");
        let mode = std::fs::metadata(folder.join("src/lib.rs")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o664);
    }

    #[test]
    fn a_crate_that_was_moved_aside_comes_back() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("ssm");
        write(&folder, "one");
        let work = parent.path().join(".ssm.shapesmith");
        std::fs::create_dir(&work).unwrap();
        std::fs::rename(&folder, work.join("old")).unwrap();
        std::fs::create_dir(work.join("new")).unwrap();
        recover(&folder).unwrap();
        assert!(text(&folder).contains("one"));
        assert!(!work.exists());
    }

    #[test]
    fn a_crate_that_was_half_written_is_forgotten() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("ssm");
        write(&folder, "one");
        let half = parent.path().join(".ssm.shapesmith/new/src");
        std::fs::create_dir_all(&half).unwrap();
        std::fs::write(half.join("lib.rs"), "half").unwrap();
        recover(&folder).unwrap();
        assert!(text(&folder).contains("one"));
        assert!(!parent.path().join(".ssm.shapesmith").exists());
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_stays_the_same_is_not_written_again() {
        use std::os::unix::fs::MetadataExt;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("ssm");
        write(&folder, "one");
        let before = std::fs::metadata(folder.join("src/lib.rs")).unwrap();
        let mut files = files("one");
        files.insert("src/new.rs".to_owned(), "// @generated by shapesmith\n".to_owned());
        let plan = plan(folder.clone(), "crate", files).unwrap();
        commit(&stage(&plan).unwrap().unwrap()).unwrap();
        let after = std::fs::metadata(folder.join("src/lib.rs")).unwrap();
        assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    }
}
