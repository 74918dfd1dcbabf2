//! Endpoint rules, and the partitions of the runtime: what they become, and which ones are refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::diff::{Documentation, compare};
use shapesmith_codegen::{Selection, Source, Sources, load};
use support::{changed, options};

/// The service with these rules, from the texts of the files.
fn sources(rule_set: String) -> Sources {
    let mut sources = changed(|_| {});
    sources.endpoint_rules = Some(Source { name: "endpoint-rule-set-1.json".to_owned(), text: rule_set });
    sources
}

fn generated(sources: &Sources) -> Result<String, String> {
    let service = load(sources).map_err(|error| error.to_string())?;
    let files =
        shapesmith_codegen::generate(&service, &options("alarms")).expect("what was read can be generated");
    Ok(files["src/endpoint.rs"].clone())
}

/// The text of the generated file, or the error of the reading.
fn generate(rule_set: Value) -> Result<String, String> {
    generated(&sources(rule_set.to_string()))
}

/// The runtime's table of these partitions, or the error of the reading.
fn table(partitions: Value) -> Result<String, String> {
    let source = Source { name: "partitions.json".to_owned(), text: partitions.to_string() };
    shapesmith_codegen::partitions(&source).map_err(|error| error.to_string())
}

fn partition(name: &str, pattern: &str) -> Value {
    json!({
        "id": name,
        "regionRegex": pattern,
        "regions": {"b-1": {}, "a-1": {}},
        "outputs": {
            "dnsSuffix": "example.com", "dualStackDnsSuffix": "dual.example.com", "implicitGlobalRegion": "a-1",
            "name": name, "supportsFIPS": true, "supportsDualStack": false
        }
    })
}

/// A rule set with these rules, and a parameter of each type.
fn rule_set(rules: Value) -> Value {
    json!({
        "version": "1.0",
        "parameters": {
            "Region": {"type": "String", "builtIn": "AWS::Region", "documentation": "not shown"},
            "Flag": {"type": "boolean", "required": true, "default": false},
            "Names": {"type": "stringArray"}
        },
        "rules": rules
    })
}

/// The lines of the static `RULES` between `.rules(&[` and its end.
fn rules(rules: Value) -> String {
    let text = generate(rule_set(rules)).unwrap();
    let (_, rest) = text.split_once("    .rules(&[\n").unwrap();
    rest.split_once("    ]);").unwrap().0.to_owned()
}

/// An error rule with one condition.
fn when(condition: Value) -> Value {
    json!([{"type": "error", "conditions": [condition], "error": "no"}])
}

fn call(function: &str, arguments: Value) -> Value {
    json!({"fn": function, "argv": arguments})
}

#[test]
fn ssm_reads_like_its_rules() {
    let read = |path: &str| {
        let path = format!("{}/../models/{path}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    let text = generated(&sources(read("ssm/2014-11-06/endpoint-rule-set-1.json"))).unwrap();
    let expected = r#"
        tree(&[IsSet(&Reference("Endpoint"))], &[
            error(&[BooleanEquals(&Reference("UseFIPS"), true)],
                "Invalid Configuration: FIPS and custom endpoint are not supported"),
            error(&[BooleanEquals(&Reference("UseDualStack"), true)],
                "Invalid Configuration: Dualstack and custom endpoint are not supported"),
            endpoint(&[], "{Endpoint}"),
        ]),
        tree(&[IsSet(&Reference("Region")), Assign("PartitionResult", &FindPartition(&Reference("Region")))], &[
"#;
    assert!(text.contains(expected), "{text}");
    assert!(text.lines().all(|line| line.len() <= 120), "{text}");
}

#[test]
fn parameters_say_where_their_values_come_from() {
    let rule_set = json!({
        "version": "1.0",
        "parameters": {
            "A": {"type": "String", "builtIn": "SDK::Endpoint", "required": true},
            "B": {"type": "string", "default": "a \"b\""},
            "C": {"type": "Boolean", "builtIn": "AWS::S3::Accelerate", "required": true, "default": true},
            "D": {"type": "stringArray", "default": ["x", "y"]},
            "E": {"type": "string", "builtIn": "AWS::Something::New"}
        },
        "rules": []
    });
    let text = generate(rule_set).unwrap();
    let expected = r#"
        string("A").built_in(BuiltIn::Endpoint).required(),
        string("B").or_text("a \"b\""),
        boolean("C").required().or(true),
        string_array("D").or_texts(&["x", "y"]),
        string("E"),
"#;
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_rule_alone_in_a_tree_takes_the_conditions_of_the_tree() {
    let inner = json!({"type": "error", "conditions": [call("not", json!([{"fn": "isSet", "argv": [{"ref": "Region"}]}]))], "error": "no {{}}"});
    let tree = json!({"type": "tree", "conditions": [call("booleanEquals", json!([true, {"ref": "Flag"}]))], "rules": [inner]});
    assert_eq!(
        rules(json!([tree])),
        "        error(&[BooleanEquals(&Reference(\"Flag\"), true), Not(&IsSet(&Reference(\"Region\")))], \"no {{}}\"),\n"
    );
}

#[test]
fn every_function_has_its_word() {
    let region = json!({"ref": "Region"});
    for (condition, expected) in [
        (call("aws.parseArn", json!([region])), r#"ParseArn(&Reference("Region"))"#),
        (call("aws.partition", json!(["{Region}"])), r#"FindPartition(&Text("{Region}"))"#),
        (
            call("booleanEquals", json!([{"ref": "Flag"}, false])),
            r#"BooleanEquals(&Reference("Flag"), false)"#,
        ),
        (call("getAttr", json!([{"ref": "Names"}, "[2]"])), r#"Attribute("Names", "[2]")"#),
        (call("parseURL", json!([region])), r#"ParseUrl(&Reference("Region"))"#),
        (call("stringEquals", json!(["x", region])), r#"StringEquals(&Reference("Region"), &Text("x"))"#),
        (call("substring", json!([region, 1, 3, true])), r#"Substring(&Reference("Region"), 1, 3, true)"#),
        (call("uriEncode", json!([region])), r#"UriEncode(&Reference("Region"))"#),
        (call("isValidHostLabel", json!([region, true])), r#"IsValidHostLabel(&Reference("Region"), true)"#),
        (
            call("aws.isVirtualHostableS3Bucket", json!([region, false])),
            r#"IsVirtualHostableBucket(&Reference("Region"), false)"#,
        ),
    ] {
        assert_eq!(rules(when(condition)), format!("        error(&[{expected}], \"no\"),\n"));
    }
}

#[test]
fn endpoints_carry_headers_and_ways_to_sign() {
    let rule = json!({"type": "endpoint", "conditions": [], "endpoint": {
        "url": {"ref": "Region"},
        "headers": {"x-a": ["{Region}", "b"]},
        "properties": {
            "metricValues": ["O"],
            "authSchemes": [
                {"name": "sigv4a", "signingRegionSet": ["*", "{Region}"]},
                {"name": "sigv4", "signingName": "n", "signingRegion": "{Region}", "disableDoubleEncoding": false}
            ]
        }
    }});
    assert_eq!(
        rules(json!([rule])),
        r#"        signed_endpoint(&[], "{Region}", &[scheme("sigv4a").region("*,{Region}"), scheme("sigv4").name("n").region("{Region}")]).headers(&[("x-a", "{Region}"), ("x-a", "b")]),
"#
    );
}

#[test]
fn paths_are_signed_as_they_are_where_the_rules_say_so() {
    let endpoint = |scheme| {
        let properties = json!({ "authSchemes": [scheme] });
        rules(
            json!([{"type": "endpoint", "conditions": [], "endpoint": {"url": "u", "properties": properties}}]),
        )
    };
    for scheme in [
        json!({"name": "sigv4", "disableDoubleEncoding": true}),
        json!({"disableNormalizePath": true, "name": "sigv4", "disableDoubleEncoding": true}),
    ] {
        assert_eq!(
            endpoint(scheme),
            "        signed_endpoint(&[], \"u\", &[scheme(\"sigv4\").path_as_is()]),\n"
        );
    }
    let tidied = json!({"name": "sigv4", "disableDoubleEncoding": false, "disableNormalizePath": false});
    assert_eq!(endpoint(tidied), "        signed_endpoint(&[], \"u\", &[scheme(\"sigv4\")]),\n");
}

#[test]
fn conditions_that_do_not_fit_a_line_get_a_line_each() {
    let long = call("stringEquals", json!([{"ref": "Region"}, "a".repeat(80)]));
    let tree =
        json!({"type": "tree", "conditions": [long, call("isSet", json!([{"ref": "Names"}]))], "rules": []});
    let expected = format!(
        "        tree(&[\n            StringEquals(&Reference(\"Region\"), &Text(\"{}\")),\n            \
         IsSet(&Reference(\"Names\")),\n        ], &[\n        ]),\n",
        "a".repeat(80)
    );
    assert_eq!(rules(json!([tree])), expected);
}

#[test]
fn the_default_partition_comes_first_and_patterns_become_prefixes() {
    let partitions = json!({"version": "1.1", "partitions": [
        partition("aws-b", r"^x\-(de|fr)\-\w+\-\d+$"), partition("aws", r"^us\-\w+\-\d+$"), partition("aws-a", r"^us\-iso\-\w+\-\d+$")
    ]});
    let text = table(partitions).unwrap();
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let named =
        |start: &str| lines.iter().filter(|line| line.starts_with(start)).copied().collect::<Vec<_>>();
    assert_eq!(named("name:"), [r#"name: "aws","#, r#"name: "aws-a","#, r#"name: "aws-b","#]);
    assert_eq!(
        named("region_prefixes:"),
        [
            r#"region_prefixes: &["us"],"#,
            r#"region_prefixes: &["us-iso"],"#,
            r#"region_prefixes: &["x-de", "x-fr"],"#
        ]
    );
    assert!(text.contains("            \"a-1\",\n            \"b-1\",\n"), "{text}");
}

#[test]
fn rules_that_the_runtime_would_not_understand_are_refused_by_name() {
    let here = "endpoint-rule-set-1.json: rules[0].conditions[0]";
    for (rules, expected) in [
        (when(call("isset", json!([]))), format!("{here}.fn: the function \"isset\" is not supported; did you mean \"isSet\"?")),
        (
            when(call("ite", json!([]))),
            format!(
                "{here}.fn: the function \"ite\" is not supported; supported are aws.isVirtualHostableS3Bucket, \
                 aws.parseArn, aws.partition, booleanEquals, getAttr, isSet, isValidHostLabel, not, parseURL, \
                 stringEquals, substring, uriEncode"
            ),
        ),
        (when(call("isSet", json!([{"ref": "Regoin"}]))), format!("{here}.argv[0].ref: nothing is called \"Regoin\" here; did you mean \"Region\"?")),
        (when(call("isSet", json!([]))), format!("{here}.argv: the function \"isSet\" takes 1 arguments, found 0")),
        (when(call("isSet", json!([7]))), format!("{here}.argv[0]: expected a text, a reference or a function, found a number")),
        (when(call("not", json!([{"ref": "Region"}]))), format!("{here}.argv[0]: the value is text, not a boolean")),
        (when(call("booleanEquals", json!([{"ref": "Flag"}, {"ref": "Flag"}]))), format!("{here}.argv[1]: expected a boolean, found an object")),
        (when(call("stringEquals", json!([{"ref": "Names"}, "a"]))), format!("{here}.argv[0]: the value is a list of texts, not text")),
        (
            when(call("substring", json!([{"ref": "Region"}, -1, 3, true]))),
            format!("{here}.argv[1]: expected a whole number that is not negative nor too large, found -1"),
        ),
        (
            when(call("getAttr", json!([call("aws.partition", json!(["a"])), "name"]))),
            format!(
                "{here}.argv[0]: `getAttr` of anything but a reference is not supported; give the value a name in a \
                 condition, and refer to that"
            ),
        ),
        (when(call("getAttr", json!([{"ref": "Region"}, "name"]))), format!("{here}.argv[1]: text has no part called \"name\"")),
        (when(call("getAttr", json!([{"ref": "Names"}, "[x]"]))), format!("{here}.argv[1]: the path \"[x]\" must end in an index such as `[0]`")),
        (when(call("getAttr", json!([{"ref": "Region"}, "[0]"]))), format!("{here}.argv[1]: the path \"[0]\" takes an element of text")),
        (
            when(json!({"fn": "isSet", "argv": [{"ref": "Region"}], "assign": "Flag"})),
            format!("{here}.assign: the name \"Flag\" is taken already"),
        ),
        (
            when(json!({"fn": "isSet", "argv": [{"ref": "Region"}], "assign": "a b"})),
            format!("{here}.assign: \"a b\" cannot be a name: it must be ASCII letters, digits and `_`"),
        ),
        (
            json!([
                {"type": "error", "conditions": [{"fn": "aws.partition", "argv": ["a"], "assign": "P"}], "error": "no"},
                {"type": "error", "conditions": [], "error": "{P#name}"}
            ]),
            "endpoint-rule-set-1.json: rules[1].error: nothing is called \"P\" here".to_owned(),
        ),
        (
            json!([{"type": "error", "conditions": [{"fn": "aws.partition", "argv": ["a"], "assign": "P"}], "error": "{P#dnsSufix}"}]),
            "endpoint-rule-set-1.json: rules[0].error: a partition has no part called \"dnsSufix\"; did you mean \"dnsSuffix\"?".to_owned(),
        ),
        (
            json!([{"type": "error", "conditions": [], "error": "{Flag}"}]),
            "endpoint-rule-set-1.json: rules[0].error: `{Flag}` in a template is a boolean, not text".to_owned(),
        ),
        (
            json!([{"type": "error", "conditions": [], "error": "{Region"}]),
            "endpoint-rule-set-1.json: rules[0].error: a brace in the template \"{Region\" has no partner".to_owned(),
        ),
        (
            json!([{"type": "error", "conditions": [], "error": call("uriEncode", json!(["a"]))}]),
            "endpoint-rule-set-1.json: rules[0].error: a function call in place of a text is not supported; give its \
             value a name in a condition, and refer to that"
                .to_owned(),
        ),
        (
            json!([{"type": "errror", "conditions": []}]),
            "endpoint-rule-set-1.json: rules[0].type: a rule cannot be of the type \"errror\"; did you mean \"error\"?".to_owned(),
        ),
        (json!([{"type": "error", "error": "no"}]), "endpoint-rule-set-1.json: rules[0]: the key \"conditions\" is missing".to_owned()),
        (
            json!([{"type": "endpoint", "conditions": [], "endpoint": {"url": "u", "properties": {"transport": "x"}}}]),
            "endpoint-rule-set-1.json: rules[0].endpoint.properties.transport: the endpoint property \"transport\" is not supported".to_owned(),
        ),
        (
            json!([{"type": "endpoint", "conditions": [], "endpoint": {"url": "u", "properties": {"authSchemes": [
                {"name": "sigv4", "disableNormalizePath": true}
            ]}}}]),
            "endpoint-rule-set-1.json: rules[0].endpoint.properties.authSchemes[0].disableNormalizePath: the auth \
             scheme property \"disableNormalizePath\" is not supported without \"disableDoubleEncoding\""
                .to_owned(),
        ),
        (
            json!([{"type": "endpoint", "conditions": [], "endpoint": {"url": "u", "properties": {"authSchemes": [
                {"name": "sigv4", "signingRegions": "r"}
            ]}}}]),
            "endpoint-rule-set-1.json: rules[0].endpoint.properties.authSchemes[0].signingRegions: the auth scheme \
             property \"signingRegions\" is not supported"
                .to_owned(),
        ),
    ] {
        assert_eq!(generate(rule_set(rules)).unwrap_err(), expected);
    }
}

#[test]
fn parameters_and_versions_that_are_not_understood_are_refused_by_name() {
    let parameter = |schema: Value| json!({"version": "1.0", "parameters": {"P": schema}, "rules": []});
    for (rule_set, expected) in [
        (json!([]), "endpoint-rule-set-1.json: expected an object, found an array"),
        (json!({"rules": []}), "endpoint-rule-set-1.json: the key \"version\" is missing"),
        (
            json!({"version": "2.0", "parameters": {}, "rules": []}),
            "endpoint-rule-set-1.json: version: version \"2.0\" of the endpoint rules is not supported, only 1.0",
        ),
        (
            parameter(json!({"type": "strin"})),
            "endpoint-rule-set-1.json: parameters.P.type: a parameter cannot be of the type \"strin\"; did you mean \"string\"?",
        ),
        (
            parameter(json!({"type": "string", "builtIn": "AWS::Regoin", "required": true})),
            "endpoint-rule-set-1.json: parameters.P.builtIn: no client can fill in the built-in \"AWS::Regoin\", and the \
             rules need it; did you mean \"AWS::Region\"?",
        ),
        (
            parameter(json!({"type": "boolean", "default": "yes"})),
            "endpoint-rule-set-1.json: parameters.P.default: expected a boolean, found a string",
        ),
    ] {
        assert_eq!(generate(rule_set).unwrap_err(), expected);
    }
}

#[test]
fn nesting_without_end_is_refused() {
    let mut condition = call("isSet", json!([{"ref": "Region"}]));
    for _ in 0..20 {
        condition = call("not", json!([condition]));
    }
    let error = generate(rule_set(when(condition))).unwrap_err();
    assert!(error.ends_with("function calls nest deeper than 16 levels"), "{error}");

    let mut rule = json!({"type": "error", "conditions": [], "error": "no"});
    for _ in 0..45 {
        rule = json!({"type": "tree", "conditions": [], "rules": [rule]});
    }
    let error = generate(rule_set(json!([rule]))).unwrap_err();
    assert!(error.ends_with("rules nest deeper than 40 levels"), "{error}");
}

#[test]
fn partitions_that_do_not_fit_are_refused_by_name() {
    let one = |partition: Value| json!({"version": "1.1", "partitions": [partition]});
    for pattern in [
        "us",
        r"^us-.*$",
        r"^\-\w+\-\d+",
        r"^\-\w+\-\d+$",
        r"^(us|)\-\w+\-\d+$",
        r"^u?s\-\w+\-\d+$",
        r"^(us\-\w+\-\d+$",
    ] {
        let error = table(one(partition("aws", pattern))).unwrap_err();
        let expected = format!("partitions.json: partitions[0].regionRegex: the pattern `{pattern}` is not");
        assert!(error.starts_with(&expected), "{error}");
    }
    let error = table(one(partition("aws-cn", r"^cn\-\w+\-\d+$"))).unwrap_err();
    assert_eq!(
        error,
        "partitions.json: partitions: there is no partition \"aws\", which unknown regions fall to"
    );
    let error = table(json!({"version": "9", "partitions": []})).unwrap_err();
    assert_eq!(
        error,
        "partitions.json: version: version \"9\" of the partitions is not supported, only 1.0 and 1.1"
    );
    let mut broken = partition("aws", r"^us\-\w+\-\d+$");
    broken["outputs"].as_object_mut().unwrap().remove("dnsSuffix");
    let error = table(one(broken)).unwrap_err();
    assert_eq!(error, "partitions.json: partitions[0].outputs: the key \"dnsSuffix\" is missing");
}

#[test]
fn the_order_of_the_model_is_kept() {
    let rule_set = r#"{"version": "1.0", "parameters": {
        "Region": {"type": "string"}, "UseFIPS": {"type": "boolean"}, "Endpoint": {"type": "string"}
    }, "rules": [{"type": "endpoint", "conditions": [], "endpoint": {
        "url": "{Endpoint}", "headers": {"x-b": ["1"], "x-a": ["2", "{Region}"]}
    }}]}"#;
    let text = generated(&sources(rule_set.to_owned())).unwrap();
    let parameters =
        "        string(\"Region\"),\n        boolean(\"UseFIPS\"),\n        string(\"Endpoint\"),\n";
    assert!(text.contains(parameters), "{text}");
    assert!(text.contains(r#".headers(&[("x-b", "1"), ("x-a", "2"), ("x-a", "{Region}")])"#), "{text}");
}

#[test]
fn templates_are_written_as_the_model_has_them() {
    for template in ["", "a", "{Region}", "{{Region}}", "a{{{Region}}}b", "{Names#[3]}{Region}"] {
        let rule = json!([{"type": "error", "conditions": [], "error": template}]);
        assert_eq!(rules(rule), format!("        error(&[], {template:?}),\n"));
    }
}

#[test]
fn a_diff_says_what_changed_in_rules() {
    let service = |rule_set: &Value| load(&sources(rule_set.to_string())).expect("the files are right");
    let rules = |change: &dyn Fn(&mut Value)| {
        let mut rules = rules_of_the_past();
        change(&mut rules);
        rules
    };
    let differences = |rules: &Value| {
        let old = service(&rules_of_the_past());
        let new = service(rules);
        let all = Selection { operations: vec!["*".to_owned()] };
        let diff = compare(&old, &new, &all, Documentation::Compared).expect("both can be generated");
        diff.changes.iter().map(|change| change.description.clone()).collect::<Vec<_>>()
    };
    assert_eq!(differences(&rules(&|_| {})), Vec::<String>::new());
    // Documentation is no part of the rules.
    let words = |rules: &mut Value| {
        rules["parameters"]["Region"]["documentation"] = json!("Other words.");
        rules["rules"][0]["documentation"] = json!("Words.");
    };
    assert_eq!(differences(&rules(&words)), Vec::<String>::new());
    let other = |rules: &mut Value| {
        rules["parameters"]["Flag"]["default"] = json!(true);
        rules["parameters"]["New"] = json!({"type": "string"});
        rules["rules"][0]["error"] = json!("never");
    };
    let mut found = differences(&rules(&other));
    found.sort();
    assert_eq!(
        found,
        [
            "endpoint rules changed",
            "parameter Flag of the endpoint rules changed",
            "parameter New of the endpoint rules added",
        ]
    );
}

fn rules_of_the_past() -> Value {
    rule_set(json!([{"type": "error", "conditions": [], "error": "no"}]))
}
