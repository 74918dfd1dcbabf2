//! Who calls: credentials for a signature, and what requests carry in place of one.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use super::attempt::Attempt;
use super::{Client, failure};
use crate::auth;
use crate::auth::secret::{self, Identity};
use crate::auth::{BearerToken, Credentials};
use crate::error::{CredentialsError, ErrorKind, Failure, RequestError};
use crate::protocol::OperationSchema;
use crate::schema::Scheme;

impl Client {
    /// The credentials that a request is signed with.
    pub(super) async fn credentials(
        &self,
        operation: &'static OperationSchema,
        attempt: &Attempt<'_>,
    ) -> Result<Credentials, Failure> {
        let asked = pin!(self.inner.config.credentials_cache().get(self.clock().now()));
        self.provided(operation, attempt, asked).await
    }

    /// What requests of an operation carry in place of a signature: by the first scheme that the program has something
    /// for. Where there is nothing, a signature or nothing may do; else it is an error.
    pub(super) async fn identity(
        &self,
        operation: &'static OperationSchema,
        attempt: &Attempt<'_>,
    ) -> Result<Option<Identity>, Failure> {
        let secrets = self.inner.config.secrets();
        let wrong = |reason: &str| failure(operation, ErrorKind::Request(RequestError::new(reason)));
        for scheme in operation.schemes {
            match scheme {
                Scheme::Bearer => {
                    if let Some(provider) = &secrets.bearer_token {
                        let token = self.provided(operation, attempt, provider.provide()).await?;
                        return Ok(Some(Identity::token(&token)));
                    }
                    let variable = bearer_variable(operation);
                    let environment = self.inner.config.environment();
                    if let Some(token) = variable.and_then(|variable| environment.get(&variable)) {
                        return Ok(Some(Identity::token(&BearerToken::new(token))));
                    }
                }
                Scheme::Basic => {
                    if let Some(provider) = &secrets.login {
                        let login = self.provided(operation, attempt, provider.provide()).await?;
                        return Identity::login(&login).map(Some).map_err(wrong);
                    }
                }
                Scheme::KeyHeader { .. } | Scheme::KeyParameter { .. } => {
                    if let Some(provider) = &secrets.api_key {
                        let key = self.provided(operation, attempt, provider.provide()).await?;
                        return Ok(Identity::key(&key, *scheme));
                    }
                }
            }
        }
        match operation.signed || operation.anonymous || operation.schemes.is_empty() {
            true => Ok(None),
            false => Err(failure(operation, ErrorKind::Credentials(missing(operation)))),
        }
    }

    /// What a provider gives within its time. It is asked where it stands, as everything is that is waited for with a
    /// limit: a future that is handed on is held once more by each that it is handed to.
    pub(super) async fn provided<T>(
        &self,
        operation: &'static OperationSchema,
        attempt: &Attempt<'_>,
        mut asked: impl Future<Output = Result<T, CredentialsError>> + Unpin,
    ) -> Result<T, Failure> {
        // What is at hand, as credentials mostly are, needs no timer.
        if let Poll::Ready(given) = poll_fn(|context| Poll::Ready(pin!(&mut asked).poll(context))).await {
            return given.map_err(|error| failure(operation, ErrorKind::Credentials(error)));
        }
        let (limit, total) = attempt.bound(Some(auth::LIMIT));
        let given = match limit {
            Some(limit) => tokio::time::timeout(limit, asked).await,
            None => Ok(asked.await),
        };
        match given {
            Ok(Ok(given)) => Ok(given),
            Ok(Err(error)) => Err(failure(operation, ErrorKind::Credentials(error))),
            Err(_) => match total {
                Some(total) => Err(failure(operation, ErrorKind::Timeout(total))),
                None => {
                    let error =
                        CredentialsError::new(format!("no credentials came within {:?}", auth::LIMIT));
                    Err(failure(operation, ErrorKind::Credentials(error)))
                }
            },
        }
    }
}

/// The variable that holds the bearer token of a service of AWS; no other is told by AWS's variables.
fn bearer_variable(operation: &OperationSchema) -> Option<String> {
    let service = operation.service;
    service.has_endpoints().then(|| secret::variable(service.signing_name))
}

/// The error of a program that has nothing of what an operation takes, with what to do about it.
fn missing(operation: &OperationSchema) -> CredentialsError {
    let (mut kinds, mut ways) = (Vec::new(), Vec::new());
    for scheme in operation.schemes {
        let (kind, way) = match scheme {
            Scheme::Bearer => ("bearer token", "Config::builder().bearer_token(…)"),
            Scheme::Basic => ("login", "Config::builder().basic_auth_login(…)"),
            Scheme::KeyHeader { .. } | Scheme::KeyParameter { .. } => {
                ("API key", "Config::builder().api_key(…)")
            }
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
            ways.push(way.to_owned());
            if let (Scheme::Bearer, Some(variable)) = (scheme, bearer_variable(operation)) {
                ways.push(variable);
            }
        }
    }
    CredentialsError::new(format!("no {}; set it with {}", kinds.join(" and no "), ways.join(" or with ")))
}
