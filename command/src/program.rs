//! What this program is called where it runs, so that advice can be typed as it is read.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::builder::StyledStr;
use toml_edit::{DocumentMut, Item};

/// How the program is called in its own repository, and in the texts of this source.
const HERE: &str = "cargo xtask";

/// How this run was called: `cargo xtask` or another alias of cargo, or the program's own name.
pub(crate) fn name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let program = std::env::args_os().next().unwrap_or_default();
        let by_cargo = std::env::var("CARGO_PKG_NAME").is_ok_and(|name| name == env!("CARGO_PKG_NAME"));
        let folder = std::env::current_dir().unwrap_or_default();
        called(Path::new(&program), by_cargo, &folder)
    })
}

/// A command of this program as a person types it: `call("codegen --check")`.
pub(crate) fn call(arguments: &str) -> String {
    format!("{} {arguments}", name())
}

/// The arguments; what cargo puts between when it runs `cargo-NAME` as `cargo NAME` is left out.
pub(crate) fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let verb = arguments.first().and_then(|program| verb(Path::new(program)));
    if verb.is_some_and(|verb| arguments.get(1).is_some_and(|first| *first == *verb)) {
        arguments.remove(1);
    }
    arguments
}

/// A description of the commands whose help says how this run was called.
pub(crate) fn named(command: clap::Command) -> clap::Command {
    renamed(command).bin_name(name())
}

/// A command whose texts say how this run was called, those of the commands below it too.
fn renamed(command: clap::Command) -> clap::Command {
    let new = |text: Option<&StyledStr>| text.map(|text| text.to_string().replace(HERE, name()));
    let (after, about) = (new(command.get_after_help()), new(command.get_long_about()));
    let mut command = command.mut_args(|argument| match new(argument.get_help()) {
        Some(help) => argument.help(help),
        None => argument,
    });
    if let Some(after) = after {
        command = command.after_help(after);
    }
    if let Some(about) = about {
        command = command.long_about(about);
    }
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, renamed))
}

/// The name of a run, from the path of the program, whether cargo built and ran it, and where.
fn called(program: &Path, by_cargo: bool, folder: &Path) -> String {
    if by_cargo {
        return alias(folder).map_or_else(|| HERE.to_owned(), |alias| format!("cargo {alias}"));
    }
    let stem = program.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    match (verb(program), stem) {
        (Some(verb), _) => format!("cargo {verb}"),
        (None, Some(stem)) if !stem.is_empty() => stem,
        _ => HERE.to_owned(),
    }
}

/// What cargo calls a program of the name `cargo-NAME`.
fn verb(program: &Path) -> Option<String> {
    let stem = program.file_stem()?.to_string_lossy().into_owned();
    stem.strip_prefix("cargo-").filter(|verb| !verb.is_empty()).map(str::to_owned)
}

/// The alias in the settings of cargo around a folder that runs this program.
fn alias(folder: &Path) -> Option<String> {
    let files = folder
        .ancestors()
        .flat_map(|folder| ["config.toml", "config"].map(|name| folder.join(".cargo").join(name)));
    files.filter_map(|file| alias_in(&file)).next()
}

fn alias_in(file: &PathBuf) -> Option<String> {
    let document: DocumentMut = std::fs::read_to_string(file).ok()?.parse().ok()?;
    let aliases = document.get("alias")?.as_table_like()?;
    aliases.iter().find(|(_, item)| runs_this(item)).map(|(name, _)| name.to_owned())
}

/// Whether an alias is a `cargo run` of this package.
fn runs_this(alias: &Item) -> bool {
    let words: Vec<&str> = match (alias.as_str(), alias.as_array()) {
        (Some(text), _) => text.split_whitespace().collect(),
        (_, Some(list)) => list.iter().filter_map(|word| word.as_str()).collect(),
        _ => Vec::new(),
    };
    let package = env!("CARGO_PKG_NAME");
    let is_ours =
        |word: &&str| *word == package || word.replace('\\', "/").ends_with(&format!("{package}/Cargo.toml"));
    matches!(words.first(), Some(&"run" | &"r")) && words.iter().any(is_ours)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::called;

    #[test]
    fn the_name_is_that_of_the_alias_or_of_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("app/src");
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir_all(folder.path().join(".cargo")).unwrap();
        let program = Path::new("target/debug/xtask");
        assert_eq!(called(program, true, &inside), "cargo xtask");
        let alias = "[alias]\nother = \"run --package driver --\"\n\
                     shapesmith = \"run --quiet --manifest-path ../shapesmith/xtask/Cargo.toml --\"\n";
        std::fs::write(folder.path().join(".cargo/config.toml"), alias).unwrap();
        assert_eq!(called(program, true, &inside), "cargo shapesmith");
        assert_eq!(called(program, false, &inside), "xtask");
        assert_eq!(called(Path::new("/usr/bin/shapesmith"), false, &inside), "shapesmith");
        assert_eq!(called(Path::new("/usr/bin/cargo-shapesmith"), false, &inside), "cargo shapesmith");
        assert_eq!(called(Path::new(""), false, &inside), "cargo xtask");
    }
}
