//! One way of writing a model, so that a change of a model is a small change of its file.
//!
//! Two spaces of indentation, a key or element per line; operations, shapes, paginators and waiters by
//! name. Everything else keeps its order: that of members and enum values means something.

use serde_json::value::RawValue;
use shapesmith_codegen::Source;
use shapesmith_codegen::json::Entries;

use crate::error::Error;

/// The tables at the top of a file whose entries are sorted.
const SORTED: [&str; 4] = ["operations", "pagination", "shapes", "waiters"];

/// Traits of Smithy's that are words for people.
const WORDS: [&str; 2] = ["smithy.api#documentation", "smithy.api#externalDocumentation"];

/// Traits of Smithy's that are large, and that no client has a use for.
const SUPERFLUOUS: [&str; 4] = [
    "smithy.api#examples",
    "smithy.rules#endpointBdd",
    "smithy.rules#endpointTests",
    "smithy.test#smokeTests",
];

/// How deep a file may be nested. Models have less than twenty levels.
const DEEPEST: usize = 128;

/// Whether documentation is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prose {
    /// It is.
    Kept,
    /// It is left out.
    Stripped,
}

/// The text of a file in the one way of writing it.
pub(crate) fn normalise(source: &Source, prose: Prose) -> Result<String, Error> {
    let value: &RawValue = serde_json::from_str(&source.text)
        .map_err(|error| Error::new(&source.name, format!("not JSON: {error}")))?;
    let mut out = String::with_capacity(source.text.len());
    let writer = Writer { source, prose };
    writer.value(value, 0, &mut out)?;
    out.push('\n');
    Ok(out)
}

/// What stays the same while a file is written.
struct Writer<'a> {
    source: &'a Source,
    prose: Prose,
}

impl Writer<'_> {
    fn value(&self, value: &RawValue, depth: usize, out: &mut String) -> Result<(), Error> {
        if depth > DEEPEST {
            return Err(Error::new(&self.source.name, format!("nested deeper than {DEEPEST} levels")));
        }
        let text = value.get();
        match text.as_bytes().first() {
            Some(b'{') => self.object(text, depth, out),
            Some(b'[') => self.array(text, depth, out),
            // Texts are written anew, because there are several ways to write the same.
            Some(b'"') => {
                let text: String = self.parse(text)?;
                out.push_str(&serde_json::Value::String(text).to_string());
                Ok(())
            }
            _ => {
                out.push_str(text);
                Ok(())
            }
        }
    }

    fn object(&self, text: &str, depth: usize, out: &mut String) -> Result<(), Error> {
        let Entries(mut entries): Entries<&RawValue> = self.parse(text)?;
        if self.prose == Prose::Stripped {
            // A member may be called like that too, but then there is no text under it.
            entries.retain(|(key, value)| key != "documentation" || !value.get().starts_with('"'));
            entries.retain(|(key, _)| !WORDS.contains(&key.as_str()));
        }
        entries.retain(|(key, _)| !SUPERFLUOUS.contains(&key.as_str()));
        self.lines('{', '}', entries.len(), depth, out, |index, out| {
            let Some((key, value)) = entries.get(index) else { return Ok(()) };
            out.push_str(&serde_json::Value::from(key.as_str()).to_string());
            out.push_str(": ");
            if depth == 0 && SORTED.contains(&key.as_str()) && value.get().starts_with('{') {
                let Entries(mut entries): Entries<&RawValue> = self.parse(value.get())?;
                entries.sort_by(|(one, _), (other, _)| one.cmp(other));
                return self.lines('{', '}', entries.len(), depth + 1, out, |index, out| {
                    let Some((key, value)) = entries.get(index) else { return Ok(()) };
                    out.push_str(&serde_json::Value::from(key.as_str()).to_string());
                    out.push_str(": ");
                    self.value(value, depth + 2, out)
                });
            }
            self.value(value, depth + 1, out)
        })
    }

    fn array(&self, text: &str, depth: usize, out: &mut String) -> Result<(), Error> {
        let items: Vec<&RawValue> = self.parse(text)?;
        self.lines('[', ']', items.len(), depth, out, |index, out| match items.get(index) {
            Some(item) => self.value(item, depth + 1, out),
            None => Ok(()),
        })
    }

    /// Writes what stands between brackets, a line for each.
    fn lines(
        &self,
        open: char,
        close: char,
        count: usize,
        depth: usize,
        out: &mut String,
        write: impl Fn(usize, &mut String) -> Result<(), Error>,
    ) -> Result<(), Error> {
        out.push(open);
        for index in 0..count {
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            out.push_str(&"  ".repeat(depth + 1));
            write(index, out)?;
        }
        if count > 0 {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
        out.push(close);
        Ok(())
    }

    fn parse<'t, T: serde_core::Deserialize<'t>>(&self, text: &'t str) -> Result<T, Error> {
        serde_json::from_str(text)
            .map_err(|error| Error::new(&self.source.name, format!("not JSON: {error}")))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Prose, Source, normalise};

    fn written(text: &str, prose: Prose) -> String {
        normalise(&Source { name: "model.json".to_owned(), text: text.to_owned() }, prose).unwrap()
    }

    #[test]
    fn shapes_are_sorted_and_members_are_not() {
        let text = r#"{"shapes":{"B":{"members":{"z":1,"a":[]}},"A":{}},"version":2.0}"#;
        let expected = "{\n  \"shapes\": {\n    \"A\": {},\n    \"B\": {\n      \"members\": {\n        \"z\": 1,\n        \"a\": []\n      }\n    }\n  },\n  \"version\": 2.0\n}\n";
        assert_eq!(written(text, Prose::Stripped), expected);
        assert_eq!(written(expected, Prose::Stripped), expected, "what is normal stays");
    }

    #[test]
    fn prose_goes_and_members_called_documentation_stay() {
        let text = r#"{"shapes": {"A": {"documentation": "<p>Words.</p>", "members": {"documentation": {"shape": "B"}}}}}"#;
        let stripped = written(text, Prose::Stripped);
        assert!(!stripped.contains("Words") && stripped.contains("\"documentation\": {"), "{stripped}");
        assert!(written(text, Prose::Kept).contains("<p>Words.</p>"));
    }

    #[test]
    fn traits_that_no_client_uses_go() {
        let text = r#"{"smithy": "2.0", "shapes": {"a#B": {"traits": {"smithy.api#documentation": "Words.",
            "smithy.rules#endpointTests": {}, "smithy.api#required": {}}}}}"#;
        let (stripped, kept) = (written(text, Prose::Stripped), written(text, Prose::Kept));
        assert!(!stripped.contains("Words") && kept.contains("Words"), "{stripped}");
        assert!(!kept.contains("endpointTests") && stripped.contains("smithy.api#required"), "{kept}");
    }

    #[test]
    fn numbers_and_texts_stay_what_they_are() {
        let text = r#"{"a": 12345678901234567890123, "b": 1.50, "c": "\u00e9\/\n", "d": [true, null]}"#;
        let expected = "{\n  \"a\": 12345678901234567890123,\n  \"b\": 1.50,\n  \"c\": \"é/\\n\",\n  \"d\": [\n    true,\n    null\n  ]\n}\n";
        assert_eq!(written(text, Prose::Kept), expected);
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let source = Source { name: "model.json".to_owned(), text };
        assert!(normalise(&source, Prose::Kept).is_err());
    }
}
