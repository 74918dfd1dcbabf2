//! JMESPath expressions over shapes: what they give, and how they read in messages.

use std::collections::HashMap;

use serde_json::json;
use shapesmith_runtime::jmespath::{Expression, Value};
use shapesmith_runtime::shape::Value as _;
use shapesmith_runtime::waiter::table::*;

#[derive(Clone)]
enum State {
    Running,
    Unknown(shapesmith_runtime::UnknownValue),
}

shapesmith_runtime::string_enum! {
    State {
        Running: "RUNNING";
    }
}

#[derive(Clone, PartialEq)]
enum Target {
    Host(String),
    Port(i32),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Target as "Target" {
        Host: "host" => String;
        Port: "port" => Integer;
    }
}

#[derive(Clone, PartialEq)]
struct Task {
    name: String,
    state: Option<State>,
    desired: Option<i32>,
    running: Option<i64>,
    target: Option<Target>,
}

shapesmith_runtime::structure! {
    Task as "Task" {
        name: "name" => String, REQUIRED;
        state: "state" => shape::<State>();
        desired: "desired" => Integer;
        running: "running" => Long;
        target: "target" => shape::<Target>();
    }
}

#[derive(Clone, PartialEq)]
struct Fleet {
    name: Option<String>,
    ready: Option<bool>,
    load: Option<f64>,
    tasks: Option<Vec<Task>>,
    groups: Option<Vec<Vec<String>>>,
    sparse: Option<Vec<Option<i32>>>,
    tags: Option<HashMap<String, String>>,
    main: Option<Task>,
    notes: Option<serde_json::Value>,
    since: Option<shapesmith_runtime::Timestamp>,
}

shapesmith_runtime::structure! {
    Fleet as "Fleet" {
        name: "Name" => String;
        ready: "Ready" => Boolean;
        load: "Load" => Double;
        tasks: "Tasks" => List(&each(shape::<Task>()));
        groups: "Groups" => List(&each(List(&each(String))));
        sparse: "Sparse" => SparseList(&each(Integer));
        tags: "Tags" => Map(&pair(each(String), each(String)));
        main: "Main" => shape::<Task>();
        notes: "Notes" => Document;
        since: "Since" => Timestamp;
    }
}

fn fleet() -> Fleet {
    serde_json::from_value(json!({
        "Name": "blue",
        "Ready": true,
        "Load": 0.5,
        "Tasks": [
            {"name": "a", "state": "RUNNING", "desired": 2, "running": 2, "target": {"host": "h"}},
            {"name": "b", "state": "PAUSED", "desired": 2, "running": 1, "target": {"port": 80}},
            {"name": "c"}
        ],
        "Groups": [["x", "y"], [], ["z"]],
        "Sparse": [1, null, 3],
        "Tags": {"team": "storage", "area": "north"},
        "Main": {"name": "m", "state": "RUNNING"},
        "Notes": {"list": [1, [2, 3]], "text": "t", "nothing": null},
        "Since": 1_700_000_000
    }))
    .unwrap()
}

const TASKS: Expression = Members(&["Tasks"]);
const STATE: Expression = Members(&["state"]);

/// What an expression gives, as JSON.
fn value(value: &Value<'_>) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Boolean(value) => json!(value),
        Value::Number(value) => json!(value),
        Value::Text(text) => json!(text),
        other => match other.elements() {
            Some(elements) => elements.iter().map(self::value).collect(),
            None => json!(other.to_string()),
        },
    }
}

/// Asserts what expressions give over a fleet, and how they are written.
#[track_caller]
fn assert_gives(fleet: &Fleet, cases: &[(Expression, &str, serde_json::Value)]) {
    for (expression, text, expected) in cases {
        assert_eq!(expression.to_string(), *text);
        assert_eq!(value(&expression.evaluate(fleet.view())), *expected, "{text}");
    }
}

#[test]
fn members_lead_through_structures_maps_unions_and_documents() {
    assert_gives(
        &fleet(),
        &[
            (Members(&["Name"]), "Name", json!("blue")),
            (Members(&["Ready"]), "Ready", json!(true)),
            (Members(&["Load"]), "Load", json!(0.5)),
            (Members(&["Main", "state"]), "Main.state", json!("RUNNING")),
            (Members(&["Tags", "team"]), "Tags.team", json!("storage")),
            (Members(&["Tags", "none"]), "Tags.none", json!(null)),
            (Members(&["Notes", "text"]), "Notes.text", json!("t")),
            (Members(&["Notes", "nothing"]), "Notes.nothing", json!(null)),
            (Members(&["Nowhere"]), "Nowhere", json!(null)),
            (Members(&["Name", "length"]), "Name.length", json!(null)),
            (Members(&["Main", "target", "host"]), "Main.target.host", json!(null)),
            (Current, "@", json!("a structure")),
            (Members(&["Since"]), "Since", json!("2023-11-14T22:13:20Z")),
        ],
    );
}

#[test]
fn lists_are_indexed_projected_filtered_and_flattened() {
    assert_gives(
        &fleet(),
        &[
            (Each(&Flatten(&TASKS), &STATE), "Tasks[].state", json!(["RUNNING", "PAUSED"])),
            (Each(&TASKS, &Members(&["target", "host"])), "Tasks[*].target.host", json!(["h"])),
            (Each(&TASKS, &Members(&["target", "port"])), "Tasks[*].target.port", json!([80.0])),
            (Then(&Index(&TASKS, -1), &Members(&["name"])), "Tasks[-1].name", json!("c")),
            (Then(&Index(&TASKS, 1), &Members(&["name"])), "Tasks[1].name", json!("b")),
            (Index(&TASKS, 3), "Tasks[3]", json!(null)),
            (Index(&TASKS, -4), "Tasks[-4]", json!(null)),
            (Index(&TASKS, i32::MIN), "Tasks[-2147483648]", json!(null)),
            (Flatten(&Members(&["Groups"])), "Groups[]", json!(["x", "y", "z"])),
            (Flatten(&Members(&["Sparse"])), "Sparse[]", json!([1.0, 3.0])),
            (Flatten(&Members(&["Notes", "list"])), "Notes.list[]", json!([1.0, 2.0, 3.0])),
            (Flatten(&Members(&["Name"])), "Name[]", json!(null)),
            (
                Each(
                    &Filter(&TASKS, &Compare(Equal, &Members(&["running"]), &Members(&["desired"]))),
                    &Members(&["name"]),
                ),
                "Tasks[?running == desired].name",
                // An absent member equals an absent member.
                json!(["a", "c"]),
            ),
            (Values(&Members(&["Tags"])), "Tags.*", json!(["north", "storage"])),
            (Keys(&Members(&["Tags"])), "keys(Tags)", json!(["area", "team"])),
            (
                Flatten(&Each(&TASKS, &List(&[Members(&["name"]), STATE]))),
                "Tasks[*].[name, state][]",
                json!(["a", "RUNNING", "b", "PAUSED", "c"]),
            ),
        ],
    );
}

#[test]
fn conditions_know_what_is_empty() {
    const EMPTY: Expression = Literal(Text(""));
    assert_gives(
        &fleet(),
        &[
            (Not(&Members(&["Nowhere"])), "!Nowhere", json!(true)),
            (Not(&EMPTY), "!''", json!(true)),
            (Not(&Literal(Number(0.0))), "!`0`", json!(false)),
            (Not(&Literal(Boolean(false))), "!`false`", json!(true)),
            (Not(&Literal(Null)), "!`null`", json!(true)),
            (Not(&Members(&["Main"])), "!Main", json!(false)),
            (And(&Members(&["Ready"]), &Members(&["Name"])), "Ready && Name", json!("blue")),
            (And(&Members(&["Nowhere"]), &Members(&["Name"])), "Nowhere && Name", json!(null)),
            (Or(&Members(&["Nowhere"]), &Literal(Text("none"))), "Nowhere || 'none'", json!("none")),
            (Or(&Members(&["Name"]), &Literal(Text("none"))), "Name || 'none'", json!("blue")),
            (
                Not(&And(&Compare(Equal, &Length(&TASKS), &Literal(Number(1.0))), &Members(&["Ready"]))),
                "!(length(Tasks) == `1` && Ready)",
                json!(true),
            ),
            (Not(&Compare(Equal, &Members(&["Name"]), &EMPTY)), "!(Name == '')", json!(true)),
        ],
    );
}

#[test]
fn comparisons_and_lengths_of_what_is_not_there_are_null() {
    assert_gives(
        &fleet(),
        &[
            (Compare(Greater, &Length(&TASKS), &Literal(Number(0.0))), "length(Tasks) > `0`", json!(true)),
            (
                Compare(LessOrEqual, &Length(&Members(&["Name"])), &Literal(Number(4.0))),
                "length(Name) <= `4`",
                json!(true),
            ),
            (Compare(Less, &Members(&["Load"]), &Literal(Number(0.5))), "Load < `0.5`", json!(false)),
            (
                Compare(GreaterOrEqual, &Members(&["Load"]), &Literal(Number(0.5))),
                "Load >= `0.5`",
                json!(true),
            ),
            (Compare(NotEqual, &Members(&["Name"]), &Literal(Text("red"))), "Name != 'red'", json!(true)),
            (Compare(Equal, &Members(&["Name"]), &Members(&["Ready"])), "Name == Ready", json!(false)),
            (Compare(Greater, &Members(&["Name"]), &Literal(Number(0.0))), "Name > `0`", json!(null)),
            (
                Compare(Greater, &Length(&Members(&["Nowhere"])), &Literal(Number(0.0))),
                "length(Nowhere) > `0`",
                json!(null),
            ),
            (Length(&Members(&["Tags"])), "length(Tags)", json!(2.0)),
            (Length(&Members(&["Ready"])), "length(Ready)", json!(null)),
            (Sensitive(&Members(&["Name"])), "Name", json!("blue")),
        ],
    );
}

#[test]
fn nothing_is_found_in_an_empty_output() {
    let empty = serde_json::from_value(json!({})).unwrap();
    assert_gives(
        &empty,
        &[
            (Members(&["Main", "state"]), "Main.state", json!(null)),
            (Each(&Flatten(&TASKS), &STATE), "Tasks[].state", json!(null)),
            (Filter(&TASKS, &STATE), "Tasks[?state]", json!(null)),
            (Values(&Members(&["Tags"])), "Tags.*", json!(null)),
            (Keys(&Members(&["Tags"])), "keys(Tags)", json!(null)),
            (Then(&Members(&["Main"]), &Literal(Text("x"))), "Main.'x'", json!(null)),
            (Not(&Current), "!@", json!(true)),
        ],
    );
}

#[test]
fn values_are_shown_in_one_short_line() {
    let many = Fleet {
        groups: Some(vec![vec![String::new()]; 7]),
        sparse: Some((0..9).map(Some).collect()),
        name: Some("two\nlines".to_owned()),
        ..fleet()
    };
    let shown = |expression: Expression| expression.evaluate(many.view()).to_string();
    assert_eq!(shown(Members(&["Name"])), r#""two\nlines""#);
    assert_eq!(shown(Members(&["Sparse"])), "[0, 1, 2, 3, 4 and 4 more]");
    assert_eq!(shown(Members(&["Groups"])), "[a list, a list, a list, a list, a list and 2 more]");
    assert_eq!(shown(Members(&["Tags"])), "a map");
    assert_eq!(shown(Members(&["Nowhere"])), "absent");
    assert_eq!(shown(Members(&["Notes"])), "a document");
}
