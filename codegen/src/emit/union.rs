//! Unions: one variant per member, `Unknown` for a member that the model does not know, and for each a question and a
//! reader, called as in the official SDK.

use quote::quote;

use super::rust_type::{self, Scope};
use super::structure::derives;
use super::{Context, documentation, table};
use crate::file::RustFile;
use crate::ir::{Indirection, ShapeId};
use crate::names::{ident, union_predicate, union_reader};

/// The file of a union.
pub(crate) fn file(context: &Context<'_>, id: ShapeId) -> RustFile {
    let mut file = RustFile::new(Vec::<String>::new());
    let Some(names) = context.names.shape(id) else { return file };
    let shape = context.service.shape(id);
    let scope = Scope::of(&names.type_name);

    file.items(rust_type::imports(context, shape.members(), scope));
    let name = ident(&names.type_name);
    let documentation = documentation::shape(context, id);
    let deprecated = documentation::deprecated(shape.deprecated.as_ref());
    let derives = derives(context, id);
    let string = scope.name("String");
    let result = scope.name("Result");
    let variants = shape.members().iter().zip(&names.members).map(|(member, variant)| {
        let documentation = documentation::member(context, member);
        let deprecated = documentation::deprecated(member.deprecated.as_ref());
        let variant = ident(variant);
        let kind = rust_type::boxed_type(context, member, scope);
        quote! {
            #documentation
            #deprecated
            #variant(#kind),
        }
    });
    let methods = shape.members().iter().zip(&names.members).map(|(member, variant)| {
        let question = format!(" Whether it is [`{variant}`](Self::{variant}).");
        let reading = format!(" The value of [`{variant}`](Self::{variant}).");
        let (predicate, reader) = (ident(&union_predicate(variant)), ident(&union_reader(variant)));
        let variant = ident(variant);
        let kind = rust_type::shape_type(context, member.element.target, scope);
        let value = match member.indirection {
            Indirection::Inline => quote!(value),
            Indirection::Boxed => quote!(&**value),
        };
        quote! {
            #[doc = #question]
            #[inline]
            pub fn #predicate(&self) -> bool {
                matches!(self, Self::#variant(_))
            }

            #[doc = #reading]
            ///
            /// # Errors
            ///
            /// The union itself, where it holds something else.
            #[inline]
            pub fn #reader(&self) -> #result<&#kind, &Self> {
                if let Self::#variant(value) = self { Ok(#value) } else { Err(self) }
            }
        }
    });
    let methods = quote! {
        impl #name {
            #(#methods)*
        }
    };
    file.items(quote! {
        #documentation
        #deprecated
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A member that the model does not know. Its value is not kept, so it cannot be sent.
            Unknown {
                /// The member's name on the wire.
                name: #string,
            },
        }
    });
    if !shape.members().is_empty() {
        file.items(methods);
    }
    file.text(table::members(context, "union", id, &names.type_name, &names.members, shape.members()));
    file
}
