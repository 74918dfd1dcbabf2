//! The guide's page on tracing lists every span, event and field of the runtime, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use shapesmith_tests::repository;

/// The macros of `tracing` and the level of each.
const MACROS: [(&str, &str); 10] = [
    ("trace_span!(", "trace"),
    ("debug_span!(", "debug"),
    ("info_span!(", "info"),
    ("warn_span!(", "warn"),
    ("error_span!(", "error"),
    ("trace!(", "trace"),
    ("debug!(", "debug"),
    ("info!(", "info"),
    ("warn!(", "warn"),
    ("error!(", "error"),
];

/// A span or an event in the source.
#[derive(Debug)]
struct Traced {
    target: String,
    level: &'static str,
    /// The literal parts of the name or the message.
    words: Vec<String>,
    fields: Vec<String>,
}

/// A line of a table: target, level, name or message, fields.
#[derive(Debug)]
struct Row {
    target: String,
    level: String,
    words: String,
    fields: Vec<String>,
}

#[test]
fn the_page_on_tracing_lists_what_the_runtime_tells() {
    let mut rows = rows(&repository::text("docs/guide/tracing.md"));
    let source = repository::root().join("runtime/src");
    let mut traced = Vec::new();
    for file in files(&source) {
        traced.extend(in_file(&source, &file));
    }
    assert!(traced.len() > 15, "the source is read: {traced:?}");
    for one in traced {
        let row = rows.iter().position(|row| {
            let said = one.words.iter().all(|words| row.words.contains(words.as_str()));
            said && (&row.target, row.level.as_str()) == (&one.target, one.level) && row.fields == one.fields
        });
        match row {
            Some(row) => drop(rows.remove(row)),
            None => {
                panic!("docs/guide/tracing.md has no such line (fields in order): {one:#?}\nleft: {rows:#?}")
            }
        }
    }
    assert!(rows.is_empty(), "docs/guide/tracing.md lists what the runtime does not tell: {rows:#?}");
}

fn rows(page: &str) -> Vec<Row> {
    let cells = |line: &str| -> Vec<String> { line.split('|').map(|cell| cell.trim().to_owned()).collect() };
    let lines = page.lines().filter(|line| line.starts_with("| `shapesmith_runtime"));
    lines
        .map(cells)
        .map(|cells| Row {
            target: cells[1].trim_matches('`').to_owned(),
            level: cells[2].clone(),
            words: cells[3].trim_matches('`').to_owned(),
            fields: sorted(cells[4].split('`').skip(1).step_by(2).map(str::to_owned).collect()),
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the source is there") {
        let path = entry.expect("the source can be listed").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn in_file(source: &Path, file: &Path) -> Vec<Traced> {
    let text = fs::read_to_string(file).expect("the source can be read");
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let path = file.strip_prefix(source).expect("it is in the folder").with_extension("");
    let mut target = String::from("shapesmith_runtime");
    for module in path.iter().filter(|module| *module != "lib") {
        target = format!("{target}::{}", module.to_string_lossy());
    }
    code.match_indices("tracing::")
        .filter_map(|(at, start)| {
            let rest = &code[at + start.len()..];
            let (name, level) = MACROS.iter().find(|(name, _)| rest.starts_with(name))?;
            let (words, fields) = parts(arguments(&rest[name.len()..]));
            Some(Traced { target: target.clone(), level, words, fields: sorted(fields) })
        })
        .collect()
}

/// The arguments of a macro, from behind its opening parenthesis on, split at the commas between them.
fn arguments(code: &str) -> Vec<String> {
    let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
    let mut arguments = vec![String::new()];
    for character in code.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(String::new());
                continue;
            }
            _ => {}
        }
        arguments.last_mut().expect("there is one").push(character);
    }
    arguments
        .iter()
        .map(|argument| argument.trim().to_owned())
        .filter(|argument| !argument.is_empty())
        .collect()
}

/// The literal parts of the first text, and the names of the fields before it, or behind it where it is a span's name.
fn parts(arguments: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (mut words, mut fields) = (None, Vec::new());
    for argument in arguments {
        if let Some(text) = argument.strip_prefix('"') {
            words.get_or_insert_with(|| literal_parts(text.trim_end_matches('"')));
            continue;
        }
        let name = argument.split(" = ").next().unwrap_or(&argument).trim_start_matches(['%', '?']);
        if name.chars().all(|character| character.is_ascii_lowercase() || character == '_') {
            fields.push(name.to_owned());
        }
    }
    (words.expect("a span has a name and an event a message"), fields)
}

fn literal_parts(text: &str) -> Vec<String> {
    let text = text.replace("\\\"", "\"");
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        parts.push(before.to_owned());
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    parts.push(rest.to_owned());
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}
