//! An HTTP server over a real socket that answers from a script, misbehaving where the script says so.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::tls;

/// One answer.
pub enum Answer {
    /// These bytes, then wait for the next request.
    Bytes(Vec<u8>),
    /// These bytes after a while, then wait for the next request.
    Late(Vec<u8>, Duration),
    /// These bytes, then the end of the connection.
    Cut(Vec<u8>),
    /// The end of the connection after one more request has come, as idle connections end.
    CloseIdle(Vec<u8>),
    /// These bytes one by one with a pause after each.
    Drip(Vec<u8>, Duration),
    /// These bytes, then TLS on the same connection, with the server's side played here.
    Tls(Vec<u8>),
    /// Nothing, with the connection open.
    Stall,
}

/// A connection, whatever it is made of.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

type BoxWire = Box<dyn Wire>;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The server; it ends with this.
pub struct Server {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// A server that gives these answers, one per request, in order; then it stalls.
    pub async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::start_as("http", answers).await
    }

    /// The same over TLS.
    pub async fn start_tls(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::start_as("https", answers).await
    }

    async fn start_as(scheme: &str, answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let acceptor = (scheme == "https").then(tls::acceptor);
        let script: Arc<Mutex<VecDeque<Answer>>> = Arc::new(Mutex::new(answers.into_iter().collect()));
        let received = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let (log, count) = (received.clone(), connections.clone());
        let task = tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                *count.lock().unwrap() += 1;
                let (acceptor, script, log) = (acceptor.clone(), script.clone(), log.clone());
                open.spawn(async move {
                    match acceptor {
                        None => serve(Box::new(stream), script, log).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(Box::new(stream), script, log).await;
                            }
                        }
                    }
                });
            }
        });
        Self { url, received, connections, task }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

async fn serve(mut stream: BoxWire, script: Arc<Mutex<VecDeque<Answer>>>, log: Arc<Mutex<Vec<Received>>>) {
    while let Some(request) = read_request(&mut stream).await {
        log.lock().unwrap().push(request);
        let answer = script.lock().unwrap().pop_front().unwrap_or(Answer::Stall);
        match answer {
            Answer::Bytes(bytes) => drop(stream.write_all(&bytes).await),
            Answer::Late(bytes, pause) => {
                tokio::time::sleep(pause).await;
                drop(stream.write_all(&bytes).await);
            }
            Answer::Cut(bytes) => {
                drop(stream.write_all(&bytes).await);
                return;
            }
            Answer::CloseIdle(bytes) => {
                drop(stream.write_all(&bytes).await);
                // The next request on this connection is never answered.
                let mut first = [0];
                drop(stream.read(&mut first).await);
                return;
            }
            Answer::Drip(bytes, pause) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
            }
            Answer::Tls(bytes) => {
                drop(stream.write_all(&bytes).await);
                match tls::acceptor().accept(stream).await {
                    Ok(secured) => stream = Box::new(secured),
                    Err(_) => return,
                }
            }
            Answer::Stall => std::future::pending().await,
        }
    }
}

async fn read_request(stream: &mut BoxWire) -> Option<Received> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = bytes[head + 4..].to_vec();
    let mut rest = vec![0; length - body.len()];
    stream.read_exact(&mut rest).await.ok()?;
    body.extend(rest);
    Some(Received { line, headers, body: String::from_utf8(body).unwrap() })
}

/// The bytes of a reply.
pub fn reply(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut text = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    [text.as_bytes(), body].concat()
}

/// A successful answer.
pub fn ok(body: impl AsRef<[u8]>) -> Answer {
    Answer::Bytes(reply("200 OK", &[("x-amzn-RequestId", "req-1")], body))
}

/// An answer with a status.
pub fn status(status: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    Answer::Bytes(reply(status, headers, body))
}
