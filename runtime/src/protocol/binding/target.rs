//! The path and query of a request.

use http::uri::PathAndQuery;

use super::{each, wrong};
use crate::codec::text::scalar;
use crate::codec::url;
use crate::error::RequestError;
use crate::schema::{Member, Place, TimestampFormat};
use crate::shape::{Structure, View};

/// The longest target that a URL can hold, in bytes, as the crate `http` has it.
const LONGEST: usize = 65_534;

/// The path and query that a template and the members of an input make: labels by the names of members in braces,
/// those that may have several steps with a plus behind the name; then what is literal of the query, then members.
///
/// # Errors
///
/// A label that is absent, empty or a step of dots, or a target that is too long.
pub(in super::super) fn target(template: &str, input: &dyn Structure) -> Result<PathAndQuery, RequestError> {
    let (path, literal) = template.split_once('?').unwrap_or((template, ""));
    let mut target = String::with_capacity(template.len() + 64);
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (label, after) = after.split_once('}').unwrap_or((after, ""));
        target.push_str(before);
        push_label(&mut target, label.strip_suffix('+').unwrap_or(label), label.ends_with('+'), input)?;
        rest = after;
    }
    target.push_str(rest);
    check_labels(path, input)?;
    if target.is_empty() {
        target.push('/');
    }
    let mut query = Query { target, separator: '?' };
    literal.split('&').filter(|part| !part.is_empty()).for_each(|part| query.begin().push_str(part));
    push_query(&mut query, input)?;
    let length = query.target.len();
    if length > LONGEST {
        return Err(RequestError::new(format_args!(
            "its path and query are {length} bytes long, and a URL holds {LONGEST}; ask for less at once"
        )));
    }
    PathAndQuery::try_from(query.target).map_err(RequestError::new)
}

fn push_label(
    target: &mut String,
    name: &str,
    is_greedy: bool,
    input: &dyn Structure,
) -> Result<(), RequestError> {
    let mut outcome = Err(RequestError::new(format_args!("{name}: no member has this name")));
    each(input, |member, view| {
        if member.name == name {
            outcome = push_steps(target, member, view, is_greedy);
        }
        Ok::<(), RequestError>(())
    })?;
    outcome
}

/// Checks the labels that the host name has in place of the path, or what stands before it. Without one the request would
/// be about all things, and one of dots would mean another path.
fn check_labels(path: &str, input: &dyn Structure) -> Result<(), RequestError> {
    each(input, |member, view| {
        let is_label = matches!(member.place, Place::Label | Place::GreedyLabel);
        if !is_label || path.contains(&format!("{{{}", member.name)) {
            return Ok(());
        }
        match view {
            View::Null | View::String("") | View::Enum("") => {
                Err(wrong(member, "it is a part of the URL, so it has to be there and must not be empty"))
            }
            View::String(text) | View::Enum(text) if is_dots(text) => {
                Err(wrong(member, "it is a part of the URL, where \".\" and \"..\" mean another path"))
            }
            _ => Ok(()),
        }
    })
}

/// The labels that the host name has, or what stands before the path, in place of the path itself: names and values.
#[cfg(feature = "test-util")]
pub(in super::super) fn labels_elsewhere(
    template: &str,
    input: &dyn Structure,
) -> Vec<(&'static str, String)> {
    let path = template.split_once('?').map_or(template, |(path, _)| path);
    let mut labels = Vec::new();
    let looked = each(input, |member, view| {
        let is_label = matches!(member.place, Place::Label | Place::GreedyLabel);
        if is_label
            && !path.contains(&format!("{{{}", member.name))
            && let Some(text) = scalar::of_member(member, view, TimestampFormat::DateTime)
        {
            labels.push((member.name, text.into_owned()));
        }
        Ok::<(), RequestError>(())
    });
    if looked.is_ok() { labels } else { Vec::new() }
}

fn push_steps(
    target: &mut String,
    member: &Member,
    view: View<'_>,
    is_greedy: bool,
) -> Result<(), RequestError> {
    let text = scalar::of_member(member, view, TimestampFormat::DateTime).unwrap_or_default();
    // Without it, the path would be that of another operation: of the list instead of the thing.
    if text.is_empty() {
        return Err(wrong(member, "it is a part of the path, so it has to be there and must not be empty"));
    }
    if is_greedy {
        for (index, step) in text.split('/').enumerate() {
            if index > 0 {
                target.push('/');
            }
            url::push_encoded(target, step.as_bytes());
        }
        return Ok(());
    }
    if is_dots(&text) {
        return Err(wrong(member, "it is a part of the path, where \".\" and \"..\" mean another path"));
    }
    url::push_encoded(target, text.as_bytes());
    Ok(())
}

/// Checks the labels of several steps where paths are tidied before they are signed: what dots would make another path
/// of. Where they are signed as they are, such a step is one like any other.
///
/// # Errors
///
/// A step of dots.
pub(in super::super) fn check_steps(template: &str, input: &dyn Structure) -> Result<(), RequestError> {
    // Most operations have no such label, and those of other protocols no template.
    if !template.contains("+}") {
        return Ok(());
    }
    each(input, |member, view| {
        if member.place != Place::GreedyLabel {
            return Ok(());
        }
        let text = scalar::of_member(member, view, TimestampFormat::DateTime).unwrap_or_default();
        match text.split('/').any(is_dots) {
            true => Err(wrong(member, "a step of a path that is \".\" or \"..\" means another path")),
            false => Ok(()),
        }
    })
}

fn is_dots(step: &str) -> bool {
    matches!(step, "." | "..")
}

/// A target that parameters are added to.
struct Query {
    target: String,
    separator: char,
}

impl Query {
    /// Where the next parameter goes.
    fn begin(&mut self) -> &mut String {
        self.target.push(std::mem::replace(&mut self.separator, '&'));
        &mut self.target
    }

    fn push(&mut self, name: &str, value: &str) {
        let target = self.begin();
        url::push_encoded(target, name.as_bytes());
        target.push('=');
        url::push_encoded(target, value.as_bytes());
    }

    /// Adds a parameter, several of one name for a list; nothing for what is absent.
    fn push_value(&mut self, name: &str, member: &Member, view: View<'_>) {
        if let View::List(list) = view {
            let element = member.target.element().unwrap_or(member);
            (0..list.len()).for_each(|index| self.push_value(name, element, list.get(index)));
        } else if let Some(text) = scalar::of_member(member, view, TimestampFormat::DateTime) {
            self.push(name, &text);
        }
    }
}

fn push_query(query: &mut Query, input: &dyn Structure) -> Result<(), RequestError> {
    let mut named = Vec::new();
    each(input, |member, view| {
        if member.place == Place::Query {
            query.push_value(member.wire_name, member, view);
            if !view.is_null() {
                named.push(member.wire_name);
            }
        }
        Ok::<(), RequestError>(())
    })?;
    each(input, |member, view| {
        if let (Place::QueryMap, View::Map(map)) = (member.place, view) {
            let value = member.target.entries().map_or(member, |schema| &schema.value);
            // A parameter with a name of its own wins over an entry of the same name.
            for (key, view) in map.entries().into_iter().filter(|(key, _)| !named.contains(key)) {
                query.push_value(key, value, view);
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashMap;

    use super::target;
    use crate::time::Timestamp;

    #[derive(Clone, Default, PartialEq)]
    struct Input {
        name: String,
        key: String,
        number: Option<i32>,
        since: Option<Timestamp>,
        tags: Option<Vec<String>>,
        id: Option<String>,
        more: Option<HashMap<String, Vec<String>>>,
    }

    crate::structure! {
        Input as "Input" {
            name: "Name" => String, REQUIRED, LABEL;
            key: "Key" => String, REQUIRED, GREEDY_LABEL;
            number: "Number" => Integer, wire("n"), QUERY;
            since: "Since" => Timestamp, QUERY;
            tags: "Tags" => List(&each(String)), wire("tag"), QUERY;
            id: "Id" => String, QUERY, LAST_SEGMENT;
            more: "More" => Map(&pair(each(String), each(List(&each(String))))), QUERY_MAP;
        }
    }

    fn input(name: &str, key: &str) -> Input {
        Input { name: name.to_owned(), key: key.to_owned(), ..Input::default() }
    }

    fn written(template: &str, input: &Input) -> Result<String, String> {
        target(template, input).map(|target| target.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn labels_are_encoded_and_greedy_ones_keep_their_slashes() {
        let of = |name, key| written("/a/{Name}/$x/{Key+}?acl&x=1", &input(name, key)).unwrap();
        assert_eq!(of("b c/d", "e/f g//h"), "/a/b%20c%2Fd/$x/e/f%20g//h?acl&x=1");
        assert_eq!(of("arn:aws:x", "ü"), "/a/arn%3Aaws%3Ax/$x/%C3%BC?acl&x=1");
    }

    #[test]
    fn labels_that_would_be_another_path_are_refused_by_name() {
        for (name, key, refused) in
            [("", "k", "Name"), (".", "k", "Name"), ("..", "k", "Name"), ("n", "", "Key")]
        {
            let error = written("/{Name}/{Key+}", &input(name, key)).unwrap_err();
            assert!(error.contains(&format!("{refused}: ")), "{error}");
        }
        // Whether a step of several may be one of dots goes by what becomes of the path.
        assert_eq!(written("/{Name}/{Key+}", &input("n", "a/../b")).unwrap(), "/n/a/../b");
        let error = super::check_steps("/{Name}/{Key+}", &input("n", "a/../b")).unwrap_err().to_string();
        assert!(error.contains("Key: "), "{error}");
    }

    #[test]
    fn ids_are_cut_to_their_last_segments_where_the_model_says_so() {
        for (id, sent) in [("/hostedzone/Z1", "Z1"), ("Z1", "Z1"), ("/a/", "")] {
            let full = Input { id: Some(id.to_owned()), ..input("n", "k") };
            assert_eq!(written("/", &full).unwrap(), format!("/?Id={sent}"));
        }
    }

    #[test]
    fn a_label_that_the_host_name_has_must_not_be_empty_either() {
        for (name, key, refused) in
            [("", "k", "Name"), ("n", "", "Key"), ("..", "k", "Name"), (".", "k", "Name")]
        {
            let error = written("/", &input(name, key)).unwrap_err();
            assert!(error.contains(&format!("{refused}: ")), "{error}");
        }
        assert_eq!(written("/{Key+}", &input("n", "a/b")).unwrap(), "/a/b");
    }

    #[test]
    fn parameters_follow_what_is_literal_and_named_ones_win() {
        let entries = [("n", vec!["9"]), ("a b", vec!["1", "2"]), ("empty", vec![])];
        let entries =
            entries.map(|(key, values)| (key.to_owned(), values.into_iter().map(str::to_owned).collect()));
        let full = Input {
            number: Some(7),
            since: Some(Timestamp::from_secs(0)),
            tags: Some(vec!["x&y".to_owned(), String::new()]),
            more: Some(HashMap::from(entries)),
            ..input("n", "k")
        };
        assert_eq!(
            written("/?list", &full).unwrap(),
            "/?list&n=7&Since=1970-01-01T00%3A00%3A00Z&tag=x%26y&tag=&a%20b=1&a%20b=2"
        );
        assert_eq!(written("/x", &Input { tags: Some(Vec::new()), ..input("n", "k") }).unwrap(), "/x");
    }

    #[test]
    fn a_query_that_no_url_holds_is_refused_before_it_is_sent() {
        let long = Input { tags: Some(vec!["x".repeat(100); 700]), ..input("n", "k") };
        let error = written("/", &long).unwrap_err();
        assert!(error.contains("a URL holds 65534"), "{error}");
    }
}
