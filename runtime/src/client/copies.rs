//! Copies from another region: the request carries one to that region, signed in its URL, with which the service here asks
//! the one there.
//!
//! Which members tell the regions, and which the URL goes into, are facts of the operation
//! ([`CrossRegion`](crate::schema::CrossRegion)).
//!
//! Source: `inject_presigned_url_ec2` and `inject_presigned_url_rds` in botocore 1.44.5.

use std::time::Duration;

use http::Method;

use super::Client;
use super::endpoint::member;
use super::overrides::RequestConfig;
use super::presign::Wish;
use crate::error::Failure;
use crate::protocol::OperationSchema;
use crate::schema::CrossRegion;
use crate::shape::{Slot, Structure, Value, View, with_member};

/// How long the service may take to ask, as in botocore.
const EXPIRES: Duration = Duration::from_secs(60 * 60);

impl Client {
    /// Puts the request to the region of the source into the input, where that names one and does not have it yet.
    ///
    /// # Errors
    ///
    /// Whatever keeps that request from being signed.
    pub(super) async fn sign_copy(
        &self,
        operation: &'static OperationSchema,
        facts: &CrossRegion,
        input: &mut dyn Structure,
        overrides: &RequestConfig,
    ) -> Result<(), Failure> {
        let Some(source) = text(input, facts.source).filter(|_| text(input, facts.url).is_none()) else {
            return Ok(());
        };
        let here = self.inner.config.region().to_owned();
        set(input, facts.destination, &here);
        let there = Self::new(self.inner.service, self.inner.config.in_region(&source));
        let is_member = input.schema().position(facts.destination).is_some();
        let wish = Wish {
            expires: EXPIRES,
            method: Some(Method::GET),
            parameter: (!is_member).then_some((facts.destination, here.as_str())),
        };
        let signed = there.run_presign(operation, input, overrides, wish).await?;
        set(input, facts.url, signed.url());
        Ok(())
    }
}

/// Takes away what is said for the client alone.
pub(super) fn forget_source(facts: &CrossRegion, input: &mut dyn Structure) {
    if !facts.source_is_sent {
        change(input, facts.source, |value| value.clear());
    }
}

fn text(input: &dyn Structure, name: &str) -> Option<String> {
    match member(input, name) {
        View::String(text) | View::Enum(text) if !text.is_empty() => Some(text.to_owned()),
        _ => None,
    }
}

fn set(input: &mut dyn Structure, name: &str, text: &str) {
    change(input, name, |value| {
        if let Slot::String(slot) = value.slot() {
            text.clone_into(slot);
        }
    });
}

fn change(input: &mut dyn Structure, name: &str, mut change: impl FnMut(&mut dyn Value)) {
    if let Some(index) = input.schema().position(name) {
        with_member(input, index, &mut change);
    }
}
