//! Something that is not as it should be.

use crate::error::Error;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// It may be meant so.
    Note,
    /// It has to be mended.
    Wrong,
}

/// Something that is not as it should be: where, what, and what mends it.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) grade: Grade,
    /// What kind of thing it is, in a word that does not change.
    pub(super) kind: &'static str,
    /// The file, from the workspace's folder.
    pub(super) file: String,
    /// The line in it, from 1, where one is meant.
    pub(super) line: Option<usize>,
    pub(super) said: String,
    pub(super) help: Option<String>,
    /// More for people who read it as text: what differs.
    pub(super) details: String,
}

impl Finding {
    /// Something that has to be mended.
    pub(super) fn wrong(kind: &'static str, file: &str, said: &str) -> Self {
        let (file, said) = (file.to_owned(), said.to_owned());
        Self { grade: Grade::Wrong, kind, file, line: None, said, help: None, details: String::new() }
    }

    /// Something that may be meant so.
    pub(super) fn note(kind: &'static str, file: &str, said: &str) -> Self {
        Self { grade: Grade::Note, ..Self::wrong(kind, file, said) }
    }

    /// What an error says.
    pub(super) fn of(kind: &'static str, error: Error) -> Self {
        let (file, line, rest) = place(&error.place);
        let said = if rest.is_empty() { error.reason } else { format!("{rest}: {}", error.reason) };
        Self { line, help: error.help, ..Self::wrong(kind, file, &said) }
    }

    /// What a remark says, whose place stands before it.
    pub(super) fn remark(kind: &'static str, remark: &str) -> Self {
        let (file, line, said) = place(remark);
        Self { line, ..Self::note(kind, file, said) }
    }

    /// The same with advice.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same with more to read.
    pub(super) fn details(self, details: String) -> Self {
        Self { details, ..self }
    }
}

/// The file at the start of a place, the line in it, and what follows.
fn place(text: &str) -> (&str, Option<usize>, &str) {
    let (first, rest) = text.split_once(": ").unwrap_or((text, ""));
    match first.rsplit_once(':') {
        Some((file, line)) if line.parse::<usize>().is_ok() => (file, line.parse().ok(), rest),
        _ => (first, None, rest),
    }
}
