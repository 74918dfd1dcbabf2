//! How requests tell who sends them.

/// How the requests of an operation tell who sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authentication {
    /// Whether they are signed with Signature Version 4, where the program has nothing for any of the schemes.
    pub signed: bool,
    /// What they may carry in place of a signature, what is preferred first.
    pub schemes: Vec<Scheme>,
    /// Whether they may carry nothing, where they are not signed and the program has nothing for any of the schemes.
    pub optional: bool,
}

/// What a request may carry in place of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// A bearer token.
    Bearer,
    /// A name and a password.
    Basic,
    /// A key in a header.
    KeyHeader {
        /// The name of the header.
        name: String,
        /// The word before the key.
        word: Option<String>,
    },
    /// A key in the query.
    KeyParameter {
        /// The name of the parameter.
        name: String,
    },
}

impl Authentication {
    /// A signature.
    pub fn sigv4() -> Self {
        Self { signed: true, ..Self::default() }
    }

    /// A bearer token.
    pub fn bearer() -> Self {
        Self { schemes: vec![Scheme::Bearer], ..Self::default() }
    }

    /// Nothing.
    pub fn anonymous() -> Self {
        Self::default()
    }
}
