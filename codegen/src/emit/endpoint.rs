//! The endpoint rule set of a service, as static data that the runtime walks; and the partitions, which the
//! runtime has itself, since they are the same for all services. The texts of templates stay as the model writes them, because that is how a reviewer can read them.

mod expression;
mod print;

use quote::quote;

use crate::file::RustFile;
use crate::ir::endpoint::{Partition, Rules};

/// The module `endpoint` of a generated crate: `RULES`, a `RuleSet` of the runtime.
pub(crate) fn file(rules: &Rules) -> RustFile {
    let mut file = RustFile::new(["The endpoint rules of the model."]);
    file.items(quote!(
        use shapesmith_runtime::endpoint::table::*;
    ));
    file.text(print::rule_set(rules));
    file
}

/// The module `endpoint::partitions` of the runtime: the table that every rule set goes by.
pub(crate) fn partitions(partitions: &[Partition]) -> RustFile {
    let mut file = RustFile::new(["The partitions that regions belong to, from `partitions.json`."]);
    file.items(quote!(
        use super::Partition;
    ));
    file.text(print::partitions(partitions));
    file
}
