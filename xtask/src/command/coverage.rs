//! `cargo xtask coverage`: what of a release is generated, and what is refused for which reason.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cargo_shapesmith::shared::{Collected, Error, Workspace, collected, count, print, write_file};
use clap::Args;
use serde_json::Value;
use shapesmith_codegen::ir::{
    Authentication, BodySignature, EndpointDiscovery, Idempotency, Length, Member, Operation, Protocol,
    Scheme, Service, ShapeKind,
};
use shapesmith_codegen::{Selection, Sources, load, select};

/// Write docs/guide/coverage.md: operations by protocol and feature, and those that are refused
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// A botocore checkout, an installed botocore folder, a wheel, or any folder of models
    #[arg(long, value_name = "PATH")]
    models: PathBuf,
    /// Where to write [default: docs/guide/coverage.md]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write nothing, and fail if the file is not what would be written
    #[arg(long)]
    check: bool,
}

const AFTER_HELP: &str = "\
Example:
  cargo xtask coverage --models botocore-1.44.5-py3-none-any.whl

Exit codes: 0 done, 1 failed, or with --check: the file is stale, 2 wrong arguments.";

/// The place of the page in the repository.
const PAGE: &str = "docs/guide/coverage.md";

/// The protocols, as models name them, and the words for them.
const PROTOCOLS: [(&str, &str); 6] = [
    ("json", "AWS JSON"),
    ("rest-json", "REST with JSON"),
    ("rest-xml", "REST with XML"),
    ("query", "query"),
    ("ec2", "ec2"),
    ("cbor", "RPC v2 CBOR"),
];

type Test = fn(&Service, &Operation) -> bool;

/// What operations have, in words, and how it is seen.
const FEATURES: [(&str, Test); 22] = [
    ("listings (paginators)", |_, operation| operation.paginator.is_some()),
    ("waiters", |service, operation| service.waiters.iter().any(|waiter| waiter.operation == operation.name)),
    ("idempotency tokens", |service, operation| {
        service.shape(operation.input).members().iter().any(|member| member.idempotency == Idempotency::Token)
    }),
    ("a body that is a stream, in requests", |service, operation| has_stream(service, operation.input)),
    ("a body that is a stream, in replies", |service, operation| has_stream(service, operation.output)),
    ("resumed downloads", |service, operation| {
        has_stream(service, operation.output)
            && ["Range", "If-Match"].iter().all(|name| has_header(service, operation, name))
    }),
    ("events in replies", |service, operation| {
        let members = service.shape(operation.output).members();
        let target = |member: &Member| &service.shape(member.element.target).kind;
        members.iter().any(|member| matches!(target(member), ShapeKind::Events { .. }))
    }),
    ("streams of known length", |_, operation| operation.length == Length::Known),
    ("checksums of requests", |_, operation| {
        operation.checksum.as_ref().is_some_and(|checksum| checksum.mode.is_none())
    }),
    ("checksums of replies", |_, operation| {
        operation.checksum.as_ref().is_some_and(|checksum| checksum.mode.is_some())
    }),
    ("tree hashes", |_, operation| operation.tree_hash.is_some()),
    ("requests compressed with gzip", |_, operation| operation.compression.iter().any(|way| way == "gzip")),
    ("a prefix of the host name", |_, operation| operation.host_prefix.is_some()),
    ("parameters of endpoint rules", |service, operation| {
        !operation.static_context.is_empty()
            || !operation.context_paths.is_empty()
            || service
                .shape(operation.input)
                .members()
                .iter()
                .any(|member| member.context_parameter.is_some())
    }),
    ("endpoint discovery, optional", |_, operation| {
        operation.endpoint_discovery == EndpointDiscovery::Optional
    }),
    ("endpoint discovery, required", |_, operation| {
        operation.endpoint_discovery == EndpointDiscovery::Required
    }),
    ("regions that answers tell", |service, _| service.regional_parameter.is_some()),
    ("bodies that are not signed", |_, operation| operation.body_signature == BodySignature::Unsigned),
    ("bearer tokens", |_, operation| operation.authentication.schemes.contains(&Scheme::Bearer)),
    ("no signature", |_, operation| operation.authentication == Authentication::anonymous()),
    ("uploads by forms", |_, operation| !operation.form_fields.is_empty()),
    ("copies from another region", |_, operation| operation.cross_region.is_some()),
];

fn has_stream(service: &Service, id: shapesmith_codegen::ir::ShapeId) -> bool {
    let members = service.shape(id).members();
    members.iter().any(|member| service.shape(member.element.target).kind == ShapeKind::Stream)
}

fn has_header(service: &Service, operation: &Operation, name: &str) -> bool {
    let members = service.shape(operation.input).members();
    members.iter().any(|member| {
        member.place == shapesmith_codegen::ir::Place::Header
            && member.element.wire_name.as_ref().unwrap_or(&member.name) == name
    })
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let Collected { name, services } = collected(workspace, &arguments.models)?;
    let mut coverage = Coverage::default();
    for (service, sources) in services {
        coverage.add(&service, &sources);
    }
    let text = coverage.page(&name);
    let path = arguments.out.clone().unwrap_or_else(|| workspace.root.join(PAGE));
    let place = path.display().to_string();
    if arguments.check {
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        return match there == text {
            true => Ok(()),
            false => Err(Error::new(place, "it is not what these models give; run this without --check")),
        };
    }
    write_file(&path, &text)?;
    print(&format!("{place}: {}\n", coverage.summary()));
    Ok(())
}

/// What was counted.
#[derive(Default)]
struct Coverage {
    protocols: BTreeMap<&'static str, Numbers>,
    /// Feature and protocol to services and operations.
    features: BTreeMap<(usize, &'static str), (usize, usize)>,
    /// Reason to operations.
    refused: BTreeMap<String, Vec<String>>,
}

#[derive(Default)]
struct Numbers {
    services: usize,
    operations: usize,
    generated: usize,
}

impl Coverage {
    fn add(&mut self, name: &str, sources: &Sources) {
        let service = match load(sources) {
            Ok(service) => service,
            Err(error) => {
                let (protocol, operations) = told(sources);
                let numbers = self.protocols.entry(protocol).or_default();
                numbers.services += 1;
                numbers.operations += operations.len();
                let all = operations.into_iter().map(|operation| format!("{name}.{operation}"));
                self.refused.entry(error.reason).or_default().extend(all);
                return;
            }
        };
        let protocol = key(&service.protocol);
        let numbers = self.protocols.entry(protocol).or_default();
        numbers.services += 1;
        numbers.operations += service.operations.len();
        let selected = match select(&service, &Selection { operations: vec!["*".to_owned()] }) {
            Ok(selected) => selected,
            Err(error) => {
                let all = service.operations.iter().map(|operation| format!("{name}.{}", operation.name));
                self.refused.entry(error.reason).or_default().extend(all);
                return;
            }
        };
        for skipped in &selected.skipped {
            // The place at the beginning is another one for each.
            let reason = skipped.reason.split_once(": ").map_or(&*skipped.reason, |(_, reason)| reason);
            let all = self.refused.entry(reason.to_owned()).or_default();
            all.push(format!("{name}.{}", skipped.operation));
        }
        let service = selected.service;
        numbers.generated += service.operations.len();
        for (index, (_, has)) in FEATURES.iter().enumerate() {
            let number = service.operations.iter().filter(|operation| has(&service, operation)).count();
            if number > 0 {
                let (services, operations) = self.features.entry((index, protocol)).or_default();
                *services += 1;
                *operations += number;
            }
        }
    }

    fn total(&self, of: fn(&Numbers) -> usize) -> usize {
        self.protocols.values().map(of).sum()
    }

    fn summary(&self) -> String {
        let (all, generated) = (self.total(|one| one.operations), self.total(|one| one.generated));
        format!("{generated} of {}", count(all, "operation"))
    }

    /// The page.
    fn page(&self, collection: &str) -> String {
        let mut page = format!(
            "# Coverage\n\n\
             What of the services of {collection} is generated. `cargo xtask coverage` writes this page out of their newest\n\
             models; nothing in it is written by hand.\n\n\
             ## Protocols\n\n\
             | protocol | services | operations | generated |\n|---|---|---|---|\n"
        );
        let none = Numbers::default();
        for (key, words) in PROTOCOLS {
            let Numbers { services, operations, generated } = self.protocols.get(key).unwrap_or(&none);
            line(&mut page, format_args!("| {words} | {services} | {operations} | {generated} |"));
        }
        let [services, operations, generated] = [
            self.total(|one| one.services),
            self.total(|one| one.operations),
            self.total(|one| one.generated),
        ];
        line(&mut page, format_args!("| all | {services} | {operations} | {generated} |"));
        page.push_str("\n## Features\n\nOperations that are generated and have it.\n\n| feature |");
        for (_, words) in PROTOCOLS {
            page.push_str(&format!(" {words} |"));
        }
        page.push_str(" all |\n|---|---|---|---|---|---|---|---|\n");
        for (index, (words, _)) in FEATURES.iter().enumerate() {
            let numbers =
                PROTOCOLS.map(|(key, _)| self.features.get(&(index, key)).map_or(0, |found| found.1));
            let shown = |number: usize| if number == 0 { String::new() } else { number.to_string() };
            let cells: Vec<String> = numbers.iter().map(|number| shown(*number)).collect();
            let all = shown(numbers.iter().sum());
            line(&mut page, format_args!("| {words} | {} | {all} |", cells.join(" | ")));
        }
        page.push_str("\n## Refused\n\n");
        if self.refused.is_empty() {
            page.push_str("Nothing.\n");
        }
        for (reason, operations) in &self.refused {
            line(&mut page, format_args!("- {reason}: {}\n", count(operations.len(), "operation")));
            for operation in operations {
                line(&mut page, format_args!("  - `{operation}`"));
            }
            page.push('\n');
        }
        format!("{}\n", page.trim_end())
    }
}

fn line(page: &mut String, line: std::fmt::Arguments<'_>) {
    page.push_str(&line.to_string());
    page.push('\n');
}

fn key(protocol: &Protocol) -> &'static str {
    match protocol {
        Protocol::AwsJson { .. } => "json",
        Protocol::RestJson => "rest-json",
        Protocol::RestXml => "rest-xml",
        Protocol::Query => "query",
        Protocol::Ec2 => "ec2",
        Protocol::RpcV2Cbor { .. } => "cbor",
    }
}

/// The protocol and the operations of a model that cannot be read, as far as it tells.
fn told(sources: &Sources) -> (&'static str, Vec<String>) {
    let model: Value = serde_json::from_str(&sources.service.text).unwrap_or_default();
    let protocol = model.pointer("/metadata/protocol").and_then(Value::as_str).unwrap_or_default();
    let known = PROTOCOLS.iter().find(|(key, _)| *key == protocol);
    let operations = model.get("operations").and_then(Value::as_object);
    let operations = operations.map(|operations| operations.keys().cloned().collect());
    (known.map_or("json", |(key, _)| key), operations.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in a page whatever the models are: its headings and the first cells of its tables.
    fn skeleton(page: &str) -> Vec<&str> {
        let (body, _) = page.split_once("\n## Refused").unwrap_or((page, ""));
        let lines = body.lines().filter(|line| line.starts_with(['#', '|']));
        lines.map(|line| line.split('|').nth(1).unwrap_or(line)).collect()
    }

    #[test]
    fn the_page_that_is_checked_in_has_the_rows_that_would_be_written() {
        let page = include_str!("../../../docs/guide/coverage.md");
        let now = Coverage::default().page("nothing");
        assert_eq!(
            skeleton(page),
            skeleton(&now),
            "docs/guide/coverage.md is stale: run `cargo xtask coverage --models PATH` with a release of botocore"
        );
        assert!(page.contains("\n## Refused\n"));
    }
}
