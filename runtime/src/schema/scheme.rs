//! How requests tell who sends them, where that is no signature.

/// A way to authorise requests that a service takes in place of a signature, or beside it.
///
/// Source: [authentication traits](https://smithy.io/2.0/spec/authentication-traits.html).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scheme {
    /// A token in the header `authorization`, behind the word `Bearer`.
    #[non_exhaustive]
    Bearer,
    /// A name and a password in the header `authorization`, behind the word `Basic`.
    #[non_exhaustive]
    Basic,
    /// A key in a header.
    #[non_exhaustive]
    KeyHeader {
        /// The name of the header.
        name: &'static str,
        /// The word before the key, with a space between them; empty for none.
        word: &'static str,
    },
    /// A key in the query.
    #[non_exhaustive]
    KeyParameter {
        /// The name of the parameter.
        name: &'static str,
    },
}

impl Scheme {
    /// A bearer token.
    pub const BEARER: Self = Self::Bearer;

    /// A name and a password.
    pub const BASIC: Self = Self::Basic;

    /// A key in a header of this name, behind a word, unless that is empty.
    pub const fn key_header(name: &'static str, word: &'static str) -> Self {
        Self::KeyHeader { name, word }
    }

    /// A key in a parameter of the query.
    pub const fn key_parameter(name: &'static str) -> Self {
        Self::KeyParameter { name }
    }
}
