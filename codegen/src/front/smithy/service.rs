//! Reads what the service says of itself.

use super::ast::{Ast, marked, with_trait};
use super::facts::documentation;
use super::id;
use super::operation::schemes;
use crate::Error;
use crate::front::additions;
use crate::front::botocore::{ClientContextEntry, KeyEntry, Metadata, read_client_context};
use crate::front::headers::is_token;
use crate::front::node::Node;
use crate::front::spoken::PROTOCOL_TRAITS;

/// The ways to authorise requests that Smithy itself knows, as their traits.
const SCHEMES: [&str; 7] = [
    "aws.auth#cognitoUserPools",
    "aws.auth#sigv4",
    "aws.auth#sigv4a",
    "smithy.api#httpApiKeyAuth",
    "smithy.api#httpBasicAuth",
    "smithy.api#httpBearerAuth",
    "smithy.api#httpDigestAuth",
];

/// The service to read: the only one, unless somebody says which.
pub(super) fn find<'a>(ast: &'a Ast<'_>, root: &Node<'_>, wanted: Option<&str>) -> Result<&'a str, Error> {
    let services: Vec<&str> = ast.of_type("service").collect();
    if let Some(wanted) = wanted {
        return services
            .iter()
            .find(|service| **service == wanted || id::name(service) == wanted)
            .copied()
            .ok_or_else(|| {
                let known = services.join(", ");
                root.error(format!("no service is called \"{wanted}\""))
                    .with_help(Some(format!("there are {known}")))
            });
    }
    match services.as_slice() {
        [service] => Ok(service),
        [] => Err(root.error("no shape is a service, so there is nothing to call")),
        several => Err(root
            .error(format!("{} shapes are services: {}", several.len(), several.join(", ")))
            .with_help(Some("leave one service in the file".to_owned()))),
    }
}

/// What botocore has under `metadata`. `version` is that of the API where the model does not tell it.
pub(super) fn metadata(
    ast: &Ast<'_>,
    service: &str,
    node: &Node<'_>,
    version: Option<&str>,
) -> Result<Metadata, Error> {
    let own =
        |key: &str| with_trait(node, "aws.api#service", |aws| aws.optional_text(key)).map(Option::flatten);
    let name = id::name(service).to_owned();
    let sdk_id = with_trait(node, "aws.api#service", |aws| aws.required("sdkId")?.text())?;
    let is_aws = sdk_id.is_some();
    let service_id = sdk_id.unwrap_or_else(|| name.clone());
    let endpoint_prefix = own("endpointPrefix")?.or(own("arnNamespace")?);
    // A service that is not of AWS has no place that a region would tell.
    let endpoint_prefix =
        endpoint_prefix.unwrap_or_else(|| if is_aws { name.to_ascii_lowercase() } else { String::new() });
    let api_version =
        node.optional_text("version")?.or_else(|| version.map(str::to_owned)).unwrap_or_default();
    let uid = match own("docId")? {
        Some(uid) => uid,
        None => format!("{}-{api_version}", service_id.to_ascii_lowercase().replace(' ', "-")),
    };
    let protocols = protocols(node)?;
    Ok(Metadata {
        api_version,
        endpoint_prefix,
        uid: is_aws.then_some(uid),
        service_full_name: with_trait(node, "smithy.api#title", |title| title.text())?
            .unwrap_or_else(|| service_id.clone()),
        service_id,
        signing_name: with_trait(node, "aws.auth#sigv4", |sigv4| sigv4.required("name")?.text())?
            .or_else(|| (!is_aws).then(String::new)),
        signature_version: None,
        auth: Some(schemes(authentication(ast, node)?)),
        key: with_trait(node, "smithy.api#httpApiKeyAuth", key)?,
        protocol: protocols.first().cloned().unwrap_or_default(),
        json_version: json_version(node)?.map(str::to_owned),
        target_prefix: Some(name),
        query_compatible: marked(node, "aws.protocols#awsQueryCompatible")?,
        added: additions::of_service(node)?,
        protocols: Some(protocols),
    })
}

/// The protocols that a service lists.
fn protocols(node: &Node<'_>) -> Result<Vec<String>, Error> {
    let mut listed = Vec::new();
    for (name, protocol) in PROTOCOL_TRAITS {
        if with_trait(node, name, |value| value.entries().map(|_| ()))?.is_some()
            && !listed.iter().any(|one| one == protocol)
        {
            listed.push(protocol.to_owned());
        }
    }
    if listed.is_empty() {
        let known = PROTOCOL_TRAITS.map(|(name, _)| name).join(", ");
        return Err(node
            .error("no trait of the service is a protocol that is known")
            .with_help(Some(format!("known are {known}"))));
    }
    Ok(listed)
}

fn json_version(node: &Node<'_>) -> Result<Option<&'static str>, Error> {
    for (name, version) in [("aws.protocols#awsJson1_1", "1.1"), ("aws.protocols#awsJson1_0", "1.0")] {
        if marked(node, name)? {
            return Ok(Some(version));
        }
    }
    Ok(None)
}

/// How requests are authorised: in the order of the trait `auth`, else in that of the schemes' names.
///
/// Source: [authentication traits](https://smithy.io/2.0/spec/authentication-traits.html#auth-trait).
fn authentication(ast: &Ast<'_>, node: &Node<'_>) -> Result<Vec<String>, Error> {
    if let Some(listed) = with_trait(node, "smithy.api#auth", |auth| auth.texts())? {
        return Ok(listed);
    }
    let Some(traits) = node.optional("traits")? else { return Ok(Vec::new()) };
    let mut found: Vec<String> = traits
        .entries()?
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| SCHEMES.contains(name) || ast.has_trait(name, "smithy.api#authDefinition"))
        .map(str::to_owned)
        .collect();
    found.sort_unstable();
    Ok(found)
}

/// Where requests carry a key.
///
/// Source: [`httpApiKeyAuth`](https://smithy.io/2.0/spec/authentication-traits.html#httpapikeyauth-trait).
fn key(node: &Node<'_>) -> Result<KeyEntry, Error> {
    let name = node.required("name")?;
    let text = name.text()?;
    let place = node.required("in")?;
    let in_header = match place.text()?.as_str() {
        "header" if is_token(&text) => true,
        "header" => return Err(name.error(format!("\"{text}\" is not the name of a header"))),
        "query" if !text.is_empty() => false,
        "query" => return Err(name.error("a parameter of the query needs a name")),
        other => return Err(place.error(format!("expected \"header\" or \"query\", found \"{other}\""))),
    };
    let word = node.optional("scheme")?;
    match &word {
        Some(word) if !in_header => {
            return Err(word.error("only a key in a header has a scheme before it"));
        }
        Some(word) if !is_token(&word.text()?) => {
            return Err(word.error("a scheme is one word of what headers may hold"));
        }
        _ => {}
    }
    Ok(KeyEntry { name: text, in_header, word: word.map(|word| word.text()).transpose()? })
}

/// The service's documentation.
pub(super) fn words(node: &Node<'_>) -> Result<Option<String>, Error> {
    with_trait(node, "smithy.api#documentation", documentation).map(Option::flatten)
}

/// The parameters of the endpoint rules that a client sets once.
pub(super) fn client_context(node: &Node<'_>) -> Result<Vec<ClientContextEntry>, Error> {
    with_trait(node, "smithy.rules#clientContextParams", read_client_context).map(Option::unwrap_or_default)
}
