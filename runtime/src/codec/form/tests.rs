//! Forms out and in: each rule of names, and what is no form.

#![allow(unreachable_pub, clippy::unwrap_used)]

use std::collections::HashMap;

use bytes::Bytes;

use super::read::Field;
use super::{Dialect, write};
use crate::time::Timestamp;

#[derive(Clone, PartialEq)]
enum Choice {
    Text(String),
    Numbers(Vec<i32>),
    Unknown { name: String },
}

crate::union! {
    Choice as "Choice" {
        Text: "text" => String;
        Numbers: "Numbers" => List(&each(Integer));
    }
}

#[derive(Clone, Default, PartialEq)]
struct Wide {
    text: Option<String>,
    flag: Option<bool>,
    float: Option<f64>,
    blob: Option<Bytes>,
    time: Option<Timestamp>,
    epoch: Option<Timestamp>,
    list: Option<Vec<String>>,
    named: Option<Vec<String>>,
    flat: Option<Vec<Wide>>,
    nested: Option<Vec<Vec<i32>>>,
    map: Option<HashMap<String, i32>>,
    flat_map: Option<HashMap<String, String>>,
    odd: Option<String>,
    choice: Option<Choice>,
    inner: Option<Box<Wide>>,
    sparse: Option<Vec<Option<String>>>,
    document: Option<serde_json::Value>,
}

crate::structure! {
    Wide as "Wide" {
        text: "Text" => String, wire("someText");
        flag: "Flag" => Boolean;
        float: "Float" => Double;
        blob: "Blob" => Blob;
        time: "Time" => Timestamp;
        epoch: "Epoch" => Timestamp, EPOCH_SECONDS;
        list: "List" => List(&each(String));
        named: "Named" => List(&each(String).set(wire("Item")));
        flat: "Flat" => List(&each(shape::<Wide>()).set(wire("Item"))), FLATTENED;
        nested: "Nested" => List(&each(List(&each(Integer))));
        map: "Map" => Map(&pair(each(String), each(Integer)));
        flat_map: "FlatMap" => Map(&pair(each(String).set(wire("Name")), each(String).set(wire("Value")))), FLATTENED;
        odd: "Odd" => String, wire("odd"), rare(&Rare::new().query_name("Even"));
        choice: "Choice" => shape::<Choice>();
        inner: "Inner" => shape::<Wide>();
        sparse: "Sparse" => SparseList(&each(String));
        document: "Document" => Document;
    }
}

fn strings(texts: &[&str]) -> Option<Vec<String>> {
    Some(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn form(input: &Wide, dialect: Dialect) -> String {
    write(&[], input, dialect).unwrap()
}

fn read(body: &str, dialect: Dialect) -> Result<(Wide, usize), String> {
    let mut wide = Wide::default();
    let field = Field::parse(body.as_bytes()).map_err(|error| error.reason)?;
    let unknowns = field.read(&mut wide, dialect);
    let unknowns =
        unknowns.map_err(|error| format!("{}: {}", error.path.unwrap_or_default(), error.reason))?;
    Ok((wide, unknowns.len()))
}

/// Inputs with their forms in query and in ec2.
fn examples() -> Vec<(Wide, &'static str, &'static str)> {
    let wide = Wide::default;
    vec![
        (wide(), "", ""),
        (
            Wide { text: Some("a b/é&=".into()), ..wide() },
            "someText=a%20b%2F%C3%A9%26%3D",
            "SomeText=a%20b%2F%C3%A9%26%3D",
        ),
        (
            Wide { text: Some(String::new()), flag: Some(true), ..wide() },
            "someText=&Flag=true",
            "SomeText=&Flag=true",
        ),
        (Wide { float: Some(f64::NEG_INFINITY), ..wide() }, "Float=-Infinity", "Float=-Infinity"),
        (Wide { blob: Some(Bytes::from_static(b"\xff")), ..wide() }, "Blob=%2Fw%3D%3D", "Blob=%2Fw%3D%3D"),
        (
            Wide { time: Some(Timestamp::from_secs(0)), epoch: Some(Timestamp::from_secs(7)), ..wide() },
            "Time=1970-01-01T00%3A00%3A00Z&Epoch=7",
            "Time=1970-01-01T00%3A00%3A00Z&Epoch=7",
        ),
        (Wide { list: strings(&["a", ""]), ..wide() }, "List.member.1=a&List.member.2=", "List.1=a&List.2="),
        (Wide { named: strings(&["a"]), ..wide() }, "Named.Item.1=a", "Named.1=a"),
        (
            Wide { flat: Some(vec![Wide { list: strings(&["b"]), ..wide() }]), ..wide() },
            "Flat.1.List.member.1=b",
            "Flat.1.List.1=b",
        ),
        (
            Wide { nested: Some(vec![vec![1, 2], vec![3]]), ..wide() },
            "Nested.member.1.member.1=1&Nested.member.1.member.2=2&Nested.member.2.member.1=3",
            "Nested.1.1=1&Nested.1.2=2&Nested.2.1=3",
        ),
        (
            Wide { map: Some(HashMap::from([("b".into(), 2), ("a.b".into(), 1)])), ..wide() },
            "Map.entry.1.key=a.b&Map.entry.1.value=1&Map.entry.2.key=b&Map.entry.2.value=2",
            "Map.entry.1.key=a.b&Map.entry.1.value=1&Map.entry.2.key=b&Map.entry.2.value=2",
        ),
        (
            Wide { flat_map: Some(HashMap::from([("k".into(), "v".into())])), ..wide() },
            "FlatMap.1.Name=k&FlatMap.1.Value=v",
            "FlatMap.1.Name=k&FlatMap.1.Value=v",
        ),
        (Wide { odd: Some("o".into()), ..wide() }, "odd=o", "Even=o"),
        (Wide { choice: Some(Choice::Text("t".into())), ..wide() }, "Choice.text=t", "Choice.Text=t"),
        (
            Wide { choice: Some(Choice::Numbers(vec![5])), ..wide() },
            "Choice.Numbers.member.1=5",
            "Choice.Numbers.1=5",
        ),
        (
            Wide { inner: Some(Box::new(Wide { flag: Some(false), ..wide() })), ..wide() },
            "Inner.Flag=false",
            "Inner.Flag=false",
        ),
    ]
}

#[test]
fn each_rule_has_its_form_and_is_read_back() {
    for (input, query, ec2) in examples() {
        for (dialect, expected) in [(Dialect::Query, query), (Dialect::Ec2, ec2)] {
            assert_eq!(form(&input, dialect), expected);
            let (read, unknowns) = read(expected, dialect).unwrap();
            assert!(read == input && unknowns == 0, "{expected}");
        }
    }
}

#[test]
fn empty_lists_are_empty_fields_in_query_alone_and_empty_maps_and_structures_nothing_in_both() {
    let input = Wide {
        list: Some(Vec::new()),
        flat: Some(Vec::new()),
        nested: Some(vec![Vec::new()]),
        map: Some(HashMap::new()),
        inner: Some(Box::default()),
        ..Wide::default()
    };
    assert_eq!(form(&input, Dialect::Query), "List=&Flat=&Nested.member.1=");
    assert_eq!(form(&input, Dialect::Ec2), "");
    let (read, _) = read("List=&Flat=", Dialect::Query).unwrap();
    assert!(read.list == Some(Vec::new()) && read.flat.is_some_and(|flat| flat.is_empty()));
}

#[test]
fn fields_come_first_and_their_texts_are_encoded() {
    let input = Wide { flag: Some(true), ..Wide::default() };
    let form = write(&[("Action", "Do it"), ("Version", "2026-01-31")], &input, Dialect::Query).unwrap();
    assert_eq!(form, "Action=Do%20it&Version=2026-01-31&Flag=true");
}

#[test]
fn what_has_no_form_is_told_with_its_place() {
    let refused = |input: Wide| write(&[], &input, Dialect::Query).unwrap_err();
    let sparse = Wide { sparse: Some(vec![Some("a".into()), None]), ..Wide::default() };
    assert_eq!(refused(sparse), "Sparse[1]: a form has nothing for a null or a document");
    let document = Wide { document: Some(serde_json::json!({"secret": 1})), ..Wide::default() };
    let inner = Wide { inner: Some(Box::new(document)), ..Wide::default() };
    assert_eq!(refused(inner), "Inner.Document: a form has nothing for a null or a document");
    let unknown = Choice::Unknown { name: "New".into() };
    assert_eq!(
        refused(Wide { choice: Some(unknown), ..Wide::default() }),
        "Choice: Choice: the model knows no member \"New\", so its value was not kept and cannot be sent"
    );
    let mut deep = Wide::default();
    for _ in 0..200 {
        deep = Wide { inner: Some(Box::new(deep)), ..Wide::default() };
    }
    assert!(refused(deep).ends_with(": nested deeper than 128 levels"));
}

#[test]
fn fields_come_in_any_order_and_with_plus_for_spaces() {
    let (wide, unknowns) =
        read("List.member.10=j&New.Deep=1&List.member.2=b+c&someText=%E2%82%AC", Dialect::Query).unwrap();
    assert!(wide.list == strings(&["b c", "j"]) && wide.text.as_deref() == Some("€"));
    assert_eq!(unknowns, 1);
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    for (body, reason) in [
        ("Flag=1", "Flag: expected true or false"),
        ("Flag.x=true", "Flag: expected a text, found names"),
        ("List.Item.1=a", "List: expected names that go on with member"),
        ("List.member.0=a", "List: expected numbers that begin with 1"),
        ("Flat.1.Float=x", "Flat[0].Float: expected a number"),
        ("Map.entry.1.value=1", "Map: expected an entry with a key"),
        ("someText=%FF", "a field that is no text"),
        (&"a.".repeat(500), "nested deeper than 128 levels"),
    ] {
        assert_eq!(read(body, Dialect::Query).err().as_deref(), Some(reason), "{body}");
    }
}
