//! Protocol tests, by the real command: generate, compile, run, compare.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

/// Runs the command on suite files; gives its exit code and what it printed.
///
/// What is compiled goes where the crates of the fixtures are compiled, since most of it is the same.
fn conformance(files: &[&Path]) -> (Option<i32>, String) {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let run = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("conformance")
        .args(files)
        .arg("--out")
        .arg(temporary.join("conformance"))
        .arg("--target-dir")
        .arg(temporary.join("fixtures/target"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    (run.status.code(), format!("{out}{err}"))
}

fn vectors(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(name)
}

/// Everything in one run, since compiling is what takes time.
#[test]
fn all_vectors_pass_and_suites_that_cannot_are_told_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("odd.json");
    let reply = |given: serde_json::Value, body: &str, result: serde_json::Value| json!({"given": given, "response": {"status_code": 200, "headers": {}, "body": body}, "result": result});
    let suites = json!([
        {
            "description": "another protocol",
            "metadata": {"protocol": "rest-yaml"},
            "shapes": {},
            "cases": [{"id": "rest", "given": {"name": "Get"}, "params": {}, "serialized": {"uri": "/things"}}],
        },
        {
            "description": "a shape that is not there",
            "metadata": {"protocol": "json"},
            "shapes": {"Out": {"type": "structure", "members": {"Thing": {"shape": "Thingg"}}}},
            "cases": [reply(json!({"name": "Get", "output": {"shape": "Out"}}), "{}", json!({}))],
        },
        {
            "description": "wrong expectations",
            "metadata": {"protocol": "json", "jsonVersion": "1.0", "targetPrefix": "Odd"},
            "shapes": {
                "Text": {"type": "string"},
                "Thing": {"type": "structure", "members": {"Name": {"shape": "Text"}, "Size": {"shape": "Number"}}},
                "Number": {"type": "integer"},
            },
            "cases": [
                {
                    "id": "body", "given": {"name": "Put", "input": {"shape": "Thing"}}, "params": {"Name": "a"},
                    "serialized": {"method": "POST", "body": "{\"Name\": \"b\"}", "headers": {"X-Amz-Target": "Odd.Get"}},
                },
                {
                    "id": "member", "given": {"name": "Put", "input": {"shape": "Thing"}}, "params": {"Nam": "a"},
                    "serialized": {"method": "POST"},
                },
                reply(json!({"name": "Put", "output": {"shape": "Thing"}}), r#"{"Size": 7}"#, json!({"Name": "a"})),
                reply(json!({"name": "Put", "output": {"shape": "Thing"}}), r#"{"Size": 7}"#, json!({"Size": 7})),
            ],
        },
    ]);
    std::fs::write(&odd, suites.to_string()).unwrap();

    let own = [
        vectors("aws-json-1.1.json"),
        vectors("more.json"),
        vectors("rest-json.json"),
        vectors("rest-xml.json"),
        vectors("query.json"),
        vectors("ec2.json"),
        vectors("events.json"),
    ];
    let ast = [vectors("smithy.json"), vectors("smithy-kinds.json"), vectors("smithy-events.json")];
    let files: Vec<&Path> = own.iter().chain(&ast).chain([&odd]).map(PathBuf::as_path).collect();
    let (code, printed) = conformance(&files);
    let cases = |path: &PathBuf| -> usize {
        let text = std::fs::read_to_string(path).unwrap();
        let suites: serde_json::Value = serde_json::from_str(&text).unwrap();
        suites.as_array().unwrap().iter().map(|suite| suite["cases"].as_array().unwrap().len()).sum()
    };
    // Of the cases of the models in Smithy's form four, 31 and 17 are for clients, and one more goes up as events.
    let own: usize = own[1..].iter().map(cases).sum::<usize>() + 4 + 31 + 17;

    let total = format!("\n{} passed, 4 failed, 2 not applicable\n", 112 + own + 1);
    assert!(printed.contains(&total), "{printed}");
    assert_eq!(code, Some(1), "{printed}");
    for expected in [
        "not applicable: EventThatGoesUp (smithy-events.json: example.sightings#Sightings rest-json): Sightings: operations.Report: the operation is sent a stream of events",
        "not applicable: rest (odd.json: 0 another protocol): the protocol rest-yaml is not supported",
        "failed: case 0 (odd.json: 1 a shape that is not there)\n    the crate cannot be generated: ",
        "failed: body (odd.json: 2 wrong expectations)\n    header X-Amz-Target\n      expected: Odd.Get\n      actual:   Odd.Put\n    \
         body\n      expected: {\"Name\": \"b\"}\n      actual:   {\"Name\":\"a\"}\n",
        "failed: member (odd.json: 2 wrong expectations)\n    expected a request, got: the input is not valid: Nam: \
         Thing has no such member; did you mean \"Name\"?\n",
        "failed: case 2 (odd.json: 2 wrong expectations)\n    result.Name\n      expected: \"a\"\n      actual:   nothing\n    \
         result.Size\n      expected: nothing\n      actual:   7\n",
    ] {
        assert!(printed.contains(expected), "not found: {expected}\n{printed}");
    }
}

#[test]
fn a_file_that_holds_no_suites_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let failure = |text: &str| {
        let path = folder.path().join("suites.json");
        std::fs::write(&path, text).unwrap();
        let (code, printed) = conformance(&[&path]);
        assert_eq!(code, Some(1), "{printed}");
        printed
    };
    assert!(failure("[{").contains("suites.json: EOF while parsing"));
    assert!(failure("7").contains("suites.json: expected a list of suites"));
    assert!(failure(r#"{"input": {}}"#).contains("suites.json: input: expected a list of suites"));
    let suite = r#"[{"metadata": {}, "shapes": {}, "cases": [{"given": {}}]}]"#;
    assert!(
        failure(suite).contains("0: cases.0: a case needs one of the keys \"serialized\" and \"response\"")
    );
    assert!(failure("[{}]").contains("0: a suite needs the key \"metadata\" with an object"));
}
