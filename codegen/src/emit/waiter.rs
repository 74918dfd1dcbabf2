//! Waiters: one file each, with the methods that begin a wait and the table of acceptors.

mod documentation;
mod table;

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::rust_type::{self, Scope};
use super::{Context, documentation as words, structure};
use crate::Error;
use crate::file::RustFile;
use crate::ir::{AcceptorState, Matcher, Operation, Waiter};
use crate::names::{OperationNames, ident, snake};

/// The file that errors name.
const FILE: &str = "waiters-2.json";

/// The names of a waiter: its module, and the constant and the methods that are called after it.
struct WaiterNames {
    module: String,
    constant: String,
    method: String,
}

impl WaiterNames {
    fn of(waiter: &Waiter) -> Self {
        let module = snake(&waiter.name);
        Self { constant: module.to_uppercase(), method: format!("wait_until_{module}"), module }
    }

    /// Whether Rust takes the names; a keyword can be a module, but for those that cannot be raw.
    fn are_usable(&self) -> bool {
        self.module.starts_with(|letter: char| letter.is_ascii_lowercase())
            && self.module.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            && !matches!(self.module.as_str(), "self" | "super" | "crate")
    }
}

/// The module `waiter` and the files inside it, by path.
///
/// # Errors
///
/// Names that collide, and acceptors that cannot be honoured.
pub(crate) fn files(context: &Context<'_>) -> Result<Vec<(String, RustFile)>, Error> {
    let mut files = vec![("src/waiter.rs".to_owned(), module(context)?)];
    for waiter in &context.service.waiters {
        let names = WaiterNames::of(waiter);
        files.push((format!("src/waiter/{}.rs", names.module), file(context, waiter, &names)?));
    }
    Ok(files)
}

fn module(context: &Context<'_>) -> Result<RustFile, Error> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for waiter in &context.service.waiters {
        let names = WaiterNames::of(waiter);
        if !names.are_usable() {
            let reason = format!("\"{}\" cannot be the name of a waiter", waiter.name);
            return Err(Error::new(FILE, format!("waiters.{}", waiter.name), reason).with_help(Some(
                "it must begin with an ASCII letter and hold letters and digits".to_owned(),
            )));
        }
        let operation =
            context.names.operations(context.service).find(|(_, other)| other.module == names.method);
        let other = operation.map(|(operation, _)| operation.name.as_str());
        if let Some(other) = other.or(taken.insert(names.method.clone(), &waiter.name)) {
            let reason = format!(
                "\"{other}\" and \"{}\" would both be called `{}` in Rust",
                waiter.name, names.method
            );
            return Err(Error::new(FILE, format!("waiters.{}", waiter.name), reason)
                .with_help(Some("rename one of them with a patch".to_owned())));
        }
    }
    let mut file = RustFile::new([
        "Waiters: an operation is called again and again until something has come about.",
        "",
        "Each begins with a method of the client, or of a request; each is also there as data.",
    ]);
    let names: Vec<_> = context.service.waiters.iter().map(WaiterNames::of).collect();
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
    Ok(file)
}

fn file(context: &Context<'_>, waiter: &Waiter, names: &WaiterNames) -> Result<RustFile, Error> {
    let mut operations = context.names.operations(context.service);
    let Some((operation, operation_names)) =
        operations.find(|(operation, _)| operation.name == waiter.operation)
    else {
        return Err(Error::internal(format!("waiters.{}", waiter.name), "its operation was not kept"));
    };
    let mut file = RustFile::new([format!("The waiter `{}`.", waiter.name)]);
    let methods = methods(context, waiter, names, operation, operation_names);
    file.items(imports(operation_names, &methods));
    file.items(methods);
    file.text(table::acceptors(context.service, operation, waiter, &names.constant)?);
    Ok(file)
}

/// The methods that begin the wait: on the client, and on a request with whatever is set on it.
fn methods(
    context: &Context<'_>,
    waiter: &Waiter,
    names: &WaiterNames,
    operation: &Operation,
    operation_names: &OperationNames,
) -> TokenStream {
    let (parameters, arguments) = structure::required_parameters(context, operation.input, Scope::of(""));
    let (method, constant) = (ident(&names.method), ident(&names.constant));
    let operation_method = ident(&operation_names.module);
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

/// Whether an identifier stands among tokens.
fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(found) => found == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
