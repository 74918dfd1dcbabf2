//! Endpoints of services whose models have no rules.

use super::{PARTITIONS, Partition};

/// The regional endpoint of a service whose model has no endpoint rules, under the domain of the
/// region's partition.
pub(crate) fn default_endpoint(endpoint_prefix: &str, region: &str) -> String {
    let suffix = Partition::find(PARTITIONS, region).map_or("amazonaws.com", |found| found.dns_suffix);
    format!("https://{endpoint_prefix}.{region}.{suffix}")
}

#[cfg(test)]
mod tests {
    use super::default_endpoint;

    #[test]
    fn the_domain_is_that_of_the_partition() {
        for (region, domain) in [
            ("eu-west-1", "amazonaws.com"),
            ("us-gov-west-1", "amazonaws.com"),
            ("cn-north-1", "amazonaws.com.cn"),
            ("us-iso-east-1", "c2s.ic.gov"),
            ("us-isob-east-1", "sc2s.sgov.gov"),
            ("eusc-de-east-1", "amazonaws.eu"),
            ("moon-1", "amazonaws.com"),
        ] {
            assert_eq!(default_endpoint("ssm", region), format!("https://ssm.{region}.{domain}"));
        }
    }
}
