//! REST with JSON: members in paths, queries and headers, and bodies of JSON.
//!
//! Source: [AWS restJson1](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).

#[cfg(feature = "test-util")]
mod server;

use bytes::Bytes;
use http::{Request, Response};

use super::rest::{self, Format};
#[cfg(feature = "test-util")]
use super::server::Server;
use super::{OperationSchema, Protocol, Refusal, Sealed, refusal};
use crate::codec::Purpose;
use crate::codec::json::read;
use crate::codec::json::write::Writer;
use crate::codec::read::{Extent, Unknown, Unreadable};
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::{ErrorSchema, Member, Target};
use crate::shape::{Slot, Structure, View};

/// REST with JSON.
#[derive(Debug, Default)]
pub struct RestJson(());

impl RestJson {
    /// The protocol, which is the same for every service.
    pub const fn new() -> Self {
        Self(())
    }
}

impl Sealed for RestJson {}

impl Protocol for RestJson {
    fn id(&self) -> &'static str {
        "aws.protocols#restJson1"
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError> {
        rest::request::<Json>(operation, input)
    }

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        rest::read::<Json>(reply, output)
    }

    fn refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal {
        refusal::read(false, reply)
    }

    fn exception(
        &self,
        _: &'static ErrorSchema,
        reply: &Response<Bytes>,
        exception: &mut dyn Structure,
    ) -> Result<(), Unreadable> {
        rest::read_exception::<Json>(reply, exception)
    }

    #[cfg(feature = "events")]
    fn read_event(&self, slot: Slot<'_>, _: Target, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
        read::read_any(slot, body)
    }

    #[cfg(feature = "test-util")]
    fn server(&self) -> &dyn Server {
        self
    }
}

/// Bodies of JSON.
struct Json;

impl Format for Json {
    const CONTENT_TYPE: &'static str = "application/json";

    fn write_members(
        _: &OperationSchema,
        structure: &dyn Structure,
        purpose: Purpose,
    ) -> Result<Option<Vec<u8>>, String> {
        write(View::Structure(structure), purpose)
    }

    fn write_payload(
        _: &OperationSchema,
        member: &'static Member,
        view: View<'_>,
        purpose: Purpose,
    ) -> Result<Option<Vec<u8>>, String> {
        match (view, member.target.resolve()) {
            (View::Null, Target::Structure(_)) => Ok(Some(b"{}".to_vec())),
            (View::Null, _) => Ok(None),
            _ => write(view, purpose),
        }
    }

    fn read(slot: Slot<'_>, _: Target, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
        read::read_any(slot, body)
    }

    fn read_exception(exception: &mut dyn Structure, body: &[u8]) -> Result<(), Unreadable> {
        read::read_body(exception, body, Extent::Part).map(drop)
    }
}

fn write(view: View<'_>, purpose: Purpose) -> Result<Option<Vec<u8>>, String> {
    serde_json::to_vec(&Writer::new(&view, purpose)).map(Some).map_err(|error| error.to_string())
}
