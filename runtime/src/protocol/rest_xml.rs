//! REST with XML: members in paths, queries and headers, and bodies of XML.
//!
//! Source: [AWS restXml](https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html).

#[cfg(feature = "test-util")]
mod server;

use bytes::Bytes;
use http::{Request, Response};

use super::rest::{self, Format};
#[cfg(feature = "test-util")]
use super::server::Server;
use super::{OperationSchema, Protocol, Refusal, Sealed, binding, refusal, xml_error};
use crate::codec::Purpose;
use crate::codec::read::{Unknown, Unreadable};
use crate::codec::xml::read;
use crate::codec::xml::write::{Root, document};
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::{ErrorSchema, Member, Target};
use crate::shape::{Slot, Structure, View};

/// REST with XML.
#[derive(Debug, Default)]
pub struct RestXml(());

impl RestXml {
    /// The protocol, which is the same for every service.
    pub const fn new() -> Self {
        Self(())
    }
}

impl Sealed for RestXml {}

impl Protocol for RestXml {
    fn id(&self) -> &'static str {
        "aws.protocols#restXml"
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError> {
        rest::request::<Xml>(operation, input)
    }

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        rest::read::<Xml>(reply, output)
    }

    fn is_refusal(&self, operation: &'static OperationSchema, reply: &Response<Bytes>) -> bool {
        !reply.status().is_success() || operation.service.errors_in_success && tells_error(operation, reply)
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
        rest::read_exception::<Xml>(reply, exception)
    }

    #[cfg(feature = "events")]
    fn read_event(&self, slot: Slot<'_>, target: Target, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
        Xml::read(slot, target, body)
    }

    #[cfg(feature = "test-util")]
    fn server(&self) -> &dyn Server {
        self
    }
}

/// Whether the body of a success tells an error after all, or ends in the middle or before it began: the service had to
/// begin its answer before it knew. A body that is not XML at all, since the output is bytes, says nothing. One that is not
/// there may be one that is empty, but for what was to be changed: that it was is known only where the service says so.
fn tells_error(operation: &OperationSchema, reply: &Response<Bytes>) -> bool {
    let (body, output) = (reply.body(), operation.output.structure());
    let payload = binding::payload(output);
    // Events are read when they come, so there is nothing of them here.
    let is_xml = payload
        .is_none_or(|(_, member)| !rest::is_raw(member) && !matches!(member.target, Target::Events(_)));
    let tells_change =
        matches!(operation.method, "POST" | "PUT") && (payload.is_some() || binding::has_body(output));
    is_xml && (tells_change || !body.trim_ascii().is_empty()) && xml_error::is_told(body)
}

/// Bodies of XML.
struct Xml;

impl Format for Xml {
    const CONTENT_TYPE: &'static str = "application/xml";

    /// An element without anything in it would be a body, which services take for another request than none at all.
    fn write_members(
        operation: &OperationSchema,
        structure: &dyn Structure,
        purpose: Purpose,
    ) -> Result<Option<Vec<u8>>, String> {
        match purpose == Purpose::Request && !binding::has_values(structure) {
            true => Ok(None),
            false => {
                let target = Target::Structure(structure.schema());
                write(root(operation, structure.schema().name), View::Structure(structure), target, purpose)
            }
        }
    }

    fn write_payload(
        operation: &OperationSchema,
        member: &'static Member,
        view: View<'_>,
        purpose: Purpose,
    ) -> Result<Option<Vec<u8>>, String> {
        match view {
            View::Null => Ok(None),
            view => write(root(operation, member.name), view, member.target, purpose),
        }
    }

    fn read(slot: Slot<'_>, target: Target, body: &[u8]) -> Result<Vec<Unknown>, Unreadable> {
        match slot {
            Slot::Structure(structure) => read::read_members(structure, body, &[], &[]),
            slot => read::read_value(slot, target, body),
        }
    }

    fn read_exception(exception: &mut dyn Structure, body: &[u8]) -> Result<(), Unreadable> {
        xml_error::read(body, exception)
    }
}

/// The outermost element: that of the operation's requests; replies have any.
fn root<'a>(operation: &OperationSchema, otherwise: &'a str) -> Root<'a> {
    match operation.xml_root {
        "" => Root { name: otherwise, namespace: None },
        name => Root { name, namespace: operation.xml_namespace },
    }
}

fn write(
    root: Root<'_>,
    view: View<'_>,
    target: Target,
    purpose: Purpose,
) -> Result<Option<Vec<u8>>, String> {
    document(root, view, target, purpose).map(|text| Some(text.into_bytes()))
}
