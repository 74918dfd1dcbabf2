//! Keys as URLs and bodies of XML write them.

/// Encodes every byte that could mean something else, but for those that are kept.
pub(crate) fn encoded(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if letter.is_ascii_alphanumeric() || "-._~".contains(letter) || kept.contains(letter) {
            out.push(letter);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A key as it was before a listing encoded it: as forms are, so that `+` stands for a space, which botocore 1.44.5 takes
/// it for, too.
pub(crate) fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    let mut parts = spaced.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
            }
            // What is no code stands for itself.
            None => bytes.extend_from_slice(format!("%{part}").as_bytes()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a key can be part of a body of XML, as those are that delete many at once.
pub(crate) fn can_be_listed(key: &str) -> bool {
    key.chars().all(|letter| match letter {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        letter => letter >= ' ',
    })
}

#[cfg(test)]
mod tests {
    use super::{can_be_listed, decoded, encoded};

    #[test]
    fn keys_come_back_as_they_were() {
        for key in ["a b+c", "50 %", "a\u{1}b", "ä/…", "%zz", "%"] {
            assert_eq!(decoded(&encoded(key, "/")), key);
        }
        assert_eq!(decoded("a+b%2Bc%2"), "a b+c%2");
    }

    #[test]
    fn what_xml_has_no_form_for_is_not_listed() {
        assert!(can_be_listed("a b/ä\r\n") && !can_be_listed("a\u{1}") && !can_be_listed("\u{ffff}"));
    }
}
