//! Writes models of botocore's form in Smithy's, so that every model at hand is a test of the reader of the latter.
//!
//! What Smithy cannot say is left out: several tokens or results of a paginator, whether there are more, waiters that
//! look for a status. How often a waiter tries is written as the longest delay, from which it is read back.

mod parts;

use shapesmith_codegen::json::{self, Json};
use shapesmith_codegen::{Source, Sources};

use parts::{protocol_trait, values, write, written_waiter};

/// The namespace of the service and of shapes.
const NAMESPACE: &str = "com.example.twin";
/// That of operations, which may be called like shapes in botocore's form.
const OPERATIONS: &str = "com.example.twin.operations";

/// The same service in Smithy's form.
///
/// # Panics
///
/// With files that are not those of a model.
pub fn twin(sources: &Sources) -> Sources {
    let model = parse(&sources.service);
    let paginators = sources.paginators.as_ref().map(parse);
    let waiters = sources.waiters.as_ref().map(parse);
    let rules = sources.endpoint_rules.as_ref().map(parse);
    let writer = Writer { model: &model, paginators, waiters, rules };
    let mut text = String::new();
    write(&writer.write(), &mut text);
    Sources {
        service: Source { name: "model.json".to_owned(), text },
        paginators: None,
        paginators_overlay: None,
        waiters: None,
        endpoint_rules: None,
        ..sources.clone()
    }
}

fn parse(source: &Source) -> Json {
    json::parse(source).unwrap_or_else(|error| panic!("{error}"))
}

struct Writer<'a> {
    model: &'a Json,
    paginators: Option<Json>,
    waiters: Option<Json>,
    rules: Option<Json>,
}

type Fields = Vec<(String, Json)>;

fn text(text: impl Into<String>) -> Json {
    Json::String(text.into())
}

fn object(fields: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    Json::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn mark() -> Json {
    Json::Object(Vec::new())
}

fn string<'a>(value: &'a Json, key: &str) -> Option<&'a str> {
    match value.get(key) {
        Some(Json::String(text)) => Some(text),
        _ => None,
    }
}

fn flag(value: &Json, key: &str) -> bool {
    matches!(value.get(key), Some(Json::Boolean(true)))
}

fn items<'a>(value: &'a Json, key: &str) -> &'a [Json] {
    match value.get(key) {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

fn fields<'a>(value: &'a Json, key: &str) -> &'a [(String, Json)] {
    value.get(key).map(Json::fields).unwrap_or_default()
}

fn target(shape: &str) -> Json {
    object([("target", text(format!("{NAMESPACE}#{shape}")))])
}

/// Traits while they are gathered.
#[derive(Default)]
struct Traits(Fields);

impl Traits {
    fn put(&mut self, name: &str, value: Json) {
        self.0.push((name.to_owned(), value));
    }

    fn mark_if(&mut self, is_there: bool, name: &str) {
        if is_there {
            self.put(name, mark());
        }
    }

    fn text_if(&mut self, text_: Option<&str>, name: &str) {
        if let Some(words) = text_ {
            self.put(name, text(words));
        }
    }

    /// What operations, shapes and members say alike.
    fn common(&mut self, value: &Json) {
        self.text_if(string(value, "documentation"), "smithy.api#documentation");
        if flag(value, "deprecated") {
            let message = string(value, "deprecatedMessage").map(|message| ("message", text(message)));
            self.put("smithy.api#deprecated", object(message));
        }
        self.mark_if(flag(value, "sensitive"), "smithy.api#sensitive");
        if let Some(format) = string(value, "timestampFormat") {
            let format = match format {
                "iso8601" => "date-time",
                "rfc822" => "http-date",
                _ => "epoch-seconds",
            };
            self.put("smithy.api#timestampFormat", text(format));
        }
        if let Some(namespace) = value.get("xmlNamespace") {
            self.put("smithy.api#xmlNamespace", namespace.clone());
        }
        self.mark_if(flag(value, "flattened"), "smithy.api#xmlFlattened");
        self.mark_if(flag(value, "xmlAttribute"), "smithy.api#xmlAttribute");
    }
}

impl Writer<'_> {
    fn metadata(&self, key: &str) -> Option<&str> {
        string(self.model.get("metadata")?, key)
    }

    fn protocol(&self) -> &str {
        self.metadata("protocol").unwrap_or_default()
    }

    fn write(&self) -> Json {
        let mut shapes: Fields = vec![(format!("{NAMESPACE}#{}", self.service_name()), self.service())];
        for (name, operation) in fields(self.model, "operations") {
            shapes.push((format!("{OPERATIONS}#{name}"), self.operation(name, operation)));
        }
        for (name, shape) in fields(self.model, "shapes") {
            shapes.push((format!("{NAMESPACE}#{name}"), self.shape(name, shape)));
        }
        object([("smithy", text("2.0")), ("shapes", Json::Object(shapes))])
    }

    fn service_name(&self) -> String {
        let name = self.metadata("targetPrefix").or(self.metadata("serviceId")).unwrap_or("Service");
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
    }

    fn service(&self) -> Json {
        let mut traits = Traits::default();
        let aws = [("sdkId", "serviceId"), ("endpointPrefix", "endpointPrefix"), ("docId", "uid")];
        let aws = aws.into_iter().filter_map(|(key, own)| Some((key, text(self.metadata(own)?))));
        traits.put("aws.api#service", object(aws));
        traits.text_if(self.metadata("serviceFullName"), "smithy.api#title");
        let metadata = self.model.get("metadata");
        let signing_name = self.metadata("signingName").or(self.metadata("endpointPrefix"));
        let signing_name = object([("name", text(signing_name.unwrap_or_default()))]);
        let schemes = metadata.map(|metadata| items(metadata, "auth")).unwrap_or_default();
        let is_listed =
            |wanted: &str| schemes.iter().any(|scheme| matches!(scheme, Json::String(one) if one == wanted));
        let is_bearer = schemes.is_empty() && self.metadata("signatureVersion") == Some("bearer");
        if is_bearer || is_listed("smithy.api#httpBearerAuth") {
            traits.put("smithy.api#httpBearerAuth", mark());
        }
        if !is_bearer && (schemes.is_empty() || is_listed("aws.auth#sigv4")) {
            traits.put("aws.auth#sigv4", signing_name);
        }
        traits.text_if(string(self.model, "documentation"), "smithy.api#documentation");
        let listed = metadata.map(|metadata| items(metadata, "protocols")).unwrap_or_default();
        let listed: Vec<&str> = match listed {
            [] => vec![self.protocol()],
            listed => listed
                .iter()
                .filter_map(|one| if let Json::String(one) = one { Some(&**one) } else { None })
                .collect(),
        };
        for protocol in listed {
            traits.put(protocol_trait(protocol, self.metadata("jsonVersion")), mark());
        }
        let is_compatible = metadata.is_some_and(|metadata| metadata.get("awsQueryCompatible").is_some());
        traits.mark_if(is_compatible, "aws.protocols#awsQueryCompatible");
        let telling = fields(self.model, "operations").iter().find(|(_, one)| flag(one, "endpointoperation"));
        if let Some((name, _)) = telling {
            let operation = text(format!("{OPERATIONS}#{name}"));
            traits.put("aws.api#clientEndpointDiscovery", object([("operation", operation)]));
        }
        if let Some(rules) = &self.rules {
            traits.put("smithy.rules#endpointRuleSet", rules.clone());
        }
        if let Some(parameters) = self.model.get("clientContextParams") {
            traits.put("smithy.rules#clientContextParams", parameters.clone());
        }
        let operations = fields(self.model, "operations")
            .iter()
            .map(|(name, _)| object([("target", text(format!("{OPERATIONS}#{name}")))]))
            .collect();
        let tokens = metadata.and_then(|metadata| metadata.get("authTokens"));
        let said = [
            ("type", text("service")),
            ("version", text(self.metadata("apiVersion").unwrap_or_default())),
            ("operations", Json::Array(operations)),
            ("traits", Json::Object(traits.0)),
        ];
        object(said.into_iter().chain(tokens.map(|tokens| ("authTokens", tokens.clone()))))
    }

    fn operation(&self, name: &str, operation: &Json) -> Json {
        let mut traits = Traits::default();
        traits.common(operation);
        if let Some(http) = operation.get("http") {
            let uri = self.with_members(operation, string(http, "requestUri").unwrap_or("/"));
            let mut written = vec![
                ("method".to_owned(), text(string(http, "method").unwrap_or("POST"))),
                ("uri".to_owned(), text(uri)),
            ];
            written.extend(http.get("responseCode").map(|code| ("code".to_owned(), code.clone())));
            traits.put("smithy.api#http", Json::Object(written));
        }
        if let Some(prefix) = operation.get("endpoint") {
            traits.put("smithy.api#endpoint", prefix.clone());
        }
        match (operation.get("auth"), string(operation, "authtype")) {
            (_, Some("none")) => traits.put("smithy.api#auth", Json::Array(Vec::new())),
            (Some(schemes), _) => traits.put("smithy.api#auth", schemes.clone()),
            _ => {}
        }
        if let Some(discovery) = operation.get("endpointdiscovery") {
            let required = Json::Boolean(flag(discovery, "required"));
            traits.put("aws.api#clientDiscoveredEndpoint", object([("required", required)]));
        }
        for (key, name) in [
            ("requestcompression", "smithy.api#requestCompression"),
            ("staticContextParams", "smithy.rules#staticContextParams"),
            ("operationContextParams", "smithy.rules#operationContextParams"),
            ("httpChecksum", "aws.protocols#httpChecksum"),
        ] {
            if let Some(value) = operation.get(key) {
                traits.put(name, value.clone());
            }
        }
        traits.mark_if(flag(operation, "unsignedPayload"), "aws.auth#unsignedPayload");
        traits.mark_if(flag(operation, "httpChecksumRequired"), "smithy.api#httpChecksumRequired");
        self.paginated(name, &mut traits);
        self.waitable(name, &mut traits);
        let mut written = vec![("type".to_owned(), text("operation"))];
        for key in ["input", "output"] {
            if let Some(shape) = operation.get(key).and_then(|message| string(message, "shape")) {
                written.push((key.to_owned(), target(shape)));
            }
        }
        // What no form has of itself stands in both under the same keys.
        for key in ["crossRegion", "formFields", "treeHash"] {
            written.extend(operation.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        let errors = items(operation, "errors").iter().filter_map(|error| string(error, "shape")).map(target);
        written.push(("errors".to_owned(), Json::Array(errors.collect())));
        written.push(("traits".to_owned(), Json::Object(traits.0)));
        Json::Object(written)
    }

    /// A path with its labels called like the members.
    fn with_members(&self, operation: &Json, uri: &str) -> String {
        let input = operation.get("input").and_then(|input| string(input, "shape"));
        let shape = input.and_then(|input| self.model.get("shapes")?.get(input));
        let members = shape.map(|shape| fields(shape, "members")).unwrap_or_default();
        members.iter().fold(uri.to_owned(), |uri, (name, member)| match string(member, "locationName") {
            Some(wire) if string(member, "location") == Some("uri") => {
                let renamed = uri.replace(&format!("{{{wire}}}"), &format!("{{{name}}}"));
                renamed.replace(&format!("{{{wire}+}}"), &format!("{{{name}+}}"))
            }
            _ => uri,
        })
    }

    fn paginated(&self, operation: &str, traits: &mut Traits) {
        let entry = self.paginators.as_ref().and_then(|all| all.get("pagination")?.get(operation));
        let Some(entry) = entry.filter(|entry| string(entry, "input_token").is_some()) else { return };
        let keys = [
            ("inputToken", "input_token"),
            ("outputToken", "output_token"),
            ("pageSize", "limit_key"),
            ("items", "result_key"),
        ];
        let written = keys.into_iter().filter_map(|(key, own)| Some((key, text(string(entry, own)?))));
        traits.put("smithy.api#paginated", object(written));
    }

    fn waitable(&self, operation: &str, traits: &mut Traits) {
        let all = self.waiters.as_ref().map(|all| fields(all, "waiters")).unwrap_or_default();
        let own = all.iter().filter(|(_, waiter)| string(waiter, "operation") == Some(operation));
        let waiters: Fields = own.map(|(name, waiter)| (name.clone(), written_waiter(waiter))).collect();
        if !waiters.is_empty() {
            traits.put("smithy.waiters#waitable", Json::Object(waiters));
        }
    }

    fn shape(&self, name: &str, shape: &Json) -> Json {
        let kind = string(shape, "type").unwrap_or_default();
        let mut traits = Traits::default();
        traits.common(shape);
        traits.mark_if(flag(shape, "sparse"), "smithy.api#sparse");
        traits.mark_if(flag(shape, "streaming") || flag(shape, "eventstream"), "smithy.api#streaming");
        traits.mark_if(flag(shape, "requiresLength"), "smithy.api#requiresLength");
        let limits = ["min", "max"].map(|key| shape.get(key).map(|limit| (key, limit.clone())));
        if limits.iter().any(Option::is_some) {
            let is_length = matches!(kind, "blob" | "list" | "map" | "string");
            let name = if is_length { "smithy.api#length" } else { "smithy.api#range" };
            traits.put(name, object(limits.into_iter().flatten()));
        }
        if let Some(pattern) = string(shape, "pattern") {
            let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
            traits.put(
                "smithy.api#pattern",
                text(format!("^{}$", pattern.strip_suffix('$').unwrap_or(pattern))),
            );
        }
        let mut written = Vec::new();
        let kind = match kind {
            "string" if shape.get("enum").is_some() => {
                written.push(("members".to_owned(), values(items(shape, "enum"))));
                "enum"
            }
            "character" => "string",
            "structure" if flag(shape, "document") => "document",
            "structure" => {
                written.push(("members".to_owned(), self.members(shape)));
                self.error(name, shape, &mut traits);
                if flag(shape, "union") || flag(shape, "eventstream") { "union" } else { "structure" }
            }
            "list" | "map" => {
                for key in ["member", "key", "value"] {
                    if let Some(part) = shape.get(key) {
                        written.push((key.to_owned(), self.member(part, None, shape)));
                    }
                }
                kind
            }
            kind => kind,
        };
        written.insert(0, ("type".to_owned(), text(kind)));
        written.push(("traits".to_owned(), Json::Object(traits.0)));
        Json::Object(written)
    }

    fn error(&self, name: &str, shape: &Json, traits: &mut Traits) {
        let is_listed = fields(self.model, "operations").iter().any(|(_, operation)| {
            items(operation, "errors").iter().any(|error| string(error, "shape") == Some(name))
        });
        if !flag(shape, "exception") && !is_listed {
            return;
        }
        let error = shape.get("error");
        let status = error.and_then(|error| error.get("httpStatusCode"));
        let is_high = matches!(status, Some(Json::Number(status)) if status.as_u64().is_some_and(|status| status >= 500));
        let is_senders = error.is_some_and(|error| flag(error, "senderFault"));
        let is_servers = (flag(shape, "fault") || is_high) && !is_senders;
        traits.put("smithy.api#error", text(if is_servers { "server" } else { "client" }));
        if let Some(status) = status {
            traits.put("smithy.api#httpError", status.clone());
        }
        if let Some(code) = error.and_then(|error| string(error, "code")) {
            let code = [("code", text(code)), ("httpResponseCode", status.cloned().unwrap_or(Json::Null))];
            traits.put("aws.protocols#awsQueryError", object(code));
        }
        if let Some(retryable) = shape.get("retryable") {
            traits.put("smithy.api#retryable", retryable.clone());
        }
    }

    fn members(&self, shape: &Json) -> Json {
        let members = fields(shape, "members");
        Json::Object(
            members
                .iter()
                .map(|(name, member)| (name.clone(), self.member(member, Some(name), shape)))
                .collect(),
        )
    }

    /// A member of a structure, or what a list or a map holds.
    fn member(&self, member: &Json, name: Option<&str>, owner: &Json) -> Json {
        let mut traits = Traits::default();
        traits.common(member);
        if let Some(name) = name {
            let is_required =
                items(owner, "required").iter().any(|one| matches!(one, Json::String(one) if one == name));
            traits.mark_if(is_required, "smithy.api#required");
            traits.mark_if(string(owner, "payload") == Some(name), "smithy.api#httpPayload");
        }
        traits.mark_if(flag(member, "idempotencyToken"), "smithy.api#idempotencyToken");
        traits.mark_if(flag(member, "hostLabel"), "smithy.api#hostLabel");
        traits.mark_if(flag(member, "eventheader"), "smithy.api#eventHeader");
        traits.mark_if(flag(member, "eventpayload"), "smithy.api#eventPayload");
        traits.mark_if(flag(member, "endpointdiscoveryid"), "aws.api#clientEndpointDiscoveryId");
        if let Some(parameter) = member.get("contextParam") {
            traits.put("smithy.rules#contextParam", parameter.clone());
        }
        if flag(member, "jsonvalue") {
            traits.put("smithy.api#mediaType", text("application/json"));
        }
        traits.text_if(string(member, "queryName"), "aws.protocols#ec2QueryName");
        let shape = string(member, "shape").unwrap_or_default();
        let wire = string(member, "locationName");
        let header = || text(wire.or(name).unwrap_or_default());
        let of = self.model.get("shapes").and_then(|shapes| string(shapes.get(shape)?, "type"));
        match string(member, "location") {
            Some("header") => traits.put("smithy.api#httpHeader", header()),
            Some("headers") => traits.put("smithy.api#httpPrefixHeaders", text(wire.unwrap_or_default())),
            Some("querystring") if of == Some("map") => traits.put("smithy.api#httpQueryParams", mark()),
            Some("querystring") => traits.put("smithy.api#httpQuery", header()),
            Some("uri") => traits.put("smithy.api#httpLabel", mark()),
            Some("statusCode") => traits.put("smithy.api#httpResponseCode", mark()),
            _ if self.protocol() == "rest-json" => traits.text_if(wire, "smithy.api#jsonName"),
            _ => traits.text_if(wire, "smithy.api#xmlName"),
        }
        object([("target", text(format!("{NAMESPACE}#{shape}"))), ("traits", Json::Object(traits.0))])
    }
}
