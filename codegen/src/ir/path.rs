//! JMESPath expressions, checked against the shapes that they read.
//!
//! Source: [the JMESPath specification](https://jmespath.org/specification.html).

use super::Sensitivity;

/// An expression over a structure.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The expression as the model writes it.
    pub text: String,
    /// What it means.
    pub expression: Expression,
    /// Whether it reads anything that must never be logged.
    pub sensitivity: Sensitivity,
}

/// What an expression means.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// The value that is looked at: `@`.
    Current,
    /// A member, a member of that, and so on: `a.b.c`.
    Members(Vec<String>),
    /// The second looks at the value of the first: `a.b`.
    Then(Box<Expression>, Box<Expression>),
    /// The element at a position, counted from the end where it is negative: `a[0]`.
    Index(Box<Expression>, i32),
    /// A list of lists as one list: `a[]`.
    Flatten(Box<Expression>),
    /// The second looks at each element of the list: `a[*].b`.
    Each(Box<Expression>, Box<Expression>),
    /// The elements of the list for which the condition holds: `a[?b]`.
    Filter(Box<Expression>, Box<Expression>),
    /// The values of a map: `a.*`.
    Values(Box<Expression>),
    /// The results of several expressions: `[a, b]`.
    List(Vec<Expression>),
    /// A value that stands in the expression.
    Literal(Literal),
    /// A comparison.
    Compare(Comparator, Box<Expression>, Box<Expression>),
    /// Whether the value is empty: `!a`.
    Not(Box<Expression>),
    /// The second value, if the first is not empty: `a && b`.
    And(Box<Expression>, Box<Expression>),
    /// The first value, if it is not empty, or the second: `a || b`.
    Or(Box<Expression>, Box<Expression>),
    /// How many elements, entries or characters there are: `length(a)`.
    Length(Box<Expression>),
    /// The keys of a map: `keys(a)`.
    Keys(Box<Expression>),
}

/// A value that stands in an expression, or that the value of one is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Path {
    /// The members that the expression goes through, if it does no more than name a member.
    pub fn members(&self) -> Option<&[String]> {
        match &self.expression {
            Expression::Members(names) => Some(names),
            _ => None,
        }
    }
}
