//! Documentation that is plain text or Markdown already: the project's own words, and what models
//! hold without any markup.

use std::fmt::Write;

use super::links;

/// The text with whatever rustdoc would stumble over made harmless.
pub(super) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        // Four spaces or a tab would start a code block, and rustdoc would compile it.
        let line = line.trim();
        // A fence would start one too.
        if line.starts_with("```") || line.starts_with("~~~") {
            out.push('\\');
        }
        // Within code there are no links; a backtick without its partner starts none.
        let has_code = line.matches('`').count() % 2 == 0;
        for (index, part) in line.split('`').enumerate() {
            if index > 0 {
                out.push('`');
            }
            if has_code && index % 2 == 1 {
                out.extend(part.chars().map(|letter| if letter.is_control() { ' ' } else { letter }));
            } else {
                links::with_addresses(part, &mut out, |text, out| {
                    for letter in text.chars() {
                        match letter {
                            '[' | ']' | '<' | '>' => {
                                let _ = write!(out, "\\{letter}");
                            }
                            letter if letter.is_control() => out.push(' '),
                            letter => out.push(letter),
                        }
                    }
                });
            }
        }
        out.push('\n');
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn brackets_are_text_but_in_code() {
        assert_eq!(harmless("a [b] and `c[d]`"), r"a \[b\] and `c[d]`");
        assert_eq!(harmless("Vec<T> and `Vec<T>`"), r"Vec\<T\> and `Vec<T>`");
    }

    #[test]
    fn nothing_becomes_a_test() {
        assert_eq!(harmless("a\n\n    let x = 1;\n```\nfoo()\n```"), "a\n\nlet x = 1;\n\\```\nfoo()\n\\```");
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(harmless("see https://example.com/a."), "see <https://example.com/a>.");
        assert_eq!(harmless("`https://example.com/a`"), "`https://example.com/a`");
    }
}
