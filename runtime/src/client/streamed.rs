//! Replies whose bodies are streams, on their way to the program.

#[cfg(feature = "checksum")]
use std::pin::Pin;
#[cfg(feature = "checksum")]
use std::task::{Context, Poll, ready};

use crate::http::Body;
use crate::schema::Target;
use crate::shape::{Slot, Structure, Value};
use crate::stream::ByteStream;
#[cfg(feature = "checksum")]
use {
    super::checksum,
    crate::checksum::{Checksum, ChecksumAlgorithm},
    crate::http::HttpError,
    crate::protocol::OperationSchema,
    bytes::Bytes,
    futures_core::Stream,
    http::Response,
};

/// Puts the body of a reply into the member of the output that is a stream.
pub(super) fn hand_over(body: Body, output: &mut dyn Structure) {
    let length = body.len();
    let mut stream = Some(match body.bytes() {
        Some(bytes) => ByteStream::from(bytes.clone()),
        None => ByteStream::stream(body, length),
    });
    let members = output.schema().members;
    output.members_mut(&mut |values: &mut [&mut dyn Value]| {
        let mut members = members.iter().zip(values.iter_mut());
        let member = members.find(|(member, _)| matches!(member.target, Target::Stream));
        if let Some((_, value)) = member
            && let Slot::Stream(slot) = value.slot()
            && let Some(stream) = stream.take()
        {
            *slot = stream;
        }
    });
}

/// The body of a reply, held to the checksum that the reply tells of it: one that does not fit is an error at the end.
#[cfg(feature = "checksum")]
pub(super) fn checked(operation: &OperationSchema, reply: &Response<Bytes>, body: Body) -> Body {
    let Some((algorithm, told)) = checksum::told(operation, reply) else { return body };
    let length = body.len();
    Body::stream(Checked { body, checksum: Some(Checksum::new(algorithm)), algorithm, told }, length)
}

#[cfg(feature = "checksum")]
struct Checked {
    body: Body,
    /// None, once it was compared.
    checksum: Option<Checksum>,
    algorithm: ChecksumAlgorithm,
    told: String,
}

#[cfg(feature = "checksum")]
impl Stream for Checked {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let checked = self.get_mut();
        let came = ready!(Pin::new(&mut checked.body).poll_next(context));
        Poll::Ready(match (came, checked.checksum.take()) {
            (Some(Ok(chunk)), Some(mut checksum)) => {
                checksum.update(&chunk);
                checked.checksum = Some(checksum);
                Some(Ok(chunk))
            }
            (None, Some(checksum)) => {
                let made = checksum.finish();
                checksum::compare(checked.algorithm, &checked.told, &made).err().map(Err)
            }
            (came, _) => came,
        })
    }
}
