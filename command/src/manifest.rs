//! `models/manifest.toml`: the record of what is generated from which model.
//!
//! Reading is strict: a key that means nothing is an error, because a misspelt one would silently
//! generate something else. Which keys there are is said by the table in [`keys`]; editing lives in [`edit`].

use std::collections::BTreeMap;
use std::path::{Component, Path};

use shapesmith_codegen::{Sources, visible};

use crate::error::Error;
use crate::program::{self, call};
use crate::text::plain;
use crate::workspace::Workspace;

pub(crate) mod cargo;
pub(crate) mod edit;
pub(crate) mod keys;
mod reader;
pub(crate) mod release;
pub(crate) mod schema;

use cargo::Cargo;
use reader::{Reader, View};
use release::Release;

/// What the manifest says.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// The manifest's text, for edits.
    pub(crate) text: String,
    /// The manifest's path as errors name it.
    pub(crate) place: String,
    /// The package that the models were taken from, such as `botocore`.
    pub(crate) package: String,
    /// Where the models were taken from, such as `botocore 1.44.5`.
    pub(crate) source: String,
    /// The version of the commands that writes here, where the manifest names one.
    pub(crate) tool: Option<String>,
    /// Where it names it.
    pub(crate) tool_place: String,
    /// The services that are generated, by name.
    pub(crate) services: BTreeMap<String, Service>,
    /// What is no mistake but was hardly meant, with the place.
    pub(crate) remarks: Vec<String>,
}

/// One service of the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    /// The folder of the service's model files.
    pub(crate) model: Model,
    /// The folder of the generated crate, relative to the workspace, with `/`.
    pub(crate) folder: String,
    /// The operations that are generated, as globs.
    pub(crate) operations: Vec<String>,
    /// Where the model was taken from, if not from where the others were.
    pub(crate) collection: Option<String>,
    /// Whether the model keeps its documentation when it is updated.
    pub(crate) docs: bool,
    /// How the model is read.
    pub(crate) reading: Reading,
    /// What the `Cargo.toml` of the crate says.
    pub(crate) cargo: cargo::Package,
    /// Where the manifest says so.
    pub(crate) places: Places,
}

/// Where some keys of a service stand, as errors name it: `models/manifest.toml:7: services.ssm.model`. What such a key
/// asks for may turn out not to be there long after the manifest was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
    /// The folder of the model.
    pub(crate) model: String,
    /// The operations, or what asked for others.
    pub(crate) operations: String,
    /// The protocol.
    pub(crate) protocol: String,
    /// The folder of the crate, where the manifest names one.
    pub(crate) folder: String,
}

/// How a model is read, beside what its files say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Whether the corrections that ship with the generator are applied.
    pub(crate) corrections: bool,
    /// The protocol to speak, where the service lists several and another one is preferred.
    pub(crate) protocol: Option<String>,
}

impl Default for Reading {
    fn default() -> Self {
        Self { corrections: true, protocol: None }
    }
}

impl Reading {
    /// The same files, to be read so.
    pub(crate) fn of(&self, sources: &mut Sources) {
        if !self.corrections {
            sources.corrections.clear();
        }
        sources.protocol.clone_from(&self.protocol);
    }
}

/// The folder of a service's model files, as in `ssm/2014-11-06`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Model {
    /// The service's folder, such as `ssm`.
    pub(crate) service: String,
    /// The version of the API, a date.
    pub(crate) version: String,
}

impl std::fmt::Display for Model {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.service, self.version)
    }
}

/// Where the crate of a service is generated unless the manifest says otherwise.
pub(crate) fn default_folder(service: &str) -> String {
    format!("generated/{service}")
}

/// Reads the manifest of a workspace.
pub(crate) fn read(workspace: &Workspace) -> Result<Manifest, Error> {
    let bytes = std::fs::read(&workspace.manifest)
        .map_err(|error| Error::io(&workspace.manifest, "read the manifest", &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let place = format!("{}:{line}", workspace.display(&workspace.manifest));
        Error::new(place, "this is not UTF-8, which manifests are written in")
    })?;
    parse(plain(&text).into_owned(), &workspace.display(&workspace.manifest))
}

/// Reads the manifest of a workspace; one that is not there lists nothing.
pub(crate) fn read_if_there(workspace: &Workspace) -> Result<Manifest, Error> {
    if workspace.manifest.is_file() {
        return read(workspace);
    }
    Ok(Manifest {
        place: workspace.display(&workspace.manifest),
        text: String::new(),
        package: String::new(),
        source: String::new(),
        tool: None,
        tool_place: String::new(),
        services: BTreeMap::new(),
        remarks: Vec::new(),
    })
}

impl Manifest {
    /// Checks that these commands are those that the manifest names, so that whoever runs them next writes the same.
    pub(crate) fn is_ours(&self) -> Result<(), Error> {
        let Some(tool) = self.tool.as_deref().filter(|tool| *tool != program::VERSION) else { return Ok(()) };
        let reason = format!("this workspace is written by version {tool}, and this is {}", program::VERSION);
        Err(Error::new(&self.tool_place, reason).help(format!(
            "take the workspace over with `{}`, or install the other one: `cargo install --locked cargo-shapesmith@{tool}`",
            call("upgrade")
        )))
    }
}

/// Reads a manifest from its text. `place` is what errors call the file.
pub(crate) fn parse(text: String, place: &str) -> Result<Manifest, Error> {
    let reader = Reader { text: &text, place };
    let document = reader.document()?;
    let root = reader.checked(&document)?;
    let tool = root.text("tool").map(str::to_owned);
    if let Some(tool) = &tool
        && Release::parse(tool).is_none()
    {
        let reason = format!("tool: \"{}\" is not a version of the commands", visible(tool));
        return Err(root
            .error("tool", reason)
            .help(format!("write the one that runs: \"{}\"", program::VERSION)));
    }
    let source = root.table("source");
    let (package, version) = (source.require("package"), source.require("version"));
    is_version(&source)?;
    let cargo = Cargo::of(&root.table("cargo"))?;
    let mut services = BTreeMap::new();
    let mut remarks = Vec::new();
    for (name, table) in root.tables("services") {
        remarks.extend(table.doubles("operations"));
        services.insert(name.to_owned(), service(&table, name, package, &cargo)?);
    }
    let manifest = Manifest {
        place: place.to_owned(),
        source: format!("{package} {version}"),
        package: package.to_owned(),
        tool,
        tool_place: root.place("tool"),
        services,
        remarks,
        text: String::new(),
    };
    apart(&root, &manifest)?;
    drop(document);
    Ok(Manifest { text, ..manifest })
}

/// Reads one service.
fn service(table: &View<'_>, name: &str, package: &str, cargo: &Cargo) -> Result<Service, Error> {
    let model = table.require("model");
    let model = match model.split('/').collect::<Vec<&str>>().as_slice() {
        [service, version] if is_plain(service) && is_plain(version) => {
            Model { service: (*service).to_owned(), version: (*version).to_owned() }
        }
        _ => {
            let error = table.wrong("model", &format!("\"{model}\" is not the folder of a model"));
            return Err(error.help("write the service's folder and the version, as in \"ssm/2014-11-06\""));
        }
    };
    let folder = table.text("crate").map_or_else(|| default_folder(name), str::to_owned);
    if folder.is_empty() || !folder.split('/').all(is_plain) {
        return Err(table
            .wrong("crate", &format!("\"{folder}\" is not a folder inside of the workspace"))
            .help(format!("write a relative path without `..`, as in \"{}\"", default_folder(name))));
    }
    let operations: Vec<String> = table.texts("operations").into_iter().map(str::to_owned).collect();
    if operations.is_empty() {
        return Err(table
            .wrong("operations", "no operation is selected")
            .help("name at least one operation, or \"*\" for all of them"));
    }
    is_version(table)?;
    let collection = match (table.text("version"), table.text("package")) {
        (Some(version), own) => Some(format!("{} {version}", own.unwrap_or(package))),
        (None, Some(own)) => {
            return Err(table
                .wrong("package", &format!("\"{own}\" without a version"))
                .help("add the `version` that the model was taken from"));
        }
        (None, None) => None,
    };
    Ok(Service {
        model,
        folder,
        operations,
        collection,
        docs: table.switch("docs").unwrap_or_default(),
        reading: Reading {
            corrections: table.switch("corrections").unwrap_or(true),
            protocol: table.text("protocol").map(str::to_owned),
        },
        cargo: cargo.of_service(&table.table("cargo"), name)?,
        places: Places {
            model: table.place("model"),
            operations: table.place("operations"),
            protocol: table.place("protocol"),
            folder: table.text("crate").map(|_| table.place("crate")).unwrap_or_default(),
        },
    })
}

/// Checks that the version of a release that a table names can be one: all of them have a digit.
fn is_version(table: &View<'_>) -> Result<(), Error> {
    match table.text("version") {
        Some(version) if !version.contains(|letter: char| letter.is_ascii_digit()) => {
            let error =
                table.wrong("version", &format!("\"{}\" is not the version of a release", visible(version)));
            Err(error.help("write the one that the model was taken from, as in \"1.44.5\""))
        }
        _ => Ok(()),
    }
}

/// Checks that no crate lies inside of another or in the same folder: each would remove the files
/// of the other.
fn apart(root: &View<'_>, manifest: &Manifest) -> Result<(), Error> {
    for (name, service) in &manifest.services {
        for (other_name, other) in &manifest.services {
            if name != other_name && Path::new(&service.folder).starts_with(&other.folder) {
                let reason = format!(
                    "\"{}\" lies in \"{}\", where {other_name} is generated",
                    service.folder, other.folder
                );
                let table = root.table("services").table(name);
                return Err(table.wrong("crate", &reason).help("give each service a folder of its own"));
            }
        }
    }
    Ok(())
}

/// Whether a name can be a package's name.
pub(crate) fn is_package_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

/// Whether a part of a path is a plain name.
fn is_plain(part: &str) -> bool {
    let mut components = Path::new(part).components();
    let plain = matches!(components.next(), Some(Component::Normal(name)) if name == part);
    plain && components.next().is_none() && !part.contains('\\')
}

#[cfg(test)]
mod tests;
