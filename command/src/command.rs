//! The verbs, one file each: its arguments, and what it does.

pub(crate) mod add;
pub(crate) mod check;
pub(crate) mod codegen;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod models;
pub(crate) mod release;
pub(crate) mod remove;
pub(crate) mod schema;
pub(crate) mod upgrade;
