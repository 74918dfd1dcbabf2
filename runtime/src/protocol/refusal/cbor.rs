//! Code and message in CBOR.
//!
//! Source: [Smithy RPC v2 CBOR](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#operation-error-serialization).
//! The code is in `__type` alone: members called `Code` or `code` are the exception's own.

use super::{CODES, MESSAGES, REQUEST_IDS, Words};
use crate::codec::cbor::items::{Head, Items};
use crate::codec::cbor::read::name;

/// What was read before something that cannot be read stays.
pub(super) fn words(body: &[u8], words: &mut Words) {
    let _ = read(&mut Items::new(body), words);
}

fn read(items: &mut Items<'_>, words: &mut Words) -> Result<(), String> {
    let Head::Map(length) = items.next()?.head else { return Ok(()) };
    let mut left = items.open_map(length)?;
    let [code, ..] = CODES;
    while items.more(&mut left) {
        let name = &*name(items)?;
        let counts = name == code || MESSAGES.contains(&name) || REQUEST_IDS.contains(&name);
        match items.next()?.head {
            Head::Text(length) if counts => words.member(name, &items.text(length)?, 0),
            head => items.pass(head)?,
        }
    }
    Ok(())
}
