//! A protocol of the tests' own: a line of text for each value. It shows what a protocol has to bring and that
//! nothing else has to know it; no service speaks it.
//!
//! A request says in a header which operation it is for, and has a line for each value: the names of its members
//! on the wire, positions in lists and keys of maps with dots between them, all encoded as in URLs, then `=` and the
//! value. `Names.0=one` is the first of some names, `Names=` a list without any, and `Names.1!` a null. Members that
//! the model puts into headers travel there. An error answer has its code in a header, and a line for each
//! member of the exception.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};

use super::server::{Complaint, Server};
use super::{OperationSchema, Protocol, Refusal, Sealed};
use crate::codec::read::{
    Choice, Element, Entry, Fields, Holder, Key, Keys, Notes, Path, Unknown, Unreadable, Wire,
};
use crate::codec::text::scalar;
use crate::codec::{DEPTH_LIMIT, url};
use crate::error::RequestError;
use crate::http::Body;
use crate::schema::{ErrorSchema, Place, TimestampFormat};
use crate::shape::{Current, Slot, Structure, Value, View};

const OPERATION: HeaderName = HeaderName::from_static("x-lines-operation");
const ERROR: HeaderName = HeaderName::from_static("x-lines-error");
const FORMAT: TimestampFormat = TimestampFormat::DateTime;

/// The protocol.
#[derive(Debug)]
pub(crate) struct Lines;

impl Sealed for Lines {}

impl Protocol for Lines {
    fn id(&self) -> &'static str {
        "shapesmith.tests#lines"
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Body>, RequestError> {
        let (headers, body) = write(input, Unknowns::Refused).map_err(RequestError::new)?;
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = Method::PUT;
        *request.headers_mut() = headers;
        request.headers_mut().insert(OPERATION, HeaderValue::from_static(operation.name));
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/x-lines"));
        Ok(request)
    }

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        read(reply.headers(), reply.body(), output)
    }

    fn refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal {
        let code = reply.headers().get(ERROR).and_then(|code| code.to_str().ok()).map(str::to_owned);
        let tree = Node::parse(reply.body()).unwrap_or_default();
        let message = tree.children.get("Message").and_then(|node| node.value.clone());
        let body_is_understood = code.is_some();
        Refusal { exception: code.clone(), code, message, body_is_understood, ..Refusal::default() }
    }

    fn exception(
        &self,
        _: &'static ErrorSchema,
        reply: &Response<Bytes>,
        exception: &mut dyn Structure,
    ) -> Result<(), Unreadable> {
        read(reply.headers(), reply.body(), exception).map(drop)
    }

    fn server(&self) -> &dyn Server {
        self
    }
}

impl Server for Lines {
    fn read_input(
        &self,
        operation: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        if request.headers().get(OPERATION).is_none_or(|name| name != operation.name) {
            return Err(Unreadable::whole(format!("the request is not for {}", operation.name)));
        }
        read(request.headers(), request.body(), input)
    }

    fn write_output(
        &self,
        _: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        let (headers, body) = write(output, Unknowns::Named)?;
        let mut reply = Response::new(body);
        *reply.headers_mut() = headers;
        Ok(reply)
    }

    fn write_error(
        &self,
        operation: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String> {
        let mut reply = match complaint.exception {
            Some(exception) => self.write_output(operation, exception)?,
            None => Response::default(),
        };
        if let Some(message) = complaint.message {
            let mut line = "Message=".to_owned();
            url::push_encoded(&mut line, message.as_bytes());
            *reply.body_mut() = line.into();
        }
        let code = HeaderValue::try_from(complaint.code.unwrap_or_default());
        reply.headers_mut().insert(ERROR, code.map_err(|error| error.to_string())?);
        *reply.status_mut() = complaint.status(operation);
        Ok(reply)
    }
}

/// What becomes of a union member that the model does not know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknowns {
    Refused,
    Named,
}

/// The headers and the lines of a structure.
fn write(structure: &dyn Structure, unknowns: Unknowns) -> Result<(HeaderMap, Bytes), String> {
    let (mut headers, mut writer) = (HeaderMap::new(), Writer { lines: String::new(), unknowns });
    let members = structure.schema().members;
    let mut outcome = Ok(());
    structure.members(&mut |views: &[View<'_>]| {
        outcome = members.iter().zip(views).try_for_each(|(member, view)| match member.place {
            Place::Header => {
                if let Some(text) = scalar::write(*view, FORMAT) {
                    let value = HeaderValue::try_from(&*text).map_err(|error| error.to_string())?;
                    headers.insert(HeaderName::from_static(member.wire_name), value);
                }
                Ok(())
            }
            _ if view.is_null() => Ok(()),
            _ => writer.value(&step("", member.wire_name), *view),
        });
    });
    outcome.map(|()| (headers, writer.lines.into()))
}

struct Writer {
    lines: String,
    unknowns: Unknowns,
}

impl Writer {
    fn value(&mut self, path: &str, view: View<'_>) -> Result<(), String> {
        if path.split('.').count() > DEPTH_LIMIT {
            return Err(format!("nested deeper than {DEPTH_LIMIT} levels"));
        }
        match view {
            View::Null => self.lines.push_str(&format!("{path}!\n")),
            View::Structure(structure) => self.members(path, structure)?,
            View::Union(union) => match union.current() {
                Current::Member(index, view) => {
                    let member = union.schema().members.get(index);
                    self.value(&step(path, member.map_or("", |member| member.wire_name)), view)?;
                }
                Current::Unknown(name) if self.unknowns == Unknowns::Refused => {
                    return Err(format!("{path}: the model knows no member \"{name}\""));
                }
                Current::Unknown(name) => self.value(&step(path, name), View::Null)?,
            },
            View::List(list) => {
                self.lines.push_str(&format!("{path}=\n"));
                for index in 0..list.len() {
                    self.value(&step(path, &index.to_string()), list.get(index))?;
                }
            }
            View::Map(map) => {
                self.lines.push_str(&format!("{path}=\n"));
                for (key, view) in map.entries() {
                    self.value(&step(path, key), view)?;
                }
            }
            view => {
                let text = scalar::write(view, FORMAT).ok_or("lines cannot hold documents")?;
                self.lines.push_str(&format!("{path}="));
                url::push_encoded(&mut self.lines, text.as_bytes());
                self.lines.push('\n');
            }
        }
        Ok(())
    }

    fn members(&mut self, path: &str, structure: &dyn Structure) -> Result<(), String> {
        // Something that holds nothing is not the same as nothing.
        self.lines.push_str(&format!("{path}=\n"));
        let members = structure.schema().members;
        let mut outcome = Ok(());
        structure.members(&mut |views: &[View<'_>]| {
            let mut present = members.iter().zip(views).filter(|(_, view)| !view.is_null());
            outcome = present.try_for_each(|(member, view)| self.value(&step(path, member.wire_name), *view));
        });
        outcome
    }
}

/// A path and one more step.
fn step(path: &str, name: &str) -> String {
    let mut path = if path.is_empty() { String::new() } else { format!("{path}.") };
    // A dot stands between steps, so one inside of a step is encoded as well.
    for (index, part) in name.split('.').enumerate() {
        path.push_str(if index > 0 { "%2E" } else { "" });
        url::push_encoded(&mut path, part.as_bytes());
    }
    path
}

/// What the lines say, as a tree.
#[derive(Default)]
struct Node {
    value: Option<String>,
    is_null: bool,
    /// By name; positions in lists have as many digits as it takes to be in order.
    children: BTreeMap<String, Node>,
}

impl Node {
    fn parse(body: &[u8]) -> Result<Self, String> {
        let lines = std::str::from_utf8(body).map_err(|error| error.to_string())?;
        let mut root = Self::default();
        for line in lines.lines() {
            let (path, value) = match line.split_once('=') {
                Some((path, value)) => (path, Some(text(value)?)),
                None => (line.strip_suffix('!').ok_or("a line without a value")?, None),
            };
            if path.split('.').count() > DEPTH_LIMIT {
                return Err(format!("nested deeper than {DEPTH_LIMIT} levels"));
            }
            let mut node = &mut root;
            for step in path.split('.') {
                node = node.children.entry(text(step)?).or_default();
            }
            node.is_null = value.is_none();
            node.value = value;
        }
        Ok(root)
    }

    /// The elements of a list, in order.
    fn elements(&self) -> Vec<&Self> {
        let mut elements: Vec<_> = self
            .children
            .iter()
            .map(|(position, node)| (position.parse().unwrap_or(usize::MAX), node))
            .collect();
        elements.sort_by_key(|(position, _)| *position);
        elements.into_iter().map(|(_, node)| node).collect()
    }
}

/// The text that an encoded one stands for.
fn text(encoded: &str) -> Result<String, String> {
    String::from_utf8(url::decoded(encoded)).map_err(|error| error.to_string())
}

/// Reads headers and lines into a structure.
fn read(headers: &HeaderMap, body: &[u8], structure: &mut dyn Structure) -> Result<Vec<Unknown>, Unreadable> {
    let tree = Node::parse(body).map_err(|reason| Unreadable { path: None, reason })?;
    let notes = Notes::default();
    let outcome = read_structure(&tree, structure, &Path::ROOT, &notes)
        .and_then(|()| read_headers(headers, structure, &notes));
    let (path, unknowns) = notes.into_parts();
    outcome.map(|()| unknowns).map_err(|wanted| Unreadable { path, reason: format!("expected {wanted}") })
}

fn read_headers(
    headers: &HeaderMap,
    structure: &mut dyn Structure,
    notes: &Notes,
) -> Result<(), &'static str> {
    let members = structure.schema().members;
    let mut outcome = Ok(());
    structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
        outcome = members.iter().zip(values).try_for_each(|(member, value)| {
            let header = headers.get(member.wire_name).filter(|_| member.place == Place::Header);
            let Some(text) = header.and_then(|header| header.to_str().ok()) else { return Ok(()) };
            let here = Path::ROOT.member(member);
            scalar::read(&mut value.slot(), text, &here, notes).inspect_err(|_| notes.failed_at(&here))
        });
    });
    outcome
}

fn read_value<'s>(
    node: &Node,
    holder: impl Holder<'s>,
    path: &Path<'_>,
    notes: &Notes,
) -> Result<(), &'static str> {
    if node.is_null {
        holder.null();
        return Ok(());
    }
    let outcome = match &mut holder.slot() {
        Slot::Structure(structure) => read_structure(node, &mut **structure, path, notes),
        Slot::Union(union) => {
            let keys = Keys { members: union.schema().members, path, notes };
            let mut choice = Choice::new(&mut **union, path, notes);
            for (name, child) in &node.children {
                match keys.key::<Wire>(0, name) {
                    Key::Member(index, member) => {
                        choice.member(index, member, |holder, here| read_value(child, holder, here, notes))?
                    }
                    Key::Unknown(name) => choice.unknown(name, !child.is_null),
                    Key::TypeName => {}
                }
            }
            choice.finish();
            Ok(())
        }
        Slot::List(list) => {
            list.clear();
            let mut elements = node.elements().into_iter().enumerate();
            elements.try_for_each(|(index, child)| {
                read_value(child, Element(&mut **list), &path.index(index), notes)
            })
        }
        Slot::Map(map) => {
            map.clear();
            let mut entries = node.children.iter();
            entries.try_for_each(|(key, child)| {
                read_value(child, Entry { map: &mut **map, key }, &path.entry(), notes)
            })
        }
        slot => scalar::read(slot, node.value.as_deref().unwrap_or_default(), path, notes),
    };
    outcome.inspect_err(|_| notes.failed_at(path))
}

fn read_structure(
    node: &Node,
    structure: &mut dyn Structure,
    path: &Path<'_>,
    notes: &Notes,
) -> Result<(), &'static str> {
    let keys = Keys { members: structure.schema().members, path, notes };
    let mut outcome = Ok(());
    structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
        let mut fields = Fields::new(values);
        outcome = node.children.iter().try_for_each(|(name, child)| {
            match keys.key::<Wire>(fields.expected(), name) {
                Key::Member(index, member) => {
                    read_value(child, fields.member(index), &path.member(member), notes)
                }
                Key::TypeName | Key::Unknown(_) => Ok(()),
            }
        });
    });
    outcome
}
