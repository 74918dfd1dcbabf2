//! Expressions and their values, as a person reads them in a message.

use std::fmt;

use super::{Comparator, Expression, Literal, Value};
use crate::shape::View;

/// How many elements of a list are shown.
const SHOWN: usize = 5;

impl fmt::Display for Expression {
    /// The expression in JMESPath's own notation.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Current => formatter.write_str("@"),
            Self::Members(names) => formatter.write_str(&names.join(".")),
            Self::Then(first, second) => write!(formatter, "{first}.{second}"),
            Self::Index(list, position) => write!(formatter, "{list}[{position}]"),
            Self::Flatten(list) => write!(formatter, "{list}[]"),
            Self::Each(list, each) => {
                let projected =
                    matches!(list, Self::Flatten(_) | Self::Filter(..) | Self::Values(_) | Self::Each(..));
                let star = if projected { "" } else { "[*]" };
                match each {
                    Self::Current => write!(formatter, "{list}{star}"),
                    each => write!(formatter, "{list}{star}.{each}"),
                }
            }
            Self::Filter(list, condition) => write!(formatter, "{list}[?{condition}]"),
            Self::Values(map) => write!(formatter, "{map}.*"),
            Self::List(expressions) => {
                formatter.write_str("[")?;
                separated(expressions, formatter)?;
                formatter.write_str("]")
            }
            Self::Literal(Literal::Text(text)) => write!(formatter, "'{}'", text.escape_debug()),
            Self::Literal(literal) => write!(formatter, "`{literal}`"),
            Self::Compare(comparator, left, right) => {
                write!(formatter, "{} {comparator} {}", Operand(left), Operand(right))
            }
            Self::Not(value @ Self::Compare(..)) => write!(formatter, "!({value})"),
            Self::Not(value) => write!(formatter, "!{}", Operand(value)),
            Self::And(left, right) => write!(formatter, "{} && {}", Operand(left), Operand(right)),
            Self::Or(left, right) => write!(formatter, "{} || {}", Operand(left), Operand(right)),
            Self::Length(value) => write!(formatter, "length({value})"),
            Self::Keys(map) => write!(formatter, "keys({map})"),
            Self::Sensitive(expression) => expression.fmt(formatter),
        }
    }
}

/// An expression beside an operator.
struct Operand<'a>(&'a Expression);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            expression @ (Expression::And(..) | Expression::Or(..)) => write!(formatter, "({expression})"),
            expression => expression.fmt(formatter),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Boolean(value) => value.fmt(formatter),
            Self::Number(value) => value.fmt(formatter),
            Self::Text(text) => write!(formatter, "{text:?}"),
        }
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl fmt::Display for Value<'_> {
    /// Scalars, and lists of them, of which only the first few are shown. Text is quoted and stays on
    /// one line; other values are named, not shown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("absent"),
            Self::Boolean(value) => value.fmt(formatter),
            Self::Number(value) => value.fmt(formatter),
            Self::Text(text) => write!(formatter, "{text:?}"),
            Self::View(View::Structure(_) | View::Union(_)) => formatter.write_str("a structure"),
            Self::View(View::Map(_)) => formatter.write_str("a map"),
            Self::View(View::Blob(_)) => formatter.write_str("bytes"),
            Self::View(View::Timestamp(timestamp)) => timestamp.fmt(formatter),
            Self::View(View::Document(serde_json::Value::Object(_))) => formatter.write_str("a document"),
            value => match value.elements() {
                Some(elements) => {
                    formatter.write_str("[")?;
                    list(&elements, formatter)?;
                    formatter.write_str("]")
                }
                None => formatter.write_str("something else"),
            },
        }
    }
}

/// The first elements of a list; lists inside it are named, not shown, so nothing recurses.
fn list(elements: &[Value<'_>], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, element) in elements.iter().take(SHOWN).enumerate() {
        if position > 0 {
            formatter.write_str(", ")?;
        }
        match element.elements() {
            Some(_) => formatter.write_str("a list")?,
            None => write!(formatter, "{element}")?,
        }
    }
    match elements.len().checked_sub(SHOWN) {
        None | Some(0) => Ok(()),
        Some(more) => write!(formatter, " and {more} more"),
    }
}

fn separated(expressions: &[Expression], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, expression) in expressions.iter().enumerate() {
        if position > 0 {
            formatter.write_str(", ")?;
        }
        write!(formatter, "{expression}")?;
    }
    Ok(())
}
