//! Enums: one variant per known value, and `Unknown` for every other text.

use quote::quote;

use super::{Context, documentation, table};
use crate::file::RustFile;
use crate::ir::{Sensitivity, ShapeId, ShapeKind};
use crate::names::ident;

/// The file of an enum.
pub(crate) fn file(context: &Context<'_>, id: ShapeId) -> RustFile {
    let mut file = RustFile::new(Vec::<String>::new());
    let Some(names) = context.names.shape(id) else { return file };
    let shape = context.service.shape(id);
    let ShapeKind::Enum(values) = &shape.kind else { return file };

    let name = ident(&names.type_name);
    let documentation = documentation::shape(context, id);
    let deprecated = documentation::deprecated(shape.deprecated.as_ref());
    let variants = names.variants.iter().zip(values).map(|(variant, value)| {
        let variant = ident(variant);
        let documentation = documentation::variant(value);
        quote! {
            #documentation
            #variant,
        }
    });
    let debug = match shape.sensitivity {
        Sensitivity::Public => quote!(, Debug),
        Sensitivity::Sensitive => quote!(),
    };
    file.items(quote! {
        #documentation
        #deprecated
        #[derive(Clone #debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the model does not know, kept as it came.
            Unknown(shapesmith_runtime::UnknownValue),
        }
    });
    if shape.sensitivity == Sensitivity::Sensitive {
        file.items(quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str("<redacted>")
                }
            }
        });
    }
    file.text(table::values(&names.type_name, &names.variants, values));
    file
}
