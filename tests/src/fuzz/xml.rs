//! A service that speaks REST with XML, written by hand, with a value of every kind in its one shape.

use std::collections::HashMap;

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::RestXml;
use shapesmith_runtime::test_util::CannedReply;
use shapesmith_runtime::{Bytes, Timestamp};

use super::echo::{call, read};

static PROTOCOL: RestXml = RestXml::new();
static SERVICE: ServiceSchema =
    ServiceSchema::new("Echo", &PROTOCOL).signing_name("echo").errors_in_success();

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
    Numbers(Vec<i32>),
    Inner(Box<Wide>),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Numbers: "Numbers" => List(&each(Integer)), FLATTENED;
        Inner: "Inner" => shape::<Wide>();
    }
}

#[derive(Clone, PartialEq)]
struct Wide {
    string: String,
    kind: Option<String>,
    boolean: Option<bool>,
    integer: Option<i32>,
    double: Option<f64>,
    colour: Option<Colour>,
    blob: Option<Bytes>,
    time: Option<Timestamp>,
    choice: Option<Choice>,
    list: Option<Vec<Wide>>,
    flat: Option<Vec<Wide>>,
    map: Option<HashMap<String, Vec<i64>>>,
    flat_map: Option<HashMap<Colour, String>>,
}

shapesmith_runtime::structure! {
    Wide as "Wide" {
        string: "String" => String, REQUIRED, wire("s");
        kind: "Kind" => String, wire("x:k"), ATTRIBUTE;
        boolean: "Boolean" => Boolean, wire("b");
        integer: "Integer" => Integer, wire("i");
        double: "Double" => Double, wire("d");
        colour: "Colour" => shape::<Colour>(), wire("c");
        blob: "Blob" => Blob, wire("B");
        time: "Time" => Timestamp, wire("t");
        choice: "Choice" => shape::<Choice>(), wire("u");
        list: "List" => List(&each(shape::<Wide>())), wire("L");
        flat: "Flat" => List(&each(shape::<Wide>())), wire("F"), FLATTENED;
        map: "Map" => Map(&pair(each(String).set(wire("K")), each(List(&each(Long))))), wire("m");
        flat_map: "FlatMap" => Map(&pair(each(shape::<Colour>()), each(String))), wire("M"), FLATTENED;
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

    const SCHEMA: &'static OperationSchema =
        &OperationSchema::of::<Self>(&SERVICE).name("Echo").xml_root("Wide").xml_namespace("", "urn:wide");
}

/// Any bytes as the body of a reply and of an error: a value or an error of one line, never a panic. What was read
/// is written, unless XML cannot hold it, and what was written is read the same.
///
/// # Panics
///
/// When that does not hold.
pub fn xml(bytes: &[u8]) {
    let Some(value) = read::<Wide>(bytes) else { return };
    let _ = format!("{value:?}");
    let Some(body) = call(value, CannedReply::new(200, "")).0 else { return };
    let again = read::<Wide>(&body).expect("what was written can be read");
    assert_eq!(call(again, CannedReply::new(200, "")).0, Some(body));
}
