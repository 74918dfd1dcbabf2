//! The protocols query and ec2: forms over POST, answered in XML.
//!
//! Sources: [AWS query](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html),
//! [AWS ec2Query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html), and `parsers.py` in botocore 1.44.5.

#[cfg(feature = "test-util")]
mod server;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response};

#[cfg(feature = "test-util")]
use super::server::Server;
use super::{OperationSchema, Protocol, Refusal, Sealed, refusal, xml_error};
use crate::codec::form::{self, Dialect};
use crate::codec::read::{Unknown, Unreadable};
use crate::codec::xml::{elements::Elements, read};
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::ErrorSchema;
use crate::shape::Structure;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The field that names the operation.
const ACTION: &str = "Action";
/// The field that names the version of the API.
const VERSION: &str = "Version";

/// What replies hold beside the members of an output.
const ASIDE: [&str; 2] = ["ResponseMetadata", "requestId"];

/// Forms over POST, answered in XML.
#[derive(Debug)]
pub struct Query {
    dialect: Dialect,
}

impl Query {
    /// The protocol query, which is the same for every service.
    pub const fn new() -> Self {
        Self { dialect: Dialect::Query }
    }

    /// The protocol ec2, with names and lists of its own.
    pub const fn ec2() -> Self {
        Self { dialect: Dialect::Ec2 }
    }
}

impl Default for Query {
    fn default() -> Self {
        Self::new()
    }
}

impl Sealed for Query {}

impl Protocol for Query {
    fn id(&self) -> &'static str {
        match self.dialect {
            Dialect::Query => "aws.protocols#awsQuery",
            Dialect::Ec2 => "aws.protocols#ec2Query",
        }
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError> {
        let fields = [(ACTION, operation.name), (VERSION, operation.service.api_version)];
        let form = form::write(&fields, input, self.dialect).map_err(RequestError::new)?;
        let mut request = Request::new(Body::from(form));
        *request.method_mut() = Method::POST;
        // Enough for what the client and the signature add, too.
        request.headers_mut().reserve(16);
        request.headers_mut().insert(CONTENT_TYPE, FORM);
        Ok(request)
    }

    fn output(
        &self,
        operation: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        let is_anything_told = !output.schema().members.is_empty();
        if reply.body().trim_ascii().is_empty() && !is_anything_told {
            return Ok(Vec::new());
        }
        let wrapper = operation.result_wrapper;
        let within: &[&str] = if wrapper.is_empty() { &[] } else { &[wrapper] };
        let unknowns = read::read_members(output, reply.body(), within, &ASIDE)?;
        // Where the model has no output, services say `<return>true</return>`, which is no news.
        Ok(if operation.has_output { unknowns } else { Vec::new() })
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
        xml_error::read(reply.body(), exception)
    }

    fn request_id(&self, reply: &Response<Bytes>) -> Option<String> {
        match self.dialect {
            Dialect::Query => text_at(reply.body(), &["ResponseMetadata", "RequestId"]),
            Dialect::Ec2 => text_at(reply.body(), &["requestId"]),
        }
    }

    #[cfg(feature = "test-util")]
    fn server(&self) -> &dyn Server {
        self
    }
}

/// The text of an element to which names lead from the outermost one.
fn text_at(body: &[u8], names: &[&str]) -> Option<String> {
    let mut elements = Elements::new(body);
    elements.root().ok()?;
    for name in names {
        loop {
            let tag = elements.child().ok()??;
            if tag.name() == *name {
                break;
            }
            elements.skip().ok()?;
        }
    }
    elements.text().ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
