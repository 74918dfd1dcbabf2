//! The layout of rules: one line per rule, one step of indentation per level.
//!
//! They are text, because a formatter for expressions would give each level two steps and each
//! argument a line of its own.

use std::fmt::Write;

use super::rules::{Outcome, Rule, RuleSet};

/// Longer lines are broken.
const WIDTH: usize = 120;

/// The static `RULES`.
pub(super) fn rule_set(rule_set: &RuleSet) -> String {
    let mut out = String::from(
        "/// The endpoint rules, in the order of the model.\n\
         pub(crate) static RULES: RuleSet = RuleSet {\n    parameters: &[\n",
    );
    for parameter in &rule_set.parameters {
        line(&mut out, 2, &format!("{parameter},"));
    }
    out.push_str("    ],\n    rules: &[\n");
    for rule in &rule_set.rules {
        self::rule(&mut out, 2, rule);
    }
    out.push_str("    ],\n};\n");
    out
}

fn rule(out: &mut String, depth: usize, rule: &Rule) {
    match &rule.outcome {
        Outcome::Rules(rules) => {
            conditions(out, depth, "tree", &rule.conditions, "&[");
            for rule in rules {
                self::rule(out, depth + 1, rule);
            }
            line(out, depth, "]),");
        }
        Outcome::Error(words) => conditions(out, depth, "error", &rule.conditions, &format!("{words:?}),")),
        Outcome::Endpoint { url, headers, auth } => {
            let headers = match headers.as_slice() {
                [] => String::new(),
                headers => format!(".headers(&{headers:?})"),
            };
            let (word, auth) = match auth.as_slice() {
                [] => ("endpoint", String::new()),
                auth => ("signed_endpoint", format!(", &[{}]", auth.join(", "))),
            };
            conditions(out, depth, word, &rule.conditions, &format!("{url:?}{auth}){headers},"));
        }
    }
}

/// A rule up to its conditions and what comes after them: in one line, or with the rest in a line of
/// its own, or with each condition in a line of its own.
fn conditions(out: &mut String, depth: usize, word: &str, conditions: &[String], rest: &str) {
    let head = format!("{word}(&[{}],", conditions.join(", "));
    let fits = |length: usize| depth * 4 + length <= WIDTH;
    let opens_list = rest.ends_with('[');
    if conditions.is_empty() || fits(head.len() + 1 + rest.len()) {
        line(out, depth, &format!("{head} {rest}"));
    } else if fits(head.len()) && !opens_list {
        line(out, depth, &head);
        line(out, depth + 1, rest);
    } else {
        line(out, depth, &format!("{word}(&["));
        for condition in conditions {
            line(out, depth + 1, &format!("{condition},"));
        }
        line(out, depth, &format!("], {rest}"));
    }
}

pub(super) fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:width$}{text}", "", width = depth * 4);
}
