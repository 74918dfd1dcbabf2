//! The shapes that a model has without defining them.
//!
//! Source: [the prelude](https://smithy.io/2.0/spec/model.html#prelude).

use super::id::{PRELUDE, UNIT};
use crate::Error;
use crate::front::json::{self, Json};
use crate::front::{Document, Source};

/// The error that services validate with, and what it holds.
///
/// Source: the library smithy-validation-model, of which models name shapes that they do not carry.
const FRAMEWORK: &str = r#"{
    "smithy.framework#ValidationException": {
        "type": "structure",
        "members": {
            "message": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}},
            "fieldList": {"target": "smithy.framework#ValidationExceptionFieldList"}
        },
        "traits": {"smithy.api#error": "client"}
    },
    "smithy.framework#ValidationExceptionFieldList": {
        "type": "list",
        "member": {"target": "smithy.framework#ValidationExceptionField"}
    },
    "smithy.framework#ValidationExceptionField": {
        "type": "structure",
        "members": {
            "path": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}},
            "message": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}}
        }
    }
}"#;

/// Adds the shapes of Smithy's framework to a file, which may lack them though it names them.
pub(super) fn add_framework(document: &mut Document) -> Result<(), Error> {
    let source = Source { name: "smithy.framework".to_owned(), text: FRAMEWORK.to_owned() };
    let framework = json::parse(&source)?;
    let Some(Json::Object(shapes)) = document.root.get_mut("shapes") else { return Ok(()) };
    for (name, shape) in framework.fields() {
        if !shapes.iter().any(|(own, _)| own == name) {
            shapes.push((name.clone(), shape.clone()));
        }
    }
    Ok(())
}

/// The type of a shape of the prelude.
pub(super) fn kind(id: &str) -> Option<&'static str> {
    if id == UNIT {
        return Some("structure");
    }
    Some(match id.strip_prefix(PRELUDE)? {
        "BigDecimal" => "bigDecimal",
        "BigInteger" => "bigInteger",
        "Blob" => "blob",
        "Boolean" | "PrimitiveBoolean" => "boolean",
        "Byte" | "PrimitiveByte" => "byte",
        "Document" => "document",
        "Double" | "PrimitiveDouble" => "double",
        "Float" | "PrimitiveFloat" => "float",
        "Integer" | "PrimitiveInteger" => "integer",
        "Long" | "PrimitiveLong" => "long",
        "Short" | "PrimitiveShort" => "short",
        "String" => "string",
        "Timestamp" => "timestamp",
        _ => return None,
    })
}
