//! Changes for a terminal.

use shapesmith_codegen::diff::{Action, Change, Subject, Verdict, summary, tally};
use shapesmith_codegen::visible;

use super::effects::headlines;
use super::{Compared, conclusion, verdict};
use crate::report::{Tone, count, paint};

/// All services, and the verdict on the last line.
pub(crate) fn all(compared: &[Compared]) -> String {
    let mut text: String = compared.iter().map(one).collect::<Vec<_>>().join("\n");
    let line = format!("verdict: {}", conclusion(compared));
    text.push_str(&paint(&line, tone(verdict(compared))));
    text.push('\n');
    text
}

/// One service, without the verdict.
pub(crate) fn one(compared: &Compared) -> String {
    let Compared { service, versions: [old, new], diff, notes } = compared;
    let mut text = format!("{}: {old} → {new}\n", paint(service, Tone::Bold));
    text.push_str(&format!("  {}\n", selected(&diff.operations)));
    for note in notes {
        text.push_str(&format!("  {}\n", paint(&format!("note: {}", visible(note)), Tone::Yellow)));
    }
    for verdict in [Verdict::Breaking, Verdict::Additive, Verdict::Invisible] {
        let found: Vec<&Change> = diff.changes.iter().filter(|change| change.verdict() == verdict).collect();
        if !found.is_empty() {
            text.push_str(&format!("{}\n", paint(&verdict.to_string(), tone(verdict))));
        }
        let (documentation, others): (Vec<&Change>, Vec<&Change>) =
            found.into_iter().partition(|change| change.subject == Subject::Documentation);
        for change in others {
            text.push_str(&line(change, diff.operations.len()));
        }
        if !documentation.is_empty() {
            let places: Vec<&str> = documentation.iter().map(|change| change.place.as_str()).collect();
            let edits = count(places.len(), "documentation edit");
            text.push_str(&format!("  ~ {edits}: {}\n", visible(&places.join(", "))));
        }
    }
    if !diff.rest.is_empty() {
        text.push_str(&format!("rest of the service, not generated: {}\n", tally(&diff.rest)));
    }
    text.push_str(&format!("{}\n", summary(&diff.changes, &diff.operations)));
    text
}

/// What was compared.
pub(super) fn selected(operations: &[String]) -> String {
    match operations {
        few @ ([_] | [_, _] | [_, _, _]) => visible(&few.join(", ")).into_owned(),
        many => count(many.len(), "operation"),
    }
}

/// A change, and a line for each thing that it does.
fn line(change: &Change, selected: usize) -> String {
    let sign = match change.action {
        Action::Added => "+",
        Action::Removed => "-",
        Action::Changed => "~",
    };
    let mut text = format!("  {sign} {} {}", change.subject, visible(&change.place));
    if !change.description.is_empty() {
        text.push_str(&format!(": {}", visible(&change.description)));
    }
    if selected > 1 && change.subject != Subject::Operation && !change.operations.is_empty() {
        text.push_str(&format!(" (in {})", self::selected(&change.operations)));
    }
    text.push('\n');
    let (told, more) = headlines(change);
    for effect in told {
        text.push_str(&format!("      {}\n", visible(&effect)));
    }
    if more > 0 {
        text.push_str(&format!("      and {}\n", count(more, "more item")));
    }
    if change.breaks_only_the_wire() {
        text.push_str("      compiles as before, but reads and writes something else\n");
    }
    text
}

/// The colour of a verdict.
fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Breaking => Tone::Red,
        Verdict::Additive => Tone::Green,
        Verdict::Invisible => Tone::Bold,
    }
}
