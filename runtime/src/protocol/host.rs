//! Where a request goes: the endpoint, with the operation's host prefix before its host.

use http::uri::{Authority, Parts, PathAndQuery};
use http::{HeaderValue, Uri};

use crate::error::RequestError;
use crate::protocol::OperationSchema;
use crate::schema::Traits;
use crate::shape::{Structure, View};

/// Where requests go: a URL that ends with a slash, and the `Host` header that belongs to it. The
/// header is set here because it is signed; it has the port only where that is not the scheme's own,
/// as HTTP clients send it.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    pub(crate) uri: Uri,
    pub(crate) host: HeaderValue,
}

impl Base {
    /// The base of an endpoint.
    ///
    /// # Errors
    ///
    /// What is wrong with the URL, in words.
    pub(crate) fn new(endpoint_url: &str) -> Result<Self, String> {
        let shown = || crate::codec::url::shown(endpoint_url);
        let mut parts =
            endpoint_url.parse::<Uri>().map_err(|error| format!("{}: {error}", shown()))?.into_parts();
        let path = parts.path_and_query.as_ref().map_or("", |path| path.path());
        let path = format!("{}/", path.trim_end_matches('/'));
        parts.path_and_query = Some(PathAndQuery::try_from(path).map_err(|error| error.to_string())?);
        Self::of(parts).map_err(|error| format!("{}: {error}", shown()))
    }

    /// The URL of a request whose protocol has given it this path and query. They follow the endpoint's own path, with
    /// one slash between, unless the operation has no path, since the endpoint has all of it.
    ///
    /// # Errors
    ///
    /// What both make is no URL, or longer than one can be.
    pub(crate) fn join(&self, operation: &OperationSchema, target: &Uri) -> Result<Uri, RequestError> {
        if !operation.uri.starts_with('/') {
            return self.with_query(target.query());
        }
        let Some(target) = target.path_and_query().filter(|target| *target != "/") else {
            return Ok(self.uri.clone());
        };
        let own = self.uri.path().trim_end_matches('/');
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = Some(match own {
            "" => target.clone(),
            own => PathAndQuery::try_from(format!("{own}{target}")).map_err(RequestError::new)?,
        });
        Uri::from_parts(parts).map_err(RequestError::new)
    }

    /// The endpoint's own URL, without the slash at its end, and with a query.
    fn with_query(&self, query: Option<&str>) -> Result<Uri, RequestError> {
        let own = self.uri.path().trim_end_matches('/');
        let own = if own.is_empty() { "/" } else { own };
        let path = query.map_or_else(|| own.to_owned(), |query| format!("{own}?{query}"));
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(path).map_err(RequestError::new)?);
        Uri::from_parts(parts).map_err(RequestError::new)
    }

    /// Whether the host is a name that can have something put before it.
    fn takes_prefix(&self) -> bool {
        let host = self.uri.host().unwrap_or_default();
        let is_address = host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok();
        !is_address && !host.eq_ignore_ascii_case("localhost")
    }

    fn of(parts: Parts) -> Result<Self, String> {
        let uri = Uri::from_parts(parts).map_err(|error| error.to_string())?;
        let own_port = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let host = uri.host().ok_or("there is no host")?;
        let host = match uri.port_u16() {
            Some(port) if port != own_port => format!("{host}:{port}"),
            _ => host.to_owned(),
        };
        let host = HeaderValue::try_from(host).map_err(|error| error.to_string())?;
        Ok(Self { uri, host })
    }

    /// The base of an operation, with its host prefix where prefixes are wanted.
    ///
    /// # Errors
    ///
    /// A label that is missing or cannot stand in a host name.
    pub(crate) fn of_operation(
        &self,
        operation: &OperationSchema,
        input: &dyn Structure,
        has_prefix: bool,
    ) -> Result<Self, RequestError> {
        if has_prefix { self.prefixed(operation, input) } else { Ok(self.clone()) }
    }

    /// The base of an operation: with its host prefix, which is put before custom endpoints too, as
    /// botocore does, but not before addresses and `localhost`, which are no names that one can prefix.
    ///
    /// # Errors
    ///
    /// A label that is missing or cannot stand in a host name.
    fn prefixed(&self, operation: &OperationSchema, input: &dyn Structure) -> Result<Self, RequestError> {
        if operation.host_prefix.is_empty() || !self.takes_prefix() {
            // What the prefix would say is checked all the same, so that a test finds what AWS would refuse.
            prefix(operation.host_prefix, input)?;
            return Ok(self.clone());
        }
        let mut parts = self.uri.clone().into_parts();
        let host = parts.authority.as_ref().map_or("", Authority::as_str);
        let prefixed = format!("{}{host}", prefix(operation.host_prefix, input)?);
        parts.authority = Some(prefixed.parse().map_err(RequestError::new)?);
        Self::of(parts).map_err(RequestError::new)
    }
}

/// A host prefix with its labels filled in: `{Name}` stands for an input member.
fn prefix(template: &str, input: &dyn Structure) -> Result<String, RequestError> {
    let mut prefix = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        prefix.push_str(before);
        prefix.push_str(label(name, input)?);
        rest = after;
    }
    prefix.push_str(rest);
    Ok(prefix)
}

fn label<'a>(name: &str, input: &'a dyn Structure) -> Result<&'a str, RequestError> {
    let mut members = input.schema().members.iter().enumerate();
    let index = members.find(|(_, member)| member.name == name && member.traits.has(Traits::HOST_LABEL));
    let value = match index.map(|(index, _)| input.view(index)) {
        Some(View::String(value) | View::Enum(value)) => value,
        _ => "",
    };
    let valid = !value.is_empty()
        && value.len() <= 63
        && !value.starts_with('-')
        && !value.ends_with('-')
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if valid {
        return Ok(value);
    }
    Err(RequestError::new(format_args!(
        "{name} becomes part of the host name, so it must be 1 to 63 letters, digits and inner hyphens"
    )))
}
