//! The framing `aws-chunked`: frames of one size, each behind its length, and a checksum after the last.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::checksum::{Checksum, ChecksumAlgorithm};
use crate::http::{Body, HttpError, HttpErrorKind};

/// The bytes in each frame but the last. S3 takes none below 8 KiB before the last, and servers that are not AWS may
/// hold a whole one in memory.
pub(super) const FRAME: usize = 64 << 10;

/// A body in frames, which can be sent again where it could be without them. Where its length is known, that of the
/// framed body is known, too.
pub(super) fn framed(body: Body, algorithm: ChecksumAlgorithm) -> Body {
    let length = body.len().map(|length| framed_length(length, algorithm));
    let can_be_repeated = body.replay().is_some();
    let first = First::default();
    match can_be_repeated {
        true => Body::again(
            move || Frames::new(body.replay().unwrap_or_default(), algorithm, first.clone()),
            length,
        ),
        false => Body::stream(Frames::new(body, algorithm, first), length),
    }
}

/// The checksum of the body as it was when it was first read to its end. What a call sends is one thing, however often it
/// is sent: a file must not become another one between two attempts.
#[derive(Clone, Default)]
struct First(Arc<OnceLock<String>>);

impl First {
    /// Holds a checksum to the first.
    ///
    /// # Errors
    ///
    /// They differ.
    fn compare(&self, checksum: &str) -> Result<(), HttpError> {
        match self.0.get_or_init(|| checksum.to_owned()) == checksum {
            true => Ok(()),
            false => Err(HttpError::because(
                HttpErrorKind::Other,
                "its body is not what it was in the attempt before; a file may have changed",
            )),
        }
    }
}

/// How long a body is in frames.
fn framed_length(length: u64, algorithm: ChecksumAlgorithm) -> u64 {
    let frame = FRAME as u64;
    let around = |size: u64| size + head(size).len() as u64 + LINE.len() as u64;
    let full = (length / frame).saturating_mul(around(frame));
    let last = match length % frame {
        0 => 0,
        rest => around(rest),
    };
    let end = LAST.len() + algorithm.header().as_str().len() + 1 + algorithm.text_length() + 2 * LINE.len();
    full.saturating_add(last).saturating_add(end as u64)
}

const LINE: &str = "\r\n";
const LAST: &str = "0\r\n";

/// What stands before a frame.
fn head(size: u64) -> String {
    format!("{size:x}\r\n")
}

/// A body on its way through the framing.
struct Frames {
    body: Body,
    checksum: Option<Checksum>,
    algorithm: ChecksumAlgorithm,
    first: First,
    /// What came of the body and is in no frame yet.
    gathered: VecDeque<Bytes>,
    size: usize,
    /// What is ready to be sent.
    ready: VecDeque<Bytes>,
    is_over: bool,
}

impl Frames {
    fn new(body: Body, algorithm: ChecksumAlgorithm, first: First) -> Self {
        Self {
            body,
            checksum: Some(Checksum::new(algorithm)),
            algorithm,
            first,
            gathered: VecDeque::new(),
            size: 0,
            ready: VecDeque::new(),
            is_over: false,
        }
    }

    fn take(&mut self, chunk: Bytes) {
        if let Some(checksum) = &mut self.checksum {
            checksum.update(&chunk);
        }
        self.size = self.size.saturating_add(chunk.len());
        self.gathered.push_back(chunk);
        while self.size >= FRAME {
            self.close(FRAME);
        }
    }

    /// Makes a frame of what was gathered.
    fn close(&mut self, size: usize) {
        self.ready.push_back(head(size as u64).into());
        let mut left = size;
        while left > 0
            && let Some(chunk) = self.gathered.front_mut()
        {
            let part = chunk.split_to(left.min(chunk.len()));
            left = left.saturating_sub(part.len());
            self.ready.push_back(part);
            if chunk.is_empty() {
                self.gathered.pop_front();
            }
        }
        self.size = self.size.saturating_sub(size);
        self.ready.push_back(Bytes::from_static(LINE.as_bytes()));
    }

    fn end(&mut self) -> Result<(), HttpError> {
        self.is_over = true;
        let checksum = self.checksum.take().map(Checksum::finish).unwrap_or_default();
        self.first.compare(&checksum)?;
        if self.size > 0 {
            self.close(self.size);
        }
        let end = format!("{LAST}{}:{checksum}{LINE}{LINE}", self.algorithm.header());
        self.ready.push_back(end.into());
        Ok(())
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frames = self.get_mut();
        loop {
            if let Some(part) = frames.ready.pop_front() {
                return Poll::Ready(Some(Ok(part)));
            }
            if frames.is_over {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut frames.body).poll_next(context)) {
                Some(Ok(chunk)) => frames.take(chunk),
                Some(Err(error)) => {
                    frames.is_over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    if let Err(error) = frames.end() {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }
}
