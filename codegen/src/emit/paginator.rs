//! Paginators: where an operation keeps tokens, page size and results.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use super::rust_type::{self, Scope};
use crate::ir::{Items, Operation, Paginator, ShapeKind};
use crate::names::{OperationNames, ident};

/// The impls that give a request its `pages()` and `items()`.
pub(crate) fn implementation(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    paginator: &Paginator,
) -> TokenStream {
    let input = format_ident!("{}Input", names.type_prefix);
    let tokens = paginator.tokens.iter().map(|token| {
        let input = &token.input;
        let output = token.output.iter().map(ToString::to_string);
        quote!(TokenSchema::new(#input, &[#(#output),*]))
    });
    let limit_key = paginator.limit_key.as_ref();
    let limit_key = limit_key.map(|name| quote!(.limit_key(#name)));
    let more_results = paginator.more_results.as_ref().map(ToString::to_string);
    let more_results = more_results.map(|path| quote!(.more_results(#path)));
    let result_keys = paginator.result_keys.iter().map(ToString::to_string);
    let items = paginator.items.as_ref().map(|items| items_implementation(context, operation, names, items));
    quote! {
        impl Paginated for #input {
            const PAGINATOR: &'static PaginatorSchema = &PaginatorSchema::new()
                .tokens(&[#(#tokens),*])
                #limit_key
                #more_results
                .result_keys(&[#(#result_keys),*]);
        }

        #items
    }
}

fn items_implementation(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    items: &Items,
) -> TokenStream {
    let scope = Scope::of("");
    let input = format_ident!("{}Input", names.type_prefix);
    let item = match &context.service.shape(items.container).kind {
        ShapeKind::List { element, sparsity } => rust_type::item_type(context, element, *sparsity, scope),
        ShapeKind::Map { key, value, sparsity } => {
            let key = rust_type::shape_type(context, key.target, scope);
            let value = rust_type::item_type(context, value, *sparsity, scope);
            quote!((#key, #value))
        }
        _ => return TokenStream::new(),
    };
    let take = take(context, operation, items);
    let inline = rust_type::inline(false);
    quote! {
        impl PaginatedItems for #input {
            type Item = #item;

            #inline
            fn items(output: Self::Output) -> Vec<Self::Item> {
                #take
            }
        }
    }
}

/// The expression that moves the results out of a page, through every optional structure on the way.
fn take(context: &Context<'_>, operation: &Operation, items: &Items) -> TokenStream {
    let mut expression = quote!(output);
    // Whether the expression so far gives an `Option`.
    let mut optional = false;
    for (shape, index) in &items.path {
        let (Some(member), Some(field)) = (
            context.service.shape(*shape).members().get(*index),
            context.names.shape(*shape).and_then(|names| names.members.get(*index)),
        ) else {
            return quote!(Vec::new());
        };
        let field = ident(field);
        let member_is_optional = rust_type::is_optional(member);
        expression = match (optional, member_is_optional) {
            (false, _) => quote!(#expression.#field),
            (true, true) => quote!(#expression.and_then(|value| value.#field)),
            (true, false) => quote!(#expression.map(|value| value.#field)),
        };
        optional |= member_is_optional;
    }
    debug_assert!(items.path.first().is_none_or(|(shape, _)| *shape == operation.output));
    if optional {
        expression = quote!(#expression.unwrap_or_default());
    }
    match &context.service.shape(items.container).kind {
        ShapeKind::Map { .. } => quote!(#expression.into_iter().collect()),
        _ => expression,
    }
}
