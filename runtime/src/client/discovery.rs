//! Endpoints that an operation of the service tells for others: a call asks it first, through the client itself, and
//! goes where it says.
//!
//! Source: [endpoint discovery](https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoint-discovery.html),
//! [`aws.api#clientDiscoveredEndpoint`](https://smithy.io/2.0/aws/aws-core.html), and `discovery.py` in botocore 1.44.5.

mod known;
mod turns;

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Uri};
use serde_json::{Value as Json, json};
use tokio::time::Instant;

use super::endpoint::member;
use super::overrides::{self, RequestConfig};
use super::repeat::cause;
use super::stages::Prepared;
use super::{Client, Metadata, failure};
use crate::client::config::EndpointDiscoveryMode;
use crate::codec::json::read;
use crate::codec::read::Notes;
use crate::error::{ConfigError, ErrorKind, Facts, Failure, RequestError, ResponseError};
use crate::protocol::{Base, EndpointOperation, OperationSchema};
use crate::schema::EndpointDiscovery;
use crate::settings::check_url;
use crate::shape::{Slot, Structure, View};
pub(super) use known::Discovered;
use known::{Endpoint, Key, Known, until};

/// What a call's endpoint is found by, and what was found.
pub(super) struct Search {
    telling: EndpointOperation,
    required: bool,
    /// What the input says about the endpoint, where it says anything: the members of the question.
    question: BTreeMap<&'static str, Json>,
    overrides: RequestConfig,
    /// The request at the endpoint of the region.
    regional: (Uri, HeaderValue),
    /// Path and query of the request without what belongs to the endpoint.
    path: Uri,
    /// What was found last; none where the request goes to the endpoint of the region.
    found: Option<(Key, Arc<Base>)>,
}

/// Tells the version of the API to the operation that tells endpoints.
///
/// # Errors
///
/// A version that cannot stand in a header.
pub(super) fn add_version(
    operation: &'static OperationSchema,
    headers: &mut HeaderMap,
) -> Result<(), RequestError> {
    let service = operation.service;
    if service.endpoint_operation.is_some_and(|telling| telling.schema().name == operation.name) {
        let (name, value) = overrides::header("x-amz-api-version", service.api_version)?;
        headers.insert(name, value);
    }
    Ok(())
}

impl Client {
    /// What the endpoint of a call is to be found by; `None` where it is not to be discovered.
    ///
    /// # Errors
    ///
    /// An endpoint that must be discovered where that is switched off.
    pub(super) fn search(
        &self,
        operation: &'static OperationSchema,
        discovery: EndpointDiscovery,
        input: &dyn Structure,
        overrides: &RequestConfig,
        prepared: &Prepared,
    ) -> Result<Option<Box<Search>>, Failure> {
        let (service, config) = (self.inner.service, &self.inner.config);
        let wrong = |error| failure(operation, ErrorKind::Configuration(error));
        let Some(telling) = service.endpoint_operation else { return Ok(None) };
        if overrides.endpoint().is_some() || config.service_endpoint_url(service).map_err(wrong)?.is_some() {
            return Ok(None);
        }
        match (config.endpoint_discovery(), discovery.required) {
            ((EndpointDiscoveryMode::Auto, _), true) | ((EndpointDiscoveryMode::Enabled, _), _) => {}
            ((EndpointDiscoveryMode::Disabled, place), true) => {
                return Err(wrong(ConfigError::new(format_args!(
                    "its endpoint must be discovered, and {place} disables that; enable it (auto or true), or set \
                     the endpoint"
                ))));
            }
            _ => return Ok(None),
        }
        let (base, uri) = (&prepared.target.base, &prepared.head.uri);
        let path = prepared.path().map_err(|error| failure(operation, ErrorKind::Request(error)))?;
        let host = prepared.head.headers.get(http::header::HOST).unwrap_or(&base.host);
        Ok(Some(Box::new(Search {
            telling,
            required: discovery.required,
            question: question(telling, operation, discovery, input),
            overrides: overrides.of_discovery(),
            regional: (uri.clone(), host.clone()),
            path,
            found: None,
        })))
    }

    /// Finds the endpoint of a call and sends the request there.
    ///
    /// # Errors
    ///
    /// An endpoint that must be discovered and cannot be.
    pub(super) async fn discover(
        &self,
        operation: &'static OperationSchema,
        mut search: Box<Search>,
        prepared: &mut Prepared,
    ) -> Result<(), Failure> {
        let credentials = self.credentials_for_endpoint(&search.overrides).await;
        let key = Key {
            regional: prepared.target.base.uri.to_string(),
            access_key: credentials.map(|credentials| credentials.access_key_id().to_owned()),
            question: serde_json::to_string(&search.question).unwrap_or_default(),
        };
        let base = match self.endpoint(&key, &search).await {
            Ok(base) => base,
            Err(mut failure) if search.required => {
                let facts = failure.facts_mut();
                (facts.asked, facts.operation) = (Some(facts.operation), operation.name);
                return Err(failure);
            }
            Err(_) => None,
        };
        let wrong = |error| failure(operation, ErrorKind::Request(error));
        match (&base, &search.found) {
            (Some(base), _) => {
                let uri = base.join(operation, &search.path).map_err(wrong)?;
                prepared.redirect(operation, uri, base.host.clone()).await?;
            }
            (None, Some(_)) => {
                let (uri, host) = search.regional.clone();
                prepared.redirect(operation, uri, host).await?;
            }
            (None, None) => {}
        }
        search.found = base.map(|base| (key, base));
        prepared.search = Some(search);
        Ok(())
    }

    /// The endpoint for a question: one that is known, else the one that the service tells. Of the calls that wait for
    /// the same answer one asks. `None` stands for the endpoint of the region.
    async fn endpoint(&self, key: &Key, search: &Search) -> Result<Option<Arc<Base>>, Failure> {
        let discovered = &self.inner.discovered;
        let seen = match discovered.look(key, Instant::now()) {
            Known::Good(base) => return Ok(Some(base)),
            // Asking failed not long ago.
            Known::Failing(Some(base)) => return Ok(Some(base)),
            Known::Failing(None) if !search.required => return Ok(None),
            Known::Failing(None) | Known::Nothing => discovered.answers(key),
        };
        let turn = discovered.turns.of(key.clone());
        let _turn = turn.lock().await;
        if let Some(answer) = discovered.answer_since(key, seen) {
            return answer.map(Some);
        }
        let asked = self.ask(search).await;
        if let Err(failure) = &asked {
            tracing::warn!(
                asked = search.telling.schema().name,
                code = failure.code(),
                cause = cause(failure),
                "the endpoint could not be discovered"
            );
        }
        discovered.keep(key, asked, Instant::now()).transpose()
    }

    /// Asks the service.
    async fn ask(&self, search: &Search) -> Result<Vec<Endpoint>, Failure> {
        let schema = search.telling.schema();
        let (mut input, mut output) = (search.telling.empty_input(), search.telling.empty_output());
        let question = json!(search.question);
        read::read(Slot::Structure(&mut *input), &Notes::default(), question)
            .map_err(|error| failure(schema, ErrorKind::Request(RequestError::new(error))))?;
        let metadata = self.call(schema, &mut *input, &mut *output, &search.overrides).await?;
        endpoints(&*output).map_err(|error| {
            let Metadata { request_id, status, attempts, .. } = metadata;
            let facts = Facts { request_id, ..schema.facts() };
            let facts = Facts { status: Some(status), attempts, ..facts };
            Failure::new(ErrorKind::Response(error), facts)
        })
    }
}

/// The members of the question: which operation it is about, and what the input says about the endpoint. Nothing is
/// said where the input says nothing, and nothing that the operation does not take.
fn question(
    telling: EndpointOperation,
    operation: &OperationSchema,
    discovery: EndpointDiscovery,
    input: &dyn Structure,
) -> BTreeMap<&'static str, Json> {
    let mut identifiers = serde_json::Map::new();
    for path in discovery.identifiers {
        if let View::String(value) | View::Enum(value) = member(input, path) {
            let name = path.rsplit('.').next().unwrap_or(path);
            identifiers.insert(name.to_owned(), value.into());
        }
    }
    if identifiers.is_empty() {
        return BTreeMap::new();
    }
    let taken = telling.schema().input.structure().members;
    let said = [("Identifiers", Json::Object(identifiers)), ("Operation", operation.name.into())];
    said.into_iter().filter(|(name, _)| taken.iter().any(|member| member.name == *name)).collect()
}

/// The endpoints of an answer, of which there is one at least.
///
/// # Errors
///
/// No endpoints, or none that requests can be sent to.
fn endpoints(output: &dyn Structure) -> Result<Vec<Endpoint>, ResponseError> {
    /// More than one is rare already.
    const MOST: usize = 16;
    let View::List(list) = member(output, "Endpoints") else {
        return Err(ResponseError::new(Some("Endpoints".to_owned()), "there is no endpoint".to_owned()));
    };
    let now = Instant::now();
    let mut endpoints = Vec::new();
    let mut wrong = None;
    for index in 0..list.len().min(MOST) {
        let View::Structure(endpoint) = list.get(index) else { continue };
        let minutes = match member(endpoint, "CachePeriodInMinutes") {
            View::Long(minutes) => minutes,
            View::Integer(minutes) => minutes.into(),
            _ => 0,
        };
        let address = match member(endpoint, "Address") {
            View::String(address) => base(address),
            _ => None,
        };
        match address {
            Some(base) => endpoints.push(Endpoint { base: Arc::new(base), until: until(now, minutes) }),
            None => wrong = wrong.or(Some(index)),
        }
    }
    match (endpoints.is_empty(), wrong) {
        (false, _) => Ok(endpoints),
        (true, Some(index)) => {
            let place = format!("Endpoints[{index}].Address");
            Err(ResponseError::new(Some(place), "expected a host, or a URL such as https://host".to_owned()))
        }
        (true, None) => {
            Err(ResponseError::new(Some("Endpoints".to_owned()), "there is no endpoint".to_owned()))
        }
    }
}

/// The base of an address, which is a host or a URL.
fn base(address: &str) -> Option<Base> {
    let address = address.trim();
    let url = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    check_url(&url, "").ok()?;
    Base::new(&url).ok()
}
