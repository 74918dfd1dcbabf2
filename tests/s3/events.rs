//! Records that are selected out of an object: events over real connections, which break off in every way.

use std::time::Duration;

use s3::operation::select_object_content::{SelectObjectContentError, SelectObjectContentRequest};
use s3::types::{
    CsvOutput, EndEvent, InputSerialization, OutputSerialization, Progress, ProgressEvent, RecordsEvent,
    SelectObjectContentEventStream as Event, Stats, StatsEvent,
};
use s3::{Error, ErrorKind, EventReceiver};
use shapesmith_runtime::events::Message;

use crate::server::{Answer, Server, reply};
use crate::wire::{Wire, answer, reset};
use crate::{client, config};

fn select(client: &s3::Client) -> SelectObjectContentRequest {
    let into = OutputSerialization::new().csv(CsvOutput::new());
    client.select_object_content("photos", "k.csv", "SELECT *", "SQL", InputSerialization::new(), into)
}

fn events() -> Vec<Event> {
    vec![
        Event::Records(RecordsEvent::new().payload("a,1\nb")),
        Event::Progress(ProgressEvent::new().details(Progress::new().bytes_scanned(5))),
        Event::Records(RecordsEvent::new().payload(",2\n")),
        Event::Stats(StatsEvent::new().details(Stats::new().bytes_returned(8))),
        Event::End(EndEvent::new()),
    ]
}

/// The same events as S3 sends them.
fn frames() -> Vec<Vec<u8>> {
    let event = |name: &str, payload: &'static str, kind: &str| {
        let message = Message::new(payload).header(":message-type", "event").header(":event-type", name);
        let message = if kind.is_empty() { message } else { message.header(":content-type", kind) };
        message.encode().unwrap().to_vec()
    };
    let progress = "<Progress><BytesScanned>5</BytesScanned></Progress>";
    let stats = "<?xml version=\"1.0\"?><Stats xmlns=\"\"><BytesReturned>8</BytesReturned></Stats>";
    vec![
        event("Records", "a,1\nb", "application/octet-stream"),
        event("Progress", progress, "text/xml"),
        event("Records", ",2\n", "application/octet-stream"),
        event("Stats", stats, "text/xml"),
        event("End", "", ""),
    ]
}

async fn received(
    mut stream: EventReceiver<Event, SelectObjectContentError>,
) -> (Vec<Event>, Option<Error<SelectObjectContentError>>) {
    let mut events = Vec::new();
    loop {
        match stream.next().await {
            Some(Ok(event)) => events.push(event),
            Some(Err(error)) => return (events, Some(error)),
            None => return (events, None),
        }
    }
}

/// A whole reply in chunks of HTTP, each of so many bytes.
fn chunked(body: &[u8], size: usize) -> Vec<u8> {
    let mut bytes =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-amz-request-id: r-1\r\n\r\n".to_vec();
    for chunk in body.chunks(size) {
        bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

#[tokio::test]
async fn events_come_however_they_are_cut() {
    let whole = frames().concat();
    for size in [1, 7, 100, 10_000] {
        let wire = Wire::play([answer(chunked(&whole, size))]).await;
        let client = client(config().endpoint_url(&wire.url));
        let stream = select(&client).await.unwrap().into_output().payload;
        let (came, error) = received(stream).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(came, events());
        let sent = &wire.taken()[0];
        assert!(
            sent.head.starts_with("POST /photos/k.csv?select&select-type=2 HTTP/1.1\r\n"),
            "{}",
            sent.head
        );
        assert!(String::from_utf8_lossy(&sent.body).contains("<Expression>SELECT *</Expression>"));
    }
}

#[tokio::test]
async fn a_reset_in_the_middle_is_an_error_after_what_came() {
    let whole = chunked(&frames().concat(), 16);
    let head = whole.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    for tenth in 1..10 {
        let wire = Wire::play([reset(&whole[..head + (whole.len() - head) * tenth / 10])]).await;
        let client = client(config().endpoint_url(&wire.url));
        let stream = select(&client).await.unwrap().into_output().payload;
        let (came, error) = received(stream).await;
        assert_eq!(came, events()[..came.len()], "{tenth} tenths");
        let error = error.unwrap();
        assert!(matches!(error.kind(), ErrorKind::Connection(_)) && error.is_retryable(), "{error}");
        assert_eq!(error.request_id(), Some("r-1"));
    }
}

#[tokio::test]
async fn silence_between_events_is_none_of_the_clients_business_unless_the_call_says_so() {
    let whole = frames().concat();
    let body = reply("200 OK", &[], &whole);
    let half = body[..body.len() - 40].to_vec();
    let server =
        Server::start([Answer::Late(half.clone(), Duration::ZERO), Answer::Late(half, Duration::ZERO)]).await;
    let quick = config().endpoint_url(&server.url).read_timeout(Duration::from_millis(30));
    let client = client(quick);
    let stream = select(&client).await.unwrap().into_output().payload;
    let waiting = tokio::time::timeout(Duration::from_millis(300), received(stream)).await;
    assert!(waiting.is_err(), "it is still waited for");
    let call = select(&client).configure(|call| call.event_timeout(Duration::from_millis(30)));
    let (came, error) = received(call.await.unwrap().into_output().payload).await;
    assert_eq!(came, events()[..4]);
    assert!(error.unwrap().is_timeout());
}

#[tokio::test]
async fn dropping_a_receiver_ends_its_exchange() {
    let mut endless = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".to_vec();
    endless.extend(frames()[0].clone());
    let wire = Wire::play((0..20).map(|_| answer(endless.clone()))).await;
    let client = client(config().endpoint_url(&wire.url));
    let mut receivers = Vec::new();
    for _ in 0..20 {
        let mut stream = select(&client).await.unwrap().into_output().payload;
        assert_eq!(stream.next().await.unwrap().unwrap(), events()[0]);
        // A future that is dropped loses nothing.
        drop(tokio::time::timeout(Duration::from_millis(1), stream.next()).await);
        receivers.push(stream);
    }
    assert_eq!(wire.open(), 20);
    drop(receivers);
    for _ in 0..200 {
        if wire.open() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} connections are still open", wire.open());
}

#[tokio::test]
async fn a_refusal_is_one_before_there_are_events() {
    let denied = "<Error><Code>AccessDenied</Code><Message>Not you.</Message></Error>";
    let wire = Wire::play([answer(reply("403 Forbidden", &[], denied))]).await;
    let client = client(config().endpoint_url(&wire.url));
    let error = select(&client).await.unwrap_err();
    assert_eq!((error.code(), error.status()), (Some("AccessDenied"), Some(403)));
}

#[tokio::test]
async fn records_that_are_cut_are_one_text() {
    use tokio::io::AsyncBufReadExt;
    let whole = frames().concat();
    let wire = Wire::play([answer(chunked(&whole, 7)), reset(&chunked(&whole, 7)[..250])]).await;
    let client = client(config().endpoint_url(&wire.url));
    let records = |event: Event| match event {
        Event::Records(records) => records.payload,
        _ => None,
    };
    let events = select(&client).await.unwrap().into_output().payload;
    let mut lines = events.into_bytes(records).into_async_read().lines();
    let mut came = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        came.push(line);
    }
    assert_eq!(came, ["a,1", "b,2"]);
    // An error among the events is one of the text, never an early end.
    let events = select(&client).await.unwrap().into_output().payload;
    assert!(events.into_bytes(records).collect().await.is_err());
}

#[tokio::test]
async fn a_message_that_says_that_it_is_huge_is_not_waited_for() {
    let mut prelude = Vec::new();
    prelude.extend((30_u32 << 20).to_be_bytes());
    prelude.extend(0_u32.to_be_bytes());
    prelude.extend(crc32(&prelude).to_be_bytes());
    let mut head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".to_vec();
    head.extend(prelude);
    let wire = Wire::play([answer(head)]).await;
    let client = client(config().endpoint_url(&wire.url));
    let (came, error) = received(select(&client).await.unwrap().into_output().payload).await;
    assert!(came.is_empty());
    assert!(error.unwrap().to_string().contains("it is longer than allowed"));
}

/// The CRC-32 of zlib, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = !0_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}
