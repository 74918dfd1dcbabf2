//! Bodies of XML: what is sent and what is read, with generated crates.

use shapesmith_runtime::ErrorKind;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply, Recorder, Replay};
use xml_bindings::operation::list_things::{ListThingsError, ListThingsInput, ListThingsOutput};
use xml_bindings::operation::put_thing::{PutThingInput, PutThingOutput};
use xml_bindings::types::{Grantee, Thing};
use xml_bindings::{Client, error};

use crate::support::wait;

fn client(http: &CannedHttp) -> Client {
    Client::new(test_util::config(http.clone()).max_attempts(1).build().unwrap())
}

fn text(request: &http::Request<bytes::Bytes>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

#[test]
fn a_body_has_the_root_and_the_names_of_the_model() {
    let http = CannedHttp::new([CannedReply::new(200, ""), CannedReply::new(200, ""), CannedReply::new(200, "")]);
    let grantee = Grantee::new().kind("Group");
    let thing = Thing::new().name("a & b").grantee(grantee).events(["x", "y"]).event("z");
    wait(client(&http).put_thing("i").thing(thing).send()).unwrap();
    wait(client(&http).tag_thing().names(["n"]).tags([("k".to_owned(), "v".to_owned())]).send()).unwrap();
    wait(client(&http).tag_thing().send()).unwrap();
    let requests = http.requests();
    assert_eq!(
        text(&requests[0]),
        "<ThingConfiguration xmlns=\"https://things.example/doc/\"><name>a &amp; b</name><Grantee \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"></Grantee><Event>x</Event>\
         <Event>y</Event><Event>z</Event></ThingConfiguration>"
    );
    assert_eq!(
        text(&requests[1]),
        "<TagThingRequest xmlns=\"https://things.example/doc/\"><Names><Name>n</Name></Names>\
         <Tags><entry><Key>k</Key><Value>v</Value></entry></Tags></TagThingRequest>"
    );
    assert_eq!(requests[1].headers()["content-type"], "application/xml");
    assert!(requests[2].body().is_empty() && !requests[2].headers().contains_key("content-type"));
}

#[test]
fn what_xml_cannot_hold_is_refused_by_name_and_not_sent() {
    let http = CannedHttp::new([]);
    let error = wait(client(&http).tag_thing().password("hunter2\u{1}").send()).unwrap_err().to_string();
    assert!(error.contains("Password: it holds U+0001") && !error.contains("hunter2"), "{error}");
}

#[test]
fn one_name_of_two_members_is_the_lists() {
    let body = "<L><Thing><Event>a</Event><name>n</name><Event>b</Event></Thing><x/><Thing/></L>";
    let http = CannedHttp::new([CannedReply::new(200, body)]);
    let response = wait(client(&http).list_things().send()).unwrap();
    let [first, second] = response.things_or_empty() else { panic!("{response:?}") };
    assert_eq!((first.events_or_empty(), first.event.as_deref()), (&["a".to_owned(), "b".to_owned()][..], None));
    assert_eq!(second, &Thing::new());
    assert_eq!(response.unknowns().len(), 1);
}

#[test]
fn exceptions_have_their_members_and_their_message_in_both_envelopes() {
    let inner = "<Code>NoSuchShelf</Code><Message>gone</Message><Shelf>s</Shelf>";
    for body in [
        format!("<Error>{inner}</Error>"),
        format!("<ErrorResponse><Error><Type>Sender</Type>{inner}</Error><RequestId>id-1</RequestId></ErrorResponse>"),
    ] {
        let http = CannedHttp::new([CannedReply::new(404, body)]);
        let error = wait(client(&http).list_things().send()).unwrap_err();
        let expected = error::NoSuchShelf::new().shelf("s").message("gone");
        assert!(matches!(error.kind(), ErrorKind::Service(ListThingsError::NoSuchShelf(it)) if *it == expected), "{error}");
    }
}

#[test]
fn an_answer_without_a_body_is_the_exception_that_its_status_is_called_by() {
    let http = CannedHttp::new([CannedReply::new(404, ""), CannedReply::new(412, "")]);
    let error = wait(client(&http).has_thing("t").send()).unwrap_err();
    assert!(error.as_service_error().unwrap().is_not_found() && error.is_not_found());
    assert_eq!((error.code(), error.status()), (Some("NotFound"), Some(404)));
    let error = wait(client(&http).has_thing("t").send()).unwrap_err();
    assert_eq!((error.code(), error.status()), (Some("PreconditionFailed"), Some(412)));
}

#[test]
fn a_body_that_was_cut_is_an_error_with_the_operation() {
    let http = CannedHttp::new([CannedReply::new(200, "<L><Thing><name>n</na")]);
    let error = wait(client(&http).list_things().send()).unwrap_err().to_string();
    assert!(error.contains("ListThings") && error.contains("in the middle of an element"), "{error}");
}

#[test]
fn fakes_and_listings_go_through_xml() {
    let fake = Client::fake()
        .on(|input: &ListThingsInput| {
            let page = input.marker.as_deref().map_or(0, |marker| marker.parse::<i32>().unwrap());
            let output = ListThingsOutput::new().things([Thing::new().name(format!("<{page}>"))]);
            Ok(output.is_truncated(page < 2).next_marker((page + 1).to_string()))
        })
        .on(|_: &PutThingInput| Ok(PutThingOutput::new()));
    let mut items = fake.list_things().items();
    let names = wait(async {
        let mut names = Vec::new();
        while let Some(thing) = items.next().await {
            names.push(thing.unwrap().name.unwrap());
        }
        names
    });
    assert_eq!(names, ["<0>", "<1>", "<2>"]);
    let thing = Thing::new().grantee(Grantee::new().kind("a\nb").password("p")).events(["x"]);
    wait(fake.put_thing("i/j").thing(thing.clone()).send()).unwrap();
    let input = &fake.calls::<PutThingInput>()[0];
    assert_eq!((input.id.as_str(), input.thing.as_ref()), ("i/j", Some(&thing)));
}

#[test]
fn recordings_keep_no_secrets_and_are_replayed() {
    let path = std::env::temp_dir().join(format!("xml-{}.json", std::process::id()));
    let reply = "<L><Thing><name>n</name><Grantee xsi:type='U'><Password>hunter2-hunter2</Password></Grantee></Thing></L>";
    let refusal = "<Error><Code>NoSuchShelf</Code><Message>gone</Message><Shelf>s</Shelf></Error>";
    let service = CannedHttp::new([
        CannedReply::new(200, ""),
        CannedReply::new(200, reply),
        CannedReply::new(404, refusal),
    ]);
    let recording = Client::new(test_util::config(Recorder::new(service, &path)).max_attempts(1).build().unwrap());
    wait(recording.tag_thing().password("hunter2-hunter2").names(["a"]).send()).unwrap();
    wait(recording.list_things().send()).unwrap();
    wait(recording.list_things().marker("m").send()).unwrap_err();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("hunter2"), "{text}");

    let replay = Client::new(test_util::config(Replay::open(&path).unwrap()).max_attempts(1).build().unwrap());
    wait(replay.tag_thing().password("another").names(["a"]).send()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let response = wait(replay.list_things().send()).unwrap();
    assert_eq!(response.things_or_empty()[0].name.as_deref(), Some("n"));
    let error = wait(replay.list_things().marker("m").send()).unwrap_err();
    let expected = error::NoSuchShelf::new().shelf("s").message("gone");
    assert!(matches!(error.kind(), ErrorKind::Service(ListThingsError::NoSuchShelf(it)) if *it == expected), "{error}");
    std::fs::remove_file(&path).unwrap();
}
