//! The service's half of Smithy RPC v2 in CBOR.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response};

use super::{CBOR, NAME, PROTOCOL, RpcV2Cbor, is_of_this_protocol};
use crate::codec::Purpose;
use crate::codec::cbor::read::read_body;
use crate::codec::cbor::write;
use crate::codec::read::{Unknown, Unreadable};
use crate::protocol::OperationSchema;
use crate::protocol::server::{Complaint, Server};
#[cfg(feature = "events")]
use crate::schema::Target;
use crate::shape::{Structure, View};

impl Server for RpcV2Cbor {
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        if !is_of_this_protocol(request.headers()) {
            return Err(Unreadable::whole(format!("the request has no {PROTOCOL}: rpc-v2-cbor")));
        }
        // Only the end of the path counts, since an endpoint may have a path of its own.
        let path = request.uri().path();
        if !path.ends_with(&self.path(operation)) {
            return Err(Unreadable::whole(format!("\"{path}\" is not the path of {}", operation.name)));
        }
        match request.body().is_empty() {
            true => Ok(Vec::new()),
            false => read_body(input, request.body()),
        }
    }

    fn write_output(
        &self,
        _: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        write::structure(output, Purpose::Reply).map(reply)
    }

    fn write_error(
        &self,
        operation: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String> {
        let code = complaint.code.unwrap_or_default();
        let shape = complaint.schema(operation).map_or(code, |schema| schema.shape.structure().name);
        // The message of an answer counts before that of the exception in it.
        let own = [("__type", Some(shape).filter(|shape| !shape.is_empty())), ("message", complaint.message)];
        let own = own.into_iter().filter_map(|(name, text)| Some((name, View::String(text?))));
        let mut entries: Vec<(&str, View<'_>)> = own.collect();
        for (name, view) in complaint.exception.map(write::present).unwrap_or_default() {
            if entries.iter().all(|(own, _)| *own != name) {
                entries.push((name, view));
            }
        }
        let mut answer = reply(write::entries(&entries, Purpose::Reply)?);
        *answer.status_mut() = complaint.status(operation);
        if self.query_compatible && !code.is_empty() {
            let blame = if answer.status().is_server_error() { "Receiver" } else { "Sender" };
            let value = HeaderValue::try_from(format!("{code};{blame}"));
            let value = value.map_err(|_| format!("the error code \"{code}\" cannot stand in a header"))?;
            answer.headers_mut().insert(HeaderName::from_static("x-amzn-query-error"), value);
        }
        Ok(answer)
    }

    #[cfg(feature = "events")]
    fn write_event(&self, view: View<'_>, _: Target, _: &str) -> Result<Vec<u8>, String> {
        write::value(view, Purpose::Reply)
    }

    #[cfg(feature = "events")]
    fn event_type(&self) -> &'static str {
        "application/cbor"
    }
}

fn reply(body: Vec<u8>) -> Response<Bytes> {
    let mut reply = Response::new(Bytes::from(body));
    reply.headers_mut().insert(PROTOCOL, NAME);
    reply.headers_mut().insert(CONTENT_TYPE, CBOR);
    reply
}
