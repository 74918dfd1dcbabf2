//! What was found, for people and for programs.

use serde_json::{Value, json};
use shapesmith_codegen::visible;

use super::finding::{Finding, Grade};
use crate::hash::hash;
use crate::report::{Tone, count, paint};

/// For people: a paragraph for each, and what they come to on the last line.
pub(super) fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let (word, tone) = match finding.grade {
            Grade::Wrong => ("wrong", Tone::Red),
            Grade::Note => ("note", Tone::Yellow),
        };
        text.push_str(&format!(
            "{} {}: {}\n",
            paint(&format!("{word}:"), tone),
            at(finding),
            visible(&finding.said)
        ));
        text.push_str(&finding.details);
        if let Some(help) = &finding.help {
            text.push_str(&format!("  help: {help}\n"));
        }
    }
    let number = |grade| findings.iter().filter(|finding| finding.grade == grade).count();
    text.push_str(&match (number(Grade::Wrong), number(Grade::Note)) {
        (0, 0) => "everything is as it should be\n".to_owned(),
        (0, notes) => format!("nothing is wrong; {}\n", count(notes, "note")),
        (wrong, notes) => format!("{}, {}\n", count(wrong, "thing") + " to mend", count(notes, "note")),
    });
    text
}

/// The file and the line.
fn at(finding: &Finding) -> String {
    match finding.line {
        Some(line) => format!("{}:{line}", finding.file),
        None => finding.file.clone(),
    }
}

/// For programs: all of it as one object.
pub(super) fn json(findings: &[Finding]) -> String {
    let list: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "grade": if finding.grade == Grade::Wrong { "wrong" } else { "note" },
                "kind": finding.kind,
                "file": finding.file,
                "line": finding.line,
                "text": finding.said,
                "help": finding.help,
            })
        })
        .collect();
    let wrong = findings.iter().filter(|finding| finding.grade == Grade::Wrong).count();
    format!("{:#}\n", json!({"wrong": wrong, "findings": list}))
}

/// For workflows of GitHub, which shows each at its line.
///
/// Source: [Workflow commands](https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
pub(super) fn github(findings: &[Finding]) -> String {
    let message = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| message(text).replace(':', "%3A").replace(',', "%2C");
    let line = |finding: &Finding| {
        let word = if finding.grade == Grade::Wrong { "error" } else { "warning" };
        let line = finding.line.map(|line| format!(",line={line}")).unwrap_or_default();
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        format!(
            "::{word} file={}{line},title={}::{}\n",
            property(&finding.file),
            property(&format!("shapesmith: {}", finding.kind)),
            message(&format!("{}{help}", finding.said))
        )
    };
    findings.iter().map(line).collect()
}

/// For GitLab, as its report on the quality of code.
///
/// Source: [Code Quality report format](https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
pub(super) fn gitlab(findings: &[Finding]) -> String {
    let list: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            json!({
                "description": format!("{}{help}", finding.said),
                "check_name": format!("shapesmith-{}", finding.kind),
                // The same finding in two runs is one, wherever its line has moved to.
                "fingerprint": hash(&format!("{}\n{}\n{}", finding.kind, finding.file, finding.said)),
                "severity": if finding.grade == Grade::Wrong { "major" } else { "info" },
                "location": {"path": finding.file, "lines": {"begin": finding.line.unwrap_or(1)}},
            })
        })
        .collect();
    format!("{:#}\n", Value::from(list))
}
