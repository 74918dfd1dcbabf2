//! Which hosts are never reached through a proxy.

use std::net::{IpAddr, Ipv6Addr};

/// Whether a host is this machine or on its link.
pub(super) fn is_local(host: &str) -> bool {
    const INSTANCE_METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse();
    match address {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address == INSTANCE_METADATA,
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}
