//! What AWS's command line keeps of a login, below `~/.aws/sso/cache`.
//!
//! Source: `SSOTokenLoader` of botocore 1.44.5: the file is called after the SHA-1 of the session's name or the URL.

use std::io::Write;
use std::path::{Path, PathBuf};

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::codec::text::hex;
use crate::providers::document;
use crate::settings::Environment;
use crate::time::Timestamp;

/// What of a login is secret.
const SECRETS: [&str; 3] = ["accessToken", "clientSecret", "refreshToken"];

/// A login, as its file has it.
pub(super) struct Login {
    path: PathBuf,
    /// Everything in the file, so that what is not known here is kept when it is written.
    members: Map<String, Value>,
    pub(super) expires_at: Timestamp,
}

impl Drop for Login {
    fn drop(&mut self) {
        for name in SECRETS {
            if let Some(Value::String(secret)) = self.members.remove(name) {
                drop(Zeroizing::new(secret));
            }
        }
    }
}

impl Login {
    /// The login of a session or a URL.
    ///
    /// # Errors
    ///
    /// Why there is none, in words.
    pub(super) fn read(environment: &Environment, of: &str) -> Result<Self, String> {
        let home = environment.home().ok_or("there is no home directory, where the login would be")?;
        let path = home.join(".aws").join("sso").join("cache").join(file_name(of));
        let shown = path.display().to_string();
        let bytes = std::fs::read(&path)
            .map(Zeroizing::new)
            .map_err(|error| format!("there is no login in {shown}: {error}"))?;
        let Ok(Value::Object(members)) = serde_json::from_slice(&bytes) else {
            return Err(format!("the login in {shown} is no JSON object"));
        };
        let mut login = Self { path, members, expires_at: Timestamp::UNIX_EPOCH };
        for name in ["accessToken", "expiresAt"] {
            if login.text(name).is_empty() {
                return Err(format!("the login in {shown} lacks {name}"));
            }
        }
        login.expires_at = document::expiry("expiresAt", login.text("expiresAt"))
            .map_err(|reason| format!("the login in {shown} cannot be used: {reason}"))?;
        Ok(login)
    }

    /// A member that is text; empty where it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.members.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn access_token(&self) -> &str {
        self.text("accessToken")
    }

    /// The file, for messages.
    pub(super) fn place(&self) -> std::path::Display<'_> {
        self.path.display()
    }

    /// Whether it has what it takes to be traded for a fresh one.
    pub(super) fn can_be_renewed(&self, now: Timestamp) -> bool {
        let is_whole =
            ["refreshToken", "clientId", "clientSecret"].iter().all(|name| !self.text(name).is_empty());
        let registered = document::expiry("registrationExpiresAt", self.text("registrationExpiresAt"));
        is_whole && registered.is_ok_and(|end| now < end)
    }

    /// Takes a fresh token over. Where no fresh token for the next renewal came, the old one is good no more.
    pub(super) fn replace(
        &mut self,
        access_token: String,
        expires_at: Timestamp,
        refresh_token: Option<String>,
    ) {
        self.expires_at = expires_at;
        let mut set = |name: &str, value: Option<String>| {
            let former = match value {
                Some(value) => self.members.insert(name.to_owned(), Value::String(value)),
                None => self.members.remove(name),
            };
            if let Some(Value::String(former)) = former {
                drop(Zeroizing::new(former));
            }
        };
        set("accessToken", Some(access_token));
        set("expiresAt", Some(expires_at.to_string()));
        set("refreshToken", refresh_token);
    }

    /// Writes the file as a whole: who reads it meanwhile finds the old or the new one. Only its owner may read it.
    ///
    /// # Errors
    ///
    /// Those of the file system.
    pub(super) fn write(&self) -> std::io::Result<()> {
        let text = Zeroizing::new(serde_json::to_vec(&self.members)?);
        let beside = self.path.with_extension(format!("{:016x}.tmp", fastrand::u64(..)));
        let written = write_private(&beside, &text).and_then(|()| std::fs::rename(&beside, &self.path));
        if written.is_err() {
            // It holds secrets, and nobody would look for it.
            drop(std::fs::remove_file(&beside));
        }
        written
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn file_name(of: &str) -> String {
    format!("{}.json", hex(digest(&SHA1_FOR_LEGACY_USE_ONLY, of.as_bytes()).as_ref()))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn files_are_called_as_the_command_line_calls_them() {
        assert_eq!(file_name("company"), "71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json");
    }
}
