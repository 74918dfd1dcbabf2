//! The endpoint rule set and the partitions, as static data that the runtime walks. The texts of
//! templates stay as the model writes them, because that is how a reviewer can read them.

mod expression;
mod print;

use quote::quote;

use crate::file::RustFile;
use crate::ir::endpoint::Rules;

/// The module `endpoint` of a generated crate: `RULES`, a `RuleSet` of the runtime.
pub(crate) fn file(rules: &Rules) -> RustFile {
    let mut file =
        RustFile::new(["The endpoint rules of the model, and the partitions that regions belong to."]);
    file.items(quote!(
        use shapesmith_runtime::endpoint::table::*;
    ));
    file.text(print::rule_set(rules));
    file.text(print::partitions(&rules.partitions));
    file
}
