//! The protocols that clients can speak, what they are called, and which of those that a service lists they do.

/// The protocols that clients can speak, as botocore's models call them, in the order in which botocore prefers them.
///
/// Source: `utils.py` in botocore 1.44.5.
pub const SPOKEN: [&str; 6] = ["json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2"];

/// Protocols by the trait that stands for each in models of Smithy's form, as botocore's models call them: those of
/// [`SPOKEN`], and one that no client speaks yet.
pub const PROTOCOL_TRAITS: [(&str, &str); 8] = [
    ("aws.protocols#awsJson1_0", "json"),
    ("aws.protocols#awsJson1_1", "json"),
    ("aws.protocols#awsQuery", "query"),
    ("aws.protocols#ec2Query", "ec2"),
    ("aws.protocols#restJson1", "rest-json"),
    ("aws.protocols#restXml", "rest-xml"),
    ("smithy.protocols#rpcv2Cbor", "smithy-rpc-v2-cbor"),
    ("smithy.protocols#rpcv2Json", "smithy-rpc-v2-json"),
];

/// The protocol that clients use: the one that somebody asked for, else the first that they can speak and the service
/// lists, whatever it prefers itself.
pub(crate) fn choose(listed: &[String], wanted: Option<&str>) -> Option<&'static str> {
    let mut common = SPOKEN.into_iter().filter(|spoken| listed.iter().any(|protocol| protocol == spoken));
    match wanted {
        Some(wanted) => common.find(|spoken| *spoken == wanted),
        None => common.next(),
    }
}
