//! JMESPath expressions as data.

/// An expression. Members stand under their names in the model.
#[derive(Debug)]
#[non_exhaustive]
pub enum Expression {
    /// The value that is looked at: `@`.
    Current,
    /// A member, a member of that, and so on: `a.b.c`.
    Members(&'static [&'static str]),
    /// The second expression looks at the value of the first: `a.b`.
    Then(&'static Expression, &'static Expression),
    /// The element at a position, counted from the end where it is negative: `a[0]`.
    Index(&'static Expression, i32),
    /// A list of lists as one list, without what is null: `a[]`.
    Flatten(&'static Expression),
    /// The second expression looks at each element of the list; what is null is left out: `a[*].b`.
    Each(&'static Expression, &'static Expression),
    /// The elements of the list for which the condition holds, without what is null: `a[?b]`.
    Filter(&'static Expression, &'static Expression),
    /// The values of a map or structure, without what is null: `a.*`.
    Values(&'static Expression),
    /// The results of several expressions: `[a, b]`.
    List(&'static [Expression]),
    /// A value that stands in the expression.
    Literal(Literal),
    /// A comparison.
    Compare(Comparator, &'static Expression, &'static Expression),
    /// Whether the value is empty: `!a`.
    Not(&'static Expression),
    /// The second value, if the first is not empty: `a && b`.
    And(&'static Expression, &'static Expression),
    /// The first value, if it is not empty, or the second: `a || b`.
    Or(&'static Expression, &'static Expression),
    /// How many elements, entries or characters there are: `length(a)`.
    Length(&'static Expression),
    /// The keys of a map: `keys(a)`.
    Keys(&'static Expression),
    /// The expression itself; its value must never be logged.
    Sensitive(&'static Expression),
}

/// A value that stands in an expression, or that the value of one is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Literal {
    /// Null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(&'static str),
}

/// How two values are compared. All but the first two compare numbers only.
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
