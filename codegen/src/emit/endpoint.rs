//! The endpoint rule set of a service, as static data that the runtime walks; and the partitions, which
//! the runtime has itself, since they are the same for all services.
//!
//! Everything that can be wrong with rules is found here, at generation time: names that nobody
//! gives, functions that do not exist, values of the wrong type. The texts of templates stay as the
//! model writes them, because that is how a reviewer can read them.

mod expression;
mod partitions;
mod print;
mod rules;
mod scope;
#[cfg(test)]
mod tests;

use quote::quote;
use serde_core::Deserialize;

use crate::Error;
use crate::file::RustFile;
use crate::ir::EndpointRules;
use crate::model::json::{self, Json};
use crate::model::node::Node;
use crate::model::{Document, Source};

/// The file that errors about rules name.
const RULE_SET_FILE: &str = "endpoint-rule-set-1.json";

/// The module `endpoint` of a generated crate: `RULES`, a `RuleSet` of the runtime.
///
/// # Errors
///
/// Where the rules hold something that the runtime would not understand.
pub(crate) fn file(rules: &EndpointRules) -> Result<RustFile, Error> {
    let document = document(RULE_SET_FILE, &rules.rule_set)?;
    let rule_set = rules::read(&Node::root(&document))?;

    let mut file = RustFile::new(["The endpoint rules of the model."]);
    file.items(quote!(
        use shapesmith_runtime::endpoint::table::*;
    ));
    file.text(print::rule_set(&rule_set));
    Ok(file)
}

/// The module `endpoint::partitions` of the runtime: the table that every rule set goes by.
///
/// # Errors
///
/// A text that is not JSON, or partitions that the runtime would not understand.
pub(crate) fn partitions(source: &Source) -> Result<RustFile, Error> {
    let document = json::parse(source)?;
    let partitions = partitions::read(&Node::root(&document))?;
    let mut file = RustFile::new(["The partitions that regions belong to, from `partitions.json`."]);
    file.items(quote!(
        use super::Partition;
    ));
    file.text(partitions::print(&partitions));
    Ok(file)
}

fn document<'a>(file: &'a str, value: &serde_json::Value) -> Result<Document<'a>, Error> {
    let root = Json::deserialize(value).map_err(|error| Error::new(file, "", error.to_string()))?;
    Ok(Document { file, root })
}
