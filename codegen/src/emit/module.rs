//! The modules that list shapes and operations: `types`, `error` and `operation`.

use quote::quote;

use crate::emit::Context;
use crate::file::RustFile;
use crate::names::{Home, ident};

/// The module of a kind of shapes, each in a file of its own, all under one roof.
pub(crate) fn shapes(context: &Context<'_>, home: Home, documentation: &str) -> RustFile {
    let mut file = RustFile::new([documentation]);
    let shapes = context.names.in_home(home);
    let modules = shapes.iter().map(|(_, names)| ident(&names.module));
    file.items(quote!(#(mod #modules;)*));
    let exports = shapes.iter().map(|(_, names)| {
        let module = ident(&names.module);
        let name = ident(&names.type_name);
        quote!(pub use self::#module::#name;)
    });
    file.items(quote!(#(#exports)*));
    file
}

/// The module of operations, each in a public module of its own.
pub(crate) fn operations(context: &Context<'_>) -> RustFile {
    let mut file = RustFile::new(["Operations: a module each, with input, output and errors."]);
    let modules = context.names.operations(context.service).map(|(_, names)| ident(&names.module));
    file.items(quote!(#(pub mod #modules;)*));
    file
}
