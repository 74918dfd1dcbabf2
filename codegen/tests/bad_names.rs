//! Names that no Rust name can be made of: each ends in an error that names the place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Options, Sources, generate, load};
use support::changed;

fn refused(sources: &Sources) -> String {
    let service = load(sources).expect("the model itself is right");
    let options = Options {
        package: "things".to_owned(),
        version: "0.1.0".to_owned(),
        package_fields: String::new(),
        runtime: "\"0.1\"".to_owned(),
        further_tables: String::new(),
        source: "a test".to_owned(),
    };
    generate(&service, &options).expect_err("the name is wrong").to_string()
}

#[test]
fn a_name_without_letters_is_refused() {
    let with_member = |name: &str| {
        let name = name.to_owned();
        changed(move |model: &mut Value| {
            model["shapes"]["DescribeAlarmsRequest"]["members"][name] = json!({"shape": "Count"});
        })
    };
    assert_eq!(
        refused(&with_member("  \t")),
        "service-2.json: shapes.DescribeAlarmsRequest.members.  \t: nothing that can be a Rust name is left of \
         \"  \\t\"; rename it with a patch"
    );
    assert!(refused(&with_member("²")).contains("nothing that can be a Rust name is left of \"²\""));
}
