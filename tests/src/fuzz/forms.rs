//! Services that take forms and answer in XML, written by hand, with a value of every kind in their one shape.

use std::collections::HashMap;

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::Query;
use shapesmith_runtime::test_util::Fake;
use shapesmith_runtime::{Bytes, Client, RequestConfig, Timestamp, request};

use super::RUNTIME;

static QUERY: Query = Query::new();
static EC2: Query = Query::ec2();
static IN_QUERY: ServiceSchema =
    ServiceSchema::new("Echo", &QUERY).signing_name("echo").api_version("2026-01-31");
static IN_EC2: ServiceSchema =
    ServiceSchema::new("Echo", &EC2).signing_name("echo").api_version("2026-01-31");

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
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Numbers: "Numbers" => List(&each(Integer));
    }
}

/// The shape, once for each service: an operation belongs to one.
macro_rules! wide {
    ($name:ident, $error:ident, $service:expr, $wrapper:expr) => {
        #[derive(Clone, PartialEq)]
        struct $name {
            string: String,
            boolean: Option<bool>,
            integer: Option<i32>,
            long: Option<i64>,
            float: Option<f32>,
            double: Option<f64>,
            colour: Option<Colour>,
            blob: Option<Bytes>,
            time: Option<Timestamp>,
            choice: Option<Choice>,
            list: Option<Vec<$name>>,
            named: Option<Vec<String>>,
            flat: Option<Vec<String>>,
            lists: Option<Vec<Vec<i64>>>,
            map: Option<HashMap<String, Vec<i64>>>,
            flat_map: Option<HashMap<Colour, $name>>,
            inner: Option<Box<$name>>,
        }

        shapesmith_runtime::structure! {
            $name as "Wide" {
                string: "String" => String, REQUIRED, wire("string");
                boolean: "Boolean" => Boolean;
                integer: "Integer" => Integer, rare(&Rare::new().query_name("Number"));
                long: "Long" => Long;
                float: "Float" => Float;
                double: "Double" => Double;
                colour: "Colour" => shape::<Colour>();
                blob: "Blob" => Blob;
                time: "Time" => Timestamp;
                choice: "Choice" => shape::<Choice>();
                list: "List" => List(&each(shape::<$name>()));
                named: "Named" => List(&each(String).set(wire("Name")));
                flat: "Flat" => List(&each(String)), FLATTENED, wire("f");
                lists: "Lists" => List(&each(List(&each(Long))));
                map: "Map" => Map(&pair(each(String), each(List(&each(Long)))));
                flat_map: "FlatMap" => Map(&pair(each(shape::<Colour>()).set(wire("K")), each(shape::<$name>()).set(wire("V")))), FLATTENED;
                inner: "Inner" => shape::<$name>();
            }
        }

        #[derive(Clone)]
        enum $error {
            Unhandled(Unhandled),
        }

        shapesmith_runtime::operation_error! { $error {} }

        impl Operation for $name {
            type Output = Self;
            type Error = $error;

            const SCHEMA: &'static OperationSchema =
                &OperationSchema::of::<Self>($service).name("Echo").result_wrapper($wrapper);
        }
    };
}

wide!(InQuery, InQueryError, &IN_QUERY, "EchoResult");
wide!(InEc2, InEc2Error, &IN_EC2, "");

/// Any bytes that are JSON of an input: what the service reads in the form is written the same again, and comes back
/// in XML as it was, or the input is refused in one line.
///
/// # Panics
///
/// When that does not hold.
pub fn forms(bytes: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<InQuery>(bytes) {
        round_trip(&IN_QUERY, value);
    }
    if let Ok(value) = serde_json::from_slice::<InEc2>(bytes) {
        round_trip(&IN_EC2, value);
    }
}

fn round_trip<V: Operation<Output = V> + Clone + serde_core::Serialize + 'static>(
    service: &'static ServiceSchema,
    value: V,
) {
    // What has no field, such as an empty structure in a list, is lost once.
    let Some((read, _)) = sent(service, value) else { return };
    let (again, answer) = sent(service, read.clone()).expect("what was sent can be sent again");
    let json = |value: &V| serde_json::to_string(value).expect("what was read can be stored");
    assert_eq!(json(&again), json(&read));
    // Of an empty list or map that is flattened, nothing comes back.
    if let Some(answer) = answer {
        let (_, again) = sent(service, answer.clone()).expect("what was read can be sent again");
        assert_eq!(again.as_ref().map(json), Some(json(&answer)));
    }
}

/// The input as the service reads it, and the output as the client does, unless XML cannot hold it.
fn sent<V: Operation<Output = V> + Clone + 'static>(
    service: &'static ServiceSchema,
    value: V,
) -> Option<(V, Option<V>)> {
    let fake =
        Fake::new(service, move |config| Client::new(service, config)).on(|input: &V| Ok(input.clone()));
    let options = RequestConfig::new();
    let outcome = RUNTIME.with(|runtime| runtime.block_on(request::send(&fake, value, &options)));
    if let Err(error) = &outcome {
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    let read = fake.calls::<V>().pop()?;
    Some((read, outcome.ok().map(request::Response::into_output)))
}
