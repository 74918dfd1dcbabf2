//! Lowers waiters, and compiles what they look for in answers.

use super::jmespath::{self, Kind};
use super::paginators::without_operation;
use crate::Error;
use crate::front::Places;
use crate::front::botocore::{self, Waiters};
use crate::front::json::Json;
use crate::ir::path::{Literal, Path};
use crate::ir::{
    AcceptedError, Acceptor, AcceptorState, Matcher, Operation, Origin, Service, ShapeId, ShapeKind, Waiter,
};
use crate::suggest::did_you_mean;

const STATES: [&str; 3] = ["success", "failure", "retry"];
const MATCHERS: [&str; 5] = ["path", "pathAll", "pathAny", "status", "error"];

/// Gives the service its waiters, sorted by name. Those on operations that the service does not have
/// are left out with a remark.
pub(super) fn lower(waiters: &Waiters, service: &mut Service) -> Result<(), Error> {
    let mut lowered = Vec::with_capacity(waiters.entries.len());
    for (name, entry) in &waiters.entries {
        let place = format!("waiters.{name}");
        let Some(operation) = service.operations.iter().find(|one| one.name == entry.operation) else {
            let place = format!("{place}.operation");
            let remark = without_operation(service, &waiters.places, &place, &entry.operation);
            service.remarks.push(remark);
            continue;
        };
        if entry.acceptors.is_empty() {
            let place = format!("{place}.acceptors");
            return Err(waiters.places.error(&place, "a waiter needs at least one acceptor"));
        }
        let acceptors = entry.acceptors.iter().enumerate().map(|(position, acceptor)| {
            let place = format!("{place}.acceptors[{position}]");
            let at = At { service, operation, places: &waiters.places, place };
            Ok(Acceptor { state: at.state(acceptor)?, matcher: at.matcher(acceptor)? })
        });
        let acceptors = acceptors.collect::<Result<_, Error>>()?;
        let (file, place) = waiters.places.find(&place);
        lowered.push(Waiter {
            name: name.clone(),
            operation: entry.operation.clone(),
            delay: entry.delay,
            max_attempts: entry.max_attempts,
            acceptors,
            documentation: entry.documentation.clone(),
            origin: Origin::new(file, place),
        });
    }
    lowered.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    service.waiters = lowered;
    Ok(())
}

/// An acceptor's place in the file, and what it looks at.
struct At<'a> {
    service: &'a Service,
    operation: &'a Operation,
    places: &'a Places,
    place: String,
}

impl At<'_> {
    fn error(&self, key: &str, reason: impl Into<String>) -> Error {
        self.places.error(&format!("{}.{key}", self.place), reason)
    }

    fn unknown(&self, key: &str, found: &str, kind: &str, known: &[&'static str]) -> Error {
        let help = did_you_mean(found, known.iter().copied())
            .unwrap_or_else(|| format!("known: {}", known.join(", ")));
        self.error(key, format!("\"{found}\" is not a {kind}")).with_help(Some(help))
    }

    fn state(&self, acceptor: &botocore::Acceptor) -> Result<AcceptorState, Error> {
        match acceptor.state.as_str() {
            "success" => Ok(AcceptorState::Success),
            "failure" => Ok(AcceptorState::Failure),
            "retry" => Ok(AcceptorState::Retry),
            unknown => Err(self.unknown("state", unknown, "state", &STATES)),
        }
    }

    fn matcher(&self, acceptor: &botocore::Acceptor) -> Result<Matcher, Error> {
        let expected = &acceptor.expected;
        match acceptor.matcher.as_str() {
            "path" => {
                let (path, kind) = self.path(acceptor)?;
                Ok(Matcher::Path(path, self.expected(&kind, expected)?))
            }
            "pathAll" => {
                let (path, kind) = self.path(acceptor)?;
                Ok(Matcher::PathAll(path, self.expected(&self.element(&kind)?, expected)?))
            }
            "pathAny" => {
                let (path, kind) = self.path(acceptor)?;
                Ok(Matcher::PathAny(path, self.expected(&self.element(&kind)?, expected)?))
            }
            "status" => match expected {
                Json::Number(number) => number
                    .as_u64()
                    .and_then(|status| u16::try_from(status).ok())
                    .map(Matcher::Status)
                    .ok_or_else(|| self.error("expected", format!("{number} is not an HTTP status"))),
                other => {
                    Err(self.error("expected", format!("expected a number, found {}", other.description())))
                }
            },
            "error" => match expected {
                Json::String(name) => {
                    Ok(Matcher::Error(AcceptedError { code: self.code(name).to_owned(), name: name.clone() }))
                }
                Json::Boolean(any) => Ok(Matcher::AnyError(*any)),
                other => Err(self.error(
                    "expected",
                    format!("expected a string or a boolean, found {}", other.description()),
                )),
            },
            unknown => Err(self.unknown("matcher", unknown, "matcher", &MATCHERS)),
        }
    }

    /// The expression of an acceptor, and what it gives.
    fn path(&self, acceptor: &botocore::Acceptor) -> Result<(Path, Kind), Error> {
        let Some(argument) = &acceptor.argument else {
            let reason = format!("the matcher {} needs the key \"argument\"", acceptor.matcher);
            return Err(self.places.error(&self.place, reason));
        };
        jmespath::compile(self.service, self.operation.output, argument)
            .map(|compiled| (compiled.path, compiled.kind))
            .map_err(|(reason, help)| self.error("argument", reason).with_help(help))
    }

    fn element(&self, list: &Kind) -> Result<Kind, Error> {
        list.element(self.service).ok_or_else(|| {
            let found = list.description(self.service);
            self.error("argument", format!("the matcher needs a list, but the expression gives {found}"))
        })
    }

    fn expected(&self, found: &Kind, expected: &Json) -> Result<Literal, Error> {
        let (literal, kind) = match expected {
            Json::Null => (Literal::Null, Kind::Null),
            Json::Boolean(value) => (Literal::Boolean(*value), Kind::Boolean),
            Json::String(text) => (Literal::Text(text.clone()), Kind::Text),
            Json::Number(number) => match number.as_f64() {
                Some(number) => (Literal::Number(number), Kind::Number),
                None => return Err(self.error("expected", format!("the number {number} is out of range"))),
            },
            Json::Array(_) | Json::Object(_) => {
                return Err(self.error("expected", "only null, booleans, numbers and text can be expected"));
            }
        };
        if found.is_comparable(&kind) {
            return Ok(literal);
        }
        let (kind, found) = (kind.description(self.service), found.description(self.service));
        Err(self.error(
            "expected",
            format!("expected is {kind}, but the expression gives {found}: they are never equal"),
        ))
    }

    /// The error code of an exception that is given by the name of its shape; anything else is a code.
    fn code<'a>(&'a self, name: &'a str) -> &'a str {
        let named = |id: &&ShapeId| self.service.shape(**id).name == name;
        match self.operation.errors.iter().find(named).map(|id| &self.service.shape(*id).kind) {
            Some(ShapeKind::Exception(exception)) => &exception.code,
            _ => name,
        }
    }
}
