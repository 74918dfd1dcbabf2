//! Files as they were at a revision of a git repository, asked of git itself.

use std::path::Path;

use crate::error::Error;
use crate::git::Git;

/// A folder at a revision.
#[derive(Debug)]
pub(super) struct Revision {
    git: Git,
    revision: String,
}

/// The files under a folder at a revision, by path from the folder.
pub(super) fn open(folder: &Path, revision: &str, place: &str) -> Result<(Revision, Vec<String>), Error> {
    if revision.is_empty() || revision.starts_with('-') {
        return Err(Error::new(place, format!("\"{revision}\" is not a revision"))
            .help("name a commit, a branch or a tag, as in `git:HEAD~1`"));
    }
    let git = Git::around(folder).map_err(|reason| no_repository(place, reason))?;
    let commit = format!("{revision}^{{commit}}");
    git.ask(&["rev-parse", "--verify", "--quiet", &commit]).map_err(|reason| {
        if reason.is_empty() {
            return Error::new(place, format!("git knows no revision \"{revision}\""))
                .help("`git log --oneline` lists commits, `git branch` and `git tag` names");
        }
        Error::new(place, reason)
    })?;
    // The folder may be younger than the revision; then there is nothing in it.
    let listing = git
        .ask(&["ls-tree", "-r", "-z", "--name-only", revision, "--", "."])
        .map_err(|reason| Error::new(place, reason))?;
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let names = listing.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Ok((Revision { git, revision: revision.to_owned() }, names))
}

impl Revision {
    /// The bytes of a file, as they are stored; the reason where there are none.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        self.git.ask(&["cat-file", "blob", &format!("{}:./{name}", self.revision)])
    }
}

/// The error for a folder that git finds no repository around.
fn no_repository(place: &str, reason: String) -> Error {
    let help = if reason.contains("dubious ownership") {
        "the repository belongs to somebody else; if you trust it, do as git says"
    } else {
        "git:REV is for models in a git repository; elsewhere, name a file, a folder or a wheel"
    };
    Error::new(place, reason).help(help)
}
