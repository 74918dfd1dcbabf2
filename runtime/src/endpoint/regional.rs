//! Endpoints of services whose models have no rules.

use super::PARTITIONS;
use crate::schema::Partition;

/// The regional endpoint of a service whose model has no endpoint rules.
pub(crate) fn default_endpoint(endpoint_prefix: &str, region: &str) -> String {
    let suffix = Partition::find(PARTITIONS, region).map_or("amazonaws.com", |found| found.dns_suffix);
    format!("https://{endpoint_prefix}.{region}.{suffix}")
}
