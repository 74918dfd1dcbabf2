//! Documentation in HTML, as AWS's models carry it, as Markdown for rustdoc.
//!
//! A library splits the text into tags and text by the rules that browsers follow, however broken it
//! is. Only the little of Markdown that is needed is written, so that nothing that comes from a model
//! can become a link to an item, a test, a heading or raw HTML.

mod blocks;
mod inline;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use blocks::Blocks;

/// Tags that say something about the text in them, or at least nothing wrong.
const KNOWN: [&str; 51] = [
    "a",
    "abbr",
    "accessibility",
    "b",
    "blockquote",
    "br",
    "caution",
    "center",
    "cite",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "emphasis",
    "filename",
    "font",
    "fullname",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "important",
    "kbd",
    "li",
    "link",
    "literal",
    "note",
    "ol",
    "p",
    "para",
    "pre",
    "q",
    "replaceable",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Tags without an effect of their own, that are common in some models.
const SILENT: [&str; 8] = ["xhtml", "zonbook", "u", "ulink", "thead", "tip", "warning", "userinput"];

/// Whether a text is HTML: it has a tag that is known outside of code, or a character reference.
pub(super) fn is_html(text: &str) -> bool {
    let outside = text.split('`').step_by(2);
    outside.into_iter().any(|part| has_tag(part) || has_reference(part))
}

fn has_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        behind.starts_with(['>', ' ', '/', '\n']) && is_known(&name.to_ascii_lowercase())
    })
}

fn has_reference(text: &str) -> bool {
    ["&lt;", "&gt;", "&amp;", "&quot;", "&apos;", "&nbsp;", "&#"]
        .iter()
        .any(|reference| text.contains(reference))
}

fn is_known(name: &str) -> bool {
    KNOWN.contains(&name) || SILENT.contains(&name)
}

/// The text as Markdown.
pub(super) fn markdown(text: &str) -> String {
    let mut emitter: DefaultEmitter = DefaultEmitter::default();
    // What would be a script or a title in a page is text like any other here.
    emitter.naively_switch_states(false);
    let mut blocks = Blocks::default();
    // Text comes in pieces where there are character references; an address may span several.
    let mut pending = String::new();
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        if let Token::String(piece) = &token {
            pending.push_str(&String::from_utf8_lossy(piece));
            continue;
        }
        if matches!(token, Token::StartTag(_) | Token::EndTag(_)) {
            blocks.text(&std::mem::take(&mut pending));
        }
        match token {
            Token::StartTag(tag) => start(&tag, &mut blocks),
            Token::EndTag(tag) => end(&String::from_utf8_lossy(&tag.name), &mut blocks),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    blocks.text(&pending);
    blocks.finish()
}

fn start(tag: &StartTag<()>, blocks: &mut Blocks) {
    let name = String::from_utf8_lossy(&tag.name).into_owned();
    match name.as_str() {
        "p" | "para" | "div" | "blockquote" | "table" | "tbody" | "thead" | "center" | "hr" => blocks.close(),
        "ul" | "dl" => blocks.open_list(None),
        "ol" => blocks.open_list(Some(0)),
        "li" | "tr" => blocks.open_item(),
        "dt" => {
            blocks.open_item();
            blocks.inline().open("**", "dt");
        }
        "dd" => blocks.close(),
        "note" | "tip" => blocks.announce("Note"),
        "important" | "warning" | "caution" => blocks.announce("Important"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            blocks.close();
            blocks.inline().open("**", &name);
        }
        "br" => blocks.inline().space(),
        "pre" => blocks.open_code_block(),
        "code" | "filename" | "literal" | "kbd" | "userinput" => blocks.inline().open_code(),
        "b" | "strong" => blocks.inline().open("**", &name),
        "i" | "em" | "emphasis" | "replaceable" => blocks.inline().open("*", &name),
        "a" | "ulink" => {
            let address = tag.attributes.get(b"href".as_slice()).or(tag.attributes.get(b"url".as_slice()));
            let address = address.map(|address| String::from_utf8_lossy(address).into_owned());
            blocks.inline().open_link(address.as_deref());
        }
        name if is_known(name) => {}
        // Somebody's placeholder: `<account-id>` without the care that HTML asks for.
        name => blocks.text(&format!("<{name}>")),
    }
}

fn end(name: &str, blocks: &mut Blocks) {
    match name {
        "p" | "para" | "div" | "blockquote" | "table" | "tbody" | "thead" | "center" => blocks.close(),
        "ul" | "ol" | "dl" => blocks.close_list(),
        "li" | "tr" | "dd" => blocks.close(),
        "td" | "th" => blocks.inline().space(),
        "note" | "tip" | "important" | "warning" | "caution" => blocks.close(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" => {
            blocks.inline().close(name);
            blocks.close();
        }
        "pre" => blocks.close_code_block(),
        "code" | "filename" | "literal" | "kbd" | "userinput" => blocks.inline().close_code(),
        "a" | "ulink" => blocks.inline().close_link(),
        name => blocks.inline().close(name),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_html, markdown};

    #[test]
    fn paragraphs_and_lists_stand_apart() {
        let html = "<p>One  two\n three.</p><ul> <li> <p>a</p> <p>b</p> </li> <li>c<ol><li>d</li></ol></li></ul><p>e</p>";
        assert_eq!(markdown(html), "One two three.\n\n- a\n\n  b\n- c\n  1. d\n\ne");
    }

    #[test]
    fn code_links_and_emphasis_are_kept() {
        assert_eq!(
            markdown(
                "<p>Use <code>a`b</code>, <b>really </b>or <a href=\"https://example.com/x (1)\">this <i>page</i></a>.</p>"
            ),
            "Use ``a`b``, **really** or [this *page*](https://example.com/x%20%281%29)."
        );
        assert_eq!(markdown("<a>GetBook</a> and <a href=\"#x\">there</a>"), "`GetBook` and there");
        assert_eq!(markdown("at https://example.com/?a=1&amp;b=2."), "at <https://example.com/?a=1&b=2>.");
    }

    #[test]
    fn what_is_text_stays_text() {
        assert_eq!(
            markdown("<p>[x] &lt;T&gt; *a* `b` # \\ &amp;lt; a_b _c_</p>"),
            r"\[x\] \<T\> \*a\* \`b\` # \\ \&lt; a_b \_c\_"
        );
        assert_eq!(
            markdown("<p>- no list</p><p>1. no list</p><p># no heading</p>"),
            "\\- no list\n\n1\\. no list\n\n\\# no heading"
        );
        assert_eq!(markdown("<p>arn:<region>:<account-id></p>"), r"arn:\<region\>:\<account-id\>");
        assert_eq!(markdown("<p>a</p><script>alert(1)</script>"), "a\n\n\\<script\\>alert(1)");
    }

    #[test]
    fn code_blocks_are_no_tests() {
        assert_eq!(
            markdown("<p>So:</p><pre><code>let a = 1;\n```\n  b</code></pre>c"),
            "So:\n\n````text\nlet a = 1;\n```\n  b\n````\n\nc"
        );
    }

    #[test]
    fn remarks_terms_and_tables_are_told_in_plain_words() {
        assert_eq!(
            markdown("<note><p>Mind.</p></note><dl><dt>a</dt><dd><p>b</p></dd></dl>"),
            "**Note:** Mind.\n\n- **a**\n\n  b"
        );
        assert_eq!(markdown("<table><tr><td>a</td><td>b</td></tr></table>"), "- a b");
    }

    #[test]
    fn broken_html_gives_something_readable() {
        for html in [
            "<p>a",
            "a</p></ul>",
            "<b>a",
            "<code>a",
            "<a href=\"https://example.com\">a",
            "<li>a",
            "</code>a</b>",
        ] {
            assert!(markdown(html).contains('a'), "{html}");
        }
        assert_eq!(markdown(""), "");
        assert_eq!(markdown("<p></p><b> </b><code></code>"), "");
        assert!(markdown(&format!("{}a", "<ul><li>".repeat(20_000))).len() < 1_000_000);
        assert!(markdown(&"<b>".repeat(100_000)).is_empty());
    }

    #[test]
    fn plain_text_and_markdown_are_not_html() {
        assert!(is_html("<p>a</p>") && is_html("a &lt; b") && is_html("see <a href='x'>y</a>"));
        assert!(!is_html("a < b and List<String>, with `<p>` in code & more"));
    }
}
