//! Models that stand alone: the folder of a service, the folder of a version, or one file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{AST, Models, SERVICE, Storage, names_in_folder};
use crate::error::Error;

/// The model at a path; nothing where the path holds a collection of models, or none.
pub(super) fn find(path: &Path, place: &str) -> Result<Option<Models>, Error> {
    if path.is_file() {
        let name = name_of(path);
        if !name.ends_with(".json") && !name.ends_with(".json.gz") {
            return Ok(None);
        }
        return file(path, place, &name).map(Some);
    }
    if is_version(path) {
        return version(path, place).map(Some);
    }
    service(path, place)
}

/// One file. Called like the model of a service it brings along what lies beside it; otherwise it
/// stands for itself.
fn file(path: &Path, place: &str, name: &str) -> Result<Models, Error> {
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let parent = Path::new(place).parent().map(|parent| parent.to_string_lossy().replace('\\', "/"));
    let parent = parent.unwrap_or_default();
    let plain = name.strip_suffix(".gz").unwrap_or(name);
    if plain == SERVICE || plain == AST && is_ast_beside(&folder) {
        return version(&folder, &parent);
    }
    let mut alone = models(&parent, folder, vec![(String::new(), BTreeMap::new())], None);
    let source = alone.source(name)?;
    let is_ast = super::is_ast(&source);
    let version =
        if is_ast { super::ast::service(&source)?.and_then(|service| service.version) } else { None };
    let files = BTreeMap::from([(if is_ast { AST } else { SERVICE }.to_owned(), name.to_owned())]);
    alone.index = BTreeMap::from([(String::new(), BTreeMap::from([(version.unwrap_or_default(), files)]))]);
    Ok(alone)
}

/// Whether a folder is that of a version, so that its file brings along what lies beside it.
fn is_ast_beside(folder: &Path) -> bool {
    !folder.join(SERVICE).is_file()
}

/// The folder of one version: `…/2014-11-06`.
fn version(folder: &Path, place: &str) -> Result<Models, Error> {
    let files = files(folder, "")?;
    // Partitions lie two levels up, beside the services, or in the folder itself.
    let inside = files.get("partitions.json").cloned();
    let above = folder.join("../../partitions.json").is_file().then(|| "../../partitions.json".to_owned());
    Ok(models(place, folder.to_path_buf(), vec![(name_of(folder), files)], inside.or(above)))
}

/// The folder of a service, with a folder for each version.
fn service(folder: &Path, place: &str) -> Result<Option<Models>, Error> {
    let mut versions = Vec::new();
    for name in folders(folder) {
        if is_version(&folder.join(&name)) {
            let files = files(&folder.join(&name), &format!("{name}/"))?;
            versions.push((name, files));
        }
    }
    if versions.is_empty() {
        return Ok(None);
    }
    let above = folder.join("../partitions.json").is_file().then(|| "../partitions.json".to_owned());
    Ok(Some(models(place, folder.to_path_buf(), versions, above)))
}

/// The names of the folders in a folder; none where it cannot be read, which whoever opens it next
/// reports.
fn folders(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter(|entry| entry.path().is_dir()).map(|entry| name_of(&entry.path())).collect();
    names.sort_unstable();
    names
}

/// The model files right in a folder, by name without `.gz`.
fn files(folder: &Path, prefix: &str) -> Result<BTreeMap<String, String>, Error> {
    let names = names_in_folder(folder)?.into_iter().filter(|name| !name.contains('/'));
    let plain = |name: &str| name.strip_suffix(".gz").unwrap_or(name).to_owned();
    let files = names.filter(|name| plain(name).ends_with(".json"));
    Ok(files.map(|name| (plain(&name), format!("{prefix}{name}"))).collect())
}

fn models(
    place: &str,
    folder: PathBuf,
    versions: Vec<(String, BTreeMap<String, String>)>,
    partitions: Option<String>,
) -> Models {
    let index = BTreeMap::from([(String::new(), versions.into_iter().collect())]);
    Models { place: place.to_owned(), storage: Storage::Folder(folder), version: None, index, partitions }
}

fn is_version(folder: &Path) -> bool {
    let packed = [SERVICE, AST].map(|name| format!("{name}.gz"));
    [SERVICE, AST]
        .into_iter()
        .chain(packed.iter().map(String::as_str))
        .any(|name| folder.join(name).is_file())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
