//! Cases of known suites that do not apply, each with the reason: where Smithy and botocore disagree, only one of the
//! two can be followed.

/// Why a default of a model is neither sent nor filled in.
const DEFAULTS: &str = "what is absent stays absent, as in botocore: a default is the service's to apply";

/// Why a bucket stays in the path.
const NO_RULES: &str = "where buckets are is said by endpoint rules, and the suite's model has none";

/// Cases by their id, with the suite where the id alone says nothing.
const DEVIATIONS: [(&str, &str); 28] = [
    ("AwsJson10ClientPopulatesDefaultValuesInInput", DEFAULTS),
    ("AwsJson10ClientPopulatesDefaultsValuesWhenMissingInResponse", DEFAULTS),
    ("RestJsonClientPopulatesDefaultValuesInInput", DEFAULTS),
    ("RestJsonClientPopulatesDefaultsValuesWhenMissingInResponse", DEFAULTS),
    ("RpcV2CborClientPopulatesDefaultValuesInInput", DEFAULTS),
    ("RpcV2CborClientPopulatesDefaultsValuesWhenMissingInResponse", DEFAULTS),
    (
        "RestJsonNullAndEmptyHeaders",
        "an empty list makes no header, as in botocore; the suite wants an empty one",
    ),
    ("S3DefaultAddressing", NO_RULES),
    ("S3EscapeObjectKeyInUriLabel", NO_RULES),
    ("S3EscapePathObjectKeyInUriLabel", NO_RULES),
    ("S3OperationAddressingPreferred", NO_RULES),
    ("S3PreservesEmbeddedDotSegmentInUriLabel", NO_RULES),
    ("S3PreservesLeadingDotSegmentInUriLabel", NO_RULES),
    ("S3VirtualHostAccelerateAddressing", NO_RULES),
    ("S3VirtualHostAddressing", NO_RULES),
    ("S3VirtualHostDualstackAccelerateAddressing", NO_RULES),
    ("S3VirtualHostDualstackAddressing", NO_RULES),
    (
        "case 1 (json.json: 3 Lists)",
        "the suite calls the type of a map a string, and its reply holds objects there",
    ),
    (
        "case 5 (query.json: 11 Recursive shapes)",
        "the entries of a map are written in the order of their keys, not in that of the caller",
    ),
    (
        "BodyWithXmlName (rest-xml.json: 1 Test cases for BodyWithXmlName operation)",
        "the name beside the operation's input counts before that of the shape, as in botocore",
    ),
    (
        "RestXmlHttpPayloadWithUnion (rest-xml.json: 14 Test cases for HttpPayloadWithUnion operation)",
        "the root of a payload has the name of its member, as in botocore; real models name all 75",
    ),
    (
        "HttpPayloadWithXmlName (rest-xml.json: 15 Test cases for HttpPayloadWithXmlName operation)",
        "the root of a payload has the name of its member, as in botocore; real models name all 75",
    ),
    (
        "HttpPayloadWithXmlNamespace (rest-xml.json: 16 Test cases for HttpPayloadWithXmlNamespace operation)",
        "the root of a payload has the name of its member, as in botocore; real models name all 75",
    ),
    (
        "HttpPayloadWithXmlNamespaceAndPrefix (rest-xml.json: 17 Test cases for HttpPayloadWithXmlNamespaceAndPrefix operation)",
        "the root of a payload has the name of its member, as in botocore; real models name all 75",
    ),
    (
        "XmlAttributesOnPayload (rest-xml.json: 39 Test cases for XmlAttributesOnPayload operation)",
        "the root of a payload has the name of its member, as in botocore; real models name all 75",
    ),
    ("MissingEventTypeOutput", "the message of the case has the header that it is said to lack"),
    ("NullAndEmptyHeaders", "an empty list makes no header, as in botocore; the suite wants an empty one"),
    ("HttpPrefixHeadersAreNotPresent", "a map without headers is absent; the suite wants an empty one"),
];

/// Why a case does not apply, if it does not.
pub(super) fn reason(id: &str, suite: &str) -> Option<&'static str> {
    let whole = format!("{id} ({suite})");
    DEVIATIONS.iter().find(|(known, _)| *known == id || *known == whole).map(|(_, reason)| *reason)
}
