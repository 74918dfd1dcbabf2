//! The service's half of the protocols query and ec2.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response};

use super::{ACTION, Query, VERSION};
use crate::codec::Purpose;
use crate::codec::form::Dialect;
use crate::codec::form::read::Field;
use crate::codec::read::{Unknown, Unreadable};
use crate::codec::xml::write::{self, Root};
use crate::protocol::OperationSchema;
use crate::protocol::server::{Complaint, Server};
use crate::shape::{Structure, View};

const XML: HeaderValue = HeaderValue::from_static("text/xml");

impl Server for Query {
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        if request.method() != Method::POST {
            return Err(Unreadable::whole(format!("the method is {}, not POST", request.method())));
        }
        let mut form = Field::parse(request.body())?;
        for (name, expected) in [(ACTION, operation.name), (VERSION, operation.service.api_version)] {
            let found = form.take(name).unwrap_or_default();
            if found != expected {
                return Err(Unreadable::whole(format!("{name} is \"{found}\", not \"{expected}\"")));
            }
        }
        form.read(input, self.dialect)
    }

    fn write_output(
        &self,
        operation: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        let (target, view) = (operation.output, View::Structure(output));
        let element = |name| write::document(Root { name, namespace: None }, view, target, Purpose::Reply);
        let name = operation.name;
        Ok(reply(match operation.result_wrapper {
            "" => element(&format!("{name}Response"))?,
            wrapper => format!("<{name}Response>{}</{name}Response>", element(wrapper)?),
        }))
    }

    fn write_error(
        &self,
        operation: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String> {
        let status = complaint.status(operation);
        let blame = if status.is_server_error() { "Receiver" } else { "Sender" };
        let blame = Some(blame).filter(|_| self.dialect == Dialect::Query);
        let texts = [("Type", blame), ("Code", complaint.code), ("Message", complaint.message)];
        let error = write::error(&texts, complaint.exception)?;
        let mut answer = reply(match self.dialect {
            Dialect::Query => format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>"),
            Dialect::Ec2 => format!("<Response><Errors><Error>{error}</Error></Errors></Response>"),
        });
        *answer.status_mut() = status;
        Ok(answer)
    }
}

fn reply(body: String) -> Response<Bytes> {
    let mut reply = Response::new(Bytes::from(body));
    reply.headers_mut().insert(CONTENT_TYPE, XML);
    reply
}
