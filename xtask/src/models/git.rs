//! Files as they were at a revision of a git repository, asked of git itself.

use std::path::Path;
use std::process::Command;

use crate::error::Error;

/// The files under a folder at a revision, by path from the folder.
pub(super) fn names(folder: &Path, revision: &str, place: &str) -> Result<Vec<String>, Error> {
    if revision.is_empty() || revision.starts_with('-') {
        return Err(Error::new(place, format!("\"{revision}\" is not a revision"))
            .help("name a commit, a branch or a tag, as in `git:HEAD~1`"));
    }
    let commit = format!("{revision}^{{commit}}");
    git(folder, &["rev-parse", "--verify", "--quiet", &commit]).map_err(|reason| {
        if reason.is_empty() {
            return Error::new(place, format!("git knows no revision \"{revision}\""))
                .help("`git log --oneline` lists commits, `git branch` and `git tag` names");
        }
        Error::new(place, reason)
            .help("git:REV is for models in a git repository; elsewhere, name a file, a folder or a wheel")
    })?;
    // The folder may be younger than the revision; then there is nothing in it.
    let listing = git(folder, &["ls-tree", "-r", "-z", "--name-only", revision, "--", "."])
        .map_err(|reason| Error::new(place, reason))?;
    let listing = String::from_utf8_lossy(&listing).into_owned();
    Ok(listing.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// The bytes of a file at a revision; the reason where there are none.
pub(super) fn show(folder: &Path, revision: &str, name: &str) -> Result<Vec<u8>, String> {
    git(folder, &["show", &format!("{revision}:./{name}")])
}

/// What git prints, or what it says of its failure.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    match output {
        Err(error) => Err(format!("cannot run git: {error}")),
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(words.trim().trim_start_matches("fatal: ").to_owned())
        }
    }
}
