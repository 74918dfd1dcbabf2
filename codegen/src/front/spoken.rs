//! The protocols that clients can speak, and which of those that a service lists they do.

/// The protocols that clients can speak, as botocore's models call them, in the order in which botocore prefers them.
///
/// Source: `utils.py` in botocore 1.44.5.
pub const SPOKEN: [&str; 6] = ["json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2"];

/// The protocol that clients use: the one that somebody asked for, else the first that they can speak and the service
/// lists, whatever it prefers itself.
pub(crate) fn choose(listed: &[String], wanted: Option<&str>) -> Option<&'static str> {
    let mut common = SPOKEN.into_iter().filter(|spoken| listed.iter().any(|protocol| protocol == spoken));
    match wanted {
        Some(wanted) => common.find(|spoken| *spoken == wanted),
        None => common.next(),
    }
}
