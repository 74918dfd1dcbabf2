//! Shape ids: `namespace#Name`, and of members `namespace#Name$member`.
//!
//! Source: [Shape ID](https://smithy.io/2.0/spec/model.html#shape-id).

/// The namespace of Smithy's own shapes and traits.
pub(super) const PRELUDE: &str = "smithy.api#";

/// What stands for "nothing" where an operation has no input or no output, and what members of enums have as a target.
pub(super) const UNIT: &str = "smithy.api#Unit";

/// The name of a shape, without its namespace.
pub(super) fn name(id: &str) -> &str {
    id.rsplit_once('#').map_or(id, |(_, name)| name)
}

/// The namespace of a shape; empty where there is none.
pub(super) fn namespace(id: &str) -> &str {
    id.split_once('#').map_or("", |(namespace, _)| namespace)
}

/// Whether a text is the id of a shape, without a member.
pub(super) fn is_shape(text: &str) -> bool {
    text.split_once('#')
        .is_some_and(|(namespace, name)| namespace.split('.').all(is_identifier) && is_identifier(name))
}

/// A shape's id and the member's name, where a text has one.
pub(super) fn split_member(text: &str) -> (&str, Option<&str>) {
    match text.split_once('$') {
        Some((shape, member)) => (shape, Some(member)),
        None => (text, None),
    }
}

/// Whether a text is an identifier: letters, digits and underscores, and no digit first.
fn is_identifier(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.bytes().find(|byte| *byte != b'_').is_some_and(|byte| byte.is_ascii_alphabetic())
        && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// How long the id at the beginning of a text is; none where there is no `#`.
pub(super) fn length(text: &str) -> Option<usize> {
    let name = text.find('#')? + 1;
    let rest = text.get(name..)?;
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    Some(name + end.unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::{is_shape, length, split_member};

    #[test]
    fn ids_have_a_namespace_and_a_name() {
        assert!(is_shape("com.amazonaws.ssm#Alarm") && is_shape("a#_b1"));
        for wrong in ["Alarm", "#Alarm", "a#", "a#B$c", "a..b#C", "a#1B", "a#_1b", "a b#C", "a#B#C"] {
            assert!(!is_shape(wrong), "{wrong}");
        }
        assert_eq!(split_member("a#B$c"), ("a#B", Some("c")));
        assert_eq!(length("a.b#Cd.members.x"), Some(6));
        assert_eq!(length("a.b"), None);
    }
}
