//! Reads the trait `paginated`.
//!
//! Source: [paginated trait](https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait).

use std::collections::HashMap;

use super::ast::with_trait;
use crate::Error;
use crate::front::botocore::{PaginatorEntry, ShapeEntry};
use crate::front::node::Node;

/// What the trait says, on an operation or on a service.
#[derive(Clone, Default)]
pub(super) struct Paginated {
    input_token: Option<String>,
    output_token: Option<String>,
    page_size: Option<String>,
    items: Option<String>,
}

/// The trait on an operation or on a service.
pub(super) fn read(node: &Node<'_>) -> Result<Option<Paginated>, Error> {
    with_trait(node, "smithy.api#paginated", |paginated| {
        Ok(Paginated {
            input_token: paginated.optional_text("inputToken")?,
            output_token: paginated.optional_text("outputToken")?,
            page_size: paginated.optional_text("pageSize")?,
            items: paginated.optional_text("items")?,
        })
    })
}

/// The paginator of an operation; what it does not say itself its service may. `output` is the name of its output.
pub(super) fn entry(
    node: &Node<'_>,
    service: &Paginated,
    shapes: &HashMap<&str, &ShapeEntry>,
    output: Option<&str>,
) -> Result<Option<PaginatorEntry>, Error> {
    let Some(own) = read(node)? else { return Ok(None) };
    let token = |own: Option<String>, common: &Option<String>, key: &str| {
        own.or_else(|| common.clone()).ok_or_else(|| {
            let at = |paginated: &Node<'_>| {
                Ok(paginated.error(format!("the key \"{key}\" is missing, here and on the service")))
            };
            match with_trait(node, "smithy.api#paginated", at) {
                Ok(Some(error)) | Err(error) => error,
                Ok(None) => node.error(format!("the key \"{key}\" is missing")),
            }
        })
    };
    let input_token = token(own.input_token, &service.input_token, "inputToken")?;
    let output_token = token(own.output_token, &service.output_token, "outputToken")?;
    let items = own.items.or_else(|| service.items.clone());
    let items = items.or_else(|| output.and_then(|output| only_collection(shapes, output, &output_token)));
    Ok(Some(PaginatorEntry {
        result_key: items.into_iter().collect(),
        input_token: vec![input_token],
        output_token: vec![output_token],
        limit_key: own.page_size.or_else(|| service.page_size.clone()),
        more_results: None,
    }))
}

/// The only list or map of an output beside the token: what models mean that do not say where the items are.
fn only_collection(shapes: &HashMap<&str, &ShapeEntry>, output: &str, token: &str) -> Option<String> {
    let is_collection = |shape: &&ShapeEntry| matches!(shape.kind.as_str(), "list" | "map");
    let members = shapes.get(output)?.members.iter();
    let mut collections = members
        .filter(|(name, member)| {
            name != token && shapes.get(member.shape.as_str()).is_some_and(is_collection)
        })
        .map(|(name, _)| name);
    match (collections.next(), collections.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}
