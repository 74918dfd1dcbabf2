//! What is around generated crates: the cargo workspace that they are members of, or the one that is
//! made for them where they stand elsewhere.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, value};

use crate::error::Error;
use crate::workspace::relative;
use crate::write;

/// The package fields that a generated crate takes from its workspace, where that has them.
const FIELDS: [&str; 3] = ["rust-version", "license", "publish"];

/// The runtime's package.
const RUNTIME: &str = "shapesmith-runtime";

/// What a workspace offers to its members.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// The version that generated crates have.
    pub(crate) version: String,
    /// The lines of `[package]` that a member of the workspace has besides name and version.
    pub(crate) package_fields: String,
    /// The tables at the end of a member's manifest.
    pub(crate) lints: String,
    /// Whether the workspace lists the runtime among its dependencies.
    has_runtime: bool,
    /// The runtime's folder, absolute.
    runtime: PathBuf,
}

impl Surroundings {
    /// The right-hand side of the runtime dependency of a member in a folder.
    pub(crate) fn runtime_inside(&self, folder: &Path) -> String {
        if self.has_runtime { "{ workspace = true }".to_owned() } else { self.runtime_outside(folder) }
    }

    /// The right-hand side of the runtime dependency of a crate anywhere. The runtime's default
    /// features are left to the features of the crate.
    pub(crate) fn runtime_outside(&self, folder: &Path) -> String {
        let path = relative(&physical(folder), &physical(&self.runtime));
        format!("{{ path = {}, default-features = false }}", value(path).to_string().trim())
    }
}

/// Reads what a workspace offers from its `Cargo.toml`; where there is none, nothing but the runtime
/// in the folder `runtime`.
pub(crate) fn read(root: &Path) -> Result<Surroundings, Error> {
    let manifest = cargo_manifest(&root.join("Cargo.toml"))?;
    let workspace = manifest.as_ref().and_then(|manifest| manifest.get("workspace"));
    let package = workspace.and_then(|workspace| workspace.get("package"));
    let has = |field: &&str| package.is_some_and(|package| package.get(field).is_some());
    let runtime = workspace
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(|dependencies| dependencies.get(RUNTIME));
    let path = runtime.and_then(|runtime| runtime.get("path")).and_then(Item::as_str);
    let version = package.and_then(|package| package.get("version")).and_then(Item::as_str);
    let inherited: Vec<String> =
        FIELDS.iter().filter(|field| has(field)).map(|field| format!("{field}.workspace = true\n")).collect();
    let has_lints = workspace.is_some_and(|workspace| workspace.get("lints").is_some());
    Ok(Surroundings {
        version: version.unwrap_or(env!("CARGO_PKG_VERSION")).to_owned(),
        package_fields: inherited.concat(),
        lints: if has_lints { "\n[lints]\nworkspace = true\n".to_owned() } else { String::new() },
        has_runtime: runtime.is_some(),
        runtime: root.join(path.unwrap_or("runtime")),
    })
}

/// Makes a folder of generated crates a workspace of its own, so that cargo builds them as they are.
///
/// Where the folder lies in somebody else's workspace nothing is written, and the advice that is
/// left for the person is given back.
pub(crate) fn surround(out: &Path, root: &Path) -> Result<Option<String>, Error> {
    if let Some(theirs) = workspace_around(out, root)? {
        let folder = relative(theirs.parent().unwrap_or(out), out);
        let members = if folder.is_empty() { "*".to_owned() } else { format!("{folder}/*") };
        return Ok(Some(format!(
            "{} is a workspace: have \"{members}\", or the crates by name, among its members",
            theirs.display()
        )));
    }
    let mut members: Vec<String> = Vec::new();
    let failed = |error: std::io::Error| Error::io(out, "list the folder", &error);
    for entry in std::fs::read_dir(out).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let generated = std::fs::read(path.join("Cargo.toml")).is_ok_and(|bytes| write::is_generated(&bytes));
        members
            .extend(path.file_name().filter(|_| generated).map(|name| name.to_string_lossy().into_owned()));
    }
    members.sort_unstable();
    let mut document = DocumentMut::new();
    let mut list: Array = members.into_iter().collect();
    for member in list.iter_mut() {
        member.decor_mut().set_prefix("\n    ");
    }
    list.set_trailing(",\n");
    let mut table = toml_edit::Table::new();
    table.insert("resolver", value("3"));
    table.insert("members", value(list));
    document.insert("workspace", Item::Table(table));
    let text = format!("# {}\n\n{document}", shapesmith_codegen::HEADER);
    write::write_file(&out.join("Cargo.toml"), &text).map(|()| None)
}

/// The `Cargo.toml` of a workspace that a folder lies in and that is somebody else's: neither made
/// by this program nor this program's own.
fn workspace_around(folder: &Path, root: &Path) -> Result<Option<PathBuf>, Error> {
    for folder in folder.ancestors() {
        let path = folder.join("Cargo.toml");
        let Some(manifest) = cargo_manifest(&path)? else {
            continue;
        };
        if manifest.contains_key("workspace") {
            let ours = physical(folder) == physical(root)
                || std::fs::read(&path).is_ok_and(|bytes| write::is_generated(&bytes));
            return Ok((!ours).then_some(path));
        }
    }
    Ok(None)
}

/// Reads a `Cargo.toml`, if there is one.
fn cargo_manifest(path: &Path) -> Result<Option<DocumentMut>, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => text
            .parse()
            .map(Some)
            .map_err(|error: toml_edit::TomlError| Error::new(path.display().to_string(), error.message())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path, "read it", &error)),
    }
}

/// A path without symbolic links, as far as it exists: `..` in a relative path goes by the real
/// folders.
fn physical(path: &Path) -> PathBuf {
    path.ancestors()
        .find_map(|existing| {
            let rest = path.strip_prefix(existing).ok()?;
            Some(existing.canonicalize().ok()?.join(rest))
        })
        .unwrap_or_else(|| path.to_path_buf())
}
