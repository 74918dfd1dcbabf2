//! The client type of a generated crate.

/// Defines the client of a generated crate around its [`ServiceSchema`](crate::operation::ServiceSchema)
/// and its request type (see [`request!`](crate::request!)).
///
/// It is defined in the generated crate, so that operations can be inherent methods. Its own methods
/// are few, since every one is a name that no operation can have: `new`, `from_env`, `config`,
/// `request`, and with the feature `test-util` also `fake`.
#[macro_export]
macro_rules! client {
    ($service:ident, $request:ident) => {
        /// A client of the service, with a method per operation. Cheap to clone; clones share
        /// connections, credentials and the retry budget.
        ///
        /// `M` is how calls are waited for. It is seen only in the signatures of methods, which
        /// serve the blocking client as well: write `Client`.
        pub struct Client<M = $crate::mode::Async> {
            pub(crate) inner: $crate::Client,
            mode: ::core::marker::PhantomData<fn() -> M>,
        }

        impl Client {
            /// A client with this configuration. Nothing is sent before the first call.
            pub fn new(config: $crate::Config) -> Self {
                Self::over($crate::Client::new(&$service, config))
            }

            /// A client configured by the environment and the profile, as AWS tools are.
            ///
            /// # Errors
            ///
            /// A value that does not parse, a profile that does not exist, or no region anywhere. A service that is not
            /// of AWS is in no environment, so there it is always an error: see `new`.
            pub fn from_env() -> ::core::result::Result<Self, $crate::ConfigError> {
                ::core::result::Result::Ok(Self::over($crate::Client::from_env(&$service)?))
            }
        }

        impl<M> Client<M> {
            pub(crate) fn over(inner: $crate::Client) -> Self {
                Self { inner, mode: ::core::marker::PhantomData }
            }

            /// The configuration.
            pub fn config(&self) -> &$crate::Config {
                self.inner.config()
            }

            /// A request with an input that is at hand already, say a stored one.
            pub fn request<I: $crate::operation::Operation>(&self, input: I) -> $request<I, M> {
                $request::new(self.inner.clone(), input)
            }
        }

        impl<M> ::core::clone::Clone for Client<M> {
            fn clone(&self) -> Self {
                Self::over(self.inner.clone())
            }
        }

        impl<M> ::core::fmt::Debug for Client<M> {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.inner, formatter)
            }
        }

        $crate::__fake_client!($service);
    };
}

/// Nothing, without the feature `test-util`.
#[cfg(not(feature = "test-util"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __fake_client {
    ($service:ident) => {};
}
