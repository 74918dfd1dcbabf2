//! A place in a JSON file: a value, and the way to it that errors name.

use std::sync::Arc;

use serde_json::Number;

use crate::Error;
use crate::front::json::Json;
use crate::front::{Document, Places};

/// A value in a file. Each node refers to the one it was reached from, so that its place costs
/// nothing until an error needs it.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    places: &'a Places,
    parent: Option<&'a Node<'a>>,
    step: Step<'a>,
    pub(crate) value: &'a Json,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Node<'a> {
    /// The value that a file holds.
    pub(crate) fn root(document: &'a Document) -> Self {
        Self { places: &document.places, parent: None, step: Step::Key(""), value: &document.root }
    }

    /// A value at a place that was found before.
    pub(crate) fn at(places: &'a Places, place: &'a str, value: &'a Json) -> Self {
        Self { places, parent: None, step: Step::Key(place), value }
    }

    /// The keys, from the root to here, as `shapes.Alarm.required[0]`.
    pub(crate) fn place(&self) -> String {
        let mut steps = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent {
            steps.push(node.step);
            node = parent;
        }
        let mut place = match node.step {
            Step::Key(start) => start.to_owned(),
            Step::Index(_) => String::new(),
        };
        for step in steps.into_iter().rev() {
            match step {
                Step::Key(key) => {
                    if !place.is_empty() {
                        place.push('.');
                    }
                    place.push_str(key);
                }
                Step::Index(index) => place.push_str(&format!("[{index}]")),
            }
        }
        place
    }

    /// An error about this value.
    pub(crate) fn error(&self, reason: impl Into<String>) -> Error {
        self.places.error(&self.place(), reason)
    }

    /// The file and the place where somebody wrote this value.
    pub(crate) fn written(&self) -> (Arc<str>, String) {
        self.places.find(&self.place())
    }

    fn unexpected(&self, expected: &str) -> Error {
        self.error(format!("expected {expected}, found {}", self.value.description()))
    }

    /// The value under a key of an object, if it is there.
    pub(crate) fn optional<'b>(&'b self, key: &'b str) -> Result<Option<Node<'b>>, Error> {
        if !matches!(self.value, Json::Object(_)) {
            return Err(self.unexpected("an object"));
        }
        Ok(self.value.get(key).map(|value| Node {
            places: self.places,
            parent: Some(self),
            step: Step::Key(key),
            value,
        }))
    }

    /// The value under a key of an object that must be there.
    pub(crate) fn required<'b>(&'b self, key: &'b str) -> Result<Node<'b>, Error> {
        self.optional(key)?.ok_or_else(|| self.error(format!("the key \"{key}\" is missing")))
    }

    /// The entries of an object, in the file's order.
    pub(crate) fn entries(&self) -> Result<Vec<(&str, Node<'_>)>, Error> {
        let Json::Object(fields) = self.value else {
            return Err(self.unexpected("an object"));
        };
        let entry = |(key, value)| {
            let key: &String = key;
            (key.as_str(), Node { places: self.places, parent: Some(self), step: Step::Key(key), value })
        };
        Ok(fields.iter().map(|(key, value)| entry((key, value))).collect())
    }

    /// The items of an array.
    pub(crate) fn items(&self) -> Result<Vec<Node<'_>>, Error> {
        let Json::Array(items) = self.value else {
            return Err(self.unexpected("an array"));
        };
        let item = |(index, value)| Node {
            places: self.places,
            parent: Some(self),
            step: Step::Index(index),
            value,
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// A string.
    pub(crate) fn text(&self) -> Result<String, Error> {
        match self.value {
            Json::String(text) => Ok(text.clone()),
            _ => Err(self.unexpected("a string")),
        }
    }

    /// A boolean.
    pub(crate) fn boolean(&self) -> Result<bool, Error> {
        match self.value {
            Json::Boolean(boolean) => Ok(*boolean),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    /// A number.
    pub(crate) fn number(&self) -> Result<Number, Error> {
        match self.value {
            Json::Number(number) => Ok(number.clone()),
            _ => Err(self.unexpected("a number")),
        }
    }

    /// A whole number that fits the type that is asked for.
    pub(crate) fn integer<T: TryFrom<u64>>(&self) -> Result<T, Error> {
        let number = self.number()?;
        number.as_u64().and_then(|number| T::try_from(number).ok()).ok_or_else(|| {
            self.error(format!("expected a whole number that is not negative nor too large, found {number}"))
        })
    }

    /// An array of strings.
    pub(crate) fn texts(&self) -> Result<Vec<String>, Error> {
        self.items()?.iter().map(Node::text).collect()
    }

    /// What `read` makes of the value under a key, if it is there.
    pub(crate) fn optional_as<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Node<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        self.optional(key)?.map(|node| read(&node)).transpose()
    }

    /// The string under a key, if it is there.
    pub(crate) fn optional_text(&self, key: &str) -> Result<Option<String>, Error> {
        self.optional_as(key, |node| node.text())
    }

    /// The boolean under a key; `false` without it.
    pub(crate) fn flag(&self, key: &str) -> Result<bool, Error> {
        Ok(self.optional_as(key, |node| node.boolean())?.unwrap_or(false))
    }

    /// What `read` makes of each value of an object, with its key.
    pub(crate) fn entries_as<T>(
        &self,
        read: impl Fn(&Node<'_>) -> Result<T, Error>,
    ) -> Result<Vec<(String, T)>, Error> {
        self.entries()?.into_iter().map(|(key, node)| Ok((key.to_owned(), read(&node)?))).collect()
    }

    /// What `read` makes of each item of an array.
    pub(crate) fn items_as<T>(&self, read: impl Fn(&Node<'_>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        self.items()?.iter().map(read).collect()
    }
}
