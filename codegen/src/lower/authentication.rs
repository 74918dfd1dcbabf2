//! How requests tell who sends them: what the service says, and what its operations say for themselves.

use super::index::Index;
use super::metadata::quoted;
use crate::Error;
use crate::front::botocore::{KeyEntry, Metadata, Model, OperationEntry};
use crate::ir::{Authentication, Scheme, Unsupported};

const SIGV4: &str = "aws.auth#sigv4";
const BEARER: &str = "smithy.api#httpBearerAuth";
const BASIC: &str = "smithy.api#httpBasicAuth";
const KEY: &str = "smithy.api#httpApiKeyAuth";
const NONE: &str = "smithy.api#noAuth";

/// The `authtype` of operations whose signatures leave out the body.
pub(super) const UNSIGNED_BODY: &str = "v4-unsigned-body";

/// How requests of a service are authorised, where its operations do not say it themselves.
pub(super) fn of_service(model: &Model) -> Result<Authentication, Error> {
    let metadata = &model.metadata;
    if let Some(schemes) = &metadata.auth {
        return listed(metadata, schemes).ok_or_else(|| {
            let reason = format!(
                "expected {SIGV4}, {BEARER}, {BASIC} or {KEY}, found {}, which is not supported yet",
                quoted(schemes)
            );
            model.places.error("metadata.auth", reason)
        });
    }
    match metadata.signature_version.as_deref() {
        Some("v4") => Ok(Authentication::sigv4()),
        Some("bearer") => Ok(Authentication::bearer()),
        Some(version) => {
            let reason = format!("\"{version}\" is not supported yet; supported: v4, bearer");
            Err(model.places.error("metadata.signatureVersion", reason))
        }
        None => Err(model.places.error("metadata", "the key \"signatureVersion\" is missing")),
    }
}

/// How requests of an operation are authorised, and what keeps clients from it if they know no way.
pub(super) fn of_operation(
    index: &Index<'_>,
    entry: &OperationEntry,
) -> (Authentication, Option<Unsupported>) {
    let (trait_name, found) = match (&entry.auth, &entry.authtype) {
        (Some(schemes), _) => match listed(&index.model.metadata, schemes) {
            Some(authentication) => return (optional(authentication, entry), None),
            None => ("auth", schemes.join(", ")),
        },
        (None, Some(kind)) => match kind.as_str() {
            "none" => return (Authentication::anonymous(), None),
            "bearer" => return (Authentication::bearer(), None),
            "v4" | UNSIGNED_BODY => return (Authentication::sigv4(), None),
            _ => ("authtype", kind.clone()),
        },
        (None, None) => return (optional(index.authentication.clone(), entry), None),
    };
    let description = format!("signed with {found}");
    (Authentication::sigv4(), Some(Unsupported { trait_name: trait_name.to_owned(), description }))
}

/// The same, where the operation says that it can be called by anybody. Who can sign, does.
fn optional(authentication: Authentication, entry: &OperationEntry) -> Authentication {
    let is_asked = !authentication.signed && !authentication.schemes.is_empty();
    Authentication { optional: authentication.optional || entry.optional_auth && is_asked, ..authentication }
}

/// What a list of ways to authorise requests comes to; `None` where a client knows none of them.
fn listed(metadata: &Metadata, schemes: &[String]) -> Option<Authentication> {
    let has = |wanted: &str| schemes.iter().any(|scheme| scheme == wanted);
    let known = schemes.iter().filter_map(|scheme| match scheme.as_str() {
        BEARER => Some(Scheme::Bearer),
        BASIC => Some(Scheme::Basic),
        KEY => metadata.key.as_ref().map(key),
        _ => None,
    });
    let signed = has(SIGV4);
    let schemes: Vec<Scheme> = known.collect();
    let is_known = signed || has(NONE) || !schemes.is_empty();
    is_known.then(|| Authentication {
        signed,
        optional: has(NONE) && !signed && !schemes.is_empty(),
        schemes,
    })
}

fn key(entry: &KeyEntry) -> Scheme {
    let name = entry.name.clone();
    match entry.in_header {
        true => Scheme::KeyHeader { name, word: entry.word.clone() },
        false => Scheme::KeyParameter { name },
    }
}
