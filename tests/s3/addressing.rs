//! Where requests about buckets go: hosts, paths, access points, and what is refused by name.

use s3::ErrorKind;
use s3::test_util::{CannedHttp, CannedReply};
use shapesmith_runtime::{ConfigBuilder, Environment};

use crate::{aws, client, config};

/// The URL of a request about the key `k` in a bucket, and the region and the service that it is signed for.
async fn way(bucket: &str, change: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Result<String, String> {
    let http = CannedHttp::new([CannedReply::new(200, "")]);
    let client = client(change(aws(&http)));
    if let Err(error) = client.get_object(bucket, "k").await {
        assert!(matches!(error.kind(), ErrorKind::Configuration(_) | ErrorKind::Request(_)), "{error}");
        assert!(http.requests().is_empty());
        return Err(error.to_string());
    }
    let requests = http.requests();
    let signature = requests[0].headers()["authorization"].to_str().unwrap();
    let scope: Vec<&str> = signature.split('/').skip(2).take(2).collect();
    Ok(format!("{} {}", requests[0].uri(), scope.join(" ")))
}

fn same(config: ConfigBuilder) -> ConfigBuilder {
    config
}

#[tokio::test]
async fn the_bucket_is_in_the_host_where_that_can_be() {
    let long = "b".repeat(63);
    for (bucket, expected) in [
        ("photos", "https://photos.s3.eu-central-1.amazonaws.com/k eu-central-1 s3"),
        (&long, &format!("https://{long}.s3.eu-central-1.amazonaws.com/k eu-central-1 s3")),
        // No certificate is good for more than one name in place of the star.
        ("my.photos", "https://s3.eu-central-1.amazonaws.com/my.photos/k eu-central-1 s3"),
        ("My_Photos", "https://s3.eu-central-1.amazonaws.com/My_Photos/k eu-central-1 s3"),
        ("a b", "https://s3.eu-central-1.amazonaws.com/a%20b/k eu-central-1 s3"),
    ] {
        assert_eq!(way(bucket, same).await.as_deref(), Ok(expected));
    }
}

#[tokio::test]
async fn settings_decide_about_the_host() {
    fn with(variable: &'static str) -> impl FnOnce(ConfigBuilder) -> ConfigBuilder {
        move |config| config.environment(Environment::empty().with(variable, "true"))
    }
    let dual = way("photos", |config| config.use_dual_stack(true)).await;
    assert_eq!(
        dual.as_deref(),
        Ok("https://photos.s3.dualstack.eu-central-1.amazonaws.com/k eu-central-1 s3")
    );
    let first = way("photos", |config| config.region("us-east-1")).await;
    assert_eq!(first.as_deref(), Ok("https://photos.s3.us-east-1.amazonaws.com/k us-east-1 s3"));
    let fips = way("photos", |config| config.region("us-east-1").use_fips(true)).await;
    assert_eq!(fips.as_deref(), Ok("https://photos.s3-fips.us-east-1.amazonaws.com/k us-east-1 s3"));
    let both = way("photos", |config| config.region("us-east-1").use_fips(true).use_dual_stack(true)).await;
    assert_eq!(
        both.as_deref(),
        Ok("https://photos.s3-fips.dualstack.us-east-1.amazonaws.com/k us-east-1 s3")
    );
    let accelerated = way("photos", |config| config.endpoint_parameter("Accelerate", true)).await;
    assert_eq!(accelerated.as_deref(), Ok("https://photos.s3-accelerate.amazonaws.com/k eu-central-1 s3"));
    let path = way("photos", |config| config.endpoint_parameter("ForcePathStyle", true)).await;
    assert_eq!(path.as_deref(), Ok("https://s3.eu-central-1.amazonaws.com/photos/k eu-central-1 s3"));
    let fips = way("photos", with("AWS_USE_FIPS_ENDPOINT")).await;
    assert_eq!(fips.as_deref(), Ok("https://photos.s3-fips.eu-central-1.amazonaws.com/k eu-central-1 s3"));
    let china = way("photos", |config| config.region("cn-north-1")).await;
    assert_eq!(china.as_deref(), Ok("https://photos.s3.cn-north-1.amazonaws.com.cn/k cn-north-1 s3"));
    // What excludes each other is told by the rules.
    let error = way("my.photos", |config| config.endpoint_parameter("Accelerate", true)).await.unwrap_err();
    assert!(error.contains("S3 Accelerate"), "{error}");
}

#[tokio::test]
async fn a_server_of_ones_own_has_the_bucket_where_it_can_be_found() {
    for (url, bucket, expected) in [
        ("http://localhost:9000", "photos", "http://localhost:9000/photos/k"),
        ("http://127.0.0.1:9000", "photos", "http://127.0.0.1:9000/photos/k"),
        ("http://[::1]:9000", "photos", "http://[::1]:9000/photos/k"),
        ("http://minio:9000", "photos", "http://minio:9000/photos/k"),
        ("http://photos.localhost", "photos", "http://photos.localhost/photos/k"),
        ("https://store.example.com", "photos", "https://photos.store.example.com/k"),
        ("https://store.example.com", "my.photos", "https://store.example.com/my.photos/k"),
        ("https://store.example.com/s3/", "photos", "https://photos.store.example.com/s3/k"),
        ("http://127.0.0.1:9000/s3", "photos", "http://127.0.0.1:9000/s3/photos/k"),
    ] {
        let came = way(bucket, |config| config.endpoint_url(url)).await;
        assert_eq!(came, Ok(format!("{expected} eu-central-1 s3")), "{url}");
    }
}

#[tokio::test]
async fn access_points_are_buckets_by_other_names() {
    for (arn, expected) in [
        (
            "arn:aws:s3:eu-central-1:123456789012:accesspoint/mine",
            "https://mine-123456789012.s3-accesspoint.eu-central-1.amazonaws.com/k eu-central-1 s3",
        ),
        // The region of the ARN decides.
        (
            "arn:aws:s3:us-west-2:123456789012:accesspoint:mine",
            "https://mine-123456789012.s3-accesspoint.us-west-2.amazonaws.com/k us-west-2 s3",
        ),
        (
            "arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/mine",
            "https://mine-123456789012.s3-object-lambda.us-west-2.amazonaws.com/k us-west-2 s3-object-lambda",
        ),
        (
            "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/mine",
            "https://mine-123456789012.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com/k us-west-2 s3-outposts",
        ),
        (
            "mine-metadata12345678901234567890-s3alias",
            "https://mine-metadata12345678901234567890-s3alias.s3.eu-central-1.amazonaws.com/k eu-central-1 s3",
        ),
    ] {
        assert_eq!(way(arn, same).await.as_deref(), Ok(expected));
    }
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/mine";
    let error = way(arn, |config| config.endpoint_parameter("UseArnRegion", false)).await.unwrap_err();
    assert!(error.contains("us-west-2") && error.contains("eu-central-1"), "{error}");
    for (arn, told) in [
        ("arn:aws:s3:us-west-2:123456789012:accesspoint/", "Expected a resource of the format"),
        ("arn:aws:s3:us-west-2::accesspoint/mine", "account"),
        ("arn:aws:sqs:us-west-2:123456789012:queue", "sqs"),
    ] {
        let error = way(arn, same).await.unwrap_err();
        assert!(error.contains(told), "{arn}: {error}");
    }
}

#[tokio::test]
async fn ways_to_sign_that_are_not_supported_are_refused_by_name() {
    let regions = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap";
    let error = way(regions, same).await.unwrap_err();
    assert!(error.contains("sigv4a") && error.contains("several regions"), "{error}");
    let directory = "photos--euc1-az1--x-s3";
    let error = way(directory, same).await.unwrap_err();
    assert!(error.contains("sigv4-s3express") && error.contains("sessions"), "{error}");
}

#[tokio::test]
async fn the_region_of_a_bucket_is_asked_for_with_the_bucket_in_the_path() {
    let text = "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">ap-south-1</LocationConstraint>";
    let http = CannedHttp::new([CannedReply::new(200, text), CannedReply::new(200, "<LocationConstraint/>")]);
    let client = client(aws(&http));
    let told = client.get_bucket_location("photos").await.unwrap().into_output();
    assert_eq!(told.location_constraint.unwrap().as_str(), "ap-south-1");
    client.get_bucket_location("photos").await.unwrap();
    assert_eq!(http.requests()[0].uri().to_string(), "https://s3.eu-central-1.amazonaws.com/photos?location");
}

#[tokio::test]
async fn a_bucket_that_is_missing_is_refused_before_it_means_all_of_them() {
    for bucket in ["", "..", "."] {
        let error = way(bucket, same).await.unwrap_err();
        assert!(error.contains("Bucket"), "{bucket:?}: {error}");
    }
    let http = CannedHttp::new([CannedReply::new(200, "<r/>")]);
    client(config().http_client(http.clone())).list_buckets().await.unwrap();
    assert_eq!(http.requests()[0].uri().to_string(), "https://s3.eu-central-1.amazonaws.com/");
}

/// A request of a client that a profile configures, towards a server that somebody named in it.
async fn by_profile(content: &str, bucket: &str) -> Result<http::Request<shapesmith_runtime::Bytes>, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    std::fs::write(&file, format!("[default]\n{content}")).unwrap();
    let http = CannedHttp::new([CannedReply::new(200, "")]);
    let environment = Environment::empty().with("AWS_CONFIG_FILE", file.to_str().unwrap());
    let config = aws(&http).environment(environment).build().map_err(|error| error.to_string())?;
    let client = s3::Client::new(config);
    client.put_object(bucket, "k").body("one two").await.map_err(|error| error.to_string())?;
    Ok(http.requests().remove(0))
}

#[tokio::test]
async fn a_profile_says_where_the_bucket_stands_and_when_there_are_checksums() {
    let url = "endpoint_url = https://store.example.com\n";
    let crc = "x-amz-checksum-crc32";
    let put = by_profile(url, "photos").await.unwrap();
    assert_eq!(put.uri(), "https://photos.store.example.com/k");
    assert!(put.headers().get(crc).is_none() && put.headers().get("x-amz-trailer").is_none());
    let put = by_profile(&format!("{url}s3 =\n  addressing_style = path\n"), "photos").await.unwrap();
    assert_eq!(put.uri(), "https://store.example.com/photos/k");
    let always = format!("{url}request_checksum_calculation = when_supported\n");
    let put = by_profile(&always, "photos").await.unwrap();
    assert_eq!((put.headers()[crc].to_str().unwrap(), put.body().as_ref()), ("zQeJLw==", &b"one two"[..]));
    // Towards AWS it is the other way round.
    let seldom = "request_checksum_calculation = when_required\n";
    let put = by_profile(seldom, "photos").await.unwrap();
    assert!(put.headers().get("x-amz-trailer").is_none() && put.body().as_ref() == b"one two");
    for (wrong, told) in [
        ("s3 =\n  addressing_style = sideways\n", "auto, path or virtual"),
        ("request_checksum_calculation = sometimes\n", "when_supported or when_required"),
        ("response_checksum_validation = sometimes\n", "when_supported or when_required"),
    ] {
        let error = by_profile(wrong, "photos").await.unwrap_err();
        assert!(error.contains(told), "{error}");
    }
}
