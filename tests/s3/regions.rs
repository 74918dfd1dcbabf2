//! Buckets in other regions than the client's.

use s3::ByteStream;
use s3::test_util::{CannedHttp, CannedReply};
use shapesmith_runtime::Bytes;
use shapesmith_tests::server::{Server, ok, status};

use crate::{aws, client, config};

/// Where the requests went, and for which region they were signed.
fn ways(http: &CannedHttp) -> Vec<(String, String)> {
    let way = |request: &http::Request<Bytes>| {
        let signature = request.headers()["authorization"].to_str().unwrap();
        (request.uri().to_string(), signature.split('/').nth(2).unwrap().to_owned())
    };
    http.requests().iter().map(way).collect()
}

fn way(url: &str, region: &str) -> (String, String) {
    (url.to_owned(), region.to_owned())
}

fn elsewhere(status: u16, body: &str) -> CannedReply {
    CannedReply::new(status, body.to_owned()).header("x-amz-bucket-region", "ap-south-1")
}

fn points_to(location: &str) -> CannedReply {
    CannedReply::new(307, "<Error><Code>TemporaryRedirect</Code></Error>").header("location", location)
}

const HERE: &str = "https://photos.s3.eu-central-1.amazonaws.com";
const THERE: &str = "https://photos.s3.ap-south-1.amazonaws.com";

#[tokio::test]
async fn a_bucket_in_another_region_is_asked_there_and_its_region_is_learnt_once() {
    let redirect = "<Error><Code>PermanentRedirect</Code><Message>Not here.</Message></Error>";
    let http = CannedHttp::new([
        elsewhere(301, redirect),
        CannedReply::new(200, "a"),
        CannedReply::new(200, "b"),
        CannedReply::new(200, "c"),
    ]);
    let client = client(aws(&http));
    let got = client.get_object("photos", "a b/c?d").version_id("7").await.unwrap();
    assert_eq!(got.metadata().attempts, 2);
    assert_eq!(got.into_output().body.unwrap().collect().await.unwrap(), "a");
    client.clone().get_object("photos", "b").await.unwrap();
    client.get_object("other", "c").await.unwrap();
    assert_eq!(
        ways(&http),
        [
            way(&format!("{HERE}/a%20b/c%3Fd?versionId=7"), "eu-central-1"),
            way(&format!("{THERE}/a%20b/c%3Fd?versionId=7"), "ap-south-1"),
            way(&format!("{THERE}/b"), "ap-south-1"),
            way("https://other.s3.eu-central-1.amazonaws.com/c", "eu-central-1"),
        ]
    );
}

#[tokio::test]
async fn every_answer_that_tells_a_region_is_understood() {
    let malformed = "<Error><Code>AuthorizationHeaderMalformed</Code><Message>It expects 'ap-south-1'.</Message>\
                     <Region>ap-south-1</Region></Error>";
    let illegal = "<Error><Code>IllegalLocationConstraintException</Code><Message>No.</Message></Error>";
    for answer in [
        CannedReply::new(400, malformed),
        elsewhere(400, illegal),
        elsewhere(301, ""),
        elsewhere(307, "<Error><Code>TemporaryRedirect</Code></Error>"),
        // A HEAD is refused without a word.
        elsewhere(400, ""),
        // A bucket that is young is where the answer points to, in an older way to name hosts or the newer one.
        points_to("https://photos.s3-ap-south-1.amazonaws.com/k?rk=e2c69a31"),
        points_to("https://photos.s3.ap-south-1.amazonaws.com/k"),
    ] {
        let http = CannedHttp::new([answer, CannedReply::new(200, "")]);
        client(aws(&http)).head_object("photos", "k").await.unwrap();
        let expected = [way(&format!("{HERE}/k"), "eu-central-1"), way(&format!("{THERE}/k"), "ap-south-1")];
        assert_eq!(ways(&http), expected);
    }
}

#[tokio::test]
async fn an_answer_about_something_else_is_the_error_that_it_is() {
    let denied = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>";
    let told = |status, region: &str| CannedReply::new(status, "").header("x-amz-bucket-region", region);
    for answer in [
        elsewhere(403, denied),
        told(400, "eu-central-1"),
        told(301, "a.b/"),
        told(301, "a.b"),
        // Nobody else decides where requests go, and a redirect within the region is none.
        points_to("https://photos.s3.ap-south-1.example.com/k"),
        points_to("https://photos.s3.eu-central-1.amazonaws.com/k"),
        points_to("/elsewhere"),
    ] {
        let http = CannedHttp::new([answer]);
        let error = client(aws(&http)).head_object("photos", "k").await.unwrap_err();
        assert_eq!((http.requests().len(), error.region()), (1, None), "{error}");
        assert!(!error.to_string().contains("is in the region"), "{error}");
    }
}

#[tokio::test]
async fn a_call_is_sent_elsewhere_once_and_then_tells_the_region() {
    let http = CannedHttp::new([
        elsewhere(301, ""),
        CannedReply::new(301, "").header("x-amz-bucket-region", "us-west-2"),
        CannedReply::new(200, ""),
    ]);
    let client = client(aws(&http));
    let error = client.head_object("photos", "k").await.unwrap_err();
    assert_eq!((error.region(), error.attempts()), (Some("us-west-2"), 2));
    assert!(error.to_string().contains("in the region us-west-2"), "{error}");
    // The bucket may have been made anew: the next call goes where the last answer pointed.
    client.head_object("photos", "k").await.unwrap();
    assert_eq!(ways(&http)[2], way("https://photos.s3.us-west-2.amazonaws.com/k", "us-west-2"));
}

#[tokio::test]
async fn a_body_is_sent_again_as_a_whole_or_not_at_all() {
    let http = CannedHttp::new([elsewhere(307, ""), CannedReply::new(200, "")]);
    client(aws(&http)).put_object("photos", "k").body("one two").await.unwrap();
    let whole = "7\r\none two\r\n0\r\nx-amz-checksum-crc32:zQeJLw==\r\n\r\n";
    assert!(http.requests().iter().all(|request| request.body() == whole));

    let http = CannedHttp::new([elsewhere(307, ""), CannedReply::new(200, "")]);
    let once = || ByteStream::reader(&b"one two"[..], Some(7));
    let client = client(aws(&http));
    let error = client.put_object("photos", "k").body(once()).await.unwrap_err();
    assert_eq!((error.region(), error.attempts()), (Some("ap-south-1"), 1));
    client.put_object("photos", "k").body(once()).await.unwrap();
    assert_eq!(ways(&http)[1].1, "ap-south-1", "what was learnt serves the next call");
}

#[tokio::test]
async fn a_server_of_ones_own_is_asked_again_with_the_region_that_it_wants() {
    let malformed = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>garage</Region></Error>";
    let server = Server::start([status(400, malformed), ok(""), ok("")]).await;
    let client = client(config().endpoint_url(&server.url));
    client.put_object("photos", "k").body("one two").await.unwrap();
    client.put_object("photos", "k").body("one two").await.unwrap();
    let received = server.received();
    let lines: Vec<&str> = received.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(lines, ["PUT /photos/k HTTP/1.1"; 3]);
    let regions = received.iter().map(|request| request.header("authorization").unwrap().split('/').nth(2));
    assert_eq!(regions.collect::<Vec<_>>(), [Some("eu-central-1"), Some("garage"), Some("garage")]);
    assert!(received.iter().all(|request| request.text() == "one two"));
}

#[tokio::test]
async fn an_arn_tells_its_region_itself() {
    let http = CannedHttp::new([elsewhere(301, ""), CannedReply::new(200, "")]);
    let arn = "arn:aws:s3:eu-central-1:123456789012:accesspoint/mine";
    let error = client(aws(&http)).get_object(arn, "k").await.unwrap_err();
    assert_eq!((error.region(), http.requests().len()), (Some("ap-south-1"), 1));
}

#[tokio::test]
async fn what_is_learnt_holds_for_signed_urls_and_is_bounded() {
    use std::time::Duration;
    let redirects = (0..1100).flat_map(|_| [elsewhere(301, ""), CannedReply::new(200, "")]);
    let http = CannedHttp::new(redirects);
    let client = client(aws(&http));
    for bucket in 0..1100 {
        client.head_bucket(format!("bucket-{bucket}")).await.unwrap();
    }
    let url = |bucket: &str| {
        let request = client.get_object(bucket, "k").presign(Duration::from_secs(60));
        async move { request.await.unwrap().url().to_owned() }
    };
    assert!(url("bucket-1099").await.starts_with("https://bucket-1099.s3.ap-south-1."));
    assert!(
        url("bucket-0").await.starts_with("https://bucket-0.s3.eu-central-1."),
        "the oldest are forgotten"
    );
}
