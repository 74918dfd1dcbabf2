//! What the example programs share.

pub mod table;

/// Defines for each page of Markdown an item whose documentation it is, so that its code compiles and runs as doctests.
#[cfg(doctest)]
macro_rules! pages {
    ($($name:ident: $text:expr;)*) => {
        $(#[doc = $text] pub struct $name;)*
    };
}

#[cfg(doctest)]
pages! {
    Readme: include_str!("../../README.md");
    Start: include_str!("../../docs/guide/start.md");
    Calling: include_str!("../../docs/guide/calling.md");
    Testing: include_str!("../../docs/guide/testing.md");
    FromTheOfficialSdk: include_str!("../../docs/guide/from-aws-sdk-rust.md");
    FromRusoto: include_str!("../../docs/guide/from-rusoto.md");
    Credentials: include_str!("../../docs/guide/credentials.md");
}
