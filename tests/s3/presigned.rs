//! Requests that somebody else sends.

use std::time::Duration;

use s3::test_util::{CannedHttp, CannedReply};
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

#[tokio::test]
async fn type_and_length_are_signed_where_they_are_said_and_nowhere_else() {
    let client = client(aws(&CannedHttp::new([])));
    let headers = |signed: &s3::Presigned| -> Vec<(String, String)> {
        signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let put = client.put_object("photos", "k").content_type("image/png").content_length(5);
    let put = put.presign(MINUTE).await.unwrap();
    let both = [("content-length", "5"), ("content-type", "image/png")];
    let both = both.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut told = headers(&put);
    told.sort();
    assert_eq!(told, both);
    assert!(put.url().contains("SignedHeaders=content-length%3Bcontent-type%3Bhost"), "{}", put.url());

    // The input of a part has no member for its type.
    let part = client.upload_part("photos", "k", 1, "id").configure(|call| {
        call.header("Content-Type", "image/png")
            .header("Content-Length", "5")
            .header("Cache-Control", "no-store")
    });
    let mut told = headers(&part.presign(MINUTE).await.unwrap());
    told.sort();
    assert_eq!(told[1..], both);
    assert_eq!(told[0].0, "cache-control");
    let wrong =
        client.upload_part("photos", "k", 1, "id").configure(|call| call.header("content-length", "5 MB"));
    let error = wrong.presign(MINUTE).await.unwrap_err().to_string();
    assert!(error.contains("the length that its body is to have is none"), "{error}");
    // Whoever sends the request by this client has nothing to say about them.
    let call =
        client.upload_part("photos", "k", 1, "id").configure(|call| call.header("content-type", "a/b"));
    assert!(call.body("x").await.unwrap_err().to_string().contains("is the client's own"));
}

#[tokio::test]
async fn a_url_that_is_to_be_enough_is_or_says_what_is_missing() {
    let client = client(aws(&CannedHttp::new([])));
    let get = client.get_object("photos", "k").response_content_type("text/plain");
    let get = get.configure(|call| call.bare_url()).presign(MINUTE).await.unwrap();
    assert_eq!(get.headers().count(), 0);
    let put = client.put_object("photos", "k").metadata([("a", "b")]).content_type("image/png");
    let error = put.configure(|call| call.bare_url()).presign(MINUTE).await.unwrap_err().to_string();
    assert!(
        error.contains("its URL alone will not do")
            && error.contains("content-type")
            && error.contains("x-amz-meta-a"),
        "{error}"
    );
}

#[tokio::test]
async fn credentials_that_end_too_soon_are_renewed_where_that_is_wanted() {
    use std::sync::atomic::{AtomicI64, Ordering};
    let asked = std::sync::Arc::new(AtomicI64::new(0));
    let count = asked.clone();
    let provider = s3::credentials::provider_fn(move || {
        let times = count.fetch_add(1, Ordering::Relaxed) + 1;
        let end = Timestamp::from_secs(Timestamp::now().secs() + 3600 * times);
        async move { Ok(Credentials::new(format!("AKID{times}"), "EXAMPLESECRET").with_expiry(end)) }
    });
    let client = client(aws(&CannedHttp::new([])).credentials(provider));
    let hours = |hours: u64| Duration::from_secs(3600 * hours - 60);
    let sign = |time, renew: bool| {
        let request = client.get_object("photos", "k");
        let request = if renew { request.configure(|call| call.renew_credentials()) } else { request };
        async move { request.presign(time).await.unwrap() }
    };
    let left = |signed: s3::Presigned| signed.valid_until().secs() - Timestamp::now().secs();
    assert!(left(sign(hours(2), false).await) <= 3600, "nobody asked for more");
    assert!(left(sign(hours(1), true).await) <= 3600 && asked.load(Ordering::Relaxed) == 1, "they last");
    let longer = sign(hours(2), true).await;
    assert!(longer.url().contains("Credential=AKID2"), "{}", longer.url());
    assert!(left(longer) > 3600);
    // What is at hand by then is used on.
    assert!(sign(hours(2), false).await.url().contains("Credential=AKID2"));
}

#[tokio::test]
async fn what_is_known_of_the_clock_holds_for_signed_urls() {
    let skewed = "<Error><Code>RequestTimeTooSkewed</Code><Message>No.</Message></Error>";
    let http = CannedHttp::new([
        CannedReply::new(403, skewed).header("date", "Sat, 31 Jan 2026 12:00:00 GMT"),
        CannedReply::new(200, ""),
    ]);
    let client = client(aws(&http));
    client.get_object("photos", "k").await.unwrap();
    let signed = client.get_object("photos", "k").presign(MINUTE).await.unwrap();
    assert!(signed.url().contains("X-Amz-Date=20260131T120"), "{}", signed.url());
    assert!(signed.valid_until().to_string().starts_with("2026-01-31T12:0"), "{}", signed.valid_until());
}
