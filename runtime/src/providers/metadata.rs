//! The credentials of the role of an EC2 instance, from its metadata service, version 2.
//!
//! Sources: [IMDS credentials](https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html),
//! [retrieval](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html), and
//! the client for it of the AWS SDK for Rust, whose four attempts these are.

mod settings;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use tokio::time::Instant;

use super::dialogue::{self, Fault};
use super::document::Document;
use super::{Outcome, World, absent, found};
use crate::codec::url;
use crate::error::CredentialsError;
use settings::Settings;

const TOKEN_PATH: &str = "/latest/api/token";
const KEYS_PATH: &str = "/latest/meta-data/iam/security-credentials/";

const TOKEN: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token");
const TOKEN_LIFE: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token-ttl-seconds");
/// The longest that can be asked for, in seconds: six hours.
const LIFE: &str = "21600";
/// How long before its end a token is not used any more.
const MARGIN: Duration = Duration::from_secs(120);

/// The metadata service, with the token that it gave.
#[derive(Default)]
pub(super) struct Metadata {
    token: Mutex<Option<Token>>,
}

#[derive(Clone)]
struct Token {
    value: HeaderValue,
    until: Instant,
}

/// Why a request came to nothing.
enum Refusal {
    /// The token is not taken any more: the service was started anew, or the machine slept.
    Token,
    Other(CredentialsError),
}

impl From<CredentialsError> for Refusal {
    fn from(error: CredentialsError) -> Self {
        Self::Other(error)
    }
}

impl Metadata {
    pub(super) async fn provide(&self, world: &World) -> Result<Outcome, CredentialsError> {
        let Some(settings) = Settings::find(&world.lookup)? else {
            return absent(format!("{} is true", settings::DISABLED));
        };
        // A token that is refused is forgotten, and another one asked for, once.
        for _ in 0..2 {
            match self.credentials(world, &settings).await {
                Ok(outcome) => return Ok(outcome),
                Err(Refusal::Other(error)) => return Err(error),
                Err(Refusal::Token) => {
                    *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
                }
            }
        }
        Err(CredentialsError::new("the metadata service takes none of the tokens that it gives (401)"))
    }

    async fn credentials(&self, world: &World, settings: &Settings) -> Result<Outcome, Refusal> {
        let role = match &settings.role {
            Some(role) => role.clone(),
            None => {
                let roles = self.get(world, settings, KEYS_PATH, "the list of roles", text).await?;
                let Some(roles) = roles else {
                    return Ok(Outcome::Absent("no role is attached to this instance".to_owned()));
                };
                roles
            }
        };
        let mut path = KEYS_PATH.to_owned();
        url::push_encoded(&mut path, role.as_bytes());
        let what = format!("the credentials of the role {role}");
        let document = self.get(world, settings, &path, &what, |reply| Document::read(reply.body())).await?;
        let unusable = |reason: String| Refusal::Other(CredentialsError::new(format!("{what}: {reason}")));
        let Some(document) = document else { return Err(unusable("there are none (404)".to_owned())) };
        match document.code.as_deref() {
            None | Some("Success") => {}
            Some(code) => {
                let message = document.message.as_deref().unwrap_or("no reason is given");
                return Err(unusable(format!("{code}: {message}")));
            }
        }
        let credentials = document.credentials().map_err(unusable)?;
        if credentials.expires_at().is_none() {
            return Err(unusable("Expiration is missing".to_owned()));
        }
        Ok(found(credentials.usable_past_end())?)
    }

    /// What stands at a path; `None` where nothing does.
    async fn get<T>(
        &self,
        world: &World,
        settings: &Settings,
        path: &str,
        what: &str,
        read: impl Fn(&Response<Bytes>) -> Result<T, String>,
    ) -> Result<Option<T>, Refusal> {
        let token = self.token(world, settings).await?;
        let secret = token.to_str().unwrap_or_default();
        let mut request = request(Method::GET, &settings.endpoint, path)?;
        request.headers_mut().insert(TOKEN, token.clone());
        // It gave a token, so it is there.
        let patience = dialogue::Patience { repeats_silence: true, ..settings.patience };
        let answer = dialogue::ask(world, patience, &request, |reply| match reply.status() {
            StatusCode::OK => read(reply).map(Some).map(Answer::Given).map_err(Fault::Passing),
            StatusCode::NOT_FOUND => Ok(Answer::Given(None)),
            StatusCode::UNAUTHORIZED => Ok(Answer::TokenRefused),
            _ => Err(dialogue::refused(reply, secret)),
        });
        match answer.await {
            Ok(Answer::Given(value)) => Ok(value),
            Ok(Answer::TokenRefused) => Err(Refusal::Token),
            Err(error) => {
                let text = format!("{what} from {}", settings.endpoint);
                Err(CredentialsError::new(text).with_source(error).into())
            }
        }
    }

    async fn token(&self, world: &World, settings: &Settings) -> Result<HeaderValue, CredentialsError> {
        let known = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(token) = known.filter(|token| Instant::now() < token.until) {
            return Ok(token.value);
        }
        let mut request = request(Method::PUT, &settings.endpoint, TOKEN_PATH)?;
        request.headers_mut().insert(TOKEN_LIFE, HeaderValue::from_static(LIFE));
        let asked = Instant::now();
        let token = dialogue::ask(world, settings.patience, &request, |reply| {
            if reply.status() != StatusCode::OK {
                return Err(dialogue::refused(reply, ""));
            }
            let mut value = HeaderValue::from_maybe_shared(reply.body().clone())
                .ok()
                .filter(|value| !value.is_empty())
                .ok_or_else(|| Fault::Passing("the token cannot stand in a header".to_owned()))?;
            value.set_sensitive(true);
            let seconds = reply.headers().get(TOKEN_LIFE).unwrap_or(&HeaderValue::from_static(LIFE)).clone();
            let seconds = seconds.to_str().ok().and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(0);
            let life = Duration::from_secs(seconds).saturating_sub(MARGIN);
            Ok(Token { value, until: asked.checked_add(life).unwrap_or(asked) })
        });
        let token = token.await.map_err(|error| {
            CredentialsError::new(format!("no token from {}", settings.endpoint)).with_source(error)
        })?;
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Ok(token.value)
    }
}

enum Answer<T> {
    Given(Option<T>),
    TokenRefused,
}

/// The first line, which is the role: an instance has one.
fn text(reply: &Response<Bytes>) -> Result<String, String> {
    let text = std::str::from_utf8(reply.body()).ok().and_then(|text| text.lines().next());
    let role =
        text.map(str::trim).filter(|role| !role.is_empty() && role.bytes().all(|b| b.is_ascii_graphic()));
    role.map(str::to_owned).ok_or_else(|| "it is not the name of a role".to_owned())
}

fn request(method: Method, endpoint: &str, path: &str) -> Result<Request<()>, CredentialsError> {
    let uri: Uri = format!("{endpoint}{path}")
        .parse()
        .map_err(|_| CredentialsError::new(format!("{endpoint}{path} is no URL")))?;
    let mut request = Request::new(());
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    Ok(request)
}
