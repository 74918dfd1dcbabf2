//! Tokens that a server takes in place of a password, as programs ask for them.

use std::future::IntoFuture;

use crate::call::mode::Async;
use crate::client::presign::{AuthToken, AuthTokenRequest};
use crate::error::Error;
use crate::http::BoxFuture;

impl AuthTokenRequest<Async> {
    /// Makes the token. Nothing is sent, unless credentials have to be asked for.
    ///
    /// # Errors
    ///
    /// A host that is none, a time that is too short or too long, or credentials that are not to be had.
    pub async fn send(self) -> Result<AuthToken, Error> {
        self.make().await
    }
}

impl IntoFuture for AuthTokenRequest<Async> {
    type Output = Result<AuthToken, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.make())
    }
}

#[cfg(feature = "blocking")]
impl AuthTokenRequest<crate::call::mode::Blocking> {
    /// Makes the token, and blocks until it is made. Nothing is sent, unless credentials have to be asked for.
    ///
    /// # Errors
    ///
    /// A host that is none, a time that is too short or too long, or credentials that are not to be had; inside an async
    /// runtime always.
    pub fn send(self) -> Result<AuthToken, Error> {
        use crate::error::{ErrorKind, Facts};
        let action = self.action();
        let misplaced = |error| {
            Err(Error::new(ErrorKind::Configuration(error), Facts { operation: action, ..Facts::default() }))
        };
        crate::call::blocking::wait_for(self.make()).unwrap_or_else(misplaced)
    }
}
