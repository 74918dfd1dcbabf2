//! A service that speaks CBOR, written by hand, with a value of every kind in its one shape.

use std::collections::HashMap;

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::RpcV2Cbor;
use shapesmith_runtime::test_util::CannedReply;
use shapesmith_runtime::{Bytes, Document, Timestamp};

use super::echo::{call, read};

static PROTOCOL: RpcV2Cbor = RpcV2Cbor::new("Echo");
static SERVICE: ServiceSchema = ServiceSchema::new("Echo", &PROTOCOL).signing_name("echo");

#[derive(Clone, Debug)]
enum Colour {
    Red,
    Unknown(shapesmith_runtime::UnknownValue),
}

shapesmith_runtime::string_enum! {
    Colour {
        Red: "RED";
    }
}

#[derive(Clone, PartialEq)]
enum Choice {
    Text(String),
    Inner(Box<Wide>),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Inner: "Inner" => shape::<Wide>();
    }
}

#[derive(Clone, PartialEq)]
struct Wide {
    string: String,
    boolean: Option<bool>,
    integer: Option<i32>,
    long: Option<i64>,
    float: Option<f32>,
    double: Option<f64>,
    colour: Option<Colour>,
    blob: Option<Bytes>,
    time: Option<Timestamp>,
    document: Option<Document>,
    choice: Option<Choice>,
    list: Option<Vec<Wide>>,
    sparse_list: Option<Vec<Option<String>>>,
    map: Option<HashMap<String, Vec<i64>>>,
    sparse_map: Option<HashMap<Colour, Option<Timestamp>>>,
}

shapesmith_runtime::structure! {
    Wide as "Wide" {
        string: "String" => String, REQUIRED, wire("s");
        boolean: "Boolean" => Boolean, wire("b");
        integer: "Integer" => Integer, wire("i");
        long: "Long" => Long, wire("l");
        float: "Float" => Float, wire("f");
        double: "Double" => Double, wire("d");
        colour: "Colour" => shape::<Colour>(), wire("c");
        blob: "Blob" => Blob, wire("x");
        time: "Time" => Timestamp, wire("t");
        document: "Document" => Document, wire("j");
        choice: "Choice" => shape::<Choice>(), wire("u");
        list: "List" => List(&each(shape::<Wide>())), wire("L");
        sparse_list: "SparseList" => SparseList(&each(String)), wire("S");
        map: "Map" => Map(&pair(each(String), each(List(&each(Long))))), wire("m");
        sparse_map: "SparseMap" => SparseMap(&pair(each(shape::<Colour>()), each(Timestamp))), wire("M");
    }
}

#[derive(Clone)]
enum EchoError {
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! { EchoError {} }

impl Operation for Wide {
    type Output = Self;
    type Error = EchoError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("Echo");
}

/// `None` where a union holds what the model does not know.
fn written(value: &Wide) -> Option<Bytes> {
    call(value.clone(), CannedReply::new(200, "")).0
}

/// Any bytes as the body of a reply and of an error: a value or an error of one line, never a panic. What was read
/// is written, and what was written is read the same, but that times are rounded once.
///
/// # Panics
///
/// When that does not hold.
pub fn cbor(bytes: &[u8]) {
    let Some(value) = read::<Wide>(bytes) else { return };
    let _ = format!("{value:?}");
    let Some(body) = written(&value) else { return };
    let rounded = read::<Wide>(&body).expect("what was written can be read");
    let body = written(&rounded).expect("what was sent can be sent again");
    let again = read::<Wide>(&body).expect("what was written can be read");
    assert_eq!(written(&again), Some(body));
}
