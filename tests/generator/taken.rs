//! Names that the runtime takes before a model says anything: the functions that its macros write around generated code.
//! The generator knows them by two lists.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use shapesmith_tests::repository;

/// The file with the lists.
const LISTS: &str = "codegen/src/names/reserved.rs";

/// The items of a file.
fn items(file: &str) -> Vec<syn::Item> {
    syn::parse_file(&repository::text(file)).unwrap_or_else(|error| panic!("{file}: {error}")).items
}

/// The texts of a list of the generator.
fn listed(name: &str) -> BTreeSet<String> {
    let list = items(LISTS).into_iter().find_map(|item| match item {
        syn::Item::Const(item) if item.ident == name => Some(item.expr),
        _ => None,
    });
    let Some(syn::Expr::Array(list)) = list.map(|list| *list) else { panic!("{LISTS} has no list {name}") };
    let texts = list.elems.iter().map(|element| match element {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => text.value(),
        _ => panic!("{LISTS}: {name} holds texts"),
    });
    texts.collect()
}

/// The names of the functions that some macros of the runtime write.
fn functions(file: &str, macros: &[&str]) -> BTreeSet<String> {
    let items = items(&format!("runtime/src/{file}"));
    let mut found = BTreeSet::new();
    for name in macros {
        let bodies = items.iter().filter_map(|item| match item {
            syn::Item::Macro(item) if item.ident.as_ref().is_some_and(|ident| ident == name) => {
                Some(item.mac.tokens.clone())
            }
            _ => None,
        });
        let before = found.len();
        bodies.for_each(|body| collect(body, &mut found));
        assert!(found.len() > before, "{file} defines {name}, with functions");
    }
    found
}

fn collect(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut after_fn = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if std::mem::replace(&mut after_fn, name == "fn") {
                    found.insert(name);
                }
            }
            TokenTree::Group(group) => {
                after_fn = false;
                collect(group.stream(), found);
            }
            _ => after_fn = false,
        }
    }
}

#[test]
fn the_methods_of_clients_and_requests_are_those_that_the_runtime_writes() {
    let mut client = functions("client/macros.rs", &["client"]);
    client.extend(functions("call/blocking/macros.rs", &["blocking_client"]));
    client.extend(functions("testing/macros.rs", &["__fake_client"]));
    assert_eq!(client, listed("CLIENT_METHODS"));

    let mut request = functions("call/request/macros.rs", &["request", "__presign_request"]);
    let blocking = ["__blocking_request", "__blocking_presign_request"];
    request.extend(functions("call/blocking/macros.rs", &blocking));
    assert_eq!(request, listed("REQUEST_METHODS"));
}
