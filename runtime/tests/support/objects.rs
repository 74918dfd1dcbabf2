//! A small store of objects, written by hand the way generated code is: bodies that are streams, with checksums.

use shapesmith_runtime::ByteStream;
use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{ChecksumSchema, Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::RestXml;

static PROTOCOL: RestXml = RestXml::new();

pub static SERVICE: ServiceSchema = ServiceSchema::new("Object Store", &PROTOCOL)
    .signing_name("objects")
    .endpoint_prefix("objects")
    .api_version("2026-01-31")
    .crate_version("objects/0.1.0")
    .errors_in_success();

#[derive(Clone)]
#[non_exhaustive]
pub enum ObjectError {
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! {
    ObjectError {}
}

#[derive(Clone, Default, PartialEq)]
pub struct PutInput {
    pub key: String,
    pub body: Option<ByteStream>,
    pub length: Option<i64>,
    pub encoding: Option<String>,
    pub algorithm: Option<String>,
    pub crc32: Option<String>,
}

shapesmith_runtime::structure! {
    PutInput as "PutInput" {
        key: "Key" => String, GREEDY_LABEL, REQUIRED;
        body: "Body" => Stream, PAYLOAD;
        length: "ContentLength" => Long, wire("Content-Length"), HEADER;
        encoding: "ContentEncoding" => String, wire("Content-Encoding"), HEADER;
        algorithm: "ChecksumAlgorithm" => String, wire("x-amz-sdk-checksum-algorithm"), HEADER;
        crc32: "ChecksumCRC32" => String, wire("x-amz-checksum-crc32"), HEADER;
    }
}

#[derive(Clone, Default, PartialEq)]
pub struct PutOutput {}

shapesmith_runtime::structure! { PutOutput as "PutOutput" {} }

impl Operation for PutInput {
    type Output = PutOutput;
    type Error = ObjectError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE)
        .name("Put")
        .checksum(&const { ChecksumSchema::new().algorithm("ChecksumAlgorithm") })
        .known_length()
        .http("PUT", "/{Key+}");
}

#[derive(Clone, Default, PartialEq)]
pub struct GetInput {
    pub key: String,
    pub mode: Option<String>,
}

shapesmith_runtime::structure! {
    GetInput as "GetInput" {
        key: "Key" => String, GREEDY_LABEL, REQUIRED;
        mode: "ChecksumMode" => String, wire("x-amz-checksum-mode"), HEADER;
    }
}

#[derive(Clone, Default, PartialEq)]
pub struct GetOutput {
    pub body: Option<ByteStream>,
    pub length: Option<i64>,
}

shapesmith_runtime::structure! {
    GetOutput as "GetOutput" {
        body: "Body" => Stream, PAYLOAD;
        length: "ContentLength" => Long, wire("Content-Length"), HEADER;
    }
}

impl Operation for GetInput {
    type Output = GetOutput;
    type Error = ObjectError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE)
        .name("Get")
        .checksum(
            &const { ChecksumSchema::new().mode("ChecksumMode").replies(&["CRC64NVME", "CRC32", "SHA256"]) },
        )
        .http("GET", "/{Key+}");
}

/// An input of which the body is not a stream, and whose checksum is required.
#[derive(Clone, Default, PartialEq)]
pub struct DeleteInput {
    pub keys: Option<Vec<String>>,
}

shapesmith_runtime::structure! {
    DeleteInput as "DeleteInput" {
        keys: "Keys" => List(&each(String));
    }
}

#[derive(Clone, Default, PartialEq)]
pub struct DeleteOutput {}

shapesmith_runtime::structure! { DeleteOutput as "DeleteOutput" {} }

impl Operation for DeleteInput {
    type Output = DeleteOutput;
    type Error = ObjectError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE)
        .name("Delete")
        .checksum(&const { ChecksumSchema::new().required() })
        .http("POST", "/?delete");
}
