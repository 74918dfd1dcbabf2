//! Settings in the environment and in the profile, each with the place it came from.

use std::sync::Arc;

use super::Environment;
use crate::codec::url::shown;
use crate::error::ConfigError;
use crate::settings::profile::{Files, Section};

/// The environment, the files and the profile chosen in them.
#[derive(Clone, Debug)]
pub(crate) struct Lookup {
    environment: Environment,
    files: Arc<Files>,
    profile: ProfileChoice,
}

/// The profile, and who chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProfileChoice {
    /// The program.
    Explicit(String),
    /// `AWS_PROFILE`, or `AWS_DEFAULT_PROFILE` as older tools call it.
    Variable {
        /// The profile.
        name: String,
        /// The variable.
        variable: &'static str,
    },
    /// Nobody, so it is `default`, which need not exist.
    Default,
}

/// A value and where it came from.
pub(crate) struct Found {
    pub(crate) value: String,
    pub(crate) origin: String,
}

impl Found {
    fn into_switch(self) -> Result<bool, ConfigError> {
        if self.value.eq_ignore_ascii_case("true") {
            Ok(true)
        } else if self.value.eq_ignore_ascii_case("false") {
            Ok(false)
        } else {
            Err(ConfigError::value(self.origin, &self.value, "true or false"))
        }
    }
}

impl Lookup {
    /// Reads the files and chooses the profile.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or a profile that somebody named and that does not exist.
    pub(crate) fn new(
        environment: Environment,
        explicit_profile: Option<String>,
    ) -> Result<Self, ConfigError> {
        let files = Files::load(&environment)?;
        let variable = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]
            .into_iter()
            .find_map(|variable| Some((environment.get(variable)?, variable)));
        let profile = match (explicit_profile, variable) {
            (Some(name), _) => ProfileChoice::Explicit(name),
            (None, Some((name, variable))) => ProfileChoice::Variable { name, variable },
            (None, None) => ProfileChoice::Default,
        };
        if profile != ProfileChoice::Default
            && profile.name() != "default"
            && files.profile(profile.name()).is_none()
        {
            let known: Vec<_> = files.profile_names().take(10).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let named = match &profile {
                ProfileChoice::Variable { variable, .. } => format!(", which {variable} names"),
                _ => String::new(),
            };
            let hint = match files.unknown(profile.name()) {
                Some(place) => {
                    format!("; {place} has [{0}], which is to be [profile {0}] there", profile.name())
                }
                None => String::new(),
            };
            return Err(ConfigError::new(format_args!(
                "there is no profile \"{}\"{named}; looked in {}; profiles found: {known}{hint}",
                profile.name(),
                files.looked(),
            )));
        }
        // Nobody who named a profile means half of it.
        if profile != ProfileChoice::Default
            && let Some(fault) = files.profile(profile.name()).and_then(|section| section.faults().first())
        {
            return Err(ConfigError::new(format_args!("profile \"{}\": {fault}", profile.name())));
        }
        Ok(Self { environment, files: Arc::new(files), profile })
    }

    /// Nothing to find anywhere.
    #[cfg(any(feature = "aws-config", feature = "test-util"))]
    pub(crate) fn nothing() -> Self {
        let (environment, files) = (Environment::empty(), Arc::new(Files::default()));
        Self { environment, files, profile: ProfileChoice::Default }
    }

    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn profile_choice(&self) -> &ProfileChoice {
        &self.profile
    }

    fn profile(&self) -> Option<&Section> {
        self.files.profile(self.profile.name())
    }

    /// The first variable that is set, else the profile's setting.
    pub(crate) fn find(&self, variables: &[&str], setting: &str) -> Option<Found> {
        self.variable(variables).or_else(|| self.setting(setting))
    }

    fn variable(&self, names: &[&str]) -> Option<Found> {
        names
            .iter()
            .find_map(|name| Some(Found { value: self.environment.get(name)?, origin: (*name).to_owned() }))
    }

    fn setting(&self, name: &str) -> Option<Found> {
        let value = self.profile()?.get(name)?.to_owned();
        Some(Found { value, origin: format!("{name} in profile \"{}\"", self.profile.name()) })
    }

    /// A switch, off where nobody sets it.
    ///
    /// # Errors
    ///
    /// A value that is neither `true` nor `false`.
    pub(crate) fn switch(&self, variable: &str, setting: &str) -> Result<bool, ConfigError> {
        self.find(&[variable], setting).map_or(Ok(false), Found::into_switch)
    }

    /// The same for what no profile sets.
    ///
    /// # Errors
    ///
    /// A value that is neither `true` nor `false`.
    pub(crate) fn variable_switch(&self, variable: &str) -> Result<bool, ConfigError> {
        self.variable(&[variable]).map_or(Ok(false), Found::into_switch)
    }

    /// The endpoint of a service.
    ///
    /// Source: [service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
    ///
    /// # Errors
    ///
    /// A URL that is none.
    pub(crate) fn endpoint_url(&self, service_id: &str) -> Result<Option<String>, ConfigError> {
        if self.switch("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")? {
            return Ok(None);
        }
        let id = service_id.replace([' ', '-'], "_");
        let variable = format!("AWS_ENDPOINT_URL_{}", id.to_ascii_uppercase());
        let found = self
            .variable(&[variable.as_str(), "AWS_ENDPOINT_URL"])
            .or_else(|| self.service_setting(&id.to_ascii_lowercase()))
            .or_else(|| self.setting("endpoint_url"));
        let Some(found) = found else { return Ok(None) };
        check_url(&found.value, &found.origin)?;
        Ok(Some(found.value))
    }

    /// The size of a body, in bytes, from which on it is compressed; `None` means never.
    ///
    /// Source: [request compression](https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html).
    ///
    /// # Errors
    ///
    /// A setting that does not parse.
    #[cfg(feature = "compression")]
    pub(crate) fn compression_threshold(&self) -> Result<Option<usize>, ConfigError> {
        const DEFAULT: usize = 10_240;
        const LARGEST: usize = 10_485_760;
        if self.switch("AWS_DISABLE_REQUEST_COMPRESSION", "disable_request_compression")? {
            return Ok(None);
        }
        let variable = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
        let Some(found) = self.find(&[variable], "request_min_compression_size_bytes") else {
            return Ok(Some(DEFAULT));
        };
        match found.value.parse() {
            Ok(bytes) if bytes <= LARGEST => Ok(Some(bytes)),
            _ => Err(ConfigError::value(found.origin, &found.value, "a number of bytes from 0 to 10485760")),
        }
    }

    fn service_setting(&self, id: &str) -> Option<Found> {
        let section = self.profile()?.get("services")?;
        let value = self.files.services(section)?.get(&format!("{id}.endpoint_url"))?.to_owned();
        Some(Found { value, origin: format!("endpoint_url of {id} in section \"services {section}\"") })
    }

    /// The certificates to trust in place of the platform's: `AWS_CA_BUNDLE`, `ca_bundle`, a file in PEM.
    ///
    /// Source: [general configuration](https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html).
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(crate) fn ca_bundle(&self) -> Result<Option<(Vec<u8>, Found)>, ConfigError> {
        let Some(found) = self.find(&["AWS_CA_BUNDLE"], "ca_bundle") else { return Ok(None) };
        let path = self.environment.expand(&found.value);
        let path = path.ok_or_else(|| {
            ConfigError::new(format_args!(
                "{} is \"{}\", and there is no home directory",
                found.origin, found.value
            ))
        })?;
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some((bytes, found))),
            Err(error) => Err(ConfigError::new(format_args!(
                "{} names {}, which cannot be read: {error}",
                found.origin,
                path.display()
            ))),
        }
    }

    /// The name of the program for the `user-agent` header: `AWS_SDK_UA_APP_ID`, `sdk_ua_app_id`. What cannot
    /// stand there becomes a hyphen.
    ///
    /// Source: [application id](https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html).
    pub(crate) fn app_id(&self) -> Option<String> {
        const LONGEST: usize = 50;
        let found = self.find(&["AWS_SDK_UA_APP_ID"], "sdk_ua_app_id")?;
        let allowed =
            |character: char| character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character);
        if found.value.len() > LONGEST {
            tracing::warn!(
                "{} is longer than {LONGEST} characters, which is more than AWS recommends",
                found.origin
            );
        }
        Some(found.value.chars().map(|character| if allowed(character) { character } else { '-' }).collect())
    }

    /// Where settings were looked for, for messages.
    pub(crate) fn looked(&self) -> String {
        let faults = self.profile().map(|section| section.faults().join("; ")).unwrap_or_default();
        let faults = if faults.is_empty() { faults } else { format!(" (not understood: {faults})") };
        format!("profile \"{}\" of {}{faults}", self.profile.name(), self.files.looked())
    }
}

impl ProfileChoice {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Explicit(name) | Self::Variable { name, .. } => name,
            Self::Default => "default",
        }
    }
}

/// Checks that a URL is one that requests can be sent to.
///
/// # Errors
///
/// Anything but `http://host…` or `https://host…`.
pub(crate) fn check_url(url: &str, origin: &str) -> Result<(), ConfigError> {
    const ALLOWED: &str = "a URL such as https://example.com or http://localhost:4566";
    let refused = || ConfigError::value(origin, &shown(url), ALLOWED);
    let uri: http::Uri = url.parse().map_err(|_| refused())?;
    let sound = matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some_and(|host| !host.is_empty())
        && uri.query().is_none()
        && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    if sound { Ok(()) } else { Err(refused()) }
}
