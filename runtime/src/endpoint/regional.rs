//! Regions in names of hosts: endpoints of services whose models have no rules, and what a host of AWS says of its region.

use super::{PARTITIONS, Partition};

/// The regional endpoint of a service whose model has no endpoint rules, under the domain of the
/// region's partition.
pub(crate) fn default_endpoint(endpoint_prefix: &str, region: &str) -> String {
    let suffix = Partition::find(PARTITIONS, region).map_or("amazonaws.com", |found| found.dns_suffix);
    format!("https://{endpoint_prefix}.{region}.{suffix}")
}

/// The region in the name of a host of AWS: a label of its own, or behind the name of the service, as older names have
/// it: `bucket.s3-eu-west-1.amazonaws.com`.
pub(crate) fn region_in<'h>(host: &'h str, service: &str) -> Option<&'h str> {
    let names = PARTITIONS.iter().find_map(|partition| {
        let suffixes = [partition.dns_suffix, partition.dual_stack_dns_suffix];
        let mut names = suffixes.into_iter().map(|suffix| host.strip_suffix(suffix)?.strip_suffix('.'));
        names.find_map(|names| Some((partition, names?)))
    });
    let (partition, names) = names?;
    names.rsplit('.').find_map(|label| {
        let behind = label.strip_prefix(service).and_then(|rest| rest.strip_prefix('-'));
        let mut labels = behind.into_iter().chain([label]);
        labels.find(|label| partition.regions.contains(label) || partition.fits(label))
    })
}

#[cfg(test)]
mod tests {
    use super::{default_endpoint, region_in};

    #[test]
    fn a_host_of_aws_tells_its_region_and_another_tells_none() {
        for (host, region) in [
            ("photos.s3-us-west-2.amazonaws.com", Some("us-west-2")),
            ("photos.s3.ap-south-1.amazonaws.com", Some("ap-south-1")),
            ("photos.s3.dualstack.eu-west-1.amazonaws.com", Some("eu-west-1")),
            ("photos.s3.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
            ("s3.eu-central-1.api.aws", Some("eu-central-1")),
            // Names in front of the region are anybody's.
            ("us-east-1.s3.ap-south-1.amazonaws.com", Some("ap-south-1")),
            ("photos.s3.amazonaws.com", None),
            ("photos.s3.us-west-2.example.com", None),
            ("us-west-2amazonaws.com", None),
            ("amazonaws.com", None),
        ] {
            assert_eq!(region_in(host, "s3"), region, "{host}");
        }
    }

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
