//! Cases of known suites that do not apply, each with the reason: where Smithy and botocore disagree, only one of the
//! two can be followed.

/// Cases by their id, with the suite where the id alone says nothing.
const DEVIATIONS: [(&str, &str); 3] = [
    (
        "RestJsonNullAndEmptyHeaders",
        "an empty list makes no header, as in botocore; the suite wants an empty one",
    ),
    (
        "case 1 (json.json: 3 Lists)",
        "the suite calls the type of a map a string, and its reply holds objects there",
    ),
    (
        "case 5 (query.json: 11 Recursive shapes)",
        "the entries of a map are written in the order of their keys, not in that of the caller",
    ),
];

/// Why a case does not apply, if it does not.
pub(super) fn reason(id: &str, suite: &str) -> Option<&'static str> {
    let whole = format!("{id} ({suite})");
    DEVIATIONS.iter().find(|(known, _)| *known == id || *known == whole).map(|(_, reason)| *reason)
}
