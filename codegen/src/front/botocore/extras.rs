//! The mirrors of `paginators-1.json` and `waiters-2.json`.

use super::read_documentation;
use crate::Error;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::front::{Document, Places};

/// `paginators-1.json`.
pub(crate) struct Paginators {
    /// The places in the file, for errors.
    pub(crate) places: Places,
    /// Entries by operation.
    pub(crate) entries: Vec<(String, PaginatorEntry)>,
}

/// An entry of `pagination`. Where the file has one string or a list of strings there is a list here.
pub(crate) struct PaginatorEntry {
    pub(crate) input_token: Vec<String>,
    pub(crate) output_token: Vec<String>,
    pub(crate) limit_key: Option<String>,
    pub(crate) more_results: Option<String>,
    pub(crate) result_key: Vec<String>,
}

/// `waiters-2.json`.
pub(crate) struct Waiters {
    /// The places in the file, for errors.
    pub(crate) places: Places,
    /// Entries by name.
    pub(crate) entries: Vec<(String, Waiter)>,
}

/// An entry of `waiters`.
pub(crate) struct Waiter {
    pub(crate) operation: String,
    pub(crate) delay: u32,
    pub(crate) max_attempts: u32,
    pub(crate) acceptors: Vec<Acceptor>,
    pub(crate) documentation: Option<String>,
}

/// An item of `acceptors`.
pub(crate) struct Acceptor {
    pub(crate) state: String,
    pub(crate) matcher: String,
    pub(crate) argument: Option<String>,
    pub(crate) expected: Json,
}

/// Reads `paginators-1.json`.
pub(crate) fn read_paginators(document: &Document) -> Result<Paginators, Error> {
    let root = Node::root(document);
    let entries = root.required("pagination")?.entries_as(|node| {
        Ok(PaginatorEntry {
            input_token: one_or_more(&node.required("input_token")?)?,
            output_token: one_or_more(&node.required("output_token")?)?,
            limit_key: node.optional_text("limit_key")?,
            more_results: node.optional_text("more_results")?,
            result_key: one_or_more(&node.required("result_key")?)?,
        })
    })?;
    Ok(Paginators { places: document.places.clone(), entries })
}

fn one_or_more(node: &Node<'_>) -> Result<Vec<String>, Error> {
    let texts = match node.value {
        Json::Array(_) => node.texts()?,
        _ => vec![node.text()?],
    };
    if texts.is_empty() { Err(node.error("the list is empty")) } else { Ok(texts) }
}

/// Reads `waiters-2.json`.
pub(crate) fn read_waiters(document: &Document) -> Result<Waiters, Error> {
    let root = Node::root(document);
    let entries = root.required("waiters")?.entries_as(|node| {
        Ok(Waiter {
            operation: node.required("operation")?.text()?,
            delay: node.required("delay")?.integer()?,
            max_attempts: node.required("maxAttempts")?.integer()?,
            acceptors: node.required("acceptors")?.items_as(read_acceptor)?,
            documentation: read_documentation(node)?.or(node.optional_text("description")?),
        })
    })?;
    Ok(Waiters { places: document.places.clone(), entries })
}

fn read_acceptor(node: &Node<'_>) -> Result<Acceptor, Error> {
    Ok(Acceptor {
        state: node.required("state")?.text()?,
        matcher: node.required("matcher")?.text()?,
        argument: node.optional_text("argument")?,
        expected: node.required("expected")?.value.clone(),
    })
}
