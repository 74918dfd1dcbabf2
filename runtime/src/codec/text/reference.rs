//! The characters that references of XML stand for.
//!
//! Source: [XML 1.0, section 4.6](https://www.w3.org/TR/xml/#sec-predefined-ent).

/// The character of a reference by what stands between `&` and `;`: one of the five entities that XML has without a
/// document type, or a number.
pub(crate) fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}
