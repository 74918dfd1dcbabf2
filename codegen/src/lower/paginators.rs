//! Lowers paginators, and checks that everything they name exists.

use super::paths::{Destination, Indexing, follow};
use crate::Error;
use crate::front::Places;
use crate::front::botocore::{PaginatorEntry, Paginators};
use crate::ir::{Items, MemberPath, Operation, Origin, Paginator, Service, ShapeId, ShapeKind, Token};
use crate::suggest::did_you_mean;

/// Gives operations their paginators. Entries for operations that the service does not have are left
/// out with a remark: models and paginators of different ages come together so.
pub(super) fn lower(paginators: &Paginators, service: &mut Service) -> Result<(), Error> {
    for (name, entry) in &paginators.entries {
        let place = format!("pagination.{name}");
        let operation = service.operations.binary_search_by(|operation| operation.name.as_str().cmp(name));
        let Some((position, operation)) =
            operation.ok().and_then(|position| Some((position, service.operations.get(position)?)))
        else {
            let remark = without_operation(service, &paginators.places, &place, name);
            service.remarks.push(remark);
            continue;
        };
        let context = Context { service, operation, places: &paginators.places, place };
        let lowered = context.lower_paginator(entry)?;
        if let Some(operation) = service.operations.get_mut(position) {
            operation.paginator = Some(lowered);
        }
    }
    Ok(())
}

/// The remark on an entry for an operation that the service does not have.
pub(super) fn without_operation(service: &Service, places: &Places, place: &str, name: &str) -> String {
    let (file, place) = places.find(place);
    let names = service.operations.iter().map(|operation| operation.name.as_str());
    let help = did_you_mean(name, names).map(|help| format!("; {help}")).unwrap_or_default();
    format!("{file}: {place}: no operation is called \"{name}\", so the entry is left out{help}")
}

/// One entry of the file, and where it is.
struct Context<'a> {
    service: &'a Service,
    operation: &'a Operation,
    places: &'a Places,
    place: String,
}

impl Context<'_> {
    fn lower_paginator(&self, entry: &PaginatorEntry) -> Result<Paginator, Error> {
        let results = self.results(entry)?;
        let (file, place) = self.places.find(&self.place);
        Ok(Paginator {
            tokens: self.tokens(entry)?,
            limit_key: entry.limit_key.as_ref().map(|key| self.limit(key)).transpose()?,
            more_results: entry.more_results.as_ref().map(|path| self.more_results(path)).transpose()?,
            items: results.first().and_then(|main| self.items(main)),
            result_keys: results.into_iter().map(|result| result.path).collect(),
            origin: Origin::new(file, place),
        })
    }

    fn error(&self, key: &str, reason: impl Into<String>) -> Error {
        self.places.error(&format!("{}.{key}", self.place), reason)
    }

    fn follow(
        &self,
        key: &str,
        start: ShapeId,
        path: &str,
        indexing: Indexing,
    ) -> Result<Destination, Error> {
        follow(self.service, start, path, indexing)
            .map_err(|(reason, help)| self.error(key, reason).with_help(help))
    }

    fn tokens(&self, entry: &PaginatorEntry) -> Result<Vec<Token>, Error> {
        let (inputs, outputs) = (&entry.input_token, &entry.output_token);
        if inputs.len() != outputs.len() {
            let reason = format!("there are {} of them, but {} of input_token", outputs.len(), inputs.len());
            return Err(self.error("output_token", reason));
        }
        inputs.iter().zip(outputs).map(|(input, output)| self.token(input, output)).collect()
    }

    fn token(&self, input: &str, output: &str) -> Result<Token, Error> {
        let (destination, target) = self.input_member("input_token", input)?;
        let expected = description(self.service, target);
        let alternatives = output.split("||").map(|path| {
            let source =
                self.follow("output_token", self.operation.output, path.trim(), Indexing::Allowed)?;
            let found = description(self.service, source.target);
            if found != expected {
                let reason =
                    format!("\"{}\" is {found}, but goes into \"{input}\", which is {expected}", path.trim());
                return Err(self.error("output_token", reason));
            }
            Ok(source.path)
        });
        Ok(Token { output: alternatives.collect::<Result<_, _>>()?, input: destination })
    }

    fn limit(&self, key: &str) -> Result<String, Error> {
        let (destination, target) = self.input_member("limit_key", key)?;
        match self.service.shape(target).kind {
            // Some services take the number as text.
            ShapeKind::Integer | ShapeKind::Long | ShapeKind::String => Ok(destination),
            _ => {
                let found = description(self.service, target);
                let reason = format!("a page size must be a number or text, \"{key}\" is {found}");
                Err(self.error("limit_key", reason))
            }
        }
    }

    /// A member of the input itself, and its shape: a request is filled in there, not further inside.
    fn input_member(&self, key: &str, name: &str) -> Result<(String, ShapeId), Error> {
        let Destination { path, target, .. } =
            self.follow(key, self.operation.input, name, Indexing::Forbidden)?;
        let mut steps = path.steps.into_iter();
        match (steps.next(), steps.next()) {
            (Some(step), None) => Ok((step.member, target)),
            _ => Err(self.error(key, format!("\"{name}\" is not a member of the input itself"))),
        }
    }

    fn more_results(&self, path: &str) -> Result<MemberPath, Error> {
        let destination = self.follow("more_results", self.operation.output, path, Indexing::Forbidden)?;
        match self.service.shape(destination.target).kind {
            ShapeKind::Boolean => Ok(destination.path),
            _ => {
                let found = description(self.service, destination.target);
                Err(self.error("more_results", format!("expected a boolean, but \"{path}\" is {found}")))
            }
        }
    }

    fn results(&self, entry: &PaginatorEntry) -> Result<Vec<Destination>, Error> {
        let paths = entry.result_key.iter();
        paths
            .map(|path| self.follow("result_key", self.operation.output, path, Indexing::Forbidden))
            .collect()
    }

    fn items(&self, main: &Destination) -> Option<Items> {
        match self.service.shape(main.target).kind {
            ShapeKind::List { .. } | ShapeKind::Map { .. } => {
                Some(Items { path: main.steps.clone(), container: main.target })
            }
            _ => None,
        }
    }
}

/// What a shape is, in words.
fn description(service: &Service, id: ShapeId) -> &'static str {
    match &service.shape(id).kind {
        ShapeKind::Boolean => "a boolean",
        ShapeKind::Integer => "an integer",
        ShapeKind::Long => "a long",
        ShapeKind::Float => "a float",
        ShapeKind::Double => "a double",
        ShapeKind::String | ShapeKind::Enum(_) => "a string",
        ShapeKind::Blob => "a blob",
        ShapeKind::Stream => "a stream",
        ShapeKind::Events { .. } => "a stream of events",
        ShapeKind::Timestamp => "a timestamp",
        ShapeKind::Document => "a document",
        ShapeKind::Structure(_) | ShapeKind::Exception(_) => "a structure",
        ShapeKind::Union(_) => "a union",
        ShapeKind::List { .. } => "a list",
        ShapeKind::Map { .. } => "a map",
    }
}
