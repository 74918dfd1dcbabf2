//! Replies that are streams of events.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use events::error::{ModelFailedException, ThrottlingException};
use events::events::{HeaderValue, Message};
use events::operation::converse::{ConverseError, ConverseInput, ConverseOutput};
use events::types::{ConverseStream, DeltaEvent, Details, ImageEvent, NoteEvent, Role, StartEvent};
use events::{Client, ErrorKind, EventReceiver, Timestamp};
use events_json::operation::tail::{TailInput, TailOutput};
use events_json::types::{RecordsEvent, ShardEvents};
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};

use crate::support::wait;

fn delta(text: &str) -> ConverseStream {
    ConverseStream::Delta(DeltaEvent::new().text(text).index(1))
}

fn all_kinds() -> Vec<ConverseStream> {
    let at = Timestamp::from_millis(1_700_000_000_123);
    vec![
        ConverseStream::Start(StartEvent::new().at(at).turn(7).role(Role::Assistant)),
        delta("Guten Tag"),
        ConverseStream::Image(ImageEvent::new().kind("image/png").bytes(vec![0, 255])),
        ConverseStream::Note(NoteEvent::new().details(Details::new().words(["a", "b"]))),
    ]
}

/// What a client receives to the end, and what ended it.
fn received(client: &Client) -> (Vec<ConverseStream>, Option<events::Error<ConverseError>>) {
    wait(async {
        let mut output = client.converse("m").await.unwrap().into_output();
        let mut events = Vec::new();
        loop {
            match output.stream.next().await {
                Some(Ok(event)) => events.push(event),
                Some(Err(error)) => {
                    assert!(output.stream.next().await.is_none(), "nothing comes after an error");
                    return (events, Some(error));
                }
                None => return (events, None),
            }
        }
    })
}

fn answering(body: impl Into<Bytes>) -> Client {
    let http = CannedHttp::new([CannedReply::new(200, body).request_id("r-1")]);
    Client::new(test_util::config(http).build().unwrap())
}

fn frame(message: Message) -> Bytes {
    message.encode().unwrap()
}

fn event(name: &str, payload: &'static str) -> Bytes {
    frame(Message::new(payload).header(":message-type", "event").header(":event-type", name))
}

#[test]
fn events_come_in_order_with_their_headers_and_payloads() {
    let fake = Client::fake().on(|_: &ConverseInput| {
        Ok(ConverseOutput::new(EventReceiver::of(all_kinds().into_iter().map(Ok))).session("s-1"))
    });
    let output = wait(fake.converse("m").send()).unwrap();
    assert_eq!(output.session.as_deref(), Some("s-1"));
    let (events, error) = received(&fake);
    assert_eq!(events, all_kinds());
    assert!(error.is_none(), "{error:?}");
}

#[test]
fn an_exception_among_the_events_is_the_operations_error_and_ends_them() {
    let fake = Client::fake().on(|_: &ConverseInput| {
        let failed = ModelFailedException::new().message("out of words").model("m-2");
        let error = test_util::error::<ConverseInput>(ConverseError::ModelFailedException(failed));
        Ok(ConverseOutput::new(EventReceiver::of([Ok(delta("a")), Err(error), Ok(delta("never"))])))
    });
    let (events, error) = received(&fake);
    assert_eq!(events, [delta("a")]);
    let error = error.unwrap();
    let exception = error.exception::<ModelFailedException>().unwrap();
    assert_eq!((exception.message.as_deref(), exception.model.as_deref()), (Some("out of words"), Some("m-2")));
    assert_eq!(
        error.one_line(),
        "Converse: ModelFailedException: out of words (HTTP 200, request id fake-1)"
    );

    let throttled = frame(
        Message::new(r#"{"message": "slow down"}"#)
            .header(":message-type", "exception")
            .header(":exception-type", "throttled"),
    );
    let (_, error) = received(&answering(throttled));
    let error = error.unwrap();
    assert!(error.exception::<ThrottlingException>().is_some() && error.is_throttling() && error.is_retryable());
    assert_eq!((error.message(), error.request_id()), (Some("slow down"), Some("r-1")));
}

#[test]
fn errors_that_the_model_does_not_list_keep_their_code_and_message() {
    let error = |code: &str| {
        let message = Message::new("").header(":message-type", "error").header(":error-code", code);
        received(&answering(frame(message.header(":error-message", "try later")))).1.unwrap()
    };
    let unknown = error("InternalFailure");
    assert_eq!((unknown.code(), unknown.message()), (Some("InternalFailure"), Some("try later")));
    assert!(matches!(unknown.as_service_error(), Some(ConverseError::Unhandled(_))));
    let future = Message::new("{}").header(":message-type", "exception").header(":exception-type", "newFailure");
    let (_, error) = received(&answering(frame(future)));
    assert_eq!(error.unwrap().code(), Some("newFailure"));
}

#[test]
fn events_that_the_model_does_not_know_are_kept_by_their_names() {
    let body = [event("newKind", "{}"), event("delta", r#"{"text": "a", "new": 1}"#)].concat();
    let (events, error) = received(&answering(body));
    assert!(error.is_none(), "{error:?}");
    assert_eq!(events[0], ConverseStream::Unknown { name: "newKind".to_owned() });
    assert_eq!(events[1], ConverseStream::Delta(DeltaEvent::new().text("a")));
}

#[test]
fn an_event_without_a_payload_is_an_empty_one() {
    let (events, _) = received(&answering(event("delta", "")));
    assert_eq!(events, [ConverseStream::Delta(DeltaEvent::new())]);
}

#[test]
fn a_stream_that_is_cut_is_an_error_wherever_it_is_but_between_two_events() {
    let frames: Vec<Bytes> = ["a", "b", "c"].map(|text| {
        let payload: &'static str = Box::leak(format!("{{\"text\": {text:?}}}").into_boxed_str());
        event("delta", payload)
    }).into();
    let whole = frames.concat();
    let ends: Vec<usize> = (0..=3).map(|count| frames[..count].iter().map(Bytes::len).sum()).collect();
    for cut in 0..=whole.len() {
        let (events, error) = received(&answering(whole[..cut].to_vec()));
        assert_eq!(events.len(), ends.iter().filter(|end| **end <= cut).count() - 1, "cut at {cut}");
        match error {
            None => assert!(ends.contains(&cut), "cut at {cut}"),
            Some(error) => {
                assert!(!ends.contains(&cut) && matches!(error.kind(), ErrorKind::Connection(_)), "cut at {cut}");
                let begin = ends.iter().rev().find(|end| **end < cut).unwrap();
                let words = format!("in the middle of the message at byte {begin}");
                assert!(error.one_line().contains(&words), "{}", error.one_line());
            }
        }
    }
}

#[test]
fn what_is_no_event_is_told_with_its_place() {
    let good = event("delta", r#"{"text": "a"}"#);
    let told = |body: Vec<u8>| {
        let (events, error) = received(&answering(body));
        assert!(events.len() < 2);
        error.unwrap().one_line()
    };
    let mut broken = good.to_vec();
    *broken.last_mut().unwrap() ^= 1;
    assert!(told(broken).contains("at byte 0 of the stream of events is broken: its checksum does not fit"));
    let second = [good.to_vec(), b"<html>not found</html>".to_vec()].concat();
    let words = format!("at byte {} of the stream", good.len());
    assert!(told(second).contains(&words));
    let misfit = event("delta", r#"{"index": "many"}"#);
    assert!(told(misfit.to_vec()).contains("delta.index"));
    let header = Message::new("").header(":message-type", "event").header(":event-type", "start");
    let header = frame(header.header("turn", HeaderValue::Long(1 << 40)));
    assert!(told(header.to_vec()).contains("start.turn"));
    assert!(told(frame(Message::new("{}")).to_vec()).contains("has no :message-type"));
}

#[test]
fn secrets_of_events_are_not_shown() {
    let shown = format!("{:?}", delta("a secret"));
    assert!(!shown.contains("a secret"), "{shown}");
    let output = ConverseOutput::new(EventReceiver::of([Ok(delta("a secret"))]));
    assert!(!format!("{output:?}").contains("a secret"));
    let mut misfit = event("delta", r#"{"text": ["a secret"]}"#).to_vec();
    misfit.extend(event("delta", "{}"));
    let (_, error) = received(&answering(misfit));
    assert!(!format!("{:#?}", error.unwrap()).contains("a secret"));
}

#[test]
fn a_handle_has_the_events_alone() {
    let mut one = EventReceiver::<ConverseStream, ConverseError>::of([Ok(delta("a")), Ok(delta("b"))]);
    let mut other = one.clone();
    assert_eq!(one, other);
    wait(async {
        assert!(one.next().await.unwrap().is_ok());
        let error = other.next().await.unwrap().unwrap_err();
        assert!(error.one_line().contains("another handle has received the events"), "{error}");
        assert!(other.next().await.is_none());
        assert!(one.try_next().await.unwrap().is_some());
        assert!(one.try_next().await.unwrap().is_none());
    });
}

#[test]
fn there_is_no_time_limit_for_events_unless_a_call_sets_one() {
    let slow = |limit: Option<Duration>| {
        wait(async move {
            let sleep = Box::pin(tokio::time::sleep(Duration::from_millis(100)));
            let body = events::http::Body::stream(Late(sleep, Some(event("delta", "{}"))), None);
            let http = CannedHttp::new([CannedReply::new(200, "").body(body)]);
            let config = test_util::config(http).read_timeout(Duration::from_millis(20));
            let client = Client::new(config.build().unwrap());
            let mut call = client.converse("m");
            if let Some(limit) = limit {
                call = call.configure(|call| call.event_timeout(limit));
            }
            call.await.unwrap().into_output().stream.next().await.unwrap()
        })
    };
    assert!(slow(None).is_ok());
    let error = slow(Some(Duration::from_millis(20))).unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

/// Bytes that take 100 milliseconds to come.
struct Late(Pin<Box<tokio::time::Sleep>>, Option<Bytes>);

impl futures_core::Stream for Late {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.1.is_none() {
            return Poll::Ready(None);
        }
        self.0.as_mut().poll(context).map(|()| self.1.take().map(Ok))
    }
}

#[test]
fn members_beside_the_events_come_first_where_bodies_hold_nothing_else() {
    let records = || ShardEvents::Records(RecordsEvent::new(["r1", "r2"]).next("n"));
    let fake = events_json::Client::fake().on(move |_: &TailInput| {
        let events = events_json::EventReceiver::of([Ok(records())]);
        Ok(TailOutput::new(events).count(2))
    });
    wait(async {
        let mut output = fake.tail().await.unwrap().into_output();
        assert_eq!(output.count, Some(2));
        assert_eq!(output.events.try_next().await.unwrap(), Some(records()));
        assert_eq!(output.events.try_next().await.unwrap(), None);
    });
    // Not all services send them, and some where nobody asks.
    let initial = event("initial-response", r#"{"Count": 3}"#);
    let one = event("Records", r#"{"Data": ["r1"]}"#);
    for (body, count) in [(one.to_vec(), None), ([initial.clone(), one.clone()].concat(), Some(3)), (Vec::new(), None)] {
        let expected = usize::from(!body.is_empty());
        let http = || CannedHttp::new([CannedReply::new(200, body.clone())]);
        let client = events_json::Client::new(test_util::config(http()).build().unwrap());
        wait(async {
            let mut output = client.tail().await.unwrap().into_output();
            assert_eq!(output.count, count);
            assert_eq!(output.events.try_next().await.unwrap().is_some(), expected == 1);
        });
        let client = events_json::Client::new(test_util::config(http()).build().unwrap());
        wait(async {
            let mut output = client.subscribe().await.unwrap().into_output();
            assert_eq!(output.events.try_next().await.unwrap().is_some(), expected == 1);
        });
    }
}

/// What a recording keeps of these events, and what a client receives of its replay.
fn recorded(body: Bytes) -> (String, Vec<ConverseStream>, Option<events::Error<ConverseError>>) {
    let path = std::env::temp_dir().join(format!("shapesmith-events-{}-{:p}.json", std::process::id(), &body));
    let http = CannedHttp::new([CannedReply::new(200, body).request_id("r-1")]);
    let recorder = test_util::Recorder::new(http, &path);
    let client = Client::new(test_util::config(recorder).build().unwrap());
    let _ = received(&client);
    let text = std::fs::read_to_string(&path).unwrap();
    let replay = test_util::Replay::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let client = Client::new(test_util::config(replay).build().unwrap());
    let (events, error) = received(&client);
    (text, events, error)
}

#[test]
fn events_are_recorded_without_their_secrets_and_replayed() {
    let fake = Client::fake()
        .on(|_: &ConverseInput| Ok(ConverseOutput::new(EventReceiver::of(all_kinds().into_iter().map(Ok)))));
    let (sent, _) = received(&fake);
    assert_eq!(sent, all_kinds());
    let start = frame(
        Message::new(r#"{"role": "user"}"#)
            .header(":message-type", "event")
            .header(":event-type", "start")
            .header("turn", HeaderValue::Integer(7)),
    );
    let exception = frame(
        Message::new(r#"{"message": "no more, says a secret", "model": "m-2"}"#)
            .header(":message-type", "exception")
            .header(":exception-type", "modelFailed"),
    );
    let body = [start, event("delta", r#"{"text": "a secret", "index": 2}"#), event("new", "{}"), exception].concat();
    let (text, events, error) = recorded(body.into());
    assert!(!text.contains("a secret"), "{text}");
    assert_eq!(
        events,
        [
            ConverseStream::Start(StartEvent::new().turn(7).role(Role::User)),
            ConverseStream::Delta(DeltaEvent::new().text("<redacted>").index(2)),
            ConverseStream::Unknown { name: "new".to_owned() },
        ]
    );
    let error = error.unwrap();
    let exception = error.exception::<ModelFailedException>().unwrap();
    assert_eq!(exception.model.as_deref(), Some("m-2"));
    // Of events that end in the middle nothing is kept, and that is told.
    let cut = event("delta", r#"{"text": "a secret"}"#);
    let path = std::env::temp_dir().join(format!("shapesmith-events-{}.json", std::process::id()));
    let http = CannedHttp::new([CannedReply::new(200, cut.slice(..cut.len() - 1))]);
    let client = Client::new(test_util::config(test_util::Recorder::new(http, &path)).build().unwrap());
    let _ = received(&client);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(text.contains("withheld_bytes") && !text.contains("a secret"), "{text}");
}

/// A service that says so much and then nothing more, without an end.
struct Silent(Bytes);

impl futures_core::Stream for Silent {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match std::mem::take(&mut self.0) {
            none if none.is_empty() => Poll::Pending,
            some => Poll::Ready(Some(Ok(some))),
        }
    }
}

#[test]
fn events_that_are_recorded_come_at_once_and_those_that_came_are_kept_when_the_program_has_enough() {
    let next = event("delta", r#"{"text": "never whole"}"#);
    let began = [event("delta", r#"{"index": 1}"#), event("note", r#"{}"#), next.slice(..next.len() - 1)].concat();
    let body = events::http::Body::stream(Silent(began.into()), None);
    let path = std::env::temp_dir().join(format!("shapesmith-endless-{}.json", std::process::id()));
    let recorder = test_util::Recorder::new(CannedHttp::new([CannedReply::new(200, "").body(body)]), &path);
    let client = Client::new(test_util::config(recorder).build().unwrap());
    wait(async {
        let mut output = client.converse("m").await.unwrap().into_output();
        for _ in 0..2 {
            assert!(output.stream.next().await.unwrap().is_ok());
        }
        assert!(!path.exists(), "they are not over yet");
    });
    let replay = test_util::Replay::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let client = Client::new(test_util::config(replay).build().unwrap());
    let (events, error) = received(&client);
    assert_eq!(events.len(), 2);
    assert!(matches!(&events[0], ConverseStream::Delta(delta) if delta.index == Some(1)), "{events:?}");
    assert!(error.is_none(), "{error:?}");
}
