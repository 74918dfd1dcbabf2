//! The services and operations that somebody chooses.

use crate::error::Error;
use crate::manifest::{Model, is_package_name};
use crate::models::{self, Models};

/// A service, and what is generated of it.
#[derive(Debug)]
pub(super) struct Choice {
    /// The service's name, which becomes the crate's.
    pub(super) service: String,
    /// The newest model of it.
    pub(super) model: Model,
    /// Its operations, as names and globs.
    pub(super) operations: Vec<String>,
}

impl Choice {
    /// What was chosen from some models, in the form `service:Operation,…`.
    pub(super) fn all(from: &Models, said: &[String]) -> Result<Vec<Self>, Error> {
        let mut choices: Vec<Self> = Vec::new();
        for said in said {
            let choice = Self::one(from, said)?;
            match choices.iter_mut().find(|other| other.service == choice.service) {
                Some(other) => {
                    let new = choice.operations.into_iter().filter(|new| !other.operations.contains(new));
                    other.operations.extend(new.collect::<Vec<String>>());
                }
                None => choices.push(choice),
            }
        }
        choices.sort_by(|one, other| one.service.cmp(&other.service));
        Ok(choices)
    }

    fn one(from: &Models, said: &str) -> Result<Self, Error> {
        let (service, operations) = said.split_once(':').unwrap_or((said, "*"));
        let operations: Vec<String> =
            operations.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let wrong = |reason: &str| {
            let error = Error::usage(format!("--service {said}: {reason}"));
            error.help("write a service and operations, as in `--service sqs:SendMessage,Receive*`")
        };
        let service = service.trim();
        if service.is_empty() || operations.is_empty() {
            return Err(wrong(if service.is_empty() { "which service?" } else { "which operations?" }));
        }
        if !is_package_name(service) {
            return Err(wrong(
                "a service's name becomes a package's: lower-case letters, digits, `-` and `_`",
            ));
        }
        // A model that stands alone is the one that is meant, whatever it is to be called.
        let folder = if from.services().any(str::is_empty) { "" } else { service };
        let newest = from.newest(folder)?;
        let version = match newest.version.is_empty() {
            false => newest.version,
            true => models::api_version(&from.sources(&newest)?.service)?.unwrap_or_default(),
        };
        let model = Model { service: service.to_owned(), version };
        Ok(Self { service: service.to_owned(), model, operations })
    }
}
