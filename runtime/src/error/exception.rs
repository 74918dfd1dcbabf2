//! Errors that services answer with: what generated error types are made of.

use std::any::Any;
use std::fmt::{self, Write};

use super::{Exception, Facts};
use crate::schema::ErrorSchema;
use crate::shape::equality::equal;
use crate::shape::{Member, Slot, Structure, Traits, Value, View, with_member};
use crate::told::OneLine;

/// The errors of one operation: generated as an enum with a variant per modelled exception and
/// `Unhandled`. The [`operation_error!`](crate::operation_error) macro implements it.
pub trait OperationError: std::error::Error + Send + Sync + 'static {
    /// The variant that an error code stands for, after its structure was filled, which is empty before; `None` for a code
    /// that the model does not list for the operation.
    fn from_code(code: &str, fill: &mut FillException<'_>) -> Option<Self>
    where
        Self: Sized;

    /// The variant for an error that the model does not list.
    fn from_unhandled(unhandled: Unhandled) -> Self
    where
        Self: Sized;

    /// Which variant it is, and what it holds.
    fn variant(&self) -> Variant<'_>;

    /// The error code of the variant, as the model has it.
    fn code(&self) -> Option<&str> {
        match self.variant() {
            Variant::Listed { code, .. } => Some(code),
            Variant::Unhandled(unhandled) => unhandled.code.as_deref(),
        }
    }

    /// The structure of the variant, to be read.
    fn structure(&self) -> Option<&(dyn Structure + 'static)> {
        match self.variant() {
            Variant::Listed { exception, .. } => Some(exception),
            Variant::Unhandled(_) => None,
        }
    }

    /// The `Unhandled` variant, if it is that.
    fn unhandled(&self) -> Option<&Unhandled> {
        match self.variant() {
            Variant::Listed { .. } => None,
            Variant::Unhandled(unhandled) => Some(unhandled),
        }
    }
}

/// What fills an exception.
pub type FillException<'a> = dyn FnMut(&mut (dyn Structure + 'static)) + 'a;

/// An exception that was filled.
#[doc(hidden)]
pub fn filled<T: Value + Structure + 'static>(fill: &mut FillException<'_>) -> T {
    let mut exception = T::empty();
    fill(&mut exception);
    exception
}

/// What the error of an operation holds.
#[derive(Clone, Copy)]
pub enum Variant<'a> {
    /// An exception that the model lists for the operation.
    Listed {
        /// What the variant is called.
        name: &'static str,
        /// The error code, as the model has it.
        code: &'static str,
        /// The structure.
        exception: &'a (dyn Structure + 'static),
    },
    /// Any other error.
    Unhandled(&'a Unhandled),
}

impl PartialEq for Variant<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Listed { name, exception, .. }, Self::Listed { name: same, exception: other, .. }) => {
                name == same && equal(View::Structure(exception), View::Structure(other))
            }
            (Self::Unhandled(one), Self::Unhandled(other)) => one == other,
            _ => false,
        }
    }
}

/// As a derive on the enum would have it, with sensitive members redacted.
impl fmt::Debug for Variant<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Listed { name, exception, .. } => formatter.debug_tuple(name).field(&exception).finish(),
            Self::Unhandled(unhandled) => formatter.debug_tuple("Unhandled").field(unhandled).finish(),
        }
    }
}

/// An error that the service reported with a code that the model does not list for the operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Unhandled {
    /// The error code, if the reply had one.
    pub code: Option<String>,
    /// The message, if the reply had one.
    pub message: Option<String>,
}

impl Unhandled {
    /// An error with a code and a message.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: Some(code.into()), message: Some(message.into()) }
    }
}

impl fmt::Display for Unhandled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(formatter, self.code.as_deref().unwrap_or("unknown error"), self.message.as_deref())
    }
}

impl std::error::Error for Unhandled {}

/// The error enum of an operation that is known by its schema alone.
impl OperationError for Unhandled {
    fn from_code(_: &str, _: &mut FillException<'_>) -> Option<Self> {
        None
    }

    fn from_unhandled(unhandled: Unhandled) -> Self {
        unhandled
    }

    fn variant(&self) -> Variant<'_> {
        Variant::Unhandled(self)
    }
}

/// `Display` of an exception: its code and, where it has one, its message.
///
/// # Errors
///
/// The formatter's own.
pub fn write_exception(
    formatter: &mut fmt::Formatter<'_>,
    code: &str,
    exception: &dyn Structure,
) -> fmt::Result {
    let message = message(exception).filter(|message| !message.sensitive).map(|message| message.text);
    write_line(formatter, code, message)
}

/// `Display` of an operation's error enum.
///
/// # Errors
///
/// The formatter's own.
pub fn write_operation_error(formatter: &mut fmt::Formatter<'_>, error: &dyn OperationError) -> fmt::Result {
    match error.variant() {
        Variant::Listed { code, exception, .. } => write_exception(formatter, code, exception),
        Variant::Unhandled(unhandled) => fmt::Display::fmt(unhandled, formatter),
    }
}

fn write_line(formatter: &mut fmt::Formatter<'_>, code: &str, message: Option<&str>) -> fmt::Result {
    let mut line = OneLine::new(formatter);
    line.write_str(code)?;
    match message {
        Some(message) if !message.is_empty() => write!(line, ": {message}"),
        _ => Ok(()),
    }
}

struct Message<'a> {
    text: &'a str,
    sensitive: bool,
}

/// The message of an exception: the string member called `message`, however it is spelled.
fn message(exception: &dyn Structure) -> Option<Message<'_>> {
    let members = exception.schema().members.iter().enumerate();
    members.filter(|(_, member)| is_message(member)).find_map(|(index, member)| match exception.view(index) {
        View::String(text) | View::Enum(text) => {
            Some(Message { text, sensitive: member.traits.has(Traits::SENSITIVE) })
        }
        _ => None,
    })
}

fn is_message(member: &Member) -> bool {
    member.name.eq_ignore_ascii_case("message")
}

/// Whether the model says that the message of an exception must never be logged.
pub(crate) fn has_sensitive_message(schema: &ErrorSchema) -> bool {
    let mut members = schema.shape.structure().members.iter();
    members.any(|member| is_message(member) && member.traits.has(Traits::SENSITIVE))
}

/// Gives an exception whose members have been read the message that the answer had, wherever that was.
pub(crate) fn complete(exception: &mut dyn Structure, found: Option<&str>) {
    let Some(found) = found.filter(|_| message(exception).is_none_or(|message| message.text.is_empty()))
    else {
        return;
    };
    let Some(index) = exception.schema().members.iter().position(is_message) else { return };
    with_member(exception, index, &mut |member| {
        if let Slot::String(text) = member.slot() {
            *text = found.to_owned();
        }
    });
}

/// Takes over the message of an exception whose members have been read, and gives it the one that was found
/// elsewhere in the answer.
pub(super) fn add_message(exception: &mut dyn Structure, facts: &mut Facts) {
    complete(exception, facts.message.as_deref());
    if let Some(message) = message(exception) {
        facts.message_is_sensitive = message.sensitive;
        facts.message.get_or_insert_with(|| message.text.to_owned());
    }
}

/// What is known of an error that was made by hand.
pub(super) fn facts(facts: Facts, listed: &'static [ErrorSchema], error: &dyn OperationError) -> Facts {
    let code = error.code();
    let schema = code.and_then(|code| listed.iter().find(|schema| schema.is_called(code)));
    let message = error.structure().and_then(message);
    Facts {
        code: code.map(str::to_owned),
        message_is_sensitive: message.as_ref().is_some_and(|message| message.sensitive),
        message: match message {
            Some(message) => Some(message.text.to_owned()),
            None => error.unhandled().and_then(|unhandled| unhandled.message.clone()),
        },
        class: super::classify(code, None, schema),
        attempts: 1,
        ..facts
    }
}

/// The exception in the error of an operation, if it is of this type.
pub(super) fn of_type<T: Exception>(error: &dyn OperationError) -> Option<&T> {
    (error.structure()? as &dyn Any).downcast_ref()
}
