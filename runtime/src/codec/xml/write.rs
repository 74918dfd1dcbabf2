//! Writing: over [`View`]s, into one text.
//!
//! What XML 1.0 has no form for is an error with its path: a control character, even as a reference, is taken by no
//! parser. Line ends are references, since parsers make one form of all of them.
//!
//! Sources: [XML bindings](https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings), and
//! [XML 1.0, section 2.2](https://www.w3.org/TR/xml/#charsets) for the characters.

use super::{ELEMENT, KEY, VALUE, local, named};
use crate::codec::read::Path;
use crate::codec::text::scalar;
use crate::codec::{DEPTH_LIMIT, Purpose, unsendable};
use crate::schema::{MapSchema, Member, Place, Rare, Target, TimestampFormat, Traits};
use crate::shape::{Current, List, Map, Structure, Union, View};

/// The element around a value: its name, and the namespace that it declares.
#[derive(Clone, Copy)]
pub(crate) struct Root<'a> {
    pub(crate) name: &'a str,
    /// A prefix, empty for none, and a URI.
    pub(crate) namespace: Option<(&'a str, &'a str)>,
}

impl<'a> Root<'a> {
    /// The element of a member.
    pub(crate) fn of(member: &'static Member, otherwise: &'static str) -> Root<'static> {
        let namespace = member.rare.and_then(|rare: &Rare| rare.xml_namespace);
        Root { name: named(member.wire_name, otherwise), namespace }
    }
}

/// The XML of a value, of which the member tells what the value itself does not.
///
/// # Errors
///
/// What cannot be written, with its path.
#[cfg(any(test, feature = "rest-xml", feature = "test-util"))]
pub(crate) fn document(
    root: Root<'_>,
    view: View<'_>,
    target: Target,
    purpose: Purpose,
) -> Result<String, String> {
    let mut writer = Writer { text: String::new(), purpose };
    writer.element(root, view, &Member::element(target), &Path::ROOT, 0)?;
    Ok(writer.text)
}

/// The XML of what stands in an error, as services tell of it: texts by their names, then the members of the exception.
/// A text of a name counts before a member of that name.
///
/// # Errors
///
/// What cannot be written, with its path.
#[cfg(feature = "test-util")]
pub(crate) fn error(
    texts: &[(&str, Option<&str>)],
    exception: Option<&dyn Structure>,
) -> Result<String, String> {
    let mut writer = Writer { text: String::new(), purpose: Purpose::Reply };
    let texts: Vec<_> = texts.iter().filter_map(|(name, text)| Some((*name, (*text)?))).collect();
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        let root = Root { name, namespace: None };
        writer.element(root, View::String(text), &Member::element(Target::String), &Path::ROOT, 0)?;
    }
    let is_told = |name: &str| texts.iter().any(|(told, _)| *told == name);
    exception.map_or(Ok(()), |exception| writer.members_but(exception, is_told, &Path::ROOT, 0))?;
    Ok(writer.text)
}

struct Writer {
    text: String,
    purpose: Purpose,
}

impl Writer {
    fn element(
        &mut self,
        root: Root<'_>,
        view: View<'_>,
        member: &Member,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<(), String> {
        if depth > DEPTH_LIMIT {
            return Err(at(path, &format!("nested deeper than {DEPTH_LIMIT} levels")));
        }
        self.open(root, path)?;
        if let View::Structure(structure) = view {
            self.attributes(structure, path)?;
        }
        self.text.push('>');
        self.content(view, member, path, depth)?;
        self.text.extend(["</", root.name, ">"]);
        Ok(())
    }

    /// The beginning of a tag, up to the attributes that are members.
    fn open(&mut self, root: Root<'_>, path: &Path<'_>) -> Result<(), String> {
        self.text.extend(["<", root.name]);
        let Some((prefix, uri)) = root.namespace else { return Ok(()) };
        let colon = if prefix.is_empty() { "" } else { ":" };
        self.attribute(&["xmlns", colon, prefix], uri, path)
    }

    fn content(
        &mut self,
        view: View<'_>,
        member: &Member,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<(), String> {
        match view {
            View::Null => Ok(()),
            View::Structure(value) => self.members(value, path, depth),
            View::Union(value) => self.union(value, path, depth),
            View::List(value) => {
                let Some(element) = member.target.element() else { return Ok(()) };
                self.elements(Root::of(element, ELEMENT), value, element, path, depth)
            }
            View::Map(value) => {
                let Some(schema) = member.target.entries() else { return Ok(()) };
                self.entries(Root { name: "entry", namespace: None }, value, schema, path, depth)
            }
            View::Document(_) => Err(at(path, "a document, which XML has no form for")),
            view => {
                let text = scalar::of_member(member, view, TimestampFormat::DateTime).unwrap_or_default();
                self.escaped(&text, Within::Element, path)
            }
        }
    }

    fn members(&mut self, structure: &dyn Structure, path: &Path<'_>, depth: usize) -> Result<(), String> {
        self.members_but(structure, |_| false, path, depth)
    }

    /// The members of a structure but those of some names.
    fn members_but(
        &mut self,
        structure: &dyn Structure,
        is_left_out: impl Fn(&str) -> bool,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<(), String> {
        let members = structure.schema().members;
        let mut outcome = Ok(());
        structure.members(&mut |views: &[View<'_>]| {
            outcome = members.iter().zip(views).try_for_each(|(member, view)| {
                let is_elsewhere = member.place != Place::Body || member.traits.has(Traits::ATTRIBUTE);
                match view.is_null() || is_elsewhere || is_left_out(member.wire_name) {
                    true => Ok(()),
                    false if member.traits.has(Traits::ROOT_TEXT) => self.content(*view, member, path, depth),
                    false => self.member(member, *view, path, depth),
                }
            });
        });
        outcome
    }

    fn member(
        &mut self,
        member: &'static Member,
        view: View<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<(), String> {
        let here = path.member(member);
        let root = Root::of(member, "");
        if member.traits.has(Traits::FLATTENED) {
            match (view, member.target.element(), member.target.entries()) {
                (View::List(list), Some(element), _) => {
                    return self.elements(root, list, element, &here, depth);
                }
                (View::Map(map), _, Some(schema)) => return self.entries(root, map, schema, &here, depth),
                _ => {}
            }
        }
        self.element(root, view, member, &here, depth + 1)
    }

    /// The elements of a list, each in an element of this kind.
    fn elements(
        &mut self,
        root: Root<'_>,
        list: &dyn List,
        element: &Member,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<(), String> {
        (0..list.len())
            .try_for_each(|index| self.element(root, list.get(index), element, &path.index(index), depth + 1))
    }

    /// The entries of a map, each in an element of this kind.
    fn entries(
        &mut self,
        root: Root<'_>,
        map: &dyn Map,
        schema: &'static MapSchema,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<(), String> {
        let here = path.entry();
        map.entries().into_iter().try_for_each(|(key, view)| {
            self.open(root, path)?;
            self.text.push('>');
            let key = View::String(key);
            self.element(Root::of(&schema.key, KEY), key, &schema.key, &here, depth + 1)?;
            self.element(Root::of(&schema.value, VALUE), view, &schema.value, &here, depth + 1)?;
            self.text.extend(["</", root.name, ">"]);
            Ok(())
        })
    }

    fn union(&mut self, union: &dyn Union, path: &Path<'_>, depth: usize) -> Result<(), String> {
        match union.current() {
            Current::Member(index, view) => match union.schema().members.get(index) {
                Some(member) => self.member(member, view, path, depth),
                None => Ok(()),
            },
            Current::Unknown(name) if self.purpose == Purpose::Request => {
                Err(at(path, &unsendable(union, name)))
            }
            Current::Unknown("") => Ok(()),
            Current::Unknown(name) if is_plain(name) => {
                self.text.extend(["<", name, "/>"]);
                Ok(())
            }
            Current::Unknown(_) => Err(at(path, "the name of an unknown member is none that XML can have")),
        }
    }

    /// The members that are attributes of the structure's element.
    fn attributes(&mut self, structure: &dyn Structure, path: &Path<'_>) -> Result<(), String> {
        let members = structure.schema().members;
        if !members.iter().any(|member| member.traits.has(Traits::ATTRIBUTE)) {
            return Ok(());
        }
        let mut outcome = Ok(());
        structure.members(&mut |views: &[View<'_>]| {
            let mut all = members.iter().zip(views);
            outcome = all.try_for_each(|(member, view)| {
                match scalar::of_member(member, *view, TimestampFormat::DateTime) {
                    Some(text) if member.traits.has(Traits::ATTRIBUTE) => {
                        self.attribute(&[member.wire_name], &text, &path.member(member))
                    }
                    _ => Ok(()),
                }
            });
        });
        outcome
    }

    fn attribute(&mut self, name: &[&str], value: &str, path: &Path<'_>) -> Result<(), String> {
        self.text.push(' ');
        self.text.extend(name.iter().copied());
        self.text.push_str("=\"");
        self.escaped(value, Within::Attribute, path)?;
        self.text.push('"');
        Ok(())
    }

    /// Text in which nothing is taken for markup, and of which parsers change nothing.
    fn escaped(&mut self, text: &str, within: Within, path: &Path<'_>) -> Result<(), String> {
        let mut rest = text;
        while let Some(position) = rest.find(|letter| reference(letter, within) != Some("")) {
            let (plain, from_there) = rest.split_at(position);
            self.text.push_str(plain);
            let mut letters = from_there.chars();
            let letter = letters.next().unwrap_or_default();
            let Some(reference) = reference(letter, within) else {
                let reason = format!("it holds U+{:04X}, which XML cannot hold", u32::from(letter));
                return Err(at(path, &reason));
            };
            self.text.push_str(reference);
            rest = letters.as_str();
        }
        self.text.push_str(rest);
        Ok(())
    }
}

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Element,
    Attribute,
}

/// What a character is written as: empty for itself, `None` for one that XML cannot hold.
fn reference(letter: char, within: Within) -> Option<&'static str> {
    Some(match letter {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '\r' => "&#xD;",
        '\n' => "&#xA;",
        '\u{85}' => "&#x85;",
        '\u{2028}' => "&#x2028;",
        '"' if within == Within::Attribute => "&quot;",
        '\t' if within == Within::Attribute => "&#x9;",
        '\t' => "",
        '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => return None,
        _ => "",
    })
}

/// Whether a text can be the name of an element, as far as names of members go.
fn is_plain(name: &str) -> bool {
    let mut letters = local(name).chars();
    letters.next().is_some_and(|letter| letter.is_alphabetic() || letter == '_')
        && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
}

fn at(path: &Path<'_>, reason: &str) -> String {
    match path.to_string() {
        path if path.is_empty() => reason.to_owned(),
        path => format!("{path}: {reason}"),
    }
}
