//! JMESPath expressions in the words of the runtime.

use crate::ir::Sensitivity;
use crate::ir::path::{Comparator, Expression, Literal, Path};

/// An expression as static data.
pub(super) fn path(path: &Path) -> String {
    let expression = expression(&path.expression);
    match path.sensitivity {
        Sensitivity::Public => expression,
        Sensitivity::Sensitive => format!("Sensitive(&{expression})"),
    }
}

fn expression(part: &Expression) -> String {
    let two = |word: &str, one: &Expression, other: &Expression| {
        format!("{word}(&{}, &{})", expression(one), expression(other))
    };
    let one = |word: &str, of: &Expression| format!("{word}(&{})", expression(of));
    match part {
        Expression::Current => "Current".to_owned(),
        Expression::Members(names) => {
            format!("Members(&{names:?})")
        }
        Expression::Then(first, second) => two("Then", first, second),
        Expression::Index(list, position) => format!("Index(&{}, {position})", expression(list)),
        Expression::Flatten(list) => one("Flatten", list),
        Expression::Each(list, each) => two("Each", list, each),
        Expression::Filter(list, condition) => two("Filter", list, condition),
        Expression::Values(map) => one("Values", map),
        Expression::List(parts) => {
            let parts: Vec<String> = parts.iter().map(expression).collect();
            format!("List(&[{}])", parts.join(", "))
        }
        Expression::Literal(value) => format!("Literal({})", literal(value)),
        Expression::Compare(comparator, left, right) => {
            let comparator = match comparator {
                Comparator::Equal => "Equal",
                Comparator::NotEqual => "NotEqual",
                Comparator::Less => "Less",
                Comparator::LessOrEqual => "LessOrEqual",
                Comparator::Greater => "Greater",
                Comparator::GreaterOrEqual => "GreaterOrEqual",
            };
            format!("Compare({comparator}, &{}, &{})", expression(left), expression(right))
        }
        Expression::Not(value) => one("Not", value),
        Expression::And(left, right) => two("And", left, right),
        Expression::Or(left, right) => two("Or", left, right),
        Expression::Length(value) => one("Length", value),
        Expression::Keys(map) => one("Keys", map),
    }
}

/// A literal as static data.
pub(super) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "Null".to_owned(),
        Literal::Boolean(value) => format!("Boolean({value})"),
        Literal::Number(number) => format!("Number({number:?})"),
        Literal::Text(text) => format!("Text({text:?})"),
    }
}
