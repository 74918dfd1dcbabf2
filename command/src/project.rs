//! The packages around a folder, as cargo sees them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::Error;

/// What cargo knows of the packages around a folder.
#[derive(Debug)]
pub(crate) struct Project {
    /// The workspace's folder, absolute; that of the package where it stands alone.
    pub(crate) root: PathBuf,
    /// Its packages.
    pub(crate) packages: Vec<Package>,
}

/// A package.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its folder, absolute.
    pub(crate) folder: PathBuf,
}

/// Looks for a package or a workspace around a folder. Nothing where there is none.
pub(crate) fn around(folder: &Path) -> Result<Option<Project>, Error> {
    let Some(manifest) =
        folder.ancestors().map(|folder| folder.join("Cargo.toml")).find(|path| path.is_file())
    else {
        return Ok(None);
    };
    let metadata = metadata(&manifest, &["--no-deps"])?;
    let wrong = || Error::new(manifest.display().to_string(), "cargo tells nothing of this package");
    let root = metadata.get("workspace_root").and_then(Value::as_str).ok_or_else(wrong)?;
    let packages = metadata.get("packages").and_then(Value::as_array).ok_or_else(wrong)?;
    let package = |package: &Value| {
        let name = package.get("name")?.as_str()?.to_owned();
        let folder = Path::new(package.get("manifest_path")?.as_str()?).parent()?.to_path_buf();
        Some(Package { name, folder })
    };
    Ok(Some(Project { root: PathBuf::from(root), packages: packages.iter().filter_map(package).collect() }))
}

/// What cargo says of a package and those around it. Asks no network.
pub(crate) fn metadata(manifest: &Path, arguments: &[&str]) -> Result<Value, Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let place = manifest.display().to_string();
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(manifest)
        .args(arguments)
        // What cargo sets for programs that it runs is about these.
        .env_remove("RUSTFLAGS")
        .output()
        .map_err(|error| Error::new(&place, format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = said
            .lines()
            .map(|line| line.trim_start_matches("error: ").trim())
            .filter(|line| !line.is_empty())
            .collect();
        return Err(Error::new(place, format!("cargo cannot read it: {}", said.join(" "))));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| Error::new(place, format!("what cargo says of it is not JSON: {error}")))
}

impl Project {
    /// The package that a folder lies in, the innermost one.
    pub(crate) fn package_around(&self, folder: &Path) -> Option<&Package> {
        let around = self.packages.iter().filter(|package| folder.starts_with(&package.folder));
        around.max_by_key(|package| package.folder.components().count())
    }
}
