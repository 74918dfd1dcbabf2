//! Changes for a pull request.

use shapesmith_codegen::diff::{Change, Subject, Verdict, summary, tally};
use shapesmith_codegen::visible;

use super::effects::headlines;
use super::{Compared, conclusion};

/// All services, and the verdict on the last line.
pub(crate) fn all(compared: &[Compared]) -> String {
    let mut text: String = compared.iter().map(one).collect();
    text.push_str(&format!("**Verdict: {}**\n", conclusion(compared)));
    text
}

fn one(compared: &Compared) -> String {
    let Compared { service, versions: [old, new], diff, notes } = compared;
    let mut text = format!("### Model update: {}\n\n", code(service));
    text.push_str(&format!("{} → {}\n\n", code(old), code(new)));
    text.push_str(&format!("{}\n\n", escaped(&summary(&diff.changes, &diff.operations))));
    let (documentation, others): (Vec<&Change>, Vec<&Change>) =
        diff.changes.iter().partition(|change| change.subject == Subject::Documentation);
    if !others.is_empty() {
        text.push_str(
            "| verdict | change in the model | what it does to the generated crate |\n|---|---|---|\n",
        );
        for change in others {
            text.push_str(&row(change));
        }
        text.push('\n');
    }
    if !documentation.is_empty() {
        let places: Vec<String> = documentation.iter().map(|change| code(&change.place)).collect();
        text.push_str(&format!("Documentation edits: {}.\n\n", places.join(", ")));
    }
    if !diff.rest.is_empty() {
        text.push_str(&format!("Rest of the service, not generated: {}.\n\n", escaped(&tally(&diff.rest))));
    }
    for note in notes {
        text.push_str(&format!("Note: {}.\n\n", escaped(note)));
    }
    text
}

/// A row of the table.
fn row(change: &Change) -> String {
    let verdict = match change.verdict() {
        Verdict::Breaking => "**breaking**".to_owned(),
        verdict => verdict.to_string(),
    };
    let mut what = format!("{} {} {}", change.subject, code(&change.place), change.action);
    if !change.description.is_empty() {
        what.push_str(&format!(": {}", escaped(&change.description)));
    }
    let (effects, more) = headlines(change);
    let mut effects: Vec<String> = effects.iter().map(|text| effect(text)).collect();
    if more > 0 {
        effects.push(format!("and {more} more"));
    }
    if change.breaks_only_the_wire() {
        effects.push("compiles as before, but reads and writes something else".to_owned());
    }
    format!("| {verdict} | {what} | {} |\n", effects.join("; "))
}

/// Text as code that can stand in a table, whatever it holds.
fn code(text: &str) -> String {
    let text = visible(text).replace('`', "'").replace('|', "\\|");
    format!("`{text}`")
}

/// An effect: the word for what happens in prose, what it happens to as code.
fn effect(text: &str) -> String {
    let words = ["adds", "removes", "changes", "writes", "deprecates", "no longer deprecates"];
    let word =
        words.into_iter().filter(|word| text.starts_with(&format!("{word} "))).max_by_key(|word| word.len());
    match word.and_then(|word| text.strip_prefix(word).map(|rest| (word, rest.trim_start()))) {
        Some((word, rest)) => format!("{word} {}", code(rest)),
        None => code(text),
    }
}

/// Text in which nothing is read as Markdown, a table's border among it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        if matches!(
            letter,
            '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '\\' | '~' | '@' | '&' | '!'
        ) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{code, effect, escaped};

    #[test]
    fn nothing_of_a_model_is_markdown() {
        assert_eq!(code("a|b`c\nd\u{1b}"), "`a\\|b'c\\nd\\u{1b}`");
        assert_eq!(escaped("<b> | [x](y) &lt; \n| c"), "\\<b\\> \\| \\[x\\](y) \\&lt; \\\\n\\| c");
    }

    #[test]
    fn only_the_item_is_code() {
        assert_eq!(effect("adds variant types::State::Lost"), "adds `variant types::State::Lost`");
        assert_eq!(
            effect("no longer deprecates type types::Book"),
            "no longer deprecates `type types::Book`"
        );
    }
}
