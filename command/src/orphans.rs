//! Generated crates that no service of the manifest asks for any more.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::manifest::{Manifest, default_folder};
use crate::workspace::Workspace;
use crate::write::is_generated;

/// The folders of generated crates, beside those of the manifest, that the manifest does not list; as
/// people read them, sorted.
pub(crate) fn find(workspace: &Workspace, manifest: &Manifest) -> Result<Vec<String>, Error> {
    let listed: BTreeSet<&str> = manifest.services.values().map(|service| service.folder.as_str()).collect();
    let usual = default_folder("");
    let around: BTreeSet<&str> = listed
        .iter()
        .map(|folder| folder.rsplit_once('/').map_or("", |(around, _)| around))
        .chain([usual.trim_end_matches('/')])
        .collect();
    let mut orphans = Vec::new();
    for around in around {
        let folder = workspace.root.join(around);
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.map_err(|error| Error::io(&folder, "list the folder", &error))?,
        };
        for entry in entries {
            let path = entry.map_err(|error| Error::io(&folder, "list the folder", &error))?.path();
            let shown = workspace.display(&path);
            let is_ours = || std::fs::read(path.join("Cargo.toml")).is_ok_and(|bytes| is_generated(&bytes));
            let is_crate = || path.join("src/lib.rs").is_file();
            if !listed.contains(shown.as_str()) && is_crate() && is_ours() {
                orphans.push(shown);
            }
        }
    }
    orphans.sort_unstable();
    Ok(orphans)
}

/// What to say of one.
pub(crate) fn told(folder: &str, manifest: &str) -> String {
    format!(
        "{folder} was generated, and {manifest} lists no service for it: list one again, or delete the folder"
    )
}
