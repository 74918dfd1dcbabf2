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
) -> Result<String, Error> {
    let mut document = document(manifest)?;
    let mut table = Table::new();
    table.insert("model", value(model.to_string()));
    table.insert("operations", value(operations.iter().collect::<Array>()));
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
    match document.get_mut("tool") {
        Some(entry) => replace(entry, version),
        None => {
            // A key of the document itself stands before all tables.
            let comment = document.as_table_mut().iter_mut().next().and_then(|(mut key, item)| {
                let decor = match item.as_table_mut() {
                    Some(table) => table.decor_mut(),
                    None => key.leaf_decor_mut(),
                };
                let text = decor.prefix().and_then(RawString::as_str).unwrap_or_default().to_owned();
                let (above, below) = text.rsplit_once("\n\n").unwrap_or(("", text.as_str()));
                let (above, below) = (above.to_owned(), below.to_owned());
                decor.set_prefix(format!("\n{below}"));
                Some(above)
            });
            document.insert("tool", value(version));
            if let (Some(comment), Some(mut key)) =
                (comment.filter(|text| !text.is_empty()), document.key_mut("tool"))
            {
                key.leaf_decor_mut().set_prefix(format!("{comment}\n\n"));
            }
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
    manifest.text.parse().map_err(|error: toml_edit::TomlError| Error::new(&manifest.place, error.message()))
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
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::super::{Model, parse};
    use super::{add_operations, add_service, remove_operations, set_service_versions, set_version};

    /// A manifest whose list of operations is written as given.
    fn manifest(list: &str) -> String {
        format!(
            "# Head.\n[source]\npackage = \"botocore\" # PyPI\nversion = \"1\"\n\n\
             [services.ssm]\nmodel = \"ssm/1\"\noperations = {list} # end\n\n# Tail.\n"
        )
    }

    /// What a list becomes when operations are added.
    fn added(list: &str, operations: &[&str]) -> String {
        let operations: Vec<String> = operations.iter().map(|name| (*name).to_owned()).collect();
        add_operations(&parse(manifest(list), "manifest.toml").unwrap(), "ssm", &operations).unwrap()
    }

    /// What a list becomes when entries are removed.
    fn removed(list: &str, entries: &[&str]) -> String {
        let entries: Vec<String> = entries.iter().map(|name| (*name).to_owned()).collect();
        remove_operations(&parse(manifest(list), "manifest.toml").unwrap(), "ssm", &entries).unwrap()
    }

    #[test]
    fn a_list_on_one_line_stays_on_one_line() {
        assert_eq!(added(r#"["A"]"#, &["B", "C*"]), manifest(r#"["A", "B", "C*"]"#));
        assert_eq!(removed(r#"["A", "B", "C"]"#, &["A"]), manifest(r#"["B", "C"]"#));
        assert_eq!(removed(r#"["A", "B", "C"]"#, &["B"]), manifest(r#"["A", "C"]"#));
        assert_eq!(removed(r#"["A", "B", "C"]"#, &["C", "B"]), manifest(r#"["A"]"#));
    }

    #[test]
    fn comments_stay_with_their_elements() {
        let list = "[\n  # About A.\n  \"A\", # a\n  \"B\", # b\n]";
        assert_eq!(added(list, &["C"]), manifest("[\n  # About A.\n  \"A\", # a\n  \"B\", # b\n  \"C\",\n]"));
        assert_eq!(removed(list, &["A"]), manifest("[\n  \"B\", # b\n]"));
        assert_eq!(removed(list, &["B"]), manifest("[\n  # About A.\n  \"A\", # a\n]"));
    }

    #[test]
    fn a_list_without_a_last_comma_gets_one() {
        let list = "[\n  \"A\" # a\n]";
        let text = added(list, &["B"]);
        assert!(text.contains("\"A\", # a\n  \"B\",\n]"), "{text}");
        let text = removed("[\n  \"A\",\n  \"B\" # b\n]", &["B"]);
        assert!(text.contains("[\n  \"A\"\n]"), "{text}");
    }

    #[test]
    fn what_was_added_can_be_removed_again() {
        for list in ["[\"A\"]", "[\n  \"A\", # a\n]", "[\n  # Above.\n  \"A\",\n]"] {
            let more = added(list, &["B", "C"]);
            let entries = ["B".to_owned(), "C".to_owned()];
            let less = remove_operations(&parse(more, "manifest.toml").unwrap(), "ssm", &entries).unwrap();
            assert_eq!(less, manifest(list));
        }
    }

    #[test]
    fn the_version_is_replaced_and_the_comment_behind_it_stays() {
        let text = manifest("[\"A\"]").replace("version = \"1\"", "version = \"1\" # newest");
        let before = parse(text.clone(), "manifest.toml").unwrap();
        assert_eq!(set_version(&before, "2", &[]).unwrap(), text.replace("\"1\" #", "\"2\" #"));
    }

    #[test]
    fn a_service_has_a_version_of_its_own_only_where_it_differs() {
        let before = parse(manifest("[\"A\"]"), "manifest.toml").unwrap();
        let services = ["ssm".to_owned()];
        let other = set_service_versions(&before, &services, &before.package, "2").unwrap();
        let after = parse(other.clone(), "manifest.toml").unwrap();
        assert_eq!(after.services["ssm"].collection.as_deref(), Some("botocore 2"), "{other}");
        assert_eq!(
            set_service_versions(&after, &services, &before.package, "1").unwrap(),
            manifest("[\"A\"]")
        );
        let left = set_version(&before, "3", &services).unwrap();
        assert!(left.contains("version = \"3\"\n") && left.contains("\nversion = \"1\"\n"), "{left}");
        assert_eq!(set_version(&after, "3", &[]).unwrap(), manifest("[\"A\"]").replace("\"1\"\n", "\"3\"\n"));
    }

    #[test]
    fn a_service_is_added_at_the_end() {
        let before = parse(manifest("[\"A\"]"), "manifest.toml").unwrap();
        let model = Model { service: "sqs".to_owned(), version: "2012-11-05".to_owned() };
        let text = add_service(&before, "sqs", &model, &["SendMessage".to_owned()]).unwrap();
        let after = parse(text.clone(), "manifest.toml").unwrap();
        assert_eq!(after.services.len(), 2, "{text}");
        assert!(
            text.contains("\n[services.sqs]\nmodel = \"sqs/2012-11-05\"\noperations = [\"SendMessage\"]\n"),
            "{text}"
        );
        assert!(text.starts_with("# Head.") && text.contains("# Tail."), "{text}");
    }
}
