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
    let mut text = String::with_capacity(160);
    text.push_str(concat!("shapesmith-runtime/", env!("CARGO_PKG_VERSION"), " "));
    text.push_str(service.crate_version);
    text.push_str(" api/");
    let letters = service.id.chars().map(|letter| letter.to_ascii_lowercase());
    text.extend(letters.map(|letter| if letter == ' ' { '_' } else { letter }));
    let system = std::env::consts::OS;
    text.extend(["#", service.api_version, " op/", operation.name, " lang/rust os/", system]);
    if let Some(name) = app_name {
        text.extend([" app/", name]);
    }
    HeaderValue::try_from(text).map_err(RequestError::new)
}
