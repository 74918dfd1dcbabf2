//! The shared `config` and `credentials` files, in AWS's own dialect of INI.
//!
//! The dialect has blocks inside sections, which no INI library reads: a key with nothing after the
//! `=`, then indented keys that belong to it.
//!
//! Source: [shared config and credentials files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).

mod encoding;

use std::collections::BTreeMap;
use std::io::ErrorKind;

use crate::error::ConfigError;
use crate::settings::Environment;

/// The two files, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// Profiles of both files, merged; the credentials file wins.
    profiles: BTreeMap<String, Section>,
    /// What `[default]` in the config file holds, which counts unless there is a `[profile default]`.
    plain_default: Option<Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
    /// Where was looked, for messages: `~/.aws/config` and whether it was there.
    looked: Vec<String>,
}

/// The settings of a section. A setting inside a block is found under `block.name`.
#[derive(Clone, Default)]
pub(crate) struct Section {
    settings: BTreeMap<String, String>,
    /// What could not be understood in it, with the place, and without values.
    faults: Vec<String>,
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

    /// What could not be understood in the section: places and reasons.
    pub(crate) fn faults(&self) -> &[String] {
        &self.faults
    }

    fn merge(&mut self, other: Self) {
        self.settings.extend(other.settings);
        self.faults.extend(other.faults);
    }
}

impl Files {
    /// Reads both files. A file that is not there, or cannot be read, is empty: most programs need nothing of
    /// it. Messages about what is missing say so.
    ///
    /// # Errors
    ///
    /// A file that a variable names and that cannot be read.
    pub(crate) fn load(environment: &Environment) -> Result<Self, ConfigError> {
        let mut files = Self::default();
        let config = [("AWS_CONFIG_FILE", "~/.aws/config", FileKind::Config)];
        let credentials = [("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", FileKind::Credentials)];
        for (variable, default, kind) in config.into_iter().chain(credentials) {
            let named = environment.get(variable);
            let path = named.as_deref().unwrap_or(default);
            let Some(expanded) = environment.expand(path) else {
                files.looked.push(format!("{path} (no home directory)"));
                continue;
            };
            match std::fs::read(&expanded) {
                Ok(bytes) => {
                    files.looked.push(path.to_owned());
                    files.add(&encoding::text(&bytes), &expanded.display().to_string(), kind);
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    files.looked.push(format!("{path} (no such file)"));
                }
                Err(error) if named.is_some() => {
                    return Err(ConfigError::new(format_args!(
                        "{variable} names {}, which cannot be read: {error}",
                        expanded.display()
                    )));
                }
                Err(error) => {
                    tracing::warn!(%error, path, "a shared file of AWS settings cannot be read; going on without it");
                    files.looked.push(format!("{path} ({error})"));
                }
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

    /// Notes what could not be understood: in the section that it stands in, for messages, and in the log.
    fn fault(&mut self, place: &Place, path: &str, line: usize, reason: &str) {
        let fault = format!("{path}:{line}: {reason}");
        tracing::warn!("{fault}");
        match self.section(place) {
            Some(section) => section.faults.push(fault),
            None => self.looked.push(fault),
        }
    }

    /// Adds a file's sections.
    fn add(&mut self, text: &str, path: &str, kind: FileKind) {
        let mut place = Place::Ignored;
        let mut block: Option<String> = None;
        for (index, line) in encoding::lines(text).enumerate() {
            let number = index + 1;
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if trimmed.starts_with('[') {
                block = None;
                let name = trimmed.split_once(']').map(|(name, _)| name.trim_start_matches('[').trim());
                place = name.map_or(Place::Ignored, |name| Place::of(name, kind));
                if name.is_none() {
                    self.fault(&place, path, number, "a section without its closing \"]\"");
                }
                continue;
            }
            if matches!(place, Place::Ignored) {
                continue;
            }
            let indented = line.starts_with([' ', '\t']);
            // An indented line without a separator continues a value over several lines; no setting that is
            // read here has any.
            let Some((key, value)) = setting(trimmed) else {
                if !indented {
                    self.fault(&place, path, number, "neither a section nor \"name = value\"");
                }
                continue;
            };
            let key = match &block {
                Some(block) if indented => format!("{block}.{key}"),
                _ => key,
            };
            if value.contains(char::REPLACEMENT_CHARACTER) {
                self.fault(
                    &place,
                    path,
                    number,
                    &format!("the value of {key} holds bytes that are no UTF-8"),
                );
                continue;
            }
            if !(indented && block.is_some()) {
                block = value.is_empty().then(|| key.clone());
            }
            if let Some(section) = self.section(&place) {
                section.settings.insert(key, value.to_owned());
            }
        }
        // Named either way, the default profile of the config file is one of the two.
        if let Some(plain) = self.plain_default.take()
            && !self.profiles.contains_key("default")
        {
            self.profiles.entry("default".to_owned()).or_default().merge(plain);
        }
    }

    fn section(&mut self, place: &Place) -> Option<&mut Section> {
        let (sections, name) = match place {
            Place::Profile(name) => (&mut self.profiles, name),
            Place::PlainDefault => return Some(self.plain_default.get_or_insert_default()),
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
    /// Profiles are called `[name]`; `[profile name]` is taken, too.
    Credentials,
}

enum Place {
    Profile(String),
    /// `[default]` in the config file.
    PlainDefault,
    SsoSession(String),
    Services(String),
    Ignored,
}

impl Place {
    fn of(section: &str, kind: FileKind) -> Self {
        let quoted = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
        match (kind, section.split_once(char::is_whitespace)) {
            (_, Some(("profile", name))) => Self::Profile(quoted(name)),
            (FileKind::Credentials, _) => Self::Profile(quoted(section)),
            (FileKind::Config, None) if section == "default" => Self::PlainDefault,
            (FileKind::Config, Some(("sso-session", name))) => Self::SsoSession(quoted(name)),
            (FileKind::Config, Some(("services", name))) => Self::Services(quoted(name)),
            (FileKind::Config, _) => Self::Ignored,
        }
    }
}

/// The name, in small letters, and the value of a line; `=` or `:` stands between them.
fn setting(line: &str) -> Option<(String, &str)> {
    let at = line.find(['=', ':'])?;
    let (key, rest) = line.split_at(at);
    let key = key.trim().to_ascii_lowercase();
    (!key.is_empty()).then(|| (key, without_comment(rest.get(1..).unwrap_or_default())))
}

/// A value without the comment that white space and `#` or `;` begin.
fn without_comment(value: &str) -> &str {
    let comment = value
        .match_indices(['#', ';'])
        .find(|(at, _)| value.get(..*at).is_some_and(|before| before.ends_with([' ', '\t'])));
    comment.and_then(|(at, _)| value.get(..at)).unwrap_or(value).trim()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used)]

    use super::*;

    fn files(config: &str) -> Files {
        let mut files = Files::default();
        files.add(config, "config", FileKind::Config);
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
    fn what_is_not_understood_is_told_where_it_stands() {
        let files = files("[default]\nregion\n[profile a]\nregion = x\n[profile b\n");
        let faults = files.profile("default").unwrap().faults();
        assert_eq!(faults, ["config:2: neither a section nor \"name = value\""]);
        assert_eq!(files.profile("a").unwrap().faults().len(), 0);
        assert_eq!(files.looked(), "config:5: a section without its closing \"]\"");
    }

    #[test]
    fn separators_line_ends_and_spellings_vary() {
        let text =
            "\u{feff}[ profile  a ]\r\nRegion: eu-west-1\r\n\ttext\r[profile\tb]\rregion\t=\teu-west-2\n";
        let files = files(&encoding::text(text.as_bytes()));
        assert_eq!(files.profile("a").unwrap().get("region"), Some("eu-west-1"));
        assert_eq!(files.profile("b").unwrap().get("region"), Some("eu-west-2"));
    }

    #[test]
    fn the_default_profile_with_its_full_name_wins() {
        for text in [
            "[default]\nregion = plain\nonly = plain\n[profile default]\nregion = full\n",
            "[profile default]\nregion = full\n[default]\nregion = plain\nonly = plain\n",
        ] {
            let files = files(text);
            let default = files.profile("default").unwrap();
            assert_eq!((default.get("region"), default.get("only")), (Some("full"), None));
        }
    }

    #[test]
    fn a_value_that_is_no_utf8_is_missing_and_told() {
        let mut files = Files::default();
        let text = encoding::text(b"[default]\n# caf\xe9\naws_secret_access_key = s\xe9cret\nregion = x\n");
        files.add(&text, "credentials", FileKind::Credentials);
        let default = files.profile("default").unwrap();
        assert_eq!((default.get("aws_secret_access_key"), default.get("region")), (None, Some("x")));
        let fault = &default.faults()[0];
        assert!(fault.contains("credentials:3") && fault.contains("aws_secret_access_key"), "{fault}");
        assert!(!fault.contains("cret holds"), "{fault}");
    }

    #[test]
    fn the_credentials_file_wins_and_adds() {
        let mut files = files("[profile a]\nregion = eu-west-1\naws_access_key_id = OLD\n");
        files.add("[a]\naws_access_key_id = NEW\n", "credentials", FileKind::Credentials);
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
