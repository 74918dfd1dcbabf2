//! What rules can refer to: names, the types of their values, and the parts of those.

use crate::Error;
use crate::front::node::Node;
use crate::ir::endpoint::Attribute;
use crate::suggest::did_you_mean;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    String,
    StringArray,
    Partition,
    Arn,
    Url,
}

impl Kind {
    /// The type, in words.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Boolean => "a boolean",
            Self::String => "text",
            Self::StringArray => "a list of texts",
            Self::Partition => "a partition",
            Self::Arn => "an ARN",
            Self::Url => "a URL",
        }
    }

    fn parts(self) -> &'static [(&'static str, Self)] {
        match self {
            Self::Boolean | Self::String | Self::StringArray => &[],
            Self::Partition => &[
                ("name", Self::String),
                ("dnsSuffix", Self::String),
                ("dualStackDnsSuffix", Self::String),
                ("implicitGlobalRegion", Self::String),
                ("supportsFIPS", Self::Boolean),
                ("supportsDualStack", Self::Boolean),
            ],
            Self::Arn => &[
                ("partition", Self::String),
                ("service", Self::String),
                ("region", Self::String),
                ("accountId", Self::String),
                ("resourceId", Self::StringArray),
            ],
            Self::Url => &[
                ("scheme", Self::String),
                ("authority", Self::String),
                ("path", Self::String),
                ("normalizedPath", Self::String),
                ("isIp", Self::Boolean),
            ],
        }
    }
}

/// The names that are in sight, with the types of their values.
#[derive(Default)]
pub(super) struct Scope {
    names: Vec<(String, Kind)>,
}

impl Scope {
    /// How many names are in sight, to go back to with [`Scope::leave`].
    pub(super) fn mark(&self) -> usize {
        self.names.len()
    }

    /// Forgets the names that came after the mark.
    pub(super) fn leave(&mut self, mark: usize) {
        self.names.truncate(mark);
    }

    /// Adds a name; `node` is where the model gives it.
    pub(super) fn add(&mut self, node: &Node<'_>, name: &str, kind: Kind) -> Result<(), Error> {
        if name.is_empty() || !name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_') {
            return Err(
                node.error(format!("\"{name}\" cannot be a name: it must be ASCII letters, digits and `_`"))
            );
        }
        if self.names.iter().any(|(known, _)| known == name) {
            return Err(node.error(format!("the name \"{name}\" is taken already")));
        }
        self.names.push((name.to_owned(), kind));
        Ok(())
    }

    /// The type of the value of a name.
    pub(super) fn kind(&self, node: &Node<'_>, name: &str) -> Result<Kind, Error> {
        let found = self.names.iter().find(|(known, _)| known == name);
        found.map(|(_, kind)| *kind).ok_or_else(|| {
            node.error(format!("nothing is called \"{name}\" here"))
                .with_help(did_you_mean(name, self.names.iter().map(|(known, _)| known.as_str())))
        })
    }

    /// A part of a named value and its type; the path is `name`, `name[0]` or `[0]`.
    pub(super) fn part(&self, node: &Node<'_>, name: &str, path: &str) -> Result<(Attribute, Kind), Error> {
        let whole = self.kind(node, name)?;
        let (field, index) = match path.split_once('[') {
            Some((field, index)) => (field, Some(index)),
            None => (path, None),
        };
        let kind = if field.is_empty() && index.is_some() { whole } else { field_kind(node, whole, field)? };
        let of = name.to_owned();
        let field = (!field.is_empty()).then(|| field.to_owned());
        let Some(index) = index else { return Ok((Attribute { of, field, index: None }, kind)) };
        let Some(index) = index.strip_suffix(']').and_then(|index| index.parse::<usize>().ok()) else {
            return Err(node.error(format!("the path \"{path}\" must end in an index such as `[0]`")));
        };
        if kind != Kind::StringArray {
            return Err(node.error(format!("the path \"{path}\" takes an element of {}", kind.description())));
        }
        Ok((Attribute { of, field, index: Some(index) }, Kind::String))
    }
}

fn field_kind(node: &Node<'_>, whole: Kind, field: &str) -> Result<Kind, Error> {
    let parts = whole.parts();
    parts.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind).ok_or_else(|| {
        node.error(format!("{} has no part called \"{field}\"", whole.description()))
            .with_help(did_you_mean(field, parts.iter().map(|(name, _)| *name)))
    })
}
