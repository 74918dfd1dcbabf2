//! The order of the rooms: each uses only those that `src/lib.rs` lists above it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in their order: the modules of `src/lib.rs`.
fn rooms(source: &Path) -> Vec<String> {
    let library = fs::read_to_string(source.join("lib.rs")).unwrap();
    let module = |line: &str| {
        let name = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')?;
        Some(name.to_owned())
    };
    library.lines().filter_map(module).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What follows `crate::` anywhere in a file, but for macros of generated code, comments and unit tests.
fn used(text: &str) -> BTreeSet<String> {
    let code = text.split("\n#[cfg(test)]").next().unwrap_or(text);
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or(line));
    let mut names = BTreeSet::new();
    for line in lines {
        for (at, start) in line.match_indices("crate::") {
            if line[..at].ends_with('$') {
                continue;
            }
            let rest = &line[at + start.len()..];
            assert!(!rest.starts_with('{'), "one import for each room: {line}");
            let end = rest.find(|character: char| !character.is_alphanumeric() && character != '_');
            let (name, rest) = rest.split_at(end.unwrap_or(rest.len()));
            // Exported macros stand at the root of the crate, whichever room they are from.
            if !rest.starts_with('!') {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

/// The rooms that a room uses against the order, each with the file that does.
fn against_the_order(source: &Path) -> Vec<String> {
    let rooms = rooms(source);
    let place = |name: &str| rooms.iter().position(|room| room == name);
    let mut found = Vec::new();
    files(source, &mut found);
    found.sort();
    let mut wrong = Vec::new();
    for file in found {
        let inside = file.strip_prefix(source).unwrap().with_extension("");
        let room = inside.components().next().unwrap().as_os_str().to_str().unwrap().to_owned();
        if room == "lib" {
            continue;
        }
        let own = place(&room).unwrap_or_else(|| panic!("{} is in no room of lib.rs", file.display()));
        for used in used(&fs::read_to_string(&file).unwrap()) {
            match place(&used) {
                Some(other) if other <= own => {}
                Some(_) => wrong.push(format!("{}: {room} uses {used}, which is below it", inside.display())),
                None => {
                    wrong.push(format!("{}: {used} is no room; name the room it is in", inside.display()))
                }
            }
        }
    }
    wrong
}

#[test]
fn rooms_use_only_rooms_above_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(rooms(&source).len() > 10, "the rooms are listed in lib.rs");
    assert_eq!(against_the_order(&source), Vec::<String>::new());
}

#[test]
fn an_import_against_the_order_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("lib.rs", "mod ground;\n\npub mod roof;\n\npub use roof::Tile;\n");
    write("ground.rs", "// crate::roof\nuse crate::roof::Tile;\n");
    write("roof.rs", "use crate::Tile;\nuse crate::ground::Stone;\nfn f() -> $crate::roof::Tile {}\n");
    assert_eq!(
        against_the_order(folder.path()),
        ["ground: ground uses roof, which is below it", "roof: Tile is no room; name the room it is in"]
    );
}
