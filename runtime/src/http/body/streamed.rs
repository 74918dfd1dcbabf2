//! The streams that bodies may be: how much they give, how long they may take, and whether they can be had again.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep};

use crate::http::{HttpError, HttpErrorKind, drivers};

/// A stream of bytes on its way through a body.
pub(super) struct Streamed {
    /// Streams are never used through a shared reference. The mutex says so to the compiler, and is never locked.
    chunks: Option<Mutex<Chunks>>,
    factory: Option<Arc<Factory>>,
    /// How many bytes it has to give, where that is known.
    pub(super) length: Option<u64>,
    /// How many bytes came so far.
    given: u64,
    is_over: bool,
    /// How long each chunk may take to come.
    pub(super) idle_limit: Option<Duration>,
    /// Runs while something is waited for.
    timer: Option<Pin<Box<Sleep>>>,
}

pub(super) type Chunks = Pin<Box<dyn Chunked + Send>>;
pub(super) type Factory = dyn Fn() -> Chunks + Send + Sync;

/// A stream, whatever its errors are.
pub(super) trait Chunked {
    fn poll_chunk(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, HttpError>>>;
}

impl<S, E> Chunked for S
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn poll_chunk(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, HttpError>>> {
        self.poll_next(context).map_err(|error| match error.into().downcast() {
            Ok(error) => *error,
            Err(error) => HttpError::new(HttpErrorKind::Io, error),
        })
    }
}

impl Streamed {
    /// A stream that can be had once.
    pub(super) fn once(chunks: Chunks, length: Option<u64>) -> Self {
        Self::of(Some(Mutex::new(chunks)), None, length)
    }

    /// A stream that is made anew whenever it is sent.
    pub(super) fn again(factory: Arc<Factory>, length: Option<u64>) -> Self {
        Self::of(None, Some(factory), length)
    }

    fn of(chunks: Option<Mutex<Chunks>>, factory: Option<Arc<Factory>>, length: Option<u64>) -> Self {
        Self { chunks, factory, length, given: 0, is_over: false, idle_limit: None, timer: None }
    }

    /// The same from the beginning, where it can be had again.
    pub(super) fn replay(&self) -> Option<Self> {
        let again = Self::again(self.factory.clone()?, self.length);
        Some(Self { idle_limit: self.idle_limit, ..again })
    }

    /// How many bytes are still to come, where that is known.
    pub(super) fn remaining(&self) -> Option<u64> {
        self.length.map(|length| length.saturating_sub(self.given))
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, HttpError>>> {
        let polled = match self.poll_chunk(context) {
            Poll::Pending => self.poll_timer(context).map(|error| Some(Err(error))),
            polled => polled,
        };
        if let Poll::Ready(came) = &polled {
            self.timer = None;
            if !matches!(came, Some(Ok(_))) {
                // Nothing more comes, and what it would have come from is let go.
                self.is_over = true;
                self.chunks = None;
            }
        }
        polled
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, HttpError>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let length = self.length;
        let Some(chunks) = self.chunks() else { return Poll::Ready(None) };
        match (ready!(chunks.as_mut().poll_chunk(context)), length) {
            (Some(Ok(chunk)), _) => {
                self.given = self.given.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                match length {
                    Some(length) if self.given > length => {
                        Poll::Ready(Some(Err(wrong_length(format_args!("more than the {length} bytes")))))
                    }
                    _ => Poll::Ready(Some(Ok(chunk))),
                }
            }
            (None, Some(length)) if self.given < length => {
                let given = self.given;
                Poll::Ready(Some(Err(wrong_length(format_args!("{given} of the {length} bytes")))))
            }
            (end, _) => Poll::Ready(end),
        }
    }

    /// The stream, made now where nobody has asked for it before.
    fn chunks(&mut self) -> Option<&mut Chunks> {
        if self.chunks.is_none() {
            self.chunks = self.factory.as_ref().map(|make| Mutex::new(make()));
        }
        self.chunks.as_mut().map(|chunks| chunks.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// The error to give when nothing came in time.
    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<HttpError> {
        let Some(limit) = self.idle_limit else { return Poll::Pending };
        if self.timer.is_none()
            && let Some(fault) = drivers::fault()
        {
            return Poll::Ready(HttpError::because(HttpErrorKind::Other, fault));
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(timer.as_mut().poll(context));
        if drivers::was_abandoned(timer) {
            let now = Instant::now();
            timer.as_mut().reset(now.checked_add(limit).unwrap_or(now));
            ready!(timer.as_mut().poll(context));
        }
        Poll::Ready(HttpError::because(HttpErrorKind::Timeout, format!("nothing came for {limit:?}")))
    }
}

fn wrong_length(came: fmt::Arguments<'_>) -> HttpError {
    HttpError::because(HttpErrorKind::Io, format!("the body has {came} that were announced"))
}
