//! What the root of a crate says: what it is a client of, how to begin, its operations, and where settings come from.

use super::{TOLD, code, example, first_sentence, lines, title, words as prose};
use crate::emit::Context;
use crate::ir::endpoint::ParameterKind;
use crate::ir::{Member, MemberPath, Operation, Presence, Service, ShapeId};
use crate::names::ident;

/// All of it.
pub(crate) fn words(context: &Context<'_>) -> Vec<String> {
    let service = context.service;
    let (name, version) = (title(&service.full_name), title(&service.api_version));
    let mut words = vec![format!("A client for {name}, API version {version}.")];
    let about = prose(service.documentation.as_deref());
    if !about.is_empty() {
        words.push(String::new());
        words.extend(lines(&about));
    }
    words.extend([
        String::new(),
        format!(
            "Generated from {} with only the operations that were asked for.",
            title(&context.options.source)
        ),
        "[`Client`] has a method per operation; required members are its arguments.".to_owned(),
    ]);
    words.extend(quick_start(context));
    words.extend(operations(context));
    words.extend(settings(service));
    words.extend(endpoint_parameters(service));
    words
}

/// A program that compiles as it stands: of the operations that need nothing but a client the first, or the first.
fn quick_start(context: &Context<'_>) -> Vec<String> {
    let calls = context
        .names
        .operations(context.service)
        .filter_map(|(operation, names)| Some((operation, example::call(context, operation, names)?)));
    let needs = |operation: &Operation| {
        let members = context.service.shape(operation.input).members();
        members.iter().filter(|member| member.presence == Presence::Required).count()
    };
    let Some((_, call)) = calls.min_by_key(|(operation, _)| needs(operation)) else { return Vec::new() };
    let krate = example::krate(context);
    let arguments = format!("client: {krate}::Client");
    let begin = match context.service.has_endpoints() {
        true => vec![format!("let client = {krate}::Client::from_env()?;")],
        false => vec![
            format!(
                "let config = {krate}::Config::builder().endpoint_url(\"https://example.com\").build()?;"
            ),
            format!("let client = {krate}::Client::new(config);"),
        ],
    };
    let call = call.replacen(&arguments, "", 1);
    let mut lines = vec![String::new(), "# Quick start".to_owned(), String::new()];
    for line in call.lines() {
        lines.push(line.to_owned());
        if line.starts_with("# async fn") {
            lines.extend(begin.iter().cloned());
        }
    }
    lines
}

/// The operations, each with what the model says first about it, or else with what it needs and gives.
fn operations(context: &Context<'_>) -> Vec<String> {
    let mut told = Vec::new();
    let mut is_said = true;
    for (operation, names) in context.names.operations(context.service) {
        // In a link `#` begins a part of a page, and rustdoc knows raw names without it.
        let link = format!("- [`{}`](Client::{})", ident(&names.method), names.method);
        let words = first_sentence(operation.documentation.as_deref());
        is_said &= !words.is_empty();
        let words = if words.is_empty() { facts(context, operation) } else { words };
        told.extend(lines(&format!("{link}: {words}")));
    }
    let legend = (!is_said).then(|| ["What a call requires → what it gives:".to_owned(), String::new()]);
    let heading = [String::new(), "# Operations".to_owned(), String::new()];
    heading.into_iter().chain(legend.into_iter().flatten()).chain(told).collect()
}

/// What an operation needs and what it gives: `path` → `parameters`, in pages.
fn facts(context: &Context<'_>, operation: &Operation) -> String {
    let needed = fields(context, operation.input, |member| member.presence == Presence::Required);
    let paginator = operation.paginator.as_ref();
    let given = fields(context, operation.output, |member| {
        let is_result = |path: &MemberPath| path.steps.first().is_some_and(|step| step.member == member.name);
        paginator.is_none_or(|paginator| paginator.result_keys.iter().any(is_result))
    });
    let given = if given.is_empty() { "nothing".to_owned() } else { given };
    let needed = if needed.is_empty() { needed } else { format!("{needed} ") };
    format!("{needed}→ {given}{}", if paginator.is_some() { ", in pages" } else { "" })
}

/// The first fields of a structure among those that are told.
fn fields(context: &Context<'_>, id: ShapeId, is_told: impl Fn(&Member) -> bool) -> String {
    let names = context.names.shape(id).map(|names| names.members.as_slice()).unwrap_or_default();
    let members = context.service.shape(id).members().iter().zip(names);
    let mut told: Vec<String> =
        members.filter(|(member, _)| is_told(member)).map(|(_, name)| code(name)).collect();
    if told.len() > TOLD {
        told.truncate(TOLD - 1);
        told.push("…".to_owned());
    }
    told.join(", ")
}

/// Where settings come from, and what can be had beside.
fn settings(service: &Service) -> Vec<String> {
    let where_from = match service.has_endpoints() {
        true => {
            "`Client::from_env` takes region, credentials, endpoint and limits from where AWS's tools take them: the \
             environment, the shared files and their profiles, containers and instances. [`Config::builder`] sets any \
             of it in code, and one [`Config`] serves the clients of all services."
        }
        false => {
            "The service is not one of AWS, so nothing but `Config::builder().endpoint_url(…)` says where it is; what \
             requests show of the caller is set there, too: a bearer token, an API key, or a name and a password."
        }
    };
    let words = [
        "# Settings and features",
        where_from,
        "Errors of all operations, of this service and of others, turn into [`AnyError`] by `?`. Whatever else signatures \
         name has a path in `runtime`.",
        "The features are listed in the manifest, each with what it is for: `blocking` for calls that block the \
         thread, `test-util` for fakes and recordings, `serde` for storing shapes, `dynamic` for operations by name.",
    ];
    words.into_iter().flat_map(|paragraph| std::iter::once(String::new()).chain(lines(paragraph))).collect()
}

/// What there is to know about the parameters of the endpoint rules that programs may set.
fn endpoint_parameters(service: &Service) -> Vec<String> {
    let taken = service.endpoint_rules.as_ref().map_or(&[][..], |rules| &rules.parameters);
    let mut told = Vec::new();
    // Rules would take no notice of a parameter that they do not have. Their order is the same in both forms of models.
    for taken in taken {
        let said = service.client_context.iter().find(|parameter| parameter.name == taken.name);
        let Some(parameter) = said else { continue };
        let kind = match taken.kind {
            ParameterKind::Boolean(_) => "true or false",
            ParameterKind::String(_) => "text",
            ParameterKind::StringArray(_) => "a list of texts",
        };
        let words = prose(parameter.documentation.as_deref());
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = if words.is_empty() { words } else { format!(": {words}") };
        told.extend(lines(&format!("- `{}`, {kind}{words}", title(&parameter.name))));
    }
    if told.is_empty() {
        return told;
    }
    let heading = [
        "",
        "# Endpoint parameters",
        "",
        "`Config::builder().endpoint_parameter(name, value)` sets for all calls, and the method of the same name",
        "in `.configure(|call| …)` for one:",
        "",
    ];
    heading.into_iter().map(str::to_owned).chain(told).collect()
}
