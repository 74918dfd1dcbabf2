//! What `Cargo.toml` has to say so that cargo finds the crates, and the runtime for them.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

use crate::error::{Error, did_you_mean};
use crate::manifest::Manifest;
use crate::project::{Package, Project};
use crate::runtime::{RUNTIME, Runtime, among};
use crate::surroundings::{cargo_manifest, covers};
use crate::workspace::relative;

/// The features of tokio that the program needs.
const TOKIO: [&str; 2] = ["macros", "rt"];

/// The package that gets the program.
#[derive(Debug)]
pub(super) struct User {
    /// Its folder, absolute; that of the workspace for a package that begins.
    pub(super) folder: PathBuf,
    /// Its name, where it is there already.
    pub(super) name: Option<String>,
}

impl User {
    /// The package that somebody named, the one around the current folder, or the only one; a new one where there
    /// is none. Nothing where it could be any of several.
    pub(super) fn choose(
        project: Option<&Project>,
        here: &Path,
        named: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let user =
            |package: &Package| Self { folder: package.folder.clone(), name: Some(package.name.clone()) };
        let Some(project) = project else {
            return match named {
                None => Ok(Some(Self { folder: here.to_path_buf(), name: None })),
                Some(name) => Err(Error::usage(format!("--for {name}: there is no package here"))
                    .help("leave --for away: a package begins here, and --name says what it is called")),
            };
        };
        if let Some(name) = named {
            let found = project.packages.iter().find(|package| package.name == name);
            return found.map(|package| Some(user(package))).ok_or_else(|| {
                let error = Error::usage(format!("--for {name}: the workspace has no package of this name"));
                let known = project.packages.iter().map(|package| package.name.as_str());
                did_you_mean(name, known).into_iter().fold(error, Error::help)
            });
        }
        let only = || project.packages.first().filter(|_| project.packages.len() == 1);
        Ok(project.package_around(here).or_else(only).map(user))
    }

    /// What the package's file of its dependencies becomes. `crates` are folders, absolute, by the name of the crate.
    pub(super) fn with_dependencies(
        &self,
        document: &mut DocumentMut,
        place: &str,
        crates: &[(String, PathBuf)],
    ) -> Result<(), Error> {
        let dependencies = table(document.as_table_mut(), "dependencies", place)?;
        for (name, folder) in crates {
            if dependencies.get(name).is_none() {
                let mut dependency = InlineTable::new();
                dependency.insert("path", relative(&self.folder, folder).into());
                dependencies.insert(name, value(dependency));
            }
        }
        // A program that is there already may have tokio for more than its examples.
        let has_tokio = dependencies.get("tokio").is_some();
        let kind = if self.name.is_none() || has_tokio { "dependencies" } else { "dev-dependencies" };
        let dependencies = table(document.as_table_mut(), kind, place)?;
        with_features(dependencies, "tokio", "1", &TOKIO);
        Ok(())
    }
}

/// A dependency with these features, beside those that it has.
fn with_features(dependencies: &mut Table, name: &str, version: &str, features: &[&str]) {
    let text = dependencies.get(name).and_then(Item::as_str).map(str::to_owned);
    if dependencies.get(name).is_none() || text.is_some() {
        let mut table = InlineTable::new();
        table.insert("version", text.as_deref().unwrap_or(version).into());
        dependencies.insert(name, value(table));
    }
    let Some(dependency) = dependencies.get_mut(name).and_then(Item::as_table_like_mut) else { return };
    let list = dependency.entry("features").or_insert_with(|| value(Array::new()));
    let Some(list) = list.as_array_mut() else { return };
    let has = |list: &Array, feature: &str| list.iter().any(|one| one.as_str() == Some(feature));
    if has(list, "full") {
        return;
    }
    for feature in features {
        if !has(list, feature) {
            list.push(*feature);
        }
    }
}

/// A table of a document, made if it is not there.
fn table<'t>(document: &'t mut Table, name: &str, place: &str) -> Result<&'t mut Table, Error> {
    let entry = document.entry(name).or_insert_with(|| Item::Table(Table::new()));
    entry.as_table_mut().ok_or_else(|| {
        Error::new(place, format!("{name}: expected a table of its own, written as [{name}]"))
            .help("write it so, and run again; nothing has been changed")
    })
}

/// The name of the package that begins in a folder.
pub(super) fn package_name(said: Option<&str>, folder: &Path, manifest: &Manifest) -> Result<String, Error> {
    let is_taken = |name: &str| manifest.services.values().any(|service| service.cargo.name == name);
    if let Some(said) = said {
        shapesmith_codegen::names::check_package(said)
            .map_err(|error| Error::usage(format!("--name {said}: {}", error.reason)))?;
        if is_taken(said) {
            return Err(Error::usage(format!("--name {said}: the crate of the service is called so")));
        }
        return Ok(said.to_owned());
    }
    let folder = folder.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' };
    let name: String = folder.chars().map(plain).collect();
    let name = name.trim_matches(['-', '_']);
    let is_good = shapesmith_codegen::names::check_package(name).is_ok() && !is_taken(name);
    Ok(match is_good {
        true => name.to_owned(),
        false if is_taken(name) => format!("{name}-app"),
        false => "app".to_owned(),
    })
}

/// The `Cargo.toml` of the workspace: the one that is there, or a new package's, with the crates among its members and
/// the runtime among what they may depend on.
pub(super) fn root(
    root: &Path,
    new: Option<&str>,
    manifest: &Manifest,
    runtime: &Runtime,
) -> Result<DocumentMut, Error> {
    let path = root.join("Cargo.toml");
    let place = path.display().to_string();
    let mut document = cargo_manifest(&path)?.unwrap_or_default();
    if let Some(name) = new {
        let package = table(document.as_table_mut(), "package", &place)?;
        for (key, text) in [("name", name), ("version", "0.1.0"), ("edition", "2024")] {
            package.insert(key, value(text));
        }
        // What people change most comes first.
        table(document.as_table_mut(), "dependencies", &place)?;
    }
    let workspace = table(document.as_table_mut(), "workspace", &place)?;
    workspace.set_implicit(false);
    let is_bare = new.is_none() && !root.join("Cargo.toml").is_file();
    if is_bare {
        workspace.insert("resolver", value("3"));
    }
    let members = workspace.entry("members").or_insert_with(|| value(Array::new()));
    let members =
        members.as_array_mut().ok_or_else(|| Error::new(&place, "workspace.members: expected a list"))?;
    for service in manifest.services.values() {
        let is_member =
            members.iter().filter_map(Value::as_str).any(|member| covers(member, &service.folder));
        if !is_member {
            let around = service.folder.rsplit_once('/').map_or("", |(around, _)| around);
            members.push(if around.is_empty() { service.folder.clone() } else { format!("{around}/*") });
        }
    }
    let is_said = among(document.get("workspace")).is_some() || among(Some(document.as_item())).is_some();
    if !is_said {
        let workspace = table(document.as_table_mut(), "workspace", &place)?;
        let dependencies = table(workspace, "dependencies", &place)?;
        dependencies.insert(RUNTIME, value(runtime.dependency(root)));
    }
    Ok(document)
}
