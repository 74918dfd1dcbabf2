//! The service's half of a protocol, which fakes and recordings are made of.

use bytes::Bytes;
use http::{Request, Response};

use super::{OperationSchema, ServiceSchema};
use crate::error::OperationError;
use crate::shape::Structure;

/// What a service does with a protocol: reads what the client wrote, writes what the client will read.
pub trait Server {
    /// The name of the operation that a request is for.
    ///
    /// # Errors
    ///
    /// What is wrong with the request, in words.
    fn operation_name(&self, service: &ServiceSchema, request: &Request<Bytes>) -> Result<String, String>;

    /// Reads an input. What the model does not know is an error here: the client wrote it.
    ///
    /// # Errors
    ///
    /// What does not fit, with its path.
    fn read_input(&self, request: &Request<Bytes>, input: &mut dyn Structure) -> Result<(), String>;

    /// The answer to a successful call.
    ///
    /// # Errors
    ///
    /// An output that cannot be written.
    fn write_output(&self, output: &dyn Structure) -> Result<Response<Bytes>, String>;

    /// The answer that a modelled error, or one with a code of its own, has on the wire: HTTP status 500
    /// where the model puts the blame on the service, else 400.
    ///
    /// # Errors
    ///
    /// An error that cannot be written.
    fn write_error(
        &self,
        operation: &OperationSchema,
        error: &dyn OperationError,
    ) -> Result<Response<Bytes>, String>;
}
