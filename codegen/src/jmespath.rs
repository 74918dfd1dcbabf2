//! JMESPath expressions: checked against the shapes they read, and turned into the static data that
//! the runtime evaluates. The syntax is the `jmespath` crate's part; what an expression means for
//! shapes is decided here.

mod compile;
mod kind;

pub(crate) use kind::Kind;

use crate::ir::{Service, ShapeId};
use compile::Compiler;

/// Longer expressions are refused. Together with the next limit it bounds how deep parser and
/// compiler recurse; the longest expression of botocore 1.44.5 has 171 characters.
const MAX_LENGTH: usize = 500;
/// Expressions with more opening brackets and negations are refused.
const MAX_NESTING: usize = 50;

/// An expression that was understood.
pub(crate) struct Compiled {
    /// The expression in the words of the runtime's `waiter::table`.
    pub(crate) code: String,
    /// What it gives.
    pub(crate) kind: Kind,
}

/// Why an expression was not understood: the reason and a suggestion.
pub(crate) type Refusal = (String, Option<String>);

/// Compiles an expression that looks at a shape.
///
/// # Errors
///
/// An expression that is not JMESPath, uses something that the runtime does not know, or asks of the
/// shapes what they do not hold.
pub(crate) fn compile(service: &Service, root: ShapeId, text: &str) -> Result<Compiled, Refusal> {
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
    let (code, kind) = compiler.compile(&tree, &Kind::of(service, root))?;
    compiler.look_into(&kind);
    let code = if compiler.is_sensitive() { format!("Sensitive(&{code})") } else { code.to_string() };
    Ok(Compiled { code, kind })
}
