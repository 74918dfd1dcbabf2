//! Which hosts are near: this machine, and those that are never reached through a proxy.

use std::net::IpAddr;

/// Whether a host is this machine, or on its link, or among the addresses where AWS's machines find their
/// metadata and credentials.
///
/// Sources: [instance metadata](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html)
/// and [container credentials](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(super) fn is_local(host: &str) -> bool {
    match address_of(host) {
        Some(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Some(IpAddr::V6(address)) => {
            address.is_loopback()
                || address.is_unicast_link_local()
                // fd00:ec2::/32, of which ::23 and ::254 are in use.
                || address.segments().starts_with(&[0xfd00, 0x0ec2])
        }
        None => host.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
    }
}

/// Whether a host is this machine itself, so that what is sent to it stays here.
pub(crate) fn is_loopback(host: &str) -> bool {
    match address_of(host) {
        Some(address) => address.is_loopback(),
        None => host.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
    }
}

/// The address that a host is, with brackets around it and a zone behind it or not. IPv4 inside of IPv6 is IPv4.
pub(super) fn address_of(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let bare = bare.split_once('%').map_or(bare, |(address, _)| address);
    bare.parse().ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(all(test, any(feature = "hyper", feature = "reqwest")))]
mod tests {
    use super::{is_local, is_loopback};

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["127.0.0.1", "127.8.9.1", "[::1]", "localhost", "LOCALHOST.", "[::ffff:127.0.0.1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["169.254.169.254", "10.0.0.1", "[fe80::1]", "localhost.example.com", "127.0.0.1.example.com", ""]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn metadata_and_credentials_of_machines_are_local() {
        for host in [
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "[fd00:ec2::254]",
            "[fd00:ec2::23]",
            "fd00:ec2::23",
            "127.0.0.1",
            "127.8.9.1",
            "[::1]",
            "localhost",
            "LOCALHOST.",
            "[fe80::1]",
            "[fe80::1%25eth0]",
            "[::ffff:169.254.169.254]",
        ] {
            assert!(is_local(host), "{host}");
        }
        for host in
            ["10.0.0.1", "fd00:ec3::23", "[fd01:ec2::23]", "example.com", "localhost.example.com", "::2"]
        {
            assert!(!is_local(host), "{host}");
        }
    }
}
