//! Events for programs without an async runtime: as an iterator that blocks the thread.

use super::wait_for;
use crate::call::events::EventReceiver;
use crate::error::{Error, ErrorKind, Facts, OperationError};
use crate::shape::{Union, Value};

/// An [`EventReceiver`] as an iterator that blocks the thread.
///
/// It ends with the events, and after an error. Inside an async runtime, where blocking would hold up everything else,
/// there is one error that says so.
#[derive(Debug)]
pub struct BlockingEvents<T, E> {
    events: EventReceiver<T, E>,
    is_over: bool,
}

impl<T, E> EventReceiver<T, E>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
{
    /// The events as an iterator, which blocks the thread until there is one.
    pub fn into_blocking(self) -> BlockingEvents<T, E> {
        BlockingEvents { events: self, is_over: false }
    }
}

impl<T, E> Iterator for BlockingEvents<T, E>
where
    T: Union + Value + 'static,
    E: OperationError + 'static,
{
    type Item = Result<T, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let came = wait_for(self.events.next())
            .unwrap_or_else(|error| Some(Err(Error::new(ErrorKind::Configuration(error), Facts::default()))));
        self.is_over = !matches!(came, Some(Ok(_)));
        came
    }
}
