//! The programs with fakes in place of the services.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use dynamodb::operation::put_item::{PutItemError, PutItemInput, PutItemOutput};
use programs::copy::{self, Copied};
use programs::orders::Shop;
use programs::progress;
use sqs::operation::delete_message::{DeleteMessageInput, DeleteMessageOutput};
use sqs::operation::receive_message::{ReceiveMessageInput, ReceiveMessageOutput};
use sqs::operation::send_message::{SendMessageInput, SendMessageOutput};
use sqs::types::Message;
use ssm::operation::get_parameters_by_path::{GetParametersByPathInput, GetParametersByPathOutput};
use ssm::operation::put_parameter::{PutParameterError, PutParameterInput, PutParameterOutput};
use ssm::types::{Parameter, ParameterType};

#[tokio::test]
async fn parameters_are_copied_page_by_page_and_those_that_are_there_stay() {
    let parameter = |name: &str| Parameter::new().name(name).value("v").r#type(ParameterType::SecureString);
    let fake = ssm::Client::fake()
        .on(move |input: &GetParametersByPathInput| {
            let page = GetParametersByPathOutput::new();
            Ok(match input.next_token.as_deref() {
                None => page.parameters([parameter("/a/x")]).next_token("more"),
                Some(_) => page.parameters([parameter("/a/y/z")]),
            })
        })
        .on(|input: &PutParameterInput| match input.name.as_str() {
            "/b/x" => {
                Err(PutParameterError::ParameterAlreadyExists(ssm::error::ParameterAlreadyExists::new()))
            }
            _ => Ok(PutParameterOutput::new()),
        });

    let parameters = copy::below(&fake, "/a").await.unwrap();
    let mut seen = Vec::new();
    let copied = copy::copy(&fake, parameters, ("/a", "/b"), |done| seen.push(done)).await.unwrap();

    assert_eq!(copied, Copied { new: 1, kept: 1 });
    assert_eq!(seen, [1, 2]);
    let put = fake.calls::<PutParameterInput>();
    assert_eq!((put[1].name.as_str(), put[1].value.as_str()), ("/b/y/z", "v"));
    assert_eq!(put[1].r#type, Some(ParameterType::SecureString));
}

#[test]
fn the_bar_is_full_when_all_is_done() {
    assert_eq!(progress::bar(3, 6), "[###############...............] 3 of 6");
    assert_eq!(progress::bar(0, 0), "[##############################] 0 of 0");
    let mut terminal = Vec::new();
    progress::show(&mut terminal, 1, 1).unwrap();
    assert_eq!(terminal, b"\r[##############################] 1 of 1\n");
}

fn queues(bodies: &'static [&'static str]) -> sqs::test_util::Fake<sqs::Client> {
    sqs::Client::fake()
        .on(|_: &ReceiveMessageInput| {
            let messages = bodies.iter().enumerate();
            let messages =
                messages.map(|(at, body)| Message::new().body(*body).receipt_handle(at.to_string()));
            Ok(ReceiveMessageOutput::new().messages(messages))
        })
        .on(|_: &SendMessageInput| Ok(SendMessageOutput::new()))
        .on(|_: &DeleteMessageInput| Ok(DeleteMessageOutput::new()))
}

#[tokio::test]
async fn orders_are_put_told_and_deleted_and_known_ones_are_not_told_again() {
    let queues =
        queues(&[r#"{"order": "1", "item": "lamp"}"#, r#"{"order": "2", "item": "bed"}"#, "no order"]);
    let tables = dynamodb::Client::fake().on(|input: &PutItemInput| {
        let is_known =
            input.item.get("order").and_then(|order| order.as_s().ok()).is_some_and(|order| order == "1");
        let known = dynamodb::error::ConditionalCheckFailedException::new;
        if is_known {
            Err(PutItemError::ConditionalCheckFailedException(known()))
        } else {
            Ok(PutItemOutput::new())
        }
    });
    let (table, told) = ("orders".to_owned(), "https://queue/told".to_owned());
    let shop = Shop { tables: tables.client(), queues: queues.client(), table, told };

    let mut outcomes = Vec::new();
    let count =
        shop.once("https://queue/orders", |outcome| outcomes.push(format!("{outcome:?}"))).await.unwrap();

    assert_eq!(count, 3);
    assert_eq!(outcomes[..2], ["Known", "Taken"]);
    assert!(outcomes[2].starts_with("Refused(\"expected"), "{outcomes:?}");
    let sent = queues.calls::<SendMessageInput>();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].queue_url.as_str(), sent[0].message_body.as_str()),
        ("https://queue/told", "new order: 2")
    );
    assert_eq!(queues.calls::<DeleteMessageInput>().len(), 3);
    let put = tables.calls::<PutItemInput>();
    assert_eq!(put[1].condition_expression.as_deref(), Some("attribute_not_exists(#order)"));
}

#[tokio::test]
async fn a_message_stays_in_its_queue_when_the_table_does_not_answer() {
    let queues = queues(&[r#"{"order": "1", "item": "lamp"}"#]);
    let tables = dynamodb::Client::fake()
        .reply(|_: &PutItemInput| dynamodb::test_util::CannedReply::error("AccessDeniedException", "no"));
    let (table, told) = ("orders".to_owned(), "https://queue/told".to_owned());
    let shop = Shop { tables: tables.client(), queues: queues.client(), table, told };

    let error = shop.once("https://queue/orders", |_| {}).await.unwrap_err();

    assert!(error.is_access_denied());
    assert_eq!(error.operation(), Some("PutItem"));
    assert!(queues.calls::<DeleteMessageInput>().is_empty());
}

mod chat {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::time::Duration;

    use bedrock_runtime::error::ThrottlingException;
    use bedrock_runtime::events::Message as Frame;
    use bedrock_runtime::operation::converse_stream::{
        ConverseStreamError, ConverseStreamInput, ConverseStreamOutput,
    };
    use bedrock_runtime::test_util::{self, Fake};
    use bedrock_runtime::types::{
        ContentBlock, ContentBlockDelta, ContentBlockDeltaEvent, ConverseStreamOutput as Event,
        MessageStopEvent, StopReason,
    };
    use bedrock_runtime::{Client, EventReceiver};
    use programs::chat::{Chat, Failed};

    fn text(text: &str) -> Event {
        Event::ContentBlockDelta(ContentBlockDeltaEvent::new(ContentBlockDelta::Text(text.to_owned()), 0))
    }

    fn stop(reason: StopReason) -> Event {
        Event::MessageStop(MessageStopEvent::new(reason))
    }

    /// A model whose first answer fails in the middle, whose second has no end, and whose others are whole.
    fn model() -> Fake<Client> {
        let mut call = 0;
        Client::fake().on(move |_: &ConverseStreamInput| {
            call += 1;
            let slow_down = ThrottlingException::new().message("slow down");
            let error = ConverseStreamError::ThrottlingException(slow_down);
            let events = match call {
                1 => vec![Ok(text("Gu")), Err(test_util::error::<ConverseStreamInput>(error))],
                2 => vec![Ok(text("Gu"))],
                _ => vec![Ok(text("Guten ")), Ok(text("Tag")), Ok(stop(StopReason::EndTurn))],
            };
            Ok(ConverseStreamOutput::new(EventReceiver::of(events)))
        })
    }

    #[tokio::test]
    async fn an_answer_counts_when_it_is_whole() {
        let model = model();
        let mut chat = Chat::new("m");
        let mut shown = Vec::new();
        let failed = chat.say(&model, "Hello", &mut shown).await.unwrap_err();
        assert!(matches!(&failed, Failed::Call(error) if error.is_throttling()), "{failed}");
        let failed = chat.say(&model, "Hello", &mut shown).await.unwrap_err();
        assert!(matches!(failed, Failed::CutShort));
        assert_eq!((shown.as_slice(), chat.messages()), (&b"GuGu"[..], 0));
        assert_eq!(chat.say(&model, "Hello", &mut shown).await.unwrap(), StopReason::EndTurn);
        assert_eq!(shown, b"GuGuGuten Tag");
        chat.say(&model, "Again", &mut shown).await.unwrap();
        let asked = model.calls::<ConverseStreamInput>();
        assert_eq!(asked.last().unwrap().messages.as_ref().unwrap().len(), 3);
    }

    /// Bedrock refuses every request that holds a blank text, and so would refuse all that is said afterwards.
    #[tokio::test]
    async fn what_is_answered_without_words_is_not_said_again() {
        let mut call = 0;
        let model = Client::fake().on(move |_: &ConverseStreamInput| {
            call += 1;
            let events = match call {
                1 => vec![Ok(stop(StopReason::ContentFiltered))],
                2 => vec![Ok(text("\n ")), Ok(stop(StopReason::ContentFiltered))],
                _ => vec![Ok(text("Guten Tag")), Ok(stop(StopReason::EndTurn))],
            };
            Ok(ConverseStreamOutput::new(EventReceiver::of(events)))
        });
        let mut chat = Chat::new("m");
        for _ in 0..2 {
            let reason = chat.say(&model, "Something bad", &mut Vec::new()).await.unwrap();
            assert_eq!((reason, chat.messages()), (StopReason::ContentFiltered, 0));
        }
        assert_eq!(chat.say(&model, "Hello", &mut Vec::new()).await.unwrap(), StopReason::EndTurn);
        let asked = model.calls::<ConverseStreamInput>();
        let said = asked.last().unwrap().messages.as_deref().unwrap();
        assert_eq!((said.len(), &said[0].content[0]), (1, &ContentBlock::Text("Hello".to_owned())));
        assert_eq!(chat.messages(), 2);
    }

    #[tokio::test]
    async fn a_server_may_take_its_time_with_every_byte() {
        let event = |name: &str, payload: &'static str| {
            let frame = Frame::new(payload).header(":message-type", "event").header(":event-type", name);
            frame.encode().unwrap().to_vec()
        };
        let delta = r#"{"contentBlockIndex": 0, "delta": {"text": "Guten Tag"}}"#;
        let body = [
            event("messageStart", r#"{"role": "assistant"}"#),
            event("contentBlockDelta", delta),
            event("messageStop", r#"{"stopReason": "max_tokens"}"#),
        ]
        .concat();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0; 10_000];
            let length = stream.read(&mut request).unwrap();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).unwrap();
            for piece in body.chunks(3) {
                stream.write_all(piece).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        let config = bedrock_runtime::Config::builder()
            .environment(bedrock_runtime::Environment::empty())
            .region("eu-central-1")
            .credentials(bedrock_runtime::Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
            .endpoint_url(url);
        let client = Client::new(config.build().unwrap());
        let mut shown = Vec::new();
        let reason = Chat::new("a/b").say(&client, "Hello", &mut shown).await.unwrap();
        assert_eq!((reason, shown.as_slice()), (StopReason::MaxTokens, &b"Guten Tag"[..]));
        let request = server.join().unwrap();
        assert!(request.starts_with("POST /model/a%2Fb/converse-stream HTTP/1.1\r\n"), "{request}");
    }
}
