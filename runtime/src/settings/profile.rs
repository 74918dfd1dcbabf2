//! The shared `config` and `credentials` files, in AWS's own dialect of INI.
//!
//! The dialect has blocks inside sections, which no INI library reads: a key with nothing after the
//! `=`, then indented keys that belong to it.
//!
//! Source: [shared config and credentials files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::error::ConfigError;
use crate::settings::Environment;

/// The two files, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// Profiles of both files, merged; the credentials file wins.
    profiles: BTreeMap<String, Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
    /// Where was looked, for messages: `~/.aws/config` and whether it was there.
    looked: Vec<String>,
}

/// The settings of a section. A setting inside a block is found under `block.name`.
#[derive(Clone, Default)]
pub(crate) struct Section {
    settings: BTreeMap<String, String>,
}

/// Values may be secret keys, so only names are shown.
impl std::fmt::Debug for Section {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.settings.keys()).finish()
    }
}

impl Section {
    /// A setting that is set to something.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl Files {
    /// Reads both files. A file that does not exist is empty.
    ///
    /// # Errors
    ///
    /// A file that exists but cannot be read, or a line that is neither section nor setting.
    pub(crate) fn load(environment: &Environment) -> Result<Self, ConfigError> {
        let mut files = Self::default();
        let config = [("AWS_CONFIG_FILE", "~/.aws/config", FileKind::Config)];
        let credentials = [("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", FileKind::Credentials)];
        for (variable, default, kind) in config.into_iter().chain(credentials) {
            let path = environment.get(variable).unwrap_or_else(|| default.to_owned());
            let Some(expanded) = environment.expand(&path) else {
                files.looked.push(format!("{path} (no home directory)"));
                continue;
            };
            match read(&expanded)? {
                Some(text) => {
                    files.add(&text, kind).map_err(|(line, reason)| {
                        ConfigError::new(format_args!("{}:{line}: {reason}", expanded.display()))
                    })?;
                    files.looked.push(path);
                }
                None => files.looked.push(format!("{path} (no such file)")),
            }
        }
        Ok(files)
    }

    /// A profile, if either file has it.
    pub(crate) fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.get(name)
    }

    /// An `[sso-session …]` section.
    pub(crate) fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// A `[services …]` section.
    pub(crate) fn services(&self, name: &str) -> Option<&Section> {
        self.services.get(name)
    }

    /// The names of all profiles, sorted.
    pub(crate) fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// Where was looked, for messages.
    pub(crate) fn looked(&self) -> String {
        self.looked.join(" and ")
    }

    /// Adds a file's sections; an error is a line number and a reason.
    fn add(&mut self, text: &str, kind: FileKind) -> Result<(), (usize, String)> {
        let mut place = Place::Ignored;
        let mut block: Option<String> = None;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if trimmed.starts_with('[') {
                let name = trimmed.split_once(']').map(|(name, _)| name.trim_start_matches('[').trim());
                let name = name.ok_or_else(|| (number, "a section without its closing \"]\"".to_owned()))?;
                place = Place::of(name, kind);
                block = None;
                continue;
            }
            let Some(section) = self.section(&place) else { continue };
            let indented = line.starts_with([' ', '\t']);
            match (trimmed.split_once('='), indented, &block) {
                (Some((key, value)), true, Some(block)) => {
                    let key = format!("{block}.{}", key.trim().to_ascii_lowercase());
                    section.settings.insert(key, without_comment(value).to_owned());
                }
                (Some((key, value)), _, _) => {
                    let key = key.trim().to_ascii_lowercase();
                    let value = without_comment(value);
                    block = value.is_empty().then(|| key.clone());
                    section.settings.insert(key, value.to_owned());
                }
                // An indented line without "=" continues a value over several lines; no setting
                // that is read here has any.
                (None, true, _) => {}
                (None, false, _) => {
                    return Err((number, "neither a section nor \"name = value\"".to_owned()));
                }
            }
        }
        Ok(())
    }

    fn section(&mut self, place: &Place) -> Option<&mut Section> {
        let (sections, name) = match place {
            Place::Profile(name) => (&mut self.profiles, name),
            Place::SsoSession(name) => (&mut self.sso_sessions, name),
            Place::Services(name) => (&mut self.services, name),
            Place::Ignored => return None,
        };
        Some(sections.entry(name.clone()).or_default())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileKind {
    /// Profiles are called `[profile name]`, but for `[default]`.
    Config,
    /// Profiles are called `[name]`.
    Credentials,
}

enum Place {
    Profile(String),
    SsoSession(String),
    Services(String),
    Ignored,
}

impl Place {
    fn of(section: &str, kind: FileKind) -> Self {
        let quoted = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
        match (kind, section.split_once(char::is_whitespace)) {
            (FileKind::Credentials, _) => Self::Profile(section.to_owned()),
            (FileKind::Config, None) if section == "default" => Self::Profile(section.to_owned()),
            (FileKind::Config, Some(("profile", name))) => Self::Profile(quoted(name)),
            (FileKind::Config, Some(("sso-session", name))) => Self::SsoSession(quoted(name)),
            (FileKind::Config, Some(("services", name))) => Self::Services(quoted(name)),
            (FileKind::Config, _) => Self::Ignored,
        }
    }
}

/// A value without the comment that white space and `#` or `;` begin.
fn without_comment(value: &str) -> &str {
    let comment = value
        .match_indices(['#', ';'])
        .find(|(at, _)| value.get(..*at).is_some_and(|before| before.ends_with([' ', '\t'])));
    comment.and_then(|(at, _)| value.get(..at)).unwrap_or(value).trim()
}

fn read(path: &PathBuf) -> Result<Option<String>, ConfigError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ConfigError::new(format_args!("{} cannot be read: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn files(config: &str) -> Files {
        let mut files = Files::default();
        files.add(config, FileKind::Config).unwrap();
        files
    }

    #[test]
    fn profiles_blocks_and_comments_are_read() {
        let files = files(
            "[default]\nregion = eu-west-1 # home\n[profile \"two words\"]\nREGION=us-east-2\nservices = local\n\
             [services local]\nssm =\n  endpoint_url = http://localhost:4566\ns3 =\n  endpoint_url = http://localhost:9000\n",
        );
        assert_eq!(files.profile("default").unwrap().get("region"), Some("eu-west-1"));
        assert_eq!(files.profile("two words").unwrap().get("region"), Some("us-east-2"));
        let local = files.services("local").unwrap();
        assert_eq!(local.get("ssm.endpoint_url"), Some("http://localhost:4566"));
        assert_eq!(local.get("s3.endpoint_url"), Some("http://localhost:9000"));
    }

    #[test]
    fn a_hash_inside_a_value_is_no_comment() {
        let files = files("[default]\naws_secret_access_key = ab#c;d\n");
        assert_eq!(files.profile("default").unwrap().get("aws_secret_access_key"), Some("ab#c;d"));
    }

    #[test]
    fn a_line_that_is_nothing_is_an_error_with_its_number() {
        let mut files = Files::default();
        assert_eq!(files.add("[default]\nregion\n", FileKind::Config).unwrap_err().0, 2);
        assert_eq!(files.add("\n\n[default\n", FileKind::Config).unwrap_err().0, 3);
    }

    #[test]
    fn the_credentials_file_wins_and_adds() {
        let mut files = files("[profile a]\nregion = eu-west-1\naws_access_key_id = OLD\n");
        files.add("[a]\naws_access_key_id = NEW\n", FileKind::Credentials).unwrap();
        let profile = files.profile("a").unwrap();
        assert_eq!(
            (profile.get("region"), profile.get("aws_access_key_id")),
            (Some("eu-west-1"), Some("NEW"))
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let files = files("[default]\naws_secret_access_key = hunter2\n");
        assert!(!format!("{files:?}").contains("hunter2"));
    }
}
