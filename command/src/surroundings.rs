//! What is around generated crates: the cargo workspace that they are members of, or the one that is
//! made for them where they stand elsewhere.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value, value};

use crate::error::Error;
use crate::manifest::cargo::Fields;
use crate::runtime::{RUNTIME, Runtime, among};
use crate::text::plain;
use crate::workspace::relative;
use crate::write;

/// The package fields that a generated crate takes from its workspace, where that has them.
const FIELDS: [&str; 4] = ["rust-version", "license", "repository", "publish"];

/// What a workspace offers to its members.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The version that generated crates have.
    pub(crate) version: String,
    /// The fields of `[package]` that the workspace has for its members, of those that generated crates take.
    inherited: Vec<&'static str>,
    /// The workspace's folder, absolute.
    root: PathBuf,
    /// What the workspace says of the runtime, where it lists it among the dependencies of its members.
    listed: Option<Item>,
    /// What the package in the workspace's folder says of the runtime, where it depends on it itself.
    own: Option<Item>,
}

impl Surroundings {
    /// The lines of `[package]` that a member of the workspace has besides name and version: what the manifest says,
    /// and what the workspace has for its members.
    pub(crate) fn package_fields(&self, said: &Fields) -> String {
        let text =
            |said: &Option<String>| said.as_ref().map(|text| value(text).to_string().trim().to_owned());
        let said = |field: &str| match field {
            "license" => text(&said.license),
            "repository" => text(&said.repository),
            "publish" => said.publish.map(|publish| publish.to_string()),
            _ => None,
        };
        let inherited =
            |field: &str| self.inherited.contains(&field).then(|| format!("{field}.workspace = true\n"));
        let line = |field: &str| said(field).map(|value| format!("{field} = {value}\n")).or(inherited(field));
        FIELDS.into_iter().filter_map(line).collect()
    }

    /// The right-hand side of the runtime dependency of a member in a folder.
    pub(crate) fn runtime_inside(&self, folder: &Path) -> Result<String, Error> {
        match (&self.listed, &self.own) {
            (Some(_), _) => Ok("{ workspace = true }".to_owned()),
            (None, Some(own)) => Ok(self.elsewhere(own, folder)),
            (None, None) => Err(self.unknown()),
        }
    }

    /// The right-hand side of the runtime dependency of a crate anywhere. The runtime's default
    /// features are left to the features of the crate.
    pub fn runtime_outside(&self, folder: &Path) -> Result<String, Error> {
        match self.listed.as_ref().or(self.own.as_ref()) {
            Some(said) => Ok(self.elsewhere(said, folder)),
            None => Ok(Runtime::of_this_program().dependency(folder).to_string()),
        }
    }

    /// What the workspace says of the runtime, said from another folder.
    fn elsewhere(&self, said: &Item, folder: &Path) -> String {
        if let Some(path) = said.get("path").and_then(Item::as_str) {
            return Runtime::Folder(self.root.join(path)).dependency(folder).to_string();
        }
        let mut table = InlineTable::new();
        if let Some(version) = said.as_str() {
            table.insert("version", version.into());
        }
        for key in ["version", "git", "branch", "tag", "rev", "registry"] {
            if let Some(text) = said.get(key).and_then(Item::as_str) {
                table.insert(key, text.into());
            }
        }
        table.insert("default-features", false.into());
        Value::from(table).to_string().trim().to_owned()
    }

    /// The error for a workspace that does not say where the runtime is.
    fn unknown(&self) -> Error {
        let place = self.root.join("Cargo.toml").display().to_string();
        let reason =
            format!("nothing here says where the crate {RUNTIME} is, which generated crates depend on");
        Error::new(place, reason).help(format!(
            "write into it:\n        [workspace.dependencies]\n        {RUNTIME} = {}",
            Runtime::of_this_program().dependency(&self.root)
        ))
    }
}

/// Reads what a workspace offers from its `Cargo.toml`; where there is none, nothing.
pub fn read(root: &Path) -> Result<Surroundings, Error> {
    Ok(of(root, cargo_manifest(&root.join("Cargo.toml"))?.as_ref()))
}

/// What a workspace in a folder offers that has this `Cargo.toml`.
pub(crate) fn of(root: &Path, manifest: Option<&DocumentMut>) -> Surroundings {
    let workspace = manifest.and_then(|manifest| manifest.get("workspace"));
    let package = workspace.and_then(|workspace| workspace.get("package"));
    let has = |field: &&str| package.is_some_and(|package| package.get(field).is_some());
    let version = package.and_then(|package| package.get("version")).and_then(Item::as_str);
    Surroundings {
        version: version.unwrap_or(env!("CARGO_PKG_VERSION")).to_owned(),
        inherited: FIELDS.into_iter().filter(has).collect(),
        root: root.to_path_buf(),
        listed: among(workspace).cloned(),
        own: among(manifest.map(|manifest| manifest.as_item())).cloned(),
    }
}

/// Whether the workspace takes a folder, relative to its own with `/`, for one of its members.
pub(crate) fn has_member(root: &Path, folder: &str) -> bool {
    let Ok(Some(manifest)) = cargo_manifest(&root.join("Cargo.toml")) else { return false };
    let members =
        manifest.get("workspace").and_then(|workspace| workspace.get("members")).and_then(Item::as_array);
    members.into_iter().flatten().filter_map(|member| member.as_str()).any(|member| covers(member, folder))
}

/// Whether a pattern of members covers a folder: `*` in a part stands for any text.
pub(crate) fn covers(pattern: &str, folder: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let (pattern, folder) = (parts(pattern), parts(folder));
    let fits = |(pattern, part): (&String, &String)| match pattern.split_once('*') {
        None => pattern == part,
        Some((start, end)) => {
            part.len() >= start.len() + end.len() && part.starts_with(start) && part.ends_with(end)
        }
    };
    pattern.len() == folder.len() && pattern.iter().zip(&folder).all(fits)
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
pub(crate) fn cargo_manifest(path: &Path) -> Result<Option<DocumentMut>, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => plain(&text)
            .parse()
            .map(Some)
            .map_err(|error: toml_edit::TomlError| Error::new(path.display().to_string(), error.message())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path, "read it", &error)),
    }
}

/// A path without symbolic links, as far as it exists: `..` in a relative path goes by the real
/// folders.
pub(crate) fn physical(path: &Path) -> PathBuf {
    path.ancestors()
        .find_map(|existing| {
            let rest = path.strip_prefix(existing).ok()?;
            Some(existing.canonicalize().ok()?.join(rest))
        })
        .unwrap_or_else(|| path.to_path_buf())
}
