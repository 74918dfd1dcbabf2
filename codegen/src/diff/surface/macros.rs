//! The tables of generated code: what the runtime's macros make of them, as far as callers can tell.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::super::words::place;
use super::text::Names;
use super::{ItemKind, Surface};

/// Formats of timestamps that are written unlike those that name none. `EPOCH_SECONDS` is not among
/// them: it is what bodies in JSON hold anyway, so that naming it changes nothing.
const FORMATS: [&str; 2] = ["DATE_TIME", "HTTP_DATE"];

/// Where members travel, and in which form, if not by themselves in the body.
const PLACES: [&str; 11] = [
    "ATTRIBUTE",
    "FLATTENED",
    "LABEL",
    "GREEDY_LABEL",
    "QUERY",
    "QUERY_MAP",
    "HEADER",
    "JSON_TEXT",
    "PREFIX_HEADERS",
    "STATUS",
    "PAYLOAD",
];

/// Enters what a macro adds. Macros that no model can change, and others that are not known, add
/// nothing.
pub(super) fn enter(item: &syn::ItemMacro, names: &Names, surface: &mut Surface) {
    let name = item.mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    // The name of the implementation that stands for everything that the macro adds.
    let (kind, implementation) = match name.as_str() {
        "structure" => (ItemKind::Field, "Structure"),
        "union" => (ItemKind::Variant, "Union"),
        "string_enum" => (ItemKind::Variant, "StringEnum"),
        "exception" => (ItemKind::Variant, "Exception"),
        "operation_error" => (ItemKind::Variant, "OperationError"),
        _ => return,
    };
    let tokens: Vec<TokenTree> = item.mac.tokens.clone().into_iter().collect();
    let Some(TokenTree::Ident(type_name)) = tokens.first() else { return };
    let type_name = type_name.to_string();
    let Some(owner) = names.get(&type_name) else { return };
    surface.implementation(owner, implementation);
    for compared in compared(&tokens) {
        surface.implementation(owner, &compared);
    }
    let literal = tokens.iter().find_map(|token| match token {
        TokenTree::Literal(literal) => Some(unquoted(&literal.to_string())),
        _ => None,
    });
    // A table of an enum does not give the enum's name in the model; its type is called after it.
    let model_name = match literal {
        _ if name == "exception" => return,
        Some(literal) => literal,
        None => type_name,
    };
    let rows = tokens.iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    if let Some(item) = surface.items.get_mut(&super::ItemKey {
        kind: ItemKind::Type,
        owner: owner.clone(),
        name: String::new(),
    }) {
        item.model_name = Some(model_name.clone());
    }
    for row in self::rows(rows.unwrap_or_default()) {
        let key = super::ItemKey { kind, owner: owner.clone(), name: row.name };
        if let (Some(item), Some(name)) = (surface.items.get_mut(&key), row.model_name) {
            let format = row.format.map(|format| format!(" in the format {format}")).unwrap_or_default();
            let travels: String = row.travels.iter().map(|travels| format!(" as {travels}")).collect();
            item.model_name = Some(place(&model_name, &unquoted(&name)));
            item.wire = Some(format!("{}{travels}{format}", row.wire_name.unwrap_or(name)));
        }
    }
}

/// The traits by which values are compared: the names between a table's colon and its rows.
fn compared(tokens: &[TokenTree]) -> impl Iterator<Item = String> {
    let colon = |token: &&TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    let names = tokens.iter().skip_while(move |token| !colon(token));
    names.filter_map(|token| match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    })
}

/// A row of a table.
#[derive(Default)]
struct Row {
    /// The field or variant.
    name: String,
    /// The name in the model, or the value of an enum, quoted.
    model_name: Option<String>,
    /// The name on the wire where it differs, quoted.
    wire_name: Option<String>,
    /// Where the member travels, and in which form, if not by itself in the body; names and namespaces of what it holds
    /// are among it.
    travels: Vec<String>,
    /// The format of a timestamp, which may lie deep in a list.
    format: Option<String>,
}

/// The rows of a table: `name: "model's name" => …;`, perhaps with `wire("name")` among the facts.
fn rows(tokens: TokenStream) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = Row::default();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => rows.push(std::mem::take(&mut row)),
            TokenTree::Ident(ident) if row.name.is_empty() => row.name = ident.to_string(),
            TokenTree::Literal(literal) if row.model_name.is_none() => {
                row.model_name = Some(literal.to_string());
            }
            TokenTree::Ident(ident) if ident == "wire" => {
                if let Some(TokenTree::Group(group)) = tokens.next() {
                    row.wire_name = Some(group.stream().to_string());
                }
            }
            TokenTree::Ident(ident) if PLACES.iter().any(|place| ident == place) => {
                row.travels.push(ident.to_string());
            }
            token => {
                row.travels.extend(inner_names(&token));
                row.format = row.format.or_else(|| format(token));
            }
        }
    }
    rows
}

/// The names and namespaces on the wire that stand inside of a target or of what is rare, in order.
fn inner_names(token: &TokenTree) -> Vec<String> {
    let TokenTree::Group(group) = token else { return Vec::new() };
    let mut names = Vec::new();
    let mut word = String::new();
    for token in group.stream() {
        if let (TokenTree::Group(group), "wire" | "xml_namespace" | "query_name") = (&token, word.as_str()) {
            names.push(group.stream().to_string());
        }
        names.extend(inner_names(&token));
        word = token.to_string();
    }
    names
}

/// The format of a timestamp among tokens, however deep.
fn format(token: TokenTree) -> Option<String> {
    let mut waiting = vec![token];
    while let Some(token) = waiting.pop() {
        match token {
            TokenTree::Ident(ident) if FORMATS.iter().any(|format| ident == format) => {
                return Some(ident.to_string());
            }
            TokenTree::Group(group) => waiting.extend(group.stream()),
            _ => {}
        }
    }
    None
}

/// The text of a string literal as it was written by the emitter; other text as it is.
pub(super) fn unquoted(literal: &str) -> String {
    syn::parse_str::<syn::LitStr>(literal).map_or_else(|_| literal.to_owned(), |literal| literal.value())
}
