//! What a correction adds to a service: headers of every request, and a default for what a caller leaves out.

use corrected::Client;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};

use crate::support::wait;

#[test]
fn a_default_stands_in_the_path_and_a_header_of_the_service_on_every_request() {
    let http = CannedHttp::new([CannedReply::new(200, "{}"), CannedReply::new(200, "{}")]);
    let client = Client::new(test_util::config(http.clone()).build().unwrap());
    wait(client.describe_vault("photos").send()).unwrap();
    wait(client.describe_vault("photos").account_id("123456789012").send()).unwrap();
    let requests = http.requests();
    let paths: Vec<&str> = requests.iter().map(|request| request.uri().path()).collect();
    assert_eq!(paths, ["/-/vaults/photos", "/123456789012/vaults/photos"]);
    for request in &requests {
        assert_eq!(request.headers().get("x-amz-glacier-version").unwrap(), "2012-06-01");
    }
}
