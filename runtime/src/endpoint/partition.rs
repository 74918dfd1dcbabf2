//! Partitions: sets of regions that share host names.

use super::functions::Operand;

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

impl Partition {
    /// The partition of a region: the one that lists it, else the one whose pattern it fits, else
    /// the first.
    pub(super) fn find<'a>(partitions: &'a [Self], region: &str) -> Option<&'a Self> {
        let listed = partitions.iter().find(|partition| partition.regions.contains(&region));
        listed
            .or_else(|| partitions.iter().find(|partition| partition.fits(region)))
            .or_else(|| partitions.first())
    }

    fn fits(&self, region: &str) -> bool {
        self.region_prefixes.iter().any(|prefix| {
            let rest = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-')).is_some_and(|(word, number)| {
                let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                !word.is_empty()
                    && word.bytes().all(is_word)
                    && !number.is_empty()
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    }

    /// What the rules call the parts of a partition.
    pub(super) fn attribute<'a>(&self, name: &str) -> Option<Operand<'a>> {
        Some(match name {
            "name" => Operand::text(self.name),
            "dnsSuffix" => Operand::text(self.dns_suffix),
            "dualStackDnsSuffix" => Operand::text(self.dual_stack_dns_suffix),
            "implicitGlobalRegion" => Operand::text(self.implicit_global_region),
            "supportsFIPS" => Operand::Boolean(self.supports_fips),
            "supportsDualStack" => Operand::Boolean(self.supports_dual_stack),
            _ => return None,
        })
    }
}
