//! The service's half of REST with JSON.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response};
use serde_json::{Map, Value};

use super::{RestJson, read_whole, write_body};
use crate::codec::Purpose;
use crate::codec::read::{Extent, Unknown, Unreadable};
use crate::protocol::server::{Complaint, Server};
use crate::protocol::{OperationSchema, binding};
use crate::shape::Structure;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

impl Server for RestJson {
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        if request.method() != operation.method {
            let reason = format!("the method is {}, not {}", request.method(), operation.method);
            return Err(Unreadable::whole(reason));
        }
        binding::server::read_target(request.uri(), operation.uri, input).map_err(Unreadable::whole)?;
        let mut message = Response::new(request.body().clone());
        *message.headers_mut() = request.headers().clone();
        read_whole(&message, input, Extent::Whole)
    }

    fn write_output(
        &self,
        _: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        let (body, content_type) = write_body(output, Purpose::Reply)?;
        let mut reply = Response::new(body);
        binding::write(output, reply.headers_mut()).map_err(|error| error.to_string())?;
        if let Some(content_type) = content_type {
            reply.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        }
        Ok(reply)
    }

    fn write_error(
        &self,
        operation: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String> {
        let mut answer = match complaint.exception {
            Some(exception) => self.write_output(operation, exception)?,
            None => Response::default(),
        };
        if let Some(message) = complaint.message {
            let body: Option<Map<String, Value>> = serde_json::from_slice(answer.body()).ok();
            let mut body = body.unwrap_or_default();
            body.insert("message".to_owned(), message.into());
            *answer.body_mut() = Value::Object(body).to_string().into();
        }
        let code = complaint.code.unwrap_or_default();
        if !code.is_empty() {
            let value = HeaderValue::try_from(code);
            let value = value.map_err(|_| format!("the error code \"{code}\" cannot stand in a header"))?;
            answer.headers_mut().insert(ERROR_TYPE, value);
        }
        *answer.status_mut() = complaint.status(operation);
        Ok(answer)
    }
}
