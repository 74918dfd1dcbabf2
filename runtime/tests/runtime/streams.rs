//! Bodies that are streams, over real sockets, by both HTTP clients: while one side still writes, the other reads.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, Stream};
use shapesmith_runtime::http::hyper::HyperClient;
use shapesmith_runtime::http::reqwest::ReqwestClient;
use shapesmith_runtime::http::{Body, HttpClient, HttpError, HttpErrorKind, Limits, collect};
use shapesmith_runtime::request::send;
use shapesmith_runtime::{Bytes, RequestConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::server::{Answer, Server, ok, reply};
use crate::support::things::list;

/// How long a test waits for what has to happen.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long silence may last where it is limited.
const IDLE: Duration = Duration::from_millis(250);
/// The largest reply that the tests read as a whole, in bytes.
const LARGEST: Limits = Limits::new(1000);

type Chunk = Result<Bytes, io::Error>;

/// The work of a test, for which time is limited.
async fn soon<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.expect("it takes too long")
}

fn clients() -> [Arc<dyn HttpClient>; 2] {
    [Arc::new(HyperClient::new(PATIENCE).unwrap()), Arc::new(ReqwestClient::new(PATIENCE).unwrap())]
}

/// The other side, which is played by the test itself.
struct Peer {
    listener: TcpListener,
    url: String,
}

impl Peer {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        Self { listener, url }
    }

    async fn accept(&self) -> Connection {
        Connection { stream: soon(self.listener.accept()).await.unwrap().0, received: String::new() }
    }
}

struct Connection {
    stream: TcpStream,
    received: String,
}

impl Connection {
    /// Reads until this has come, and gives all up to it.
    async fn until(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = self.received.find(end) {
                let rest = self.received.split_off(at + end.len());
                return std::mem::replace(&mut self.received, rest);
            }
            assert!(soon(self.read()).await, "the connection ended before {end:?}: {:?}", self.received);
        }
    }

    /// Reads to the end of the connection, however it ends.
    async fn rest(mut self) -> String {
        while soon(self.read()).await {}
        self.received
    }

    /// Reads some; false at the end.
    async fn read(&mut self) -> bool {
        let mut buffer = [0; 1024];
        let count = self.stream.read(&mut buffer).await.unwrap_or(0);
        self.received.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        count > 0
    }

    async fn write(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }
}

/// What a stream gives is what is sent here; it ends when this is dropped.
fn producer() -> (UnboundedSender<Chunk>, impl Stream<Item = Chunk> + Send + 'static) {
    let (sender, mut receiver): (_, UnboundedReceiver<Chunk>) = unbounded_channel();
    (sender, stream::poll_fn(move |context| receiver.poll_recv(context)))
}

fn chunk(text: &'static str) -> Chunk {
    Ok(Bytes::from_static(text.as_bytes()))
}

fn put(url: &str, body: Body) -> http::Request<Body> {
    http::Request::put(url).body(body).unwrap()
}

fn get(url: &str) -> http::Request<Body> {
    http::Request::get(url).body(Body::empty()).unwrap()
}

/// Sends a request in the background.
fn start(
    client: &Arc<dyn HttpClient>,
    request: http::Request<Body>,
) -> tokio::task::JoinHandle<Result<http::Response<Bytes>, HttpError>> {
    let client = client.clone();
    tokio::spawn(async move { collect(client.send(request).await?, LARGEST).await })
}

#[tokio::test]
async fn uploads_go_out_while_they_are_made() {
    for client in clients() {
        for length in [Some(12), None] {
            let peer = Peer::new().await;
            let (sender, chunks) = producer();
            let exchange = start(&client, put(&peer.url, Body::stream(chunks, length)));
            sender.send(chunk("first")).unwrap();
            let mut connection = peer.accept().await;
            let head = connection.until("\r\n\r\n").await.to_ascii_lowercase();
            assert_eq!(head.contains("content-length: 12\r\n"), length.is_some(), "{head}");
            assert_eq!(head.contains("transfer-encoding: chunked\r\n"), length.is_none(), "{head}");
            connection.until("first").await;
            // Only now there is more.
            sender.send(chunk(" second")).unwrap();
            drop(sender);
            let sent = connection.until(if length.is_some() { " second" } else { "0\r\n\r\n" }).await;
            assert!(sent.contains(" second"), "{sent}");
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone").await;
            assert_eq!(soon(exchange).await.unwrap().unwrap().body(), "done");
        }
    }
}

#[tokio::test]
async fn bytes_are_sent_with_their_length() {
    for client in clients() {
        for (body, length) in [(Body::from("whole"), "5"), (Body::empty(), "0")] {
            let peer = Peer::new().await;
            let exchange = start(&client, put(&peer.url, body));
            let mut connection = peer.accept().await;
            let head = connection.until("\r\n\r\n").await.to_ascii_lowercase();
            assert!(head.contains(&format!("content-length: {length}\r\n")), "{head}");
            connection.write("HTTP/1.1 204 No Content\r\n\r\n").await;
            assert_eq!(soon(exchange).await.unwrap().unwrap().status(), 204);
        }
    }
}

#[tokio::test]
async fn downloads_come_in_while_they_are_sent() {
    let with_length = ("Content-Length: 12", "first", " second");
    let in_chunks = ("Transfer-Encoding: chunked", "5\r\nfirst\r\n", "7\r\n second\r\n0\r\n\r\n");
    for client in clients() {
        for (header, first, second) in [with_length, in_chunks] {
            let peer = Peer::new().await;
            let (seen, was_seen) = tokio::sync::oneshot::channel();
            let server = async {
                let mut connection = peer.accept().await;
                connection.until("\r\n\r\n").await;
                connection.write(&format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n{first}")).await;
                soon(was_seen).await.unwrap();
                connection.write(second).await;
                connection
            };
            let caller = async {
                let mut body = soon(client.send(get(&peer.url))).await.unwrap().into_body();
                assert_eq!(body.len(), (header == with_length.0).then_some(12));
                assert_eq!(soon(body.next()).await.unwrap().unwrap(), "first");
                seen.send(()).unwrap();
                assert_eq!(soon(body.next()).await.unwrap().unwrap(), " second");
                assert!(soon(body.next()).await.is_none());
            };
            tokio::join!(server, caller);
        }
    }
}

#[tokio::test]
async fn dropping_the_body_of_a_reply_closes_its_connection() {
    for client in clients() {
        let peer = Peer::new().await;
        let server = async {
            let mut connection = peer.accept().await;
            connection.until("\r\n\r\n").await;
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nfirst").await;
            connection
        };
        let caller = async {
            let mut body = soon(client.send(get(&peer.url))).await.unwrap().into_body();
            assert_eq!(soon(body.next()).await.unwrap().unwrap(), "first");
            body
        };
        let (connection, body) = tokio::join!(server, caller);
        drop(body);
        assert_eq!(connection.rest().await, "");
    }
}

#[tokio::test]
async fn dropping_the_future_ends_an_upload_that_waits_for_more() {
    for client in clients() {
        let peer = Peer::new().await;
        let (sender, chunks) = producer();
        let exchange = start(&client, put(&peer.url, Body::stream(chunks, None)));
        sender.send(chunk("first")).unwrap();
        let mut connection = peer.accept().await;
        connection.until("first").await;
        exchange.abort();
        let rest = connection.rest().await;
        assert!(!rest.ends_with("0\r\n\r\n"), "it must not pass for a whole body: {rest:?}");
        soon(sender.closed()).await;
    }
}

#[tokio::test]
async fn an_upload_ends_with_the_reply_that_came_before_its_end() {
    for client in clients() {
        for reply in ["Content-Length: 2\r\n\r\nno", "Content-Length: 0\r\n\r\n"] {
            let peer = Peer::new().await;
            let (sender, chunks) = producer();
            let exchange = start(&client, put(&peer.url, Body::stream(chunks, None)));
            sender.send(chunk("first")).unwrap();
            let mut connection = peer.accept().await;
            connection.until("first").await;
            connection.write(&format!("HTTP/1.1 403 Forbidden\r\n{reply}")).await;
            assert_eq!(soon(exchange).await.unwrap().unwrap().status(), 403);
            let rest = connection.rest().await;
            assert!(!rest.ends_with("0\r\n\r\n"), "it must not pass for a whole body: {rest:?}");
            soon(sender.closed()).await;
        }
    }
}

#[tokio::test]
async fn a_reply_that_falls_silent_is_given_up() {
    for client in clients() {
        let peer = Peer::new().await;
        let server = async {
            let mut connection = peer.accept().await;
            connection.until("\r\n\r\n").await;
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nfirst").await;
            connection
        };
        let caller = async {
            let body = soon(client.send(get(&peer.url))).await.unwrap().into_body();
            let mut body = body.with_idle_limit(IDLE);
            assert_eq!(soon(body.next()).await.unwrap().unwrap(), "first");
            let error = soon(body.next()).await.unwrap().unwrap_err();
            assert_eq!(error.kind(), HttpErrorKind::Timeout);
            body
        };
        let (connection, body) = tokio::join!(server, caller);
        assert_eq!(connection.rest().await, "", "the connection is closed, although the body is still held");
        drop(body);
    }
}

#[tokio::test]
async fn uploads_that_fail_break_off_and_say_why() {
    let fire = || Err(io::Error::other("the disk is on fire"));
    let failing = || stream::iter([chunk("first"), fire()]);
    let fine = || stream::iter([chunk("first"), chunk(" second")]);
    let silent = || {
        stream::unfold(0, |state| async move {
            if state > 0 {
                std::future::pending::<()>().await;
            }
            Some((chunk("first"), state + 1))
        })
    };
    for client in clients() {
        for (body, kind, reason) in [
            (Body::stream(failing(), None), HttpErrorKind::Io, "the disk is on fire"),
            (Body::stream(failing(), Some(100)), HttpErrorKind::Io, "the disk is on fire"),
            (Body::stream(fine(), Some(13)), HttpErrorKind::Io, "12 of the 13 bytes"),
            (Body::stream(fine(), Some(11)), HttpErrorKind::Io, "more than the 11 bytes"),
            (Body::stream(fine(), Some(5)), HttpErrorKind::Io, "more than the 5 bytes"),
            (
                Body::stream(silent(), None).with_idle_limit(IDLE),
                HttpErrorKind::Timeout,
                "nothing came for 250ms",
            ),
        ] {
            let length = body.len();
            let peer = Peer::new().await;
            let exchange = start(&client, put(&peer.url, body));
            let connection = peer.accept().await;
            let received = connection.rest().await;
            let sent = received.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            match length {
                Some(length) => {
                    assert!(sent.len() < usize::try_from(length).unwrap(), "{reason}: {received}")
                }
                None => assert!(!sent.ends_with("0\r\n\r\n"), "{reason}: {received}"),
            }
            let error = soon(exchange).await.unwrap().unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.one_line().contains(reason), "{error:?}");
        }
    }
}

#[tokio::test]
async fn what_is_downloaded_can_be_uploaded_as_it_comes() {
    for client in clients() {
        let source = Server::start([Answer::Bytes(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n7\r\n second\r\n0\r\n\r\n"
                .to_vec(),
        )])
        .await;
        let peer = Peer::new().await;
        let body = soon(client.send(get(&source.url))).await.unwrap().into_body();
        let exchange = start(&client, put(&peer.url, body));
        let mut connection = peer.accept().await;
        assert!(connection.until("0\r\n\r\n").await.contains(" second"));
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        assert!(soon(exchange).await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn calls_give_up_a_reply_that_falls_silent_and_are_repeated() {
    let silent = || Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"Thi".to_vec());
    for client in clients() {
        let server = Server::start([silent(), ok("{}"), silent()]).await;
        let config = || crate::support::config(&server.url).http_client(client.clone()).read_timeout(IDLE);
        let client = crate::support::client(config());
        assert_eq!(send(&client, list("blue"), &RequestConfig::new()).await.unwrap().attempts(), 2);
        let once = crate::support::client(config().max_attempts(1));
        let error = send(&once, list("blue"), &RequestConfig::new()).await.unwrap_err();
        assert!(error.is_timeout() && error.is_retryable());
        let text = format!("ListThings: the connection timed out: nothing came for 250ms ({})", server.url);
        assert_eq!(error.to_string(), text);
    }
    // It takes longer than the limit, but never for one read.
    let body = format!("{{{}}}", " ".repeat(60));
    let server = Server::start([Answer::Drip(reply("200 OK", &[], body), IDLE / 30)]).await;
    let client = crate::support::client(crate::support::config(&server.url).read_timeout(IDLE));
    assert_eq!(send(&client, list("blue"), &RequestConfig::new()).await.unwrap().attempts(), 1);
}
