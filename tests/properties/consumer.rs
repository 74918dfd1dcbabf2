//! The codec against every operation of a crate: random JSON that fits the schema is read into the
//! generated types, written again, and must be the same.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::Value;
use shapesmith_runtime::dynamic::{DynamicOperation, to_json};
use shapesmith_runtime::shape::{Member, Slot, Structure, Target, TimestampFormat, Traits, View};
use shapesmith_runtime::{__private, Timestamp};

/// How deep values are made at most; what is required is made beyond it.
const DEPTH: usize = 4;

/// Runs a check with random JSON for the input and for the output of every operation.
fn for_every_shape(cases: u32, check: impl Fn(&DynamicOperation, Make, &Value) -> Result<(), TestCaseError>) {
    assert!(ssm::registry::OPERATIONS.len() > 150, "the crate has all operations");
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    for operation in ssm::registry::OPERATIONS {
        for make in [DynamicOperation::empty_input as Make, DynamicOperation::empty_output] {
            let strategy = members(make(operation).schema().members, 0);
            // A runner of its own for each, since a runner stops at the number of cases in all.
            let mut runner = TestRunner::new(config.clone());
            let outcome = runner.run(&strategy, |json| check(operation, make, &json));
            outcome.unwrap_or_else(|error| panic!("{}: {error}", operation.name()));
        }
    }
}

/// What makes an empty value to read into.
type Make = fn(&DynamicOperation) -> Box<dyn Structure>;

fn read(structure: &mut dyn Structure, json: &[u8]) -> serde_json::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    __private::fill(Slot::Structure(structure), &mut deserializer)?;
    deserializer.end()
}

#[test]
fn what_is_read_is_written_the_same() {
    for_every_shape(24, |operation, make, json| {
        let mut value = make(operation);
        read(&mut *value, json.to_string().as_bytes())
            .map_err(|error| TestCaseError::fail(format!("{error} in {json}")))?;
        let written = to_json(View::Structure(&*value)).unwrap();
        prop_assert_eq!(&written, json);
        Ok(())
    });
}

#[test]
fn damaged_json_is_a_value_or_an_error() {
    for_every_shape(8, |operation, make, json| {
        let text = json.to_string();
        // A byte changed here and there, and an end in the middle.
        for place in (0..text.len()).step_by(1 + text.len() / 20) {
            for byte in [b'0', b'"', b'{', b']', 0xff] {
                let mut damaged = text.clone().into_bytes();
                damaged[place] = byte;
                let _ = read(&mut *make(operation), &damaged);
            }
            let _ = read(&mut *make(operation), &text.as_bytes()[..place]);
        }
        Ok(())
    });
}

/// JSON of a structure: what is required, and some of the rest.
fn members(members: &'static [Member], depth: usize) -> BoxedStrategy<Value> {
    let values: Vec<BoxedStrategy<Option<(String, Value)>>> = members
        .iter()
        .filter(|member| depth < DEPTH || member.traits.has(Traits::REQUIRED))
        .map(|member| {
            let entry = value(member, depth + 1).prop_map(|value| (member.name.to_owned(), value));
            match member.traits.has(Traits::REQUIRED) {
                true => entry.prop_map(Some).boxed(),
                false => proptest::option::of(entry).boxed(),
            }
        })
        .collect();
    values.prop_map(|entries| Value::Object(entries.into_iter().flatten().collect())).boxed()
}

fn value(member: &'static Member, depth: usize) -> BoxedStrategy<Value> {
    let nullable =
        |strategy: BoxedStrategy<Value>| prop_oneof![4 => strategy, 1 => Just(Value::Null)].boxed();
    match member.target.resolve() {
        Target::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Target::Integer => any::<i32>().prop_map(Value::from).boxed(),
        Target::Long => any::<i64>().prop_map(Value::from).boxed(),
        Target::Float => any::<i16>().prop_map(|whole| Value::from(f64::from(whole) / 8.0)).boxed(),
        Target::Double => finite().prop_map(Value::from).boxed(),
        Target::String => any::<String>().prop_map(Value::from).boxed(),
        Target::Enum(known) => {
            let known = proptest::sample::select(known).prop_map(Value::from);
            prop_oneof![3 => known, 1 => any::<String>().prop_map(Value::from)].boxed()
        }
        Target::Blob => vec(any::<u8>(), 0..9).prop_map(|bytes| Value::from(STANDARD.encode(bytes))).boxed(),
        Target::Timestamp => timestamp(member.timestamp_format),
        Target::Document => finite().prop_map(Value::from).boxed(),
        Target::Structure(schema) => members(schema.members, depth),
        Target::Union(schema) => {
            let one = schema.members.iter().map(|member| {
                value(member, depth + 1)
                    .prop_map(|value| Value::from_iter([(member.name.to_owned(), value)]))
                    .boxed()
            });
            proptest::strategy::Union::new(one).boxed()
        }
        // Where it is deep enough, lists and maps are empty, so that recursive shapes end.
        Target::List(_) | Target::SparseList(_) if depth >= DEPTH => Just(Value::Array(Vec::new())).boxed(),
        Target::Map(_) | Target::SparseMap(_) if depth >= DEPTH => {
            Just(Value::Object(<_>::default())).boxed()
        }
        Target::List(element) => vec(value(element, depth + 1), 0..3).prop_map(Value::from).boxed(),
        Target::SparseList(element) => {
            vec(nullable(value(element, depth + 1)), 0..3).prop_map(Value::from).boxed()
        }
        Target::Map(schema) => map(value(&schema.value, depth + 1)),
        Target::SparseMap(schema) => map(nullable(value(&schema.value, depth + 1))),
        _ => panic!("{}: a target that this test does not know", member.name),
    }
}

fn map(values: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    btree_map(any::<String>(), values, 0..3)
        .prop_map(|map: BTreeMap<String, Value>| map.into_iter().collect())
        .boxed()
}

fn finite() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("JSON has finite numbers only", |double| double.is_finite())
}

fn timestamp(format: Option<TimestampFormat>) -> BoxedStrategy<Value> {
    let seconds = -2_000_000_000..8_000_000_000_i64;
    match format {
        None | Some(TimestampFormat::EpochSeconds) => prop_oneof![
            seconds.clone().prop_map(Value::from),
            (seconds, 1..1000)
                .prop_map(|(second, millis)| Value::from(second as f64 + f64::from(millis) / 1e3)),
        ]
        .boxed(),
        Some(TimestampFormat::DateTime) => seconds
            .prop_map(|second| Value::from(Timestamp::from_secs(second).to_string()))
            .boxed(),
        Some(TimestampFormat::HttpDate) => seconds
            .prop_map(|second| {
                let at = jiff::Timestamp::from_second(second).unwrap();
                Value::from(at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
            })
            .boxed(),
    }
}
