#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use http::HeaderValue;

use super::*;

fn reply(headers: &[(&'static str, &'static str)], body: impl AsRef<[u8]>) -> Response<Bytes> {
    let mut reply = Response::new(Bytes::copy_from_slice(body.as_ref()));
    for (name, value) in headers {
        reply.headers_mut().append(*name, HeaderValue::from_static(value));
    }
    reply
}

fn code(headers: &[(&'static str, &'static str)], body: &str) -> Option<String> {
    read(true, &reply(headers, body)).code
}

#[test]
fn codes_are_found_wherever_services_put_them() {
    let uri = "aws.protocoltests#FooError:http://internal.example/coral/";
    assert_eq!(code(&[("x-amzn-errortype", uri)], ""), Some("FooError".into()));
    assert_eq!(code(&[("x-amzn-errortype", "Header")], r#"{"__type":"Body"}"#), Some("Header".into()));
    assert_eq!(code(&[], r#"{"__type":"com.example.v1#FooError"}"#), Some("FooError".into()));
    assert_eq!(code(&[], r#"{"code":"FooError:http://x"}"#), Some("FooError".into()));
    assert_eq!(code(&[], r#"{"__type":null,"code":"FooError"}"#), Some("FooError".into()));
}

#[test]
fn code_and_message_are_found_in_every_envelope() {
    let cases = [
        (r#"{"__type":"ns#C","message":"m"}"#, "C", "m"),
        (r#"{"Message":"m","code":"C"}"#, "C", "m"),
        (r#"{"Code":"C","Message":"m","Type":"Sender"}"#, "C", "m"),
        (r#"{"Error":{"Code":"C","Message":"m"}}"#, "C", "m"),
        (r#"{"error":{"code":"C","message":"m"}}"#, "C", "m"),
        (r#"{"Response":{"Errors":[{"Code":"C","Message":"m"}]}}"#, "C", "m"),
        (r#"{"errorCode":"C","errorMessage":"m"}"#, "C", "m"),
        (r#"{"errorType":"C","errorMessage":"m"}"#, "C", "m"),
        (r#"{"error":"C","error_description":"m"}"#, "C", "m"),
        (r#"[{"__type":"C","message":"m"}]"#, "C", "m"),
        (r#""{\"__type\":\"C\",\"message\":\"m\"}""#, "C", "m"),
        (r#"{"__type":"","code":"C","message":"","Message":"m"}"#, "C", "m"),
        (r#"{"__type":"C","message":null,"Message":"m"}"#, "C", "m"),
        (r#"{"__type":"C","message":["x"],"errorMessage":"m"}"#, "C", "m"),
        (r#"{"Items":[{"Code":"Other"}],"message":"m","__type":"C"}"#, "C", "m"),
        ("\u{feff}{\"__type\":\"C\",\"message\":\"m\"}", "C", "m"),
        (r#"{"__type":"C","message":"m \ud83d"}"#, "C", "m \u{fffd}"),
        ("{\"__type\":\"C\",\"message\":\"m\n1\u{0}\"}", "C", "m\n1\0"),
        (r#"{"Rate":NaN,"__type":"C","message":"m"}"#, "C", "m"),
        (r#"{"__type":"C","message":"m"}{"#, "C", "m"),
        (r#"{"__type":"C","message":"Rate exc"#, "C", "Rate exc…"),
        (r#"{"__type":"C","message":"m","x":{"y":[1,"#, "C", "m"),
        (
            "<ErrorResponse><Error><Type>Sender</Type><Code>C</Code><Message>m</Message></Error></ErrorResponse>",
            "C",
            "m",
        ),
        (
            "<?xml version=\"1.0\"?>\n<Response><Errors><Error><Code>C</Code><Message>m</Message></Error></Errors></Response>",
            "C",
            "m",
        ),
        (
            "<!-- x --><Error xmlns='y'>\n <Code>\nC </Code><Message>a &lt;b&gt; &#x26; c</Message></Error>",
            "C",
            "a <b> & c",
        ),
        ("<e:Error xmlns:e=\"y\"><e:Code>C</e:Code><e:Message><![CDATA[m]]></e:Message></e:Error>", "C", "m"),
        (
            "<AccessDeniedException>\n  <Message>m</Message>\n</AccessDeniedException>",
            "AccessDeniedException",
            "m",
        ),
        ("<Error><Code>C</Code><Message>Rate exc", "C", "Rate exc…"),
        (
            "<Error><Items><member><Code>Other</Code><Message>x</Message></member></Items><Message>m</Message><Code>C</Code></Error>",
            "C",
            "m",
        ),
    ];
    for (body, code, message) in cases {
        let error = read(false, &reply(&[], body));
        assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some(code), Some(message)), "{body}");
    }
    let deep = format!(r#"{{"x":{}1{},"__type":"C","message":"m"}}"#, "[".repeat(1000), "]".repeat(1000));
    assert_eq!(code(&[], &deep), Some("C".into()));
    assert_eq!(code(&[], "<UnknownOperationException/>"), Some("UnknownOperationException".into()));
    let error = read(false, &reply(&[], b"{\"__type\":\"C\",\"message\":\"no \xff\"}"));
    assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some("C"), Some("no \u{fffd}")));
}

#[test]
fn what_is_empty_hides_nothing() {
    let body = r#"{"__type":"C"}"#;
    for header in ["", " ", ":http://x", "ns#"] {
        assert_eq!(code(&[("x-amzn-errortype", header)], body), Some("C".into()), "{header:?}");
    }
    assert_eq!(code(&[("x-amzn-errortype", ""), ("x-amzn-errortype", "H")], body), Some("H".into()));
    let forbidden = reply(&[("x-amzn-errortype", "ForbiddenException")], r#"{"message":"Forbidden"}"#);
    let error = read(false, &forbidden);
    assert_eq!(
        (error.code.as_deref(), error.message.as_deref()),
        (Some("ForbiddenException"), Some("Forbidden"))
    );
}

#[test]
fn the_code_of_a_former_protocol_wins_and_the_exception_stays_known() {
    let reply = reply(&[("x-amzn-query-error", "AWS.Old.Code;Sender")], r#"{"__type":"x#New"}"#);
    let error = read(true, &reply);
    assert_eq!((error.code.as_deref(), error.exception.as_deref()), (Some("AWS.Old.Code"), Some("New")));
    assert_eq!(read(false, &reply).code.as_deref(), Some("New"));
    assert_eq!(code(&[("x-amzn-query-error", ";Sender")], r#"{"__type":"New"}"#), Some("New".into()));
    assert_eq!(code(&[("x-amzn-query-error", "Broken")], r#"{"__type":"New"}"#), Some("New".into()));
}

#[test]
fn odd_bodies_give_no_code_and_never_fail() {
    let deep = "[".repeat(100_000);
    for body in [
        "",
        "null",
        "[]",
        "7",
        r#"{"code":7}"#,
        r#"{"__type":"#,
        r#"{"__type":""}"#,
        "\u{0}",
        &deep,
        "<",
        "<a",
    ] {
        assert_eq!(code(&[], body), None, "{body:.20}");
    }
    assert_eq!(code(&[], r#"{"__type":"Throttl"#), None, "half a code is another one");
    assert_eq!(code(&[], "<Error><Code>Throttl"), None);
    assert_eq!(code(&[], "<html><code>x</code></html>"), None);
    assert_eq!(code(&[], "<!doctype html><body><code>x</code>"), None);
}

#[cfg(feature = "cbor")]
mod cbor {
    use super::*;

    /// Code and message.
    fn words(headers: &[(&'static str, &'static str)], body: &[u8]) -> (Option<String>, Option<String>) {
        let error = read(true, &reply(headers, body));
        (error.code, error.message)
    }

    const BOTH: &[u8] = b"\xa2\x66__type\x64ns#C\x67message\x61m";

    fn some(code: &str, message: &str) -> (Option<String>, Option<String>) {
        (Some(code.to_owned()), Some(message.to_owned()))
    }

    #[test]
    fn words_are_found_in_cbor_whatever_the_headers_say() {
        assert_eq!(words(&[], BOTH), some("C", "m"));
        assert_eq!(words(&[("x-amzn-errortype", "Other")], BOTH), some("C", "m"));
        assert_eq!(words(&[("x-amzn-query-error", "Old;Sender")], BOTH), some("Old", "m"));
        assert_eq!(words(&[], &[b"\xd9\xd9\xf7", BOTH].concat()), some("C", "m"));
        let odd = b"\xbf\x64Code\x61X\x64code\x61Y\x67Message\x7f\x61m\xff\x66__type\x61C\x65Items\x9f\xa1\x67message\x61x\xff\xff";
        assert_eq!(words(&[], odd), some("C", "m"));
        assert_eq!(words(&[], b"\xa2\x64Code\x61X\x67message\x01"), (None, None));
        let id = read(false, &reply(&[], b"\xa1\x69RequestId\x63abc")).request_id;
        assert_eq!(id.as_deref(), Some("abc"));
    }

    #[test]
    fn what_came_before_the_end_is_kept_and_nothing_fails() {
        assert_eq!(words(&[], &BOTH[..BOTH.len() - 3]), (Some("C".to_owned()), None));
        for end in 0..BOTH.len() {
            let (code, message) = words(&[], &BOTH[..end]);
            assert!(code.is_none_or(|code| code == "C") && message.is_none(), "{end}");
        }
        for body in
            [&[0xbf; 100_000][..], &[0xa1, 0x9f, 0x9f], &[0xbb, 255, 255, 255, 255, 255, 255, 255, 255]]
        {
            assert_eq!(words(&[], body), (None, None));
        }
    }
}
