//! The functions that rules call, and the values they work on.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use crate::codec::url;
use crate::schema::Partition;

/// A value in the course of evaluation. It borrows from the parameters wherever it can.
#[derive(Clone, Debug)]
pub(super) enum Operand<'a> {
    Boolean(bool),
    String(Cow<'a, str>),
    Array(Cow<'a, [Cow<'a, str>]>),
    Partition(&'a Partition),
    Record(Vec<(&'static str, Operand<'a>)>),
}

impl<'a> Operand<'a> {
    pub(super) fn text(value: &'a str) -> Self {
        Self::String(Cow::Borrowed(value))
    }

    /// What the value is, for error messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::String(_) => "text",
            Self::Array(_) => "a list",
            Self::Partition(_) => "a partition",
            Self::Record(_) => "a record",
        }
    }

    /// A part of the value: the path is `name`, `name[0]` or `[0]`. `None` where there is no such part.
    pub(super) fn attribute(&self, path: &str) -> Option<Operand<'a>> {
        let Some((name, index)) = path.strip_suffix(']').and_then(|path| path.split_once('[')) else {
            return self.field(path);
        };
        let index: usize = index.parse().ok()?;
        if name.is_empty() { self.element(index) } else { self.field(name)?.element(index) }
    }

    fn field(&self, name: &str) -> Option<Operand<'a>> {
        match self {
            Self::Partition(partition) => part_of_partition(partition, name),
            Self::Record(fields) => {
                fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
            }
            Self::Boolean(_) | Self::String(_) | Self::Array(_) => None,
        }
    }

    fn element(&self, index: usize) -> Option<Operand<'a>> {
        match self {
            Self::Array(elements) => elements.get(index).cloned().map(Operand::String),
            _ => None,
        }
    }
}

/// The end of `text` from a byte on, borrowed for as long as `text` borrows.
fn part<'a>(text: &Cow<'a, str>, range: std::ops::Range<usize>) -> Option<Cow<'a, str>> {
    match text {
        Cow::Borrowed(text) => text.get(range).map(Cow::Borrowed),
        Cow::Owned(text) => text.get(range).map(|part| Cow::Owned(part.to_owned())),
    }
}

/// `substring`: `None` where the text is too short, not ASCII, or the range is empty.
pub(super) fn substring<'a>(
    text: &Cow<'a, str>,
    start: usize,
    stop: usize,
    reverse: bool,
) -> Option<Cow<'a, str>> {
    if start >= stop || text.len() < stop || !text.is_ascii() {
        return None;
    }
    let range = if reverse { text.len() - stop..text.len() - start } else { start..stop };
    part(text, range)
}

/// `uriEncode`: every byte but unreserved characters becomes `%XX`.
pub(super) fn uri_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    url::push_encoded(&mut encoded, text.as_bytes());
    encoded
}

/// `isValidHostLabel`: 1 to 63 ASCII letters, digits and hyphens, with no hyphen at either end.
pub(super) fn is_valid_host_label(text: &str, allow_dots: bool) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if allow_dots { text.split('.').all(is_label) } else { is_label(text) }
}

/// `aws.isVirtualHostableS3Bucket`: a host label of at least three characters without upper-case
/// letters, and not an IPv4 address.
pub(super) fn is_virtual_hostable_bucket(text: &str, allow_dots: bool) -> bool {
    text.len() >= 3
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && !is_ipv4(text)
        && is_valid_host_label(text, allow_dots)
}

/// Whether text looks like an IPv4 address: four numbers of up to three digits.
fn is_ipv4(text: &str) -> bool {
    let is_number =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 4 && text.split('.').all(is_number)
}

/// What the rules call the parts of a partition.
fn part_of_partition<'a>(partition: &Partition, name: &str) -> Option<Operand<'a>> {
    Some(match name {
        "name" => Operand::text(partition.name),
        "dnsSuffix" => Operand::text(partition.dns_suffix),
        "dualStackDnsSuffix" => Operand::text(partition.dual_stack_dns_suffix),
        "implicitGlobalRegion" => Operand::text(partition.implicit_global_region),
        "supportsFIPS" => Operand::Boolean(partition.supports_fips),
        "supportsDualStack" => Operand::Boolean(partition.supports_dual_stack),
        _ => return None,
    })
}

/// `aws.parseArn`: `None` where the text is no ARN, or lacks partition, service or resource.
pub(super) fn parse_arn<'a>(text: &Cow<'a, str>) -> Option<Operand<'a>> {
    let mut sections =
        [("", 0..0), ("partition", 0..0), ("service", 0..0), ("region", 0..0), ("accountId", 0..0)];
    let mut start = 0;
    for (_, range) in &mut sections {
        let length = text.get(start..)?.find(':')?;
        *range = start..start + length;
        start += length + 1;
    }
    let [(_, scheme), fields @ ..] = sections;
    let resource = part(text, start..text.len())?;
    if text.get(scheme) != Some("arn") || resource.is_empty() {
        return None;
    }
    let mut record = Vec::with_capacity(5);
    for (name, range) in fields {
        if range.is_empty() && matches!(name, "partition" | "service") {
            return None;
        }
        record.push((name, Operand::String(part(text, range)?)));
    }
    let mut elements = Vec::new();
    let mut from = 0;
    for (at, _) in resource.match_indices([':', '/']) {
        elements.push(part(&resource, from..at)?);
        from = at + 1;
    }
    elements.push(part(&resource, from..resource.len())?);
    record.push(("resourceId", Operand::Array(Cow::Owned(elements))));
    Some(Operand::Record(record))
}

/// `parseURL`: `None` for anything but http and https, with a query, or with a port that is none.
pub(super) fn parse_url<'a>(url: &str) -> Option<Operand<'a>> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if !matches!(scheme.as_str(), "http" | "https") || !query.is_empty() {
        return None;
    }
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':').unwrap_or(port)),
        None => host.split_once(':').unwrap_or((host, "")),
    };
    if !port.is_empty() && (!port.bytes().all(|byte| byte.is_ascii_digit()) || port.parse::<u16>().is_err()) {
        return None;
    }
    let owned = |text: String| Operand::String(Cow::Owned(text));
    Some(Operand::Record(vec![
        ("scheme", owned(scheme)),
        ("authority", owned(authority.to_owned())),
        ("path", owned(path.to_owned())),
        ("normalizedPath", owned(normalized_path(path))),
        ("isIp", Operand::Boolean(is_ipv4(host) || host.parse::<Ipv6Addr>().is_ok())),
    ]))
}

/// A path without empty and dot segments, with a slash at both ends.
fn normalized_path(path: &str) -> String {
    let mut normalized = String::from("/");
    for step in url::steps(path) {
        url::push_encoded(&mut normalized, step.as_bytes());
        normalized.push('/');
    }
    normalized
}
