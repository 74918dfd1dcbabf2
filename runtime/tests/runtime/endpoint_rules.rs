//! The endpoints of SSM, in every partition and for every switch, against the answers that botocore
//! 1.44.5 gave for the same rule set. `tests/endpoints_peer.py` recorded them.

use serde_json::Value;
use shapesmith_runtime::endpoint::{BuiltIns, EndpointError, PARTITIONS, resolve};

#[rustfmt::skip]
#[path = "../../../generated/ssm/src/endpoint.rs"]
mod rules;

#[test]
fn answers_are_those_of_the_peer() {
    let recorded: Vec<[Value; 5]> = serde_json::from_str(include_str!("../data/ssm_endpoints.json")).unwrap();
    let mut different = Vec::new();
    let (mut endpoints, mut errors) = (0, 0);
    for [region, endpoint, use_fips, use_dual_stack, answer] in &recorded {
        let known = BuiltIns {
            region: region.as_str(),
            endpoint: endpoint.as_str(),
            use_fips: use_fips.as_bool().unwrap(),
            use_dual_stack: use_dual_stack.as_bool().unwrap(),
            ..BuiltIns::default()
        };
        let actual = resolve(&rules::RULES, &rules::RULES.values(&known));
        let same = match (answer.as_str(), &actual) {
            (Some(url), Ok(endpoint)) => {
                endpoints += 1;
                endpoint.url == url && endpoint.headers.is_empty() && endpoint.auth.is_none()
            }
            (None, Err(EndpointError::Rule(words))) => {
                errors += 1;
                answer["error"] == **words
            }
            _ => false,
        };
        if !same {
            different.push(format!("{known:?}: expected {answer}, got {actual:?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    // Guards against a data file that lost its cases.
    assert!(endpoints > 150 && errors > 50, "only {endpoints} endpoints and {errors} errors were compared");
}

#[test]
fn every_listed_region_belongs_to_the_partition_that_lists_it() {
    for partition in PARTITIONS {
        for region in partition.regions {
            let known = BuiltIns { region: Some(region), ..BuiltIns::default() };
            let endpoint = resolve(&rules::RULES, &rules::RULES.values(&known)).unwrap();
            assert_eq!(endpoint.url, format!("https://ssm.{region}.{}", partition.dns_suffix));
        }
    }
}
