//! The service's half of the aws-json protocols.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use serde_json::{Map, Value};

use super::{AwsJson, TARGET};
use crate::codec::Purpose;
use crate::codec::json::read;
use crate::codec::json::write::Writer;
use crate::codec::read::{Extent, Unknown, Unreadable};
use crate::protocol::OperationSchema;
use crate::protocol::server::{Complaint, Server};
#[cfg(feature = "events")]
use crate::schema::Target;
use crate::shape::{Structure, View};

impl Server for AwsJson {
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        let target =
            request.headers().get(TARGET).and_then(|target| target.to_str().ok()).unwrap_or_default();
        let name = target.strip_prefix(self.target_prefix).and_then(|rest| rest.strip_prefix('.'));
        if name != Some(operation.name) {
            return Err(Unreadable::whole(format!(
                "{TARGET} is \"{target}\", which is not {}",
                operation.name
            )));
        }
        read::read_body(input, request.body(), Extent::Whole)
    }

    fn write_output(
        &self,
        _: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        let body = serde_json::to_vec(&Writer::new(&View::Structure(output), Purpose::Reply));
        Ok(Response::new(Bytes::from(body.map_err(|error| error.to_string())?)))
    }

    fn write_error(
        &self,
        operation: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String> {
        let code = complaint.code.unwrap_or_default();
        let mut body = match complaint.exception {
            Some(exception) => serde_json::to_value(Writer::new(&View::Structure(exception), Purpose::Reply))
                .map_err(|error| error.to_string())?,
            None => Value::Object(Map::new()),
        };
        let shape = complaint.schema(operation).map_or(code, |schema| schema.shape.structure().name);
        if let Value::Object(members) = &mut body {
            if !shape.is_empty() {
                members.insert("__type".to_owned(), shape.into());
            }
            if let Some(message) = complaint.message {
                members.insert("message".to_owned(), message.into());
            }
        }
        let mut answer = Response::new(Bytes::from(body.to_string()));
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
        serde_json::to_vec(&Writer::new(&view, Purpose::Reply)).map_err(|error| error.to_string())
    }

    #[cfg(feature = "events")]
    fn event_type(&self) -> &'static str {
        "application/json"
    }
}
