//! Who is calling, in the `user-agent` header.

use http::HeaderValue;

use crate::error::RequestError;
use crate::protocol::OperationSchema;

/// `shapesmith-runtime/0.1.0 ssm/0.1.0 api/ssm#2014-11-06 op/DescribeThings lang/rust os/linux`.
///
/// # Errors
///
/// A name that cannot stand in a header.
pub(super) fn value(
    operation: &OperationSchema,
    app_name: Option<&str>,
) -> Result<HeaderValue, RequestError> {
    let service = operation.service;
    let mut text = format!(
        "shapesmith-runtime/{} {} api/{}#{} op/{} lang/rust os/{}",
        env!("CARGO_PKG_VERSION"),
        service.crate_version,
        service.id.to_ascii_lowercase().replace(' ', "_"),
        service.api_version,
        operation.name,
        std::env::consts::OS,
    );
    if let Some(name) = app_name {
        text.push_str(" app/");
        text.push_str(name);
    }
    HeaderValue::try_from(text).map_err(RequestError::new)
}
