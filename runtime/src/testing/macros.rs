//! What the feature `test-util` adds to generated clients.

/// Adds `fake` to a generated client.
#[doc(hidden)]
#[macro_export]
macro_rules! __fake_client {
    ($service:ident) => {
        impl Client {
            /// A client for tests that answers from closures, through the real codec.
            pub fn fake() -> $crate::test_util::Fake<Self> {
                $crate::test_util::Fake::new(&$service, Self::new)
            }
        }
    };
}
