//! The program that a project begins with: it calls one operation that only reads, and prints what comes.

use shapesmith_codegen::ir::{Operation, Presence, Service, ShapeKind};
use shapesmith_codegen::names::{self, Names};

use crate::error::Error;

/// How the names of operations begin that change nothing.
const READING: [&str; 8] = ["List", "Describe", "Get", "Search", "Query", "Scan", "Lookup", "Head"];

/// A program.
#[derive(Debug)]
pub(super) struct Program {
    /// Its text.
    pub(super) text: String,
    /// What it is called where it is one of several: the crate and the method that it calls.
    pub(super) name: String,
    /// What has to follow it on the command line.
    pub(super) arguments: Vec<String>,
    /// The call, for people.
    pub(super) call: String,
}

/// An argument of the operation, from the command line.
struct Argument {
    name: String,
    /// Whether it is text as it stands; otherwise it is read from text.
    is_text: bool,
}

/// How a call is made, and how its result is printed.
struct Call<'a> {
    operation: &'a Operation,
    method: String,
    arguments: Vec<Argument>,
    has_items: bool,
}

/// Writes the program for the crate of a service. `krate` is what programs call the crate.
pub(super) fn write(service: &Service, krate: &str) -> Result<Program, Error> {
    let names = names::allocate(service)?;
    let mut calls: Vec<Call<'_>> =
        service.operations.iter().filter_map(|operation| call(service, &names, operation)).collect();
    calls.sort_by_key(|call| (call.arguments.len(), !call.has_items));
    let Some(call) = calls.first() else { return Ok(without_call(service, krate)) };
    let values: Vec<String> = call.arguments.iter().map(|argument| argument.name.to_uppercase()).collect();
    let tail = values.iter().map(|value| format!(" {value}")).collect::<String>();
    let bindings: String = call
        .arguments
        .iter()
        .map(|argument| {
            let read = if argument.is_text { "" } else { ".parse()?" };
            let usage = format!("which {}?", argument.name.replace('_', " "));
            format!("    let {} = values.next().ok_or(\"{usage}\")?{read};\n", written(&argument.name))
        })
        .collect();
    let passed: Vec<String> = call
        .arguments
        .iter()
        .map(|argument| {
            format!("{}{}", written(&argument.name), if argument.is_text { ".as_str()" } else { "" })
        })
        .collect();
    let request = format!("client.{}({})", written(&call.method), passed.join(", "));
    let body = match call.has_items {
        true => format!(
            "    let mut items = {};\n    let mut count = 0;\n    \
             while let Some(item) = items.try_next().await? {{\n        println!(\"{{item:?}}\");\n        \
             count += 1;\n    }}\n    println!(\"{{count}} in all\");\n",
            chain(&request, &[".items()"])
        ),
        false => format!(
            "    let output = {};\n    println!(\"{{output:#?}}\");\n",
            chain(&request, &[".await?", ".into_output()"])
        ),
    };
    let what = match call.has_items {
        true => format!(
            "Prints everything that `{}` of {} lists, a line each.",
            call.operation.name,
            title(service)
        ),
        false => format!("Prints what `{}` of {} answers.", call.operation.name, title(service)),
    };
    Ok(Program {
        text: text(&what, krate, &tail, &bindings, &body),
        name: format!("{krate}_{}", call.method),
        arguments: values,
        call: request,
    })
}

/// The program for a service none of whose operations can be called without knowing more.
fn without_call(service: &Service, krate: &str) -> Program {
    let operations: Vec<&str> = service.operations.iter().map(|operation| operation.name.as_str()).collect();
    let what = format!("Makes a client of {}.", title(service));
    let body = format!(
        "    println!(\"a client in {{}} for {}\", client.config().region());\n    \
         // A method for each operation takes what is required as arguments: `client.…(…).await?`.\n",
        operations.join(", ")
    );
    Program {
        text: text(&what, krate, "", "", &body),
        name: format!("{krate}_client"),
        arguments: Vec::new(),
        call: String::from("Client::new(config)"),
    }
}

/// A chain of calls as rustfmt lays it out.
fn chain(first: &str, rest: &[&str]) -> String {
    /// How wide a chain is that stands on one line.
    const WIDTH: usize = 60;
    let line = format!("{first}{}", rest.concat());
    if line.len() <= WIDTH {
        return line;
    }
    let (receiver, call) = first.split_once('.').unwrap_or((first, ""));
    let rest: String = rest.iter().map(|call| format!("\n        {call}")).collect();
    format!("{receiver}\n        .{call}{rest}")
}

/// The whole program around a call.
fn text(what: &str, krate: &str, tail: &str, bindings: &str, body: &str) -> String {
    let values = match bindings.is_empty() {
        true => String::new(),
        false => format!("    let mut values = arguments.into_iter();\n{bindings}"),
    };
    let endpoint = match bindings.is_empty() {
        true => "    let endpoint = std::env::args()\n        \
                 .skip_while(|argument| argument != \"--endpoint-url\")\n        \
                 .nth(1);\n"
            .to_owned(),
        false => "    let mut arguments: Vec<String> = std::env::args().skip(1).collect();\n    \
                  let option = arguments.iter().position(|one| one == \"--endpoint-url\");\n    \
                  let endpoint = option.and_then(|option| arguments.drain(option..).nth(1));\n"
            .to_owned(),
    };
    format!(
        "//! {what}\n\
         //!\n\
         //! Region and credentials come from the environment, the profile, and whatever else AWS's tools look at.\n\
         //! With `{dash}--endpoint-url http://127.0.0.1:5000` it asks an emulator, which takes any credentials.\n\n\
         use std::error::Error;\n\
         use std::process::ExitCode;\n\n\
         use {krate}::{{Client, Config, Credentials}};\n\n\
         #[tokio::main(flavor = \"current_thread\")]\n\
         async fn main() -> ExitCode {{\n    \
         match run().await {{\n        \
         Ok(()) => ExitCode::SUCCESS,\n        \
         Err(error) => {{\n            \
         eprintln!(\"error: {{}}\", {krate}::one_line(&*error));\n            \
         ExitCode::FAILURE\n        }}\n    }}\n}}\n\n\
         async fn run() -> Result<(), Box<dyn Error>> {{\n\
         {endpoint}    \
         let config = match endpoint {{\n        \
         Some(url) => Config::builder()\n            \
         .endpoint_url(url)\n            \
         .region(std::env::var(\"AWS_REGION\").unwrap_or_else(|_| \"us-east-1\".to_owned()))\n            \
         .credentials(Credentials::new(\"any\", \"any\"))\n            \
         .build()?,\n        \
         None => Config::from_env()?,\n    \
         }};\n    \
         let client = Client::new(config);\n\n\
         {values}{body}    Ok(())\n}}\n",
        dash = if tail.is_empty() { "-- ".to_owned() } else { format!("--{tail} ") },
    )
}

/// How an operation is called, if it only reads and what it requires can stand on a command line.
fn call<'a>(service: &Service, names: &Names, operation: &'a Operation) -> Option<Call<'a>> {
    let reads = READING.iter().any(|start| operation.name.starts_with(start));
    if !reads || operation.deprecated.is_some() {
        return None;
    }
    let mut arguments = Vec::new();
    for member in
        service.shape(operation.input).members().iter().filter(|member| member.presence == Presence::Required)
    {
        let is_text = match service.shape(member.element.target).kind {
            ShapeKind::String | ShapeKind::Enum(_) => true,
            ShapeKind::Integer | ShapeKind::Long => false,
            _ => return None,
        };
        let name = names.field(service, operation.input, &member.name)?.to_owned();
        arguments.push(Argument { name, is_text });
    }
    let method = names.method(service, &operation.name)?.to_owned();
    let has_items = operation.paginator.as_ref().is_some_and(|paginator| paginator.items.is_some());
    Some(Call { operation, method, arguments, has_items })
}

/// A name as Rust writes it.
fn written(name: &str) -> String {
    names::written(name)
}

/// What the service is called, on one line.
fn title(service: &Service) -> String {
    shapesmith_codegen::visible(&service.full_name).into_owned()
}
