//! The body of a reply as it comes in, within its limit.

use bytes::{Bytes, BytesMut};

use super::{HttpError, Limits};

/// What has come of a body so far, never more than allowed.
pub(super) struct BoundedBody {
    bytes: BytesMut,
    limits: Limits,
}

impl BoundedBody {
    /// Nothing yet.
    ///
    /// # Errors
    ///
    /// The number of bytes that the reply announces, 0 where it announces none, is larger than allowed.
    pub(super) fn new(announced: u64, limits: Limits) -> Result<Self, HttpError> {
        if usize::try_from(announced).is_ok_and(|announced| announced <= limits.max_response_bytes) {
            Ok(Self { bytes: BytesMut::new(), limits })
        } else {
            Err(HttpError::too_large(limits))
        }
    }

    /// Adds what came next.
    ///
    /// # Errors
    ///
    /// It is more than allowed.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), HttpError> {
        if self.bytes.len().saturating_add(chunk.len()) > self.limits.max_response_bytes {
            return Err(HttpError::too_large(self.limits));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// The whole body.
    pub(super) fn finish(self) -> Bytes {
        self.bytes.freeze()
    }
}
