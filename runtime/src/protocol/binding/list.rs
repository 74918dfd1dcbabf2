//! Lists in headers: values with commas between them.

use std::borrow::Cow;

/// The header that holds some values.
pub(super) fn join<'v>(values: impl IntoIterator<Item = Cow<'v, str>>, are_texts: bool) -> String {
    let mut header = String::new();
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            header.push(',');
        }
        push(&mut header, &value, are_texts);
    }
    header
}

fn push(header: &mut String, value: &str, is_text: bool) {
    // Only texts are put in quotes; dates carry their comma bare.
    if is_text && value.contains([',', '"']) {
        header.push('"');
        header.push_str(&value.replace('\\', "\\\\").replace('"', "\\\""));
        header.push('"');
    } else {
        header.push_str(value);
    }
}

/// The values of a header. Where they are dates, every second comma is one of a date.
pub(super) fn split(header: &str, are_dates: bool) -> Vec<String> {
    let mut values = Vec::new();
    let mut value = String::new();
    let (mut is_quoted, mut was_quoted, mut is_escaped, mut commas) = (false, false, false, 0_usize);
    for letter in header.chars() {
        match letter {
            _ if is_escaped => {
                value.push(letter);
                is_escaped = false;
            }
            '\\' if is_quoted => is_escaped = true,
            '"' if is_quoted => is_quoted = false,
            '"' if value.trim().is_empty() => {
                value.clear();
                (is_quoted, was_quoted) = (true, true);
            }
            ',' if !is_quoted => {
                commas = commas.saturating_add(1);
                if are_dates && commas % 2 == 1 {
                    value.push(letter);
                } else {
                    values.push(finished(&mut value, &mut was_quoted));
                }
            }
            // Only the comma is missing behind a quote.
            letter if was_quoted && !is_quoted && letter.is_whitespace() => {}
            letter => value.push(letter),
        }
    }
    if !value.trim().is_empty() || was_quoted || !values.is_empty() {
        values.push(finished(&mut value, &mut was_quoted));
    }
    values
}

/// A value that is over. White space around it belongs to the header, unless quotes say otherwise.
fn finished(value: &mut String, was_quoted: &mut bool) -> String {
    let whole = std::mem::take(value);
    if std::mem::take(was_quoted) { whole } else { whole.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{join, split};

    #[test]
    fn what_is_joined_is_split_into_the_same() {
        for values in [
            vec!["a", "b c", "d"],
            vec!["with, comma", "with \" quote", "back\\slash, too"],
            vec!["", "x"],
            vec!["x", ""],
        ] {
            let header = join(values.iter().map(|value| (*value).into()), true);
            assert_eq!(split(&header, false), values, "{header}");
        }
        assert_eq!(split("", false), Vec::<String>::new());
        assert_eq!(split(" a , \"b,c\" ,d", false), ["a", "b,c", "d"]);
    }

    #[test]
    fn dates_keep_their_comma() {
        let dates = "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT";
        assert_eq!(split(dates, true), ["Mon, 16 Dec 2019 23:48:18 GMT"; 2]);
    }
}
