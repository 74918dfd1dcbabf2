//! The generated client against the server, over a socket of this machine.

use std::error::Error;

use rooms::credentials::{ApiKey, BearerToken};
use rooms::operation::book_room::{BookRoomError, BookRoomInput};
use rooms::{Client, Config, Timestamp};
use tokio::net::TcpListener;

const KEY: &str = "open sesame";

/// The URL of a server that ends with the test.
async fn server() -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { rooms_server::serve(listener, KEY).await });
    Ok(url)
}

fn at(hour: &str) -> Timestamp {
    format!("2026-03-01T{hour}:00Z").parse().unwrap()
}

#[tokio::test]
async fn everybody_may_look_and_those_with_a_key_book() -> Result<(), Box<dyn Error>> {
    let url = server().await?;

    // Looking takes nothing but the address.
    let anybody = Client::new(Config::builder().endpoint_url(&url).build()?);
    let mut names = Vec::new();
    let mut rooms = anybody.list_rooms().seats(3).limit(1).items();
    while let Some(room) = rooms.next().await {
        names.push(room?.name);
    }
    assert_eq!(names, ["garden", "library"]);

    let error = anybody.book_room(at("09:00"), at("10:00"), "garden").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "BookRoom: no bearer token and no API key; set it with Config::builder().bearer_token(…) or with \
         Config::builder().api_key(…)"
    );

    let config = Config::builder().endpoint_url(&url).api_key(ApiKey::new(KEY)).build()?;
    let client = Client::new(config);
    let first = client.book_room(at("09:00"), at("10:00"), "garden").purpose("planning").await?;
    let error = client.book_room(at("09:30"), at("11:00"), "garden").await.unwrap_err();
    match error.as_service_error() {
        Some(BookRoomError::RoomTaken(taken)) => {
            assert_eq!((taken.from, taken.to), (at("09:00"), at("10:00")))
        }
        other => panic!("{other:?}"),
    }
    client.cancel_booking("garden", &first.booking).await?;
    let second = client.book_room(at("09:30"), at("11:00"), "garden").await?;
    assert_ne!(first.booking, second.booking);

    // A request that is sent twice is one booking.
    let mut input = BookRoomInput::new(at("12:00"), at("13:00"), "attic");
    input.token = Some("lunch".to_owned());
    let again = client.request(input.clone()).await?;
    assert_eq!(client.request(input).await?.booking, again.booking);

    let error = client.book_room(at("09:00"), at("10:00"), "cellar").await.unwrap_err();
    assert!(matches!(error.as_service_error(), Some(BookRoomError::NoSuchRoom(_))), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_token_counts_before_a_key() -> Result<(), Box<dyn Error>> {
    let url = server().await?;
    let config = Config::builder()
        .endpoint_url(&url)
        .api_key(ApiKey::new(KEY))
        .bearer_token(BearerToken::new("a token that nobody knows"))
        .build()?;
    let error = Client::new(config).book_room(at("09:00"), at("10:00"), "attic").await.unwrap_err();
    assert!(error.to_string().contains("HTTP 401") && !error.to_string().contains("nobody knows"), "{error}");
    Ok(())
}

#[tokio::test]
async fn what_is_no_call_is_refused_in_words() -> Result<(), Box<dyn Error>> {
    use http_body_util::{BodyExt, Full};
    use hyper::Request;
    use hyper_util::rt::TokioIo;

    let url = server().await?;
    let stream = tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get("/cellars").header("host", "rooms").header("x-rooms-key", KEY);
    let reply = sender.send_request(request.body(Full::<rooms::Bytes>::default())?).await?;
    assert_eq!(reply.status(), 400);
    let text = String::from_utf8(reply.into_body().collect().await?.to_bytes().into())?;
    assert!(text.starts_with("no operation takes this request: ListRooms: "), "{text}");
    Ok(())
}
