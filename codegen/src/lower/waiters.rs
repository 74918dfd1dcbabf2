//! Lowers waiters. Their expressions stay text: what can be evaluated is known further on.

use super::paginators::without_operation;
use crate::Error;
use crate::front::botocore::{self, Waiters};
use crate::front::json::Json;
use crate::ir::{Acceptor, AcceptorState, Matcher, Service, Waiter};
use crate::suggest::did_you_mean;

const STATES: [&str; 3] = ["success", "failure", "retry"];
const MATCHERS: [&str; 5] = ["path", "pathAll", "pathAny", "status", "error"];

/// Gives the service its waiters, sorted by name. Those on operations that the service does not have
/// are left out with a remark.
pub(super) fn lower(waiters: &Waiters, service: &mut Service) -> Result<(), Error> {
    let mut lowered = Vec::with_capacity(waiters.entries.len());
    for (name, entry) in &waiters.entries {
        let place = format!("waiters.{name}");
        if !service.operations.iter().any(|operation| operation.name == entry.operation) {
            let place = format!("{place}.operation");
            let remark = without_operation(service, &waiters.file, &place, &entry.operation);
            service.remarks.push(remark);
            continue;
        }
        if entry.acceptors.is_empty() {
            return Err(Error::new(
                &waiters.file,
                format!("{place}.acceptors"),
                "a waiter needs at least one acceptor",
            ));
        }
        let acceptors = entry.acceptors.iter().enumerate().map(|(position, acceptor)| {
            let at = At { file: &waiters.file, place: format!("{place}.acceptors[{position}]") };
            Ok(Acceptor { state: at.state(acceptor)?, matcher: at.matcher(acceptor)? })
        });
        lowered.push(Waiter {
            name: name.clone(),
            operation: entry.operation.clone(),
            delay: entry.delay,
            max_attempts: entry.max_attempts,
            acceptors: acceptors.collect::<Result<_, Error>>()?,
            documentation: entry.documentation.clone(),
        });
    }
    lowered.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    service.waiters = lowered;
    Ok(())
}

/// An acceptor's place in the file.
struct At<'a> {
    file: &'a str,
    place: String,
}

impl At<'_> {
    fn error(&self, key: &str, reason: impl Into<String>) -> Error {
        Error::new(self.file, format!("{}.{key}", self.place), reason)
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
        let path = || match &acceptor.argument {
            Some(argument) => Ok((argument.clone(), expected.to_value())),
            None => {
                let reason = format!("the matcher {} needs the key \"argument\"", acceptor.matcher);
                Err(Error::new(self.file, &self.place, reason))
            }
        };
        match acceptor.matcher.as_str() {
            "path" => path().map(|(argument, expected)| Matcher::Path { argument, expected }),
            "pathAll" => path().map(|(argument, expected)| Matcher::PathAll { argument, expected }),
            "pathAny" => path().map(|(argument, expected)| Matcher::PathAny { argument, expected }),
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
                Json::String(code) => Ok(Matcher::Error(code.clone())),
                Json::Boolean(any) => Ok(Matcher::AnyError(*any)),
                other => Err(self.error(
                    "expected",
                    format!("expected a string or a boolean, found {}", other.description()),
                )),
            },
            unknown => Err(self.unknown("matcher", unknown, "matcher", &MATCHERS)),
        }
    }
}
