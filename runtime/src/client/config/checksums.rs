//! When bodies have checksums, and how they are sent.
//!
//! Source: [data integrity protections](https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html).

use super::{Config, ConfigBuilder};
use crate::error::ConfigError;
use crate::protocol::OperationSchema;
use crate::schema::ChecksumSchema;
use crate::settings::Lookup;

/// When bodies have checksums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksums {
    /// Wherever the operation has such.
    WhenSupported,
    /// Only where the operation requires them, or the input asks for them.
    WhenRequired,
}

impl Checksums {
    /// The value as settings write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WhenSupported => "when_supported",
            Self::WhenRequired => "when_required",
        }
    }
}

/// What the program, the environment or the profile say about checksums; `None` where nobody says anything.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChecksumSettings {
    request: Option<Checksums>,
    response: Option<Checksums>,
    framing: Option<bool>,
    #[cfg(feature = "md5")]
    content_md5: bool,
}

impl ChecksumSettings {
    /// Whether requests have a checksum that their input does not ask for. Towards an endpoint that somebody named it has to
    /// be asked for, unless it is required: servers that are not AWS refuse what they do not know.
    pub(crate) fn adds(&self, schema: &ChecksumSchema, is_custom: bool) -> bool {
        let when = self.request.unwrap_or_else(|| unsaid(is_custom));
        schema.required || !schema.algorithm.is_empty() && when == Checksums::WhenSupported
    }

    /// Whether checksums of replies are asked for and looked at.
    pub(crate) fn of_replies(&self, is_custom: bool) -> Checksums {
        self.response.unwrap_or_else(|| unsaid(is_custom))
    }

    /// Whether a checksum may be sent behind its body, for which the body is put in frames.
    pub(crate) fn may_frame(&self) -> bool {
        self.framing.unwrap_or(true)
    }

    /// Whether `Content-MD5` is what operations send that require a checksum.
    #[cfg(feature = "md5")]
    pub(crate) fn has_content_md5(&self) -> bool {
        self.content_md5
    }

    /// With what the environment and the profile say where the program does not.
    ///
    /// # Errors
    ///
    /// A value that is neither of the two.
    pub(super) fn completed(mut self, lookup: &Lookup) -> Result<Self, ConfigError> {
        let find = |variable, setting| {
            let Some(found) = lookup.find(&[variable], setting) else { return Ok(None) };
            let both = [Checksums::WhenSupported, Checksums::WhenRequired];
            let named = both.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(&found.value));
            let allowed = "when_supported or when_required";
            named.map(Some).ok_or_else(|| ConfigError::value(found.origin, &found.value, allowed))
        };
        if self.request.is_none() {
            self.request = find("AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation")?;
        }
        if self.response.is_none() {
            self.response = find("AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation")?;
        }
        Ok(self)
    }
}

impl Config {
    /// Whether requests of an operation have a checksum of their body, though their input does not ask for one: as the
    /// program, the environment or the profile say, and by where they are sent where nobody says anything. Whoever uploads
    /// in parts has to know, since AWS wants to be told before the first of them.
    ///
    /// # Errors
    ///
    /// An endpoint in the environment or the profile that is none.
    pub fn adds_checksum(&self, operation: &OperationSchema) -> Result<bool, ConfigError> {
        let Some(schema) = operation.checksum else { return Ok(false) };
        let is_custom = self.service_endpoint_url(operation.service)?.is_some();
        Ok(self.checksums().adds(schema, is_custom))
    }
}

fn unsaid(is_custom: bool) -> Checksums {
    if is_custom { Checksums::WhenRequired } else { Checksums::WhenSupported }
}

impl ConfigBuilder {
    /// When requests have a checksum of their body. Else `AWS_REQUEST_CHECKSUM_CALCULATION`,
    /// `request_checksum_calculation` in the profile; else, towards AWS, wherever the operation has such, and towards
    /// an endpoint that somebody named only where it is required: servers that are not AWS may refuse what they do
    /// not know.
    pub fn request_checksums(mut self, when: Checksums) -> Self {
        self.checksums.request = Some(when);
        self
    }

    /// When checksums of replies are asked for and looked at. Else `AWS_RESPONSE_CHECKSUM_VALIDATION`,
    /// `response_checksum_validation` in the profile; else as [`request_checksums`](Self::request_checksums).
    pub fn response_checksums(mut self, when: Checksums) -> Self {
        self.checksums.response = Some(when);
        self
    }

    /// Whether the checksum of a body may be sent behind it, which needs the framing `aws-chunked` and HTTPS; it may,
    /// unless this is `false`. Then it is in a header, for which a stream that can be had again is read twice.
    pub fn aws_chunked(mut self, yes: bool) -> Self {
        self.checksums.framing = Some(yes);
        self
    }

    /// Whether operations that require a checksum send `Content-MD5`, where the input asks for no other: some servers
    /// that are not AWS know nothing else. They do not, unless this is `true`.
    #[cfg(feature = "md5")]
    pub fn content_md5(mut self, yes: bool) -> Self {
        self.checksums.content_md5 = yes;
        self
    }
}
