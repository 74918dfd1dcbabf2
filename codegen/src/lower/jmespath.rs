//! JMESPath expressions: checked against the shapes they read, and compiled. The syntax is the `jmespath` crate's part; what an expression means for
//! shapes is decided here.

mod compile;
mod kind;

pub(super) use kind::Kind;

use crate::ir::path::Path;
use crate::ir::{Sensitivity, Service, ShapeId};
use compile::Compiler;

/// Longer expressions are refused. Together with the next limit it bounds how deep parser and
/// compiler recurse; the longest expression of botocore 1.44.5 has 171 characters.
const MAX_LENGTH: usize = 500;
/// Expressions with more opening brackets and negations are refused.
const MAX_NESTING: usize = 50;

/// An expression that was understood.
pub(super) struct Compiled {
    /// The expression.
    pub(super) path: Path,
    /// What it gives.
    pub(super) kind: Kind,
}

/// Why an expression was not understood: the reason and a suggestion.
pub(super) type Refusal = (String, Option<String>);

/// Compiles an expression that looks at a shape.
///
/// # Errors
///
/// An expression that is not JMESPath, uses something that the runtime does not know, or asks of the
/// shapes what they do not hold.
pub(super) fn compile(service: &Service, root: ShapeId, text: &str) -> Result<Compiled, Refusal> {
    let nesting = text.chars().filter(|letter| matches!(letter, '(' | '[' | '{' | '!' | '&')).count();
    if text.len() > MAX_LENGTH || nesting > MAX_NESTING {
        let reason = format!(
            "the expression is too long or too deep: at most {MAX_LENGTH} characters and {MAX_NESTING} brackets are read"
        );
        return Err((reason, None));
    }
    let tree = ::jmespath::parse(text).map_err(|error| {
        // The first line says what is wrong; the others repeat the expression.
        let words = error.to_string();
        (format!("{text:?} is not JMESPath: {}", words.lines().next().unwrap_or_default()), None)
    })?;
    let mut compiler = Compiler::new(service);
    let (expression, kind) = compiler.compile(&tree, &Kind::of(service, root))?;
    compiler.look_into(&kind);
    let sensitivity = if compiler.is_sensitive() { Sensitivity::Sensitive } else { Sensitivity::Public };
    Ok(Compiled { path: Path { text: text.to_owned(), expression, sensitivity }, kind })
}
