//! What models say of XML and forms: names of elements, flattening, attributes, namespaces, roots and wrappers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Selection, generate, load, select};
use support::{changed, options};

/// The generated crate's text of a protocol's service, after a change to its model.
fn generated(protocol: &str, change: impl FnOnce(&mut Value)) -> String {
    let sources = changed(|model| {
        model["metadata"]["protocols"] = json!([protocol]);
        change(model);
    });
    let service = load(&sources).expect("the model is right");
    let selected =
        select(&service, &Selection { operations: vec!["*".to_owned()] }).expect("it can be generated");
    let files = generate(&selected.service, &options("alarms")).expect("it can be generated");
    files.into_values().collect::<Vec<_>>().join("\n").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused(protocol: &str, change: impl FnOnce(&mut Value)) -> String {
    let sources = changed(|model| {
        model["metadata"]["protocols"] = json!([protocol]);
        change(model);
    });
    load(&sources).expect_err("the model is wrong").to_string()
}

/// Lists and maps in every way that models have them.
fn with_lists(model: &mut Value) {
    model["shapes"]["Names"] = json!({"type": "list", "member": {"shape": "Text", "locationName": "Item"}});
    model["shapes"]["OldNames"] =
        json!({"type": "list", "flattened": true, "member": {"shape": "Text", "locationName": "Old"}});
    model["shapes"]["Pairs"] = json!({
        "type": "map", "key": {"shape": "Text", "locationName": "Name"}, "value": {"shape": "Text", "locationName": "Value"}
    });
    let members = &mut model["shapes"]["Alarm"]["members"];
    members["Nested"] = json!({"shape": "Names"});
    members["Flat"] = json!({"shape": "Names", "flattened": true});
    members["Renamed"] = json!({"shape": "Names", "flattened": true, "locationName": "Other"});
    members["FlatEverywhere"] = json!({"shape": "OldNames"});
    members["OwnName"] = json!({"shape": "OldNames", "locationName": "Own"});
    members["Pairs"] = json!({"shape": "Pairs"});
}

#[test]
fn names_of_elements_and_flattening_are_facts_of_forms() {
    let text = generated("query", with_lists);
    for row in [
        r#"nested: "Nested" => List(&each(String).set(wire("Item")));"#,
        r#"flat: "Flat" => List(&each(String).set(wire("Item"))), FLATTENED;"#,
        r#"renamed: "Renamed" => List(&each(String).set(wire("Item"))), wire("Other"), FLATTENED;"#,
        r#"flat_everywhere: "FlatEverywhere" => List(&each(String).set(wire("Old"))), wire("Old"), FLATTENED;"#,
        r#"own_name: "OwnName" => List(&each(String).set(wire("Old"))), wire("Own"), FLATTENED;"#,
        r#"pairs: "Pairs" => Map(&pair(each(String).set(wire("Name")), each(String).set(wire("Value"))));"#,
    ] {
        assert!(text.contains(row), "{row} is not in {text}");
    }
}

#[test]
fn ec2_has_no_names_of_elements_and_names_of_its_own_in_requests() {
    let text = generated("ec2", |model| {
        with_lists(model);
        let members = &mut model["shapes"]["Alarm"]["members"];
        members["Plain"] = json!({"shape": "Text", "locationName": "plain", "queryName": "Plain"});
        members["Odd"] = json!({"shape": "Text", "locationName": "odd", "queryName": "Even"});
    });
    for row in [
        r#"flat: "Flat" => List(&each(String)), FLATTENED;"#,
        // Readers need the names of keys and values, of elements they do not.
        r#"pairs: "Pairs" => Map(&pair(each(String).set(wire("Name")), each(String).set(wire("Value"))));"#,
        r#"plain: "Plain" => String, wire("plain");"#,
        r#"odd: "Odd" => String, wire("odd"), rare(&Rare::new().query_name("Even"));"#,
    ] {
        assert!(text.contains(row), "{row} is not in {text}");
    }
    let reason = refused("ec2", |model| {
        model["shapes"]["Alarm"]["members"]["name"] = json!({"shape": "Text"});
    });
    assert!(reason.contains(r#"the members "Name" and "name" are both sent as "Name""#), "{reason}");
}

#[test]
fn json_knows_nothing_of_it() {
    let text = generated("json", with_lists);
    assert!(
        !text.contains("FLATTENED") && !text.contains(r#"wire("Item")"#) && !text.contains(r#"wire("Old")"#)
    );
}

#[test]
fn wrappers_and_what_is_not_there_are_facts_of_operations() {
    let text = generated("query", |model| {
        model["operations"]["DescribeAlarms"]["output"]["resultWrapper"] = json!("Alarms");
    });
    assert!(text.contains(r#".name("DescribeAlarms") .result_wrapper("Alarms");"#), "{text}");
    let of_the_protocol = generated("query", |_| {});
    assert!(of_the_protocol.contains(r#".result_wrapper("DescribeAlarmsResult");"#), "{of_the_protocol}");
    assert!(text.contains(r#".name("StopAlarms") .no_output();"#), "{text}");
    assert!(text.contains("static PROTOCOL: Query = Query::new();"), "{text}");
    // The protocol itself is there without a feature.
    assert!(text.contains(r#"features = ["presign"]"#), "{text}");
    assert!(generated("ec2", |_| {}).contains("static PROTOCOL: Query = Query::ec2();"));
}

#[test]
fn roots_attributes_and_namespaces_are_facts_of_xml() {
    let text = generated("rest-xml", |model| {
        model["operations"]["DescribeAlarms"]["input"]["locationName"] = json!("Describe");
        model["operations"]["DescribeAlarms"]["input"]["xmlNamespace"] = json!({"uri": "urn:alarms"});
        let member = &mut model["shapes"]["DescribeAlarmsRequest"]["members"]["Prefix"];
        member["xmlAttribute"] = json!(true);
        member["locationName"] = json!("a:prefix");
        member["xmlNamespace"] = json!({"prefix": "a", "uri": "urn:a"});
        model["shapes"]["AlarmList"]["member"]["xmlNamespace"] = json!({"uri": "urn:each"});
    });
    for fact in [
        r#".http("POST", "/") .xml_root("Describe") .xml_namespace("", "urn:alarms");"#,
        r#"String, wire("a:prefix"), ATTRIBUTE, REQUIRED, rare(&Rare::new().xml_namespace("a", "urn:a"));"#,
        r#".set(rare(&Rare::new().xml_namespace("", "urn:each")))"#,
        "static PROTOCOL: RestXml = RestXml::new();",
        r#"features = ["rest-xml", "presign"]"#,
    ] {
        assert!(text.contains(fact), "{fact} is not in {text}");
    }
}

#[test]
fn a_payload_gives_the_root_and_its_namespace() {
    let with_payload = |model: &mut Value| {
        let request = &mut model["shapes"]["DescribeAlarmsRequest"];
        request["members"]["Body"] = json!({"shape": "Alarm", "xmlNamespace": {"uri": "urn:body"}});
        request["payload"] = json!("Body");
        for name in ["MaxResults", "NextToken", "Prefix"] {
            request["members"][name]["location"] = json!("header");
            request["members"][name]["locationName"] = json!(format!("x-{name}"));
        }
    };
    let text = generated("rest-xml", with_payload);
    assert!(text.contains(r#".xml_root("Alarm") .xml_namespace("", "urn:body");"#), "{text}");
    assert!(text.contains(r#"body: "Body" => shape::<types::Alarm>(), PAYLOAD;"#), "{text}");
    let text = generated("rest-xml", |model| {
        with_payload(model);
        model["shapes"]["DescribeAlarmsRequest"]["members"]["Body"] = json!({"shape": "Text"});
    });
    assert!(!text.contains(".xml_root("), "{text}");
}

#[test]
fn a_flattened_list_and_what_came_before_it_share_a_name_in_xml() {
    let pair = |list: Value| {
        move |model: &mut Value| {
            model["shapes"]["Names"] = json!({"type": "list", "member": {"shape": "Text"}});
            model["shapes"]["Alarm"]["members"]["Event"] = json!({"shape": "Text"});
            model["shapes"]["Alarm"]["members"]["Events"] = list;
        }
    };
    let flattened = json!({"shape": "Names", "locationName": "Event", "flattened": true});
    assert!(generated("rest-xml", pair(flattened.clone())).contains(r#"events: "Events" =>"#));
    let reason = r#"the members "Event" and "Events" both have the wire name "Event""#;
    assert!(refused("query", pair(flattened)).contains(reason));
    assert!(refused("rest-xml", pair(json!({"shape": "Names", "locationName": "Event"}))).contains(reason));
}

#[test]
fn what_xml_cannot_hold_is_refused() {
    let reason = refused("rest-xml", |model| {
        model["shapes"]["Alarm"]["members"]["Tags"]["xmlAttribute"] = json!(true);
    });
    assert!(reason.contains("an attribute holds a text or a number, this is a map"), "{reason}");
    let reason = refused("query", |model| {
        model["shapes"]["Names"] = json!({"type": "list", "flattened": true, "member": {"shape": "Text"}});
        model["shapes"]["Tags"]["value"] = json!({"shape": "Names"});
    });
    assert!(reason.contains("shapes.Tags.value.flattened: nothing would tell where"), "{reason}");
}
