//! Rules written by hand, one feature each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use super::evaluate::resolve_among;
use super::functions::{
    is_valid_host_label, is_virtual_hostable_bucket, parse_arn, parse_url, substring, uri_encode,
};
use super::table::*;
use super::{AuthScheme, BuiltIns, Endpoint, EndpointError, Parameters, Partition, Value};

const PARTITIONS: &[Partition] = &[
    Partition {
        name: "aws",
        dns_suffix: "first.example",
        dual_stack_dns_suffix: "first.dual.example",
        implicit_global_region: "us-east-1",
        supports_fips: true,
        supports_dual_stack: true,
        region_prefixes: &["us", "eu"],
        regions: &["aws-global", "us-east-1"],
    },
    Partition {
        name: "aws-other",
        dns_suffix: "other.example",
        dual_stack_dns_suffix: "other.dual.example",
        implicit_global_region: "us-other-east-1",
        supports_fips: false,
        supports_dual_stack: true,
        region_prefixes: &["us-other"],
        // The pattern of the first partition fits this region, but this one lists it.
        regions: &["eu-listed-1"],
    },
];

const fn rule_set(parameters: &'static [ParameterSchema], rules: &'static [Rule]) -> RuleSet {
    RuleSet::new().parameters(parameters).rules(rules)
}

fn resolve(rules: &RuleSet, parameters: &Parameters<'_>) -> Result<Endpoint, EndpointError> {
    resolve_among(PARTITIONS, rules, parameters)
}

fn text(value: &str) -> Value<'_> {
    Value::String(value.into())
}

fn with<'a>(values: impl IntoIterator<Item = (&'static str, Value<'a>)>) -> Parameters<'a> {
    let mut parameters = Parameters::new();
    for (name, value) in values {
        parameters.set(name, value);
    }
    parameters
}

fn url(rules: &RuleSet, parameters: &Parameters<'_>) -> String {
    resolve(rules, parameters).unwrap().url
}

static BY_REGION: RuleSet = rule_set(
    &[string("Region").built_in(BuiltIn::Region)],
    &[
        tree(
            &[IsSet(&Reference("Region")), Assign("Found", &FindPartition(&Reference("Region")))],
            &[endpoint(&[], "https://{Region}.{Found#dnsSuffix}/{Found#name}")],
        ),
        error(&[], "there is no region"),
    ],
);

#[test]
fn a_listed_region_comes_before_a_pattern_and_a_pattern_before_the_first_partition() {
    for (region, expected) in [
        ("us-east-1", "https://us-east-1.first.example/aws"),
        ("us-new-2", "https://us-new-2.first.example/aws"),
        ("us-other-new-2", "https://us-other-new-2.other.example/aws-other"),
        ("eu-listed-1", "https://eu-listed-1.other.example/aws-other"),
        ("mars", "https://mars.first.example/aws"),
        ("us-other-new-x", "https://us-other-new-x.first.example/aws"),
        ("us-other--1", "https://us-other--1.first.example/aws"),
        ("us-other-new-1-2", "https://us-other-new-1-2.first.example/aws"),
    ] {
        assert_eq!(url(&BY_REGION, &with([("Region", text(region))])), expected);
    }
}

#[test]
fn the_words_of_a_rule_are_the_error() {
    let error = resolve(&BY_REGION, &Parameters::new()).unwrap_err();
    assert_eq!(error.to_string(), "there is no region");
}

#[test]
fn built_ins_become_the_parameters_that_ask_for_them() {
    static RULES: RuleSet = rule_set(
        &[
            string("Where").built_in(BuiltIn::Region),
            boolean("Safe").built_in(BuiltIn::UseFips).required().or(false),
            boolean("Both").built_in(BuiltIn::UseDualStack),
            string("Custom").built_in(BuiltIn::Endpoint),
            string("Account").built_in(BuiltIn::AccountId),
            string("Mode").built_in(BuiltIn::AccountIdEndpointMode),
            string("Other"),
        ],
        &[],
    );
    let known =
        BuiltIns { region: Some("us-east-1"), use_fips: true, account_id: Some("1"), ..BuiltIns::default() };
    let parameters = RULES.values(&known);
    assert_eq!(parameters.get("Where"), Some(&text("us-east-1")));
    assert_eq!(parameters.get("Safe"), Some(&Value::Boolean(true)));
    assert_eq!(parameters.get("Both"), Some(&Value::Boolean(false)));
    assert_eq!(parameters.get("Account"), Some(&text("1")));
    for absent in ["Custom", "Mode", "Other"] {
        assert_eq!(parameters.get(absent), None);
    }
}

#[test]
fn a_parameter_that_is_set_again_takes_the_new_value() {
    let parameters = with([("A", text("one")), ("B", Value::Boolean(true)), ("A", text("two"))]);
    assert_eq!(parameters.get("A"), Some(&text("two")));
    assert_eq!(parameters.get("B"), Some(&Value::Boolean(true)));
}

static TYPED: RuleSet = rule_set(
    &[string("Kind").required(), string("Stage").or_text("live"), string_array("Names").or_texts(&["first"])],
    &[
        endpoint(&[Assign("Second", &Attribute("Names", "[1]"))], "https://{Kind}.{Stage}.{Second}"),
        endpoint(&[Assign("Only", &Attribute("Names", "[0]"))], "https://{Kind}.{Stage}.{Only}"),
    ],
);

#[test]
fn defaults_stand_in_for_what_nobody_gives() {
    assert_eq!(url(&TYPED, &with([("Kind", text("k"))])), "https://k.live.first");
    let names = Value::StringArray(vec!["a".into(), "b".into()]);
    let parameters = with([("Kind", text("k")), ("Stage", text("test")), ("Names", names)]);
    assert_eq!(url(&TYPED, &parameters), "https://k.test.b");
}

#[test]
fn missing_and_wrong_parameters_are_named() {
    let missing = resolve(&TYPED, &Parameters::new()).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "the endpoint rules need a value for `Kind`; it comes from the operation's input or from the model"
    );
    let wrong = resolve(&TYPED, &with([("Kind", Value::Boolean(true))])).unwrap_err();
    assert_eq!(wrong.to_string(), "the endpoint rules want text for `Kind`");
    let wrong = resolve(&TYPED, &with([("Kind", text("k")), ("Names", text("n"))])).unwrap_err();
    assert_eq!(wrong.to_string(), "the endpoint rules want a list of texts for `Names`");
    let none = with([("Kind", text("k")), ("Names", Value::StringArray(Vec::new()))]);
    assert_eq!(resolve(&TYPED, &none), Err(EndpointError::NoRule));
}

#[test]
fn a_tree_without_an_answer_leaves_the_word_to_the_next_rule_and_takes_its_names_along() {
    static RULES: RuleSet = rule_set(
        &[string("A")],
        &[
            tree(
                &[Assign("Part", &Substring(&Reference("A"), 0, 1, false))],
                &[endpoint(&[StringEquals(&Reference("Part"), &Text("x"))], "https://x")],
            ),
            error(&[IsSet(&Reference("Part"))], "the name is still there"),
            endpoint(&[Not(&IsSet(&Reference("Part")))], "https://{A}"),
        ],
    );
    assert_eq!(url(&RULES, &with([("A", text("xyz"))])), "https://x");
    assert_eq!(url(&RULES, &with([("A", text("abc"))])), "https://abc");
}

#[test]
fn headers_and_the_scheme_that_the_client_can_sign_with_are_given() {
    static RULES: RuleSet = rule_set(
        &[string("Region"), boolean("Everywhere").or(false)],
        &[
            signed_endpoint(
                &[BooleanEquals(&Reference("Everywhere"), true)],
                "https://all",
                &[scheme("sigv4a").region("*")],
            ),
            signed_endpoint(
                &[],
                "https://one",
                &[
                    scheme("sigv4a").region("*"),
                    scheme("sigv4").name("signed").region("{Region}").path_as_is(),
                ],
            )
            .headers(&[("x-region", "in {Region}")]),
        ],
    );
    assert_eq!(
        resolve(&RULES, &with([("Region", text("r"))])).unwrap(),
        Endpoint {
            url: "https://one".to_owned(),
            headers: vec![("x-region".to_owned(), "in r".to_owned())],
            auth: Some(AuthScheme {
                name: "sigv4".to_owned(),
                signing_name: Some("signed".to_owned()),
                signing_region: Some("r".to_owned()),
                path_as_is: true,
            }),
        }
    );
    let everywhere = resolve(&RULES, &with([("Everywhere", Value::Boolean(true))])).unwrap().auth.unwrap();
    assert_eq!((everywhere.name.as_str(), everywhere.signing_region.as_deref()), ("sigv4a", Some("*")));
}

#[test]
fn functions_decide_rules() {
    static RULES: RuleSet = rule_set(
        &[string("Arn")],
        &[
            endpoint(
                &[
                    Assign("Parsed", &ParseArn(&Reference("Arn"))),
                    StringEquals(&Attribute("Parsed", "resourceId[0]"), &Text("table")),
                    Assign("Table", &Attribute("Parsed", "resourceId[1]")),
                    IsValidHostLabel(&Attribute("Parsed", "accountId"), false),
                ],
                "https://{Parsed#accountId}.{Parsed#service}/{Table}",
            ),
            endpoint(
                &[
                    Assign("Url", &ParseUrl(&Reference("Arn"))),
                    BooleanEquals(&Attribute("Url", "isIp"), true),
                ],
                "{Url#scheme}://{Url#authority}",
            ),
            endpoint(
                &[
                    IsVirtualHostableBucket(&Reference("Arn"), false),
                    Assign("Encoded", &UriEncode(&Reference("Arn"))),
                ],
                "https://{Encoded}",
            ),
        ],
    );
    for (arn, expected) in [
        ("arn:aws:db:r:123:table/t", Ok("https://123.db/t")),
        ("arn:aws:db:r:no_label:table/t", Err(EndpointError::NoRule)),
        ("arn:aws:db:r:123:table", Err(EndpointError::NoRule)),
        ("http://127.0.0.1:80/p", Ok("http://127.0.0.1:80")),
        ("http://example.com", Err(EndpointError::NoRule)),
        ("my-bucket", Ok("https://my-bucket")),
    ] {
        let actual = resolve(&RULES, &with([("Arn", text(arn))])).map(|endpoint| endpoint.url);
        assert_eq!(actual, expected.map(str::to_owned), "{arn}");
    }
}

#[test]
fn broken_rules_say_what_is_wrong() {
    static NO_VALUE: RuleSet = rule_set(&[], &[endpoint(&[], "https://{Region}")]);
    static NOT_TEXT: RuleSet = rule_set(&[boolean("Flag").or(true)], &[error(&[], "it is {Flag}")]);
    static NO_PARTNER: RuleSet = rule_set(&[], &[error(&[], "it is {Flag")]);
    static NOT_BOOLEAN: RuleSet = rule_set(&[], &[error(&[BooleanEquals(&Text("true"), true)], "never")]);
    static ABSENT: RuleSet =
        rule_set(&[string("A")], &[error(&[StringEquals(&Reference("A"), &Text("a"))], "never")]);
    for (rules, expected) in [
        (&NO_VALUE, "template \"https://{Region}\": `Region` has no value"),
        (&NOT_TEXT, "template \"it is {Flag}\": `Flag` is a boolean, not text"),
        (&NO_PARTNER, "template \"it is {Flag\": a brace has no partner"),
        (&NOT_BOOLEAN, "\"true\" is text, not a boolean"),
        (&ABSENT, "`A` is absent, not text"),
    ] {
        let error = resolve(rules, &Parameters::new()).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("the endpoint rules are broken: {expected}; set an endpoint URL to do without them")
        );
    }
}

#[test]
fn rules_that_never_end_are_an_error() {
    static RULES: [Rule; 1] = [tree(&[], &RULES)];
    static ENDLESS: RuleSet = rule_set(&[], &RULES);
    let error = resolve(&ENDLESS, &Parameters::new()).unwrap_err();
    assert!(error.to_string().contains("nest deeper than 64 levels"), "{error}");

    static NOT: Expression = Not(&NOT);
    static CONDITIONS: [Expression; 1] = [Not(&NOT)];
    static ENDLESS_CONDITION: RuleSet = rule_set(&[], &[endpoint(&CONDITIONS, "https://never")]);
    let error = resolve(&ENDLESS_CONDITION, &Parameters::new()).unwrap_err();
    assert!(error.to_string().contains("nest deeper than 64 levels"), "{error}");
}

#[test]
fn doubled_braces_stand_for_themselves() {
    static RULES: RuleSet = rule_set(&[string("A")], &[error(&[], "{{{A}}} and }}{{")]);
    assert_eq!(resolve(&RULES, &with([("A", text("ü"))])).unwrap_err().to_string(), "{ü} and }{");
}

#[test]
fn substrings_are_of_ascii_and_never_shorter_than_asked_for() {
    let cut = |text: &str, start, stop, reverse| {
        substring(&text.to_owned().into(), start, stop, reverse).map(String::from)
    };
    assert_eq!(cut("abcdef", 1, 3, false).as_deref(), Some("bc"));
    assert_eq!(cut("abcdef", 1, 3, true).as_deref(), Some("de"));
    assert_eq!(cut("abcdef", 0, 6, true).as_deref(), Some("abcdef"));
    for (text, start, stop) in [("abc", 0, 4), ("abc", 2, 2), ("abc", 3, 1), ("äbc", 0, 2), ("", 0, 1)] {
        assert_eq!(cut(text, start, stop, false), None, "{text} {start} {stop}");
    }
}

#[test]
fn host_labels_and_buckets_follow_their_rules() {
    let long = "a".repeat(64);
    for (label, alone, dotted) in [
        ("a", true, true),
        ("A-9", true, true),
        ("a.b", false, true),
        ("a..b", false, false),
        ("", false, false),
        ("-a", false, false),
        ("a-", false, false),
        ("a_b", false, false),
        ("ä", false, false),
        (long.as_str(), false, false),
    ] {
        assert_eq!(
            (is_valid_host_label(label, false), is_valid_host_label(label, true)),
            (alone, dotted),
            "{label}"
        );
    }
    for (bucket, expected) in [
        ("abc", true),
        ("ab", false),
        ("Abc", false),
        ("1.2.3.4", false),
        ("1.2.3.4.5", true),
        ("a.b", true),
        ("a_b", false),
    ] {
        assert_eq!(is_virtual_hostable_bucket(bucket, true), expected, "{bucket}");
    }
}

#[test]
fn uris_are_encoded_byte_by_byte() {
    assert_eq!(uri_encode("a/b c~ü"), "a%2Fb%20c~%C3%BC");
}

#[test]
fn texts_that_are_no_arns_give_no_value() {
    for arn in [
        "",
        "arn:aws:s:r:a",
        "arn::s:r:a:x",
        "arn:aws::r:a:x",
        "arn:aws:s:r:a:",
        "nra:aws:s:r:a:x",
        "ärn:aws:s:r:a:x",
    ] {
        assert!(parse_arn(&arn.into()).is_none(), "{arn}");
    }
    let arn = parse_arn(&"arn:aws:s:::a:b/c".into()).unwrap();
    let part = |path| match arn.attribute(path) {
        Some(super::functions::Operand::String(text)) => Some(text.into_owned()),
        _ => None,
    };
    assert_eq!(part("region").as_deref(), Some(""));
    assert_eq!(part("resourceId[2]").as_deref(), Some("c"));
    for absent in
        ["resourceId[3]", "resourceId[x]", "resourceId", "nothing", "nothing[0]", "region[0]", "[0]"]
    {
        assert_eq!(part(absent), None, "{absent}");
    }
}

#[test]
fn urls_are_taken_apart() {
    let part = |url: &str, path: &str| match parse_url(url)?.attribute(path)? {
        super::functions::Operand::String(text) => Some(text.into_owned()),
        super::functions::Operand::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    };
    let url = "HTTPS://user@example.com:8443/a//./b/../c d#fragment";
    assert_eq!(part(url, "scheme").as_deref(), Some("https"));
    assert_eq!(part(url, "authority").as_deref(), Some("user@example.com:8443"));
    assert_eq!(part(url, "path").as_deref(), Some("/a//./b/../c d"));
    assert_eq!(part(url, "normalizedPath").as_deref(), Some("/a/c%20d/"));
    assert_eq!(part("http://h", "normalizedPath").as_deref(), Some("/"));
    for (url, is_ip) in
        [("http://1.2.3.4:80", "true"), ("http://[::1]:80", "true"), ("http://1.2.3", "false")]
    {
        assert_eq!(part(url, "isIp").as_deref(), Some(is_ip), "{url}");
    }
    for bad in ["", "example.com", "ftp://h", "http://h?q", "http://h:x", "http://h:65536", "http://[::1]:x"]
    {
        assert_eq!(part(bad, "scheme"), None, "{bad}");
    }
}
