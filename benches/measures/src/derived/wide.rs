//! The wide shape.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::epoch_seconds;

/// A struct with one group of six members per row.
macro_rules! wide {
    ($($label:ident, $count:ident, $bytes:ident, $ratio:ident, $enabled:ident, $updated_at:ident;)*) => {
        /// The reply with many members.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        #[allow(missing_docs)]
        pub struct Wide {
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $label: Option<String>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $count: Option<i32>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $bytes: Option<i64>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $ratio: Option<f64>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $enabled: Option<bool>,
                #[serde(with = "epoch_seconds", default, skip_serializing_if = "Option::is_none")]
                pub $updated_at: Option<Timestamp>,
            )*
        }
    };
}

wide! {
    archive_label, archive_count, archive_bytes, archive_ratio, archive_enabled, archive_updated_at;
    backup_label, backup_count, backup_bytes, backup_ratio, backup_enabled, backup_updated_at;
    bucket_label, bucket_count, bucket_bytes, bucket_ratio, bucket_enabled, bucket_updated_at;
    cluster_label, cluster_count, cluster_bytes, cluster_ratio, cluster_enabled, cluster_updated_at;
    container_label, container_count, container_bytes, container_ratio, container_enabled, container_updated_at;
    database_label, database_count, database_bytes, database_ratio, database_enabled, database_updated_at;
    device_label, device_count, device_bytes, device_ratio, device_enabled, device_updated_at;
    disk_label, disk_count, disk_bytes, disk_ratio, disk_enabled, disk_updated_at;
    domain_label, domain_count, domain_bytes, domain_ratio, domain_enabled, domain_updated_at;
    gateway_label, gateway_count, gateway_bytes, gateway_ratio, gateway_enabled, gateway_updated_at;
    image_label, image_count, image_bytes, image_ratio, image_enabled, image_updated_at;
    instance_label, instance_count, instance_bytes, instance_ratio, instance_enabled, instance_updated_at;
    job_label, job_count, job_bytes, job_ratio, job_enabled, job_updated_at;
    key_label, key_count, key_bytes, key_ratio, key_enabled, key_updated_at;
    log_label, log_count, log_bytes, log_ratio, log_enabled, log_updated_at;
    network_label, network_count, network_bytes, network_ratio, network_enabled, network_updated_at;
    node_label, node_count, node_bytes, node_ratio, node_enabled, node_updated_at;
    policy_label, policy_count, policy_bytes, policy_ratio, policy_enabled, policy_updated_at;
    queue_label, queue_count, queue_bytes, queue_ratio, queue_enabled, queue_updated_at;
    route_label, route_count, route_bytes, route_ratio, route_enabled, route_updated_at;
    server_label, server_count, server_bytes, server_ratio, server_enabled, server_updated_at;
    session_label, session_count, session_bytes, session_ratio, session_enabled, session_updated_at;
    stream_label, stream_count, stream_bytes, stream_ratio, stream_enabled, stream_updated_at;
    table_label, table_count, table_bytes, table_ratio, table_enabled, table_updated_at;
    volume_label, volume_count, volume_bytes, volume_ratio, volume_enabled, volume_updated_at;
}
