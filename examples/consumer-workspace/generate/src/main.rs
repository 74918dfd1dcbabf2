//! Generates the client `lending` of this workspace, or checks with `--check` that it is up to date.
//!
//! Shapesmith's library does no I/O: this program reads the model's files and writes those of the
//! crate. The library's part are the four calls in `files`.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use shapesmith_codegen::{Files, Options, Selection, Source, Sources, generate, load, select};

const MODEL: &str = "models/lending/2026-01-31";
const CRATE: &str = "generated/lending";
const VERSION: &str = "1.0.0";

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match run(&root, std::env::args().any(|argument| argument == "--check")) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes what differs, or only looks whether something does; says how many files that are.
pub fn run(root: &Path, check: bool) -> Result<String, Box<dyn Error>> {
    let folder = root.join(CRATE);
    let files = files(&root.join(MODEL))?;
    let stale: Vec<&String> =
        files.iter().filter(|(path, text)| !holds(&folder.join(path), text)).map(|(path, _)| path).collect();
    let surplus = surplus(&folder, &files)?;
    if check && !(stale.is_empty() && surplus.is_empty()) {
        return Err(format!("{CRATE} is not what the generator gives; run `cargo generate`").into());
    }
    for path in &stale {
        let target = folder.join(path);
        std::fs::create_dir_all(target.parent().unwrap_or(&folder))?;
        std::fs::write(&target, files.get(*path).map_or("", String::as_str))?;
    }
    for path in &surplus {
        std::fs::remove_file(path)?;
    }
    Ok(format!("{CRATE}: {} written, {} removed", stale.len(), surplus.len()))
}

/// Whether a file holds a text. Line ends do not count: git may write those of another system.
fn holds(path: &Path, text: &str) -> bool {
    std::fs::read_to_string(path).is_ok_and(|present| present.replace("\r\n", "\n") == text)
}

/// The files of the crate.
fn files(model: &Path) -> Result<Files, Box<dyn Error>> {
    let read = |name: &str| -> std::io::Result<Source> {
        Ok(Source { name: name.to_owned(), text: std::fs::read_to_string(model.join(name))? })
    };
    let mut sources = Sources::new(read("service-2.json")?);
    sources.paginators = Some(read("paginators-1.json")?);
    let service = load(&sources)?;
    let selected = select(&service, &Selection { operations: vec!["ListLoans".to_owned()] })?;
    let options = Options {
        package: "lending".to_owned(),
        version: VERSION.to_owned(),
        package_fields: "publish.workspace = true\n".to_owned(),
        runtime: "{ workspace = true }".to_owned(),
        library: String::new(),
        further_tables: String::new(),
        source: "lending-models 1.0.0, lending/2026-01-31".to_owned(),
    };
    Ok(generate(&selected.service, &options)?)
}

/// Files under the crate's folder that are no longer generated.
fn surplus(folder: &Path, files: &Files) -> std::io::Result<BTreeSet<PathBuf>> {
    let wanted: BTreeSet<PathBuf> = files.keys().map(|path| folder.join(path)).collect();
    let mut surplus = BTreeSet::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if !wanted.contains(&path) {
                surplus.insert(path);
            }
        }
    }
    Ok(surplus)
}
