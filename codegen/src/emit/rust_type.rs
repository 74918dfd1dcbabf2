//! The Rust types of members, and how setters take them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use crate::ir::{Element, Indirection, Member, Presence, ShapeId, ShapeKind, Sparsity};
use crate::names::{Home, ident};

/// How std and runtime names are written in a file. They are plain, but for the name of the shape
/// that the file defines, which would shadow them.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    own: &'a str,
}

impl<'a> Scope<'a> {
    /// The scope of a file that defines a type of this name.
    pub(crate) fn of(own: &'a str) -> Self {
        Self { own }
    }

    /// A name of the prelude, or of the runtime where the file imports it.
    pub(crate) fn name(self, name: &str) -> TokenStream {
        let plain = format_ident!("{name}");
        if name != self.own {
            return quote!(#plain);
        }
        match name {
            "Option" => quote!(::std::option::Option),
            "String" => quote!(::std::string::String),
            "Vec" => quote!(::std::vec::Vec),
            "Box" => quote!(::std::boxed::Box),
            "HashMap" => quote!(::std::collections::HashMap),
            "Into" => quote!(::std::convert::Into),
            "IntoIterator" => quote!(::std::iter::IntoIterator),
            _ => quote!(::shapesmith_runtime::#plain),
        }
    }

    /// Whether an import of this name is needed and does no harm.
    fn can_import(self, name: &str) -> bool {
        name != self.own
    }
}

/// The imports that the types of some members need.
pub(crate) fn imports(context: &Context<'_>, members: &[Member], scope: Scope<'_>) -> TokenStream {
    render_imports(&wanted(context, members), scope, &[])
}

/// The names that the types of some members need in scope.
pub(crate) fn wanted(context: &Context<'_>, members: &[Member]) -> Imports {
    let mut wanted = Imports::default();
    for member in members {
        wanted.visit(context, &member.element);
    }
    wanted
}

/// The `use` lines for wanted names and for further items of the crate's root.
pub(crate) fn render_imports(wanted: &Imports, scope: Scope<'_>, from_root: &[&str]) -> TokenStream {
    let mut out = TokenStream::new();
    if wanted.map && scope.can_import("HashMap") {
        out.extend(quote!(
            use std::collections::HashMap;
        ));
    }
    let runtime = [
        ("ByteStream", wanted.stream),
        ("EventReceiver", wanted.events),
        ("Bytes", wanted.blob),
        ("Document", wanted.document),
        ("Timestamp", wanted.timestamp),
    ];
    let runtime =
        runtime.into_iter().filter(|(name, wanted)| *wanted && scope.can_import(name)).map(|(name, _)| name);
    out.extend(use_line(quote!(shapesmith_runtime::operation), wanted.operation.iter().copied()));
    out.extend(use_line(quote!(shapesmith_runtime), runtime));
    if !wanted.operation.is_empty() {
        out.extend(quote!(
            use crate::client::SERVICE;
        ));
    }
    let modules = [("error", wanted.error), ("types", wanted.types)]
        .into_iter()
        .filter(|(_, wanted)| *wanted)
        .map(|(name, _)| name);
    out.extend(use_line(quote!(crate), from_root.iter().copied().chain(modules)));
    out
}

/// A `use` line for names under one path; none for no names.
pub(crate) fn use_line<'a>(root: TokenStream, names: impl Iterator<Item = &'a str>) -> TokenStream {
    let names: Vec<_> = names.map(|name| format_ident!("{name}")).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(use #root::#name;),
        names => quote!(use #root::{#(#names),*};),
    }
}

/// The names that a set of types needs in scope.
#[derive(Default)]
pub(crate) struct Imports {
    map: bool,
    blob: bool,
    stream: bool,
    events: bool,
    document: bool,
    timestamp: bool,
    types: bool,
    pub(crate) error: bool,
    /// Names from the runtime's `operation` module.
    pub(crate) operation: Vec<&'static str>,
}

impl Imports {
    fn visit(&mut self, context: &Context<'_>, element: &Element) {
        // Lists and maps always end in a shape with a name of its own, so this loop ends too.
        let mut id = element.target;
        loop {
            match &context.service.shape(id).kind {
                ShapeKind::List { element, .. } => id = element.target,
                ShapeKind::Map { key, value, .. } => {
                    self.map = true;
                    if let ShapeKind::Enum(_) = context.service.shape(key.target).kind {
                        self.types = true;
                    }
                    id = value.target;
                }
                ShapeKind::Blob => return self.blob = true,
                ShapeKind::Stream => return self.stream = true,
                ShapeKind::Events { event, .. } => {
                    self.events = true;
                    id = event.target;
                }
                ShapeKind::Document => return self.document = true,
                ShapeKind::Timestamp => return self.timestamp = true,
                ShapeKind::Exception(_) => return self.error = true,
                ShapeKind::Enum(_) | ShapeKind::Structure(_) | ShapeKind::Union(_) => {
                    return self.types = true;
                }
                _ => return,
            }
        }
    }
}

/// The type of a shape, without `Option` or `Box`.
pub(crate) fn shape_type(context: &Context<'_>, id: ShapeId, scope: Scope<'_>) -> TokenStream {
    match &context.service.shape(id).kind {
        ShapeKind::Boolean => quote!(bool),
        ShapeKind::Integer => quote!(i32),
        ShapeKind::Long => quote!(i64),
        ShapeKind::Float => quote!(f32),
        ShapeKind::Double => quote!(f64),
        ShapeKind::String => scope.name("String"),
        ShapeKind::Blob => scope.name("Bytes"),
        ShapeKind::Stream => scope.name("ByteStream"),
        ShapeKind::Events { event, operation } => {
            let receiver = scope.name("EventReceiver");
            let event = shape_type(context, event.target, scope);
            let mut operations = context.names.operations(context.service);
            // The output stands beside the errors of its operation.
            let named = operations.find(|(known, _)| known.name == *operation);
            let error = named.map(|(_, names)| format_ident!("{}Error", names.type_prefix));
            quote!(#receiver<#event, #error>)
        }
        ShapeKind::Timestamp => scope.name("Timestamp"),
        ShapeKind::Document => scope.name("Document"),
        ShapeKind::List { element, sparsity } => {
            let vec = scope.name("Vec");
            let element = nullable(shape_type(context, element.target, scope), *sparsity, scope);
            quote!(#vec<#element>)
        }
        ShapeKind::Map { key, value, sparsity } => {
            let map = scope.name("HashMap");
            let key = shape_type(context, key.target, scope);
            let value = nullable(shape_type(context, value.target, scope), *sparsity, scope);
            quote!(#map<#key, #value>)
        }
        _ => path(context, id),
    }
}

/// The path of a type that has a file of its own.
pub(crate) fn path(context: &Context<'_>, id: ShapeId) -> TokenStream {
    let Some(names) = context.names.shape(id) else { return quote!(()) };
    let name = ident(&names.type_name);
    match names.home {
        Home::Types => quote!(types::#name),
        Home::Error => quote!(error::#name),
        Home::Operation => quote!(#name),
    }
}

/// The type of a list's elements.
pub(crate) fn item_type(
    context: &Context<'_>,
    element: &Element,
    sparsity: Sparsity,
    scope: Scope<'_>,
) -> TokenStream {
    nullable(shape_type(context, element.target, scope), sparsity, scope)
}

fn nullable(element: TokenStream, sparsity: Sparsity, scope: Scope<'_>) -> TokenStream {
    match sparsity {
        Sparsity::Dense => element,
        Sparsity::Sparse => {
            let option = scope.name("Option");
            quote!(#option<#element>)
        }
    }
}

/// Whether the Rust field of a member is an `Option`.
pub(crate) fn is_optional(member: &Member) -> bool {
    member.presence != Presence::Required
}

/// The type of a structure's field.
pub(crate) fn field_type(context: &Context<'_>, member: &Member, scope: Scope<'_>) -> TokenStream {
    let inner = boxed_type(context, member, scope);
    if is_optional(member) {
        let option = scope.name("Option");
        quote!(#option<#inner>)
    } else {
        inner
    }
}

/// The type of a member behind its `Box`, if it has one: what a variant of a union holds.
pub(crate) fn boxed_type(context: &Context<'_>, member: &Member, scope: Scope<'_>) -> TokenStream {
    let inner = shape_type(context, member.element.target, scope);
    match member.indirection {
        Indirection::Inline => inner,
        Indirection::Boxed => {
            let name = scope.name("Box");
            quote!(#name<#inner>)
        }
    }
}

/// How a setter takes a member: the type of its parameter, and the expression that makes the
/// field's value (without `Some`) out of it.
pub(crate) struct Parameter {
    /// The type.
    pub(crate) kind: TokenStream,
    /// The expression.
    pub(crate) value: TokenStream,
}

impl Parameter {
    /// Whether a function with this parameter is generic.
    pub(crate) fn is_generic(&self) -> bool {
        self.kind.to_string().starts_with("impl ")
    }
}

/// The attribute that keeps the compiler from making machine code for a function before somebody calls
/// it, which adds up in a crate with thousands of them. It waits for the callers of a generic one anyway.
pub(crate) fn inline(is_generic: bool) -> TokenStream {
    if is_generic { TokenStream::new() } else { quote!(#[inline]) }
}

/// The parameter of a setter for a member; `name` is the parameter's identifier.
pub(crate) fn parameter(
    context: &Context<'_>,
    member: &Member,
    name: &proc_macro2::Ident,
    scope: Scope<'_>,
) -> Parameter {
    let service = context.service;
    let inner = shape_type(context, member.element.target, scope);
    let into = scope.name("Into");
    let into_iterator = scope.name("IntoIterator");
    match &service.shape(member.element.target).kind {
        ShapeKind::List { element, sparsity } => {
            let item = shape_type(context, element.target, scope);
            match sparsity {
                Sparsity::Dense if is_convertible(context, element.target) => Parameter {
                    kind: quote!(impl #into_iterator<Item = impl #into<#item>>),
                    value: quote!(#name.into_iter().map(#into::into).collect()),
                },
                _ => {
                    let item = nullable(item, *sparsity, scope);
                    Parameter {
                        kind: quote!(impl #into_iterator<Item = #item>),
                        value: quote!(#name.into_iter().collect()),
                    }
                }
            }
        }
        ShapeKind::Map { key, value, sparsity } => {
            let key_type = shape_type(context, key.target, scope);
            let value_type = nullable(shape_type(context, value.target, scope), *sparsity, scope);
            if *sparsity == Sparsity::Dense && is_convertible(context, value.target) {
                Parameter {
                    kind: quote!(impl #into_iterator<Item = (impl #into<#key_type>, impl #into<#value_type>)>),
                    value: quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect()),
                }
            } else {
                Parameter {
                    kind: quote!(impl #into_iterator<Item = (impl #into<#key_type>, #value_type)>),
                    value: quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
                }
            }
        }
        _ if is_convertible(context, member.element.target) => {
            Parameter { kind: quote!(impl #into<#inner>), value: quote!(#name.into()) }
        }
        _ => match member.indirection {
            Indirection::Inline => Parameter { kind: inner, value: quote!(#name) },
            Indirection::Boxed => {
                let boxed = scope.name("Box");
                Parameter { kind: inner, value: quote!(#boxed::new(#name)) }
            }
        },
    }
}

/// Whether callers usually hold something that converts into the type, such as `&str` for text.
fn is_convertible(context: &Context<'_>, id: ShapeId) -> bool {
    matches!(
        context.service.shape(id).kind,
        ShapeKind::String
            | ShapeKind::Enum(_)
            | ShapeKind::Blob
            | ShapeKind::Stream
            | ShapeKind::Document
            | ShapeKind::Timestamp
    )
}
