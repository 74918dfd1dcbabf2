//! An HTTP/1.1 server on the loopback that answers as it is told and keeps what it receives.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The largest body that the server reads, in bytes.
const LARGEST_BODY: usize = 1 << 20;
/// How long a client may be silent before the server hangs up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server that gives one reply after the other, and stops when it is dropped.
pub struct Server {
    /// Where it listens, such as `http://127.0.0.1:4566`.
    pub url: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    replies: std::vec::IntoIter<Reply>,
    received: Vec<Received>,
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Received {
    /// Method, path and version: `POST / HTTP/1.1`.
    pub line: String,
    /// Names in lower case, and values, as they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// The value of a header, if it came once.
    ///
    /// # Panics
    ///
    /// When it came more than once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        let first = values.next();
        assert_eq!(values.next(), None, "{name} came more than once");
        first
    }

    /// The body as text.
    ///
    /// # Panics
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }
}

/// A reply.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// A successful reply.
pub fn ok(body: impl Into<String>) -> Reply {
    status(200, body)
}

/// A reply with a status.
pub fn status(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into() }
        .with("content-type", "application/x-amz-json-1.1")
        .with("x-amzn-requestid", "4f1c2b9e-0000-4000-8000-00000000cafe")
}

impl Reply {
    /// The same reply with a header, which takes the place of one that it has.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(own, _)| own != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Server {
    /// Starts a server that gives these replies and, after the last of them, only errors that are not
    /// worth another attempt.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("the loopback has a free port");
        let address = listener.local_addr().expect("the server has an address");
        let replies: Vec<_> = replies.into_iter().collect();
        let state = Arc::new(Mutex::new(State { replies: replies.into_iter(), received: Vec::new() }));
        let task = tokio::spawn(accept(listener, state.clone()));
        Self { url: format!("http://{address}"), state, task }
    }

    /// The requests so far.
    ///
    /// # Panics
    ///
    /// When the server panicked.
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().expect("the server is well").received.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    // Connections end with the server, since they are parts of its task.
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, state.clone()));
    }
}

/// Answers the requests of a connection until the client hangs up or says something strange.
async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut stream = BufReader::new(stream);
    while let Ok(Some(received)) = tokio::time::timeout(PATIENCE, read(&mut stream)).await {
        let reply = {
            let mut state = state.lock().expect("nobody panics while they hold the state");
            state.received.push(received);
            state.replies.next()
        };
        let reply = reply.unwrap_or_else(|| status(400, r#"{"__type":"NoMoreReplies"}"#));
        if stream.write_all(&written(&reply)).await.is_err() {
            return;
        }
    }
}

/// Reads a request; `None` at the end of the connection, or where it is not HTTP.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<Received> {
    let line = read_line(stream).await?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(stream).await?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut received = Received { line, headers, body: Vec::new() };
    let length: usize = received.header("content-length").map_or(Some(0), |length| length.parse().ok())?;
    received.body = vec![0; length.min(LARGEST_BODY)];
    stream.read_exact(&mut received.body).await.ok()?;
    Some(received)
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match stream.take(64 << 10).read_line(&mut line).await {
        Ok(length) if length > 0 => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
        _ => None,
    }
}

fn written(reply: &Reply) -> Vec<u8> {
    let headers: String = reply.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "HTTP/1.1 {} Status\r\ncontent-length: {}\r\n{headers}\r\n{}",
        reply.status,
        reply.body.len(),
        reply.body
    )
    .into_bytes()
}
