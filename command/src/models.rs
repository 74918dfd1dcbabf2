//! Finding and reading model files: in a folder of models, in a botocore checkout or installation,
//! in a wheel, or at a revision of a git repository. JSON may be gzipped anywhere, as it is in
//! botocore's wheels.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::GzDecoder;
use shapesmith_codegen::{Source, Sources};
use zip::ZipArchive;

use crate::error::{Error, did_you_mean};
use crate::manifest::Model;
use crate::text::plain;
use crate::write::others::is_other;

mod about;
mod ast;
mod git;
pub(crate) mod origin_file;
mod single;

pub(crate) use about::{api_version, service_id, service_name, speaks};
pub(crate) use ast::{is_ast, is_documented};

/// The largest file that is read, unpacked, in bytes. The largest model of all is a tenth of it;
/// this is against archives made to fill the memory.
const LARGEST: u64 = 128 << 20;

/// The file that makes a folder a model of botocore's form.
const SERVICE: &str = "service-2.json";

/// The file that makes a folder a model of Smithy's form.
pub(crate) const AST: &str = "model.json";

/// The overlay that both botocore and the workspace may have.
pub(crate) const OVERLAY: &str = "service-2.sdk-extras.json";

/// What the collections of models that are published are called, one of each form.
pub(crate) const PUBLISHED: [&str; 2] = [BOTOCORE, API_MODELS];
const BOTOCORE: &str = "botocore";
const API_MODELS: &str = "aws/api-models-aws";

/// Whether files are all that a model needs.
fn is_model(files: &BTreeMap<String, String>) -> bool {
    files.contains_key(SERVICE) || files.contains_key(AST)
}

/// A collection of models.
#[derive(Debug)]
pub(crate) struct Models {
    /// What errors call the collection.
    pub(crate) place: String,
    /// Where the bytes are.
    storage: Storage,
    /// The version of the package that the collection belongs to, where it says so.
    pub(crate) version: Option<String>,
    /// The files of every model, by service, version and file name (without `.gz`), as paths from
    /// the storage's start.
    index: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
    /// `partitions.json`.
    partitions: Option<String>,
}

/// Where the bytes of a collection are.
#[derive(Debug)]
enum Storage {
    /// In files under a folder.
    Folder(PathBuf),
    /// In a zip archive, kept in memory so that threads can read it side by side.
    Wheel(ZipArchive<Cursor<Arc<[u8]>>>),
    /// Under a folder, at a revision of the git repository around it.
    Git(git::Revision),
}

/// The models of a folder as they were at a revision of the git repository around it. `place` is what
/// errors call them.
pub(crate) fn open_revision(folder: &Path, revision: &str, place: &str) -> Result<Models, Error> {
    let (revision, names) = git::open(folder, revision, place)?;
    collection(place.to_owned(), Storage::Git(revision), names, None)
}

/// Opens whatever holds models: a collection as [`open`] does, but also the folder of one service, the
/// folder of one version, or a single file.
pub(crate) fn open_any(path: &Path, place: &str) -> Result<Models, Error> {
    match single::find(path, place)? {
        Some(models) => Ok(models),
        None => open(path, place),
    }
}

/// Opens a collection: a folder of models, a botocore checkout, an installed `botocore` folder, its
/// `data` folder, or a wheel. `place` is what errors call it.
pub(crate) fn open(path: &Path, place: &str) -> Result<Models, Error> {
    let (place, storage, names, version) = if path.is_dir() {
        let inner = data_folder(path);
        let place = inner.map_or_else(|| place.to_owned(), |inner| format!("{place}/{inner}"));
        let folder = inner.map_or_else(|| path.to_path_buf(), |inner| path.join(inner));
        let names = names_in_folder(&folder)?;
        let version = version_of_package(&folder).or_else(|| ast::version_of_checkout(&folder));
        (place, Storage::Folder(folder), names, version)
    } else {
        let archive = open_wheel(path, place)?;
        let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
        let version = names.iter().find_map(|name| version_of_wheel(name));
        (place.to_owned(), Storage::Wheel(archive), names, version)
    };
    collection(place, storage, names, version)
}

/// A collection of the files that are models among those named.
fn collection(
    place: String,
    storage: Storage,
    names: Vec<String>,
    version: Option<String>,
) -> Result<Models, Error> {
    let mut models = Models { place, storage, version, index: BTreeMap::new(), partitions: None };
    let at_the_top: Vec<String> =
        names.iter().filter(|name| ast::is_file_at_the_top(name)).cloned().collect();
    for name in names {
        models.enter(name);
    }
    for versions in models.index.values_mut() {
        versions.retain(|_, files| is_model(files));
    }
    models.index.retain(|_, versions| !versions.is_empty());
    if models.index.is_empty() {
        models.enter_by_content(at_the_top)?;
    }
    if models.index.is_empty() {
        return Err(Error::new(models.place, "no models in here")
            .help("models are in <service>/<version>/service-2.json: name a botocore checkout, its `botocore/data` folder, or a wheel; those of Smithy's form are in a checkout of api-models-aws, in model.json files, or in a folder of their own"));
    }
    Ok(models)
}

impl Models {
    /// Notes a file, if it is one of a model.
    fn enter(&mut self, name: String) {
        let plain = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
        let inside = plain.strip_prefix("botocore/data/").unwrap_or(&plain);
        if inside.split('/').any(is_other) {
            return;
        }
        match inside.split('/').collect::<Vec<&str>>().as_slice() {
            ["partitions.json"] => self.partitions = Some(name),
            // A checkout of api-models-aws: the file is called like the service and the version.
            [service, "service", version, file]
                if Path::new(file).extension().is_some_and(|extension| extension == "json") =>
            {
                let versions = self.index.entry((*service).to_owned()).or_default();
                versions.entry((*version).to_owned()).or_default().insert(AST.to_owned(), name);
            }
            [service, version, file]
                if Path::new(file).extension().is_some_and(|extension| extension == "json") =>
            {
                let versions = self.index.entry((*service).to_owned()).or_default();
                versions.entry((*version).to_owned()).or_default().insert((*file).to_owned(), name);
            }
            _ => {}
        }
    }

    /// The services of the collection, sorted.
    pub(crate) fn services(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// Whether there is this version of a service.
    pub(crate) fn has(&self, model: &Model) -> bool {
        self.index.get(&model.service).is_some_and(|versions| versions.contains_key(&model.version))
    }

    /// The files of a model by name, without `.gz`.
    pub(crate) fn files(&self, model: &Model) -> Vec<&str> {
        let files = self.index.get(&model.service).and_then(|versions| versions.get(&model.version));
        files.into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect()
    }

    /// One file of a model, by name without `.gz`.
    pub(crate) fn file(&self, model: &Model, file: &str) -> Result<Option<Source>, Error> {
        let files = self.index.get(&model.service).and_then(|versions| versions.get(&model.version));
        files.and_then(|files| files.get(file)).map(|name| self.source(name)).transpose()
    }

    /// The manifest that lies beside the models, where there is one.
    pub(crate) fn manifest(&self) -> Option<Source> {
        self.source("manifest.toml").ok()
    }

    /// `partitions.json`.
    pub(crate) fn partitions(&self) -> Result<Option<Source>, Error> {
        self.partitions.as_deref().map(|name| self.source(name)).transpose()
    }

    /// The versions of a service, sorted.
    pub(crate) fn versions(&self, service: &str) -> Vec<&str> {
        self.index.get(service).into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect()
    }

    /// The newest model of a service.
    pub(crate) fn newest(&self, service: &str) -> Result<Model, Error> {
        let version = self.index.get(service).and_then(|versions| versions.keys().next_back());
        version
            .map(|version| Model { service: service.to_owned(), version: version.clone() })
            .ok_or_else(|| self.unknown(service))
    }

    /// Everything the generator wants to know of a model.
    pub(crate) fn sources(&self, model: &Model) -> Result<Sources, Error> {
        let versions = self.index.get(&model.service).ok_or_else(|| self.unknown(&model.service))?;
        let files = versions.get(&model.version).ok_or_else(|| {
            let error = Error::new(&self.place, format!("no model {model} in here"));
            let known = did_you_mean(&model.version, versions.keys().map(String::as_str));
            known.into_iter().fold(error, Error::help)
        })?;
        let optional = |file: &str| files.get(file).map(|name| self.source(name)).transpose();
        let ast = optional(AST)?;
        if let (Some(ast), Some(service)) = (&ast, files.get(SERVICE)) {
            return Err(Error::new(
                &ast.name,
                format!("beside it stands {service}, so there are two models of one service"),
            )
            .help("remove one of the two"));
        }
        let is_ast = ast.is_some();
        let service = ast.map_or_else(|| optional(SERVICE), |ast| Ok(Some(ast)))?;
        let service = service.ok_or_else(|| self.unknown(&model.service))?;
        Ok(Sources {
            api_version: Some(model.version.clone()).filter(|version| is_ast && !version.is_empty()),
            service,
            service_overlay: optional(OVERLAY)?,
            paginators: optional("paginators-1.json")?,
            paginators_overlay: optional("paginators-1.sdk-extras.json")?,
            waiters: optional("waiters-2.json")?,
            endpoint_rules: optional("endpoint-rule-set-1.json")?,
            patches: optional("patches.json")?,
            corrections: shapesmith_codegen::corrections(),
            protocol: None,
            service_shape: None,
        })
    }

    /// The file of a model that says what the service is, by name.
    pub(crate) fn main_file(&self, model: &Model) -> &'static str {
        if self.files(model).contains(&AST) { AST } else { SERVICE }
    }

    /// The package that models like these are from.
    pub(crate) fn package(&self) -> &'static str {
        let mut versions = self.index.values().flat_map(BTreeMap::values);
        if versions.all(|files| files.contains_key(AST)) { API_MODELS } else { BOTOCORE }
    }

    /// The project's own corrections of a model, where there are some.
    pub(crate) fn patches(&self, model: &Model) -> Result<Option<Source>, Error> {
        self.file(model, "patches.json")
    }

    /// The error for a service that the collection does not have.
    fn unknown(&self, service: &str) -> Error {
        let error = Error::new(&self.place, format!("no model of a service \"{service}\" in here"));
        did_you_mean(service, self.services()).into_iter().fold(error, Error::help)
    }

    /// Reads one file.
    fn source(&self, name: &str) -> Result<Source, Error> {
        let place = match &self.storage {
            Storage::Folder(_) | Storage::Git(_) if !self.place.is_empty() => {
                format!("{}/{}", self.place, name)
            }
            Storage::Folder(_) | Storage::Git(_) => name.to_owned(),
            Storage::Wheel(_) => format!("{}!{name}", self.place),
        };
        let wrong = |reason: String| Error::new(&place, reason);
        let bytes = match &self.storage {
            Storage::Folder(folder) => {
                let file = File::open(folder.join(name))
                    .map_err(|error| wrong(format!("cannot read it: {error}")))?;
                read(file, name)
            }
            Storage::Wheel(archive) => {
                let mut archive = archive.clone();
                let entry =
                    archive.by_name(name).map_err(|error| wrong(format!("cannot read it: {error}")))?;
                read(entry, name)
            }
            Storage::Git(revision) => {
                let bytes = revision.read(name).map_err(wrong)?;
                read(Cursor::new(bytes), name)
            }
        };
        let text =
            String::from_utf8(bytes.map_err(wrong)?).map_err(|error| wrong(format!("not UTF-8: {error}")))?;
        // A byte order mark is no JSON, and some editors write one.
        Ok(Source { name: place, text: plain(&text).into_owned() })
    }
}

/// Reads to the end, unpacking what a name with `.gz` promises to be packed.
fn read(reader: impl Read, name: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if Path::new(name).extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(reader).take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        reader.take(LARGEST + 1).read_to_end(&mut bytes)
    };
    match read {
        Ok(length) if length as u64 > LARGEST => Err(format!("larger than {LARGEST} bytes")),
        Ok(_) => Ok(bytes),
        Err(error) => Err(format!("cannot read it: {error}")),
    }
}

/// Where the folder with a folder per service lies in a checkout or in an installed package;
/// nothing where the path is that folder itself.
fn data_folder(path: &Path) -> Option<&'static str> {
    let has_services = |inner: &&str| *inner != "models" || ast::is_checkout(&path.join(inner));
    ["botocore/data", "data", "models"]
        .into_iter()
        .find(|inner| path.join(inner).is_dir() && has_services(inner))
}

/// The files three levels down, `<service>/<version>/<file>`, those one more level down of a service whose versions are
/// in a folder `service`, and those at the top, with `/`.
fn names_in_folder(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    let mut open = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = open.pop() {
        let failed = |error: std::io::Error| Error::io(&folder, "list the folder", &error);
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            if is_other(name) {
                continue;
            }
            let name = format!("{prefix}{name}");
            if !path.is_dir() {
                names.push(name);
            } else if depth < 2 || (depth == 2 && prefix.ends_with("/service/")) {
                open.push((path, format!("{name}/"), depth + 1));
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Opens a wheel.
fn open_wheel(path: &Path, place: &str) -> Result<ZipArchive<Cursor<Arc<[u8]>>>, Error> {
    let bytes = std::fs::read(path).map_err(|error| {
        Error::new(place, format!("cannot read it: {error}"))
            .help("name a folder of models, a botocore checkout, or a wheel")
    })?;
    ZipArchive::new(Cursor::new(Arc::from(bytes))).map_err(|error| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        Error::new(place, format!("neither a folder nor a wheel: {error}")).help(match extension {
            "whl" => "it may be cut short: fetch it again with `pip download --no-deps botocore`",
            "gz" | "tgz" => "unpack it, and name the folder that comes out",
            _ => "a wheel is the .whl file that `pip download --no-deps botocore` fetches",
        })
    })
}

/// The version of a wheel, from the folder of its own description: `botocore-1.44.5.dist-info/…`.
fn version_of_wheel(name: &str) -> Option<String> {
    let (folder, _) = name.split_once(".dist-info/")?;
    let (_, version) = folder.rsplit_once('-')?;
    Some(version.to_owned())
}

/// The version of a checkout or an installation, from the package's `__init__.py`.
fn version_of_package(data: &Path) -> Option<String> {
    let text = std::fs::read_to_string(data.parent()?.join("__init__.py")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("__version__"))?;
    let version = line.trim_start_matches([' ', '=']).trim().trim_matches(['"', '\'']);
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::version_of_wheel;

    #[test]
    fn a_wheel_knows_its_version() {
        assert_eq!(version_of_wheel("botocore-1.44.5.dist-info/METADATA").as_deref(), Some("1.44.5"));
        assert_eq!(version_of_wheel("botocore/data/ssm/2014-11-06/service-2.json.gz"), None);
    }
}
