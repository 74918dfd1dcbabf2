//! Text inside of a paragraph: words, code, links and emphasis.

use super::super::{code, links};

/// How many tags may be open at a time; what is nested deeper is shown without its emphasis.
const DEEPEST: usize = 16;

/// A paragraph in the making.
#[derive(Default)]
pub(super) struct Inline {
    text: String,
    open: Vec<Open>,
    /// The text of a stretch of code, and how many tags say that it is code.
    code: Option<(String, usize)>,
}

/// Something that is open: where its text begins, and what it is.
struct Open {
    start: usize,
    tag: String,
    kind: Kind,
}

enum Kind {
    /// Emphasis with this sign.
    Emphasis(&'static str),
    /// A link to this address, or to none.
    Link(Option<String>),
}

impl Inline {
    pub(super) fn text(&mut self, text: &str) {
        match &mut self.code {
            Some((code, _)) => code.push_str(text),
            None => links::with_addresses(text, &mut self.text, escape),
        }
    }

    /// A space, unless there is one.
    pub(super) fn space(&mut self) {
        self.text(" ");
    }

    pub(super) fn open(&mut self, sign: &'static str, tag: &str) {
        self.begin(tag, Kind::Emphasis(sign));
    }

    pub(super) fn open_link(&mut self, address: Option<&str>) {
        // Without an address it names something, which code does as well.
        match address {
            None => self.open_code(),
            Some(address) => self.begin("a", Kind::Link(links::target(address))),
        }
    }

    fn begin(&mut self, tag: &str, kind: Kind) {
        if self.code.is_none() && self.open.len() < DEEPEST {
            self.open.push(Open { start: self.text.len(), tag: tag.to_owned(), kind });
        }
    }

    pub(super) fn close_link(&mut self) {
        if self.code.is_some() {
            self.close_code();
        } else {
            self.close("a");
        }
    }

    /// Closes the innermost open tag of a name, with everything that was opened in it.
    pub(super) fn close(&mut self, tag: &str) {
        if self.code.is_some() {
            return;
        }
        if let Some(position) = self.open.iter().rposition(|open| open.tag == tag) {
            while self.open.len() > position {
                self.close_last();
            }
        }
    }

    fn close_last(&mut self) {
        let Some(Open { start, kind, .. }) = self.open.pop() else { return };
        let inner = self.text.split_off(start.min(self.text.len()));
        let content = inner.trim();
        if content.is_empty() {
            return self.text.push_str(if inner.is_empty() { "" } else { " " });
        }
        // Signs have to touch the words; the spaces go outside.
        if inner.starts_with(' ') && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        match kind {
            Kind::Emphasis(sign) => {
                // Between letters a sign would not be read as one, and two in a row as another.
                let touches = self.text.ends_with(|c: char| c.is_alphanumeric() || c == '*');
                let sign =
                    if touches || content.starts_with('*') || content.ends_with('*') { "" } else { sign };
                self.text.push_str(&format!("{sign}{content}{sign}"));
            }
            Kind::Link(Some(address)) if !content.contains("](") && !content.contains("<http") => {
                self.text.push_str(&format!("[{content}]({address})"));
            }
            Kind::Link(_) => self.text.push_str(content),
        }
        if inner.ends_with(' ') {
            self.text.push(' ');
        }
    }

    pub(super) fn open_code(&mut self) {
        match &mut self.code {
            Some((_, depth)) => *depth += 1,
            None => self.code = Some((String::new(), 1)),
        }
    }

    pub(super) fn close_code(&mut self) {
        match &mut self.code {
            Some((_, depth)) if *depth > 1 => *depth -= 1,
            _ => self.finish_code(),
        }
    }

    fn finish_code(&mut self) {
        let Some((text, _)) = self.code.take() else { return };
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        if !words.is_empty() {
            // Two stretches of code in a row would become one.
            if self.text.ends_with('`') {
                self.space();
            }
            self.text.push_str(&code(&words));
        }
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
    }

    /// The text so far, with everything closed; nothing is left behind.
    pub(super) fn take(&mut self) -> String {
        self.finish_code();
        while !self.open.is_empty() {
            self.close_last();
        }
        let text = std::mem::take(&mut self.text);
        text.trim().to_owned()
    }
}

/// Writes text so that Markdown reads it as text; stretches of white space become one space.
fn escape(text: &str, out: &mut String) {
    let mut letters = text.chars().peekable();
    let mut previous = out.chars().next_back().unwrap_or(' ');
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        match letter {
            letter if letter.is_whitespace() || letter.is_control() => {
                if previous != ' ' {
                    out.push(' ');
                }
                previous = ' ';
                continue;
            }
            '[' | ']' | '<' | '>' | '*' | '`' | '\\' | '~' | '|' => out.extend(['\\', letter]),
            // Inside of a word it is no sign.
            '_' if previous.is_alphanumeric() && next.is_alphanumeric() => out.push('_'),
            '_' => out.push_str("\\_"),
            // What looks like a character reference is not one any more.
            '&' if next.is_ascii_alphanumeric() || next == '#' => out.push_str("\\&"),
            letter => out.push(letter),
        }
        previous = letter;
    }
}
