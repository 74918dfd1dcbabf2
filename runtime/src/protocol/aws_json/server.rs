//! The service's half of the aws-json protocols.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::{Map, Value};

use super::{AwsJson, TARGET};
use crate::codec::json::read;
use crate::codec::json::write::{Purpose, Writer};
use crate::codec::read::{Notes, Unknown};
use crate::error::OperationError;
use crate::protocol::server::Server;
use crate::protocol::{OperationSchema, ServiceSchema};
use crate::shape::{Slot, Structure, View};

impl Server for AwsJson {
    fn operation_name(&self, service: &ServiceSchema, request: &Request<Bytes>) -> Result<String, String> {
        let target = request.headers().get(TARGET).and_then(|target| target.to_str().ok());
        let target = target.ok_or("the request has no x-amz-target")?;
        let name = target.strip_prefix(self.target_prefix).and_then(|rest| rest.strip_prefix('.'));
        name.map(str::to_owned).ok_or_else(|| format!("\"{target}\" is no operation of {}", service.id))
    }

    fn read_input(&self, request: &Request<Bytes>, input: &mut dyn Structure) -> Result<(), String> {
        let notes = Notes::default();
        let slot = Slot::Structure(input);
        let described = read::Described::of(&slot);
        if let Err(error) = read::read_json(slot, &notes, request.body()) {
            return Err(described.told(notes, error));
        }
        let (_, unknowns) = notes.into_parts();
        let member = unknowns.iter().find(|unknown| matches!(unknown, Unknown::Member { .. }));
        member.map_or(Ok(()), |unknown| Err(unknown.to_string()))
    }

    fn write_output(&self, output: &dyn Structure) -> Result<Response<Bytes>, String> {
        let body = serde_json::to_vec(&Writer::new(&View::Structure(output), Purpose::Reply));
        Ok(Response::new(Bytes::from(body.map_err(|error| error.to_string())?)))
    }

    fn write_error(
        &self,
        operation: &OperationSchema,
        error: &dyn OperationError,
    ) -> Result<Response<Bytes>, String> {
        let code = error.code().unwrap_or_default();
        let schema = operation.errors.iter().find(|schema| schema.code == code);
        let mut body = match error.structure() {
            Some(structure) => serde_json::to_value(Writer::new(&View::Structure(structure), Purpose::Reply))
                .map_err(|error| error.to_string())?,
            None => Value::Object(Map::new()),
        };
        let shape = schema.map_or(code, |schema| schema.shape.structure().name);
        if let Value::Object(members) = &mut body {
            if !shape.is_empty() {
                members.insert("__type".to_owned(), shape.into());
            }
            if let Some(message) = error.unhandled().and_then(|unhandled| unhandled.message.as_deref()) {
                members.insert("message".to_owned(), message.into());
            }
        }
        let mut answer = Response::new(Bytes::from(body.to_string()));
        let fault = schema.is_some_and(|schema| schema.fault);
        *answer.status_mut() =
            if fault { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST };
        if self.query_compatible && !code.is_empty() {
            let value =
                HeaderValue::try_from(format!("{code};{}", if fault { "Receiver" } else { "Sender" }));
            let value = value.map_err(|_| format!("the error code \"{code}\" cannot stand in a header"))?;
            answer.headers_mut().insert(HeaderName::from_static("x-amzn-query-error"), value);
        }
        Ok(answer)
    }
}
