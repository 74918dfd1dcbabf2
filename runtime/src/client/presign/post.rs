//! Uploads by a form, as browsers send them: a policy that is signed says what may be sent until when.
//!
//! Source: [POST policies](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html), and
//! `S3PostPresigner` in botocore 1.44.5.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use serde_json::{Value as Json, json};

use super::{check_time, forget_own_headers, seconds_from_now, valid_until};
use crate::auth::sigv4::{Scope, presigned};
use crate::client::clock::Clock;
use crate::client::overrides::{RequestConfig, Sender};
use crate::client::{Client, check_runtime, failure};
use crate::codec::text::scalar;
use crate::error::{ErrorKind, Failure, RequestError};
use crate::http::BoxFuture;
use crate::protocol::OperationSchema;
use crate::schema::{Member, Place, TimestampFormat};
use crate::shape::{Structure, View};
use crate::time::Timestamp;

/// What an uploader writes for the name of the file, which only the browser knows.
const FILE_NAME: &str = "${filename}";

/// What may be uploaded by a form, and until when.
///
/// What the request says, such as key, type and metadata, has to be sent as it says it. A key that ends in
/// `${filename}` may end in anything.
#[derive(Clone, Debug)]
#[must_use]
pub struct PostPolicy {
    expires: Duration,
    conditions: Vec<Json>,
}

impl PostPolicy {
    /// A policy that is good for some time: a second at least, seven days at most.
    pub fn new(expires: Duration) -> Self {
        Self { expires, conditions: Vec::new() }
    }

    /// How many bytes the upload may have.
    pub fn content_length(mut self, range: RangeInclusive<u64>) -> Self {
        self.conditions.push(json!(["content-length-range", range.start(), range.end()]));
        self
    }

    /// A field that the form may fill as it likes, as long as it begins with this: `("Content-Type", "image/")`.
    /// Whoever sends the form adds the field; it must come before the file.
    pub fn starts_with(mut self, field: &str, prefix: &str) -> Self {
        self.conditions.push(json!(["starts-with", format!("${field}"), prefix]));
        self
    }

    /// A field that must have this value. Whoever sends the form adds it.
    pub fn equals(mut self, field: &str, value: &str) -> Self {
        self.conditions.push(json!({ field: value }));
        self
    }
}

/// An upload by a form that is signed: where to send it with `POST` as `multipart/form-data`, which fields to send
/// before the file, in this order, and until when. The file comes last, in the field `file`.
///
/// Whoever knows the fields can upload, so they are a secret: `Debug` does not show their values. With the feature `serde`
/// it can be handed to whoever is to send it: `{"url": …, "fields": [[name, value], …], "valid_until": …}`.
#[derive(Clone, PartialEq, Eq)]
pub struct PresignedPost {
    url: String,
    fields: Vec<(String, String)>,
    valid_until: Timestamp,
}

impl PresignedPost {
    /// The URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The fields of the form, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Until when the form can be sent: the time that was asked for, or the end of the credentials if that is sooner.
    pub fn valid_until(&self) -> Timestamp {
        self.valid_until
    }
}

#[cfg(feature = "serde")]
impl serde_core::Serialize for PresignedPost {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde_core::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("url", self.url())?;
        map.serialize_entry("fields", &self.fields)?;
        map.serialize_entry("valid_until", &self.valid_until.to_string())?;
        map.end()
    }
}

impl fmt::Debug for PresignedPost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        formatter
            .debug_struct("PresignedPost")
            .field("fields", &names)
            .field("valid_until", &self.valid_until)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Signs an upload by a form. Nothing is sent, unless credentials have to be asked for.
    ///
    /// # Errors
    ///
    /// An operation that takes no forms, an input with a body, a time that is too short or too long, or whatever keeps
    /// a call from being signed.
    pub fn presign_post<'a>(
        &'a self,
        operation: &'static OperationSchema,
        input: &'a mut dyn Structure,
        overrides: &'a RequestConfig,
        policy: PostPolicy,
    ) -> BoxFuture<'a, Result<PresignedPost, Failure>> {
        Box::pin(self.run_presign_post(operation, input, overrides, policy))
    }

    async fn run_presign_post(
        &self,
        operation: &'static OperationSchema,
        input: &mut dyn Structure,
        overrides: &RequestConfig,
        policy: PostPolicy,
    ) -> Result<PresignedPost, Failure> {
        let wrong = |error| failure(operation, ErrorKind::Request(error));
        if operation.form_fields.is_empty() {
            return Err(wrong(RequestError::new("the service takes no uploads by forms for it")));
        }
        let expires = check_time(policy.expires).map_err(wrong)?;
        check_runtime(operation)?;
        let account = self.account(operation, overrides).await;
        let (mut request, target) =
            self.serialise(operation, input, overrides, account.as_deref(), Sender::Client)?;
        if !request.body().is_empty() {
            return Err(wrong(RequestError::new(
                "its body comes with the form, so it cannot be given before",
            )));
        }
        forget_own_headers(&mut request, input, overrides);
        let credentials = self.credentials_for(operation, overrides, expires).await?;
        let now = Clock::at(self.clock().ahead());
        let scope = Scope {
            region: &target.signing_region,
            service: &target.signing_service,
            path: target.path_policy,
        };

        let mut form = Form { fields: Vec::new(), conditions: policy.conditions };
        form.add_members(operation, input);
        for (name, value) in request.headers() {
            let is_said = operation.form_fields.iter().any(|(_, member)| {
                by_name(input, member)
                    .is_some_and(|(_, member)| name.as_str().eq_ignore_ascii_case(member.wire_name))
            });
            if !is_said && name != HOST && name != CONTENT_LENGTH && name != TRANSFER_ENCODING {
                let value = value.to_str().map_err(|_| {
                    wrong(RequestError::new(format_args!("the header {name} is not visible ASCII")))
                })?;
                form.add(name.as_str(), value);
            }
        }
        for (name, value) in presigned::form_parameters(&credentials, scope, now) {
            form.add(name, &value);
        }
        let text = json!({
            "expiration": seconds_from_now(now, expires).to_string(),
            "conditions": form.conditions,
        });
        let text = STANDARD.encode(text.to_string());
        let signature = presigned::sign_text(&text, &credentials, scope, now, &self.inner.keys);
        let Form { mut fields, .. } = form;
        fields.extend([("policy".to_owned(), text), ("x-amz-signature".to_owned(), signature)]);
        let valid_until = valid_until(now, expires, &credentials);
        Ok(PresignedPost { url: place(&target.base.uri), fields, valid_until })
    }
}

/// The fields of a form, and the conditions that they have to meet.
struct Form {
    fields: Vec<(String, String)>,
    conditions: Vec<Json>,
}

impl Form {
    /// Adds the members that forms have names of their own for. What stands in the URL is a condition and no field.
    fn add_members(&mut self, operation: &OperationSchema, input: &dyn Structure) {
        for (field, name) in operation.form_fields {
            let Some((index, member)) = by_name(input, name) else { continue };
            let view = input.view(index);
            let Some(text) = scalar::of_member(member, view, TimestampFormat::HttpDate) else { continue };
            let is_in_url = member.place == Place::Label && !matches!(view, View::Null);
            match is_in_url {
                true => self.conditions.push(json!({ *field: text })),
                false => self.add(field, &text),
            }
        }
    }

    fn add(&mut self, name: &str, value: &str) {
        self.conditions.push(match value.split_once(FILE_NAME) {
            Some((prefix, _)) => json!(["starts-with", format!("${name}"), prefix]),
            None => json!({ name: value }),
        });
        self.fields.push((name.to_owned(), value.to_owned()));
    }
}

fn by_name(input: &dyn Structure, name: &str) -> Option<(usize, &'static Member)> {
    let index = input.schema().position(name)?;
    Some((index, input.schema().members.get(index)?))
}

/// The URL of what is uploaded to, which ends with a slash only where it has no path of its own.
fn place(base: &Uri) -> String {
    let url = base.to_string();
    if base.path() == "/" { url } else { url.trim_end_matches('/').to_owned() }
}
