//! Bytes in and out: the examples of RFC 8949, what Smithy adds to them, and what an enemy would send.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod examples;
mod hostile;
mod values;
mod written;

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Value as Json, json};

use super::read::read_body;
use super::write;
use crate::codec::DEPTH_LIMIT;
use crate::codec::Purpose;
use crate::codec::read::{Unknown, Unreadable};
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
    Number(i64),
    Inner(Box<Wide>),
    Unknown { name: String },
}

crate::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Number: "Number" => Long, wire("n");
        Inner: "Inner" => shape::<Wide>();
    }
}

#[derive(Clone, Default, PartialEq)]
struct Wide {
    boolean: Option<bool>,
    integer: Option<i32>,
    long: Option<i64>,
    float: Option<f32>,
    double: Option<f64>,
    string: Option<String>,
    colour: Option<Colour>,
    blob: Option<Bytes>,
    time: Option<Timestamp>,
    document: Option<Json>,
    choice: Option<Choice>,
    list: Option<Vec<i32>>,
    sparse_list: Option<Vec<Option<String>>>,
    map: Option<HashMap<String, i32>>,
    sparse_map: Option<HashMap<String, Option<i32>>>,
    inner: Option<Box<Wide>>,
    several: Option<Vec<Wide>>,
    secret: Option<Colour>,
}

crate::structure! {
    Wide as "Wide" {
        boolean: "Boolean" => Boolean, wire("b");
        integer: "Integer" => Integer, wire("i");
        long: "Long" => Long, wire("l");
        float: "Float" => Float, wire("f");
        double: "Double" => Double, wire("d");
        string: "String" => String, wire("s");
        colour: "Colour" => shape::<Colour>(), wire("c");
        blob: "Blob" => Blob, wire("x");
        time: "Time" => Timestamp, DATE_TIME, wire("t");
        document: "Document" => Document, wire("j");
        choice: "Choice" => shape::<Choice>(), wire("u");
        list: "List" => List(&each(Integer)), wire("L");
        sparse_list: "SparseList" => SparseList(&each(String)), wire("S");
        map: "Map" => Map(&pair(each(String), each(Integer))), wire("m");
        sparse_map: "SparseMap" => SparseMap(&pair(each(String), each(Integer))), wire("M");
        inner: "Inner" => shape::<Wide>(), wire("I");
        several: "Several" => List(&each(shape::<Wide>())), wire("w");
        secret: "Secret" => shape::<Colour>(), SENSITIVE, wire("q");
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(16 * pair[0] + pair[1]).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A map of one member with a name of one letter.
fn one(name: char, value: &[u8]) -> Vec<u8> {
    [&[0xa1, 0x61, u8::try_from(name).unwrap()], value].concat()
}

fn read(body: &[u8]) -> Result<(Wide, Vec<Unknown>), Unreadable> {
    let mut wide = Wide::default();
    let unknowns = read_body(&mut wide, body)?;
    Ok((wide, unknowns))
}

/// What is read of a member.
fn member(name: char, value: &str) -> Wide {
    let (wide, unknowns) =
        read(&one(name, &bytes(value))).unwrap_or_else(|error| panic!("{value}: {error:?}"));
    assert_eq!(unknowns, [], "{value}");
    wide
}

/// What is said of a member that does not fit.
fn misfit(name: char, value: &str) -> String {
    match read(&one(name, &bytes(value))) {
        Ok((wide, _)) => panic!("{value} was read as {wide:?}"),
        Err(Unreadable { path, reason }) => format!("{}: {reason}", path.unwrap_or_default()),
    }
}

fn written(wide: &Wide) -> String {
    hex(&write::structure(wide, Purpose::Request).unwrap())
}
