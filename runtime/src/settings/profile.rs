//! The shared `config` and `credentials` files, in AWS's own dialect of INI.
//!
//! The dialect has blocks inside sections, which no INI library reads: a key with nothing after the
//! `=`, then indented keys that belong to it.
//!
//! Source: [shared config and credentials files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).

mod encoding;
mod parse;

use std::collections::BTreeMap;
use std::io::ErrorKind;

use crate::error::ConfigError;
use crate::settings::Environment;

/// The two files, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// Profiles of both files, merged; the credentials file wins.
    profiles: BTreeMap<String, Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
    /// Sections that nothing is made of, each with its place.
    unknown: Vec<(String, String)>,
    /// Where was looked, for messages: `~/.aws/config` and whether it was there.
    looked: Vec<String>,
}

/// The settings that are one key. They are taken from one file together, so that no token of one key comes to another.
const KEY: [&str; 4] =
    ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"];

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

    /// Adds a section of another file, which wins.
    fn merge(&mut self, other: Self) {
        if KEY.iter().any(|name| other.get(name).is_some()) {
            self.settings.retain(|name, _| !KEY.contains(&name.as_str()));
        }
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
                    let file = parse::parse(&encoding::text(&bytes), &expanded.display().to_string(), kind);
                    files.looked.push(path.to_owned());
                    files.merge(file);
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

    /// Where a section stands that has the name of a profile but is none.
    pub(crate) fn unknown(&self, name: &str) -> Option<&str> {
        self.unknown.iter().find(|(known, _)| known == name).map(|(_, place)| place.as_str())
    }

    /// Adds another file, which wins.
    fn merge(&mut self, other: Self) {
        let merge = |own: &mut BTreeMap<String, Section>, other: BTreeMap<String, Section>| {
            for (name, section) in other {
                own.entry(name).or_default().merge(section);
            }
        };
        merge(&mut self.profiles, other.profiles);
        merge(&mut self.sso_sessions, other.sso_sessions);
        merge(&mut self.services, other.services);
        self.unknown.extend(other.unknown);
        self.looked.extend(other.looked);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileKind {
    /// Profiles are called `[profile name]`, but for `[default]`.
    Config,
    /// Profiles are called `[name]`; `[profile name]` is taken, too.
    Credentials,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used)]

    use super::*;

    fn files(config: &str) -> Files {
        parse::parse(config, "config", FileKind::Config)
    }

    fn credentials(text: &str) -> Files {
        parse::parse(text, "credentials", FileKind::Credentials)
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
        assert_eq!(files.profile("a").unwrap().get("region"), Some("eu-west-1\ntext"));
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
        let text = encoding::text(b"[default]\n# caf\xe9\naws_secret_access_key = s\xe9cret\nregion = x\n");
        let files = credentials(&text);
        let default = files.profile("default").unwrap();
        assert_eq!((default.get("aws_secret_access_key"), default.get("region")), (None, Some("x")));
        let fault = &default.faults()[0];
        assert!(fault.contains("credentials:3") && fault.contains("aws_secret_access_key"), "{fault}");
        assert!(!fault.contains("cret holds"), "{fault}");
    }

    #[test]
    fn the_credentials_file_wins_and_adds() {
        let mut files = files("[profile a]\nregion = eu-west-1\naws_access_key_id = OLD\n");
        files.merge(credentials("[a]\naws_access_key_id = NEW\n"));
        let profile = files.profile("a").unwrap();
        assert_eq!(
            (profile.get("region"), profile.get("aws_access_key_id")),
            (Some("eu-west-1"), Some("NEW"))
        );
    }

    #[test]
    fn a_key_is_taken_from_one_file_as_a_whole() {
        let mut files = files(
            "[profile a]\naws_access_key_id = OLD\naws_secret_access_key = s\naws_session_token = t\nregion = x\n\
             [profile b]\naws_access_key_id = OLD\naws_session_token = t\n",
        );
        files
            .merge(credentials("[a]\naws_access_key_id = NEW\naws_secret_access_key = s\n[b]\nregion = x\n"));
        let a = files.profile("a").unwrap();
        assert_eq!((a.get("aws_access_key_id"), a.get("aws_session_token")), (Some("NEW"), None));
        assert_eq!(a.get("region"), Some("x"));
        assert_eq!(files.profile("b").unwrap().get("aws_session_token"), Some("t"));
    }

    #[test]
    fn deeper_lines_belong_to_the_setting_before_them() {
        let files = files(
            "  [profile a]\n    services = local\n    region =\n    output = json\n\
             [services local]\n  ssm =\n    # here\n\n    endpoint_url: http://localhost:1\n  s3 =\n\tregion = x\n\
             [profile b]\ncredential_process = get \"a #b\" ; c\n   --d=e\n  f\nregion = eu-west-1\n  output = json\n\
             \u{20}\u{20}[profile c]\n  region = eu-west-3\n",
        );
        let a = files.profile("a").unwrap();
        assert_eq!(
            (a.get("services"), a.get("output"), a.get("region")),
            (Some("local"), Some("json"), None)
        );
        let local = files.services("local").unwrap();
        assert_eq!(local.get("ssm.endpoint_url"), Some("http://localhost:1"));
        assert_eq!((local.get("s3.region"), local.get("region")), (None, Some("x")));
        let b = files.profile("b").unwrap();
        assert_eq!(b.get("credential_process"), Some("get \"a #b\" ; c\n--d=e\nf"));
        assert_eq!(b.get("region"), Some("eu-west-1\noutput = json"));
        assert_eq!(
            b.faults(),
            [
                "config:17: it is indented and so continues the value of region, as AWS's tools read it; remove the \
              blanks before it"
            ]
        );
        assert_eq!(files.profile("c").unwrap().get("region"), Some("eu-west-3"));
    }

    #[test]
    fn names_of_sections_vary() {
        for (text, name) in [
            ("[profile a]", "a"),
            ("[ profile  a ] # mine", "a"),
            ("[profile\ta]", "a"),
            ("[profile \"a b\"]", "a b"),
            ("[profile 'a b']", "a b"),
            ("[profile a b]", "a b"),
            ("[profile \"default\"]", "default"),
            ("[default]", "default"),
        ] {
            let files = files(&format!("{text}\nregion = x\n"));
            assert_eq!(files.profile(name).and_then(|profile| profile.get("region")), Some("x"), "{text}");
        }
        let files = files("[a]\nregion = x\n[plugins]\ncli = y\n");
        assert_eq!((files.profile("a").is_none(), files.unknown("a")), (true, Some("config:1")));
    }

    #[test]
    fn what_is_no_section_and_no_setting_is_told() {
        for (text, fault) in [
            ("region = x\n[default]\n", "config:1: a setting before the first section, such as [default]"),
            (
                "[Profile a]\n",
                "config:1: [Profile …] is no section that is known; names are written in small letters",
            ),
            (
                "[DEFAULT]\n",
                "config:1: [DEFAULT] is no section that is known; names are written in small letters",
            ),
            ("[profile]\n", "config:1: a section without a name"),
            ("[]\n", "config:1: a section without a name"),
            ("[profile a\u{fffd}]\n", "config:1: the name of a section holds bytes that are no UTF-8"),
            ("[\0d\0]\0", "config: it holds zero bytes, so it is no text file"),
        ] {
            assert_eq!(files(text).looked(), fault, "{text}");
        }
        for (text, fault) in [
            ("= x", "neither a section nor \"name = value\""),
            ("s3 =\n  what", "neither a section nor \"name = value\""),
            ("re\u{fffd}gion = x", "the name of a setting holds bytes that are no UTF-8"),
            ("role_arn = \"arn\"", "the quotation marks are part of the value of role_arn; remove them"),
        ] {
            let files = files(&format!("[default]\n{text}\n"));
            let faults = files.profile("default").unwrap().faults();
            assert!(faults.len() == 1 && faults[0].ends_with(fault), "{text}: {faults:?}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let files = files("[default]\naws_secret_access_key = hunter2\n");
        assert!(!format!("{files:?}").contains("hunter2"));
    }
}
