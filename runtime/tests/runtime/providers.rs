//! The services that give credentials, over sockets and at their worst: slow, busy, cut off, garbled, refusing,
//! pointing elsewhere, with tokens that are over and clocks that are wrong.

mod container;
mod hosts;
mod metadata;
mod roles;
mod silence;
mod single_sign_on;

use std::path::Path;
use std::time::Duration;

use shapesmith_runtime::request::send;
use shapesmith_runtime::retry::Backoff;
use shapesmith_runtime::{Client, Config, ConfigBuilder, Environment, RequestConfig};

use crate::support::server::{Answer, Server, ok, reply, status};
use crate::support::things::{SERVICE, list};

/// What is secret in these tests, and must stand in no error.
const SECRETS: [&str; 3] = ["hunter2", "canary", "s3cr3t"];

/// Variables with their values.
type Variables<'a> = &'a [(&'a str, &'a str)];

/// A client of a service that takes every key, in an environment of its own.
struct Bench {
    api: Server,
    home: tempfile::TempDir,
    environment: Environment,
}

impl Bench {
    async fn new(config: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join(".aws/sso/cache")).unwrap();
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        let api = Server::start((0..20).map(|_| ok("{}"))).await;
        let environment = Environment::empty()
            .with_home(home.path())
            .with("AWS_EC2_METADATA_DISABLED", "true")
            .with("AWS_ENDPOINT_URL_THING_STORE", &api.url);
        Self { api, home, environment }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment = self.environment.with(name, value);
        self
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn config(&self) -> ConfigBuilder {
        let moment = Duration::from_millis(1);
        Config::builder().environment(self.environment.clone()).region("eu-central-1").backoff(Backoff {
            first: moment,
            first_throttled: moment,
            longest: Duration::from_millis(5),
        })
    }

    fn client(&self) -> Client {
        Client::new(&SERVICE, self.config().build().unwrap())
    }

    /// The key that a call is signed with, or the error's line, which holds nothing that is secret.
    async fn call(&self) -> Result<String, String> {
        self.call_with(&self.client()).await
    }

    async fn call_with(&self, client: &Client) -> Result<String, String> {
        match send(client, list("blue"), &RequestConfig::new()).await {
            Ok(_) => {
                let request = self.api.received().pop().unwrap();
                let authorization = request.header("authorization").unwrap();
                Ok(authorization.split(['=', '/']).nth(1).unwrap().to_owned())
            }
            Err(error) => {
                let shown = format!("{error} {error:?}");
                for secret in SECRETS {
                    assert!(!shown.contains(secret), "{shown}");
                }
                Err(error.one_line())
            }
        }
    }
}

/// The document of a container or an instance.
fn document(id: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{id}","SecretAccessKey":"hunter2","Token":"canary",
            "Expiration":"2099-01-01T00:00:00Z"}}"#
    )
}

/// Everything that passes: each of these, once, is asked again about.
fn passing() -> Vec<(&'static str, Answer)> {
    vec![
        ("500", status("500 Internal Server Error", &[], "busy")),
        ("503", status("503 Service Unavailable", &[], "")),
        ("429", status("429 Too Many Requests", &[], "{}")),
        ("closed", Answer::Cut(Vec::new())),
        ("cut", Answer::Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Acc".to_vec())),
        ("no HTTP", Answer::Cut(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())),
    ]
}

fn lines(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// An answer that points to another place.
fn redirect(to: &str) -> Answer {
    Answer::Bytes(reply("302 Found", &[("Location", to)], ""))
}
