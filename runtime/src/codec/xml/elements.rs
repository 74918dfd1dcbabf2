//! The elements of XML, one after another, as they stand in a body.
//!
//! XML of a service is elements, attributes and text. Document types are refused, and with them every entity but the
//! five that need none: nothing is ever larger than what was sent. Nothing here calls itself, so how deep elements stand
//! in one another is the business of those who go into them.

use std::borrow::Cow;

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::{XmlVersion, encoding::EncodingError};

use super::local;
use crate::codec::text::reference::character;

/// A body on its way in.
pub(crate) struct Elements<'b> {
    reader: Reader<&'b [u8]>,
    length: usize,
    /// What was left of the body before what was read last.
    before: &'b [u8],
    /// What [`child`](Self::child) gives next, where somebody has looked at it already.
    next: Option<Option<Tag<'b>>>,
}

/// The beginning of an element.
pub(crate) struct Tag<'b>(BytesStart<'b>);

impl Tag<'_> {
    /// The name of the element, without its prefix.
    pub(crate) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    pub(crate) fn has_attributes(&self) -> bool {
        !self.0.attributes_raw().trim_ascii().is_empty()
    }

    /// The attributes by their names without prefixes, but for declarations of namespaces.
    ///
    /// # Errors
    ///
    /// What is no attribute, in words.
    pub(crate) fn attributes(
        &self,
        mut look: impl FnMut(&str, Cow<'_, str>) -> Result<(), String>,
    ) -> Result<(), String> {
        // Their names are not compared with each other, which would take the square of the time.
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| "no attribute".to_owned())?;
            let name = attribute.key.into_inner();
            if name != "xmlns" && !name.starts_with("xmlns:") {
                let value = attribute.normalized_value(XmlVersion::Explicit1_0);
                look(local(name), value.map_err(|_| "an attribute with an unknown entity".to_owned())?)?;
            }
        }
        Ok(())
    }

    /// Whether the element says of itself that it stands for nothing: `xsi:nil="true"`.
    pub(crate) fn is_nil(&self) -> bool {
        let mut is_nil = false;
        let look = |name: &str, value: Cow<'_, str>| {
            is_nil |= name == "nil" && matches!(value.trim(), "true" | "1");
            Ok(())
        };
        self.has_attributes() && self.attributes(look).is_ok() && is_nil
    }
}

impl<'b> Elements<'b> {
    pub(crate) fn new(body: &'b [u8]) -> Self {
        let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let mut reader = Reader::from_reader(text);
        // `<a/>` is `<a></a>`.
        reader.config_mut().expand_empty_elements = true;
        Self { reader, length: body.len(), before: text, next: None }
    }

    /// The elements from a place on that was passed before.
    pub(crate) fn again(&self, place: &Place<'b>) -> Self {
        Self { length: self.length, ..Self::new(place.0) }
    }

    /// Where the element begins that was read last.
    pub(crate) fn place(&self) -> Place<'b> {
        Place(self.before)
    }

    /// Goes into the outermost element.
    ///
    /// # Errors
    ///
    /// As with everything here, what is wrong and where, without anything of the body.
    pub(crate) fn root(&mut self) -> Result<Tag<'b>, String> {
        if is_utf16(self.before) {
            return Err("the body is in UTF-16, and only UTF-8 can be read".to_owned());
        }
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Tag(start)),
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding().and_then(Result::ok).unwrap_or_default();
                    let is_utf8 = ["", "utf-8", "utf8", "us-ascii", "ascii"];
                    let is_utf8 = is_utf8.iter().any(|known| encoding.eq_ignore_ascii_case(known));
                    if !is_utf8 && !self.before.is_ascii() {
                        let encoding = encoding.escape_debug();
                        return Err(format!("the body is in {encoding:.40}, and only UTF-8 can be read"));
                    }
                }
                Event::Eof => return Err(self.cut()),
                other => self.nothing(&other)?,
            }
        }
    }

    /// What is left once the outermost element has ended.
    ///
    /// # Errors
    ///
    /// There is more than comments.
    pub(crate) fn end(&mut self) -> Result<(), String> {
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Start(_) => return Err(self.fault("something follows the outermost element")),
                other => self.nothing(&other)?,
            }
        }
    }

    /// Goes into the next child of the element that was entered last and has not ended; `None` where that one ends.
    pub(crate) fn child(&mut self) -> Result<Option<Tag<'b>>, String> {
        if let Some(next) = self.next.take() {
            return Ok(next);
        }
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Some(Tag(start))),
                Event::End(_) => return Ok(None),
                Event::Eof => return Err(self.cut()),
                // Text beside elements lays them out for people.
                _ => {}
            }
        }
    }

    /// Goes into the next child if it has this name.
    pub(crate) fn child_called(&mut self, name: &str) -> Result<Option<Tag<'b>>, String> {
        match self.child()? {
            Some(tag) if tag.name() == name => Ok(Some(tag)),
            other => {
                self.next = Some(other);
                Ok(None)
            }
        }
    }

    /// The text of the element that was entered last, to its end.
    pub(crate) fn text(&mut self) -> Result<Cow<'b, str>, String> {
        let mut text = Cow::Borrowed("");
        loop {
            match self.event()? {
                Event::Text(piece) => add(&mut text, piece.xml10_content()),
                Event::CData(piece) => add(&mut text, piece.xml10_content()),
                Event::GeneralRef(reference) => match character(&reference.into_inner()) {
                    Some(character) => text.to_mut().push(character),
                    None => return Err(self.fault("an entity that XML does not know")),
                },
                Event::Start(_) => return Err(self.fault("expected text, and there is an element")),
                Event::End(_) => return Ok(text),
                Event::Eof => return Err(self.cut()),
                _ => {}
            }
        }
    }

    /// Passes over the rest of the element that was entered last.
    pub(crate) fn skip(&mut self) -> Result<(), String> {
        let mut open = 1_usize;
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Eof => return Err(self.cut()),
                _ => {}
            }
        }
        Ok(())
    }

    /// An error about where the body is at.
    pub(crate) fn fault(&self, what: &str) -> String {
        fault(what, self.position())
    }

    /// The number of the byte at which the last event began.
    pub(crate) fn position(&self) -> usize {
        self.length.saturating_sub(self.before.len())
    }

    fn event(&mut self) -> Result<Event<'b>, String> {
        self.before = *self.reader.get_ref();
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(self.fault("a document type, which no service sends")),
            Ok(event) => Ok(event),
            Err(Error::Encoding(EncodingError::Utf8(_))) => Err(self.fault("what is no UTF-8")),
            Err(Error::Syntax(SyntaxError::InvalidBangMarkup)) if self.before != b"<!" => {
                Err(self.fault("no XML"))
            }
            Err(Error::Syntax(_)) => Err(self.cut()),
            Err(Error::IllFormed(IllFormedError::UnclosedReference)) if self.reader.get_ref().is_empty() => {
                Err(self.cut())
            }
            Err(_) => Err(self.fault("no XML")),
        }
    }

    /// Makes sure that what stands outside of all elements says nothing.
    fn nothing(&self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Text(text) if text.trim_ascii().is_empty() => Ok(()),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => Err(self.fault("no XML")),
            _ => Ok(()),
        }
    }

    fn cut(&self) -> String {
        format!("the body ends after {} bytes, in the middle of an element", self.length)
    }
}

/// Where an element begins.
pub(crate) struct Place<'b>(&'b [u8]);

/// An error with its place.
pub(crate) fn fault(what: &str, position: usize) -> String {
    format!("{what} at byte {position}")
}

fn add<'b>(text: &mut Cow<'b, str>, piece: Cow<'b, str>) {
    match text.is_empty() {
        true => *text = piece,
        false => text.to_mut().push_str(&piece),
    }
}

/// Whether a body is in one of the encodings with two bytes for each letter, by its first ones.
fn is_utf16(body: &[u8]) -> bool {
    matches!(body, [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, b'<', ..] | [b'<', 0, ..])
}
