//! From names to files: one module per kind of output. No service's name appears here, and no wire
//! format: generated code knows neither.

mod documentation;
mod endpoint;
mod enumeration;
mod exception;
mod library;
mod manifest;
mod module;
mod operation;
mod paginator;
mod path;
mod readme;
mod registry;
mod rust_type;
mod structure;
mod table;
mod union;
mod waiter;

pub use library::CONTRACT;

use std::collections::BTreeMap;

use crate::file::{Files, RustFile};
use crate::ir::{Service, ShapeId, ShapeKind, Usage};
use crate::names::{Home, Names};
use crate::{Error, Options};

pub(crate) use endpoint::partitions;

/// What every emitter may look at.
pub(crate) struct Context<'a> {
    pub(crate) service: &'a Service,
    pub(crate) usage: &'a Usage,
    pub(crate) names: &'a Names,
    pub(crate) options: &'a Options,
}

/// Emits the whole crate. Whatever can be wrong with a service was found before.
pub(crate) fn emit(context: &Context<'_>) -> Draft {
    let mut files = Draft::default();
    files.text("Cargo.toml", manifest::cargo(context));
    files.text("rustfmt.toml", manifest::rustfmt());
    files.text("README.md", readme::page(context));
    files.text("NOTICE", readme::notice(context));
    files.rust("src/lib.rs", library::root(context));
    files.rust("src/blocking.rs", library::blocking());
    files.rust("src/client.rs", library::client(context));
    files.rust("src/registry.rs", registry::file(context));
    files.rust("src/request.rs", library::request());
    if let Some(rules) = &context.service.endpoint_rules {
        files.rust("src/endpoint.rs", endpoint::file(rules));
    }

    files.rust("src/operation.rs", module::operations(context));
    for (operation, names) in context.names.operations(context.service) {
        files.rust(&format!("src/operation/{}.rs", names.module), operation::file(context, operation, names));
    }
    files.rust(
        "src/types.rs",
        module::shapes(context, Home::Types, "Structures, unions and enums that operations share."),
    );
    for (id, names) in context.names.in_home(Home::Types) {
        files.rust(&format!("src/types/{}.rs", names.module), shape(context, id));
    }
    files.rust(
        "src/error.rs",
        module::shapes(context, Home::Error, "Exceptions that the service reports errors with."),
    );
    for (id, names) in context.names.in_home(Home::Error) {
        files.rust(&format!("src/error/{}.rs", names.module), exception::file(context, id));
    }
    if !context.service.waiters.is_empty() {
        for (path, file) in waiter::files(context) {
            files.rust(&path, file);
        }
    }
    files
}

/// The file of a structure, union or enum.
fn shape(context: &Context<'_>, id: ShapeId) -> RustFile {
    match context.service.shape(id).kind {
        ShapeKind::Enum(_) => enumeration::file(context, id),
        ShapeKind::Union(_) => union::file(context, id),
        _ => {
            let mut file = RustFile::default();
            file.items(structure::imports(context, id));
            structure::append(context, id, &mut file);
            file
        }
    }
}

/// The files of a crate as they were emitted: items that are not formatted yet.
#[derive(Default)]
pub struct Draft {
    files: BTreeMap<String, Content>,
}

/// What is in a file.
enum Content {
    Rust(RustFile),
    Text(String),
}

impl Draft {
    fn rust(&mut self, path: &str, file: RustFile) {
        self.file(path, Content::Rust(file));
    }

    fn text(&mut self, path: &str, text: String) {
        self.file(path, Content::Text(text));
    }

    /// A path is used once, because names are distinct.
    fn file(&mut self, path: &str, content: Content) {
        let former = self.files.insert(path.to_owned(), content);
        debug_assert!(former.is_none(), "two files would have the path {path}");
    }

    /// Makes the texts: the second half of [`generate`](crate::generate).
    ///
    /// # Errors
    ///
    /// Emitted code that is not Rust, which is a mistake in the generator.
    pub fn format(self) -> Result<Files, Error> {
        let mut files = Files::new();
        for (path, content) in self.files {
            let text = match content {
                Content::Rust(file) => file.render(&path)?,
                Content::Text(text) => text,
            };
            files.insert(path, text);
        }
        Ok(files)
    }
}
