//! Parts of URLs in the one form that endpoint rules and signatures want them in.

/// The steps of a path, without empty ones and `.`, and without those that a `..` takes back.
pub(crate) fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps
}

/// Adds bytes to a text: those that need no encoding anywhere in a URL as they are, all others as `%XX`.
pub(crate) fn push_encoded(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(*byte));
        } else {
            let digits = [byte >> 4, byte & 0xf].into_iter();
            let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
            text.push('%');
            text.extend(digits.map(|digit| digit.to_ascii_uppercase()));
        }
    }
}
