//! What `reqsign`'s credential providers reach the world through: files, variables, HTTP, commands.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqsign_aws_core::Credential;
use reqsign_core::{
    CommandExecute, CommandOutput, Context, Env, Error, FileRead, HttpSend, ProvideCredential, Result,
};

use super::account::{Account, of_account};
use super::{Credentials, CredentialsError, process};
use crate::http::{Body, Direct, HttpClient, Limits, collect, drivers};
use crate::settings::Environment;

/// Credentials are a few hundred bytes; nothing that answers with more is a credential service.
const LIMITS: Limits = Limits { max_response_bytes: 1 << 20 };

/// How long a credential process may take: people type passwords into some.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// The world as `reqsign` sees it.
#[derive(Clone)]
pub(super) struct World {
    pub(super) environment: Environment,
    pub(super) http_client: Arc<dyn HttpClient>,
    /// The credential process of the profile that is looked at.
    command: Option<String>,
    /// Whether requests must not go through a proxy.
    is_direct: bool,
}

impl World {
    pub(super) fn new(environment: Environment, http_client: Arc<dyn HttpClient>) -> Self {
        Self { environment, http_client, command: None, is_direct: false }
    }

    /// The same world with the credential process of a profile.
    pub(super) fn with_command(&self, command: &str) -> Self {
        Self { command: Some(command.to_owned()), ..self.clone() }
    }

    /// The same world with other variables.
    pub(super) fn with_environment(&self, environment: Environment) -> Self {
        Self { environment, ..self.clone() }
    }

    /// The same world without proxies: for what is on this machine or on its link.
    pub(super) fn direct(self) -> Self {
        Self { is_direct: true, ..self }
    }

    /// Asks a provider. `limit` bounds each request that it sends.
    ///
    /// # Errors
    ///
    /// The provider's, with the transport's words where the provider swallowed them.
    pub(super) async fn ask(
        &self,
        provider: &impl ProvideCredential<Credential = Credential>,
        limit: Duration,
    ) -> std::result::Result<Option<Credentials>, CredentialsError> {
        let http_client = self.http_client.clone();
        let account = Account::default();
        let transport = Transport {
            http_client,
            limit,
            is_direct: self.is_direct,
            failure: Arc::default(),
            account: account.clone(),
        };
        let failure = transport.failure.clone();
        let context = Context::new()
            .with_file_read(Files)
            .with_env(Variables(self.environment.clone()))
            .with_command_execute(Process { line: self.command.clone(), account: account.clone() })
            .with_http_send(transport);
        match provider.provide_credential(&context).await {
            Ok(credential) => Ok(credential
                .map(|credential| of_account(Credentials::from(credential), account.take().as_deref()))),
            Err(error) => {
                let failure = failure.lock().unwrap_or_else(PoisonError::into_inner).take();
                Err(explain(error, failure))
            }
        }
    }
}

fn explain(error: Error, transport: Option<String>) -> CredentialsError {
    let mut message = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        let text = cause.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        source = cause.source();
    }
    if let Some(transport) = transport.filter(|transport| !message.contains(transport.as_str())) {
        message = format!("{message}: {transport}");
    }
    CredentialsError::new(message).with_source(error)
}

#[derive(Debug)]
struct Files;

impl FileRead for Files {
    /// Token files are tiny and local, so they are read where we are.
    async fn file_read(&self, path: &str) -> Result<Vec<u8>> {
        std::fs::read(path)
            .map_err(|error| Error::config_invalid(format!("{path} cannot be read")).with_source(error))
    }
}

#[derive(Debug)]
struct Variables(Environment);

impl Env for Variables {
    fn var(&self, key: &str) -> Option<String> {
        self.0.get(key)
    }

    fn vars(&self) -> HashMap<String, String> {
        self.0.variables().into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    fn home_dir(&self) -> Option<PathBuf> {
        self.0.home()
    }
}

struct Transport {
    http_client: Arc<dyn HttpClient>,
    limit: Duration,
    is_direct: bool,
    /// Why the last request failed.
    failure: Arc<Mutex<Option<String>>>,
    account: Account,
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Transport").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl HttpSend for Transport {
    async fn http_send(&self, mut request: http::Request<Bytes>) -> Result<http::Response<Bytes>> {
        if self.is_direct {
            request.extensions_mut().insert(Direct);
        }
        let exchange = async {
            let reply = self.http_client.send(request.map(Body::from)).await?;
            collect(reply, LIMITS).await
        };
        let failure = match tokio::time::timeout(self.limit, exchange).await {
            Ok(Ok(reply)) => {
                self.account.look_at(reply.body());
                return Ok(reply);
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no reply within {:?}", self.limit),
        };
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure.clone());
        Err(Error::unexpected(failure).set_retryable(true))
    }
}

/// Runs the credential process of a profile.
#[derive(Debug)]
struct Process {
    /// The command as the profile has it.
    line: Option<String>,
    account: Account,
}

impl CommandExecute for Process {
    /// `reqsign` splits the command at white space without regard to quotation marks, so that is not looked at.
    async fn command_execute<'a>(&'a self, _: &'a str, _: &'a [&'a str]) -> Result<CommandOutput> {
        let refused =
            |reason: &str| Error::config_invalid(format!("the credential_process cannot be run: {reason}"));
        let line = self.line.as_deref().ok_or_else(|| refused("there is none"))?;
        if let Some(fault) = drivers::io_fault() {
            return Err(refused(fault));
        }
        let mut command = process::command(line).map_err(refused)?;
        let output = tokio::time::timeout(COMMAND_LIMIT, command.output())
            .await
            .map_err(|_| {
                Error::unexpected(format!("the credential process did not end within {COMMAND_LIMIT:?}"))
            })?
            .map_err(|error| {
                Error::config_invalid("the credential process cannot be started").with_source(error)
            })?;
        self.account.look_at(&output.stdout);
        Ok(CommandOutput {
            status: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }
}
