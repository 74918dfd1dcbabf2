//! Keys, metadata and headers, on their way to the wire and back.

use s3::operation::head_object::HeadObjectError;
use s3::operation::list_objects_v2::ListObjectsV2Output;
use s3::test_util::{CannedHttp, CannedReply};
use shapesmith_tests::server::{Server, ok};
use shapesmith_tests::signature;

use crate::{aws, client, config};

/// Keys, and what stands of them in a path.
const KEYS: [(&str, &str); 17] = [
    ("../c", "../c"),
    ("./.", "./."),
    ("x/../y", "x/../y"),
    ("a//b", "a//b"),
    ("/a", "/a"),
    ("a/", "a/"),
    ("a b", "a%20b"),
    ("a+b", "a%2Bb"),
    ("100%", "100%25"),
    ("%2F%41", "%252F%2541"),
    ("a?b#c&d=e", "a%3Fb%23c%26d%3De"),
    ("a:b@c,d;e", "a%3Ab%40c%2Cd%3Be"),
    ("back\\slash", "back%5Cslash"),
    ("~tilde-._", "~tilde-._"),
    ("日本/ü", "%E6%97%A5%E6%9C%AC/%C3%BC"),
    ("line\nbreak\u{1}", "line%0Abreak%01"),
    ("*'()!$[]", "%2A%27%28%29%21%24%5B%5D"),
];

#[tokio::test]
async fn a_key_stands_in_the_path_encoded_once_and_as_it_is() {
    for (key, path) in KEYS {
        let http = CannedHttp::new([CannedReply::new(200, "")]);
        client(aws(&http)).head_object("photos", key).await.unwrap();
        let url = http.requests()[0].uri().to_string();
        assert_eq!(url, format!("https://photos.s3.eu-central-1.amazonaws.com/{path}"));
    }
    let long = "k".repeat(1024);
    let http = CannedHttp::new([CannedReply::new(200, "")]);
    client(aws(&http)).head_object("photos", &long).await.unwrap();
    assert!(http.requests()[0].uri().path().ends_with(&long));
}

#[tokio::test]
async fn every_character_comes_back_from_path_and_query() {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encoded = |text: &str, kept: &[u8]| -> String {
        let code = |byte: u8| match known(byte) || kept.contains(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        };
        text.bytes().map(code).collect()
    };
    let characters = (1..=0x7f_u32).chain([0x80, 0xff, 0x7ff, 0x800, 0xfffd, 0x1_f600]);
    for character in characters.filter_map(char::from_u32) {
        let key = format!("a{character}b/{character}");
        let http = CannedHttp::new([CannedReply::new(200, ""), CannedReply::new(200, "<r/>")]);
        let client = client(aws(&http));
        client.head_object("photos", &key).await.unwrap();
        client.list_objects_v2("photos").prefix(&key).await.unwrap();
        let (head, list) = (&http.requests()[0], &http.requests()[1]);
        assert_eq!(head.uri().path(), format!("/{}", encoded(&key, b"/")), "{character:?}");
        let query = list.uri().query().unwrap();
        assert!(query.contains(&format!("prefix={}", encoded(&key, b""))), "{character:?}: {query}");
    }
}

#[tokio::test]
async fn a_listing_gives_keys_as_the_service_writes_them() {
    let page = |keys: &str| {
        let keys: String =
            keys.split(' ').map(|key| format!("<Contents><Key>{key}</Key></Contents>")).collect();
        CannedReply::new(200, format!("<ListBucketResult>{keys}</ListBucketResult>"))
    };
    let http = CannedHttp::new([page("a+b a%20b &#x1;&#xa;&amp;#1; \u{e9}"), page("a%2Bb+c line%01%0A")]);
    let client = client(aws(&http));
    let keys = |listed: ListObjectsV2Output| -> Vec<String> {
        listed.contents_or_empty().iter().filter_map(|object| object.key.clone()).collect()
    };
    let plain = client.list_objects_v2("photos").await.unwrap().into_output();
    assert_eq!(keys(plain), ["a+b", "a%20b", "\u{1}\n&#1;", "\u{e9}"]);
    // Whoever asked for encoded keys gets them encoded, which is the way for characters that XML cannot hold.
    let encoded = client.list_objects_v2("photos").encoding_type("url").await.unwrap().into_output();
    assert_eq!(keys(encoded), ["a%2Bb+c", "line%01%0A"]);
    assert!(http.requests()[1].uri().query().unwrap().contains("encoding-type=url"));
}

#[tokio::test]
async fn what_is_signed_is_what_is_sent() {
    let server = Server::start(KEYS.iter().map(|_| ok(""))).await;
    let client = client(config().endpoint_url(&server.url));
    for (key, _) in KEYS {
        client.put_object("photos", key).body("text").metadata([("note", "two  spaces")]).await.unwrap();
    }
    for (request, (_, path)) in server.received().iter().zip(KEYS) {
        assert_eq!(request.line, format!("PUT /photos/{path} HTTP/1.1"));
        // Runs of spaces are one in what is signed alone.
        assert_eq!(request.header("x-amz-meta-note"), Some("two  spaces"));
        let signed = signature::verify(request, "EXAMPLESECRET").unwrap();
        for name in &signed.headers {
            let is_stable =
                matches!(&**name, "host" | "content-type" | "content-md5") || name.starts_with("x-amz-");
            assert!(is_stable, "{name} may be changed on the way");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_empty_would_be_the_bucket() {
    let http = CannedHttp::new([]);
    let error = client(aws(&http)).head_object("photos", "").await.unwrap_err().to_string();
    assert!(error.contains("Key: "), "{error}");
}

#[tokio::test]
async fn metadata_are_ascii_and_nothing_else_is_sent() {
    let http = CannedHttp::new([CannedReply::new(200, "")]);
    let client = client(aws(&http));
    for (name, value) in
        [("name", "ü"), ("name", "a\r\nx-amz-acl: public-read"), ("two words", "a"), ("ü", "a")]
    {
        let put = client.put_object("photos", "k").metadata([(name, value)]);
        let error = put.await.unwrap_err().to_string();
        assert!(error.contains("Metadata") || error.contains("x-amz-meta-name"), "{name}={value}: {error}");
        assert!(!error.contains("public-read"), "values are not repeated: {error}");
    }
    assert!(http.requests().is_empty());
}

#[tokio::test]
async fn metadata_come_back_by_their_names_and_dates_as_they_were_stored() {
    let reply = CannedReply::new(200, "")
        .header("x-amz-meta-author", "me")
        .header("X-Amz-Meta-Mixed", "Case")
        .header("expires", "when it is done")
        .header("last-modified", "Sat, 31 Jan 2026 12:00:00 GMT");
    let http = CannedHttp::new([reply]);
    let head = client(aws(&http)).head_object("photos", "k").await.unwrap().into_output();
    assert_eq!(head.expires.as_deref(), Some("when it is done"));
    assert_eq!(head.last_modified.unwrap().to_string(), "2026-01-31T12:00:00Z");
    let metadata = head.metadata.unwrap();
    assert_eq!((metadata["author"].as_str(), metadata["mixed"].as_str()), ("me", "Case"));
}

#[tokio::test]
async fn an_error_without_a_body_is_known_by_its_status() {
    let statuses = [(404, "NotFound"), (403, "Forbidden"), (400, "BadRequest")];
    let http = CannedHttp::new(statuses.map(|(status, _)| CannedReply::new(status, "")));
    let client = client(aws(&http));
    for (status, code) in statuses {
        let error = client.head_object("photos", "k").await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(status), Some(code)));
        assert_eq!((error.is_not_found(), error.is_access_denied()), (status == 404, status == 403));
        assert!(
            !error.is_retryable() && matches!(error.as_service_error(), Some(HeadObjectError::Unhandled(_)))
        );
    }
}

#[tokio::test]
async fn a_success_that_tells_nothing_of_a_change_is_none_and_is_tried_again() {
    let copied = "<CopyObjectResult><ETag>\"one\"</ETag></CopyObjectResult>";
    let part = "<CopyPartResult><ETag>\"one\"</ETag></CopyPartResult>";
    let completed = "<CompleteMultipartUploadResult><ETag>\"one\"</ETag></CompleteMultipartUploadResult>";
    for nothing in ["", "\n \n", "<?xml version=\"1.0\"?>\n  "] {
        let client = |body: &'static str| {
            client(aws(&CannedHttp::new([CannedReply::new(200, nothing), CannedReply::new(200, body)])))
        };
        let copy = client(copied).copy_object("photos", "photos/a", "k").await.unwrap();
        assert_eq!((copy.attempts(), copy.copy_object_result.is_some()), (2, true), "{nothing:?}");
        let copy = client(part).upload_part_copy("photos", "photos/a", "k", 1, "id").await.unwrap();
        assert_eq!((copy.attempts(), copy.copy_part_result.is_some()), (2, true), "{nothing:?}");
        let whole = client(completed).complete_multipart_upload("photos", "k", "id").await.unwrap();
        assert_eq!((whole.attempts(), whole.etag.is_some()), (2, true), "{nothing:?}");
    }
    let http = CannedHttp::new([CannedReply::new(200, "")]);
    let error = client(aws(&http).max_attempts(1)).copy_object("photos", "photos/a", "k").await.unwrap_err();
    assert!(
        error.to_string().contains("the answer ends before it says what became of the request"),
        "{error}"
    );
    // Where there is nothing to tell, nothing is no error.
    let http = CannedHttp::new([CannedReply::new(200, "")]);
    assert_eq!(client(aws(&http)).put_object("photos", "k").body("x").await.unwrap().attempts(), 1);
}

/// The refusal of a signature for its time, which a HEAD does not tell.
#[tokio::test]
async fn a_clock_that_is_off_is_found_by_head_too_and_not_by_answers_that_were_kept() {
    let long_ago = "Sat, 31 Jan 2015 12:00:00 GMT";
    let refused = || CannedReply::new(403, "").header("date", long_ago);
    let http = CannedHttp::new([refused(), CannedReply::new(200, "")]);
    assert_eq!(client(aws(&http)).head_object("photos", "k").await.unwrap().attempts(), 2);
    let http = CannedHttp::new([refused().header("age", "60")]);
    let error = client(aws(&http)).head_object("photos", "k").await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(403), 1));
}

#[tokio::test]
async fn a_success_that_tells_an_error_is_one_and_is_tried_again() {
    let busy =
        "\n<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>Later.</Message></Error>";
    let done = "<CopyObjectResult><ETag>\"one\"</ETag></CopyObjectResult>";
    let http = CannedHttp::new([
        CannedReply::new(200, busy),
        CannedReply::new(200, "<CopyObjectResult><ETag>\"on"),
        CannedReply::new(200, done),
    ]);
    let copied = client(aws(&http)).copy_object("photos", "photos/a%20b", "k").await.unwrap();
    assert_eq!(
        (copied.attempts(), copied.copy_object_result.as_ref().unwrap().etag.as_deref()),
        (3, Some("\"one\""))
    );
    // Encoding of the source is the caller's, as the service wants it.
    assert_eq!(http.requests()[0].headers()["x-amz-copy-source"], "photos/a%20b");
}
