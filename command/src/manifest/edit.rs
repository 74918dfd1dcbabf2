//! Edits of the manifest that leave its comments, its order and its layout as they are.

use toml_edit::{Array, DocumentMut, InlineTable, Item, RawString, Table, Value, value};

use super::{Manifest, Model};
use crate::error::Error;

/// The manifest's text with more operations of a service, at the end of its list.
pub(crate) fn add_operations(
    manifest: &Manifest,
    service: &str,
    operations: &[String],
) -> Result<String, Error> {
    edit_operations(manifest, service, |array| {
        for operation in operations {
            push(array, operation);
        }
    })
}

/// The manifest's text without some entries of a service's list of operations.
pub(crate) fn remove_operations(
    manifest: &Manifest,
    service: &str,
    entries: &[String],
) -> Result<String, Error> {
    edit_operations(manifest, service, |array| {
        // From the back, so that the places of those in front stay what they are.
        for index in (0..array.len()).rev() {
            let entry = array.get(index).and_then(Value::as_str);
            if entry.is_some_and(|entry| entries.iter().any(|removed| removed == entry)) {
                remove(array, index);
            }
        }
    })
}

/// The manifest's text with one more service, at its end.
pub(crate) fn add_service(
    manifest: &Manifest,
    service: &str,
    model: &Model,
    operations: &[String],
    docs: bool,
) -> Result<String, Error> {
    let mut document = document(manifest)?;
    let mut table = Table::new();
    table.insert("model", value(model.to_string()));
    table.insert("operations", value(operations.iter().collect::<Array>()));
    if docs {
        table.insert("docs", value(true));
    }
    let services = document.entry("services").or_insert_with(|| {
        let mut services = Table::new();
        services.set_implicit(true);
        Item::Table(services)
    });
    let services = services.as_table_like_mut().ok_or_else(|| not_a_list(manifest, "services"))?;
    services.insert(service, Item::Table(table));
    Ok(document.to_string())
}

/// The manifest's text with another version of the package that all models are from, but for those of some
/// services, which stay what they are.
pub(crate) fn set_version(manifest: &Manifest, version: &str, left: &[String]) -> Result<String, Error> {
    let mut document = document(manifest)?;
    let entry = document
        .get_mut("source")
        .and_then(Item::as_table_like_mut)
        .and_then(|source| source.get_mut("version"))
        .ok_or_else(|| not_a_list(manifest, "source.version"))?;
    let before = entry.as_str().unwrap_or_default().to_owned();
    replace(entry, version);
    for service in manifest.services.keys() {
        let table = service_table(&mut document, manifest, service)?;
        if !left.contains(service) {
            table.remove("version");
            table.remove("package");
        } else if before != version && !table.contains_key("version") {
            table.insert("version", value(&before));
        }
    }
    Ok(document.to_string())
}

/// The manifest's text with another version for the models of some services.
pub(crate) fn set_service_versions<'a>(
    manifest: &Manifest,
    services: impl IntoIterator<Item = &'a String>,
    package: &str,
    version: &str,
) -> Result<String, Error> {
    let mut document = document(manifest)?;
    let general = document.get("source").and_then(|source| source.get("version")).and_then(Item::as_str);
    let is_other = package != manifest.package;
    let is_general = !is_other && general == Some(version);
    for service in services {
        let table = service_table(&mut document, manifest, service)?;
        match table.get_mut("package") {
            _ if !is_other => drop(table.remove("package")),
            Some(entry) => replace(entry, package),
            None => drop(table.insert("package", value(package))),
        }
        match table.get_mut("version") {
            _ if is_general => drop(table.remove("version")),
            Some(entry) => replace(entry, version),
            None => drop(table.insert("version", value(version))),
        }
    }
    Ok(document.to_string())
}

/// The manifest's text with another version of a service's package.
pub(crate) fn set_release(manifest: &Manifest, service: &str, version: &str) -> Result<String, Error> {
    let mut document = document(manifest)?;
    let table = service_table(&mut document, manifest, service)?;
    let cargo = table.entry("cargo").or_insert_with(|| value(InlineTable::new()));
    let cargo = cargo
        .as_table_like_mut()
        .ok_or_else(|| not_a_list(manifest, &format!("services.{service}.cargo")))?;
    match cargo.get_mut("version") {
        Some(entry) => replace(entry, version),
        None => drop(cargo.insert("version", value(version))),
    }
    Ok(document.to_string())
}

/// The manifest's text with another version of the commands that write here.
pub(crate) fn set_tool(manifest: &Manifest, version: &str) -> Result<String, Error> {
    let mut document = document(manifest)?;
    if let Some(entry) = document.get_mut("tool") {
        replace(entry, version);
        return Ok(document.to_string());
    }
    // It belongs before all tables, but behind what is said of the whole file.
    let lines: Vec<&str> = manifest.text.split_inclusive('\n').collect();
    let is_comment = |line: &&str| line.starts_with('#') && !line.starts_with("#:");
    let first = lines
        .iter()
        .position(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .unwrap_or(lines.len());
    let above = lines.iter().take(first).rev().take_while(|line| is_comment(line)).count();
    let at = first.saturating_sub(above);
    let (head, tail) = lines.split_at_checked(at).unwrap_or((&lines, &[]));
    Ok(format!("{}tool = {}\n\n{}", head.concat(), value(version).to_string().trim(), tail.concat()))
}

/// The text of a manifest, in which some services keep their documentation.
pub(crate) fn keep_docs(manifest: &Manifest, text: String, services: &[String]) -> Result<String, Error> {
    let mut document = parse(manifest, &text)?;
    for service in services {
        let table = service_table(&mut document, manifest, service)?;
        match table.get_mut("docs") {
            Some(entry) if entry.as_bool() == Some(true) => {}
            Some(entry) => *entry = value(true),
            None => drop(table.insert("docs", value(true))),
        }
    }
    Ok(document.to_string())
}

/// The table of a service.
fn service_table<'d>(
    document: &'d mut DocumentMut,
    manifest: &Manifest,
    service: &str,
) -> Result<&'d mut dyn toml_edit::TableLike, Error> {
    document
        .get_mut("services")
        .and_then(|services| services.get_mut(service))
        .and_then(Item::as_table_like_mut)
        .ok_or_else(|| not_a_list(manifest, &format!("services.{service}")))
}

/// Puts a text in the place of another, with the comments around it as they were.
fn replace(entry: &mut Item, text: &str) {
    let decor = entry.as_value().map(|value| value.decor().clone());
    *entry = value(text);
    if let (Some(decor), Some(value)) = (decor, entry.as_value_mut()) {
        *value.decor_mut() = decor;
    }
}

/// Edits the list of operations of a service.
fn edit_operations(
    manifest: &Manifest,
    service: &str,
    edit: impl FnOnce(&mut Array),
) -> Result<String, Error> {
    let mut document = document(manifest)?;
    let array = document
        .get_mut("services")
        .and_then(|services| services.get_mut(service))
        .and_then(|table| table.get_mut("operations"))
        .and_then(Item::as_array_mut)
        .ok_or_else(|| not_a_list(manifest, &format!("services.{service}.operations")))?;
    edit(array);
    Ok(document.to_string())
}

/// The manifest as a document that can be edited.
fn document(manifest: &Manifest) -> Result<DocumentMut, Error> {
    parse(manifest, &manifest.text)
}

fn parse(manifest: &Manifest, text: &str) -> Result<DocumentMut, Error> {
    text.parse().map_err(|error: toml_edit::TomlError| Error::new(&manifest.place, error.message()))
}

/// The error for a manifest that changed its kind between reading and editing.
fn not_a_list(manifest: &Manifest, key: &str) -> Error {
    Error::new(&manifest.place, format!("{key}: there is nothing here that could be edited"))
}

/// Adds an element at the end, laid out like the one before it.
///
/// A comment behind the last element belongs to it, but is stored as what follows the list's last
/// comma; it has to stay in front of the new element.
fn push(array: &mut Array, text: &str) {
    let last = array.len().checked_sub(1);
    let indent = last
        .and_then(|last| array.get(last))
        .and_then(|value| value.decor().prefix().and_then(RawString::as_str))
        .and_then(|prefix| prefix.rsplit_once('\n'))
        .map(|(_, indent)| indent.to_owned());
    let (Some(last), Some(indent)) = (last, indent) else {
        array.push(text);
        return;
    };
    let mut behind = String::new();
    if let Some(value) = array.get_mut(last) {
        behind.push_str(raw(value.decor().suffix()));
        value.decor_mut().set_suffix("");
    }
    behind.push_str(raw(Some(array.trailing())));
    let closing = behind.rsplit_once('\n').map_or("", |(_, closing)| closing).to_owned();
    let prefix = format!("{}\n{indent}", behind.trim_end());
    array.push_formatted(Value::from(text).decorated(prefix, ""));
    array.set_trailing(format!("\n{closing}"));
    array.set_trailing_comma(true);
}

/// Removes an element with the comments above it and behind it, and keeps those of its neighbours.
fn remove(array: &mut Array, index: usize) {
    let prefix = array.get(index).map(|value| raw(value.decor().prefix()).to_owned()).unwrap_or_default();
    let suffix = array.get(index).map(|value| raw(value.decor().suffix()).to_owned()).unwrap_or_default();
    array.remove(index);
    let before = prefix.split_once('\n').map_or("", |(behind_previous, _)| behind_previous);
    let after = |text: &str| match text.split_once('\n') {
        Some((_, rest)) => format!("{before}\n{rest}"),
        None => prefix.clone(),
    };
    match array.get_mut(index) {
        Some(next) => {
            let next_prefix = after(raw(next.decor().prefix()));
            next.decor_mut().set_prefix(next_prefix);
        }
        None => {
            let behind = format!("{suffix}{}", raw(Some(array.trailing())));
            let trailing = if behind.contains('\n') { after(&behind) } else { behind };
            array.set_trailing(trailing);
        }
    }
}

/// The text of white space and comments.
fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests;
