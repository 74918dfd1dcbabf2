//! Waiters: one file each, with the methods that begin a wait and the table of acceptors.

mod documentation;
mod table;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::rust_type::{self, Scope};
use super::{Context, documentation as words, structure};
use crate::file::RustFile;
use crate::ir::{AcceptorState, Matcher, Operation, Waiter};
use crate::names::{OperationNames, WaiterNames, ident};

/// A waiter and its operation, with the names of both.
#[derive(Clone, Copy)]
struct NamedWaiter<'a> {
    waiter: &'a Waiter,
    names: &'a WaiterNames,
    operation: &'a Operation,
    operation_names: &'a OperationNames,
}

/// A waiter with its operation, which is there as long as the waiter is.
fn named<'a>(
    context: &'a Context<'_>,
    waiter: &'a Waiter,
    names: &'a WaiterNames,
) -> Option<NamedWaiter<'a>> {
    let mut operations = context.names.operations(context.service);
    let (operation, operation_names) =
        operations.find(|(operation, _)| operation.name == waiter.operation)?;
    Some(NamedWaiter { waiter, names, operation, operation_names })
}

/// The module `waiter` and the files inside it, by path.
pub(crate) fn files(context: &Context<'_>) -> Vec<(String, RustFile)> {
    let mut files = vec![("src/waiter.rs".to_owned(), module(context))];
    for (waiter, names) in context.names.waiters(context.service) {
        if let Some(named) = named(context, waiter, names) {
            files.push((format!("src/waiter/{}.rs", names.module), file(context, &named)));
        }
    }
    files
}

fn module(context: &Context<'_>) -> RustFile {
    let mut file = RustFile::new([
        "Waiters: an operation is called again and again until something has come about.",
        "",
        "Each begins with a method of the client, or of a request; each is also there as data.",
    ]);
    let names: Vec<_> = context.names.waiters(context.service).map(|(_, names)| names).collect();
    let modules = names.iter().map(|names| ident(&names.module));
    file.items(quote!(#(mod #modules;)*));
    let exports = names.iter().map(|names| {
        let (module, constant) = (ident(&names.module), ident(&names.constant));
        quote!(pub use self::#module::#constant;)
    });
    file.items(quote! {
        pub use shapesmith_runtime::waiter::{Wait, WaiterError};
        #(#exports)*
    });
    file
}

fn file(context: &Context<'_>, named: &NamedWaiter<'_>) -> RustFile {
    let mut file = RustFile::new([format!("The waiter {}.", words::code(&named.waiter.name))]);
    let methods = methods(context, named);
    file.items(imports(named.operation_names, &methods));
    file.items(methods);
    file.text(table::acceptors(named.waiter, &named.names.constant));
    file
}

/// The methods that begin the wait: on the client, and on a request with whatever is set on it.
fn methods(context: &Context<'_>, named: &NamedWaiter<'_>) -> TokenStream {
    let NamedWaiter { waiter, names, operation, operation_names } = *named;
    let (parameters, arguments) = structure::required_parameters(context, operation.input, Scope::of(""));
    let (method, constant) = (ident(&names.method), ident(&names.constant));
    let operation_method = ident(&operation_names.method);
    let input = format_ident!("{}Input", operation_names.type_prefix);
    let output = format_ident!("{}Output", operation_names.type_prefix);
    let ending = if may_end_by_error(waiter) { quote!(Option<#output>) } else { quote!(#output) };
    let wait = quote!(Wait<#input, #ending, M>);
    let documentation = documentation::method(waiter, operation, may_end_by_error(waiter));
    let on_request = words::paragraphs([format!(
        "Waits as [`Client::{0}`] does, with what is set on this request.",
        names.method
    )]);
    let deprecated = words::deprecated(operation.deprecated.as_ref());
    quote! {
        impl<M> Client<M> {
            #documentation
            #deprecated
            pub fn #method(&self, #parameters) -> #wait {
                self.#operation_method(#arguments).#method()
            }
        }

        impl<M> Request<#input, M> {
            #on_request
            #deprecated
            pub fn #method(self) -> #wait {
                self.wait_until(&#constant)
            }
        }
    }
}

/// Whether an error of the service can be what is waited for, so that there may be no output.
fn may_end_by_error(waiter: &Waiter) -> bool {
    waiter.acceptors.iter().filter(|acceptor| acceptor.state == AcceptorState::Success).any(|acceptor| {
        match &acceptor.matcher {
            Matcher::Error(_) | Matcher::AnyError(true) => true,
            Matcher::Status(status) => !(200..300).contains(status),
            _ => false,
        }
    })
}

fn imports(names: &OperationNames, methods: &TokenStream) -> TokenStream {
    let module = ident(&names.module);
    let shapes = ["Input", "Output"].map(|end| format!("{}{end}", names.type_prefix));
    let used = |name: &&str| mentions(methods.clone(), name);
    let runtime = ["Bytes", "Document", "Timestamp"].into_iter().filter(used);
    let own = ["Client", "Request"].into_iter().chain(["types"].into_iter().filter(used));
    [
        rust_type::use_line(quote!(shapesmith_runtime), runtime),
        quote!(
            use shapesmith_runtime::waiter::Wait;
        ),
        quote!(
            use shapesmith_runtime::waiter::table::*;
        ),
        rust_type::use_line(quote!(crate::operation::#module), shapes.iter().map(String::as_str)),
        rust_type::use_line(quote!(crate), own),
    ]
    .into_iter()
    .collect()
}

/// Whether an identifier stands among tokens, other than behind a path: `types::Document` is none of the
/// runtime's.
fn mentions(tokens: TokenStream, name: &str) -> bool {
    // How many of the two colons of a path stand before a token.
    let mut colons = 0;
    tokens.into_iter().any(|token| {
        let before = std::mem::take(&mut colons);
        match token {
            TokenTree::Ident(found) => found == name && before < 2,
            TokenTree::Group(group) => mentions(group.stream(), name),
            TokenTree::Punct(punct) => {
                colons = if punct.as_char() == ':' { before + 1 } else { 0 };
                false
            }
            TokenTree::Literal(_) => false,
        }
    })
}
