//! The registry: operations by name, behind the feature `dynamic`.

use quote::{format_ident, quote};

use super::Context;
use crate::file::RustFile;
use crate::names::ident;

/// `registry.rs`: a row per operation.
pub(crate) fn file(context: &Context<'_>) -> RustFile {
    let mut file = RustFile::new(["Operations by name, for programs that learn at run time what to call."]);
    file.items(quote! {
        use shapesmith_runtime::dynamic::{self, DynamicOperation};
        use crate::operation;
    });
    let rows: String = context
        .names
        .operations(context.service)
        .map(|(operation, names)| {
            let module = ident(&names.module);
            let input = format_ident!("{}Input", names.type_prefix);
            let kind = if operation.paginator.is_some() { "paginated" } else { "of" };
            format!("    DynamicOperation::{kind}::<operation::{module}::{input}>(),\n")
        })
        .collect();
    file.text(format!(
        "/// Every operation of this crate, sorted by name.\n\
         pub static OPERATIONS: &[DynamicOperation] = &[\n{rows}];\n"
    ));
    file.items(quote! {
        /// The operation of a name, as the wire has it.
        pub fn operation(name: &str) -> Option<&'static DynamicOperation> {
            dynamic::find(OPERATIONS, name).ok()
        }
    });
    file
}
