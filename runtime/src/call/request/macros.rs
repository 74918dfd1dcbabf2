//! The one request type of a generated crate.

/// Defines the request type of a generated crate: `Request<I>`, a call of the operation whose input
/// is `I`, on its way.
///
/// It is defined in the generated crate, so that the setters of an operation can be inherent methods
/// of `Request<ThatInput>`. Its own methods are few, since the generator has to give another name to
/// every setter that would be called as they are.
#[macro_export]
macro_rules! request {
    () => {
        /// A call on its way: an input and the client to send it with. Await it, or `send` it.
        ///
        /// `M` is how the call is waited for, as the client has it: write `Request<I>`.
        #[must_use = "a request does nothing until it is sent"]
        pub struct Request<I, M = $crate::mode::Async> {
            client: $crate::Client,
            /// The input. Its members can be set as they are, for one that is at hand as an `Option`:
            /// `request.input.next_token = token`.
            pub input: I,
            config: $crate::request::RequestConfig,
            mode: ::core::marker::PhantomData<fn() -> M>,
        }

        impl<I, M> Request<I, M> {
            pub(crate) fn new(client: $crate::Client, input: I) -> Self {
                let config = $crate::request::RequestConfig::new();
                Self { client, input, config, mode: ::core::marker::PhantomData }
            }

            /// Does this call differently from the client's configuration:
            /// `.configure(|call| call.max_attempts(1))`.
            pub fn configure(
                mut self,
                change: impl ::core::ops::FnOnce($crate::request::RequestConfig) -> $crate::request::RequestConfig,
            ) -> Self {
                self.config = change(self.config);
                self
            }
        }

        impl<I: $crate::operation::Operation> Request<I> {
            /// Sends the request and waits for the reply.
            ///
            /// # Errors
            ///
            /// Why the call failed.
            pub async fn send(
                self,
            ) -> ::core::result::Result<$crate::request::Response<I::Output>, $crate::error::Error<I::Error>> {
                $crate::request::send(&self.client, self.input, &self.config).await
            }
        }

        impl<I: $crate::operation::Operation, M> Request<I, M> {
            /// Waits by calling the operation again and again, as a waiter says.
            pub fn wait_until<R: $crate::waiter::Ending<I::Output>>(
                self,
                waiter: &'static $crate::waiter::WaiterSchema,
            ) -> $crate::waiter::Wait<I, R, M> {
                $crate::waiter::Wait::of_mode(self.client, self.input, self.config, waiter)
            }
        }

        impl<I: $crate::operation::Paginated, M> Request<I, M> {
            /// All pages, each as the service gave it.
            pub fn pages(self) -> $crate::pagination::Pages<I, M> {
                $crate::pagination::Pages::of_mode(self.client, self.input, self.config)
            }
        }

        impl<I: $crate::operation::PaginatedItems, M> Request<I, M> {
            /// The items of all pages, one after the other.
            pub fn items(self) -> $crate::pagination::Items<I, M> {
                $crate::pagination::Items::of_mode(self.client, self.input, self.config)
            }
        }

        impl<I: $crate::operation::Operation> ::core::future::IntoFuture for Request<I> {
            type Output =
                ::core::result::Result<$crate::request::Response<I::Output>, $crate::error::Error<I::Error>>;
            type IntoFuture = $crate::http::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(self.send())
            }
        }

        impl<I: ::core::clone::Clone, M> ::core::clone::Clone for Request<I, M> {
            fn clone(&self) -> Self {
                Self {
                    client: self.client.clone(),
                    input: self.input.clone(),
                    config: self.config.clone(),
                    mode: ::core::marker::PhantomData,
                }
            }
        }

        impl<I: ::core::fmt::Debug, M> ::core::fmt::Debug for Request<I, M> {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter
                    .debug_struct("Request")
                    .field("input", &self.input)
                    .field("config", &self.config)
                    .finish_non_exhaustive()
            }
        }

        $crate::__blocking_request!();
        $crate::__presign_request!();
    };
}

/// What signing in URLs adds to the request type of a generated crate.
#[cfg(feature = "presign")]
#[doc(hidden)]
#[macro_export]
macro_rules! __presign_request {
    () => {
        impl<I: $crate::operation::Operation> Request<I> {
            /// Signs the request in its URL, for somebody else to send within some time: a second at least, seven days
            /// at most. Nothing is sent, unless credentials have to be asked for.
            ///
            /// # Errors
            ///
            /// A time that is too short or too long, an operation that cannot be called by a URL, or whatever keeps a
            /// call from being signed.
            pub async fn presign(
                mut self,
                expires: ::core::time::Duration,
            ) -> ::core::result::Result<$crate::Presigned, $crate::error::Error<I::Error>> {
                $crate::request::presign::<I>(&self.client, &mut self.input, &self.config, expires).await
            }

            /// Signs an upload by a form, as browsers send it, for which this request says all but the body. Nothing is
            /// sent, unless credentials have to be asked for.
            ///
            /// # Errors
            ///
            /// An operation that takes no forms, a body, a time that is too short or too long, or whatever keeps a call
            /// from being signed.
            pub async fn presign_post(
                mut self,
                policy: $crate::PostPolicy,
            ) -> ::core::result::Result<$crate::PresignedPost, $crate::error::Error<I::Error>> {
                $crate::request::presign_post::<I>(&self.client, &mut self.input, &self.config, policy).await
            }
        }

        $crate::__blocking_presign_request!();
    };
}

/// Nothing, without the feature `presign`.
#[cfg(not(feature = "presign"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __presign_request {
    () => {};
}

/// Nothing, without the feature `blocking`.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking_request {
    () => {};
}

/// Nothing, without the feature `blocking`.
#[cfg(all(feature = "presign", not(feature = "blocking")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking_presign_request {
    () => {};
}
