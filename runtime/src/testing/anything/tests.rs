//! Values of random schemas: what is written is read back the same, with nulls, unknown names and absent members.

#![allow(clippy::unwrap_used)]

use fastrand::Rng;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Anything, Held};
#[cfg(feature = "cbor")]
use crate::protocol::RpcV2Cbor;
use crate::protocol::{AwsJson, OperationSchema, Protocol, ServiceSchema, server};
use crate::schema::{Fact, MapSchema, Member, StructureSchema, Target, TimestampFormat, Traits, UnionSchema};
use crate::shape::{Slot, Structure, Value, View};
use crate::testing::{redact, sensitive::Sensitive, stored};
use crate::time::Timestamp;

/// A schema that lives for as long as the tests do.
fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

const NAMES: [&str; 4] = ["A", "B.b", "ü", "D"];

fn target(random: &mut Rng, depth: u32) -> Target {
    match random.u32(..if depth == 0 { 10 } else { 16 }) {
        0 => Target::Boolean,
        1 => Target::Integer,
        2 => Target::Long,
        3 => Target::Float,
        4 => Target::Double,
        5 => Target::String,
        6 => Target::Enum(&["ON", "OFF"]),
        7 => Target::Blob,
        8 => Target::Timestamp,
        9 => Target::Document,
        10 => Target::Structure(structure(random, depth - 1)),
        11 => Target::Union(kept(UnionSchema::new("U", members(random, depth - 1)))),
        12 => Target::List(kept(element(random, depth - 1))),
        13 => Target::SparseList(kept(element(random, depth - 1))),
        14 => Target::Map(kept(map(random, depth - 1))),
        _ => Target::SparseMap(kept(map(random, depth - 1))),
    }
}

fn element(random: &mut Rng, depth: u32) -> Member {
    Member::element(target(random, depth))
}

fn map(random: &mut Rng, depth: u32) -> MapSchema {
    MapSchema { key: Member::element(Target::String), value: element(random, depth) }
}

fn members(random: &mut Rng, depth: u32) -> &'static [Member] {
    let formats = [TimestampFormat::EpochSeconds, TimestampFormat::DateTime, TimestampFormat::HttpDate];
    let member = |name: &'static str| {
        let member = Member::new(name, name, target(random, depth));
        let member = if random.bool() { member.set(Fact::Trait(Traits::REQUIRED)) } else { member };
        match random.choice(formats) {
            Some(format) if random.bool() => member.set(Fact::Timestamp(format)),
            _ => member,
        }
    };
    Box::leak(NAMES.into_iter().map(member).collect())
}

fn structure(random: &mut Rng, depth: u32) -> &'static StructureSchema {
    kept(StructureSchema::new("S", members(random, depth)))
}

fn text(random: &mut Rng) -> String {
    let length = random.usize(..6);
    (0..length).map(|_| random.char(..)).collect()
}

fn float(random: &mut Rng) -> f64 {
    match random.u32(..6) {
        0 => f64::NAN,
        1 => f64::INFINITY,
        2 => f64::NEG_INFINITY,
        3 => -0.0,
        4 => random.f64(),
        _ => f64::MAX * random.f64(),
    }
}

/// A document that is not null: as a member, that is the same as none.
fn document(random: &mut Rng) -> Json {
    match random.u32(..5) {
        0 => random.bool().into(),
        1 => random.i64(..).into(),
        2 => text(random).into(),
        3 => json!([null, {"": random.f64()}]),
        _ => json!({"__type": text(random), "a": [true]}),
    }
}

fn fill(slot: Slot<'_>, random: &mut Rng) {
    match slot {
        Slot::Boolean(value) => *value = random.bool(),
        Slot::Integer(value) => *value = random.i32(..),
        Slot::Long(value) => *value = random.i64(..),
        Slot::Float(value) => *value = float(random) as f32,
        Slot::Double(value) => *value = float(random),
        Slot::String(value) => *value = text(random),
        Slot::Enum(value) => {
            value.set(random.choice(["ON", "OFF", "NEWER", ""]).unwrap());
        }
        Slot::Blob(value) => *value = text(random).into_bytes().into(),
        Slot::Timestamp(value) => {
            *value = Timestamp::from_secs_and_nanos(random.i64(..), random.u32(..1_000_000_000)).unwrap();
        }
        Slot::Document(value) => *value = document(random),
        Slot::Structure(value) => fill_structure(value, random),
        Slot::Union(value) => match random.usize(..NAMES.len() + 2) {
            member if member < NAMES.len() => fill(value.slot(member), random),
            // A name without a value, as a member that the model does not know is stored.
            member => value.set_unknown(if member == NAMES.len() { "Newer" } else { "" }),
        },
        Slot::List(list) => {
            for _ in 0..random.usize(..4) {
                if random.u32(..4) == 0 { list.push_null() } else { fill(list.push(), random) }
            }
        }
        Slot::Map(map) => {
            for _ in 0..random.usize(..4) {
                let key = text(random);
                if random.u32(..4) == 0 { map.insert_null(&key) } else { fill(map.insert(&key), random) }
            }
        }
        Slot::Ignored | Slot::Stream(_) | Slot::Events(_) => {
            unreachable!("every target here has a place, and is no body")
        }
    }
}

fn fill_structure(value: &mut dyn Structure, random: &mut Rng) {
    value.members_mut(&mut |members: &mut [&mut dyn Value]| {
        for member in members {
            if random.u32(..4) != 0 {
                fill(member.slot(), random);
            }
        }
    });
}

fn random(seed: u64) -> Anything {
    let mut random = Rng::with_seed(seed);
    let mut value = Anything::of(structure(&mut random, 3));
    fill_structure(&mut value, &mut random);
    value
}

/// All of a value as one text, in which `NaN` is itself.
fn shown(value: &dyn Structure) -> String {
    stored::write(value).unwrap().to_string()
}

/// The one operation of a service, which takes and gives this shape.
fn operation(schema: &'static StructureSchema, protocol: &'static dyn Protocol) -> &'static OperationSchema {
    let service = kept(ServiceSchema::new("Any", protocol));
    kept(OperationSchema::new(service, Target::Structure(schema), Target::Structure(schema), &[]))
}

static JSON: AwsJson = AwsJson::v1_1("Any");

#[cfg(feature = "cbor")]
static CBOR: RpcV2Cbor = RpcV2Cbor::new("Any");

/// Every protocol that can hold any value at all.
static PROTOCOLS: &[&dyn Protocol] = &[
    &JSON,
    #[cfg(feature = "cbor")]
    &CBOR,
];

proptest! {
    #[test]
    fn what_is_stored_is_read_back_the_same(seed: u64) {
        let value = random(seed);
        let json = stored::write(&value).unwrap();
        let read = stored::read(Target::Structure(value.schema()), &json).unwrap();
        prop_assert_eq!(shown(&read), shown(&value));
        // Debug goes over all of it in its own way.
        prop_assert_eq!(format!("{:?}", &read as &dyn Structure), format!("{:?}", &value as &dyn Structure));
    }

    #[test]
    fn what_the_service_writes_is_read_back_the_same(seed: u64) {
        let value = random(seed);
        for protocol in PROTOCOLS {
            let operation = operation(value.schema(), *protocol);
            let reply = protocol.server().write_output(operation, &value).unwrap();
            let mut read = Anything::of(value.schema());
            protocol.output(operation, &reply, &mut read).unwrap();
            prop_assert_eq!(shown(&read), shown(&value), "{:?}", protocol);
        }
    }

    #[test]
    fn where_nothing_is_sensitive_only_documents_are_changed(seed: u64) {
        let value = random(seed);
        let operation = operation(value.schema(), &JSON);
        let kept = redact::kept(&value, &Sensitive::of(operation));
        let again = redact::kept(&kept, &Sensitive::of(operation));
        prop_assert_eq!(shown(&again), shown(&kept), "twice is once");
        let has_documents = format!("{:?}", value.schema()).contains("Document");
        prop_assert!(has_documents || shown(&kept) == shown(&value));
    }
}

#[test]
fn requests_are_read_as_they_were_written() {
    for seed in 0..200 {
        let value = random(seed);
        let operation = operation(value.schema(), &JSON);
        // Unions cannot be sent with what the model does not know.
        let Ok(request) = operation.service.protocol.request(operation, &value) else { continue };
        let mut read = Anything::of(value.schema());
        let request = request.map(|body| body.bytes().cloned().unwrap_or_default());
        let outcome = server::read_input(operation, &request, &mut read);
        // Times are sent in the form that the model says, which may round them, or hold no such year at all.
        let body: Json = serde_json::from_slice(request.body()).unwrap();
        match stored::read(Target::Structure(value.schema()), &body) {
            Ok(stored) => assert_eq!((outcome, shown(&read)), (Ok(()), shown(&stored))),
            Err(_) => assert!(outcome.is_err()),
        }
    }
}

/// Times are sent as floats, which round them; what was rounded once stays as it is.
#[cfg(feature = "cbor")]
#[test]
fn requests_in_cbor_are_read_as_they_were_written() {
    for seed in 0..500 {
        let value = random(seed);
        let operation = operation(value.schema(), &CBOR);
        let again = |value: &Anything| {
            let request = CBOR.request(operation, value).ok()?;
            let mut read = Anything::of(value.schema());
            let request = request.map(|body| body.bytes().cloned().unwrap_or_default());
            server::read_input(operation, &request, &mut read).unwrap();
            Some(read)
        };
        let Some(once) = again(&value) else { continue };
        assert_eq!(again(&once).map(|twice| shown(&twice)), Some(shown(&once)));
        if !format!("{:?}", value.schema()).contains("Timestamp") {
            assert_eq!(shown(&once), shown(&value));
        }
    }
}

#[test]
fn a_value_is_absent_until_it_is_filled_and_after_it_is_cleared() {
    let mut held = Held::of(Target::List(kept(Member::element(Target::Document))));
    assert!(held.view().is_null());
    let Slot::List(list) = held.slot() else { unreachable!("it is a list") };
    list.push_null();
    let View::List(list) = held.view() else { unreachable!("it is a list") };
    assert!(matches!(list.get(0), View::Document(Json::Null)), "a document can be null");
    held.clear();
    assert!(held.view().is_null());
}
