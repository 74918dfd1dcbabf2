//! The order of the rooms of this crate: who may import whom.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The rooms, in an order in which each comes after those that it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("visible", &[]),
    ("error", &["visible"]),
    ("suggest", &[]),
    ("options", &[]),
    ("file", &["error", "visible"]),
    // The files as they are: what they mean is not known here.
    ("front", &["error", "suggest"]),
    // The service as the generator thinks of it: no format of models, no names of Rust.
    ("ir", &["error"]),
    ("lower", &["error", "suggest", "front", "ir"]),
    ("pass", &["error", "suggest", "ir"]),
    ("names", &["error", "ir"]),
    // What is wrong with a model was found before, so there is no error here but those of `file`.
    ("emit", &["error", "options", "file", "ir", "names"]),
    // What stands in `lib.rs`: the line from text to text.
    (
        "lib",
        &["visible", "error", "suggest", "options", "file", "front", "ir", "lower", "pass", "names", "emit"],
    ),
    ("diff", &["visible", "error", "options", "file", "ir", "pass", "names", "lib"]),
];

/// What `lib.rs` gives out under another path than its room's.
fn room_of_item(name: &str) -> &str {
    match name {
        "Error" => "error",
        "Options" => "options",
        "CONTRACT" | "Draft" => "emit",
        "Files" | "HEADER" => "file",
        "Models" | "Source" | "Sources" | "corrections" | "json" => "front",
        "Note" | "Selected" | "Selection" | "Skipped" => "pass",
        "draft" | "generate" | "load" | "select" => "lib",
        "did_you_mean" | "near_misses" => "suggest",
        room => room,
    }
}

#[test]
fn every_import_goes_to_a_room_that_comes_before() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in rust_files(&source) {
        let room = room_of_file(path.strip_prefix(&source).unwrap());
        let allowed = allowed.get(room.as_str()).unwrap_or_else(|| panic!("the table does not know {room}"));
        let text = std::fs::read_to_string(&path).unwrap();
        // Emitters write `crate::client` and the like, which are rooms of the generated crate.
        for target in imports(&text).into_iter().filter(|target| is_room(target)) {
            if target != room && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{}: {room} imports {target}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_circles() {
    let mut before = BTreeSet::new();
    for (room, imports) in ROOMS {
        for import in *imports {
            assert!(before.contains(import), "{room} may import {import}, which does not come before it");
        }
        before.insert(room);
    }
}

#[test]
fn imports_are_found_however_they_are_written() {
    let text = "use crate::ir::{Shape, path::Path};\nuse crate::{Error, names::{self, ident}};\n\
                //! [`lower`](crate::lower)\nlet one = crate::generate(x); // crate::file\nuse super::front;\n";
    assert_eq!(imports(text), ["ir", "error", "names", "lib"].map(str::to_owned));
}

fn is_room(name: &str) -> bool {
    ROOMS.iter().any(|(room, _)| *room == name)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The first step of a path, without `.rs`.
fn room_of_file(path: &Path) -> String {
    let first = path.iter().next().unwrap().to_string_lossy();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

/// The rooms behind every `crate::` of a file that is not in a comment.
fn imports(text: &str) -> Vec<String> {
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect();
    let mut found = Vec::new();
    for (at, word) in code.match_indices("crate::") {
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$') {
            continue;
        }
        let after = &code[at + word.len()..];
        match after.strip_prefix('{') {
            Some(group) => found.extend(heads(group)),
            None => found.push(head(after)),
        }
    }
    found.iter().map(|name| room_of_item(name).to_owned()).collect()
}

/// The first step of each path in a group of imports, whose opening brace is gone.
fn heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut depth, mut start) = (1, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                heads.push(head(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            heads.push(head(&group[start..at]));
            break;
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

fn head(path: &str) -> String {
    path.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}
