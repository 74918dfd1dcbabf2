//! The service's half of REST with JSON.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Map, Value};

use super::{Json, RestJson};
use crate::codec::read::{Unknown, Unreadable};
use crate::protocol::OperationSchema;
use crate::protocol::rest::server;
use crate::protocol::server::{Complaint, Server};
use crate::shape::Structure;
#[cfg(feature = "events")]
use {crate::schema::Target, crate::shape::View};

impl Server for RestJson {
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        server::read_input::<Json>(operation, request, input)
    }

    fn write_output(
        &self,
        operation: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        server::write_output::<Json>(operation, output)
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
        server::insert_code(&mut answer, complaint.code.unwrap_or_default())?;
        *answer.status_mut() = complaint.status(operation);
        Ok(answer)
    }

    #[cfg(feature = "events")]
    fn write_event(&self, view: View<'_>, _: Target, _: &str) -> Result<Vec<u8>, String> {
        super::write(view, crate::codec::Purpose::Reply).map(Option::unwrap_or_default)
    }

    #[cfg(feature = "events")]
    fn event_type(&self) -> &'static str {
        "application/json"
    }
}
