//! Endpoints of services whose models have no rules.

/// The regional endpoint of a service whose model has no endpoint rules.
pub(crate) fn default_endpoint(endpoint_prefix: &str, region: &str) -> String {
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://{endpoint_prefix}.{region}.{suffix}")
}
