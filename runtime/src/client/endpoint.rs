//! Where a call goes: a custom endpoint, or what the model's rules give.

use std::sync::Arc;

use crate::auth::sigv4::PathPolicy;
use crate::client::config::AccountIdEndpointMode;
use crate::client::overrides::RequestConfig;
use crate::endpoint::{self, BuiltIns, Value};
use crate::error::ConfigError;
use crate::jmespath;
use crate::protocol::Base;
use crate::protocol::{OperationSchema, ServiceSchema};
use crate::schema::{BuiltIn, EndpointParameter, RuleSet};
use crate::settings::{Lookup, check_url};
use crate::shape::{Structure, View};

use super::Client;

/// Where a call goes and what its signature is good for.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) base: Base,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) signing_service: String,
    pub(crate) signing_region: String,
    pub(crate) path_policy: PathPolicy,
    /// Whether somebody named the endpoint, so that it need not be one of AWS.
    #[cfg_attr(not(feature = "checksum"), expect(dead_code, reason = "only checksums ask"))]
    pub(crate) is_custom: bool,
    /// The parameter of the rules that keeps the input out of the host's name, where it is in there and somebody named
    /// the rest of it.
    pub(crate) path_style: Option<&'static str>,
}

impl Client {
    /// The target of a call. Most operations add nothing to the client's endpoint, which is then
    /// resolved once.
    ///
    /// # Errors
    ///
    /// A URL that is none, or rules that have no endpoint for this configuration.
    pub(super) fn target(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
        overrides: &RequestConfig,
        account_id: Option<&str>,
    ) -> Result<Arc<Target>, ConfigError> {
        if operation.signed || self.inner.service.has_endpoints() {
            self.inner.config.check_region()?;
        }
        let is_plain = overrides.endpoint().is_none()
            && overrides.parameters().is_empty()
            && operation.endpoint_parameters.is_empty()
            && account_id.is_none()
            && (operation.signed || self.inner.service.endpoint_rules.is_none());
        if is_plain {
            let plain = || self.resolve(operation, input, overrides, None);
            return self.inner.endpoint.get_or_init(plain).clone();
        }
        if let Some(url) = overrides.endpoint() {
            check_url(url, "the endpoint URL of the request")?;
        }
        self.resolve(operation, input, overrides, account_id)
    }

    /// Whether the account of the credentials decides about where requests go.
    pub(super) fn needs_account(&self, operation: &OperationSchema, overrides: &RequestConfig) -> bool {
        let config = &self.inner.config;
        let is_asked = |rules: &RuleSet| {
            rules.parameters.iter().any(|parameter| parameter.built_in == Some(BuiltIn::AccountId))
        };
        operation.signed
            && config.account_id_endpoint_mode() != AccountIdEndpointMode::Disabled
            && overrides.endpoint().is_none()
            && config.endpoint_url().is_none()
            && self.inner.service.endpoint_rules.is_some_and(is_asked)
    }

    fn resolve(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
        overrides: &RequestConfig,
        account_id: Option<&str>,
    ) -> Result<Arc<Target>, ConfigError> {
        let config = &self.inner.config;
        if let Some(error) = config.error() {
            return Err(error.clone());
        }
        let service = self.inner.service;
        let custom = match overrides.endpoint() {
            Some(url) => Some(url.to_owned()),
            None => config.service_endpoint_url(service)?,
        };
        let is_custom = custom.is_some();
        let base = |url: &str| Base::new(url).map_err(ConfigError::new);
        let learnt = self.inner.regions.of(operation, input);
        let region = learnt.as_deref().unwrap_or(config.region());
        let mut signing_service = service.signing_name.to_owned();
        let mut signing_region = region.to_owned();
        let mut path_policy = PathPolicy::Tidied;
        let Some(rules) = service.endpoint_rules else {
            self.check_without_rules(overrides)?;
            let url = match named(operation, input).or(custom) {
                Some(url) => url,
                None if service.endpoint_prefix.is_empty() => return Err(no_endpoint(service)),
                None => endpoint::default_endpoint(service.endpoint_prefix, region),
            };
            let base = base(&url)?;
            return Ok(Arc::new(Target {
                base,
                headers: Vec::new(),
                signing_service,
                signing_region,
                path_policy,
                is_custom,
                path_style: None,
            }));
        };
        // Where nothing is signed there are no credentials that could tell their account.
        let mode = match operation.signed {
            true => config.account_id_endpoint_mode(),
            false => AccountIdEndpointMode::Disabled,
        };
        let buckets = buckets(rules, service.id, custom.as_deref(), config.lookup())?;
        let mut parameters = rules.values(&BuiltIns {
            region: Some(region).filter(|region| !region.is_empty()),
            use_fips: config.use_fips(),
            use_dual_stack: config.use_dual_stack() || buckets.dual_stack,
            endpoint: custom.as_deref(),
            account_id,
            account_id_endpoint_mode: Some(mode.as_str()),
            path_style: buckets.path_style,
            accelerate: buckets.accelerate,
            use_arn_region: buckets.use_arn_region,
            disable_multi_region_access_points: buckets.disable_multi_region_access_points,
        });
        let knows = |name: &str| rules.parameters.iter().find(|parameter| parameter.name == name);
        for (name, value) in config.endpoint_parameters() {
            if let Some(parameter) = knows(name) {
                parameters.set(parameter.name, value.clone());
            }
        }
        for (name, value) in overrides.parameters() {
            let parameter = knows(name).ok_or_else(|| unknown_parameter(service.id, name))?;
            parameters.set(parameter.name, value.clone());
        }
        // The first that has a value counts, as in botocore: what is fixed for the operation, then members.
        for (name, parameter) in operation.endpoint_parameters.iter().rev() {
            if let Some(value) = value(*parameter, input) {
                parameters.set(name, value);
            }
        }
        let unresolved =
            |error| ConfigError::new(format_args!("no endpoint for {} in {region}: {error}", service.id));
        let endpoint = endpoint::resolve(rules, &parameters).map_err(unresolved)?;
        if let Some(auth) = endpoint.auth {
            if auth.name != "sigv4" {
                let (url, name, help) = (&endpoint.url, &auth.name, about_scheme(&auth.name));
                return Err(ConfigError::new(format_args!(
                    "the endpoint {url} wants requests signed by {name}, which is not supported; supported: sigv4{help}"
                )));
            }
            signing_service = auth.signing_name.unwrap_or(signing_service);
            signing_region = auth.signing_region.unwrap_or(signing_region);
            if auth.path_as_is {
                path_policy = PathPolicy::AsIs;
            }
        }
        let (base, headers) = (base(&endpoint.url)?, endpoint.headers);
        let path_style = custom.as_deref().and_then(|custom| path_style(rules, custom, &base));
        Ok(Arc::new(Target {
            base,
            headers,
            signing_service,
            signing_region,
            path_policy,
            is_custom,
            path_style,
        }))
    }
}

impl Client {
    /// Refuses what only rules could honour.
    fn check_without_rules(&self, overrides: &RequestConfig) -> Result<(), ConfigError> {
        let (config, service) = (&self.inner.config, self.inner.service.id);
        let wanted = match (config.use_fips(), config.use_dual_stack()) {
            (true, _) => "FIPS",
            (_, true) => "dual-stack",
            _ => {
                return overrides
                    .parameters()
                    .first()
                    .map_or(Ok(()), |(name, _)| Err(unknown_parameter(service, name)));
            }
        };
        Err(ConfigError::new(format_args!(
            "the model of {service} has no endpoint rules, so its {wanted} endpoints are not known; switch that off \
             for this client, and name such an endpoint yourself"
        )))
    }
}

/// The endpoint that an input names, for a model without rules, which would take it as their parameter `Endpoint`.
fn named(operation: &OperationSchema, input: &dyn Structure) -> Option<String> {
    let (_, parameter) = operation.endpoint_parameters.iter().find(|(name, _)| *name == "Endpoint")?;
    match value(*parameter, input)? {
        Value::String(url) => Some(url.into_owned()),
        Value::Boolean(_) | Value::StringArray(_) => None,
    }
}

/// The error of a service of which only the program knows where it is.
pub(super) fn no_endpoint(service: &ServiceSchema) -> ConfigError {
    ConfigError::new(format_args!(
        "nothing says where {} is, which is no service of AWS; set it with Config::builder().endpoint_url(…)",
        service.id
    ))
}

/// What settings say about services that have a part of their own in a profile, such as `s3`.
#[derive(Default)]
struct Buckets {
    path_style: Option<bool>,
    accelerate: Option<bool>,
    dual_stack: bool,
    use_arn_region: Option<bool>,
    disable_multi_region_access_points: Option<bool>,
}

/// Reads the settings of a service whose rules ask about them, by the service's id.
///
/// An endpoint that is an address is told by the rules themselves. One whose host has a single name, such as
/// `localhost` or that of a container, has no names below it that anybody could resolve.
///
/// Source: [S3 in shared files](https://docs.aws.amazon.com/cli/latest/topic/s3-config.html).
///
/// # Errors
///
/// A setting that does not parse.
fn buckets(
    rules: &RuleSet,
    service_id: &str,
    custom: Option<&str>,
    lookup: &Lookup,
) -> Result<Buckets, ConfigError> {
    let asks = |wanted| rules.parameters.iter().any(|parameter| parameter.built_in == Some(wanted));
    if !asks(BuiltIn::PathStyle) && !asks(BuiltIn::UseArnRegion) {
        return Ok(Buckets::default());
    }
    let id = service_id.replace([' ', '-'], "_").to_ascii_lowercase();
    let upper = id.to_ascii_uppercase();
    let part = |name: &str| format!("{id}.{name}");
    let style = match lookup.find(&[], &part("addressing_style")) {
        None => None,
        Some(found) => match found.value.to_ascii_lowercase().as_str() {
            "path" => Some(true),
            "virtual" => Some(false),
            "auto" => None,
            _ => return Err(ConfigError::value(found.origin, &found.value, "auto, path or virtual")),
        },
    };
    let has_one_name = |url: &str| {
        let uri: Option<http::Uri> = url.parse().ok();
        uri.is_some_and(|uri| {
            uri.host().is_some_and(|host| !host.contains(['.', '[']) || host.ends_with(".localhost"))
        })
    };
    Ok(Buckets {
        path_style: style.or_else(|| custom.is_some_and(has_one_name).then_some(true)),
        accelerate: lookup.maybe(&[], &part("use_accelerate_endpoint"))?,
        dual_stack: lookup.maybe(&[], &part("use_dualstack_endpoint"))?.unwrap_or_default(),
        use_arn_region: lookup
            .maybe(&[&format!("AWS_{upper}_USE_ARN_REGION")], &format!("{id}_use_arn_region"))?,
        disable_multi_region_access_points: lookup.maybe(
            &[&format!("AWS_{upper}_DISABLE_MULTIREGION_ACCESS_POINTS")],
            &format!("{id}_disable_multiregion_access_points"),
        )?,
    })
}

/// The parameter that keeps names out of the host's, where the rules put one before the host that somebody named.
fn path_style(rules: &RuleSet, custom: &str, base: &Base) -> Option<&'static str> {
    let named: http::Uri = custom.parse().ok()?;
    let before = base.uri.host()?.strip_suffix(named.host()?)?;
    let parameter =
        rules.parameters.iter().find(|parameter| parameter.built_in == Some(BuiltIn::PathStyle))?;
    before.ends_with('.').then_some(parameter.name)
}

/// What a way to sign that is not supported is for.
fn about_scheme(name: &str) -> &'static str {
    match name {
        "sigv4a" => ". It is for endpoints of several regions: name what you ask for in one of them",
        "sigv4-s3express" => ". It is for directories, which are used in sessions: use a bucket that is none",
        _ => "",
    }
}

fn unknown_parameter(service: &str, name: &str) -> ConfigError {
    ConfigError::new(format_args!(
        "the endpoint rules of {service} have no parameter \"{}\"",
        name.escape_debug()
    ))
}

/// The value that an input gives a parameter of the rules.
pub(super) fn value<'a>(parameter: EndpointParameter, input: &'a dyn Structure) -> Option<Value<'a>> {
    match parameter {
        EndpointParameter::Text(text) => Some(Value::String(text.into())),
        EndpointParameter::Switch(on) => Some(Value::Boolean(on)),
        EndpointParameter::Texts(texts) => {
            Some(Value::StringArray(texts.iter().map(|text| (*text).into()).collect()))
        }
        EndpointParameter::Member(path) => of_input(&jmespath::Value::from(member(input, path))),
        EndpointParameter::Expression(expression) => of_input(&expression.evaluate(View::Structure(input))),
    }
}

/// A value of the input as rules take it: text, a switch, or the texts of a list.
fn of_input<'a>(value: &jmespath::Value<'a>) -> Option<Value<'a>> {
    match value {
        jmespath::Value::Text(text) => Some(Value::String((*text).into())),
        jmespath::Value::Boolean(on) => Some(Value::Boolean(*on)),
        list => {
            let texts = list.elements()?.into_iter().filter_map(|element| match element {
                jmespath::Value::Text(text) => Some(text.into()),
                _ => None,
            });
            Some(Value::StringArray(texts.collect()))
        }
    }
}

/// The member that a path of wire names leads to.
pub(super) fn member<'a>(input: &'a dyn Structure, path: &str) -> View<'a> {
    let mut view = View::Structure(input);
    for name in path.split('.') {
        let View::Structure(structure) = view else { return View::Null };
        let index = structure.schema().position(name);
        view = index.map_or(View::Null, |index| structure.view(index));
    }
    view
}
