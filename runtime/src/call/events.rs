//! Events as programs receive them.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::error::{Error, ErrorKind, Facts, Failure, OperationError, RequestError, Unhandled};
use crate::shape::{EventSlot, EventSource, Events, LookAtEvent, Sealed, Slot, Union, Value, View};
use crate::stream::ByteStream;

/// The events of a reply, as they come: `T` is an event, `E` the errors of the operation.
///
/// [`next`](Self::next) gives one after the other, and `None` where the service has ended the stream between two
/// messages. A stream that is cut anywhere else is an error, and so is an exception that the service sends in it; after an
/// error nothing more comes. Whether the last event was the one that the program waited for is for the program to judge.
///
/// There is no time limit for an event unless the call sets one with
/// [`event_timeout`](crate::RequestConfig::event_timeout), since many streams are silent for long. Dropping the receiver
/// ends the exchange and closes its connection.
///
/// It is a [`Stream`], too. A clone is another handle on the same events, which go to the one that is asked first.
///
/// ```
/// # use shapesmith_runtime::{EventReceiver, error::{Error, OperationError}, shape::{Union, Value}};
/// # async fn example<T, E>(mut events: EventReceiver<T, E>) -> Result<(), Error<E>>
/// # where T: Union + Value + std::fmt::Debug + 'static, E: OperationError + 'static {
/// while let Some(event) = events.next().await {
///     println!("{:?}", event?);
/// }
/// # Ok(())
/// # }
/// ```
pub struct EventReceiver<T, E = Unhandled> {
    /// Where whoever is asked first takes the events from; `None` where there never were any.
    shared: Option<Shared<T, E>>,
    reading: Reading<T, E>,
}

type Shared<T, E> = Arc<Mutex<Option<Content<T, E>>>>;

enum Content<T, E> {
    /// A reply.
    Reply(Box<dyn EventSource>),
    /// What somebody made by hand.
    Made(Pin<Box<dyn Stream<Item = Result<T, Error<E>>> + Send>>),
}

enum Reading<T, E> {
    NotYet,
    /// Events are never received through a shared reference. The mutex says so to the compiler, and is never locked.
    Under(Mutex<Content<T, E>>),
    Over,
}

impl<T, E> EventReceiver<T, E>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
{
    /// These events, then the end: for tests of code that receives some. An error ends them.
    ///
    /// ```
    /// # use shapesmith_runtime::{EventReceiver, error::OperationError, shape::{Union, Value}};
    /// # async fn example<T, E>(first: T, second: T)
    /// # where T: Union + Value + PartialEq + 'static, E: OperationError + 'static {
    /// let mut events = EventReceiver::<T, E>::of([Ok(first), Ok(second)]);
    /// assert!(events.next().await.is_some());
    /// # }
    /// ```
    pub fn of<I>(events: I) -> Self
    where
        I: IntoIterator<Item = Result<T, Error<E>>>,
        I::IntoIter: Send + 'static,
    {
        Self::stream(Made(events.into_iter()))
    }

    /// What a stream gives: for tests in which events take their time.
    pub fn stream(events: impl Stream<Item = Result<T, Error<E>>> + Send + 'static) -> Self {
        Self::holding(Content::Made(Box::pin(events)))
    }

    fn holding(content: Content<T, E>) -> Self {
        Self { shared: Some(Arc::new(Mutex::new(Some(content)))), reading: Reading::NotYet }
    }

    /// The next event; `None` at the end, and after an error.
    ///
    /// A future that is dropped loses nothing.
    ///
    /// # Errors
    ///
    /// An exception of the service, a connection that broke, or a message that cannot be read.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next event as `Ok(Some(…))`, and the end as `Ok(None)`: for `while let Some(event) = events.try_next().await?`.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn try_next(&mut self) -> Result<Option<T>, Error<E>> {
        self.next().await.transpose()
    }

    /// The bytes that events hold as one stream, wherever the service cuts them, as S3 Select cuts its records: `part` gives
    /// those of an event, and nothing for one that holds none of it.
    ///
    /// ```
    /// # use shapesmith_runtime::{Bytes, EventReceiver, error::OperationError, shape::{Union, Value}};
    /// # async fn example<T, E>(events: EventReceiver<T, E>, records: fn(T) -> Option<Bytes>)
    /// # -> Result<(), shapesmith_runtime::StreamError>
    /// # where T: Union + Value + 'static, E: OperationError + 'static {
    /// let mut rows = events.into_bytes(records).into_async_read();
    /// // Lines of it are read as those of a file, by Tokio's `AsyncBufReadExt`.
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_bytes(self, part: impl FnMut(T) -> Option<Bytes> + Send + 'static) -> ByteStream {
        ByteStream::stream(Joined { events: self, part }, None)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        let came = match self.begin() {
            Some(Content::Reply(source)) => {
                let mut event = T::empty();
                ready!(source.poll_next(context, &mut event)).map(|outcome| {
                    outcome.map(|()| event).map_err(|error| Error::from_failure(failure(error)))
                })
            }
            Some(Content::Made(events)) => ready!(events.as_mut().poll_next(context)),
            None => return Poll::Ready(self.taken().map(|failure| Err(Error::from_failure(failure)))),
        };
        if !matches!(came, Some(Ok(_))) {
            // Nothing more comes, and what it would have come from is let go.
            self.reading = Reading::Over;
        }
        Poll::Ready(came)
    }
}

impl<T, E> EventReceiver<T, E> {
    /// The events, where this handle has them.
    fn begin(&mut self) -> Option<&mut Content<T, E>> {
        if matches!(self.reading, Reading::NotYet) {
            let shared = self.shared.as_ref()?;
            let content = shared.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            self.reading = Reading::Under(Mutex::new(content));
        }
        match &mut self.reading {
            Reading::Under(content) => Some(content.get_mut().unwrap_or_else(PoisonError::into_inner)),
            _ => None,
        }
    }

    /// Why there are no events, where another handle has them; that is told once.
    fn taken(&mut self) -> Option<Failure> {
        let is_taken = matches!(self.reading, Reading::NotYet) && self.shared.is_some();
        self.reading = Reading::Over;
        is_taken.then(|| {
            let error = RequestError::new("another handle has received the events");
            Failure::new(ErrorKind::Request(error), Facts::default())
        })
    }
}

/// The failure that a source of events gave, whatever it is.
fn failure(error: Box<dyn StdError + Send + Sync>) -> Failure {
    match error.downcast::<Failure>() {
        Ok(failure) => *failure,
        Err(error) => {
            let error = crate::http::HttpError::new(crate::http::HttpErrorKind::Io, error);
            Failure::new(ErrorKind::Connection(error), Facts::default())
        }
    }
}

/// What events hold.
struct Joined<T, E, F> {
    events: EventReceiver<T, E>,
    part: F,
}

impl<T, E, F> Unpin for Joined<T, E, F> {}

impl<T, E, F> Stream for Joined<T, E, F>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
    F: FnMut(T) -> Option<Bytes>,
{
    type Item = Result<Bytes, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let joined = self.get_mut();
        loop {
            match ready!(joined.events.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(event)) => {
                    if let Some(bytes) = (joined.part)(event) {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
            }
        }
    }
}

/// An iterator as a stream.
struct Made<I>(I);

impl<I> Unpin for Made<I> {}

impl<I: Iterator> Stream for Made<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// The same as [`EventReceiver::next`], for combinators.
impl<T, E> Stream for EventReceiver<T, E>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
{
    type Item = Result<T, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T, E> Unpin for EventReceiver<T, E> {}

/// No events.
impl<T, E> Default for EventReceiver<T, E> {
    fn default() -> Self {
        Self { shared: None, reading: Reading::NotYet }
    }
}

impl<T, E> Clone for EventReceiver<T, E> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), reading: Reading::NotYet }
    }
}

/// Two are equal where they are handles on the same events.
impl<T, E> PartialEq for EventReceiver<T, E> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.shared, &other.shared) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T, E> fmt::Debug for EventReceiver<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<events>")
    }
}

impl<T, E> Sealed for EventReceiver<T, E> {}

impl<T, E> Value for EventReceiver<T, E>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
{
    fn empty() -> Self {
        Self::default()
    }

    /// Nothing: events are received, and not looked at.
    fn view(&self) -> View<'_> {
        View::Null
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Events(self)
    }
}

impl<T, E> EventSlot for EventReceiver<T, E>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
{
    fn put(&mut self, source: Box<dyn EventSource>) {
        *self = Self::holding(Content::Reply(source));
    }

    fn take(&mut self) -> Box<dyn Events> {
        Box::new(std::mem::take(self))
    }
}

impl<T, E> Events for EventReceiver<T, E>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
{
    fn poll_shown(
        &mut self,
        context: &mut Context<'_>,
        look: &mut dyn LookAtEvent,
    ) -> Poll<Option<Result<(), Box<dyn StdError + Send + Sync>>>> {
        // What a reply failed with is handed on as it is, before anything is read from it.
        if let Some(Content::Reply(source)) = self.begin() {
            let mut event = T::empty();
            let came = ready!(source.poll_next(context, &mut event));
            match &came {
                Some(Ok(())) => look.event(&event),
                _ => self.reading = Reading::Over,
            }
            return Poll::Ready(came);
        }
        Poll::Ready(ready!(self.poll(context)).map(|came| match came {
            Ok(event) => {
                look.event(&event);
                Ok(())
            }
            Err(error) => match error.as_service_error() {
                Some(exception) => {
                    look.exception(error.code(), error.message(), exception.structure());
                    Ok(())
                }
                None => Err(Box::new(error) as Box<dyn StdError + Send + Sync>),
            },
        }))
    }
}
