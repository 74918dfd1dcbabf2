//! Where an answer in XML has the members of an exception.
//!
//! Code, message and request id are found by [`refusal`](super::refusal), as in answers of any form.
//!
//! Sources: the error sections of [AWS restXml](https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html#operation-error-serialization),
//! [AWS query](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization) and
//! [AWS ec2Query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#operation-error-serialization).

use crate::codec::read::Unreadable;
use crate::codec::xml::elements::{Elements, Tag};
use crate::codec::xml::read;
use crate::shape::Structure;

/// The element that holds what is told of an error.
const ERROR: &str = "Error";

/// The elements that it may stand in, beside the outermost one, which has any name.
const ENVELOPE: &str = "Errors";

/// Reads the members of an exception: the children of `Error`, which is the outermost element, stands in it, or stands
/// in `Errors` in there.
///
/// # Errors
///
/// What did not fit; the members before have been read.
pub(super) fn read(body: &[u8], exception: &mut dyn Structure) -> Result<(), Unreadable> {
    read::read_found(exception, body, find).map(drop)
}

fn find<'b>(elements: &mut Elements<'b>) -> Result<Tag<'b>, String> {
    let root = elements.root()?;
    if root.name() == ERROR {
        return Ok(root);
    }
    while let Some(tag) = elements.child()? {
        match tag.name() {
            ERROR => return Ok(tag),
            // Its children come next.
            ENVELOPE => {}
            _ => elements.skip()?,
        }
    }
    Err("there is no element called Error".to_owned())
}

/// Whether a body is an error, or no whole XML.
#[cfg(any(test, feature = "rest-xml"))]
pub(super) fn is_told(body: &[u8]) -> bool {
    let mut elements = Elements::new(body);
    match elements.root() {
        Ok(root) if root.name() != ERROR => elements.skip().is_err(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[derive(Clone, Default, PartialEq)]
    struct Missing {
        message: Option<String>,
        names: Option<Vec<String>>,
    }

    crate::structure! {
        Missing as "Missing" {
            message: "message" => String, wire("Message");
            names: "Names" => List(&each(String));
        }
    }

    fn read(body: &str) -> Result<Missing, String> {
        let mut missing = Missing::default();
        super::read(body.as_bytes(), &mut missing).map_err(|error| error.reason)?;
        Ok(missing)
    }

    #[test]
    fn members_are_found_in_every_envelope() {
        let members = "<Code>Missing</Code><Message>m</Message><Names><member>a</member></Names>";
        let expected = Missing { message: Some("m".to_owned()), names: Some(vec!["a".to_owned()]) };
        for (open, close) in [
            ("<Error xmlns='x'>", "<Resource/></Error>"),
            ("<ErrorResponse><Error><Type>Sender</Type>", "</Error><RequestId>1</RequestId></ErrorResponse>"),
            (
                "<Response><x><Error/></x><Errors><Error>",
                "</Error></Errors><RequestID>1</RequestID></Response>",
            ),
            // What follows was cut off, and is not looked at.
            ("<ErrorResponse><Error>", "</Error><Reque"),
        ] {
            assert!(read(&format!("{open}{members}{close}")).unwrap() == expected, "{open}");
        }
    }

    #[test]
    fn a_body_tells_an_error_by_its_root_or_by_being_cut() {
        for told in
            ["<Error><Code>SlowDown</Code></Error>", "<CopyObjectResult><ETag>x</ETag>", "<Copy", "\n \n"]
        {
            assert!(super::is_told(told.as_bytes()), "{told}");
        }
        for fine in ["<CopyObjectResult><Error>x</Error></CopyObjectResult>", "<?xml version='1.0'?>\n <R/>"]
        {
            assert!(!super::is_told(fine.as_bytes()), "{fine}");
        }
    }

    #[test]
    fn other_answers_hold_no_members() {
        assert_eq!(read("<html><body/></html>").unwrap_err(), "there is no element called Error");
        assert_eq!(read("<Response><Errors/></Response>").unwrap_err(), "there is no element called Error");
        assert_eq!(read("no").unwrap_err(), "no XML at byte 0");
    }
}
