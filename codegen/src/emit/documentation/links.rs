//! Addresses in documentation: rustdoc wants them marked as links, and well-formed.

/// Writes a text with the addresses in it as links; `write` writes what is between them.
pub(super) fn with_addresses(text: &str, out: &mut String, write: impl Fn(&str, &mut String)) {
    let mut rest = text;
    while let Some(start) = next_address(rest) {
        let (before, after) = rest.split_at(start);
        let length = address_length(after);
        let (address, behind) = after.split_at(length);
        write(before, out);
        if is_address(address) {
            out.push('<');
            out.push_str(address);
            out.push('>');
        } else {
            write(address, out);
        }
        rest = behind;
    }
    write(rest, out);
}

fn next_address(text: &str) -> Option<usize> {
    ["http://", "https://"].iter().filter_map(|scheme| text.find(scheme)).min()
}

/// How far an address reaches: to a space, a bracket or a quotation mark, without the full stop of the
/// sentence around it.
fn address_length(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"'`()[]{}|\\^".contains(c);
    let whole = text.find(ends).unwrap_or(text.len());
    text.get(..whole).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', '*']).len()
}

/// Whether there is a host behind the scheme.
fn is_address(address: &str) -> bool {
    let host = address.split_once("://").map_or("", |(_, rest)| rest);
    host.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// The address of a link as it can stand in Markdown; none for what leads nowhere outside of the page
/// that it was written for.
pub(super) fn target(address: &str) -> Option<String> {
    let address = address.trim();
    if !(address.starts_with("http://") || address.starts_with("https://")) || !is_address(address) {
        return None;
    }
    let mut out = String::with_capacity(address.len());
    for letter in address.chars() {
        match letter {
            ' ' | '(' | ')' | '<' | '>' | '[' | ']' | '\\' | '`' | '"' | '*' | '|' => {
                out.push_str(&format!("%{:02X}", u32::from(letter)));
            }
            letter if letter.is_control() || letter.is_whitespace() => {}
            letter => out.push(letter),
        }
    }
    Some(out)
}
