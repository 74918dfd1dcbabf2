//! What is set about the metadata service.

use std::time::Duration;

use crate::error::{ConfigError, CredentialsError};
use crate::providers::dialogue::Patience;
use crate::settings::{Lookup, check_url};

pub(super) const DISABLED: &str = "AWS_EC2_METADATA_DISABLED";
const ENDPOINT: (&str, &str) = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
const MODE: (&str, &str) = ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
const TIMEOUT: (&str, &str) = ("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout");
const ATTEMPTS: (&str, &str) = ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts");
const ROLE: (&str, &str) = ("AWS_EC2_INSTANCE_PROFILE_NAME", "ec2_instance_profile_name");

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";

/// It is a few microseconds away, or not there at all.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(1);
const DEFAULT_ATTEMPTS: u32 = 4;

/// How the metadata service is asked.
#[derive(Debug)]
pub(super) struct Settings {
    /// Without a slash at its end.
    pub(super) endpoint: String,
    pub(super) patience: Patience,
    /// The role, where its name need not be asked for.
    pub(super) role: Option<String>,
}

impl Settings {
    /// The settings; `None` where the service is not to be asked.
    ///
    /// # Errors
    ///
    /// A value that is none, by its origin.
    pub(super) fn find(lookup: &Lookup) -> Result<Option<Self>, CredentialsError> {
        let settings = read(lookup);
        settings.map_err(|error| {
            CredentialsError::new("the settings of the metadata service cannot be used").with_source(error)
        })
    }
}

fn read(lookup: &Lookup) -> Result<Option<Settings>, ConfigError> {
    if lookup.variable_switch(DISABLED)? {
        return Ok(None);
    }
    let limit = match lookup.find(&[TIMEOUT.0], TIMEOUT.1) {
        None => DEFAULT_TIMEOUT,
        Some(found) => {
            let seconds = found.value.parse().ok().filter(|seconds| *seconds > 0.0);
            let limit = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            limit.ok_or_else(|| {
                ConfigError::value(found.origin, &found.value, "a number of seconds above 0")
            })?
        }
    };
    let (attempts, repeats_silence) = match lookup.find(&[ATTEMPTS.0], ATTEMPTS.1) {
        None => (DEFAULT_ATTEMPTS, false),
        Some(found) => match found.value.parse() {
            Ok(attempts) if attempts > 0 => (attempts, true),
            _ => {
                let allowed = "a number of attempts, at least 1";
                return Err(ConfigError::value(found.origin, &found.value, allowed));
            }
        },
    };
    let patience = Patience { limit, attempts, repeats_silence };
    let role = lookup.find(&[ROLE.0], ROLE.1).map(|found| found.value);
    Ok(Some(Settings { endpoint: endpoint(lookup)?, patience, role }))
}

fn endpoint(lookup: &Lookup) -> Result<String, ConfigError> {
    if let Some(found) = lookup.find(&[ENDPOINT.0], ENDPOINT.1) {
        check_url(&found.value, &found.origin)?;
        return Ok(found.value.trim_end_matches('/').to_owned());
    }
    let Some(found) = lookup.find(&[MODE.0], MODE.1) else { return Ok(IPV4.to_owned()) };
    if found.value.eq_ignore_ascii_case("IPv4") {
        Ok(IPV4.to_owned())
    } else if found.value.eq_ignore_ascii_case("IPv6") {
        Ok(IPV6.to_owned())
    } else {
        Err(ConfigError::value(found.origin, &found.value, "IPv4 or IPv6"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::settings::Environment;

    fn settings(variables: &[(&str, &str)]) -> Result<Option<Settings>, String> {
        let set = |environment: Environment, (name, value): &(&str, &str)| environment.with(*name, *value);
        let environment = variables.iter().fold(Environment::empty(), set);
        Settings::find(&Lookup::new(environment, None).unwrap()).map_err(|error| error.one_line())
    }

    #[test]
    fn the_endpoint_is_the_one_that_is_set_else_that_of_the_mode() {
        for (variables, endpoint) in [
            (&[] as &[_], "http://169.254.169.254"),
            (&[(MODE.0, "ipv6")], "http://[fd00:ec2::254]"),
            (&[(MODE.0, "IPv6"), (ENDPOINT.0, "http://127.0.0.1:1338/")], "http://127.0.0.1:1338"),
        ] {
            assert_eq!(settings(variables).unwrap().unwrap().endpoint, endpoint);
        }
        assert!(settings(&[(DISABLED, "True")]).unwrap().is_none());
        let patience = settings(&[(TIMEOUT.0, "0.5"), (ATTEMPTS.0, "7")]).unwrap().unwrap().patience;
        assert_eq!((patience.limit, patience.attempts), (Duration::from_millis(500), 7));
    }

    #[test]
    fn a_value_that_is_none_is_told_by_its_origin() {
        for (name, value) in [
            (DISABLED, "1"),
            (ENDPOINT.0, "somewhere"),
            (MODE.0, "IPv5"),
            (TIMEOUT.0, "0"),
            (TIMEOUT.0, "soon"),
            (ATTEMPTS.0, "0"),
        ] {
            let error = settings(&[(name, value)]).unwrap_err();
            assert!(error.contains(name) && error.contains(value), "{error}");
        }
    }
}
