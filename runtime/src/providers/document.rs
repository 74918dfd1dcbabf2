//! The JSON in which processes, containers and instances give credentials.
//!
//! Sources: [process credentials](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html),
//! [container credentials](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html), and
//! `credentials.py` of botocore 1.44.5 for `AccountId`.

use super::of_account;
use crate::auth::Credentials;
use crate::codec::json::read;
use crate::codec::read::Extent;
use crate::codec::text;
use crate::time::Timestamp;

/// Everything that any of the three says. It is read leniently, as any reply is.
pub(super) struct Document {
    /// Of a process: always 1.
    pub(super) version: Option<i32>,
    /// Of an instance: whether all went well, and what did not.
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    /// As containers and instances call it.
    token: Option<String>,
    /// As processes call it.
    session_token: Option<String>,
    expiration: Option<String>,
    account_id: Option<String>,
}

crate::structure! {
    Document as "CredentialDocument" {
        version: "Version" => Integer;
        code: "Code" => String;
        message: "Message" => String;
        access_key_id: "AccessKeyId" => String;
        secret_access_key: "SecretAccessKey" => String, SENSITIVE;
        token: "Token" => String, SENSITIVE;
        session_token: "SessionToken" => String, SENSITIVE;
        expiration: "Expiration" => String;
        account_id: "AccountId" => String;
    }
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without anything that it holds.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut document = <Self as crate::shape::Value>::empty();
        match read::read_body(&mut document, bytes, Extent::Whole) {
            Ok(_) => Ok(document),
            Err(unreadable) => Err(match unreadable.path {
                Some(path) => format!("it is not the JSON that is expected: {path}: {}", unreadable.reason),
                None => format!("it is not the JSON that is expected: {}", unreadable.reason),
            }),
        }
    }

    /// The credentials in the document.
    ///
    /// # Errors
    ///
    /// The member that is missing, or the time that is none.
    pub(super) fn credentials(self) -> Result<Credentials, String> {
        let expiry = match self.expiration {
            None => None,
            Some(text) => Some(expiry("Expiration", &text)?),
        };
        let given = |name: &str, value: Option<String>| {
            value.filter(|value| !value.is_empty()).ok_or_else(|| format!("{name} is missing"))
        };
        let id = given("AccessKeyId", self.access_key_id)?;
        let secret = given("SecretAccessKey", self.secret_access_key)?;
        let mut credentials = of_account(Credentials::new(id, secret), self.account_id.as_deref());
        let token = self.session_token.or(self.token).filter(|token| !token.is_empty());
        if let Some(token) = token {
            credentials = credentials.with_session_token(token);
        }
        Ok(match expiry {
            Some(expiry) => credentials.with_expiry(expiry),
            None => credentials,
        })
    }
}

/// When something ends. What is not understood must not mean "never".
///
/// # Errors
///
/// A text that is no time, in words.
pub(super) fn expiry(name: &str, text: &str) -> Result<Timestamp, String> {
    text::parse_timestamp(text.trim()).ok_or_else(|| {
        format!(
            "{name} is \"{}\", which is no time; allowed are such as 2026-01-31T12:00:00Z",
            text.chars().take(40).collect::<String>().escape_debug()
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(json: &str) -> Result<Credentials, String> {
        Document::read(json.as_bytes())?.credentials()
    }

    #[test]
    fn an_end_that_is_not_understood_does_not_mean_never() {
        for form in ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00+0000", "2026-01-31T12:00:00UTC"] {
            let json = format!(r#"{{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"{form}"}}"#);
            assert_eq!(
                read(&json).unwrap().expires_at(),
                Some(Timestamp::from_secs(1_769_860_800)),
                "{form}"
            );
        }
        for form in ["", "soon", "2026-01-31"] {
            let json = format!(r#"{{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"{form}"}}"#);
            let error = read(&json).unwrap_err();
            assert!(error.contains("Expiration") && error.contains("2026-01-31T12:00:00Z"), "{error}");
        }
        let without = read(r#"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":null}"#).unwrap();
        assert_eq!(without.expires_at(), None);
    }

    #[test]
    fn what_is_missing_or_garbled_is_told_without_what_is_secret() {
        for (json, expected) in [
            (r#"{"SecretAccessKey":"hunter2"}"#, "AccessKeyId is missing"),
            (r#"{"AccessKeyId":"A","SecretAccessKey":""}"#, "SecretAccessKey is missing"),
            (r#"{"AccessKeyId":"A","SecretAccessKey":["hunter2"]}"#, "SecretAccessKey"),
            (r#"{"SecretAccessKey":"hunter2""#, "not the JSON"),
            ("hunter2", "not the JSON"),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(expected) && !error.contains("hunter2"), "{json}: {error}");
        }
    }
}
