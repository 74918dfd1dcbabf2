//! What is written, and that it is read back.

use super::*;
use crate::codec::xml::write::{Root, document};
use crate::codec::{DEPTH_LIMIT, Purpose};

fn written_for(wide: &Wide, purpose: Purpose) -> Result<String, String> {
    document(Root { name: "R", namespace: None }, wide.view(), Wide::target(), purpose)
}

fn written(wide: &Wide) -> String {
    written_for(wide, Purpose::Request).unwrap()
}

#[test]
fn every_kind_has_its_form_and_is_read_back() {
    let inner = Wide { kind: Some("a\"<\t".to_owned()), integer: Some(-1), ..Wide::default() };
    let wide = Wide {
        boolean: Some(true),
        double: Some(f64::NEG_INFINITY),
        colour: Some(Colour::Red),
        blob: Some(Bytes::from_static(b"\xff\x00")),
        time: Some(Timestamp::from_secs(1_769_860_800)),
        choice: Some(Choice::Numbers(vec![1, 2])),
        list: Some(vec![]),
        named: Some(vec!["a".to_owned(), String::new()]),
        flat: Some(vec![Wide::default(), inner.clone()]),
        map: Some(HashMap::from([("b".to_owned(), 2), ("a".to_owned(), 1)])),
        deep_map: Some(HashMap::from([("k".to_owned(), Wide::default())])),
        flat_map: Some(HashMap::from([("c".to_owned(), "d".to_owned())])),
        inner: Some(Box::new(inner)),
        required: vec!["x".to_owned(), "y".to_owned()],
        ..Wide::default()
    };
    let expected = "<R><Boolean>true</Boolean><Double>-Infinity</Double><Colour>RED</Colour><Blob>/wA=</Blob>\
        <Time>2026-01-31T12:00:00Z</Time><Choice><n>1</n><n>2</n></Choice><List></List>\
        <Named><Item>a</Item><Item></Item></Named><Flat></Flat><Flat xsi:type=\"a&quot;&lt;&#x9;\"><i>-1</i></Flat>\
        <Map><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></Map>\
        <DeepMap><entry><K>k</K><V></V></entry></DeepMap><FlatMap><key>c</key><value>d</value></FlatMap>\
        <I xsi:type=\"a&quot;&lt;&#x9;\"><i>-1</i></I><Required>x</Required><Required>y</Required></R>";
    assert_eq!(written(&wide), expected);
    let (back, unknowns) = read(expected.as_bytes()).unwrap();
    assert!(back == wide, "{back:?}");
    assert_eq!(unknowns, []);
    assert_eq!(written(&Wide::default()), "<R></R>");
}

#[test]
fn namespaces_are_declared_where_the_model_has_them() {
    let root = |prefix| Root { name: "R", namespace: Some((prefix, "urn:x?a&b")) };
    let empty = Wide::default();
    let write = |prefix| document(root(prefix), empty.view(), Wide::target(), Purpose::Request).unwrap();
    assert_eq!(write(""), "<R xmlns=\"urn:x?a&amp;b\"></R>");
    assert_eq!(write("p"), "<R xmlns:p=\"urn:x?a&amp;b\"></R>");
}

#[test]
fn text_is_read_back_as_it_was() {
    for text in [" a  b ", "a\r\nb\rc\nd\te", "<![CDATA[x]]>", "&amp;", "ü\u{85}\u{2028}\u{7f}𝄞", "'\"'", ""]
    {
        let wide = Wide { string: Some(text.to_owned()), kind: Some(text.to_owned()), ..Wide::default() };
        let body = written(&wide);
        assert!(read(body.as_bytes()).unwrap().0 == wide, "{body}");
        assert!(!body.contains(['\n', '\r']), "{body}");
    }
}

#[test]
fn what_xml_cannot_hold_is_refused_with_its_path_and_not_its_text() {
    for letter in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        let inner = Wide { string: Some(format!("hush{letter}")), ..Wide::default() };
        let wide = Wide { flat: Some(vec![Wide::default(), inner]), ..Wide::default() };
        let told = written_for(&wide, Purpose::Request).unwrap_err();
        let code = u32::from(letter);
        assert_eq!(told, format!("Flat[1].String: it holds U+{code:04X}, which XML cannot hold"));
    }
    let wide = Wide { kind: Some("\u{7}".to_owned()), ..Wide::default() };
    assert!(written_for(&wide, Purpose::Request).unwrap_err().starts_with("Kind: "));
    let map = HashMap::from([("\u{7}".to_owned(), 1)]);
    let wide = Wide { map: Some(map), ..Wide::default() };
    assert!(written_for(&wide, Purpose::Request).unwrap_err().starts_with("Map{…}: "));
}

#[test]
fn a_union_member_that_the_model_does_not_know_is_kept_in_replies_alone() {
    let with =
        |name: &str| Wide { choice: Some(Choice::Unknown { name: name.to_owned() }), ..Wide::default() };
    let told = written_for(&with("New"), Purpose::Request).unwrap_err();
    assert!(told.starts_with("Choice: Choice: the model knows no member \"New\""), "{told}");
    let body = written_for(&with("New"), Purpose::Reply).unwrap();
    assert_eq!(body, "<R><Choice><New/></Choice></R>");
    assert!(read(body.as_bytes()).unwrap().0 == with("New"));
    assert_eq!(written_for(&with(""), Purpose::Reply).unwrap(), "<R><Choice></Choice></R>");
    assert!(written_for(&with("a b"), Purpose::Reply).is_err());
}

#[test]
fn what_is_written_as_deep_as_it_may_is_read() {
    let nested = |levels| {
        (0..levels).fold(Wide::default(), |inner, _| Wide { inner: Some(Box::new(inner)), ..Wide::default() })
    };
    let deepest = nested(DEPTH_LIMIT);
    assert!(read(written(&deepest).as_bytes()).unwrap().0 == deepest);
    let told = written_for(&nested(DEPTH_LIMIT + 1), Purpose::Request).unwrap_err();
    assert!(told.ends_with(": nested deeper than 128 levels"), "{told}");
}
