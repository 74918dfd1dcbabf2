//! Structures: the plain struct, `new`, its setters, and its table. Inputs, outputs, nested
//! structures and exceptions are all made here. Setters are for what may be absent: what is required is an
//! argument of `new`, and those of an input stand on the request that holds it.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust_type::{self, Scope};
use super::{Context, documentation, table};
use crate::file::RustFile;
use crate::ir::{Member, ShapeId, ShapeKind, Support};
use crate::names::{self, ident};

/// Appends everything about a structure but its imports.
pub(crate) fn append(context: &Context<'_>, id: ShapeId, file: &mut RustFile) {
    let Some(names) = context.names.shape(id) else { return };
    let shape = context.service.shape(id);
    let scope = Scope::of(&names.type_name);
    let members = Fields { context, scope, members: shape.members(), names: &names.members };

    let documentation = documentation::shape(context, id);
    let deprecated = documentation::deprecated(shape.deprecated.as_ref());
    let derives = derives(context, id);
    let name = ident(&names.type_name);
    let fields = members.declarations();
    file.items(quote! {
        #documentation
        #deprecated
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        pub struct #name {
            #fields
        }
    });
    let constructor = members.constructor(is_default(context, id));
    let setters = (!context.service.is_input(id)).then(|| members.setters());
    let accessors = members.accessors();
    file.items(quote! {
        impl #name {
            #constructor
            #setters
            #accessors
        }
    });
    file.text(table::members(context, "structure", id, &names.type_name, &names.members, shape.members()));
}

/// The imports that the structure's types need.
pub(crate) fn imports(context: &Context<'_>, id: ShapeId) -> TokenStream {
    let type_name = context.names.shape(id).map_or("", |names| &names.type_name);
    rust_type::imports(context, context.service.shape(id).members(), Scope::of(type_name))
}

/// The parameters of `new`: names and types of the required members, and the arguments that pass
/// them on.
pub(crate) fn required_parameters(
    context: &Context<'_>,
    id: ShapeId,
    scope: Scope<'_>,
) -> (TokenStream, TokenStream) {
    let Some(names) = context.names.shape(id) else { return Default::default() };
    let required = context
        .service
        .shape(id)
        .members()
        .iter()
        .zip(&names.members)
        .filter(|(member, _)| !rust_type::is_optional(member));
    let mut parameters = TokenStream::new();
    let mut arguments = TokenStream::new();
    for (member, name) in required {
        let name = ident(name);
        let kind = rust_type::parameter(context, member, &name, scope).kind;
        parameters.extend(quote!(#name: #kind,));
        arguments.extend(quote!(#name,));
    }
    (parameters, arguments)
}

fn is_default(context: &Context<'_>, id: ShapeId) -> bool {
    context.usage.traits.get(&id).is_some_and(|traits| traits.default == Support::Yes)
}

/// The traits a type derives: `Clone`, and `Default` where it can. Where events are inside, `PartialEq` as well.
pub(crate) fn derives(context: &Context<'_>, id: ShapeId) -> Vec<TokenStream> {
    let mut derives = vec![quote!(Clone)];
    let is_structure = !matches!(context.service.shape(id).kind, ShapeKind::Union(_));
    if is_structure && is_default(context, id) {
        derives.push(quote!(Default));
    }
    if context.service.holds_events(id) {
        derives.push(quote!(PartialEq));
    }
    derives
}

/// The members of a structure on their way to Rust.
pub(crate) struct Fields<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) scope: Scope<'a>,
    pub(crate) members: &'a [Member],
    pub(crate) names: &'a [String],
}

impl Fields<'_> {
    fn iter(&self) -> impl Iterator<Item = (&Member, &String)> {
        self.members.iter().zip(self.names)
    }

    fn declarations(&self) -> TokenStream {
        self.iter()
            .map(|(member, name)| {
                let documentation = documentation::member(self.context, member);
                let deprecated = documentation::deprecated(member.deprecated.as_ref());
                let name = ident(name);
                let kind = rust_type::field_type(self.context, member, self.scope);
                quote! {
                    #documentation
                    #deprecated
                    pub #name: #kind,
                }
            })
            .collect()
    }

    fn constructor(&self, is_default: bool) -> TokenStream {
        if is_default {
            // The setter of a member called `default` would come before the trait's function.
            let default = match self.names.iter().any(|name| name == "default") {
                true => quote!(<Self as std::default::Default>::default()),
                false => quote!(Self::default()),
            };
            let inline = rust_type::inline(false);
            return quote! {
                /// Creates the structure with every member absent.
                #inline
                pub fn new() -> Self {
                    #default
                }
            };
        }
        let mut parameters = TokenStream::new();
        let mut fields = TokenStream::new();
        let mut is_generic = false;
        for (member, name) in self.iter() {
            let name = ident(name);
            if rust_type::is_optional(member) {
                fields.extend(quote!(#name: None,));
                continue;
            }
            let parameter = rust_type::parameter(self.context, member, &name, self.scope);
            is_generic |= parameter.is_generic();
            let rust_type::Parameter { kind, value } = parameter;
            parameters.extend(quote!(#name: #kind,));
            if name == value.to_string().as_str() {
                fields.extend(quote!(#name,));
            } else {
                fields.extend(quote!(#name: #value,));
            }
        }
        let inline = rust_type::inline(is_generic);
        quote! {
            /// Creates the structure from its required members; the others are absent.
            #inline
            pub fn new(#parameters) -> Self {
                Self { #fields }
            }
        }
    }

    fn setters(&self) -> TokenStream {
        self.iter()
            .filter(|(member, _)| rust_type::is_optional(member))
            .map(|(member, name)| {
                let field = ident(name);
                let setter = ident(&names::structure_setter(name));
                let documentation = documentation::setter(name);
                let deprecated = documentation::deprecated(member.deprecated.as_ref());
                let parameter = rust_type::parameter(self.context, member, &field, self.scope);
                let inline = rust_type::inline(parameter.is_generic());
                let rust_type::Parameter { kind, value } = parameter;
                quote! {
                    #documentation
                    #deprecated
                    #[must_use]
                    #inline
                    pub fn #setter(mut self, #field: #kind) -> Self {
                        self.#field = Some(#value);
                        self
                    }
                }
            })
            .collect()
    }

    /// Accessors of optional lists and maps, for which absent is as good as empty.
    fn accessors(&self) -> TokenStream {
        self.iter()
            .filter(|(member, _)| self.context.service.has_accessor(member))
            .filter_map(|(member, name)| {
                let field = ident(name);
                let target = self.context.service.shape(member.element.target);
                let (what, kind, value) = match &target.kind {
                    ShapeKind::List { element, sparsity } => {
                        let item = rust_type::item_type(self.context, element, *sparsity, self.scope);
                        ("elements", quote!(&[#item]), quote!(self.#field.as_deref().unwrap_or_default()))
                    }
                    ShapeKind::Map { key, value, sparsity } => {
                        let key = rust_type::shape_type(self.context, key.target, self.scope);
                        let value = rust_type::item_type(self.context, value, *sparsity, self.scope);
                        (
                            "entries",
                            quote!(impl Iterator<Item = (&#key, &#value)>),
                            quote!(self.#field.iter().flatten()),
                        )
                    }
                    _ => return None,
                };
                let accessor = ident(&names::accessor(name));
                let inline = rust_type::inline(false);
                let documentation =
                    format!(" The {what} of [`{name}`](Self::{name}); none when it is absent.");
                let deprecated = documentation::deprecated(member.deprecated.as_ref());
                Some(quote! {
                    #[doc = #documentation]
                    #deprecated
                    #inline
                    pub fn #accessor(&self) -> #kind {
                        #value
                    }
                })
            })
            .collect()
    }
}
