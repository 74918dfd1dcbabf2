//! The pages of the guide: links lead somewhere, the table of contents is complete, and code is compiled.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use shapesmith_tests::repository;

/// Files that name the pages whose code is compiled with them, as `include_str!`.
const COMPILED_BY: [&str; 3] =
    ["examples/src/lib.rs", "examples/guide/src/lib.rs", "examples/objects/src/lib.rs"];

/// A page whose code is quoted from `examples/own-service`, which a test of its own generates and compiles.
const QUOTED: &str = "docs/guide/own-service.md";

/// The pages, by their paths from the repository's root.
fn pages() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(PathBuf::from).into();
    for folder in ["docs", "docs/guide"] {
        for entry in fs::read_dir(repository::root().join(folder)).expect("the folder is there") {
            let name = PathBuf::from(entry.expect("it can be listed").file_name());
            if name.extension().is_some_and(|extension| extension == "md") {
                found.push(Path::new(folder).join(name));
            }
        }
    }
    found.sort();
    found
}

fn read(page: &Path) -> String {
    fs::read_to_string(repository::root().join(page))
        .unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The lines outside of fenced code.
fn prose(text: &str) -> Vec<&str> {
    let mut in_code = false;
    text.lines()
        .filter(|line| {
            let is_fence = line.trim_start().starts_with("```");
            in_code ^= is_fence;
            !is_fence && !in_code
        })
        .collect()
}

/// What the links in a line point to.
fn links(line: &str) -> Vec<&str> {
    line.match_indices("](").filter_map(|(at, start)| line[at + start.len()..].split(')').next()).collect()
}

/// The anchors of a page's headings, as GitHub and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).into_iter().filter(|line| line.starts_with('#'));
    headings
        .map(|heading| {
            let kept = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = kept.chars().filter(|one| one.is_alphanumeric() || " -_".contains(*one));
            kept.map(|one| if one == ' ' { '-' } else { one }).collect()
        })
        .collect()
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(parts.pop(), "{} leaves the repository", path.display()),
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    parts
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut broken = Vec::new();
    let mut checked = 0;
    for page in pages() {
        let text = read(&page);
        for link in prose(&text).into_iter().flat_map(links) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            checked += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file =
                if path.is_empty() { page.clone() } else { plain(&page.with_file_name("").join(path)) };
            let is_there = repository::root().join(&file).exists();
            let is_found = is_there && (anchor.is_empty() || anchors(&read(&file)).contains(anchor));
            if !is_found {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(checked > 30, "links are found");
    assert!(broken.is_empty(), "these lead nowhere:\n{}", broken.join("\n"));
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let summary = read(Path::new("docs/SUMMARY.md"));
    let listed: BTreeSet<PathBuf> =
        summary.lines().flat_map(links).map(|link| Path::new("docs").join(link)).collect();
    let written =
        pages().into_iter().filter(|page| page.starts_with("docs") && !page.ends_with("SUMMARY.md"));
    let written: BTreeSet<PathBuf> = written.collect();
    assert_eq!(listed, written, "docs/SUMMARY.md lists every page under docs/, once");
}

#[test]
fn the_code_of_every_page_is_compiled() {
    let compiled: String = COMPILED_BY
        .iter()
        .filter_map(|path| fs::read_to_string(repository::root().join(path)).ok())
        .collect();
    for page in pages() {
        if page == Path::new(QUOTED) {
            continue;
        }
        let name = page.file_name().expect("a page has a name").to_string_lossy().into_owned();
        let mut fences = Vec::new();
        let mut in_code = false;
        for line in read(&page).lines().filter(|line| line.starts_with("```")) {
            in_code = !in_code;
            if in_code {
                fences.push(line.trim_start_matches('`').to_owned());
            }
        }
        let has_code = fences.iter().any(|fence| {
            let mut words = fence.split(',');
            words.next() == Some("rust") && !words.any(|word| word == "ignore")
        });
        let path = if page.parent() == Some(Path::new("")) {
            format!("/{name}")
        } else {
            format!("/{}", page.display())
        };
        assert!(
            !has_code || compiled.contains(&format!("{path}\")")),
            "{}: has Rust code, but no include_str! in {COMPILED_BY:?}",
            page.display()
        );
    }
}
