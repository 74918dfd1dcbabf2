//! What is no XML, what is not all of it, and what is made to cost more than it weighs.

use super::*;

#[test]
fn what_is_cut_or_followed_by_something_is_refused_everywhere() {
    let body = "<?xml version=\"1.0\"?><R a='1'><!-- c --><s>a&amp;<![CDATA[b]]>ü</s><Flat><i>1</i></Flat><New x=\"y\"><z/></New>\
                <Map><entry><value>1</value><key>k</key></entry></Map></R>"
        .as_bytes();
    assert_eq!(read(body).unwrap().0.string.as_deref(), Some("a&bü"));
    for end in 0..body.len() {
        let error = read(&body[..end]).map(|_| end).unwrap_err();
        let is_torn = std::str::from_utf8(&body[..end]).is_err();
        let wanted = format!("the body ends after {end} bytes, in the middle of an element");
        assert!(error.reason == wanted || is_torn, "{end}: {}", error.reason);
    }
    let error = |more: &[u8]| read(&[body, more].concat()).map(drop).map_err(|error| error.reason);
    assert_eq!(error(b"\n<!-- end -->\n"), Ok(()));
    for (more, what) in
        [("<R/>", "something follows the outermost element"), ("x", "no XML"), ("</R>", "no XML")]
    {
        assert_eq!(error(more.as_bytes()), Err(format!("{what} at byte {}", body.len())));
    }
}

#[test]
fn what_is_no_xml_is_refused_with_its_place() {
    let reason = |body: &[u8]| read(body).map(drop).unwrap_err().reason;
    assert_eq!(reason(b"Service Unavailable"), "no XML at byte 0");
    assert_eq!(reason(b"{\"a\": 1}"), "no XML at byte 0");
    assert_eq!(reason(b"<R><s>a</R>"), "no XML at byte 7");
    assert_eq!(reason(b"<R><s>a & b</s></R>"), "no XML at byte 8");
    assert_eq!(reason(b"<R><s>\xff</s></R>"), "what is no UTF-8 at byte 6");
    assert_eq!(reason(b"<R xsi:type=x></R>"), "no attribute at byte 0");
    assert_eq!(reason(b"<R><I xsi:type='&x;'/></R>"), "an attribute with an unknown entity at byte 3");
    assert_eq!(reason(b""), "the body ends after 0 bytes, in the middle of an element");
}

#[test]
fn other_encodings_are_told() {
    let utf16: Vec<u8> = "<R/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let reason = |body: &[u8]| read(body).map(drop).unwrap_err().reason;
    assert_eq!(reason(&utf16), "the body is in UTF-16, and only UTF-8 can be read");
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><R><s>\xfc</s></R>";
    assert_eq!(reason(latin), "the body is in ISO-8859-1, and only UTF-8 can be read");
    // Letters of ASCII are the same in nearly all of them.
    let plain = b"<?xml version='1.0' encoding='ISO-8859-1'?><R><s>u</s></R>";
    assert_eq!(read(plain).unwrap().0.string.as_deref(), Some("u"));
}

#[test]
fn nothing_is_expanded() {
    let bomb = "<!DOCTYPE R [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><R><s>&b;</s></R>";
    let reason = |body: &str| read(body.as_bytes()).map(drop).unwrap_err().reason;
    assert_eq!(reason(bomb), "a document type, which no service sends at byte 0");
    assert_eq!(
        reason("<!DOCTYPE R SYSTEM 'file:///etc/passwd'><R/>"),
        "a document type, which no service sends at byte 0"
    );
    for entity in ["&b;", "&nbsp;", "&#xd800;", "&#1114112;", "&#x;", "&;"] {
        let told = reason(&format!("<R><s>{entity}</s></R>"));
        assert_eq!(told, "an entity that XML does not know at byte 6", "{entity}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow_of_the_stack() {
    const LEVELS: usize = 100_000;
    let bombs = [
        ("<I>", "</I>"),
        ("<Flat>", "</Flat>"),
        ("<Choice><Inner>", "</Inner></Choice>"),
        ("<DeepMap><e><K>k</K><V>", "</V></e></DeepMap>"),
    ];
    for (open, close) in bombs {
        let body = format!("<R>{}{}</R>", open.repeat(LEVELS), close.repeat(LEVELS));
        let reason = read(body.as_bytes()).map(drop).unwrap_err().reason;
        assert!(reason.starts_with("nested deeper than 128 levels at byte "), "{reason}");
        assert!(read(format!("<R>{}</R>", open.repeat(LEVELS)).as_bytes()).is_err());
    }
    // What nobody goes into may be of any depth.
    let skipped = format!("<R>{}{}<s>a</s></R>", "<q>".repeat(LEVELS), "</q>".repeat(LEVELS));
    assert_eq!(read(skipped.as_bytes()).unwrap().0.string.as_deref(), Some("a"));
}

#[test]
fn values_before_their_keys_cost_no_more_than_their_levels() {
    // Each level is gone over twice, which must not double for each level below it.
    let nested = (0..60)
        .fold("<i>1</i>".to_owned(), |inner, _| format!("<DeepMap><e><V>{inner}</V><K>k</K></e></DeepMap>"));
    let mut wide = inside(&nested);
    for _ in 0..60 {
        wide = wide.deep_map.unwrap().remove("k").unwrap();
    }
    assert_eq!(wide.integer, Some(1));
}

#[test]
fn a_large_body_takes_time_in_proportion() {
    // Each of these would take minutes if any step went over what was there before.
    let count = 20_000;
    let flat = format!("<R>{}</R>", "<Required>a</Required><q/>".repeat(count));
    assert_eq!(read(flat.as_bytes()).unwrap().0.required.len(), count);
    let attributes: String = (0..count).map(|index| format!(" a{index}='1'")).collect();
    assert!(read(format!("<R{attributes}><s>a</s></R>").as_bytes()).is_ok());
    let pieces = format!("<R><s>{}</s></R>", "&amp;<!-- -->".repeat(count));
    assert_eq!(read(pieces.as_bytes()).unwrap().0.string.map(|text| text.len()), Some(count));
    let entries = "<FlatMap><value>v</value><key>k</key></FlatMap>".repeat(count);
    let long = format!("<R><I><{0}/></I>{entries}</R>", "n".repeat(1_000_000));
    assert_eq!(read(long.as_bytes()).unwrap().0.flat_map.map(|map| map.len()), Some(1));
}
