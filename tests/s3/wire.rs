//! A server that takes as much of a request as it likes, answers what it likes, and ends as it likes.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with one request.
#[derive(Clone)]
pub struct Step {
    /// How much of the body it takes, at most.
    pub take: usize,
    pub answer: Vec<u8>,
    /// Whether it ends the connection by a reset then.
    pub reset: bool,
}

/// Takes all, and answers.
pub fn answer(bytes: impl Into<Vec<u8>>) -> Step {
    Step { take: usize::MAX, answer: bytes.into(), reset: false }
}

/// Takes all, answers, and resets the connection.
pub fn reset(bytes: impl Into<Vec<u8>>) -> Step {
    Step { take: usize::MAX, answer: bytes.into(), reset: true }
}

/// A request, as far as it was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    pub head: String,
    pub body: Vec<u8>,
}

impl Taken {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub struct Wire {
    pub url: String,
    taken: Arc<Mutex<Vec<Taken>>>,
    /// How many connections are open now.
    open: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Wire {
    /// Plays these steps, one for each request; connections end when there are no more.
    pub async fn play(steps: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let steps: Vec<Step> = steps.into_iter().collect();
        let steps = Arc::new(Mutex::new(steps.into_iter()));
        let (taken, open) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let (log, count) = (taken.clone(), open.clone());
        let task = tokio::spawn(async move {
            let mut tasks = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (steps, log, count) = (steps.clone(), log.clone(), count.clone());
                tasks.spawn(async move {
                    *count.lock().unwrap() += 1;
                    serve(stream, &steps, &log).await;
                    *count.lock().unwrap() -= 1;
                });
            }
        });
        Self { url, taken, open, task }
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    pub fn open(&self) -> usize {
        *self.open.lock().unwrap()
    }
}

type Steps = Mutex<std::vec::IntoIter<Step>>;

async fn serve(mut stream: TcpStream, steps: &Steps, log: &Mutex<Vec<Taken>>) {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
        };
        let head = String::from_utf8(bytes.drain(..end).collect()).unwrap();
        let Some(step) = steps.lock().unwrap().next() else { return };
        let mut taken = Taken { head, body: Vec::new() };
        let length: usize = taken.header("content-length").map_or(0, |length| length.parse().unwrap());
        let wanted = length.min(step.take);
        while bytes.len() < wanted && stream.read_buf(&mut bytes).await.unwrap_or(0) > 0 {}
        taken.body = bytes.drain(..bytes.len().min(wanted)).collect();
        log.lock().unwrap().push(taken);
        drop(stream.write_all(&step.answer).await);
        if step.reset {
            // What was written arrives before the reset does, or there would be nothing to see.
            drop(stream.flush().await);
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            drop(stream.set_zero_linger());
            return;
        }
        if wanted < length {
            return;
        }
    }
}
