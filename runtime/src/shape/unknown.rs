//! Values of enums that the model does not know.

use std::fmt;

/// The text of a value that an enum has no variant for: what its `Unknown` holds.
///
/// Nobody but the enum itself can make one, from a text that stands for none of its variants: so a value has one form,
/// and a text that a newer model knows never hides in `Unknown`. To ask for such a value all the same, compare texts;
/// that goes on working when the model learns it:
///
/// ```
/// # #[derive(Clone, Debug)]
/// # pub enum State { Alarm, Unknown(shapesmith_runtime::UnknownValue) }
/// # shapesmith_runtime::string_enum! { State { Alarm: "ALARM"; } }
/// let state = State::from("SNOOZED");
/// match &state {
///     State::Alarm => println!("it rings"),
///     other if other.as_str() == "SNOOZED" => println!("it will ring again"),
///     other => println!("{other}, whatever that is"),
/// }
/// ```
///
/// ```compile_fail,E0277
/// # #[derive(Clone, Debug)]
/// # pub enum State { Alarm, Unknown(shapesmith_runtime::UnknownValue) }
/// # shapesmith_runtime::string_enum! { State { Alarm: "ALARM"; } }
/// let state = State::Unknown("ALARM".into());
/// ```
#[derive(Clone)]
pub struct UnknownValue {
    text: Box<str>,
}

impl UnknownValue {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.into() }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, formatter)
    }
}
