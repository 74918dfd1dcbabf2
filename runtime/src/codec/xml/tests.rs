//! XML in and out: the forms that services have for each thing, and what an enemy would send.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod hostile;
mod values;
mod written;

use std::collections::HashMap;

use bytes::Bytes;

use super::read::{read_members, read_value};
use crate::codec::read::{Unknown, Unreadable};
use crate::shape::Shape;
use crate::shape::Value;
use crate::time::Timestamp;

#[derive(Clone, Debug)]
enum Colour {
    Red,
    Unknown(crate::shape::UnknownValue),
}

crate::string_enum! { Colour { Red: "RED"; } }

#[derive(Clone, PartialEq)]
enum Choice {
    Text(String),
    Numbers(Vec<i32>),
    Inner(Box<Wide>),
    Unknown { name: String },
}

crate::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Numbers: "Numbers" => List(&each(Integer)), wire("n"), FLATTENED;
        Inner: "Inner" => shape::<Wide>();
    }
}

#[derive(Clone, Default, PartialEq)]
struct Wide {
    kind: Option<String>,
    boolean: Option<bool>,
    integer: Option<i32>,
    double: Option<f64>,
    string: Option<String>,
    colour: Option<Colour>,
    blob: Option<Bytes>,
    time: Option<Timestamp>,
    choice: Option<Choice>,
    list: Option<Vec<i32>>,
    named: Option<Vec<String>>,
    flat: Option<Vec<Wide>>,
    map: Option<HashMap<String, i32>>,
    deep_map: Option<HashMap<String, Wide>>,
    flat_map: Option<HashMap<String, String>>,
    inner: Option<Box<Wide>>,
    required: Vec<String>,
    secret: Option<Colour>,
}

crate::structure! {
    Wide as "Wide" {
        kind: "Kind" => String, wire("xsi:type"), ATTRIBUTE, rare(&Rare::new().xml_namespace("xsi", "urn:instance"));
        boolean: "Boolean" => Boolean;
        integer: "Integer" => Integer, wire("i");
        double: "Double" => Double;
        string: "String" => String, wire("s");
        colour: "Colour" => shape::<Colour>();
        blob: "Blob" => Blob;
        time: "Time" => Timestamp;
        choice: "Choice" => shape::<Choice>();
        list: "List" => List(&each(Integer));
        named: "Named" => List(&each(String).set(wire("Item")));
        flat: "Flat" => List(&each(shape::<Wide>())), FLATTENED;
        map: "Map" => Map(&pair(each(String), each(Integer)));
        deep_map: "DeepMap" => Map(&pair(each(String).set(wire("K")), each(shape::<Wide>()).set(wire("V"))));
        flat_map: "FlatMap" => Map(&pair(each(String), each(String))), FLATTENED;
        inner: "Inner" => shape::<Wide>(), wire("I");
        required: "Required" => List(&each(String)), FLATTENED;
        secret: "Secret" => shape::<Colour>(), SENSITIVE;
    }
}

fn read(body: &[u8]) -> Result<(Wide, Vec<Unknown>), Unreadable> {
    let mut wide = Wide::default();
    let unknowns = read_members(&mut wide, body, &[], &[])?;
    Ok((wide, unknowns))
}

/// What is read of a structure with these children.
fn inside(children: &str) -> Wide {
    let (wide, unknowns) =
        read(format!("<R>{children}</R>").as_bytes()).unwrap_or_else(|error| panic!("{children}: {error:?}"));
    assert_eq!(unknowns, [], "{children}");
    wide
}

/// What is said of children that do not fit.
fn misfit(children: &str) -> String {
    match read(format!("<R>{children}</R>").as_bytes()) {
        Ok((wide, _)) => panic!("{children} was read as {wide:?}"),
        Err(Unreadable { path, reason }) => format!("{}: {reason}", path.unwrap_or_default()),
    }
}
