//! The blocking client: the same calls without an async runtime.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use ssm::blocking::Client;
use ssm::operation::describe_maintenance_window_execution_tasks::{
    DescribeMaintenanceWindowExecutionTasksInput as TasksInput,
    DescribeMaintenanceWindowExecutionTasksOutput as TasksOutput,
};
use ssm::types::{MaintenanceWindowExecutionTaskIdentity as Task, MaintenanceWindowFilter as Filter};

const EXECUTION: &str = "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f";

/// A client of two pages: the tasks `a` and `b`, then `c`.
fn client() -> Client {
    let fake = ssm::Client::fake().on(|input: &TasksInput| {
        let tasks = |ids: &[&str]| {
            let tasks: Vec<_> = ids.iter().map(|id| Task::new().task_execution_id(*id)).collect();
            TasksOutput::new().window_execution_task_identities(tasks)
        };
        Ok(match input.next_token {
            None => tasks(&["a", "b"]).next_token("second"),
            Some(_) => tasks(&["c"]),
        })
    });
    Client::from(fake.client())
}

#[test]
fn a_listing_is_an_iterator() {
    let request = client().describe_maintenance_window_execution_tasks(EXECUTION);
    let mut ids = Vec::new();
    for task in request.filters([Filter::new().key("STATUS").values(["FAILED"])]).items() {
        ids.extend(task.unwrap().task_execution_id);
    }
    assert_eq!(ids, ["a", "b", "c"]);
}

#[test]
fn pages_limits_and_resume_tokens_are_there_too() {
    let client = client();
    let pages = client.describe_maintenance_window_execution_tasks(EXECUTION).max_results(10).pages();
    let sizes: Vec<usize> =
        pages.map(|page| page.unwrap().window_execution_task_identities_or_empty().len()).collect();
    assert_eq!(sizes, [2, 1]);

    let mut items = client.describe_maintenance_window_execution_tasks(EXECUTION).items().limit(1);
    assert_eq!(items.by_ref().count(), 1);
    let rest = client
        .describe_maintenance_window_execution_tasks(EXECUTION)
        .items()
        .starting_token(items.resume_token().unwrap());
    let ids: Vec<_> = rest.map(|task| task.unwrap().task_execution_id.unwrap()).collect();
    assert_eq!(ids, ["b", "c"]);
}

#[test]
fn the_next_page_can_be_fetched_ahead() {
    let request = client().describe_maintenance_window_execution_tasks(EXECUTION);
    assert_eq!(request.items().prefetch(true).map(Result::unwrap).count(), 3);
}

#[test]
fn inside_an_async_runtime_every_call_is_an_error_that_says_so() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let client = client();
        let error = client.describe_maintenance_window_execution_tasks(EXECUTION).send().unwrap_err();
        assert_eq!(
            error.to_string(),
            "DescribeMaintenanceWindowExecutionTasks: a blocking call inside an async runtime would hold up \
             everything else there; use the async client, or make the call on a thread started with std::thread"
        );
        let mut items = client.describe_maintenance_window_execution_tasks(EXECUTION).items();
        assert!(items.next().unwrap().is_err());
        assert!(items.next().is_none(), "the error ends the listing");
    });
}

#[test]
fn many_threads_share_a_client_and_it_can_be_dropped_anywhere() {
    let client = client();
    thread::scope(|scope| {
        for _ in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                let page = client.describe_maintenance_window_execution_tasks(EXECUTION).send().unwrap();
                assert_eq!(page.window_execution_task_identities_or_empty().len(), 2);
            });
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async move { drop(client) });
}

#[test]
fn calls_go_over_real_sockets_and_connections_are_kept() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // One connection is accepted, so a client that opened another would never be answered.
    let server = thread::spawn(move || answer(listener.accept().unwrap().0, 3));
    let config = ssm::test_util::config(http()).endpoint_url(url).build().unwrap();
    let client = Client::new(config);
    for _ in 0..3 {
        let page = client.describe_maintenance_window_execution_tasks(EXECUTION).send().unwrap();
        assert_eq!(page.next_token, None);
    }
    server.join().unwrap();
}

fn http() -> impl ssm::test_util::HttpClient {
    ssm::test_util::HyperClient::new(std::time::Duration::from_secs(3)).unwrap()
}

/// Answers requests on a connection, each with an empty page.
fn answer(mut stream: TcpStream, requests: usize) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    for _ in 0..requests {
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        reader.read_exact(&mut vec![0; length]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
    }
}
