//! What cargo knows of the runtime: whether there is one of it, and whether it goes with the crates.

use std::path::Path;

use serde_json::Value;
use shapesmith_codegen::CONTRACT;
use toml_edit::{DocumentMut, Item};

use super::finding::Finding;
use crate::manifest::Manifest;
use crate::program::call;
use crate::project;
use crate::runtime::RUNTIME;
use crate::workspace::Workspace;

/// What is to be said of the runtime that the workspace's packages are built with.
pub(super) fn findings(workspace: &Workspace, manifest: &Manifest) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lock = workspace.root.join("Cargo.lock");
    let versions = locked(&lock);
    if versions.len() > 1 {
        let said = format!("there are {} of {RUNTIME}: {}", versions.len(), versions.join(", "));
        findings.push(Finding::wrong("runtimes", "Cargo.lock", &said).help(format!(
            "configurations and errors of the one are other types than those of the other: have all packages depend on \
             one, `cargo tree --invert {RUNTIME}` says which depend on which"
        )));
        return findings;
    }
    let is_built = manifest.services.values().any(|service| workspace.root.join(&service.folder).is_dir());
    let path = workspace.root.join("Cargo.toml");
    // Without what cargo has downloaded and locked, it tells nothing without a network.
    let told = is_built.then(|| project::metadata(&path, &[]).ok()).flatten();
    if let Some((version, contract)) = told.as_ref().and_then(runtime)
        && contract != u64::from(CONTRACT)
    {
        let said = format!(
            "{RUNTIME} {version} has contract {contract} with generated crates, and these commands write for contract {CONTRACT}"
        );
        let help = match contract < u64::from(CONTRACT) {
            true => format!("take a newer runtime, as `{}` does", call("upgrade")),
            false => "take the version of these commands that the runtime was released with".to_owned(),
        };
        findings.push(Finding::wrong("contract", "Cargo.toml", &said).help(help));
    }
    findings
}

/// The versions of the runtime that are locked, with where they are from.
fn locked(path: &Path) -> Vec<String> {
    let lock: Option<DocumentMut> = std::fs::read_to_string(path).ok().and_then(|text| text.parse().ok());
    let packages = lock.as_ref().and_then(|lock| lock.get("package")).and_then(Item::as_array_of_tables);
    let text = |table: &toml_edit::Table, key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let ours =
        packages.into_iter().flatten().filter(|package| text(package, "name").as_deref() == Some(RUNTIME));
    ours.map(|package| {
        let version = text(package, "version").unwrap_or_default();
        match text(package, "source") {
            Some(source) => format!("{version} from {source}"),
            None => format!("{version} from a folder"),
        }
    })
    .collect()
}

/// The version of the runtime that packages are built with, and its contract where it says so.
fn runtime(metadata: &Value) -> Option<(String, u64)> {
    let packages = metadata.get("packages")?.as_array()?;
    let runtime =
        packages.iter().find(|package| package.get("name").and_then(Value::as_str) == Some(RUNTIME))?;
    let contract = runtime.get("metadata")?.get("shapesmith")?.get("contract")?.as_u64()?;
    Some((runtime.get("version")?.as_str()?.to_owned(), contract))
}
