//! Reads the traits of a shape or a member.

use serde_json::Number;

use super::ast::mark;
use super::traits::{Fate, fate};
use crate::Error;
use crate::front::botocore::{Deprecated, Limits, Refused, XmlNamespace, read_xml_namespace};
use crate::front::json::Json;
use crate::front::node::Node;

/// What the traits of a shape or a member say.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) documentation: Option<String>,
    pub(super) deprecated: Deprecated,
    pub(super) sensitive: bool,
    pub(super) required: bool,
    pub(super) sparse: bool,
    pub(super) streaming: bool,
    pub(super) event_header: bool,
    pub(super) event_payload: bool,
    pub(super) requires_length: bool,
    pub(super) idempotency_token: bool,
    pub(super) host_label: bool,
    pub(super) payload: bool,
    pub(super) endpoint_identifier: bool,
    pub(super) timestamp_format: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) limits: Limits,
    pub(super) has_limits: bool,
    /// The values of the trait `enum`.
    pub(super) enumeration: Option<Vec<String>>,
    pub(super) location: Option<&'static str>,
    pub(super) location_name: Option<String>,
    pub(super) json_name: Option<String>,
    pub(super) xml_name: Option<String>,
    pub(super) query_name: Option<String>,
    pub(super) flattened: bool,
    pub(super) attribute: bool,
    pub(super) xml_namespace: Option<XmlNamespace>,
    pub(super) context_parameter: Option<String>,
    /// `client` or `server`.
    pub(super) error: Option<String>,
    pub(super) status: Option<u16>,
    pub(super) query_code: Option<String>,
    /// `retryable`, and the value of its `throttling`.
    pub(super) retryable: Option<bool>,
    pub(super) refused: Option<Refused>,
    /// Traits of which nothing is known, and which are not Smithy's.
    pub(super) foreign: Vec<String>,
}

/// Reads all traits of a shape or a member.
pub(super) fn read(subject: &Node<'_>) -> Result<Facts, Error> {
    let mut facts = Facts::default();
    if let Some(traits) = subject.optional("traits")? {
        for (name, value) in traits.entries()? {
            facts.read(name, &value)?;
        }
    }
    Ok(facts)
}

impl Facts {
    fn read(&mut self, name: &str, value: &Node<'_>) -> Result<(), Error> {
        if let Some(name) = name.strip_prefix("smithy.api#")
            && self.read_own(name, value)?
        {
            return Ok(());
        }
        match name {
            "aws.protocols#awsQueryError" => self.query_code = Some(value.required("code")?.text()?),
            "aws.api#clientEndpointDiscoveryId" => mark(value).map(|()| self.endpoint_identifier = true)?,
            "aws.protocols#ec2QueryName" => self.query_name = Some(value.text()?),
            "smithy.rules#contextParam" => self.context_parameter = Some(value.required("name")?.text()?),
            _ => match fate(name) {
                Fate::Foreign => self.foreign.push(name.to_owned()),
                fate => self.refused = self.refused.take().or_else(|| refusal(name, fate)),
            },
        }
        Ok(())
    }

    /// Reads a trait of `smithy.api`; false if it is none that shapes and members have an effect by.
    fn read_own(&mut self, name: &str, value: &Node<'_>) -> Result<bool, Error> {
        let flag = |flag: &mut bool| mark(value).map(|()| *flag = true);
        match name {
            "sensitive" => flag(&mut self.sensitive)?,
            "required" => flag(&mut self.required)?,
            "sparse" => flag(&mut self.sparse)?,
            "streaming" => flag(&mut self.streaming)?,
            "eventHeader" => flag(&mut self.event_header)?,
            "eventPayload" => flag(&mut self.event_payload)?,
            "requiresLength" => flag(&mut self.requires_length)?,
            "idempotencyToken" => flag(&mut self.idempotency_token)?,
            "hostLabel" => flag(&mut self.host_label)?,
            "httpPayload" => flag(&mut self.payload)?,
            "documentation" => self.documentation = documentation(value)?,
            "deprecated" => self.deprecated = deprecated(value)?,
            "timestampFormat" => self.timestamp_format = Some(timestamp_format(value)?),
            "mediaType" => self.media_type = Some(value.text()?),
            "length" | "range" => {
                self.has_limits = true;
                (self.limits.min, self.limits.max) = limits(value)?;
            }
            "pattern" => {
                self.has_limits = true;
                self.limits.pattern = Some(whole(&value.text()?));
            }
            "enum" => self.enumeration = Some(value.items_as(|item| item.required("value")?.text())?),
            "httpHeader" => self.travels("header", Some(value.text()?)),
            "httpPrefixHeaders" => self.travels("headers", Some(value.text()?)),
            "httpQuery" => self.travels("querystring", Some(value.text()?)),
            "httpQueryParams" => mark(value).map(|()| self.travels("querystring", None))?,
            "httpLabel" => mark(value).map(|()| self.travels("uri", None))?,
            "httpResponseCode" => mark(value).map(|()| self.travels("statusCode", None))?,
            "xmlName" => self.xml_name = Some(value.text()?),
            "xmlFlattened" => flag(&mut self.flattened)?,
            "xmlAttribute" => flag(&mut self.attribute)?,
            "xmlNamespace" => self.xml_namespace = Some(read_xml_namespace(value)?),
            "jsonName" => self.json_name = Some(value.text()?),
            "error" => self.error = Some(fault(value)?),
            "httpError" => self.status = Some(value.integer()?),
            "retryable" => self.retryable = Some(value.flag("throttling")?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn travels(&mut self, location: &'static str, name: Option<String>) {
        (self.location, self.location_name) = (Some(location), name);
    }
}

/// What a trait keeps clients from, if it does.
pub(super) fn refusal(name: &str, fate: Fate) -> Option<Refused> {
    let description = match fate {
        Fate::Refused(description) => description,
        Fate::Unknown => "marked with a trait of unknown effect",
        Fate::Honoured | Fate::Documentation | Fate::NoEffect | Fate::Foreign => return None,
    };
    Some(Refused { trait_name: name.to_owned(), description: description.to_owned() })
}

/// A documentation text; an empty one is none.
pub(super) fn documentation(node: &Node<'_>) -> Result<Option<String>, Error> {
    Ok(Some(node.text()?).filter(|text| !text.trim().is_empty()))
}

/// The trait `deprecated`.
pub(super) fn deprecated(node: &Node<'_>) -> Result<Deprecated, Error> {
    Ok(Deprecated { deprecated: true, message: node.optional_text("message")? })
}

/// The numbers of `length` and `range`, which are whole where the model writes them so.
fn limits(node: &Node<'_>) -> Result<(Option<Number>, Option<Number>), Error> {
    let limit = |key| node.optional_as(key, |limit| limit.number());
    Ok((limit("min")?, limit("max")?))
}

/// A pattern, which matches somewhere in a text, as one that matches all of it.
fn whole(pattern: &str) -> String {
    let before = if pattern.starts_with('^') || pattern.starts_with(".*") { "" } else { ".*" };
    let is_anchored = pattern.strip_suffix('$').is_some_and(|rest| !ends_in_escape(rest));
    let after = if is_anchored || pattern.ends_with(".*") { "" } else { ".*" };
    format!("{before}{pattern}{after}")
}

/// Whether what follows a text is escaped by a backslash at its end.
fn ends_in_escape(text: &str) -> bool {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

fn fault(node: &Node<'_>) -> Result<String, Error> {
    let fault = node.text()?;
    match fault.as_str() {
        "client" | "server" => Ok(fault),
        _ => Err(node.error(format!("expected \"client\" or \"server\", found \"{fault}\""))),
    }
}

/// A format of timestamps, in the words of the mirror.
fn timestamp_format(node: &Node<'_>) -> Result<String, Error> {
    const FORMATS: [(&str, &str); 3] =
        [("date-time", "iso8601"), ("epoch-seconds", "unixTimestamp"), ("http-date", "rfc822")];
    let text = node.text()?;
    FORMATS.iter().find(|(name, _)| *name == text).map(|(_, format)| (*format).to_owned()).ok_or_else(|| {
        let known = FORMATS.map(|(name, _)| name);
        node.error(format!("\"{text}\" is not a format of timestamps"))
            .with_help(Some(format!("known formats: {}", known.join(", "))))
    })
}

/// The value of `enumValue` of a member of an enum, which is called like the member without it.
pub(super) fn enum_value(name: &str, member: &Node<'_>) -> Result<String, Error> {
    let value = super::ast::with_trait(member, "smithy.api#enumValue", |value| match value.value {
        Json::String(_) => value.text(),
        _ => Err(value.error(format!("expected a string, found {}", value.value.description()))),
    })?;
    Ok(value.unwrap_or_else(|| name.to_owned()))
}
