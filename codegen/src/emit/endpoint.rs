//! The endpoint rule set and the partitions, as static data that the runtime walks.
//!
//! Everything that can be wrong with rules is found here, at generation time: names that nobody
//! gives, functions that do not exist, values of the wrong type. The texts of templates stay as the
//! model writes them, because that is how a reviewer can read them.

mod print;
#[cfg(test)]
mod tests;

use quote::quote;
use serde_core::Deserialize;

use crate::Error;
use crate::file::RustFile;
use crate::front::Document;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::ir::EndpointRules;
use crate::lower::endpoint::{partitions, rules};

/// The file that errors about rules name.
const RULE_SET_FILE: &str = "endpoint-rule-set-1.json";
/// The file that errors about partitions name.
const PARTITIONS_FILE: &str = "partitions.json";

/// The module `endpoint` of a generated crate: `RULES`, a `RuleSet` of the runtime.
///
/// # Errors
///
/// Where the rules or the partitions hold something that the runtime would not understand.
pub(crate) fn file(rules: &EndpointRules) -> Result<RustFile, Error> {
    let document = document(RULE_SET_FILE, &rules.rule_set)?;
    let rule_set = rules::read(&Node::root(&document))?;
    let document = self::document(PARTITIONS_FILE, &rules.partitions)?;
    let partitions = partitions::read(&Node::root(&document))?;

    let mut file =
        RustFile::new(["The endpoint rules of the model, and the partitions that regions belong to."]);
    file.items(quote!(
        use shapesmith_runtime::endpoint::table::*;
    ));
    file.text(print::rule_set(&rule_set));
    file.text(print::partitions(&partitions));
    Ok(file)
}

fn document<'a>(file: &'a str, value: &serde_json::Value) -> Result<Document<'a>, Error> {
    let root = Json::deserialize(value).map_err(|error| Error::new(file, "", error.to_string()))?;
    Ok(Document { file, root })
}
