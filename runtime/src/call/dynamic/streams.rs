//! Bodies that are streams, which no JSON holds.

use super::DynamicOperation;
use crate::shape::{Structure, put_stream, take_stream};
use crate::stream::ByteStream;

impl DynamicOperation {
    /// Whether the input has a body that is a stream; see [`put_body`].
    pub fn takes_stream(&self) -> bool {
        self.schema.has_streaming_input()
    }

    /// Whether the output has a body that is a stream; see [`take_body`].
    pub fn gives_stream(&self) -> bool {
        self.schema.has_streaming_output()
    }
}

/// Gives an input its body. Gives it back where the operation takes none.
///
/// # Errors
///
/// The body, where there is no member for it.
pub fn put_body(input: &mut dyn Structure, body: ByteStream) -> Result<(), ByteStream> {
    put_stream(input, body).map_or(Ok(()), Err)
}

/// Takes the body out of an output; `None` where there is no member for one. What is left can be written as JSON.
pub fn take_body(output: &mut dyn Structure) -> Option<ByteStream> {
    take_stream(output, |_| true)
}
