//! Names that are taken before a model says anything: by the language, by file systems, and by what
//! the runtime's macros write around generated code; and how a name steps aside for them.
//!
//! Stepping aside goes by the name alone. What would meet the name that another one steps aside to
//! steps aside too (`send` is set by `set_send`, so `set_send` is set by `set_set_send`), so that two
//! names are never made one.

use proc_macro2::{Ident, Span};

use super::casing;

/// The keywords of edition 2024, strict and reserved, which can be identifiers only as raw ones.
///
/// Weak keywords (`macro_rules`, `raw`, `safe`, `union`, and `'static`) are keywords in places where no
/// name of a model is written, so they are plain names here.
///
/// Source: [Keywords](https://doc.rust-lang.org/reference/keywords.html) in The Rust Reference.
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// The keywords that cannot be raw either.
const NEVER_RAW: [&str; 4] = ["Self", "crate", "self", "super"];

/// Functions of the generated `Client`, async or blocking, in any feature and of any trait.
pub(super) const CLIENT_METHODS: [&str; 10] =
    ["clone", "config", "deref", "fake", "fmt", "from", "from_env", "new", "over", "request"];

/// Functions of the generated `Request`, in any feature and of any trait.
pub(super) const REQUEST_METHODS: [&str; 11] = [
    "clone",
    "configure",
    "fmt",
    "into_future",
    "items",
    "new",
    "pages",
    "presign",
    "presign_post",
    "send",
    "wait_until",
];

/// What the methods of waiters begin with.
const WAIT_UNTIL: &str = "wait_until_";
/// What the accessors of lists end in.
const OR_EMPTY: &str = "_or_empty";

/// Crates that come with the compiler, and the one that every generated crate depends on: what a package
/// of the same name would hide, from itself or from those who use it.
const CRATES: [&str; 6] = ["alloc", "core", "proc_macro", "shapesmith_runtime", "std", "test"];

/// Whether a name is a keyword.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Whether Rust takes a name as an identifier, raw or not. Identifiers here are ASCII.
pub(super) fn is_identifier(name: &str) -> bool {
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    begins
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && name != "_"
        && !NEVER_RAW.contains(&name)
}

/// An identifier, raw if it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    if is_keyword(name) && !NEVER_RAW.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// A name that can be an identifier: the few keywords that cannot be raw get an underscore behind them,
/// and a digit at the beginning gets one before it.
pub(super) fn keyword_safe(name: String) -> String {
    if NEVER_RAW.contains(&name.as_str()) { format!("{name}_") } else { digit_safe(name) }
}

/// A name that an identifier can begin with: a digit gets an underscore before it.
pub(super) fn digit_safe(name: String) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// A module's name that can be a file's name in a folder of modules, on every system: `mod.rs` is the
/// folder's own, and Windows keeps the names of devices for itself, whatever follows the dot. Nor may a
/// module hide the runtime from the file that lists it.
///
/// Source: [Naming Files](https://learn.microsoft.com/windows/win32/fileio/naming-a-file) by Microsoft.
pub(super) fn file_safe(module: String) -> String {
    let port = module.strip_prefix("com").or(module.strip_prefix("lpt"));
    let is_port = port.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()));
    match module.as_str() {
        "mod" | "aux" | "con" | "nul" | "prn" | "shapesmith_runtime" => format!("{module}_"),
        _ if is_port => format!("{module}_"),
        _ => module,
    }
}

/// The method that calls an operation, where the client's own methods come first.
pub(super) fn client_method(snake: &str) -> String {
    aside("call_", snake, |name| CLIENT_METHODS.contains(&name) || name.starts_with(WAIT_UNTIL))
}

/// The setter of a field on `Request`, where the request's own methods come first.
pub(crate) fn request_setter(field: &str) -> String {
    aside("set_", field, |name| REQUEST_METHODS.contains(&name) || name.starts_with(WAIT_UNTIL))
}

/// The setter of a field on its structure, where `new`, `clone` and the accessors of lists come first.
pub(crate) fn structure_setter(field: &str) -> String {
    aside("set_", field, |name| matches!(name, "clone" | "new") || name.ends_with(OR_EMPTY))
}

/// The accessor of an optional list; the underscore behind a keyword is not needed there.
pub(crate) fn accessor(field: &str) -> String {
    format!("{}{OR_EMPTY}", field.trim_end_matches('_'))
}

/// The method that begins a wait.
pub(super) fn wait_until(module: &str) -> String {
    format!("{WAIT_UNTIL}{module}")
}

/// The variant of an exception among the errors of an operation, of which one is called `Unhandled`.
pub(crate) fn error_variant(type_name: &str) -> String {
    let mut base = type_name;
    while let Some(shorter) = base.strip_suffix("Exception") {
        base = shorter;
    }
    if base == "Unhandled" { format!("{type_name}Exception") } else { type_name.to_owned() }
}

/// The question whether the error of an operation is an exception, by the exception's module.
pub(crate) fn error_predicate(module: &str) -> String {
    format!("is_{}", module.trim_matches('_'))
}

/// The question whether a union holds a member, by its variant.
pub(crate) fn union_predicate(variant: &str) -> String {
    format!("is_{}", casing::snake(variant))
}

/// The method that gives the value of a member where a union holds it.
pub(crate) fn union_reader(variant: &str) -> String {
    format!("as_{}", casing::snake(variant))
}

/// The name with one more prefix, if what is behind the prefixes that it has is taken.
fn aside(prefix: &str, name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut base = name;
    loop {
        if is_taken(base) {
            return format!("{prefix}{name}");
        }
        match base.strip_prefix(prefix) {
            Some(shorter) => base = shorter,
            None => return name.to_owned(),
        }
    }
}

/// Why a name cannot be a package's, if it cannot.
pub(super) fn unusable_package(name: &str) -> Option<&'static str> {
    let krate = name.replace('-', "_");
    if is_keyword(&krate) {
        return Some("it is a keyword of Rust");
    }
    if !is_identifier(&krate) {
        return Some("it must be ASCII letters, digits, `-` and `_`, and begin with a letter");
    }
    if CRATES.contains(&krate.as_str()) {
        return Some("a crate that it needs is called so");
    }
    (file_safe(krate.clone()) != krate).then_some("Windows has no folders of this name")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keywords_are_those_that_the_parser_knows_and_gen() {
        for keyword in KEYWORDS {
            assert!(keyword == "gen" || syn::parse_str::<Ident>(keyword).is_err(), "{keyword}");
        }
        assert_eq!(ident("gen").to_string(), "r#gen");
        assert_eq!(ident("union").to_string(), "union");
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn what_steps_aside_never_meets_another_name() {
        let words = ["new", "send", "clone", "items", "over", "name", "tags_or_empty", "wait_until_ready"];
        let mut fields: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        for prefix in ["set_", "call_", "set_set_", "call_call_"] {
            fields.extend(words.iter().map(|word| format!("{prefix}{word}")));
        }
        for rename in [client_method, request_setter, structure_setter] {
            let renamed: BTreeSet<String> = fields.iter().map(|field| rename(field)).collect();
            assert_eq!(renamed.len(), fields.len(), "{renamed:?}");
        }
        assert_eq!(request_setter("set_name"), "set_name");
        assert_eq!(request_setter("set_send"), "set_set_send");
        assert_eq!(client_method("over"), "call_over");
        assert_eq!(error_variant("Unhandled"), "UnhandledException");
        assert_eq!(error_variant("UnhandledException"), "UnhandledExceptionException");
    }

    #[test]
    fn packages_are_called_what_cargo_and_rust_take() {
        for name in ["ssm", "cognito-identity", "s3", "timestream_query"] {
            assert_eq!(unusable_package(name), None);
        }
        for name in [
            "",
            "_",
            "4foo",
            "fn",
            "self",
            "gen",
            "std",
            "test",
            "shapesmith-runtime",
            "con",
            "a b",
            "\u{e9}",
        ] {
            assert!(unusable_package(name).is_some(), "{name}");
        }
    }
}
