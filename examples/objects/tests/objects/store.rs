//! A server over real sockets that keeps objects in memory, and fails where a test says so.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub use crate::state::{CHANGED, Object, etag};
use crate::state::{State, decoded};

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
        self.put_object(key, Object { body: body.into(), ..Object::default() });
    }

    pub fn put_object(&self, key: &str, object: Object) {
        self.shared.state.lock().unwrap().objects.insert(format!("/photos/{key}"), object);
    }

    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        self.object_of("photos", key).map(|object| object.body)
    }

    pub fn object_of(&self, bucket: &str, key: &str) -> Option<Object> {
        self.shared.state.lock().unwrap().objects.get(&format!("/{bucket}/{key}")).cloned()
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
        state
            .uploads
            .values()
            .flat_map(|upload| &upload.parts)
            .map(|(number, part)| (*number, part.len()))
            .collect()
    }

    pub fn connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// How many requests were on their way at a time, at most.
    pub fn most_at_a_time(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, store: &Shared) -> std::io::Result<()> {
    // Else the body of an answer waits for its head to be acknowledged.
    stream.set_nodelay(true)?;
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
    let query = query.map(|(name, value)| (name.to_owned(), decoded(value))).collect();
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
