//! Events of operations by name, as JSON.

use std::future::poll_fn;

use serde_json::Value as Json;

use super::{DynamicOperation, to_json};
use crate::error::{ErrorKind, Facts, Failure, RequestError, Unhandled};
use crate::shape::{Current, Events, LookAtEvent, Structure, Union, View, take_events};

/// The events of an output, one after the other.
pub struct DynamicEvents {
    /// `None` at the end, and after an error.
    events: Option<Box<dyn Events>>,
}

impl DynamicOperation {
    /// Whether the output has events; see [`take_output_events`].
    pub fn gives_events(&self) -> bool {
        self.schema.has_events()
    }
}

/// Takes the events out of an output; `None` where there is no member for them. What is left can be written as JSON.
pub fn take_output_events(output: &mut dyn Structure) -> Option<DynamicEvents> {
    Some(DynamicEvents { events: Some(take_events(output)?) })
}

impl DynamicEvents {
    /// The next event as an object with one member: the event's name in the model, and what it holds. `None` at the end,
    /// and after an error. An event that the model does not know is an empty object under its own name.
    ///
    /// A future that is dropped loses nothing.
    ///
    /// # Errors
    ///
    /// An exception of the service, a connection that broke, or a message that cannot be read.
    pub async fn next(&mut self) -> Option<Result<Json, Failure>> {
        let mut shown = Shown(None);
        let events = self.events.as_mut()?;
        let came = poll_fn(|context| events.poll_shown(context, &mut shown)).await;
        let event = match (came, shown.0) {
            (None, _) => None,
            (Some(Ok(())), shown) => shown,
            (Some(Err(error)), _) => Some(Err(match error.downcast::<Failure>() {
                Ok(failure) => *failure,
                Err(error) => failed(ErrorKind::Request(RequestError::new(error))),
            })),
        };
        if !matches!(event, Some(Ok(_))) {
            self.events = None;
        }
        event
    }
}

fn failed(kind: ErrorKind<Unhandled>) -> Failure {
    Failure::new(kind, Facts::default())
}

impl std::fmt::Debug for DynamicEvents {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("<events>")
    }
}

/// What an event is, as JSON.
struct Shown(Option<Result<Json, Failure>>);

impl LookAtEvent for Shown {
    fn event(&mut self, event: &dyn Union) {
        self.0 = Some(match event.current() {
            Current::Unknown(name) => Ok(serde_json::json!({ name: {} })),
            Current::Member(..) => {
                to_json(View::Union(event)).map_err(|error| failed(ErrorKind::Request(error)))
            }
        });
    }

    fn exception(&mut self, code: Option<&str>, message: Option<&str>, _: Option<&dyn Structure>) {
        let unhandled = Unhandled { code: code.map(str::to_owned), message: message.map(str::to_owned) };
        self.0 = Some(Err(failed(ErrorKind::Service(unhandled))));
    }
}
