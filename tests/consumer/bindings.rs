//! Members outside of bodies: what is sent and what is read, with generated crates.

use std::collections::HashMap;

use bytes::Bytes;
use http_bindings::operation::list_things::{ListThingsError, ListThingsInput, ListThingsOutput};
use http_bindings::operation::put_thing::{PutThingInput, PutThingOutput};
use http_bindings::operation::tag_thing::{TagThingInput, TagThingOutput};
use http_bindings::types::Thing;
use http_bindings::{Client, error};
use shapesmith_runtime::ErrorKind;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply, Recorder, Replay};

use crate::support::wait;

fn client(http: &CannedHttp) -> Client {
    Client::new(test_util::config(http.clone()).build().unwrap())
}

fn header<'a>(request: &'a http::Request<Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn a_request_has_its_members_in_path_query_and_headers() {
    let http = CannedHttp::new([CannedReply::new(200, "{}")]);
    let filters = HashMap::from([("size".to_owned(), vec!["s".to_owned(), "m&l".to_owned()])]);
    let call = client(&http).list_things("a b/c").next_token("t,1").max_results(7);
    let call = call.kinds(["x", ""]).changed_since("2026-01-31T12:00:00Z".parse::<http_bindings::Timestamp>().unwrap());
    wait(call.filters(filters).send()).unwrap();
    let request = &http.requests()[0];
    assert_eq!(request.method(), "GET");
    assert_eq!(
        request.uri(),
        "https://localhost/shelves/a%20b%2Fc/things?list-type=2&max-results=7&kind=x&kind=&since=2026-01-31T12%3A00%3A00Z\
         &size=s&size=m%26l"
    );
    assert_eq!(header(request, "x-next-token"), Some("t,1"));
    assert!(request.body().is_empty() && header(request, "content-type").is_none());
}

#[test]
fn a_payload_is_the_body_as_it_is_and_its_type_is_what_the_caller_says() {
    let reply = CannedReply::new(201, r#"{"name": "x", "Size": 3, "New": 1}"#);
    let reply = reply.header("last-modified", "Sat, 31 Jan 2026 12:00:00 GMT").header("X-Meta-Colour", "red");
    let http = CannedHttp::new([reply, CannedReply::new(201, "")]);
    let call = client(&http).put_thing("dir/über.txt").kind("text/css").body(&b"\0\xff"[..]);
    let call = call.metadata([("a".to_owned(), "b  c".to_owned())]).context(r#"{"a":1}"#);
    let response = wait(call.send()).unwrap();
    let request = &http.requests()[0];
    assert_eq!(request.uri(), "https://localhost/things/dir/%C3%BCber.txt");
    assert_eq!(request.body().as_ref(), b"\0\xff");
    assert_eq!(header(request, "content-type"), Some("text/css"));
    assert_eq!(header(request, "x-meta-a"), Some("b  c"));
    assert_eq!(header(request, "x-context"), Some("eyJhIjoxfQ=="));
    assert_eq!(response.thing, Some(Thing::new().name("x").size(3)));
    assert_eq!(response.changed.map(|time| time.secs()), Some(1_769_860_800));
    assert_eq!(response.metadata, Some(HashMap::from([("colour".to_owned(), "red".to_owned())])));
    assert_eq!(response.unknowns().len(), 1);

    let response = wait(client(&http).put_thing("k").send()).unwrap();
    assert_eq!(*response, PutThingOutput::new());
    assert_eq!(header(&http.requests()[1], "content-type"), Some("application/octet-stream"));
}

#[test]
fn what_cannot_be_sent_is_refused_by_name_and_not_sent() {
    let http = CannedHttp::new([]);
    for (key, told) in [("", "Key: "), ("..", "Key: "), ("a/./b", "Key: ")] {
        let error = wait(client(&http).put_thing(key).send()).unwrap_err().to_string();
        assert!(error.contains("PutThing") && error.contains(told), "{error}");
    }
    let metadata = [("a\nb".to_owned(), "hunter2".to_owned())];
    let error = wait(client(&http).put_thing("k").metadata(metadata).send()).unwrap_err().to_string();
    assert!(error.contains("Metadata: ") && !error.contains("hunter2"), "{error}");
    let error = wait(client(&http).tag_thing().password("hun\nter2").send()).unwrap_err().to_string();
    assert!(error.contains("Password: ") && !error.contains("ter2"), "{error}");
    assert!(http.requests().is_empty());
}

#[test]
fn headers_that_do_not_fit_are_told_with_the_member() {
    let http = CannedHttp::new([CannedReply::new(201, "{}").header("last-modified", "yesterday")]);
    let error = wait(client(&http).put_thing("k").send()).unwrap_err();
    let ErrorKind::Response(error) = error.kind() else { panic!("{error}") };
    assert_eq!(error.path(), Some("Changed"));
}

#[test]
fn exceptions_have_members_in_headers() {
    let reply = CannedReply::new(429, r#"{"message": "slow down", "code": "Busy", "Retry-After": 9}"#);
    let http = CannedHttp::new([reply.header("retry-after", "3").header("x-amzn-errortype", "Busy:http://x/")]);
    let config = test_util::config(http).max_attempts(1).build().unwrap();
    let error = wait(Client::new(config).list_things("s").send()).unwrap_err();
    let expected = error::Busy::new().message("slow down").retry_after(3);
    assert!(matches!(error.kind(), ErrorKind::Service(ListThingsError::Busy(busy)) if *busy == expected), "{error}");
}

#[test]
fn listings_take_their_token_from_a_header_and_put_it_into_one() {
    let fake = Client::fake().on(|input: &ListThingsInput| {
        let page = input.next_token.as_deref().map_or(0, |token| token.parse::<i32>().unwrap());
        let output = ListThingsOutput::new().things([Thing::new().size(page)]);
        Ok(if page < 2 { output.next_token((page + 1).to_string()) } else { output })
    });
    let mut items = fake.list_things("s").max_results(1).items();
    let sizes = wait(async {
        let mut sizes = Vec::new();
        while let Some(thing) = items.next().await {
            sizes.push(thing.unwrap().size);
        }
        sizes
    });
    assert_eq!(sizes, [Some(0), Some(1), Some(2)]);
}

#[test]
fn fakes_read_whatever_was_written() {
    let fake = Client::fake()
        .on(|_: &PutThingInput| Ok(PutThingOutput::new().metadata([("a".to_owned(), "1".to_owned())])))
        .on(|_: &TagThingInput| Ok(TagThingOutput::new()));
    let put = fake.put_thing("a/b c").kind("x/y").metadata([("k".to_owned(), "v".to_owned())]);
    let response = wait(put.context("[1]").body("text").send()).unwrap();
    assert_eq!(response.metadata, Some(HashMap::from([("a".to_owned(), "1".to_owned())])));
    let input = &fake.calls::<PutThingInput>()[0];
    assert_eq!((input.key.as_str(), input.kind.as_deref()), ("a/b c", Some("x/y")));
    assert_eq!((input.context.as_deref(), input.body.as_deref()), (Some("[1]"), Some(&b"text"[..])));

    let names = ["plain", "with, comma", "with \"quotes\""];
    wait(fake.tag_thing().names(names).tags([("t".to_owned(), "u".to_owned())]).send()).unwrap();
    let input = &fake.calls::<TagThingInput>()[0];
    assert_eq!(input.names_or_empty(), names);
    assert_eq!(input.token.as_ref().map(String::len), Some(36));
}

#[test]
fn recordings_keep_no_secret_headers_and_are_found_by_the_others() {
    let path = std::env::temp_dir().join(format!("bindings-{}.json", std::process::id()));
    let service = CannedHttp::new([CannedReply::new(200, ""), CannedReply::new(201, r#"{"name": "x"}"#)]);
    let recording = Client::new(test_util::config(Recorder::new(service, &path)).build().unwrap());
    wait(recording.tag_thing().password("hunter2-hunter2").names(["a", "b,c"]).send()).unwrap();
    wait(recording.put_thing("k").body(&b"\xff\0"[..]).send()).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("hunter2"), "{text}");

    let replay = Client::new(test_util::config(Replay::open(&path).unwrap()).build().unwrap());
    wait(replay.tag_thing().password("another").names(["a", "b,c"]).send()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let response = wait(replay.put_thing("k").body(&b"\xff\0"[..]).send()).unwrap();
    assert_eq!(response.thing, Some(Thing::new().name("x")));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn the_operation_of_a_call_in_cbor_stands_in_the_path() {
    let http = CannedHttp::new([CannedReply::new(200, "").header("smithy-protocol", "rpc-v2-cbor")]);
    let client = cbor::Client::new(test_util::config(http.clone()).build().unwrap());
    wait(client.ping().send()).unwrap();
    let request = &http.requests()[0];
    assert_eq!(request.uri(), "https://localhost/service/FixtureService/operation/Ping");
    assert!(request.body().is_empty());

    let fake = cbor::Client::fake().on(|input: &cbor::operation::put_thing::PutThingInput| {
        Ok(cbor::operation::put_thing::PutThingOutput::new().name(input.name.clone().unwrap_or_default()))
    });
    let response = wait(fake.put_thing().name("x").send()).unwrap();
    assert_eq!(response.name.as_deref(), Some("x"));
}
