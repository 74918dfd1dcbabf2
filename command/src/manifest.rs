//! `models/manifest.toml`: the record of what is generated from which model.
//!
//! Reading is strict: a key that means nothing is an error, because a misspelt one would silently
//! generate something else. Editing lives in [`edit`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use shapesmith_codegen::{Sources, visible};
use toml_edit::{Document, Item, TableLike};

use crate::error::{Error, did_you_mean};
use crate::text::plain;
use crate::workspace::Workspace;

pub(crate) mod edit;

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
    /// How the model is read.
    pub(crate) reading: Reading,
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
    let text = std::fs::read_to_string(&workspace.manifest)
        .map_err(|error| Error::io(&workspace.manifest, "read the manifest", &error))?;
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
        services: BTreeMap::new(),
        remarks: Vec::new(),
    })
}

/// Reads a manifest from its text. `place` is what errors call the file.
pub(crate) fn parse(text: String, place: &str) -> Result<Manifest, Error> {
    let document = Document::parse(text.as_str()).map_err(|error| {
        let reader = Reader { text: &text, place };
        let what = error.span().and_then(|span| text.get(span)).filter(|what| !what.trim().is_empty());
        let what = what.map(|what| format!(": {}", what.trim())).unwrap_or_default();
        let is_double = error.message().contains("duplicate");
        let message =
            if is_double { format!("{}{what}", error.message()) } else { error.message().to_owned() };
        reader.error(error.span(), message)
    })?;
    let reader = Reader { text: &text, place };
    let root = document.as_table();
    reader.only(root, "", &["source", "services"])?;

    let source = reader.table(root, "", "source")?;
    reader.only(source, "source", &["package", "version"])?;
    let package = reader.string(source, "source", "package")?;
    let version = reader.string(source, "source", "version")?;
    let mut remarks: Vec<String> = reader.odd_version(source, "source").into_iter().collect();

    let mut services = BTreeMap::new();
    if root.contains_key("services") {
        let table = reader.table(root, "", "services")?;
        for (name, _) in table.iter() {
            services.insert(name.to_owned(), service(&reader, table, name, &package)?);
            if let Some(table) = table.get(name).and_then(Item::as_table_like) {
                remarks.extend(reader.odd_version(table, &format!("services.{name}")));
                remarks.extend(reader.doubles(table, &format!("services.{name}"), "operations"));
            }
        }
    }
    let manifest = Manifest {
        place: place.to_owned(),
        source: format!("{package} {version}"),
        package,
        services,
        remarks,
        text: String::new(),
    };
    apart(&reader, &manifest)?;
    drop(document);
    Ok(Manifest { text, ..manifest })
}

/// Reads one service.
fn service(
    reader: &Reader<'_>,
    services: &dyn TableLike,
    name: &str,
    package: &str,
) -> Result<Service, Error> {
    let key = format!("services.{name}");
    let span = services.get(name).and_then(Item::span);
    if !is_package_name(name) {
        let reason = format!(
            "{key}: a service's name becomes a package's name: lower-case letters, digits, `-` and `_`"
        );
        let small = name.to_lowercase().replace(' ', "-");
        let error = reader.error(span, reason);
        let help = is_package_name(&small).then(|| format!("did you mean \"{small}\"?"));
        return Err(help.into_iter().fold(error, Error::help));
    }
    let table = reader.table(services, "services", name)?;
    reader.only(
        table,
        &key,
        &["model", "crate", "operations", "package", "version", "corrections", "protocol"],
    )?;

    let model = reader.string(table, &key, "model")?;
    let model = match model.split('/').collect::<Vec<&str>>().as_slice() {
        [service, version] if is_plain(service) && is_plain(version) => {
            Model { service: (*service).to_owned(), version: (*version).to_owned() }
        }
        _ => {
            let reason = format!("{key}.model: \"{model}\" is not the folder of a model");
            return Err(reader
                .error(span_of(table, "model"), reason)
                .help("write the service's folder and the version, as in \"ssm/2014-11-06\""));
        }
    };
    let folder = match table.get("crate") {
        Some(_) => reader.string(table, &key, "crate")?,
        None => default_folder(name),
    };
    if folder.is_empty() || !folder.split('/').all(is_plain) {
        let reason = format!("{key}.crate: \"{folder}\" is not a folder inside of the workspace");
        return Err(reader
            .error(span_of(table, "crate"), reason)
            .help(format!("write a relative path without `..`, as in \"{}\"", default_folder(name))));
    }
    let operations = reader.strings(table, &key, "operations")?;
    if operations.is_empty() {
        let reason = format!("{key}.operations: no operation is selected");
        return Err(reader
            .error(span_of(table, "operations"), reason)
            .help("name at least one operation, or \"*\" for all of them"));
    }
    let own_package = match table.get("package") {
        Some(_) => Some(reader.string(table, &key, "package")?),
        None => None,
    };
    let collection = match (table.get("version"), &own_package) {
        (Some(_), own) => {
            let package = own.as_deref().unwrap_or(package);
            Some(format!("{package} {}", reader.string(table, &key, "version")?))
        }
        (None, Some(own)) => {
            return Err(reader
                .error(span_of(table, "package"), format!("{key}.package: \"{own}\" without a version"))
                .help("add the `version` that the model was taken from"));
        }
        (None, None) => None,
    };
    let corrections = match table.get("corrections") {
        Some(_) => reader.boolean(table, &key, "corrections")?,
        None => true,
    };
    let protocol = match table.get("protocol") {
        Some(_) => Some(reader.string(table, &key, "protocol")?),
        None => None,
    };
    Ok(Service { model, folder, operations, collection, reading: Reading { corrections, protocol } })
}

/// Checks that no crate lies inside of another or in the same folder: each would remove the files
/// of the other.
fn apart(reader: &Reader<'_>, manifest: &Manifest) -> Result<(), Error> {
    for (name, service) in &manifest.services {
        for (other_name, other) in &manifest.services {
            if name != other_name && Path::new(&service.folder).starts_with(&other.folder) {
                let reason = format!(
                    "services.{name}.crate: \"{}\" lies in \"{}\", where {other_name} is generated",
                    service.folder, other.folder
                );
                return Err(reader.error(None, reason).help("give each service a folder of its own"));
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

/// The place of a key's value in the text.
fn span_of(table: &dyn TableLike, key: &str) -> Option<std::ops::Range<usize>> {
    table.get(key).and_then(Item::span)
}

/// A key with the table around it, as errors write it.
fn path_of(table: &str, key: &str) -> String {
    if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") }
}

/// The text that is read, and what errors call it.
struct Reader<'a> {
    text: &'a str,
    place: &'a str,
}

impl Reader<'_> {
    /// An error at a place in the text.
    fn error(&self, span: Option<std::ops::Range<usize>>, reason: String) -> Error {
        let Some(before) = span.and_then(|span| self.text.get(..span.start)) else {
            return Error::new(self.place, reason);
        };
        let line = before.matches('\n').count() + 1;
        Error::new(format!("{}:{line}", self.place), reason)
    }

    /// Checks that a table has no keys but these.
    fn only(&self, table: &dyn TableLike, name: &str, known: &[&str]) -> Result<(), Error> {
        for (key, item) in table.iter() {
            if !known.contains(&key) {
                let span = table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
                let error = self.error(span, format!("{}: no key has this name", path_of(name, key)));
                let known = known.iter().copied();
                return Err(did_you_mean(key, known).into_iter().fold(error, Error::help));
            }
        }
        Ok(())
    }

    /// What to say of a version that begins with no digit, as releases do.
    fn odd_version(&self, table: &dyn TableLike, name: &str) -> Option<String> {
        let item = table.get("version")?;
        let version =
            item.as_str().filter(|version| !version.starts_with(|first: char| first.is_ascii_digit()))?;
        let place = self.error(item.span(), String::new()).place;
        let path = path_of(name, "version");
        Some(format!("{place}: {path}: \"{}\" is not the version of a release", visible(version)))
    }

    /// What to say of entries of a list that stand there twice.
    fn doubles(&self, table: &dyn TableLike, name: &str, key: &str) -> Vec<String> {
        let array = table.get(key).and_then(Item::as_array);
        let mut seen = BTreeSet::new();
        let entries = array.into_iter().flatten().filter_map(|entry| Some((entry.as_str()?, entry.span())));
        let double = entries.filter(|(text, _)| !seen.insert(*text));
        double
            .map(|(text, span)| {
                let place = self.error(span, String::new()).place;
                format!("{place}: {}: \"{}\" is listed twice", path_of(name, key), visible(text))
            })
            .collect()
    }

    /// A table in a table.
    fn table<'t>(&self, table: &'t dyn TableLike, name: &str, key: &str) -> Result<&'t dyn TableLike, Error> {
        let path = path_of(name, key);
        let item = table
            .get(key)
            .ok_or_else(|| Error::new(self.place, format!("{path}: the table is missing")).help(EXAMPLE))?;
        item.as_table_like().ok_or_else(|| {
            self.error(item.span(), format!("{path}: expected a table, found {}", item.type_name()))
        })
    }

    /// A string in a table.
    fn string(&self, table: &dyn TableLike, name: &str, key: &str) -> Result<String, Error> {
        let path = path_of(name, key);
        let item = table
            .get(key)
            .ok_or_else(|| Error::new(self.place, format!("{path}: the key is missing")).help(EXAMPLE))?;
        item.as_str().map(str::to_owned).ok_or_else(|| {
            self.error(item.span(), format!("{path}: expected a string, found {}", item.type_name()))
        })
    }

    /// A switch in a table that has it.
    fn boolean(&self, table: &dyn TableLike, name: &str, key: &str) -> Result<bool, Error> {
        let item = table.get(key);
        item.and_then(Item::as_bool).ok_or_else(|| {
            let found = item.map_or("nothing", Item::type_name);
            let path = path_of(name, key);
            self.error(span_of(table, key), format!("{path}: expected true or false, found {found}"))
        })
    }

    /// A list of strings in a table.
    fn strings(&self, table: &dyn TableLike, name: &str, key: &str) -> Result<Vec<String>, Error> {
        let path = path_of(name, key);
        let item = table
            .get(key)
            .ok_or_else(|| Error::new(self.place, format!("{path}: the key is missing")).help(EXAMPLE))?;
        let wrong = |span, found: &str| {
            self.error(span, format!("{path}: expected a list of strings, found {found}"))
        };
        let array = item.as_array().ok_or_else(|| wrong(item.span(), item.type_name()))?;
        array
            .iter()
            .map(|value| {
                let text = value.as_str().ok_or_else(|| wrong(value.span(), value.type_name()))?;
                Ok(text.to_owned())
            })
            .collect()
    }
}

/// What a manifest looks like.
const EXAMPLE: &str = "a manifest has [source] with package and version, and a table per service:
        [services.ssm]
        model = \"ssm/2014-11-06\"
        operations = [\"DescribeMaintenanceWindowExecutionTasks\"]";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::parse;

    /// The message of the error that a manifest gives.
    fn message(text: &str) -> String {
        parse(text.to_owned(), "manifest.toml").unwrap_err().to_string()
    }

    const SOURCE: &str = "[source]\npackage = \"botocore\"\nversion = \"1\"\n";

    #[test]
    fn a_crate_goes_to_generated_unless_told_otherwise() {
        let text = format!("{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\noperations = [\"*\"]\n");
        let manifest = parse(text, "manifest.toml").unwrap();
        assert_eq!(manifest.source, "botocore 1");
        assert_eq!(manifest.services["ssm"].folder, "generated/ssm");
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line_and_the_right_one() {
        let text = format!("{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\noperation = [\"*\"]\n");
        assert_eq!(
            message(&text),
            "manifest.toml:6: services.ssm.operation: no key has this name\n  help: did you mean \"operations\"?"
        );
    }

    #[test]
    fn a_crate_cannot_leave_the_workspace() {
        for folder in ["../ssm", "/tmp/ssm", "generated/../../ssm", "", ".", "a//b"] {
            let text = format!(
                "{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\ncrate = \"{folder}\"\noperations = [\"*\"]\n"
            );
            assert!(message(&text).starts_with("manifest.toml:6: services.ssm.crate: "), "{folder}");
        }
    }

    #[test]
    fn crates_do_not_lie_in_each_other() {
        let text = format!(
            "{SOURCE}[services.a]\nmodel = \"a/1\"\noperations = [\"*\"]\n\
             [services.b]\nmodel = \"b/1\"\ncrate = \"generated/a/b\"\noperations = [\"*\"]\n"
        );
        assert!(message(&text).contains("\"generated/a/b\" lies in \"generated/a\", where a is generated"));
    }

    #[test]
    fn what_was_hardly_meant_is_remarked_on() {
        let text = "[source]\npackage = \"botocore\"\nversion = \"1.2\"\n[services.ssm]\nmodel = \"ssm/1\"\n\
                    operations = [\n  \"A\",\n  \"B\",\n  \"A\",\n]\nversion = \"banana\"\n";
        let manifest = parse(text.to_owned(), "manifest.toml").unwrap();
        assert_eq!(
            manifest.remarks,
            [
                "manifest.toml:11: services.ssm.version: \"banana\" is not the version of a release",
                "manifest.toml:9: services.ssm.operations: \"A\" is listed twice",
            ]
        );
        let doubled = message("[source]\npackage = \"a\"\nversion = \"1\"\n[services.ssm]\n[services.ssm]\n");
        assert!(
            doubled.starts_with("manifest.toml:5: duplicate key") && doubled.contains("ssm"),
            "{doubled}"
        );
        let big = message("[source]\npackage = \"a\"\nversion = \"1\"\n[services.SSM]\nmodel = \"ssm/1\"\n");
        assert!(big.contains("did you mean \"ssm\"?"), "{big}");
    }

    #[test]
    fn wrong_types_and_missing_keys_are_named() {
        assert!(message("").starts_with("manifest.toml: source: the table is missing"));
        assert!(
            message("source = 1\n").starts_with("manifest.toml:1: source: expected a table, found integer")
        );
        assert!(
            message("[source]\npackage = 1\n")
                .starts_with("manifest.toml:2: source.package: expected a string")
        );
        let operations =
            |list: &str| format!("{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\noperations = {list}\n");
        assert!(
            message(&operations("\"*\""))
                .contains(":6: services.ssm.operations: expected a list of strings, found string")
        );
        assert!(message(&operations("[1]")).contains("found integer"));
        assert!(message(&operations("[]")).contains("no operation is selected"));
        assert!(message("[source\n").starts_with("manifest.toml:1: "));
        let model = format!("{SOURCE}[services.ssm]\nmodel = \"../x\"\noperations = [\"*\"]\n");
        assert!(message(&model).contains("services.ssm.model: \"../x\" is not the folder of a model"));
        let name = format!("{SOURCE}[services.SSM]\nmodel = \"ssm/1\"\noperations = [\"*\"]\n");
        assert!(message(&name).contains("services.SSM: a service's name becomes a package's name"));
    }
}
