//! The program `call`, as a shell sees it.

#![cfg(feature = "dynamic")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const OPERATION: &str = "DescribeMaintenanceWindowExecutionTasks";
const INPUT: &str = r#"{"WindowExecutionId": "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f", "MaxResults": 2}"#;

/// What a run gave: exit code, standard output, standard error.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn json(&self) -> Value {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        serde_json::from_str(&self.out).unwrap()
    }
}

/// Runs the program with nothing of this machine's configuration.
fn call(arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_call"))
        .args(arguments)
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_MAX_ATTEMPTS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input may have ended before.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The same with credentials, against a server that gives these replies in order.
fn call_server(arguments: &[&str], replies: Vec<(u16, Value)>) -> Run {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = BufReader::new(stream);
        for (status, reply) in replies {
            let mut length = 0;
            let mut line = String::new();
            while stream.read_line(&mut line).unwrap() > 2 {
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            stream.read_exact(&mut vec![0; length]).unwrap();
            let reply = reply.to_string();
            let head = format!(
                "HTTP/1.1 {status} X\r\nx-amzn-requestid: 4f1c\r\ncontent-length: {}\r\n\r\n",
                reply.len()
            );
            stream.get_mut().write_all((head + &reply).as_bytes()).unwrap();
        }
    });
    let program = Command::new(env!("CARGO_BIN_EXE_call"))
        .args(arguments)
        .args(["--endpoint-url", &url])
        .env_clear()
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_MAX_ATTEMPTS", "1")
        .output()
        .unwrap();
    server.join().unwrap();
    Run {
        code: program.status.code(),
        out: String::from_utf8(program.stdout).unwrap(),
        err: String::from_utf8(program.stderr).unwrap(),
    }
}

fn page(ids: &[&str], next: Option<&str>) -> (u16, Value) {
    let tasks: Vec<Value> =
        ids.iter().map(|id| json!({"TaskExecutionId": id, "Status": "NEW_STATUS"})).collect();
    (200, json!({"WindowExecutionTaskIdentities": tasks, "NextToken": next, "MemberOfTheFuture": 1}))
}

fn ids(answer: &Value) -> Vec<&str> {
    let tasks = answer["WindowExecutionTaskIdentities"].as_array().unwrap();
    tasks.iter().map(|task| task["TaskExecutionId"].as_str().unwrap()).collect()
}

#[test]
fn a_dry_run_shows_the_request_and_needs_no_credentials() {
    let run = call(&[OPERATION, INPUT, "--dry-run", "--region", "eu-central-1"], "");
    let request = run.json();
    assert_eq!(request["method"], "POST");
    assert_eq!(request["url"], "https://ssm.eu-central-1.amazonaws.com/");
    assert_eq!(request["headers"]["content-type"], "application/x-amz-json-1.1");
    assert_eq!(request["headers"]["x-amz-target"], format!("AmazonSSM.{OPERATION}"));
    assert!(request["headers"].get("authorization").is_none());
    let body: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, serde_json::from_str::<Value>(INPUT).unwrap());
}

#[test]
fn an_endpoint_url_needs_no_region() {
    let run = call(&[OPERATION, INPUT, "--dry-run", "--endpoint-url", "http://localhost:4566"], "");
    assert_eq!(run.json()["url"], "http://localhost:4566/");
    let run = call(&[OPERATION, INPUT, "--dry-run"], "");
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("no region"), "{}", run.err);
}

#[test]
fn an_input_comes_from_standard_input_or_a_file_as_well() {
    let dry = |input: &str, text: &str| {
        call(&[OPERATION, input, "--dry-run", "--region", "eu-central-1"], text).json()
    };
    let expected = dry(INPUT, "");
    assert_eq!(dry("-", INPUT), expected);
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("call-input.json");
    std::fs::write(&file, INPUT).unwrap();
    assert_eq!(dry(&format!("@{}", file.display()), ""), expected);

    let run = call(&[OPERATION, "@no-such-file.json", "--region", "eu-central-1"], "");
    assert_eq!(run.code, Some(1));
    assert!(run.err.starts_with("error: no-such-file.json: "), "{}", run.err);
}

#[test]
fn what_is_wrong_is_one_line_and_exit_code_one() {
    for (operation, input, expected) in [
        ("DescribeTasks", "{}", "error: no operation is called \"DescribeTasks\" in a crate generated with"),
        (
            "DescribeMaintenanceWindowExecutionTask",
            "{}",
            "error: no operation is called \"DescribeMaintenanceWindowExecutionTask\"; \
             did you mean \"DescribeMaintenanceWindowExecutionTasks\"?\n",
        ),
        (
            OPERATION,
            "{}",
            "error: the input is not valid: WindowExecutionId: this member is required, and it is missing\n",
        ),
        (
            OPERATION,
            "{\"WindowExecutionId\": \"x\", \"Filters\": [{\"Keys\": 1}]}",
            "error: the input is not valid: Filters[0].Keys: MaintenanceWindowFilter has no such member; did you mean \"Key\"?\n",
        ),
        (
            OPERATION,
            "{\"WindowExecutionId\": \"x\", \"a\\nb\": 1}",
            "error: the input is not valid: a b: DescribeMaintenanceWindowExecutionTasksRequest has no such member\n",
        ),
    ] {
        let run = call(&[operation, input, "--region", "eu-central-1"], "");
        assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
        assert!(run.err.starts_with(expected), "{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
}

#[test]
fn wrong_arguments_have_an_exit_code_of_their_own() {
    for arguments in [&[][..], &[OPERATION, "{}", "--max-items", "many"], &[OPERATION, "{}", "--batch", "x"]]
    {
        let run = call(arguments, "");
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{}", run.err);
        assert!(run.err.contains("--help"), "{}", run.err);
    }
}

#[test]
fn a_reply_is_printed_as_it_came_but_for_what_the_model_does_not_know() {
    let run = call_server(&[OPERATION, INPUT], vec![page(&["a"], Some("t"))]);
    let expected = json!({"NextToken": "t", "WindowExecutionTaskIdentities": [{"TaskExecutionId": "a", "Status": "NEW_STATUS"}]});
    assert_eq!(run.json(), expected);
}

#[test]
fn an_error_of_the_service_is_one_line() {
    let reply = json!({"__type": "DoesNotExistException", "Message": "not\nhere"});
    let run = call_server(&[OPERATION, INPUT], vec![(400, reply)]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    let expected =
        format!("error: {OPERATION}: DoesNotExistException: not here (HTTP 400, request id 4f1c)\n");
    assert_eq!(run.err, expected);
}

#[test]
fn pages_are_joined_cut_short_and_resumed() {
    let pages = || vec![page(&["a", "b"], Some("1")), page(&[], Some("2")), page(&["c"], Some(""))];
    let all = call_server(&[OPERATION, INPUT, "--all-pages"], pages()).json();
    assert_eq!((ids(&all), all.get("NextToken")), (vec!["a", "b", "c"], None));
    assert!(all.get("MemberOfTheFuture").is_none());

    let one = call_server(&[OPERATION, INPUT, "--max-items", "1"], pages().drain(..1).collect()).json();
    assert_eq!(ids(&one), ["a"]);
    let token = one["NextToken"].as_str().unwrap();
    let rest = call_server(&[OPERATION, INPUT, "--starting-token", token], pages()).json();
    assert_eq!((ids(&rest), rest.get("NextToken")), (vec!["b", "c"], None));

    let run = call(
        &[OPERATION, INPUT, "--starting-token", "resume1.!", "--endpoint-url", "http://localhost:1"],
        "",
    );
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("the starting token is not usable: it is damaged"), "{}", run.err);
}

#[test]
fn a_batch_answers_every_line() {
    let line = |more: Value| {
        let mut line =
            json!({"operation": OPERATION, "input": serde_json::from_str::<Value>(INPUT).unwrap()});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line.to_string()
    };
    let lines =
        [line(json!({"dry_run": true})), line(json!({"operation": "Nothing"})), "{".to_owned()].join("\n");
    let run = call(&["--batch", "-", "--region", "eu-central-1"], &lines);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let answers: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["request"]["method"], "POST");
    assert!(answers[1]["error"].as_str().unwrap().starts_with("no operation is called \"Nothing\""));
    assert!(answers[2]["error"].as_str().unwrap().starts_with("the line is not JSON"));
}

/// A server that answers one request with bytes, and gives what came: head and body.
fn serve_once(answer: Vec<u8>) -> (String, std::thread::JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let before = head.len();
            stream.read_line(&mut head).unwrap();
            let line = head[before..].to_ascii_lowercase();
            if let Some(told) = line.strip_prefix("content-length: ") {
                length = told.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        stream.get_mut().write_all(&answer).unwrap();
        (head, body)
    });
    (url, served)
}

fn call_at(url: &str, arguments: &[&str]) -> Run {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--endpoint-url", url]).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_call"))
        .args(arguments)
        .env_clear()
        .envs([
            ("AWS_MAX_ATTEMPTS", "1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ])
        .output()
        .unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_body_comes_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body");
    std::fs::write(&file, [0, 255, 7]).unwrap();
    let (url, served) = serve_once(b"HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: 0\r\n\r\n".to_vec());
    let input = r#"{"Bucket": "photos", "Key": "a b"}"#;
    let run = call_at(&url, &["PutObject", input, "--body", file.to_str().unwrap()]);
    assert_eq!(run.json(), json!({"ETag": "\"one\""}));
    let (head, body) = served.join().unwrap();
    assert!(head.starts_with("PUT /photos/a%20b HTTP/1.1\r\n"), "{head}");
    assert_eq!(body, [0, 255, 7]);
}

#[test]
fn a_body_goes_to_a_file_that_is_there_when_all_of_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body");
    let input = r#"{"Bucket": "photos", "Key": "k"}"#;
    let arguments = ["GetObject", input, "--output", file.to_str().unwrap()];
    for (came, is_whole) in [(&[0_u8, 255, 7][..], true), (&[0, 255], false)] {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\n";
        let (url, served) = serve_once([&head[..], came].concat());
        let run = call_at(&url, &arguments);
        served.join().unwrap();
        if is_whole {
            assert_eq!(run.json()["ContentType"], "image/png");
            assert_eq!(std::fs::read(&file).unwrap(), [0, 255, 7]);
            std::fs::remove_file(&file).unwrap();
        } else {
            assert_eq!(run.code, Some(1));
            assert!(run.err.starts_with("error: the stream broke off at byte 2 of 3: "), "{}", run.err);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn events_are_a_line_each() {
    let event = |name: &str, payload: &'static str| {
        let message = shapesmith_runtime::events::Message::new(payload);
        message.header(":message-type", "event").header(":event-type", name).encode().unwrap().to_vec()
    };
    let stats = "<Stats><BytesReturned>8</BytesReturned></Stats>";
    let frames =
        [event("Records", "a,1\n"), event("Stats", stats), event("New", ""), event("End", "")].concat();
    let input = r#"{"Bucket": "photos", "Key": "k", "Expression": "SELECT *", "ExpressionType": "SQL",
        "InputSerialization": {}, "OutputSerialization": {}}"#;
    for (frames, code) in [(&frames[..], 0), (&frames[..frames.len() - 1], 1)] {
        let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
        let (url, served) = serve_once([&head[..], frames].concat());
        let run = call_at(&url, &["SelectObjectContent", input]);
        served.join().unwrap();
        let lines = [
            r#"{"Records":{"Payload":"YSwxCg=="}}"#,
            r#"{"Stats":{"Details":{"BytesReturned":8}}}"#,
            r#"{"New":{}}"#,
            r#"{"End":{}}"#,
        ];
        let came: Vec<&str> = run.out.lines().collect();
        assert_eq!(
            (came.as_slice(), run.code),
            (&lines[..if code == 0 { 4 } else { 3 }], Some(code)),
            "{}",
            run.err
        );
        assert!(code == 0 || run.err.contains("in the middle of the message"), "{}", run.err);
    }
}

#[test]
fn what_streams_need_is_told_before_anything_is_sent() {
    let input = r#"{"Bucket": "photos", "Key": "k"}"#;
    for (arguments, told) in [
        (vec!["GetObject", input], "say where it goes with --output FILE"),
        (vec!["PutObject", input, "--output", "x"], "leave out --output"),
        (
            vec!["GetObject", input, "--body", env!("CARGO_MANIFEST_PATH"), "--output", "x"],
            "leave out --body",
        ),
        (vec!["PutObject", input, "--body", "/nowhere/at/all"], "/nowhere/at/all: "),
    ] {
        let run = call_at("http://127.0.0.1:1", &arguments);
        assert_eq!(run.code, Some(1));
        assert!(run.err.contains(told), "{}", run.err);
    }
}
