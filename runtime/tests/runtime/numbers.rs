//! What replies hold beside plain values: numbers of every form, several members of a union, members twice.
//!
//! `.ci/run` runs these with the features of `serde_json` that other crates of a program may switch on, too.

use serde_json::{Value, json};
use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{Operation, OperationSchema};
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
use shapesmith_runtime::{Client, RequestConfig, Timestamp, Unknown};

use crate::support::things::SERVICE;

#[derive(Clone, Default, PartialEq)]
struct Ask {}

shapesmith_runtime::structure! { Ask as "Ask" {} }

#[derive(Clone, PartialEq)]
struct Answer {
    integer: Option<i32>,
    long: Option<i64>,
    float: Option<f32>,
    double: Option<f64>,
    at: Option<Timestamp>,
    document: Option<Value>,
    choice: Option<Choice>,
    part: Part,
    maybe: Option<Part>,
}

shapesmith_runtime::structure! {
    Answer as "Answer" {
        integer: "Integer" => Integer;
        long: "Long" => Long;
        float: "Float" => Float;
        double: "Double" => Double;
        at: "At" => Timestamp;
        document: "Document" => Document;
        choice: "Choice" => shape::<Choice>();
        part: "Part" => shape::<Part>(), REQUIRED;
        maybe: "Maybe" => shape::<Part>();
    }
}

#[derive(Clone, PartialEq)]
struct Part {
    one: Option<String>,
    two: Option<String>,
    count: i32,
}

shapesmith_runtime::structure! {
    Part as "Part" {
        one: "One" => String;
        two: "Two" => String;
        count: "Count" => Integer, REQUIRED;
    }
}

#[derive(Clone, PartialEq)]
enum Choice {
    Telephone(String),
    Email(String),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Choice as "Choice" {
        Telephone: "Telephone" => String;
        Email: "Email" => String;
    }
}

enum AskError {
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! { AskError {} }

impl Operation for Ask {
    type Output = Answer;
    type Error = AskError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("Ask");
}

/// What a call gives for a body, and what it takes note of.
async fn call(body: &str) -> Result<(Answer, Vec<Unknown>), String> {
    let http = CannedHttp::new([CannedReply::new(200, body.to_owned())]);
    let client = Client::new(&SERVICE, test_util::config(http).build().unwrap());
    let mut output: Answer = shapesmith_runtime::shape::Value::empty();
    let (mut ask, overrides) = (Ask {}, RequestConfig::new());
    let metadata = client.call(Ask::SCHEMA, &mut ask, &mut output, &overrides).await;
    metadata.map(|metadata| (output, metadata.unknowns)).map_err(|error| error.to_string())
}

async fn answer(body: &str) -> Answer {
    call(body).await.unwrap_or_else(|error| panic!("{body}: {error}")).0
}

#[tokio::test]
async fn numbers_are_read_in_every_form() {
    for (text, expected) in
        [("7", 7), ("7.0", 7), ("7e2", 700), ("-7E+2", -700), ("-0", 0), ("2147483647", i32::MAX)]
    {
        assert_eq!(answer(&format!(r#"{{"Integer":{text}}}"#)).await.integer, Some(expected), "{text}");
    }
    for (text, expected) in
        [("9223372036854775807", i64::MAX), ("-9223372036854775808", i64::MIN), ("1.5e3", 1500)]
    {
        assert_eq!(answer(&format!(r#"{{"Long":{text}}}"#)).await.long, Some(expected), "{text}");
    }
    for text in [
        "7",
        "0.1",
        "1e-7",
        "1.7976931348623157e308",
        "18446744073709551615",
        "36893488147419103232",
        "-1e400",
        "1e400",
    ] {
        let expected: f64 = text.parse().unwrap();
        assert_eq!(answer(&format!(r#"{{"Double":{text}}}"#)).await.double, Some(expected), "{text}");
    }
    assert!(answer(r#"{"Double":-0}"#).await.double.unwrap().is_sign_negative());
    assert_eq!(answer(r#"{"Float":0.1}"#).await.float, Some(0.1));
    for text in ["1769860800", "1769860800.0", "1.7698608e9", "1769860800.125"] {
        let seconds: f64 = text.parse().unwrap();
        let at = answer(&format!(r#"{{"At":{text}}}"#)).await.at.unwrap();
        assert_eq!(at.as_millis(), (seconds * 1000.0) as i128, "{text}");
    }
    let document = answer(r#"{"Document":{"b":[1,1.5,-2],"a":null}}"#).await.document;
    assert_eq!(document, Some(json!({"b": [1, 1.5, -2], "a": null})));
}

#[tokio::test]
async fn numbers_that_do_not_fit_are_told() {
    for (body, wanted) in [
        (r#"{"Integer":1.5}"#, "Integer: expected an integer of 32 bits at line 1"),
        (r#"{"Integer":2147483648}"#, "Integer: expected an integer of 32 bits"),
        (r#"{"Long":9223372036854775808}"#, "Long: expected an integer of 64 bits"),
        (r#"{"Long":36893488147419103232}"#, "Long: expected an integer of 64 bits"),
        (r#"{"Integer":1e999}"#, "Integer: expected an integer of 32 bits"),
        (r#"{"Double":{}}"#, "Double: expected a number"),
        (r#"{"At":{"a":"secret"}}"#, "At: expected a timestamp"),
        (r#"{"Integer":"secret, expected a secret"}"#, "Integer: expected an integer of 32 bits"),
        (r#"{"Double":"secret, expected a secret"}"#, "Double: expected a number"),
    ] {
        let error = call(body).await.map(drop).expect_err(body);
        assert!(error.contains(wanted) && !error.contains("secret"), "{body}: {error}");
    }
    for (body, path) in
        [(r#"{"Float":1e300}"#, "Float"), (r#"{"Float":-1e300}"#, "Float"), (r#"{"Double":1e999}"#, "Double")]
    {
        let (_, unknowns) = call(body).await.unwrap();
        assert_eq!(unknowns, [Unknown::Infinite { path: path.to_owned() }], "{body}");
    }
    assert_eq!(call(r#"{"Double":"Infinity"}"#).await.unwrap().1, [], "which is what was sent");
    assert_eq!(call(r#"{"Double":Infinity}"#).await.unwrap().0.double, Some(f64::INFINITY));
}

#[test]
fn values_of_serde_json_are_read_like_its_texts() {
    let value: Value =
        serde_json::from_str(r#"{"Integer":7e2,"Double":1.50e-3,"At":1769860800.125,"Long":1.0}"#).unwrap();
    let read: Answer = serde_json::from_value(value).unwrap();
    assert_eq!((read.integer, read.double, read.long), (Some(700), Some(0.0015), Some(1)));
    assert_eq!(read.at.unwrap().as_millis(), 1_769_860_800_125);
    let again: Answer = serde_json::from_value(serde_json::to_value(&read).unwrap()).unwrap();
    assert!(again == read);
}

#[tokio::test]
async fn a_union_keeps_what_is_set_whatever_nulls_stand_beside_it() {
    let telephone = Choice::Telephone("112".to_owned());
    for body in [
        r#"{"Telephone":"112","NewKind":null}"#,
        r#"{"NewKind":null,"Telephone":"112"}"#,
        r#"{"Email":null,"A":null,"Telephone":"112","B":null,"__type":"Choice"}"#,
        r#"{"Telephone":"113","Telephone":"112"}"#,
    ] {
        assert_eq!(
            answer(&format!(r#"{{"Choice":{body}}}"#)).await.choice.as_ref(),
            Some(&telephone),
            "{body}"
        );
    }
    let unknown = |name: &str| Some(Choice::Unknown { name: name.to_owned() });
    assert_eq!(answer(r#"{"Choice":{"NewKind":null}}"#).await.choice, unknown("NewKind"));
    assert_eq!(answer(r#"{"Choice":{"A":null,"NewKind":7}}"#).await.choice, unknown("NewKind"));
    assert_eq!(answer(r#"{"Choice":{}}"#).await.choice, unknown(""));
}

#[tokio::test]
async fn a_second_member_of_a_union_is_told() {
    let member = |path: &str| Unknown::Member { path: path.to_owned() };
    let second = |path: &str| Unknown::SecondMember { path: path.to_owned() };
    let telephone = Choice::Telephone("112".to_owned());
    let cases = [
        (r#"{"Telephone":"112","Email":"a@b"}"#, telephone.clone(), vec![second("Choice.Email")]),
        (
            r#"{"Telephone":"112","New":{"a":1}}"#,
            telephone.clone(),
            vec![member("Choice.New"), second("Choice.New")],
        ),
        (r#"{"New":{"a":1},"Telephone":"112"}"#, telephone, vec![member("Choice.New"), second("Choice.New")]),
        (
            r#"{"New":1,"Newer":2}"#,
            Choice::Unknown { name: "New".to_owned() },
            vec![member("Choice.New"), member("Choice.Newer"), second("Choice.Newer")],
        ),
    ];
    for (body, expected, notes) in cases {
        let (answer, unknowns) = call(&format!(r#"{{"Choice":{body}}}"#)).await.unwrap();
        assert_eq!((answer.choice, unknowns), (Some(expected), notes), "{body}");
    }
}

#[tokio::test]
async fn of_a_member_that_stands_twice_the_last_counts() {
    for name in ["Part", "Maybe"] {
        let body = format!(r#"{{"{name}":{{"One":"1","Count":7}},"{name}":{{"Two":"2"}}}}"#);
        let answer = answer(&body).await;
        let part = if name == "Part" { answer.part } else { answer.maybe.unwrap() };
        assert_eq!((part.one, part.two.as_deref(), part.count), (None, Some("2"), 0), "{name}");
    }
    assert_eq!(answer(r#"{"Integer":1,"Integer":null}"#).await.integer, None);
    assert_eq!(answer(r#"{"Part":{"Count":7},"Part":null}"#).await.part.count, 0);
}
