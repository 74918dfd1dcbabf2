//! The program `open_shop`, as a shell sees it, with four services in one server on this machine.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// What the services hold, and what was asked of them.
#[derive(Default)]
struct Services {
    orders: Vec<Value>,
    messages: usize,
    asked: Vec<String>,
    refused: Option<&'static str>,
}

type Reply = (u16, Value);

fn error(code: &str) -> Reply {
    (400, json!({"__type": code, "message": "as the test says"}))
}

impl Services {
    fn reply(&mut self, operation: &str, input: &Value) -> Reply {
        let again = self.asked.iter().any(|asked| asked == operation);
        self.asked.push(operation.to_owned());
        if self.refused == Some(operation) {
            return error("AccessDeniedException");
        }
        let parameter = |name: &str| json!({"Name": format!("/shop/{name}"), "Value": "sales"});
        let reply = match operation {
            "GetParametersByPath" if input.get("NextToken").is_none() => {
                json!({"Parameters": [parameter("table")], "NextToken": "more"})
            }
            "GetParametersByPath" => json!({"Parameters": [parameter("queue")]}),
            "ListSecrets" => json!({"SecretList": [{"Name": "/shop/key"}]}),
            "GetSecretValue" => json!({"SecretString": "hush"}),
            "CreateTable" if !self.orders.is_empty() => return error("ResourceInUseException"),
            "CreateTable" => json!({}),
            "DescribeTable" => json!({"Table": {"TableName": "sales", "TableStatus": "ACTIVE"}}),
            "CreateQueue" => {
                json!({"QueueUrl": format!("https://queues/{}", input["QueueName"].as_str().unwrap())})
            }
            // What is throttled is asked again.
            "PutItem" if !again => return error("ThrottlingException"),
            "PutItem" if self.orders.contains(&input["Item"]) => {
                return error("ConditionalCheckFailedException");
            }
            "PutItem" => {
                self.orders.push(input["Item"].clone());
                json!({})
            }
            "SendMessage" => {
                self.messages += 1;
                json!({"MessageId": "1", "MD5OfMessageBody": "be1e0b2f6a8c3a3d0d1b4b9a3f1c2d4e"})
            }
            "Query" => json!({"Items": self.orders, "Count": self.orders.len()}),
            "ReceiveMessage" => {
                let messages = vec![json!({"Body": "Ada: lamp", "ReceiptHandle": "h"}); self.messages];
                json!({"Messages": messages})
            }
            "DeleteMessage" => {
                self.messages -= 1;
                json!({})
            }
            other => panic!("{other} was not expected"),
        };
        (200, reply)
    }
}

/// Serves requests of one connection until it is closed.
fn serve(stream: TcpStream, services: &Mutex<Services>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut operation, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            match line.split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("x-amz-target") => {
                    operation = value.rsplit('.').next().unwrap().to_owned();
                }
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap()
                }
                _ if line.is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let (status, reply) =
            services.lock().unwrap().reply(&operation, &serde_json::from_slice(&body).unwrap());
        let reply = reply.to_string();
        let head = format!(
            "HTTP/1.1 {status} -\r\nx-amzn-requestid: {operation}-7\r\ncontent-length: {}\r\n\r\n",
            reply.len()
        );
        stream.get_mut().write_all((head + &reply).as_bytes())?;
    }
}

fn start(services: &Arc<Mutex<Services>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let services = Arc::clone(services);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let services = Arc::clone(&services);
            std::thread::spawn(move || serve(stream.unwrap(), &services));
        }
    });
    url
}

fn open_shop(url: &str) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_open_shop"));
    command.args(["/shop", "Ada", "lamp"]).env_clear();
    command.env("AWS_REGION", "eu-central-1").env("AWS_ENDPOINT_URL", url);
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "EXAMPLESECRET");
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn an_order_is_taken_once() {
    let services = Arc::default();
    let url = start(&services);
    for waiting in [1, 0] {
        let expected =
            format!("2 settings, 1 secrets\nAda has ordered lamp\n{waiting} messages were waiting\n");
        assert_eq!(open_shop(&url), (Some(0), expected, String::new()));
    }
    let services = services.lock().unwrap();
    let count = |operation: &str| services.asked.iter().filter(|asked| *asked == operation).count();
    assert_eq!((count("GetParametersByPath"), count("PutItem"), count("SendMessage")), (4, 3, 1));
}

#[test]
fn whichever_service_refuses_the_program_says_which_and_what_to_do() {
    for (operation, printed) in [("GetSecretValue", 0), ("DescribeTable", 1), ("ReceiveMessage", 2)] {
        let services = Arc::new(Mutex::new(Services { refused: Some(operation), ..Services::default() }));
        let (code, out, err) = open_shop(&start(&services));
        assert_eq!((code, out.lines().count()), (Some(1), printed), "{err}");
        assert!(err.contains(&format!("{operation}: AccessDeniedException: as the test says (")), "{err}");
        let advice = format!("not allowed: look at the policies of the role (request {operation}-7)\n");
        assert!(err.ends_with(&advice), "{err}");
        assert!(!err.contains("hush"), "{err}");
    }
}

/// Lines that are neither empty nor a comment, of files that one formatter has formatted.
fn lines(path: &str) -> usize {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

#[test]
fn it_is_three_fifths_of_what_it_is_with_the_official_sdk_and_the_guide_says_so() {
    let (ours, twin) = (lines("src/bin/open_shop.rs"), lines("../../benches/twin/src/main.rs"));
    assert!(ours * 10 <= twin * 6, "{ours} of {twin}");
    let page = include_str!("../../../docs/guide/from-aws-sdk-rust.md");
    let said = format!("{ours} lines here, {twin} there");
    assert!(page.contains(&said), "the guide does not say: {said}");
}
