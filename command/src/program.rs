//! What this program is called where it runs, so that advice can be typed as it is read.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::builder::StyledStr;
use toml_edit::{DocumentMut, Item};

/// How the program is called in the texts of this source.
const WRITTEN: &str = "cargo shapesmith";

/// How this run was called: `cargo shapesmith`, an alias of cargo, or the program's own name.
pub(crate) fn name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let program = std::env::args_os().next().unwrap_or_default();
        let package =
            Package::of_cargo(std::env::var("CARGO_PKG_NAME").ok(), std::env::var_os("CARGO_MANIFEST_DIR"));
        let folder = std::env::current_dir().unwrap_or_default();
        called(Path::new(&program), package.as_ref(), &folder)
    })
}

/// What the program's file is called, without the folder and the ending of the system.
pub(crate) fn stem() -> String {
    let program = std::env::args_os().next().unwrap_or_default();
    stem_of(Path::new(&program)).unwrap_or_else(|| WRITTEN.replace(' ', "-"))
}

/// The package that cargo built, or found built, and runs a program of.
struct Package {
    name: String,
    /// The name of its folder.
    folder: String,
}

impl Package {
    /// The package that cargo tells of in the environment.
    fn of_cargo(name: Option<String>, folder: Option<OsString>) -> Option<Self> {
        let folder = folder.map(PathBuf::from);
        let folder =
            folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        Some(Self { name: name?, folder: folder.unwrap_or_default() })
    }
}

/// The version of these commands.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

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
    let new = |text: Option<&StyledStr>| text.map(|text| text.to_string().replace(WRITTEN, name()));
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

/// The name of a run, from the path of the program, the package that cargo says it runs, and where it runs.
///
/// A program that was not built by cargo just now may have been started by one that was: the package then has
/// another name.
fn called(program: &Path, package: Option<&Package>, folder: &Path) -> String {
    let stem = stem_of(program);
    let package = package.filter(|package| stem.as_deref() == Some(package.name.as_str()));
    if let Some(alias) = package.and_then(|package| alias(folder, package)) {
        return format!("cargo {alias}");
    }
    match (verb(program), package, stem) {
        (Some(verb), ..) => format!("cargo {verb}"),
        (None, Some(package), _) => format!("cargo run -p {} --", package.name),
        (None, None, Some(stem)) => stem,
        (None, None, None) => WRITTEN.to_owned(),
    }
}

/// The name of a program's file, without the ending of the system.
fn stem_of(program: &Path) -> Option<String> {
    let stem = program.file_stem()?.to_string_lossy().into_owned();
    Some(stem).filter(|stem| !stem.is_empty())
}

/// What cargo calls a program of the name `cargo-NAME`.
fn verb(program: &Path) -> Option<String> {
    stem_of(program)?.strip_prefix("cargo-").filter(|verb| !verb.is_empty()).map(str::to_owned)
}

/// The alias in the settings of cargo around a folder that runs a package's program.
fn alias(folder: &Path, package: &Package) -> Option<String> {
    let files = folder
        .ancestors()
        .flat_map(|folder| ["config.toml", "config"].map(|name| folder.join(".cargo").join(name)));
    files.filter_map(|file| alias_in(&file, package)).next()
}

fn alias_in(file: &PathBuf, package: &Package) -> Option<String> {
    let document: DocumentMut = std::fs::read_to_string(file).ok()?.parse().ok()?;
    let aliases = document.get("alias")?.as_table_like()?;
    aliases.iter().find(|(_, item)| runs(item, package)).map(|(name, _)| name.to_owned())
}

/// Whether an alias is a `cargo run` of a package.
fn runs(alias: &Item, package: &Package) -> bool {
    let words: Vec<&str> = match (alias.as_str(), alias.as_array()) {
        (Some(text), _) => text.split_whitespace().collect(),
        (_, Some(list)) => list.iter().filter_map(|word| word.as_str()).collect(),
        _ => Vec::new(),
    };
    let manifest = format!("{}/Cargo.toml", package.folder);
    let is_ours = |word: &&str| {
        let path = word.replace('\\', "/");
        *word == package.name || path == manifest || path.ends_with(&format!("/{manifest}"))
    };
    matches!(words.first(), Some(&"run" | &"r")) && words.iter().any(is_ours)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::{Package, called};

    #[test]
    fn the_name_is_that_of_the_alias_or_of_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("app/src");
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir_all(folder.path().join(".cargo")).unwrap();
        let package = |name: &str, folder: &str| Package { name: name.to_owned(), folder: folder.to_owned() };
        let name = |program: &str, package: &Package| called(Path::new(program), Some(package), &inside);
        let (own, smith) = (package("cargo-shapesmith", "command"), package("smith", "smith"));
        assert_eq!(name("target/debug/smith", &smith), "cargo run -p smith --");
        let alias = "[alias]\nother = \"run --package driver --\"\n\
                     sm = \"run --quiet --manifest-path ../shapesmith/command/Cargo.toml --\"\n\
                     forge = [\"run\", \"-p\", \"smith\", \"--\"]\n";
        std::fs::write(folder.path().join(".cargo/config.toml"), alias).unwrap();
        assert_eq!(name("target/debug/cargo-shapesmith", &own), "cargo sm");
        assert_eq!(name("target/debug/smith", &smith), "cargo forge");
        // Started by another program that cargo runs, or by nobody's.
        assert_eq!(name("/usr/bin/cargo-shapesmith", &package("xtask", "xtask")), "cargo shapesmith");
        assert_eq!(called(Path::new("/usr/bin/cargo-shapesmith"), None, &inside), "cargo shapesmith");
        assert_eq!(called(Path::new("/usr/bin/shapesmith"), None, &inside), "shapesmith");
        assert_eq!(called(Path::new(""), None, &inside), "cargo shapesmith");
    }
}
