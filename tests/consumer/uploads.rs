//! Uploads by forms, and those that tell the tree hash of their body.

use std::time::Duration;

use serde_json::{Value, json};
use shapesmith_runtime::PostPolicy;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
use uploads::{ByteStream, Client};

use crate::support::wait;

fn client() -> (Client, CannedHttp) {
    let http = CannedHttp::new((0..4).map(|_| CannedReply::new(200, "{}")));
    (Client::new(test_util::config(http.clone()).build().unwrap()), http)
}

/// Bytes from base64, as far as a test needs it.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> =
        text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte)).map(|digit| digit as u32).collect();
    let group = |digits: &[u32]| {
        let bits = digits.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - digits.len()));
        bits.to_be_bytes()[1..digits.len()].to_vec()
    };
    digits.chunks(4).flat_map(group).collect()
}

#[test]
fn a_form_has_fields_for_all_that_the_request_says_and_a_policy_that_holds_it_to_them() {
    let (client, http) = client();
    let policy = PostPolicy::new(Duration::from_secs(60)).content_length(1..=100).starts_with("x-tag", "a");
    let form = client.put_thing("photos", "in/${filename}").access("private").kind("image/png");
    let form = wait(form.presign_post(policy)).unwrap();
    assert_eq!(form.url(), "https://localhost/");
    let names: Vec<&str> = form.fields().map(|(name, _)| name).collect();
    let own = ["key", "acl", "content-type"];
    let signed = ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"];
    assert_eq!(names, [&own[..], &signed[..]].concat());
    let field = |wanted: &str| form.fields().find(|(name, _)| *name == wanted).unwrap().1.to_owned();
    let policy: Value = serde_json::from_slice(&decoded(&field("policy"))).unwrap();
    assert_eq!(
        policy["conditions"],
        json!([
            ["content-length-range", 1, 100],
            ["starts-with", "$x-tag", "a"],
            {"bucket": "photos"},
            ["starts-with", "$key", "in/"],
            {"acl": "private"},
            {"content-type": "image/png"},
            {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
            {"x-amz-credential": field("x-amz-credential")},
            {"x-amz-date": field("x-amz-date")},
        ])
    );
    let expiration = policy["expiration"].as_str().unwrap();
    assert!(expiration.len() == 20 && expiration.ends_with('Z'), "{expiration}");
    assert_eq!(field("x-amz-signature").len(), 64);
    let shown = format!("{form:?}");
    assert!(!shown.contains(&field("policy")) && !shown.contains(&field("x-amz-signature")), "{shown}");
    assert!(http.requests().is_empty());
}

#[test]
fn what_no_form_can_be_made_of_is_told() {
    let (client, _) = client();
    let policy = || PostPolicy::new(Duration::from_secs(60));
    let body = wait(client.put_thing("n", "k").body("text").presign_post(policy())).unwrap_err().to_string();
    assert!(body.contains("its body comes with the form"), "{body}");
    let other = wait(client.store_thing("n").presign_post(policy())).unwrap_err().to_string();
    assert!(other.contains("takes no uploads by forms"), "{other}");
    let long = PostPolicy::new(Duration::from_secs(8 * 24 * 60 * 60));
    let long = wait(client.put_thing("n", "k").presign_post(long)).unwrap_err().to_string();
    assert!(long.contains("seven days at most"), "{long}");
}

#[test]
fn the_tree_hash_of_a_body_is_told_unless_the_program_tells_it() {
    let (client, http) = client();
    let bytes: Vec<u8> = (0..(1_u32 << 20) + 1).map(|index| (index % 251) as u8).collect();
    wait(client.store_thing("n").body(bytes.clone()).send()).unwrap();
    wait(client.store_thing("n").body(bytes).hash("mine").send()).unwrap();
    let requests = http.requests();
    let told = |index: usize| requests[index].headers()["x-things-tree-hash"].to_str().unwrap();
    assert_eq!((told(0), told(1)), (TREE_HASH, "mine"));
    let whole = requests[0].headers()["x-amz-content-sha256"].to_str().unwrap();
    assert!(whole.len() == 64 && whole != TREE_HASH, "{whole}");

    let once = ByteStream::stream(futures(), Some(3));
    let error = wait(client.store_thing("n").body(once).send()).unwrap_err().to_string();
    assert!(error.contains("its tree hash has to be sent before it"), "{error}");
}

/// That of the bytes above, by another implementation: `calculate_tree_hash` of botocore 1.44.5.
const TREE_HASH: &str = "a9c574ce937d2371daf87cdd0e75396b096d7f74a66c764e4c656bd12b2e7bf9";

/// A stream that can be had once: a body, which is one.
fn futures() -> shapesmith_runtime::http::Body {
    shapesmith_runtime::http::Body::from("one")
}
