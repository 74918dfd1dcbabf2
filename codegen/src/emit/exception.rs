//! Exceptions: structures that are errors too.

use super::{Context, structure};
use crate::file::RustFile;
use crate::ir::{Fault, Retry, ShapeId, ShapeKind};
use crate::names::ident;

/// The file of an exception.
pub(crate) fn file(context: &Context<'_>, id: ShapeId) -> RustFile {
    let mut file = RustFile::new(Vec::<String>::new());
    let Some(names) = context.names.shape(id) else { return file };
    let ShapeKind::Exception(exception) = &context.service.shape(id).kind else { return file };
    file.items(structure::imports(context, id));
    structure::append(context, id, &mut file);
    let name = ident(&names.type_name);
    let mut facts = String::new();
    if exception.fault == Fault::Server {
        facts.push_str(", FAULT");
    }
    match exception.retry {
        Retry::Unspecified => {}
        Retry::Retryable => facts.push_str(", RETRYABLE"),
        Retry::Throttling => facts.push_str(", THROTTLING"),
    }
    file.text(format!("shapesmith_runtime::exception! {{ {name} as {:?}{facts} }}\n", exception.code));
    file
}
