//! Reads the text of a manifest: holds it to the table of keys, and tells what does not fit with its line.

use std::collections::BTreeSet;
use std::ops::Range;

use shapesmith_codegen::visible;
use toml_edit::{Document, Item, Key as Name, TableLike};

use super::is_package_name;
use super::keys::{Kind, MANIFEST, Table};
use crate::error::{Error, did_you_mean};

/// What a manifest looks like.
const EXAMPLE: &str = "a manifest has [source] with package and version, and a table per service:
        [services.ssm]
        model = \"ssm/2014-11-06\"
        operations = [\"DescribeMaintenanceWindowExecutionTasks\"]";

/// The text that is read, and what errors call it.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) place: &'a str,
}

/// A table that was held to the table of keys.
pub(super) struct View<'a> {
    reader: &'a Reader<'a>,
    /// The table; nothing where it was left away.
    table: Option<&'a dyn TableLike>,
    /// Where it begins, or the one around it where it was left away.
    span: Option<Range<usize>>,
    path: String,
}

/// A key with the table around it, as errors write it.
fn path_of(table: &str, key: &str) -> String {
    if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") }
}

impl<'a> Reader<'a> {
    /// An error at a place in the text.
    pub(super) fn error(&self, span: Option<Range<usize>>, reason: String) -> Error {
        let Some(before) = span.and_then(|span| self.text.get(..span.start)) else {
            return Error::new(self.place, reason);
        };
        let line = before.matches('\n').count() + 1;
        Error::new(format!("{}:{line}", self.place), reason)
    }

    /// The text as TOML.
    pub(super) fn document(&self) -> Result<Document<&'a str>, Error> {
        Document::parse(self.text).map_err(|error| {
            let what =
                error.span().and_then(|span| self.text.get(span)).filter(|what| !what.trim().is_empty());
            let what = what.map(|what| format!(": {}", what.trim())).unwrap_or_default();
            let is_double = error.message().contains("duplicate");
            let message =
                if is_double { format!("{}{what}", error.message()) } else { error.message().to_owned() };
            self.error(error.span(), message)
        })
    }

    /// The whole manifest, once every key of it is known to have a place and a value of its kind.
    pub(super) fn checked(&'a self, document: &'a Document<&'a str>) -> Result<View<'a>, Error> {
        let table: &dyn TableLike = document.as_table();
        self.check(table, None, "", &MANIFEST)?;
        Ok(View { reader: self, table: Some(table), span: None, path: String::new() })
    }

    /// Holds a table to its keys.
    fn check(
        &self,
        table: &dyn TableLike,
        span: Option<Range<usize>>,
        path: &str,
        keys: &Table,
    ) -> Result<(), Error> {
        for (name, item) in table.iter() {
            if !keys.keys.iter().any(|key| key.name == name) {
                let span = table.key(name).and_then(Name::span).or_else(|| item.span());
                let error = self.error(span, format!("{}: no key has this name", path_of(path, name)));
                let known = keys.keys.iter().map(|key| key.name);
                return Err(did_you_mean(name, known).into_iter().fold(error, Error::help));
            }
        }
        for key in keys.keys {
            let path = path_of(path, key.name);
            let Some(item) = table.get(key.name) else {
                if !key.required {
                    continue;
                }
                let what = if matches!(key.kind, Kind::Table(_)) { "table" } else { "key" };
                return Err(self.error(span, format!("{path}: the {what} is missing")).help(EXAMPLE));
            };
            let wrong = |item: Option<Range<usize>>, expected: &str, found: &str| {
                self.error(item, format!("{path}: expected {expected}, found {found}"))
            };
            match key.kind {
                Kind::Text if item.is_str() => {}
                Kind::Text => return Err(wrong(item.span(), "a string", item.type_name())),
                Kind::Switch if item.is_bool() => {}
                Kind::Switch => return Err(wrong(item.span(), "true or false", item.type_name())),
                Kind::Texts => {
                    let array = item.as_array();
                    let array =
                        array.ok_or_else(|| wrong(item.span(), "a list of strings", item.type_name()))?;
                    if let Some(other) = array.iter().find(|value| !value.is_str()) {
                        return Err(wrong(other.span(), "a list of strings", other.type_name()));
                    }
                }
                Kind::Table(keys) => self.check(self.table(item, &path)?, item.span(), &path, keys)?,
                Kind::Tables(keys) => {
                    let tables = self.table(item, &path)?;
                    for (name, item) in tables.iter() {
                        let path = path_of(&path, name);
                        self.check_name(name, &path, item.span())?;
                        self.check(self.table(item, &path)?, item.span(), &path, keys)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What stands at a key, as a table.
    fn table<'t>(&self, item: &'t Item, path: &str) -> Result<&'t dyn TableLike, Error> {
        let wrong =
            || self.error(item.span(), format!("{path}: expected a table, found {}", item.type_name()));
        item.as_table_like().ok_or_else(wrong)
    }

    /// Checks the name of a service.
    fn check_name(&self, name: &str, path: &str, span: Option<Range<usize>>) -> Result<(), Error> {
        if !is_package_name(name) {
            let reason = format!(
                "{path}: a service's name becomes a package's name: lower-case letters, digits, `-` and `_`"
            );
            let small = name.to_lowercase().replace(' ', "-");
            let error = self.error(span, reason);
            let help = is_package_name(&small).then(|| format!("did you mean \"{small}\"?"));
            return Err(help.into_iter().fold(error, Error::help));
        }
        shapesmith_codegen::names::check_package(name).map_err(|wrong| {
            let error = self.error(span, format!("{path}: {}", wrong.reason));
            error.help(format!("call it something else, as in [services.{name}-service]"))
        })
    }
}

impl<'a> View<'a> {
    /// An error at the value of a key, or at the table that does not have it.
    pub(super) fn error(&self, key: &str, reason: String) -> Error {
        self.reader.error(self.item(key).and_then(Item::span).or_else(|| self.span.clone()), reason)
    }

    /// Where the value of a key stands, as errors name it, with the key.
    pub(super) fn place(&self, key: &str) -> String {
        format!("{}: {}", self.error(key, String::new()).place, path_of(&self.path, key))
    }

    /// An error about the value of a key, which it names.
    pub(super) fn wrong(&self, key: &str, reason: &str) -> Error {
        self.error(key, format!("{}: {reason}", path_of(&self.path, key)))
    }

    /// What stands at a key.
    fn item(&self, key: &str) -> Option<&'a Item> {
        self.table.and_then(|table| table.get(key))
    }

    /// A string, where there is one.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.item(key).and_then(Item::as_str)
    }

    /// A string that has to be there.
    pub(super) fn require(&self, key: &str) -> &'a str {
        // That it is there was checked.
        self.text(key).unwrap_or_default()
    }

    /// A switch, where there is one.
    pub(super) fn switch(&self, key: &str) -> Option<bool> {
        self.item(key).and_then(Item::as_bool)
    }

    /// A list of strings; an empty one where there is none.
    pub(super) fn texts(&self, key: &str) -> Vec<&'a str> {
        let array = self.item(key).and_then(Item::as_array);
        array.into_iter().flatten().filter_map(|value| value.as_str()).collect()
    }

    /// A table; an empty one where there is none.
    pub(super) fn table(&self, key: &str) -> View<'a> {
        let item = self.item(key);
        let span = item.and_then(Item::span).or_else(|| self.span.clone());
        let table = item.and_then(Item::as_table_like);
        View { reader: self.reader, table, span, path: path_of(&self.path, key) }
    }

    /// The tables in a table of such, with their names.
    pub(super) fn tables(&self, key: &str) -> Vec<(&'a str, View<'a>)> {
        let path = path_of(&self.path, key);
        let tables = self.item(key).and_then(Item::as_table_like);
        let tables = tables.into_iter().flat_map(|tables| tables.iter());
        let view = |(name, item): (&'a str, &'a Item)| {
            let table = Some(item.as_table_like()?);
            Some((name, View { reader: self.reader, table, span: item.span(), path: path_of(&path, name) }))
        };
        tables.filter_map(view).collect()
    }

    /// What to say of entries of a list that stand there twice.
    pub(super) fn doubles(&self, key: &str) -> Vec<String> {
        let array = self.item(key).and_then(Item::as_array);
        let mut seen = BTreeSet::new();
        let entries = array.into_iter().flatten().filter_map(|entry| Some((entry.as_str()?, entry.span())));
        let double = entries.filter(|(text, _)| !seen.insert(*text));
        double
            .map(|(text, span)| {
                let place = self.reader.error(span, String::new()).place;
                format!("{place}: {}: \"{}\" is listed twice", path_of(&self.path, key), visible(text))
            })
            .collect()
    }
}
