//! What every user of a service needs and its model does not say: corrections that ship with the generator.
//!
//! A correction is a file of patches, as a user's `patches.json` is, that says which API it is for: `{"serviceId": "…",
//! "apiVersion": "…", "patches": […]}`. It goes by what the model says of itself, so it holds wherever the model comes
//! from. Where the thing that a patch is about is not in the model at all, as in releases from before there was one,
//! there is nothing to correct, and that is told. Where it is there and says anything else than what the patch expects,
//! the correction is stale, which is an error.

use crate::Error;
use crate::front::json::Json;
use crate::front::{Document, Source, botocore, parse, smithy};

/// All corrections, sorted by name.
const SHIPPED: [(&str, &str); 14] = [
    ("corrections/apigateway.json", include_str!("../../corrections/apigateway.json")),
    ("corrections/autoscaling.json", include_str!("../../corrections/autoscaling.json")),
    ("corrections/docdb.json", include_str!("../../corrections/docdb.json")),
    ("corrections/dsql.json", include_str!("../../corrections/dsql.json")),
    ("corrections/dynamodb.json", include_str!("../../corrections/dynamodb.json")),
    ("corrections/dynamodbstreams.json", include_str!("../../corrections/dynamodbstreams.json")),
    ("corrections/ec2.json", include_str!("../../corrections/ec2.json")),
    ("corrections/glacier.json", include_str!("../../corrections/glacier.json")),
    ("corrections/importexport.json", include_str!("../../corrections/importexport.json")),
    ("corrections/machinelearning.json", include_str!("../../corrections/machinelearning.json")),
    ("corrections/neptune.json", include_str!("../../corrections/neptune.json")),
    ("corrections/rds.json", include_str!("../../corrections/rds.json")),
    ("corrections/route53.json", include_str!("../../corrections/route53.json")),
    ("corrections/s3.json", include_str!("../../corrections/s3.json")),
];

/// The corrections that ship with the generator, for [`Sources::corrections`](crate::Sources::corrections).
pub fn corrections() -> Vec<Source> {
    SHIPPED.map(|(name, text)| Source { name: name.to_owned(), text: text.to_owned() }).into()
}

/// Those of some corrections that are for a service.
pub(super) fn of(service: &Document, corrections: &[Source]) -> Result<Vec<Document>, Error> {
    let identity =
        if smithy::is_model(&service.root) { smithy::identity(service) } else { botocore::identity(service) };
    let Some((id, version)) = identity else { return Ok(Vec::new()) };
    let mut own = Vec::new();
    for correction in corrections {
        let document = parse(correction)?;
        if says(&document, "serviceId", &id)? && says(&document, "apiVersion", &version)? {
            own.push(document);
        }
    }
    Ok(own)
}

/// Whether a correction has this text under a key, where it has to have one.
fn says(correction: &Document, key: &str, text: &str) -> Result<bool, Error> {
    match correction.root.get(key) {
        Some(Json::String(own)) => Ok(own == text),
        _ => Err(correction.places.error(key, "a correction needs a text here, to say what it is for")),
    }
}
