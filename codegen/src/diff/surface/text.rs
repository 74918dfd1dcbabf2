//! Tokens as text that reads like Rust and is the same for the same tokens.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The names that a file gives to types of its crate, and their paths from the crate's root.
pub(super) type Names = BTreeMap<String, String>;

/// Tokens as text; names that the file gives to types become their paths.
pub(super) fn text(tokens: TokenStream, names: &Names) -> String {
    let mut out = String::new();
    write(tokens, names, &mut out);
    out
}

fn write(tokens: TokenStream, names: &Names, out: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let plain = ident.to_string();
                separate(out);
                let path = if out.ends_with("::") { None } else { names.get(&plain) };
                out.push_str(path.unwrap_or(&plain));
            }
            TokenTree::Literal(literal) => {
                separate(out);
                out.push_str(&literal.to_string());
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                write(group.stream(), names, out);
                if out.ends_with(", ") {
                    out.truncate(out.len() - 2);
                }
                out.push_str(close);
            }
            TokenTree::Punct(punct) => punctuate(punct.as_char(), out),
        }
    }
}

/// Writes a sign, with the spaces that people put around it.
fn punctuate(sign: char, out: &mut String) {
    match sign {
        ',' => out.push_str(", "),
        '=' | '+' => out.push_str(&format!(" {sign} ")),
        '>' if out.ends_with(" -") || out.ends_with('-') => {
            out.truncate(out.trim_end_matches([' ', '-']).len());
            out.push_str(" -> ");
        }
        '>' => {
            if out.ends_with(", ") {
                out.truncate(out.len() - 2);
            }
            out.push('>');
        }
        sign => out.push(sign),
    }
}

/// Keeps words apart.
fn separate(out: &mut String) {
    if out.ends_with(|c: char| c.is_alphanumeric() || c == '_') || out.ends_with([')', ']']) {
        out.push(' ');
    }
    // A single colon stands before a type; two belong to a path.
    if out.ends_with(':') && !out.ends_with("::") {
        out.push(' ');
    }
}

/// The paths of the crate's own types in a signature.
pub(super) fn types_in(signature: &str) -> Vec<String> {
    let words = signature.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '#'));
    let is_own = |word: &&str| word.starts_with("types::") || word.starts_with("error::");
    words.filter(is_own).map(str::to_owned).collect()
}
