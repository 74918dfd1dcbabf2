//! A server over real sockets that keeps objects in memory, and fails where a test says so.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// When all objects were changed.
pub const CHANGED: &str = "2026-01-31T12:00:00Z";

/// A request, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn is(&self, method: &str, parameter: &str) -> bool {
        self.method == method && self.query.contains_key(parameter)
    }
}

/// What goes wrong with a request.
#[derive(Clone)]
pub enum Fault {
    /// An answer in place of the store's: status, headers, body.
    Answer(&'static str, &'static str, &'static str),
    /// The store's answer, but only so much of its body.
    Cut(usize),
    /// The store's answer, later.
    Late(Duration),
    /// No answer at all.
    Hang,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, Vec<u8>>,
    uploads: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    requests: Vec<Request>,
    created: usize,
}

type Faults = dyn FnMut(&Request) -> Option<Fault> + Send;

struct Shared {
    state: Mutex<State>,
    faults: Mutex<Box<Faults>>,
    open: AtomicUsize,
    /// The bytes of request bodies that are in memory now, and the most there ever were of requests at a time.
    at_a_time: AtomicUsize,
    most: AtomicUsize,
}

#[derive(Clone)]
pub struct Store {
    pub url: String,
    shared: Arc<Shared>,
    _task: Arc<Abort>,
}

struct Abort(JoinHandle<()>);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Store {
    pub async fn start() -> Self {
        Self::faulty(|_| None).await
    }

    /// A store that fails as the function says, which sees each request once.
    pub async fn faulty(faults: impl FnMut(&Request) -> Option<Fault> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            faults: Mutex::new(Box::new(faults)),
            open: AtomicUsize::new(0),
            at_a_time: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let store = shared.clone();
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let store = store.clone();
                connections.spawn(async move {
                    store.open.fetch_add(1, Ordering::SeqCst);
                    drop(serve(stream, &store).await);
                    store.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, shared, _task: Arc::new(Abort(task)) }
    }

    pub fn put(&self, key: &str, body: impl Into<Vec<u8>>) {
        self.shared.state.lock().unwrap().objects.insert(format!("/photos/{key}"), body.into());
    }

    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        self.shared.state.lock().unwrap().objects.get(&format!("/photos/{key}")).cloned()
    }

    pub fn requests(&self) -> Vec<Request> {
        self.shared.state.lock().unwrap().requests.clone()
    }

    /// How many uploads are neither made an object of nor ended.
    pub fn uploads(&self) -> usize {
        self.shared.state.lock().unwrap().uploads.len()
    }

    pub fn created(&self) -> usize {
        self.shared.state.lock().unwrap().created
    }

    pub fn parts(&self) -> Vec<(u32, usize)> {
        let state = self.shared.state.lock().unwrap();
        state.uploads.values().flatten().map(|(number, part)| (*number, part.len())).collect()
    }

    pub fn connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// How many requests were on their way at a time, at most.
    pub fn most_at_a_time(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }
}

/// The tag of some content.
pub fn etag(content: &[u8]) -> String {
    let sum = content.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    format!("\"{sum:x}-{}\"", content.len())
}

async fn serve(mut stream: TcpStream, store: &Shared) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    while let Some(request) = read(&mut stream, &mut bytes).await? {
        let now = store.at_a_time.fetch_add(1, Ordering::SeqCst) + 1;
        store.most.fetch_max(now, Ordering::SeqCst);
        let fault = (store.faults.lock().unwrap())(&request);
        let outcome = answer(&mut stream, store, request, fault).await;
        store.at_a_time.fetch_sub(1, Ordering::SeqCst);
        if !outcome? {
            return Ok(());
        }
    }
    Ok(())
}

async fn answer(
    stream: &mut TcpStream,
    store: &Shared,
    request: Request,
    fault: Option<Fault>,
) -> std::io::Result<bool> {
    let is_head = request.method == "HEAD";
    let (status, headers, body) = match &fault {
        Some(Fault::Answer(status, headers, body)) => {
            store.state.lock().unwrap().requests.push(request);
            ((*status).to_owned(), (*headers).to_owned(), body.as_bytes().to_vec())
        }
        Some(Fault::Hang) => {
            store.state.lock().unwrap().requests.push(request);
            let mut rest = [0];
            // Until whoever asked gives up.
            while stream.read(&mut rest).await? > 0 {}
            return Ok(false);
        }
        _ => {
            if let Some(Fault::Late(time)) = fault {
                tokio::time::sleep(time).await;
            }
            store.state.lock().unwrap().answer(request)
        }
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    if let Some(Fault::Cut(came)) = fault {
        stream.write_all(&body[..body.len().min(came)]).await?;
        return Ok(false);
    }
    if !is_head {
        stream.write_all(&body).await?;
    }
    Ok(true)
}

async fn read(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> std::io::Result<Option<Request>> {
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8(bytes.drain(..end + 4).collect()).unwrap();
    let mut lines = head.trim_end().lines();
    let mut line = lines.next().unwrap().split(' ');
    let (method, target) = (line.next().unwrap().to_owned(), line.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = query.split('&').map(|field| field.split_once('=').unwrap_or((field, "")));
    let query = query.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let headers: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < length {
        if stream.read_buf(bytes).await? == 0 {
            return Ok(None);
        }
    }
    let body = bytes.drain(..length).collect();
    Ok(Some(Request { method, path: path.to_owned(), query, headers, body }))
}

impl State {
    fn answer(&mut self, request: Request) -> (String, String, Vec<u8>) {
        self.requests.push(request.clone());
        let done = |headers: String, body: Vec<u8>| ("200 OK".to_owned(), headers, body);
        let refused = |status: &str, code: &str| {
            let body = format!("<Error><Code>{code}</Code><Message>No.</Message></Error>");
            (status.to_owned(), String::new(), body.into_bytes())
        };
        let Request { method, path, query, headers, body } = request;
        let upload = query.get("uploadId").cloned();
        match (method.as_str(), upload) {
            ("POST", None) if query.contains_key("uploads") => {
                self.created += 1;
                let id = format!("upload-{}", self.created);
                self.uploads.insert(id.clone(), BTreeMap::new());
                let body = format!("<R><UploadId>{id}</UploadId></R>");
                done(String::new(), body.into_bytes())
            }
            (_, Some(id)) if !self.uploads.contains_key(&id) => refused("404 Not Found", "NoSuchUpload"),
            ("PUT", Some(id)) => {
                let tag = etag(&body);
                let number = query["partNumber"].parse().unwrap();
                self.uploads.get_mut(&id).unwrap().insert(number, body);
                done(format!("ETag: {tag}\r\n"), Vec::new())
            }
            ("GET", Some(id)) => {
                let parts = self.uploads[&id].iter().map(|(number, part)| {
                    let (tag, size) = (etag(part), part.len());
                    format!(
                        "<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag><Size>{size}</Size></Part>"
                    )
                });
                let parts: String = parts.collect();
                done(String::new(), format!("<R><IsTruncated>false</IsTruncated>{parts}</R>").into_bytes())
            }
            ("DELETE", Some(id)) => {
                self.uploads.remove(&id);
                ("204 No Content".to_owned(), String::new(), Vec::new())
            }
            ("POST", None) if query.contains_key("delete") => {
                let text = String::from_utf8(body).unwrap();
                for key in text.split("<Key>").skip(1).map(|rest| rest.split('<').next().unwrap()) {
                    self.objects.remove(&format!("/photos/{key}"));
                }
                done(String::new(), b"<R></R>".to_vec())
            }
            (_, _) if headers.contains_key("if-none-match") && self.objects.contains_key(&path) => {
                refused("412 Precondition Failed", "PreconditionFailed")
            }
            ("POST", Some(id)) => {
                let parts = self.uploads.remove(&id).unwrap();
                let text = String::from_utf8(body).unwrap();
                for (number, part) in &parts {
                    assert!(text.contains(&format!("<PartNumber>{number}</PartNumber>")), "{text}");
                    assert!(
                        text.contains(&etag(part).replace('"', "&quot;")) || text.contains(&etag(part)),
                        "{text}"
                    );
                }
                self.objects.insert(path, parts.into_values().flatten().collect());
                done(String::new(), b"<R><ETag>\"whole\"</ETag></R>".to_vec())
            }
            ("PUT", None) => {
                let tag = etag(&body);
                self.objects.insert(path, body);
                done(format!("ETag: {tag}\r\n"), Vec::new())
            }
            ("GET", None) if query.contains_key("list-type") => done(String::new(), self.list(&query)),
            ("GET" | "HEAD", None) => {
                let Some(content) = self.objects.get(&path) else {
                    return refused("404 Not Found", "NoSuchKey");
                };
                let tag = etag(content);
                if headers.get("if-match").is_some_and(|wanted| *wanted != tag) {
                    return refused("412 Precondition Failed", "PreconditionFailed");
                }
                let Some(range) = headers.get("range") else {
                    return done(format!("ETag: {tag}\r\n"), content.clone());
                };
                let (start, end) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
                let start: usize = start.parse().unwrap();
                let end = end.parse().map_or(content.len(), |end: usize| (end + 1).min(content.len()));
                if start >= content.len() {
                    return refused("416 Range Not Satisfiable", "InvalidRange");
                }
                let told =
                    format!("ETag: {tag}\r\nContent-Range: bytes {start}-{}/{}\r\n", end - 1, content.len());
                ("206 Partial Content".to_owned(), told, content[start..end].to_vec())
            }
            _ => refused("405 Method Not Allowed", "MethodNotAllowed"),
        }
    }

    fn list(&self, query: &BTreeMap<String, String>) -> Vec<u8> {
        let after = query.get("continuation-token").cloned().unwrap_or_default();
        let prefix = query.get("prefix").map_or(String::new(), |prefix| prefix.replace("%2F", "/"));
        let keys = self.objects.iter().map(|(path, body)| (path.trim_start_matches("/photos/"), body.len()));
        let mut keys = keys.filter(|(key, _)| key.starts_with(&prefix));
        let page: Vec<_> = keys.by_ref().filter(|(key, _)| **key > *after).take(1000).collect();
        let is_more = page.len() == 1000;
        let last = page.last().map_or("", |(key, _)| key);
        let contents: String = page
            .iter()
            .map(|(key, size)| {
                format!(
                    "<Contents><Key>{key}</Key><LastModified>{CHANGED}</LastModified><Size>{size}</Size></Contents>"
                )
            })
            .collect();
        let token = if is_more {
            format!("<NextContinuationToken>{last}</NextContinuationToken>")
        } else {
            String::new()
        };
        format!("<R><IsTruncated>{is_more}</IsTruncated>{token}{contents}</R>").into_bytes()
    }
}
