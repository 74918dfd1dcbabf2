//! What a part of an expression can give, as far as the shapes tell.

use crate::ir::{Service, ShapeId, ShapeKind};

/// What a part of an expression can give. Any of it may be absent as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Kind {
    /// Null.
    Null,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// Text, or an enum.
    Text,
    /// A structure, union, list or map of the model, bytes, or a point in time.
    Shape(ShapeId),
    /// A list that the expression makes.
    List(Box<Kind>),
    /// Whatever a document holds.
    Any,
}

impl Kind {
    /// What a shape is for expressions.
    pub(in crate::lower) fn of(service: &Service, id: ShapeId) -> Self {
        match service.shape(id).kind {
            ShapeKind::Boolean => Self::Boolean,
            ShapeKind::Integer | ShapeKind::Long | ShapeKind::Float | ShapeKind::Double => Self::Number,
            ShapeKind::String | ShapeKind::Enum(_) => Self::Text,
            ShapeKind::Document => Self::Any,
            _ => Self::Shape(id),
        }
    }

    /// What the elements are, if this can be a list.
    pub(in crate::lower) fn element(&self, service: &Service) -> Option<Self> {
        match self {
            Self::Any => Some(Self::Any),
            Self::List(element) => Some((**element).clone()),
            Self::Shape(id) => match &service.shape(*id).kind {
                ShapeKind::List { element, .. } => Some(Self::of(service, element.target)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a value of this can equal a value of the other.
    pub(in crate::lower) fn is_comparable(&self, other: &Self) -> bool {
        let is_scalar = |kind: &Self| !matches!(kind, Self::Shape(_) | Self::List(_));
        match (self, other) {
            (Self::Null, _) | (_, Self::Null) => true,
            (Self::Any, other) | (other, Self::Any) => is_scalar(other),
            (one, other) => is_scalar(one) && one == other,
        }
    }

    /// What it is, in words.
    pub(in crate::lower) fn description(&self, service: &Service) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Boolean => "a boolean".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Text => "text".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Any => "a document".to_owned(),
            Self::Shape(id) => {
                let shape = service.shape(*id);
                let kind = match shape.kind {
                    ShapeKind::Structure(_) | ShapeKind::Exception(_) => "structure",
                    ShapeKind::Union(_) => "union",
                    ShapeKind::List { .. } => "list",
                    ShapeKind::Map { .. } => "map",
                    ShapeKind::Blob => "blob",
                    ShapeKind::Stream => "stream",
                    ShapeKind::Events { .. } => "stream of events",
                    ShapeKind::Timestamp => "timestamp",
                    _ => "shape",
                };
                format!("the {kind} {}", shape.name)
            }
        }
    }
}
