//! Calls as examples: what a program would write, with values made of what the model says.

use super::super::Context;
use crate::ir::{Element, Indirection, Member, Operation, Presence, ShapeId, ShapeKind, Sparsity};
use crate::names::{self, OperationNames};

/// How deep values may nest before an example would explain nothing any more.
const DEPTH: usize = 4;

/// Lines of code that call an operation and look at what comes, as a block of documentation. None where a required
/// member is of a kind that no short value can be given for.
pub(crate) fn call(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Option<String> {
    let call = format!("client.{}({})", names::ident(&names.method), arguments(context, operation.input, 0)?);
    let krate = krate(context);
    let is_listing = operation.paginator.as_ref().is_some_and(|paginator| paginator.items.is_some());
    let lines = if let Some(events) = events(context, operation) {
        vec![
            format!("let mut output = {call}.await?.into_output();"),
            format!("while let Some(event) = output.{events}.try_next().await? {{"),
            "    println!(\"{event:?}\");".to_owned(),
            "}".to_owned(),
        ]
    } else if is_listing {
        vec![
            format!("let mut items = {call}.items();"),
            "while let Some(item) = items.try_next().await? {".to_owned(),
            "    println!(\"{item:?}\");".to_owned(),
            "}".to_owned(),
        ]
    } else {
        vec![format!("let output = {call}.await?;"), "println!(\"{output:?}\");".to_owned()]
    };
    Some(format!(
        "```no_run\n\
         # async fn example(client: {krate}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n\
         {}\n\
         # Ok(())\n\
         # }}\n\
         ```",
        lines.join("\n")
    ))
}

/// The field of an output that has events.
fn events(context: &Context<'_>, operation: &Operation) -> Option<String> {
    let names = context.names.shape(operation.output)?;
    let mut members = context.service.shape(operation.output).members().iter().zip(&names.members);
    let is_events = |member: &Member| {
        matches!(context.service.shape(member.element.target).kind, ShapeKind::Events { .. })
    };
    let (_, name) = members.find(|(member, _)| is_events(member))?;
    Some(names::ident(name).to_string())
}

/// The crate's name as programs write it.
pub(crate) fn krate(context: &Context<'_>) -> String {
    let options = context.options;
    let name = if options.library.is_empty() { &options.package } else { &options.library };
    name.replace('-', "_")
}

/// What `new` of a structure takes.
fn arguments(context: &Context<'_>, id: ShapeId, depth: usize) -> Option<String> {
    let names = context.names.shape(id)?;
    let members = context.service.shape(id).members().iter().zip(&names.members);
    let required = members.filter(|(member, _)| member.presence == Presence::Required);
    let values: Option<Vec<_>> =
        required.map(|(member, name)| argument(context, member, name, depth)).collect();
    Some(values?.join(", "))
}

/// A value as the parameter of a member takes it, which converts what is usually at hand.
fn argument(context: &Context<'_>, member: &Member, name: &str, depth: usize) -> Option<String> {
    let target = member.element.target;
    match &context.service.shape(target).kind {
        ShapeKind::List { element, sparsity } => {
            Some(format!("[{}]", inside(context, element, *sparsity, name, depth)?))
        }
        ShapeKind::Map { value, sparsity, .. } => {
            Some(format!("[(\"key\", {})]", inside(context, value, *sparsity, name, depth)?))
        }
        _ => convertible(context, target, &member.element, name)
            .or_else(|| exact(context, target, &member.element, name, depth)),
    }
}

/// What stands in a list or a map.
fn inside(
    context: &Context<'_>,
    element: &Element,
    sparsity: Sparsity,
    name: &str,
    depth: usize,
) -> Option<String> {
    match sparsity {
        Sparsity::Dense => convertible(context, element.target, element, name)
            .or_else(|| exact(context, element.target, element, name, depth)),
        Sparsity::Sparse => Some(format!("Some({})", exact(context, element.target, element, name, depth)?)),
    }
}

/// A value that a parameter converts.
fn convertible(context: &Context<'_>, id: ShapeId, element: &Element, name: &str) -> Option<String> {
    match &context.service.shape(id).kind {
        ShapeKind::String | ShapeKind::Blob | ShapeKind::Stream | ShapeKind::Document => Some(text(name)),
        ShapeKind::Timestamp => Some("std::time::SystemTime::now()".to_owned()),
        ShapeKind::Enum(_) => exact(context, id, element, name, DEPTH),
        _ => None,
    }
}

/// A value of just the type.
fn exact(context: &Context<'_>, id: ShapeId, element: &Element, name: &str, depth: usize) -> Option<String> {
    let shape = context.service.shape(id);
    let number = || {
        let least = element.limits(shape).min.as_ref().and_then(serde_json::Number::as_i64);
        least.filter(|least| (1..=i64::from(i32::MAX)).contains(least)).unwrap_or(1)
    };
    match &shape.kind {
        ShapeKind::Boolean => Some("true".to_owned()),
        ShapeKind::Integer | ShapeKind::Long => Some(number().to_string()),
        ShapeKind::Float | ShapeKind::Double => Some(format!("{}.0", number())),
        ShapeKind::String | ShapeKind::Blob | ShapeKind::Stream | ShapeKind::Document => {
            Some(format!("{}.into()", text(name)))
        }
        ShapeKind::Timestamp => Some("std::time::SystemTime::now().into()".to_owned()),
        ShapeKind::Enum(_) => {
            let variant = context.names.shape(id)?.variants.first()?;
            Some(format!("{}::{}", path(context, id)?, names::ident(variant)))
        }
        ShapeKind::List { element, sparsity } => {
            let value = exact(context, element.target, element, name, depth)?;
            Some(match sparsity {
                Sparsity::Dense => format!("vec![{value}]"),
                Sparsity::Sparse => format!("vec![Some({value})]"),
            })
        }
        ShapeKind::Map { key, value, sparsity } => {
            let key = exact(context, key.target, key, "key", depth)?;
            let value = exact(context, value.target, value, name, depth)?;
            Some(match sparsity {
                Sparsity::Dense => format!("[({key}, {value})].into()"),
                Sparsity::Sparse => format!("[({key}, Some({value}))].into()"),
            })
        }
        ShapeKind::Structure(_) if depth < DEPTH => {
            Some(format!("{}::new({})", path(context, id)?, arguments(context, id, depth + 1)?))
        }
        ShapeKind::Union(members) if depth < DEPTH => {
            let names = context.names.shape(id)?;
            let (member, variant) = (members.first()?, names.members.first()?);
            let value = exact(context, member.element.target, &member.element, name, depth + 1)?;
            let value = match member.indirection {
                Indirection::Inline => value,
                Indirection::Boxed => format!("Box::new({value})"),
            };
            Some(format!("{}::{}({value})", path(context, id)?, names::ident(variant)))
        }
        _ => None,
    }
}

/// A text that says what belongs in its place.
fn text(name: &str) -> String {
    format!("\"{}\"", name.trim_matches('_').replace('_', "-"))
}

/// The path of a shared type.
fn path(context: &Context<'_>, id: ShapeId) -> Option<String> {
    let names = context.names.shape(id)?;
    let room = match names.home {
        names::Home::Types => "types",
        names::Home::Error => "error",
        names::Home::Operation => return None,
    };
    Some(format!("{}::{room}::{}", krate(context), names::ident(&names.type_name)))
}
