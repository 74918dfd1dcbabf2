//! Copies from another region, which carry a signed request to it, and tokens that servers take in place of a password.

use copies::{Client, Config, Credentials};
use http::Uri;
use shapesmith_runtime::Environment;
use shapesmith_runtime::test_util::{CannedHttp, CannedReply};

use crate::support::wait;

fn config(http: &CannedHttp) -> shapesmith_runtime::ConfigBuilder {
    Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .http_client(http.clone())
}

fn client() -> (Client, CannedHttp) {
    let http = CannedHttp::new((0..4).map(|_| CannedReply::new(200, "<r/>")));
    (Client::new(config(&http).build().unwrap()), http)
}

/// The fields of the last form, or the parameters of a URL, without what signatures add to them.
fn fields(text: &str) -> Vec<(String, String)> {
    let field = |field: &str| {
        let (name, value) = field.split_once('=').unwrap();
        let decoded = value.replace("%2F", "/").replace("%3A", ":").replace("%3F", "?").replace("%3D", "=");
        (name.to_owned(), decoded.replace("%26", "&").replace("%25", "%"))
    };
    text.split('&').map(field).filter(|(name, _)| !name.starts_with("X-Amz-")).collect()
}

fn sent(http: &CannedHttp) -> Vec<(String, String)> {
    let requests = http.requests();
    let request = requests.last().unwrap();
    assert_eq!(request.uri().host().unwrap(), "fixture.eu-central-1.amazonaws.com");
    fields(std::str::from_utf8(request.body()).unwrap())
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_copy_carries_the_request_to_the_other_region_signed_for_it() {
    let (client, http) = client();
    wait(client.copy_thing("n", "us-west-2").send()).unwrap();
    let mut sent = sent(&http);
    let (name, url) = sent.pop().unwrap();
    let own = [("Action", "CopyThing"), ("Version", "2026-01-31"), ("Name", "n"), ("SourceRegion", "us-west-2")];
    let own = [&own[..], &[("DestinationRegion", "eu-central-1")]].concat();
    assert_eq!((sent, name.as_str()), (pairs(&own), "PresignedUrl"));
    let url: Uri = url.parse().unwrap();
    assert_eq!(url.host(), Some("fixture.us-west-2.amazonaws.com"));
    let query = url.query().unwrap();
    assert_eq!(fields(query), pairs(&own));
    for part in ["/us-west-2/fixture/aws4_request", "X-Amz-Expires=3600", "X-Amz-SignedHeaders=host&", "X-Amz-Signature="]
    {
        assert!(query.replace("%2F", "/").contains(part), "{part} in {query}");
    }
}

#[test]
fn a_region_that_is_for_the_client_alone_is_not_sent() {
    let (client, http) = client();
    wait(client.take_thing("n").source_region("us-west-2").send()).unwrap();
    let mut with_url = sent(&http);
    let (_, url) = with_url.pop().unwrap();
    let own = [("Action", "TakeThing"), ("Version", "2026-01-31"), ("Name", "n")];
    assert_eq!(with_url, pairs(&own));
    let url: Uri = url.parse().unwrap();
    let signed = [&own[..], &[("DestinationRegion", "eu-central-1")]].concat();
    assert_eq!(fields(url.query().unwrap()), pairs(&signed));
    // A copy within the region needs none, and one that the program has made is sent as it is.
    wait(client.take_thing("n").send()).unwrap();
    assert_eq!(sent(&http), pairs(&own));
    wait(client.take_thing("n").source_region("us-west-2").pre_signed_url("https://mine").send()).unwrap();
    assert_eq!(sent(&http), pairs(&[&own[..], &[("PreSignedUrl", "https://mine")]].concat()));
}

#[test]
fn a_token_is_a_signed_request_without_its_scheme() {
    let (client, _) = client();
    let token = wait(client.thing_auth_token("db.example.com", 3306, "me & you", "x").send()).unwrap();
    let start = "db.example.com:3306/?Action=connect&ThingUser=me%20%26%20you&type=x&X-Amz-Algorithm=AWS4-HMAC-SHA256&";
    assert!(token.as_str().starts_with(start), "{}", token.as_str());
    assert!(token.as_str().contains("%2Feu-central-1%2Fthings-db%2Faws4_request"));
    assert!(token.as_str().contains("&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature="));
    let debug = format!("{token:?}");
    assert!(!debug.contains("Signature") && debug.contains("valid_until"), "{debug}");

    let minute = std::time::Duration::from_secs(60);
    let admin = client.admin_auth_token("c.example.com").region("us-east-1").expires(minute);
    let token = wait(admin.send()).unwrap();
    assert!(token.as_str().starts_with("c.example.com/?Action=ConnectAdmin&X-Amz-"), "{}", token.as_str());
    assert!(token.as_str().contains("%2Fus-east-1%2Fthings%2F") && token.as_str().contains("X-Amz-Expires=60&"));

    for host in ["", "a/b", "user@host", "a b"] {
        let error = wait(client.admin_auth_token(host).send()).unwrap_err().to_string();
        assert!(error.contains("is not the name of a host"), "{error}");
    }
    let error = wait(client.admin_auth_token("h").expires(minute * 60 * 24 * 8).send()).unwrap_err().to_string();
    assert!(error.starts_with("ConnectAdmin: ") && error.contains("seven days at most"), "{error}");
}

#[test]
fn a_signed_form_may_be_sent_by_get() {
    let (client, _) = client();
    let minute = std::time::Duration::from_secs(60);
    let signed = client
        .take_thing("n")
        .configure(|call| call.presigned_get().header("x-k8s-aws-id", "mine"))
        .presign(minute);
    let signed = wait(signed).unwrap();
    assert_eq!(signed.method(), "GET");
    assert!(signed.url().contains("/?Action=TakeThing&Version=2026-01-31&Name=n&X-Amz-Algorithm="), "{}", signed.url());
    assert_eq!(signed.headers().collect::<Vec<_>>(), [("x-k8s-aws-id", "mine")]);
    assert_eq!(wait(client.take_thing("n").presign(minute)).unwrap().method(), "POST");
}
