//! What lies in folders of generated crates and of models without being this program's: things of
//! operating systems, editors, cargo and git. They neither count nor go.

use std::path::{Path, PathBuf};

/// What cargo leaves at the top of a crate's folder.
const OF_CARGO: [&str; 2] = ["Cargo.lock", "target"];

/// Whole names, in small letters, that systems and tools give to files of their own.
const NAMES: [&str; 9] = [
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
    "$recycle.bin",
    "system volume information",
    "lost+found",
];

/// How names end, in small letters, that editors, merges and patches give to copies.
const ENDS: [&str; 14] = [
    "~",
    ".swp",
    ".swo",
    ".orig",
    ".rej",
    ".bak",
    ".bk",
    ".tmp",
    ".save",
    ".crswap",
    ".iml",
    ".profraw",
    ".snap.new",
    ".pending-snap",
];

/// Whether a file or folder of this name is none of this program's, wherever it lies.
///
/// Nothing that is generated and no model has a name that begins with a dot: these are hidden on purpose,
/// by Finders, network file systems, editors and git.
pub(crate) fn is_other(name: &str) -> bool {
    let small = name.to_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || NAMES.contains(&small.as_str())
        || ENDS.iter().any(|end| small.ends_with(end))
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
}

/// Whether a path in a crate's folder is none of this program's. `depth` is how many folders lie between.
pub(super) fn is_other_in_crate(name: &str, depth: usize) -> bool {
    is_other(name) || (depth == 0 && OF_CARGO.contains(&name))
}

/// Moves what is none of this program's, with whatever else is not `ours`, from one crate folder to
/// another, unless there is something in its place.
pub(super) fn bring_along(from: &Path, to: &Path, ours: &dyn Fn(&Path) -> bool) -> std::io::Result<()> {
    let mut open: Vec<(PathBuf, PathBuf, usize)> = vec![(from.to_path_buf(), to.to_path_buf(), 0)];
    while let Some((from, to, depth)) = open.pop() {
        for entry in std::fs::read_dir(&from)? {
            let entry = entry?;
            let name = entry.file_name();
            let (source, target) = (entry.path(), to.join(&name));
            let other = is_other_in_crate(&name.to_string_lossy(), depth);
            if !other && entry.file_type()?.is_dir() {
                open.push((source, target, depth + 1));
            } else if (other || !ours(&source)) && target.symlink_metadata().is_err() {
                std::fs::create_dir_all(&to)?;
                std::fs::rename(source, target)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_other;

    #[test]
    fn things_of_systems_and_editors_are_known_and_those_of_people_are_not_taken_for_them() {
        for name in [
            ".DS_Store",
            "._lib.rs",
            "Thumbs.db",
            "desktop.ini",
            "lib.rs~",
            ".lib.rs.swp",
            "lib.rs.orig",
            "lib.rs.rej",
            "lib.rs.bak",
            ".gitignore",
            ".idea",
            ".vscode",
            "#lib.rs#",
            ".#lib.rs",
            ".nfs000000000123",
            "LIB.RS.BAK",
        ] {
            assert!(is_other(name), "{name}");
        }
        for name in
            ["lib.rs", "mine.rs", "notes.txt", "README.md", "build.rs", "service-2.json", "#", "target"]
        {
            assert!(!is_other(name), "{name}");
        }
    }
}
