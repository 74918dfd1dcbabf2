//! How errors are told: a level in a line, all levels in one, and for a person who did not expect them.
//!
//! `Display` of each error of this crate is its own level alone, in one line; what is behind it is its `source()`.

use std::error::Error as StdError;
use std::fmt::{self, Write};

/// How many causes are told of an error, so that a chain that goes round in a circle comes to an end.
const DEEPEST: usize = 32;

/// An error and all that is behind it in one line, for logs: `first: second: third`.
///
/// Works for any error, of this crate or not. What an error says of its cause, and the cause says again, stands there
/// once. White space and control characters become single spaces, so that what a service says cannot break a line.
///
/// ```
/// # use shapesmith_runtime::{CredentialsError, one_line};
/// let cause = std::io::Error::other("it is\nlocked");
/// let error = CredentialsError::new("the file cannot be read").with_source(cause);
/// assert_eq!(error.to_string(), "the file cannot be read");
/// assert_eq!(one_line(&error), "the file cannot be read: it is locked");
/// ```
pub fn one_line(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    for level in levels(error) {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&level);
    }
    text
}

/// The texts of an error and its causes, from the outside in, each in one line and none twice in a row.
fn levels(error: &(dyn StdError + 'static)) -> Vec<String> {
    let mut levels = vec![level(error)];
    let mut cause = error.source();
    for _ in 0..DEEPEST {
        let Some(error) = cause else { break };
        let text = level(error);
        if !levels.last().is_some_and(|last| last.ends_with(&text)) {
            levels.push(text);
        }
        cause = error.source();
    }
    levels
}

fn level(error: &dyn StdError) -> String {
    let mut text = String::new();
    // Writing into a text does not fail; an error that fails to tell itself is told as far as it got.
    let _ = write!(OneLine::new(&mut text), "{error}");
    text
}

/// `Debug` of an error: `{:?}`, which is what a program shows whose `main` returns it, is its line and the causes
/// below; `{:#?}` is the fields.
///
/// # Errors
///
/// The formatter's own.
pub(crate) fn debug(
    error: &(dyn StdError + 'static),
    formatter: &mut fmt::Formatter<'_>,
    fields: impl FnOnce(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    if formatter.alternate() { fields(formatter) } else { report(error, formatter) }
}

fn report(error: &(dyn StdError + 'static), formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut levels = levels(error).into_iter();
    formatter.write_str(&levels.next().unwrap_or_default())?;
    for (index, cause) in levels.enumerate() {
        if index == 0 {
            formatter.write_str("\n\nCaused by:")?;
        }
        write!(formatter, "\n    {cause}")?;
    }
    Ok(())
}

/// Writes text in one line, whatever it holds.
///
/// # Errors
///
/// The formatter's own.
pub(crate) fn line(formatter: &mut fmt::Formatter<'_>, text: fmt::Arguments<'_>) -> fmt::Result {
    OneLine::new(formatter).write_fmt(text)
}

/// Passes text on with every run of white space and control characters as a single space, so that
/// what a service says cannot break a line or a terminal.
pub(crate) struct OneLine<'a> {
    to: &'a mut dyn fmt::Write,
    started: bool,
    gap: bool,
}

impl<'a> OneLine<'a> {
    pub(crate) fn new(to: &'a mut dyn fmt::Write) -> Self {
        Self { to, started: false, gap: false }
    }
}

impl fmt::Write for OneLine<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if character.is_whitespace() || character.is_control() {
                self.gap = self.started;
                continue;
            }
            if self.gap {
                self.to.write_char(' ')?;
                self.gap = false;
            }
            self.to.write_char(character)?;
            self.started = true;
        }
        Ok(())
    }
}

/// `Debug` of an error of these fields, as [`debug`] has it; of an enum, by its variants.
macro_rules! told {
    ($type:ident { $($field:ident),* }) => {
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::told::debug(self, formatter, |formatter| {
                    formatter.debug_struct(stringify!($type))$(.field(stringify!($field), &self.$field))*.finish()
                })
            }
        }
    };
    (enum $type:ident { $($variant:ident { $($field:ident),* }),* }) => {
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::told::debug(self, formatter, |formatter| match self {
                    $(Self::$variant { $($field),* } => formatter
                        .debug_struct(stringify!($variant))$(.field(stringify!($field), $field))*.finish(),)*
                })
            }
        }
    };
}

pub(crate) use told;
