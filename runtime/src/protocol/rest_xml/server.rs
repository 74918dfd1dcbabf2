//! The service's half of REST with XML.

use bytes::Bytes;
use http::{Request, Response};

use super::{RestXml, Xml};
use crate::codec::read::{Unknown, Unreadable};
use crate::codec::xml::write;
use crate::protocol::rest::server;
use crate::protocol::server::{Complaint, Server};
use crate::protocol::{OperationSchema, binding};
use crate::shape::Structure;
#[cfg(feature = "events")]
use {crate::codec::Purpose, crate::codec::xml::write::Root, crate::schema::Target, crate::shape::View};

impl Server for RestXml {
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        server::read_input::<Xml>(operation, request, input)
    }

    fn write_output(
        &self,
        operation: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        server::write_output::<Xml>(operation, output)
    }

    fn write_error(
        &self,
        operation: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String> {
        let texts = [("Code", complaint.code), ("Message", complaint.message)];
        let error = write::error(&texts, complaint.exception)?;
        let body = format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>");
        let mut answer = Response::new(Bytes::from(body));
        if let Some(exception) = complaint.exception {
            binding::write(exception, answer.headers_mut()).map_err(|error| error.to_string())?;
        }
        *answer.status_mut() = complaint.status(operation);
        Ok(answer)
    }

    #[cfg(feature = "events")]
    fn write_event(&self, view: View<'_>, target: Target, name: &str) -> Result<Vec<u8>, String> {
        super::write(Root { name, namespace: None }, view, target, Purpose::Reply)
            .map(Option::unwrap_or_default)
    }

    #[cfg(feature = "events")]
    fn event_type(&self) -> &'static str {
        "application/xml"
    }
}
