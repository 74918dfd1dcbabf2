//! Bodies of XML, as far as they have to be the same: the elements of a list in their order, attributes, members and
//! entries of maps in any, and no white space between elements. Suites forget the order of members where they are read.

use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// An element.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    /// The element with other texts where there are such for the name and the text of an element.
    pub(super) fn with_texts(mut self, other: &dyn Fn(&str, &str) -> Option<&'static str>) -> Self {
        if let Some(text) = other(&self.name, &self.text) {
            text.clone_into(&mut self.text);
        }
        self.children = self.children.into_iter().map(|child| child.with_texts(other)).collect();
        self
    }

    /// Puts what has no order into one: members by their names, and entries, which have two children each, by those.
    fn order(&mut self) {
        match self.children.iter().all(|child| child.children.len() == 2) {
            true => self.children.sort(),
            false => self.children.sort_by(|one, other| one.name.cmp(&other.name)),
        }
    }
}

/// The outermost element of a text; `None` where it is no XML.
pub(super) fn read(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let mut attributes = Vec::new();
                for attribute in start.attributes() {
                    let attribute = attribute.ok()?;
                    let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?;
                    attributes.push((attribute.key.into_inner().to_owned(), value.into_owned()));
                }
                attributes.sort();
                let name = start.name().into_inner().to_owned();
                open.push(Element { name, attributes, ..Element::default() });
            }
            Event::End(_) => {
                let mut element = open.pop()?;
                if !element.children.is_empty() {
                    element.text = element.text.trim().to_owned();
                }
                element.order();
                open.last_mut()?.children.push(element);
            }
            Event::Text(piece) => open.last_mut()?.text.push_str(&piece.xml10_content()),
            Event::CData(piece) => open.last_mut()?.text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match &*reference.xml10_content() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => reference.resolve_char_ref().ok()??,
                };
                open.last_mut()?.text.push(character);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut outside = open.pop().filter(|_| open.is_empty())?;
    outside.children.pop().filter(|_| outside.children.is_empty() && outside.text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_laid_out_otherwise_is_the_same_and_nothing_else_is() {
        let plain = read("<A b=\"1\" c=\"2\"><D>x&amp;&#65;</D><E></E></A>");
        assert!(plain.is_some());
        assert_eq!(
            plain,
            read("<?xml version='1.0'?>\n<A c='2' b='1'>\n  <D>x<![CDATA[&A]]></D>\n  <E/>\n</A>")
        );
        for other in [
            "<A c='2'><D>x&amp;A</D><E/></A>",
            "<A b='1' c='2'><D>x&amp;A</D></A>",
            "<A b='1' c='2'><D> x&amp;A</D><E/></A>",
        ] {
            assert_ne!(plain, read(other), "{other}");
        }
        assert_eq!(read("<A><B>1</B><C/><B>2</B></A>"), read("<A><C/><B>1</B><B>2</B></A>"));
        assert_ne!(read("<A><B>1</B><B>2</B></A>"), read("<A><B>2</B><B>1</B></A>"));
        let (one, other) = ("<e><k>a</k><v>1</v></e>", "<e><k>b</k><v>2</v></e>");
        assert_eq!(read(&format!("<A>{one}{other}</A>")), read(&format!("<A>{other}{one}</A>")));
        assert_eq!(read("{}"), None);
        assert_eq!(read("<A>"), None);
    }
}
