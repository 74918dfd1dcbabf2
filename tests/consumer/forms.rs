//! Services that take forms and answer in XML: requests, replies, errors, listings, fakes, recordings.

use std::collections::HashMap;

use forms::error::ThingTakenFault;
use forms::operation::delete_thing::{DeleteThingInput, DeleteThingOutput};
use forms::operation::list_things::{ListThingsInput, ListThingsOutput};
use forms::operation::put_thing::{PutThingError, PutThingInput};
use forms::types::Thing;
use forms::{Client, Timestamp};
use forms_ec2::operation::run_things::{RunThingsInput, RunThingsOutput};
use forms_ec2::types::Filter;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply, Recorder, Replay};

use crate::support::wait;

fn client(replies: impl IntoIterator<Item = CannedReply>) -> (Client, CannedHttp) {
    let http = CannedHttp::new(replies);
    (Client::new(test_util::config(http.clone()).max_attempts(1).build().unwrap()), http)
}

/// The fields of a request, one for each line.
fn form(http: &CannedHttp) -> String {
    let requests = http.requests();
    let request = requests.last().unwrap();
    assert_eq!(request.headers().get("content-type").unwrap(), "application/x-www-form-urlencoded");
    String::from_utf8(request.body().to_vec()).unwrap().replace('&', "\n")
}

#[test]
fn an_input_is_a_form_by_the_names_of_the_model() {
    let (client, http) = client([CannedReply::new(200, "<PutThingResponse/>")]);
    let put = client
        .put_thing("a b")
        .data(&b"\xff"[..])
        .at(Timestamp::from_secs(0))
        .names(["x", "y"])
        .old(["o"])
        .attributes([("k".to_owned(), "v".to_owned())])
        .things([Thing::new("t").size(1)])
        .token("mine");
    wait(put.send()).unwrap();
    assert_eq!(
        form(&http),
        "Action=PutThing\nVersion=2026-01-31\nName=a%20b\nData=%2Fw%3D%3D\nAt=1970-01-01T00%3A00%3A00Z\n\
         Names.Name.1=x\nNames.Name.2=y\nOldName.1=o\nAttributes.entry.1.Name=k\nAttributes.entry.1.Value=v\n\
         Things.member.1.ThingName=t\nThings.member.1.Size=1\nToken=mine"
    );
}

#[test]
fn an_input_of_ec2_has_names_with_capitals_and_no_steps_within_lists() {
    let http = CannedHttp::new([CannedReply::new(200, "<r/>")]);
    let client = forms_ec2::Client::new(test_util::config(http.clone()).build().unwrap());
    let filter = Filter::new().name("n").values(["v", "w"]);
    wait(client.run_things().count(2).groups(["g"]).user_data(&b"hi"[..]).filters([filter]).send()).unwrap();
    assert_eq!(
        form(&http),
        "Action=RunThings\nVersion=2026-01-31\nCount=2\nGroup.1=g\nUserData=aGk%3D\nFilter.1.Name=n\n\
         Filter.1.Value.1=v\nFilter.1.Value.2=w"
    );
}

#[test]
fn an_output_is_in_its_wrapper_and_the_request_id_behind_it() {
    let body = "<PutThingResponse xmlns='urn:x'><PutThingResult><Attributes><entry><Name>k</Name><Value> v </Value>\
                </entry></Attributes><Thing><Size> 7 </Size><ThingName>t</ThingName></Thing></PutThingResult>\
                <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></PutThingResponse>";
    let (client, _) = client([CannedReply::new(200, body)]);
    let response = wait(client.put_thing("t").send()).unwrap();
    assert_eq!(response.thing, Some(Thing::new("t").size(7)));
    assert_eq!(response.attributes, Some(HashMap::from([("k".to_owned(), " v ".to_owned())])));
    assert_eq!(response.request_id(), Some("id-1"));
    assert!(response.unknowns().is_empty());
}

#[test]
fn calls_without_output_take_any_answer_that_is_xml() {
    let (client, http) = client(["", "<DeleteThingResponse/>"].map(|body| CannedReply::new(200, body)));
    wait(client.delete_thing("a").send()).unwrap();
    wait(client.delete_thing("a").send()).unwrap();
    assert_eq!(form(&http), "Action=DeleteThing\nVersion=2026-01-31\nName=a");
}

#[test]
fn the_code_of_an_error_need_not_be_the_name_of_its_exception() {
    let body = "<ErrorResponse xmlns='urn:x'><Error><Type>Sender</Type><Code>ThingTaken</Code><Message>no &lt;way&gt;</Message>\
                <Owner>me</Owner></Error><RequestId>id-2</RequestId></ErrorResponse>";
    let (client, _) = client([CannedReply::new(409, body), CannedReply::new(403, body.replace("ThingTaken", "Other"))]);
    let error = wait(client.put_thing("t").send()).unwrap_err();
    let Some(PutThingError::ThingTakenFault(fault)) = error.as_service_error() else { panic!("{error}") };
    assert_eq!((fault.owner.as_deref(), fault.message.as_deref()), (Some("me"), Some("no <way>")));
    assert_eq!((error.code(), error.request_id()), (Some("ThingTaken"), Some("id-2")));
    let error = wait(client.put_thing("t").send()).unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("Other"), Some("no <way>")));
}

#[test]
fn errors_of_ec2_have_an_envelope_of_their_own() {
    let body = "<Response><Errors><Error><Code>InvalidThing.NotFound</Code><Message>m</Message></Error></Errors>\
                <RequestID>id-3</RequestID></Response>";
    let http = CannedHttp::new([CannedReply::new(400, body)]);
    let client = forms_ec2::Client::new(test_util::config(http).build().unwrap());
    let error = wait(client.stop_things().send()).unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("InvalidThing.NotFound"), Some("m")));
    assert_eq!(error.request_id(), Some("id-3"));
}

#[test]
fn fakes_listings_and_recordings_work_as_in_any_protocol() {
    let page = |input: &ListThingsInput| match input.marker.as_deref() {
        None => Ok(ListThingsOutput::new().things([Thing::new("a")]).is_truncated(true).marker("m")),
        Some(_) => Ok(ListThingsOutput::new().things([Thing::new("b")]).is_truncated(false)),
    };
    let taken = |_: &PutThingInput| Err(PutThingError::ThingTakenFault(ThingTakenFault::new().owner("me").message("no")));
    let fake = Client::fake().on(page).on(taken).on(|_: &DeleteThingInput| Ok(DeleteThingOutput::new()));
    let mut things = fake.list_things().items();
    assert_eq!(wait(things.next()).unwrap().unwrap(), Thing::new("a"));
    assert_eq!(wait(things.next()).unwrap().unwrap(), Thing::new("b"));
    assert!(wait(things.next()).is_none());
    let error = wait(fake.put_thing("a").send()).unwrap_err();
    let Some(PutThingError::ThingTakenFault(fault)) = error.as_service_error() else { panic!("{error}") };
    assert_eq!((fault.owner.as_deref(), fault.message.as_deref()), (Some("me"), Some("no")));
    wait(fake.delete_thing("a&b=c").send()).unwrap();
    assert_eq!(fake.calls::<DeleteThingInput>()[0].name, "a&b=c");

    let ec2 = forms_ec2::Client::fake()
        .on(|input: &RunThingsInput| Ok(RunThingsOutput::new().groups(input.groups_or_empty().to_vec())));
    let response = wait(ec2.run_things().groups(["g", "h"]).send()).unwrap();
    assert_eq!(response.groups_or_empty(), ["g", "h"]);
}

#[test]
fn recordings_keep_no_secrets_and_are_found_by_the_others() {
    let path = std::env::temp_dir().join(format!("forms-{}.json", std::process::id()));
    let body = "<r><PutThingResult><Thing><ThingName>t</ThingName><Password>hunter2</Password></Thing></PutThingResult></r>";
    let service = CannedHttp::new([CannedReply::new(200, body)]);
    let recording = Client::new(test_util::config(Recorder::new(service, &path)).build().unwrap());
    wait(recording.put_thing("k").password("hunter2-hunter2").token("t").send()).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("hunter2"), "{text}");

    let replay = Client::new(test_util::config(Replay::open(&path).unwrap()).build().unwrap());
    let response = wait(replay.put_thing("k").password("another").token("t").send()).unwrap();
    assert_eq!(response.thing.as_ref().map(|thing| thing.name.as_str()), Some("t"));
    std::fs::remove_file(&path).unwrap();
}
