//! Tests without a server: what fakes and recordings see of a bucket, which stands in the host name or before the path.

use s3::operation::get_object::{GetObjectInput, GetObjectOutput};
use s3::operation::put_object::{PutObjectInput, PutObjectOutput};
use s3::test_util::{CannedHttp, CannedReply, Recorder, Replay};

use shapesmith_runtime::config::Checksums;

use crate::{aws, client, config};

const KEYS: [&str; 4] = ["k", "a//b", "photos/a b", "/%2F?x=1"];

#[tokio::test]
async fn a_fake_sees_bucket_and_key_as_they_were_given() {
    let fake = s3::Client::fake()
        .on(|input: &GetObjectInput| {
            let body = format!("{} in {}", input.key, input.bucket);
            Ok(GetObjectOutput::new().body(body))
        })
        .on(|_: &PutObjectInput| Ok(PutObjectOutput::new()));
    for key in KEYS {
        let got = fake.get_object("photos", key).await.unwrap().into_output();
        assert_eq!(got.body.unwrap().collect().await.unwrap(), format!("{key} in photos"));
        fake.put_object("photos", key).body("text").metadata([("author", "me")]).await.unwrap();
    }
    let put: Vec<_> = fake.calls::<PutObjectInput>();
    for (input, key) in put.iter().zip(KEYS) {
        assert_eq!((input.bucket.as_str(), input.key.as_str()), ("photos", key));
        assert_eq!(input.metadata.as_ref().unwrap()["author"], "me");
    }
}

#[tokio::test]
async fn a_recording_tells_buckets_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("objects.json");
    let replies = CannedHttp::new([CannedReply::new(200, "one"), CannedReply::new(200, "two")]);
    let recording = client(aws(&CannedHttp::new([])).http_client(Recorder::new(replies, &path)));
    for bucket in ["photos", "films"] {
        recording.get_object(bucket, "k").await.unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"Bucket\": \"photos\"") && text.contains("\"Bucket\": \"films\""), "{text}");
    // Wherever the bucket stands in the URL then.
    for endpoint in [None, Some("http://localhost:9000"), Some("https://store.example.com")] {
        let replay = match endpoint {
            None => aws(&CannedHttp::new([])),
            Some(url) => config().endpoint_url(url),
        };
        // What was asked for has to be the same: checksums, too.
        let replay = replay.response_checksums(Checksums::WhenSupported);
        let replay = client(replay.http_client(Replay::open(&path).unwrap()));
        for (bucket, expected) in [("films", "two"), ("photos", "one")] {
            let got = replay.get_object(bucket, "k").await.unwrap().into_output();
            assert_eq!(got.body.unwrap().collect().await.unwrap(), expected);
        }
        assert!(replay.get_object("music", "k").await.is_err());
    }
}
