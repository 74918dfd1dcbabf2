//! Idempotency tokens: by them a service knows a repeated request for what it is.

use crate::codec::json::read;
use crate::schema::Traits;
use crate::shape::{Structure, Value};

/// Fills absent idempotency tokens with fresh ones. This is done once per call, so that all its
/// attempts carry the same.
pub(crate) fn fill_tokens(input: &mut dyn Structure) {
    let schema = input.schema();
    if !schema.members.iter().any(|member| member.traits.has(Traits::IDEMPOTENCY_TOKEN)) {
        return;
    }
    input.members_mut(&mut |values: &mut [&mut dyn Value]| {
        for (member, value) in schema.members.iter().zip(values) {
            if member.traits.has(Traits::IDEMPOTENCY_TOKEN) && value.view().is_null() {
                // A member that takes no text keeps what it has.
                let _ = read::read(value.slot(), &read::Notes::default(), serde_json::Value::String(uuid()));
            }
        }
    });
}

/// A random UUID, version 4.
///
/// Source: [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4).
pub(crate) fn uuid() -> String {
    let random = fastrand::u128(..);
    let with_version = random & !(0xf << 76) | (0x4 << 76);
    let bits = with_version & !(0x3 << 62) | (0x2 << 62);
    let group = |shift: u32, digits: u32| (bits >> shift) & ((1 << (4 * digits)) - 1);
    let (a, b, c, d, e) = (group(96, 8), group(80, 4), group(64, 4), group(48, 4), group(0, 12));
    format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn uuids_have_their_form_and_differ() {
        let one = uuid();
        let groups: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(one.chars().nth(14), Some('4'));
        assert!(one.chars().nth(19).is_some_and(|variant| "89ab".contains(variant)));
        assert_ne!(one, uuid());
    }
}
