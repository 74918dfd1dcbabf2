//! The commands as a package of the workspace, so that its `Cargo.lock` says which version of them runs.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, Value, value};

use super::files::Files;
use crate::error::Error;
use crate::project::Project;
use crate::runtime::{COMMANDS, Runtime};
use crate::surroundings::{cargo_manifest, covers};

/// The package, the program and the alias. Cargo warns of an alias that is called as an installed program is, so it has
/// another name than that.
pub(super) const SMITH: &str = "smith";

/// Where the package is.
const FOLDER: &str = "tools/smith";

/// Where cargo's settings are.
const SETTINGS: &str = ".cargo/config.toml";

/// It is found by its name, so it works in every folder of the workspace.
const ALIAS: &str = "run --quiet --package smith --";

const MAIN: &str = "\
//! The commands of Shapesmith: `cargo smith --help`.

fn main() -> std::process::ExitCode {
    cargo_shapesmith::main()
}
";

/// Adds the package, the alias, and the member to the workspace's document.
pub(super) fn add(
    files: &mut Files,
    root: &Path,
    document: &mut DocumentMut,
    project: Option<&Project>,
    runtime: &Runtime,
) -> Result<(), Error> {
    let packages = project.map(|project| project.packages.as_slice()).unwrap_or_default();
    if packages.iter().any(|package| package.name == SMITH) {
        return Err(Error::usage(format!("--pinned: the workspace has a package {SMITH} already")).help(
            "leave --pinned away; a package that calls `cargo_shapesmith::main()` can be called as you like",
        ));
    }
    let members = document.get_mut("workspace").and_then(|workspace| workspace.get_mut("members"));
    if let Some(members) = members.and_then(Item::as_array_mut)
        && !members.iter().filter_map(Value::as_str).any(|member| covers(member, FOLDER))
    {
        members.push(FOLDER);
    }
    files.new_file(&format!("{FOLDER}/Cargo.toml"), package(root, runtime))?;
    files.new_file(&format!("{FOLDER}/src/main.rs"), MAIN.to_owned())?;
    let place = root.join(SETTINGS);
    let mut settings = cargo_manifest(&place)?.unwrap_or_default();
    let place = place.display().to_string();
    let aliases = settings.entry("alias").or_insert_with(|| Item::Table(Table::new()));
    let aliases = aliases.as_table_like_mut().ok_or_else(|| Error::new(&place, "alias: expected a table"))?;
    match aliases.get(SMITH) {
        None => drop(aliases.insert(SMITH, value(ALIAS))),
        Some(alias) if alias.as_str() == Some(ALIAS) => {}
        Some(_) => {
            return Err(Error::new(
                &place,
                format!("alias.{SMITH}: the alias is there, and runs something else"),
            )
            .help("give it another name, or leave --pinned away; nothing has been changed"));
        }
    }
    files.edit(SETTINGS, settings.to_string());
    Ok(())
}

/// The package's `Cargo.toml`. Lints of the workspace are not for it.
fn package(root: &Path, runtime: &Runtime) -> String {
    let mut document = DocumentMut::new();
    let mut package = Table::new();
    for (key, text) in [("name", SMITH), ("version", "0.0.0"), ("edition", "2024")] {
        package.insert(key, value(text));
    }
    package.insert("publish", value(false));
    document.insert("package", Item::Table(package));
    let mut dependencies = Table::new();
    dependencies.insert(COMMANDS, value(runtime.commands(&root.join(FOLDER))));
    document.insert("dependencies", Item::Table(dependencies));
    document.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::package;
    use crate::runtime::Runtime;

    #[test]
    fn the_commands_come_from_where_the_runtime_does() {
        let text = |runtime: &str| package(Path::new("/app"), &Runtime::parse(runtime).unwrap());
        let version = env!("CARGO_PKG_VERSION");
        assert!(text("0.3").ends_with(&format!("cargo-shapesmith = {{ version = \"{version}\" }}\n")));
        let git = "cargo-shapesmith = { git = \"https://example.com/it\", rev = \"abc\" }\n";
        assert!(text("git:https://example.com/it#abc").ends_with(git));
    }
}
