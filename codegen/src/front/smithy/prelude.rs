//! The shapes that every model has without defining them.
//!
//! Source: [the prelude](https://smithy.io/2.0/spec/model.html#prelude).

use super::id::{PRELUDE, UNIT};

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
