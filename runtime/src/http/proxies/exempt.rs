//! `NO_PROXY`: hosts that are reached without a proxy.

use std::net::IpAddr;

use crate::http::local::address_of;

/// The hosts that do without a proxy.
#[derive(Clone, Debug, Default)]
pub(super) struct Exempt {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    hosts: Hosts,
    /// Where only one port is meant.
    port: Option<u16>,
}

#[derive(Clone, Debug)]
enum Hosts {
    All,
    /// All addresses whose first bits are those of this one.
    Network(IpAddr, u32),
    /// A name and the names below it, in small letters and without dots around it.
    Name(String),
}

impl Exempt {
    /// Reads a list with commas or blanks between its entries: `*`, a name (`example.com`, `.example.com` and
    /// `*.example.com` are one), an address (`::1` or `[::1]`), a network (`10.0.0.0/8`), any but the last with
    /// a port behind it.
    pub(super) fn read(list: &str) -> Self {
        let entries = list.split(|character: char| character == ',' || character.is_whitespace());
        Self { entries: entries.filter(|entry| !entry.is_empty()).filter_map(read_entry).collect() }
    }

    /// Whether a host is reached without a proxy.
    pub(super) fn contains(&self, host: &str, port: u16) -> bool {
        let address = address_of(host);
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        self.entries.iter().filter(|entry| entry.port.is_none_or(|only| only == port)).any(|entry| {
            match (&entry.hosts, address) {
                (Hosts::All, _) => true,
                (Hosts::Network(network, bits), Some(address)) => is_in(address, *network, *bits),
                (Hosts::Name(known), None) => name
                    .strip_suffix(known.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
                _ => false,
            }
        })
    }
}

fn read_entry(entry: &str) -> Option<Entry> {
    if let Some((address, bits)) = entry.split_once('/') {
        let network = address_of(address).zip(bits.parse().ok());
        let network = network.filter(|(address, bits)| *bits <= if address.is_ipv4() { 32 } else { 128 });
        let Some((address, bits)) = network else {
            tracing::warn!(entry, "NO_PROXY holds what is neither a host nor a network");
            return None;
        };
        return Some(Entry { hosts: Hosts::Network(address, bits), port: None });
    }
    // The colons of an address without brackets begin no port.
    let (host, port) = match entry.rsplit_once(':') {
        Some((host, port)) if address_of(entry).is_none() => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    };
    let hosts = match (host, address_of(host)) {
        ("*", _) => Hosts::All,
        (_, Some(address)) => Hosts::Network(address, if address.is_ipv4() { 32 } else { 128 }),
        (name, None) => {
            let name = name.strip_prefix('*').unwrap_or(name).trim_matches('.').to_ascii_lowercase();
            if name.is_empty() {
                return None;
            }
            Hosts::Name(name)
        }
    };
    Some(Entry { hosts, port })
}

/// Whether two addresses have their first bits in common.
fn is_in(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let differing = u32::from(address) ^ u32::from(network);
            differing.leading_zeros() >= bits
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let differing = u128::from(address) ^ u128::from(network);
            differing.leading_zeros() >= bits
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_entry_is_known() {
        for (list, host, expected) in [
            ("*", "service.test", true),
            ("a.test, *", "service.test", true),
            ("service.test", "service.test", true),
            ("service.test", "SERVICE.Test.", true),
            ("Service.TEST", "www.service.test", true),
            ("service.test", "notservice.test", false),
            (".service.test", "service.test", true),
            (".service.test", "www.service.test", true),
            ("*.service.test", "www.service.test", true),
            ("*.service.test", "notservice.test", false),
            ("a.test b.test\tservice.test", "service.test", true),
            ("a.test,,service.test,", "service.test", true),
            ("service.test:443", "service.test", true),
            ("service.test:8443", "service.test", false),
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("0.0.0.0/0", "11.1.2.3", true),
            ("10.0.0.0/33", "10.0.0.0", false),
            ("10.0.0.7", "10.0.0.7", true),
            ("10.0.0.7:443", "10.0.0.7", true),
            ("10.0.0.7", "10.0.0.70", false),
            ("0.7", "10.0.0.7", false),
            ("fd00::/8", "[fd12::1]", true),
            ("fd00::/8", "[fe12::1]", false),
            ("2001:db8::1", "[2001:db8::1]", true),
            ("[2001:db8::1]", "[2001:db8::1]", true),
            ("[2001:db8::1]:443", "[2001:db8::1]", true),
            ("[2001:db8::1]:444", "[2001:db8::1]", false),
            ("", "service.test", false),
            (".", "service.test", false),
        ] {
            assert_eq!(Exempt::read(list).contains(host, 443), expected, "{list} {host}");
        }
    }
}
