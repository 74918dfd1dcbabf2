//! What is no CBOR, what claims to be more than it is, and what is deeper than anything that a service sends.

use super::*;

#[test]
fn what_is_cut_or_followed_by_something_is_refused_everywhere() {
    let body = bytes(
        "bf 6169 190100 6173 7f6161626263ff 6178 5f4101420203ff 6174 c1fb41d452d9ec200000 6175 a1616e07 \
         614c 820102 6153 9ff6ff 616d a1616101 616a a1616b8101 617a bf6161f6ff ff",
    );
    let (wide, _) = read(&body).unwrap();
    assert_eq!((wide.string.as_deref(), wide.blob.as_deref()), (Some("abc"), Some(&[1, 2, 3][..])));
    for end in 0..body.len() {
        let error = read(&body[..end]).map(|_| end).unwrap_err();
        assert_eq!(error.reason, format!("the body ends after {end} bytes, in the middle of a value"));
    }
    for more in [&[0xff][..], &[0xf6], &[0], b"\n"] {
        let error = read(&[&body, more].concat()).map(drop).unwrap_err();
        assert_eq!(error.reason, format!("something follows the value at byte {}", body.len()));
    }
}

#[test]
fn what_is_no_cbor_is_refused_with_its_place() {
    let reason = |body: &str| read(&bytes(body)).map(drop).unwrap_err().reason;
    assert_eq!(reason("a16173 61ff"), "a text that is no UTF-8 at byte 3");
    assert_eq!(reason("a161ff 01"), "a text that is no UTF-8 at byte 1");
    assert_eq!(reason("a16173 7f4161ff"), "a string with a part of another kind at byte 3");
    assert_eq!(reason("a16173 7f7f6161ffff"), "a string with a part of another kind at byte 3");
    assert_eq!(reason("a161731c"), "no CBOR at byte 3");
    assert_eq!(reason("a161731f"), "no CBOR at byte 3");
    assert_eq!(reason("a16173df"), "no CBOR at byte 3");
    assert_eq!(reason("a16173ff"), "an end of what did not begin at byte 3");
    assert_eq!(reason("bf6173ff"), "an end of what did not begin at byte 3");
    assert_eq!(reason("a10102"), "expected a string as the key of a map at byte 1");
    assert_eq!(reason("8101"), "expected a map at byte 0");
    assert_eq!(reason("3c68746d6c3e"), "no CBOR at byte 0");
    // A letter that is torn between two parts is whole.
    assert_eq!(member('s', "7f61c361bcff").string.as_deref(), Some("ü"));
}

#[test]
fn lengths_that_cannot_be_are_refused_before_anything_is_made_of_them() {
    for name in ['s', 'x', 'L', 'S', 'm', 'M', 'I', 'w', 'u', 'j', '?'] {
        for major in [0x40, 0x60, 0x80, 0xa0] {
            for length in ["1affffffff", "1b7fffffffffffffff", "1bffffffffffffffff", "18ff"] {
                let mut value = bytes(length);
                value[0] |= major;
                let error = read(&one(name, &[&value[..], &[0; 20]].concat())).map(drop).unwrap_err();
                let fits = error.reason.starts_with("the body ends after ");
                assert!(fits || error.reason.starts_with("expected "), "{name}: {}", error.reason);
            }
        }
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow_of_the_stack() {
    const LEVELS: usize = 100_000;
    let bombs: [(&[u8], &[u8]); 10] = [
        (&[0xa1, 0x61, b'I'], &[]),
        (&[0xbf, 0x61, b'I'], &[0xff]),
        (&[0xa1, 0x61, b'w', 0x81], &[]),
        (&[0xa1, 0x61, b'u', 0xa1, 0x65, b'I', b'n', b'n', b'e', b'r'], &[]),
        (&[0x81], &[]),
        (&[0x9f], &[0xff]),
        (&[0xa1, 0x61, b'a'], &[]),
        (&[0xbf, 0x81], &[0xff]),
        (&[0x5f], &[0xff]),
        (&[0xc1], &[]),
    ];
    for (open, close) in bombs {
        let bomb = [open.repeat(LEVELS), vec![0xa0], close.repeat(LEVELS)].concat();
        for name in ["", "I", "w", "u", "j", "L", "m", "s", "t", "?"] {
            let body = if name.is_empty() { bomb.clone() } else { one(name.chars().next().unwrap(), &bomb) };
            // Tags are no levels, and are passed over one by one.
            let may_be_read = open == [0xc1];
            assert!(read(&body).is_err() || may_be_read, "{open:?} in {name}");
        }
    }
    assert_eq!(
        read(&one('?', &[vec![0x81; 200], vec![0]].concat())).map(drop).unwrap_err().reason,
        "nested deeper than 128 levels at byte 131"
    );
}

#[test]
fn what_is_written_as_deep_as_it_may_is_read() {
    let nested = |levels| {
        (0..levels).fold(Wide::default(), |inner, _| Wide { inner: Some(Box::new(inner)), ..Wide::default() })
    };
    let deepest = nested(DEPTH_LIMIT);
    let body = write::structure(&deepest, Purpose::Request).unwrap();
    assert!(read(&body).unwrap().0 == deepest);
    let error = write::structure(&nested(DEPTH_LIMIT + 1), Purpose::Request).unwrap_err();
    assert_eq!(error, "nested deeper than 128 levels");
    let document = (0..DEPTH_LIMIT + 1).fold(Json::Null, |inner, _| json!([inner]));
    write::structure(&Wide { document: Some(document), ..Wide::default() }, Purpose::Request).unwrap_err();
}
