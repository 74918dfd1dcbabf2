//! The blocking half of generated crates.

/// Defines the blocking client of a generated crate, around its
/// [`ServiceSchema`](crate::operation::ServiceSchema) and the client that [`client!`](crate::client!)
/// defines, which has the operations.
#[macro_export]
macro_rules! blocking_client {
    ($service:ident, $client:ident) => {
        /// A client of the service whose calls block the thread, with a method per operation. Cheap to
        /// clone; clones share connections, credentials and the retry budget.
        ///
        /// Inside an async runtime every call is an error that says so.
        #[derive(Clone, Debug)]
        pub struct Client {
            inner: $client<$crate::mode::Blocking>,
        }

        impl Client {
            /// A client with this configuration. Nothing is sent before the first call.
            pub fn new(config: $crate::Config) -> Self {
                Self { inner: $client::over($crate::Client::new(&$service, config)) }
            }

            /// A client configured by the environment and the profile, as AWS tools are.
            ///
            /// # Errors
            ///
            /// A value that does not parse, a profile that does not exist, or no region anywhere. A service that is not
            /// of AWS is in no environment, so there it is always an error: see `new`.
            pub fn from_env() -> ::core::result::Result<Self, $crate::ConfigError> {
                let inner = $crate::Client::from_env(&$service)?;
                ::core::result::Result::Ok(Self { inner: $client::over(inner) })
            }
        }

        /// The operations.
        impl ::core::ops::Deref for Client {
            type Target = $client<$crate::mode::Blocking>;

            fn deref(&self) -> &Self::Target {
                &self.inner
            }
        }

        /// A client with the configuration and the connections of an async one. Connections that were
        /// opened inside an async runtime end with it.
        impl ::core::convert::From<$client> for Client {
            fn from(client: $client) -> Self {
                Self { inner: $client::over(client.inner) }
            }
        }
    };
}

/// What the blocking mode adds to the request type of a generated crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking_request {
    () => {
        impl<I: $crate::operation::Operation> Request<I, $crate::mode::Blocking> {
            /// Sends the request and blocks the thread until the reply has come.
            ///
            /// # Errors
            ///
            /// Why the call failed; inside an async runtime it always does.
            pub fn send(
                self,
            ) -> ::core::result::Result<$crate::request::Response<I::Output>, $crate::error::Error<I::Error>>
            {
                $crate::blocking::send(&self.client, self.input, &self.config)
            }
        }
    };
}

/// What signing in URLs adds to the blocking mode of the request type of a generated crate.
#[cfg(feature = "presign")]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking_presign_request {
    () => {
        impl<I: $crate::operation::Operation> Request<I, $crate::mode::Blocking> {
            /// Signs the request in its URL, for somebody else to send within some time: a second at least, seven days
            /// at most. Nothing is sent, unless credentials have to be asked for.
            ///
            /// # Errors
            ///
            /// A time that is too short or too long, an operation that cannot be called by a URL, or whatever keeps a
            /// call from being signed; inside an async runtime always.
            pub fn presign(
                mut self,
                expires: ::core::time::Duration,
            ) -> ::core::result::Result<$crate::Presigned, $crate::error::Error<I::Error>> {
                $crate::blocking::presign::<I>(&self.client, &mut self.input, &self.config, expires)
            }

            /// Signs an upload by a form, as browsers send it, for which this request says all but the body. Nothing is
            /// sent, unless credentials have to be asked for.
            ///
            /// # Errors
            ///
            /// An operation that takes no forms, a body, a time that is too short or too long, or whatever keeps a call
            /// from being signed; inside an async runtime always.
            pub fn presign_post(
                mut self,
                policy: $crate::PostPolicy,
            ) -> ::core::result::Result<$crate::PresignedPost, $crate::error::Error<I::Error>> {
                $crate::blocking::presign_post::<I>(&self.client, &mut self.input, &self.config, policy)
            }
        }
    };
}
