//! Regions, as far as a client has to know them: by name alone.

use crate::error::ConfigError;

/// Checks that a region can stand in a host name, before it is made part of one.
///
/// # Errors
///
/// Anything but letters, digits and single hyphens between them.
pub(crate) fn check(region: &str, origin: &str) -> Result<(), ConfigError> {
    let valid = !region.is_empty()
        && region.len() <= 63
        && !region.starts_with('-')
        && !region.ends_with('-')
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if valid { Ok(()) } else { Err(ConfigError::value(origin, region, "a region such as eu-central-1")) }
}

/// The region that a name such as `fips-us-east-1` or `us-east-1-fips` stands for, which older tools ask for
/// FIPS endpoints with; any other name as it is.
pub(crate) fn without_fips(region: &str) -> String {
    region.replace("fips-", "").replace("-fips", "")
}
