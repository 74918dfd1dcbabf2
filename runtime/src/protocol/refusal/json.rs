//! Code and message in JSON.
//!
//! Only the few members that count are read, whatever stands beside them and however deep.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{CODES, DEEPEST, ENVELOPES, MESSAGES, REQUEST_IDS, Words};
use crate::codec::mend;

pub(super) fn words(body: &[u8], words: &mut Words) {
    if read(body, words).is_err() {
        // Whatever could be read before the failure is read again.
        let mended = mend::mend(body);
        let _ = read(mended.text.as_bytes(), words);
    }
}

fn read(body: &[u8], words: &mut Words) -> serde_json::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    Envelope { words, depth: 0, name: "" }.deserialize(&mut deserializer)?;
    deserializer.end()
}

/// Takes the single values in which no words stand.
macro_rules! pass_over_what_is_no_text {
    () => {
        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }

        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }

        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }

        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }

        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }
    };
}

/// Something that code and message may stand in.
struct Envelope<'w, 'n> {
    words: &'w mut Words,
    depth: usize,
    /// The name of the member that this is the value of; empty for the whole body.
    name: &'n str,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > DEEPEST {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(drop);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an error")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(name) = access.next_key::<String>()? {
            let name = name.as_str();
            if ENVELOPES.contains(&name) {
                access.next_value_seed(Envelope { words: self.words, depth: self.depth + 1, name })?;
            } else if [&CODES[..], &MESSAGES, &REQUEST_IDS].iter().any(|names| names.contains(&name)) {
                access.next_value_seed(Text { words: self.words, depth: self.depth, name })?;
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        loop {
            let element = Envelope { words: &mut *self.words, depth: self.depth + 1, name: self.name };
            if access.next_element_seed(element)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        match self.name {
            // A proxy that puts JSON into JSON, or just a sentence.
            "" if self.depth == 0 && text.trim_start().starts_with('{') => {
                let mended = mend::mend(text.as_bytes());
                let mut deserializer = serde_json::Deserializer::from_str(&mended.text);
                let _ = Envelope { depth: 1, ..self }.deserialize(&mut deserializer);
            }
            "" => self.words.message.offer(self.depth * 100 + 99, text),
            _ => self.words.envelope(text, self.depth),
        }
        Ok(())
    }

    pass_over_what_is_no_text!();
}

/// A member that counts if it is a text.
struct Text<'w, 'n> {
    words: &'w mut Words,
    depth: usize,
    name: &'n str,
}

impl<'de> DeserializeSeed<'de> for Text<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.words.member(self.name, text, self.depth);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    pass_over_what_is_no_text!();
}
