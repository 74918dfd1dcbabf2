//! The places where credentials are looked for, and the order in which they are.
//!
//! Processes, containers and instances are small dialogues of their own (`process.rs`, `container.rs`, `metadata.rs`,
//! which share `dialogue.rs` and `document.rs`). Roles and single sign-on are ordinary operations: their tables stand
//! in `tables/`, and whoever makes calls makes these, too, through the seam [`Call`]. So what is configured for calls,
//! endpoints and proxies and attempts and all, holds for them without a word here. Keeping credentials at hand is
//! the business of `auth/`.

mod chain;
mod container;
mod dialogue;
mod document;
mod environment;
mod metadata;
mod process;
mod profile;
mod role;
mod sso;
mod tables;

use std::sync::Arc;

use crate::auth::Credentials;
use crate::error::{CredentialsError, Failure};
use crate::http::{BoxFuture, HttpClient};
use crate::protocol::OperationSchema;
use crate::settings::Lookup;
use crate::shape::Structure;
use crate::time::Timestamp;

pub use chain::DefaultChain;

/// Makes calls of the services that give credentials. The client does.
pub(crate) trait Call: Send + Sync + 'static {
    /// Calls an operation.
    fn call<'a>(&'a self, errand: Errand<'a>) -> BoxFuture<'a, Result<(), Failure>>;

    /// The time as services see it, as far as that is known.
    fn now(&self) -> Timestamp;
}

/// A call that a provider has made.
pub(crate) struct Errand<'a> {
    /// The operation.
    pub(crate) operation: &'static OperationSchema,
    /// The region to make it in.
    pub(crate) region: &'a str,
    /// What it is signed with; `None` where the operation needs no signature.
    pub(crate) credentials: Option<Credentials>,
    /// A parameter of the service's endpoint rules.
    pub(crate) endpoint_parameter: Option<(&'static str, bool)>,
    /// What is sent.
    pub(crate) input: &'a mut dyn Structure,
    /// What comes back.
    pub(crate) output: &'a mut dyn Structure,
}

/// What providers look at and ask.
struct World {
    lookup: Lookup,
    region: String,
    http_client: Arc<dyn HttpClient>,
    caller: Arc<dyn Call>,
}

impl World {
    fn variable(&self, name: &str) -> Option<String> {
        self.lookup.environment().get(name)
    }
}

/// What a place had.
enum Outcome {
    Found(Credentials),
    /// It is not configured, and this is how one sees it.
    Absent(String),
}

fn absent(reason: impl Into<String>) -> Result<Outcome, CredentialsError> {
    Ok(Outcome::Absent(reason.into()))
}

fn found(credentials: Credentials) -> Result<Outcome, CredentialsError> {
    Ok(Outcome::Found(credentials))
}

/// Credentials with the account that they belong to, where that is known.
fn of_account(credentials: Credentials, account_id: Option<&str>) -> Credentials {
    match account_id.filter(|account_id| !account_id.is_empty()) {
        Some(account_id) => credentials.with_account_id(account_id),
        None => credentials,
    }
}
