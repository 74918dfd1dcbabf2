//! Requests that somebody else sends.

use std::time::Duration;

use s3::test_util::CannedHttp;
use serde_json::json;
use shapesmith_runtime::{Credentials, PostPolicy, Timestamp};
use shapesmith_tests::server::{Server, ok};

use crate::{aws, client, config};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn another_host_than_the_clients_can_be_signed_for() {
    let internal = client(config().endpoint_url("http://10.0.0.7:9000"));
    let download =
        internal.get_object("photos", "a b").configure(|call| call.endpoint_url("https://files.example.com"));
    let signed = download.presign(MINUTE).await.unwrap();
    assert!(signed.url().starts_with("https://photos.files.example.com/a%20b?"), "{}", signed.url());
    let post =
        internal.put_object("photos", "k").configure(|call| call.endpoint_url("https://files.example.com"));
    assert_eq!(
        post.presign_post(PostPolicy::new(MINUTE)).await.unwrap().url(),
        "https://photos.files.example.com/"
    );
    let own = internal.put_object("photos", "k").presign_post(PostPolicy::new(MINUTE)).await.unwrap();
    assert_eq!(own.url(), "http://10.0.0.7:9000/photos");
}

#[tokio::test]
async fn what_a_form_has_to_hold_ends_with_the_credentials() {
    let end = Timestamp::from_secs(Timestamp::now().secs() + 30);
    let credentials =
        Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET").with_session_token("token").with_expiry(end);
    let client = client(aws(&CannedHttp::new([])).credentials(credentials));
    let form =
        client.put_object("photos", "k").acl("private").content_type("image/png").metadata([("a", "b")]);
    let form = form.presign_post(PostPolicy::new(MINUTE)).await.unwrap();
    assert_eq!(form.valid_until(), end);
    assert_eq!(form.url(), "https://photos.s3.eu-central-1.amazonaws.com/");
    let fields: Vec<_> = form.fields().take(4).collect();
    assert_eq!(fields[..2], [("key", "k"), ("acl", "private")]);
    assert!(
        fields[2..].contains(&("content-type", "image/png")) && fields[2..].contains(&("x-amz-meta-a", "b"))
    );
    assert!(form.fields().any(|field| field == ("x-amz-security-token", "token")));
}

#[test]
fn programs_without_an_async_runtime_sign_too() {
    let config = config().endpoint_url("http://127.0.0.1:9000").build().unwrap();
    let client = s3::blocking::Client::new(config);
    let signed = client.get_object("photos", "k").presign(MINUTE).unwrap();
    assert!(signed.url().starts_with("http://127.0.0.1:9000/photos/k?X-Amz-Algorithm="), "{}", signed.url());
    let form = client.put_object("photos", "k").presign_post(PostPolicy::new(MINUTE)).unwrap();
    assert_eq!(form.url(), "http://127.0.0.1:9000/photos");
}

#[tokio::test]
async fn every_operation_can_be_signed_but_none_that_needs_a_body() {
    let client = client(aws(&CannedHttp::new([])));
    let url = client.list_objects_v2("photos").prefix("a b/").presign(MINUTE).await.unwrap();
    let start = "https://photos.s3.eu-central-1.amazonaws.com/?list-type=2&prefix=a%20b%2F&X-Amz-Algorithm=";
    assert!(url.url().starts_with(start), "{}", url.url());
    assert_eq!(client.head_object("photos", "k").presign(MINUTE).await.unwrap().method(), "HEAD");
    let part = client.upload_part("photos", "k", 3, "id").presign(MINUTE).await.unwrap();
    assert!(part.url().contains("/k?partNumber=3&uploadId=id&X-Amz-"), "{}", part.url());
    assert_eq!(part.headers().count(), 0);
    let get = client.put_object("photos", "k").configure(|call| call.presigned_get()).presign(MINUTE).await;
    assert!(get.unwrap_err().to_string().contains("cannot be sent by another one"));
}

#[tokio::test]
async fn a_checksum_that_was_pinned_is_a_header_that_has_to_be_sent() {
    let client = client(aws(&CannedHttp::new([])));
    let pinned = client.put_object("photos", "k").checksum_sha256("AAAA").presign(MINUTE).await.unwrap();
    assert_eq!(pinned.headers().collect::<Vec<_>>(), [("x-amz-checksum-sha256", "AAAA")]);
    assert!(pinned.url().contains("SignedHeaders=host%3Bx-amz-checksum-sha256"), "{}", pinned.url());
}

#[tokio::test]
async fn signing_sends_nothing() {
    let server = Server::start([ok("")]).await;
    let client = client(config().endpoint_url(&server.url));
    for _ in 0..100 {
        client.get_object("photos", "k").presign(MINUTE).await.unwrap();
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn what_is_to_be_sent_can_be_handed_on_as_json() {
    let client = client(aws(&CannedHttp::new([])));
    let upload = client.put_object("photos", "k").content_type("image/png").presign(MINUTE).await.unwrap();
    assert_eq!(
        serde_json::to_value(&upload).unwrap(),
        json!({
            "method": "PUT", "url": upload.url(), "headers": {"content-type": "image/png"},
            "valid_until": upload.valid_until().to_string(),
        })
    );
    let form = client.put_object("photos", "k").presign_post(PostPolicy::new(MINUTE)).await.unwrap();
    let told = serde_json::to_value(&form).unwrap();
    assert_eq!((&told["url"], &told["fields"][0]), (&json!(form.url()), &json!(["key", "k"])));
    assert_eq!(told["fields"].as_array().unwrap().len(), form.fields().count());
}
