//! Partitions: sets of regions that share host names.

/// A partition of AWS: regions that share host names and accounts.
#[derive(Debug)]
pub struct Partition {
    /// The name, which is also the second part of ARNs.
    pub name: &'static str,
    /// The end of host names.
    pub dns_suffix: &'static str,
    /// The end of the names of hosts that answer on IPv6 as well as on IPv4.
    pub dual_stack_dns_suffix: &'static str,
    /// The region that services without regions sign for.
    pub implicit_global_region: &'static str,
    /// Whether there are FIPS 140 endpoints.
    pub supports_fips: bool,
    /// Whether there are endpoints for IPv6 and IPv4 together.
    pub supports_dual_stack: bool,
    /// How the names of regions begin that are not listed, such as `us` or `us-gov`: after it come
    /// `-`, a word of ASCII letters, digits and `_`, another `-`, and a number.
    pub region_prefixes: &'static [&'static str],
    /// The regions that are known.
    pub regions: &'static [&'static str],
}
