//! Cases of known suites that do not apply, each with the reason. Smithy and botocore disagree about them, and only one
//! of the two can be followed.

/// Cases by their id.
const DEVIATIONS: [(&str, &str); 1] = [(
    "RestJsonNullAndEmptyHeaders",
    "an empty list makes no header, as in botocore; the suite wants an empty one",
)];

/// Why a case does not apply, if it does not.
pub(super) fn reason(id: &str) -> Option<&'static str> {
    DEVIATIONS.iter().find(|(known, _)| *known == id).map(|(_, reason)| *reason)
}
