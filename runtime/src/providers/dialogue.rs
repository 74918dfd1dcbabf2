//! Small exchanges with what hands out credentials on this machine or on its link.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use super::World;
use crate::error::CredentialsError;
use crate::http::{Body, Direct, HttpErrorKind, Limits, collect};

/// Credentials are a few hundred bytes; nothing that answers with more is a credential service.
const LIMITS: Limits = Limits::new(1 << 20);

/// The pause before the second attempt; it doubles. All of it is random, since many machines start at once.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// How often and how long something is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// How long one attempt may take.
    pub(super) limit: Duration,
    /// How often it is asked, at least once.
    pub(super) attempts: u32,
    /// Whether it is asked again where nobody was there at all. It is not where that only tells what machine this is.
    pub(super) repeats_silence: bool,
}

/// Why an answer is no good.
pub(super) enum Fault {
    /// The next one may be better.
    Passing(String),
    /// The next one would be the same.
    Lasting(CredentialsError),
}

/// Asks until there is an answer that `read` takes. No proxy is on the way, and no redirect is followed: what is sent
/// and what comes back are secret.
///
/// # Errors
///
/// What was wrong with the last answer, or why there was none.
pub(super) async fn ask<T>(
    world: &World,
    patience: Patience,
    request: &Request<()>,
    read: impl Fn(&Response<Bytes>) -> Result<T, Fault>,
) -> Result<T, CredentialsError> {
    let mut pause = FIRST_PAUSE;
    let mut attempt = 1;
    loop {
        let reason = match exchange(world, patience.limit, request).await {
            Ok(reply) => match read(&reply).map_err(|fault| passing(&reply, fault)) {
                Ok(value) => return Ok(value),
                Err(Fault::Lasting(error)) => return Err(error),
                Err(Fault::Passing(reason)) => reason,
            },
            Err(Silence { reason, is_lasting }) => {
                if is_lasting && !patience.repeats_silence {
                    return Err(CredentialsError::new(reason));
                }
                reason
            }
        };
        if attempt >= patience.attempts {
            let times = if attempt == 1 { String::new() } else { format!(" ({attempt} attempts)") };
            return Err(CredentialsError::new(format!("{reason}{times}")));
        }
        attempt = attempt.saturating_add(1);
        tokio::time::sleep(pause.mul_f64(fastrand::f64())).await;
        pause = pause.saturating_mul(2);
    }
}

/// Whoever is in trouble answers anything.
fn passing(reply: &Response<Bytes>, fault: Fault) -> Fault {
    let status = reply.status();
    let is_trouble = status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    match fault {
        Fault::Lasting(error) if is_trouble => Fault::Passing(error.one_line()),
        fault => fault,
    }
}

/// No answer.
struct Silence {
    reason: String,
    /// Whether nobody seems to be there.
    is_lasting: bool,
}

async fn exchange(world: &World, limit: Duration, request: &Request<()>) -> Result<Response<Bytes>, Silence> {
    let mut sent = Request::new(Body::from(Bytes::new()));
    sent.method_mut().clone_from(request.method());
    sent.uri_mut().clone_from(request.uri());
    sent.headers_mut().clone_from(request.headers());
    sent.extensions_mut().insert(Direct);
    let exchange = async {
        let reply = world.http_client.send(sent).await?;
        collect(reply, LIMITS).await
    };
    match tokio::time::timeout(limit, exchange).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => {
            let is_lasting = !matches!(error.kind(), HttpErrorKind::Io);
            Err(Silence { reason: error.one_line(), is_lasting })
        }
        Err(_) => Err(Silence { reason: format!("no reply within {limit:?}"), is_lasting: true }),
    }
}

/// An answer that is no success, with the beginning of what it says, unless that repeats the token that was sent.
pub(super) fn refused(reply: &Response<Bytes>, token: &str) -> Fault {
    const LONGEST: usize = 200;
    let status = reply.status();
    let mut text = format!("the answer is {status}");
    if status.is_redirection() {
        text.push_str("; redirects are not followed");
    }
    let said = String::from_utf8_lossy(reply.body());
    if token.is_empty() || !said.contains(token) {
        let words: Vec<&str> = said.split(|c: char| c.is_whitespace() || c.is_control()).collect();
        let said: String = words.join(" ").trim().chars().take(LONGEST).collect();
        if !said.is_empty() {
            text.push_str(": ");
            text.push_str(&said);
        }
    }
    Fault::Lasting(CredentialsError::new(text))
}
