//! Regions that answers told: what lies elsewhere is asked for there, learnt once for all calls of a client.
//!
//! Which parameter of the endpoint rules names such a thing is a fact of the service
//! ([`regional_parameter`](crate::protocol::ServiceSchema::regional_parameter)).
//!
//! Source: [request redirection](https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html), and
//! `S3RegionRedirectorv2` in botocore 1.44.5.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::endpoint;
use super::overrides::RequestConfig;
use super::stages::Prepared;
use super::{Client, failure};
use crate::endpoint::Value;
use crate::error::{ErrorKind, Failure};
use crate::protocol::OperationSchema;
use crate::shape::Structure;

/// How many things the regions are kept of.
const MOST: usize = 1000;

/// The regions that a client has learnt.
#[derive(Default)]
pub(super) struct Regions(Mutex<Known>);

#[derive(Default)]
struct Known {
    of: HashMap<String, Entry>,
    /// Counts whatever happens, to tell what was used last.
    events: u64,
}

struct Entry {
    region: Arc<str>,
    used: u64,
}

impl Regions {
    /// The region of what an input is about, where it is known to be another than the client's.
    pub(super) fn of(&self, operation: &OperationSchema, input: &dyn Structure) -> Option<Arc<str>> {
        let name = subject(operation, input)?;
        let mut known = self.known();
        let event = known.next();
        let entry = known.of.get_mut(&name)?;
        entry.used = event;
        Some(Arc::clone(&entry.region))
    }

    /// Keeps the region that an answer told of what the input is about. Gives whether there is anything to keep.
    pub(super) fn learn(&self, operation: &OperationSchema, input: &dyn Structure, region: &str) -> bool {
        let Some(name) = subject(operation, input) else { return false };
        let mut known = self.known();
        let used = known.next();
        if known.of.len() >= MOST && !known.of.contains_key(&name) {
            let oldest = known.of.iter().min_by_key(|(_, entry)| entry.used).map(|(name, _)| name.clone());
            oldest.and_then(|oldest| known.of.remove(&oldest));
        }
        known.of.insert(name, Entry { region: region.into(), used });
        true
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn next(&mut self) -> u64 {
        self.events = self.events.saturating_add(1);
        self.events
    }
}

/// What an input is about, where that lies in one region. An ARN tells its region itself.
fn subject(operation: &OperationSchema, input: &dyn Structure) -> Option<String> {
    let wanted = operation.service.regional_parameter;
    if wanted.is_empty() {
        return None;
    }
    let mut parameters = operation.endpoint_parameters.iter().filter(|(name, _)| *name == wanted);
    match parameters.find_map(|(_, parameter)| endpoint::value(*parameter, input))? {
        Value::String(name) if !name.starts_with("arn:") => Some(name.into_owned()),
        _ => None,
    }
}

/// A call, as far as its endpoint depends on it.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) input: &'a dyn Structure,
    pub(super) overrides: &'a RequestConfig,
    pub(super) account: Option<&'a str>,
}

impl Client {
    /// Learns the region that a failure tells, if that is another than the one that was asked.
    pub(super) fn learn_region(
        &self,
        operation: &'static OperationSchema,
        failure: &Failure,
        subject: Subject<'_>,
        prepared: &Prepared,
    ) -> bool {
        failure.region().is_some_and(|region| {
            region != prepared.target.signing_region
                && self.inner.regions.learn(operation, subject.input, region)
        })
    }

    /// Sends what follows to the endpoint that the rules give by now.
    ///
    /// # Errors
    ///
    /// There is none, or the request cannot be sent there.
    pub(super) async fn resolve_anew(
        &self,
        operation: &'static OperationSchema,
        subject: Subject<'_>,
        prepared: &mut Prepared,
    ) -> Result<(), Failure> {
        let wrong = |error| failure(operation, ErrorKind::Request(error));
        let Subject { input, overrides, account } = subject;
        let target = self.target(operation, input, overrides, account);
        let target = target.map_err(|error| failure(operation, ErrorKind::Configuration(error)))?;
        let path = prepared.path().map_err(wrong)?;
        let has_host_prefix = overrides.has_host_prefix().unwrap_or(self.inner.config.has_host_prefix());
        let base = target.base.of_operation(operation, input, has_host_prefix).map_err(wrong)?;
        let uri = base.join(operation, &path).map_err(wrong)?;
        prepared.target = target;
        prepared.redirect(operation, uri, base.host).await
    }
}
