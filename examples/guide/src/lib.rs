//! The pages of the guide, each as the documentation of an item, so that their code is compiled and run as doctests.

/// Defines an item for each page.
#[cfg(doctest)]
macro_rules! pages {
    ($($name:ident: $text:expr;)*) => {
        $(#[doc = $text] pub struct $name;)*
    };
}

#[cfg(doctest)]
pages! {
    Start: include_str!("../../../docs/guide/start.md");
    Calling: include_str!("../../../docs/guide/calling.md");
    Testing: include_str!("../../../docs/guide/testing.md");
    Events: include_str!("../../../docs/guide/events.md");
    Features: include_str!("../../../docs/guide/features.md");
    FromTheOfficialSdk: include_str!("../../../docs/guide/from-aws-sdk-rust.md");
    FromRusoto: include_str!("../../../docs/guide/from-rusoto.md");
}
