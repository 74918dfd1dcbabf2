//! What the client sends where a caller says nothing: idempotency tokens, by which a service knows a repeated request
//! for what it is, and defaults.

use crate::codec::text::hex;
use crate::error::RequestError;
use crate::schema::{Member, Place, Traits};
use crate::shape::{Slot, Structure, Value, View};

/// Fills absent idempotency tokens with fresh ones, and other absent members that have a default with that. This is
/// done once per call, so that all its attempts carry the same.
///
/// # Errors
///
/// The system has no randomness to give.
pub(crate) fn fill_absent(input: &mut dyn Structure) -> Result<(), RequestError> {
    let schema = input.schema();
    if !schema.members.iter().any(is_filled) {
        return Ok(());
    }
    let mut outcome = Ok(());
    input.members_mut(&mut |values: &mut [&mut dyn Value]| {
        for (member, value) in schema.members.iter().zip(values) {
            if is_filled(member) && is_absent(member, value.view()) {
                match default(member).map_or_else(token, |text| Ok(text.to_owned())) {
                    // A member that takes no text keeps what it has.
                    Ok(filling) => {
                        if let Slot::String(text) = value.slot() {
                            *text = filling;
                        }
                    }
                    Err(error) => outcome = Err(error),
                }
            }
        }
    });
    outcome
}

/// Whether the client fills a member where it is absent.
fn is_filled(member: &Member) -> bool {
    member.traits.has(Traits::IDEMPOTENCY_TOKEN) || default(member).is_some()
}

/// Whether a member says nothing. No label can be empty, so where one has a default, an empty text asks for it.
fn is_absent(member: &Member, view: View<'_>) -> bool {
    let is_label = matches!(member.place, Place::Label | Place::GreedyLabel) && default(member).is_some();
    view.is_null() || is_label && matches!(view, View::String(""))
}

fn default(member: &Member) -> Option<&'static str> {
    member.rare.and_then(|rare| rare.default)
}

/// A token that no other program, machine or copy of this one has: a UUID of the system's randomness. Generators
/// that are seeded once give the same in two copies of a machine, and a service then takes two requests for one.
///
/// # Errors
///
/// The system has no randomness to give.
pub(crate) fn token() -> Result<String, RequestError> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes).map_err(|error| {
        RequestError::new(format_args!("no idempotency token, since the system has no randomness: {error}"))
    })?;
    Ok(uuid(u128::from_ne_bytes(bytes)))
}

/// An id that only has to differ from others of this program.
pub(crate) fn invocation_id() -> String {
    uuid(fastrand::u128(..))
}

/// A random UUID, version 4.
///
/// Source: [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4).
fn uuid(random: u128) -> String {
    let with_version = random & !(0xf << 76) | (0x4 << 76);
    let bits = with_version & !(0x3 << 62) | (0x2 << 62);
    let mut text = hex(&bits.to_be_bytes());
    [8, 13, 18, 23].into_iter().for_each(|place| text.insert(place, '-'));
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{fill_absent, invocation_id, token};

    #[derive(Clone, Default, PartialEq)]
    struct Input {
        account: Option<String>,
        token: Option<String>,
        name: Option<String>,
        size: Option<i32>,
    }

    crate::structure! {
        Input as "Input" {
            account: "Account" => String, LABEL, rare(&Rare::new().default_text("-"));
            token: "Token" => String, IDEMPOTENCY_TOKEN;
            name: "Name" => String;
            size: "Size" => Integer;
        }
    }

    #[test]
    fn what_is_absent_is_filled_where_the_client_has_something_to_say() {
        let mut input = Input::default();
        fill_absent(&mut input).unwrap();
        assert_eq!(input.account.as_deref(), Some("-"));
        assert_eq!(input.token.as_deref().map(str::len), Some(36));
        assert_eq!((input.name, input.size), (None, None));

        let given =
            Input { account: Some("1".to_owned()), token: Some("mine".to_owned()), ..Input::default() };
        let mut input = given.clone();
        fill_absent(&mut input).unwrap();
        assert!(input == given);
    }

    #[test]
    fn uuids_have_their_form_and_differ() {
        let one = token().unwrap();
        let groups: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(one.chars().nth(14), Some('4'));
        assert!(one.chars().nth(19).is_some_and(|variant| "89ab".contains(variant)));
        assert_ne!(one, token().unwrap());
        assert_ne!(invocation_id(), invocation_id());
    }
}
