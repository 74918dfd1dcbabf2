//! The service: rooms and bookings in memory, and a server for it.

mod house;

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rooms::Bytes;
use rooms::operation::book_room::BookRoomInput;
use rooms::operation::cancel_booking::{CancelBookingInput, CancelBookingOutput};
use rooms::operation::list_rooms::ListRoomsInput;
use rooms::test_util::Service;
use tokio::net::TcpListener;

use house::House;

/// The largest request that makes sense here, in bytes.
const REQUEST_LIMIT: usize = 64 * 1024;

/// Answers calls for ever. `key` is what callers need for all but looking.
///
/// # Errors
///
/// The listener fails.
pub async fn serve(listener: TcpListener, key: &str) -> io::Result<()> {
    let service = Arc::new(service());
    let key: Arc<str> = key.into();
    loop {
        let (stream, _) = listener.accept().await?;
        let (service, key) = (Arc::clone(&service), Arc::clone(&key));
        tokio::spawn(async move {
            let answer = service_fn(move |request| answer(request, Arc::clone(&service), Arc::clone(&key)));
            // A client that goes away is no concern of the others.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// The operations.
fn service() -> Service {
    let house = Arc::new(Mutex::new(House::default()));
    let (list, book, cancel) = (Arc::clone(&house), Arc::clone(&house), house);
    Service::new()
        .on(move |input: &ListRoomsInput| Ok(lock(&list).list(input)))
        .on(move |input: &BookRoomInput| lock(&book).book(input))
        .on(move |input: &CancelBookingInput| {
            lock(&cancel).cancel(input);
            Ok(CancelBookingOutput::new())
        })
}

/// A call that panicked has failed; the house is still there for others.
fn lock(house: &Mutex<House>) -> MutexGuard<'_, House> {
    house.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    request: Request<Incoming>,
    service: Arc<Service>,
    key: Arc<str>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, REQUEST_LIMIT).collect().await else {
        return Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let request = Request::from_parts(head, body.to_bytes());
    // The table of an operation says what its callers have to show.
    let is_open = service.operation(&request).is_some_and(|operation| operation.schemes.is_empty());
    if !is_open && !shows(&request, &key) {
        return Ok(refuse(StatusCode::UNAUTHORIZED));
    }
    Ok(service.answer(&request).map(Full::new))
}

/// Whether a request shows the key, in either of the two ways that the model has.
fn shows(request: &Request<Bytes>, key: &str) -> bool {
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes());
    let token = header("authorization").and_then(|value| value.strip_prefix(b"Bearer "));
    [token, header("x-rooms-key")].contains(&Some(key.as_bytes()))
}

fn refuse(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
