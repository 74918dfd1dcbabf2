//! The commands, a module each.

pub(crate) mod build;
pub(crate) mod codegen;
pub(crate) mod in_process;
pub(crate) mod objects;
pub(crate) mod report;
