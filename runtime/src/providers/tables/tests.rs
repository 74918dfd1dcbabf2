//! The rules written by hand give what botocore's tests of the models expect of theirs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::Value as Json;

use super::{oidc, sso, sts};
use crate::endpoint::{Parameters, Value, resolve};

/// The endpoint tests of the three services in the source distribution of botocore 1.44.5, in one list.
const CASES: &str = include_str!("../../../tests/data/credential_endpoints.json");

#[test]
fn endpoints_are_those_of_the_models() {
    let cases: Vec<Json> = serde_json::from_str(CASES).unwrap();
    assert!(cases.len() > 80);
    for case in &cases {
        let operation = match case["service"].as_str().unwrap() {
            "sts" => &sts::ASSUME_ROLE,
            "sso" => &sso::GET_ROLE_CREDENTIALS,
            _ => &oidc::CREATE_TOKEN,
        };
        let rules = operation.service.endpoint_rules.unwrap();
        let mut parameters = Parameters::new();
        for parameter in rules.parameters {
            match &case["params"][parameter.name] {
                Json::String(text) => parameters.set(parameter.name, Value::String(text.into())),
                Json::Bool(on) => parameters.set(parameter.name, Value::Boolean(*on)),
                _ => {}
            }
        }
        match resolve(rules, &parameters) {
            Ok(endpoint) => {
                assert_eq!(endpoint.url, case["url"], "{case}");
                let region = endpoint.auth.and_then(|auth| auth.signing_region);
                assert_eq!(region.as_deref(), case["region"].as_str(), "{case}");
            }
            Err(error) => {
                let expected = case["error"].as_str();
                assert!(
                    expected.is_some_and(|expected| error.to_string().contains(expected)),
                    "{case}: {error}"
                );
            }
        }
    }
}
