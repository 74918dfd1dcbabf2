//! Clients that answer from memory: the rest of each is what a user of it gets by default.
//!
//! Both transports do the same: they take a response with the headers that AWS sends, copy it (the
//! body is shared, not copied) and give it. The official SDK wants it in a type of its own, and turns
//! it into that with the conversion its real transport uses, too.

pub mod aws_sdk;
pub mod shapesmith;

use bytes::Bytes;
use http::{HeaderValue, Response};

/// The window execution that all calls ask for.
pub(crate) const EXECUTION: &str = "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f";
/// The region of all clients.
pub(crate) const REGION: &str = "eu-central-1";
/// The key of all clients, which opens nothing.
pub(crate) const KEY: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

/// When a transport answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// When it is asked.
    AtOnce,
    /// When all other calls have had their turn, so that as many as there are run at the same time.
    AfterTheOthers,
}

impl Pace {
    async fn wait(self) {
        if self == Self::AfterTheOthers {
            tokio::task::yield_now().await;
        }
    }
}

/// A successful response.
fn response(body: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    let headers = response.headers_mut();
    headers.insert("server", HeaderValue::from_static("Server"));
    headers.insert("date", HeaderValue::from_static("Sat, 31 Jan 2026 12:00:00 GMT"));
    headers.insert("content-type", HeaderValue::from_static("application/x-amz-json-1.1"));
    headers.insert("content-length", HeaderValue::from(body.len()));
    headers.insert("connection", HeaderValue::from_static("keep-alive"));
    headers.insert("x-amzn-requestid", HeaderValue::from_static("0c1f7f9e-6c39-4d5c-9f0b-3f5f2a0e7d11"));
    response
}
