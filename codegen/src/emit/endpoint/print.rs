//! The layout of rules and partitions: one line per rule, one step of indentation per level.
//!
//! They are text, because a formatter for expressions would give each level two steps and each
//! argument a line of its own.

use std::fmt::Write;

use super::expression::{auth_scheme, condition, parameter, text};
use crate::ir::endpoint::{Outcome, Partition, Rule, Rules};

/// Longer lines are broken.
const WIDTH: usize = 120;

/// The static `RULES`.
pub(super) fn rule_set(rule_set: &Rules) -> String {
    let mut out = String::from(
        "/// The endpoint rules, in the order of the model.\n\
         pub(crate) static RULES: RuleSet = RuleSet::new()\n    .parameters(&[\n",
    );
    for parameter in &rule_set.parameters {
        line(&mut out, 2, &format!("{},", self::parameter(parameter)));
    }
    out.push_str("    ])\n    .rules(&[\n");
    for rule in &rule_set.rules {
        self::rule(&mut out, 2, rule);
    }
    out.push_str("    ]);\n");
    out
}

fn rule(out: &mut String, depth: usize, rule: &Rule) {
    let conditions: Vec<String> = rule.conditions.iter().map(condition).collect();
    match &rule.outcome {
        Outcome::Rules(rules) => {
            head(out, depth, "tree", &conditions, "&[");
            for rule in rules {
                self::rule(out, depth + 1, rule);
            }
            line(out, depth, "]),");
        }
        Outcome::Error(words) => head(out, depth, "error", &conditions, &format!("{}),", text(words))),
        Outcome::Endpoint(endpoint) => {
            let listed = |list: Vec<String>| format!("&[{}]", list.join(", "));
            let headers = match endpoint.headers.as_slice() {
                [] => String::new(),
                headers => {
                    let header = |(name, value): &(String, _)| format!("({name:?}, {})", text(value));
                    format!(".headers({})", listed(headers.iter().map(header).collect()))
                }
            };
            let (word, auth) = match endpoint.auth_schemes.as_slice() {
                [] => ("endpoint", String::new()),
                schemes => {
                    let schemes = listed(schemes.iter().map(auth_scheme).collect());
                    ("signed_endpoint", format!(", {schemes}"))
                }
            };
            head(out, depth, word, &conditions, &format!("{}{auth}){headers},", text(&endpoint.url)));
        }
    }
}

/// A rule up to its conditions and what comes after them: in one line, or with the rest in a line of
/// its own, or with each condition in a line of its own.
fn head(out: &mut String, depth: usize, word: &str, conditions: &[String], rest: &str) {
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

/// The static `PARTITIONS`.
pub(super) fn partitions(partitions: &[Partition]) -> String {
    let mut out = String::from(
        "/// The partitions of AWS; a region that none of them knows belongs to the first.\n\
         pub static PARTITIONS: &[Partition] = &[\n",
    );
    for partition in partitions {
        line(&mut out, 1, "Partition {");
        for (field, value) in [
            ("name", &partition.name),
            ("dns_suffix", &partition.dns_suffix),
            ("dual_stack_dns_suffix", &partition.dual_stack_dns_suffix),
            ("implicit_global_region", &partition.implicit_global_region),
        ] {
            line(&mut out, 2, &format!("{field}: {value:?},"));
        }
        line(&mut out, 2, &format!("supports_fips: {},", partition.supports_fips));
        line(&mut out, 2, &format!("supports_dual_stack: {},", partition.supports_dual_stack));
        line(&mut out, 2, &format!("region_prefixes: &{:?},", partition.region_prefixes));
        line(&mut out, 2, "regions: &[");
        for region in &partition.regions {
            line(&mut out, 3, &format!("{region:?},"));
        }
        line(&mut out, 2, "],");
        line(&mut out, 1, "},");
    }
    out.push_str("];\n");
    out
}

fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:width$}{text}", "", width = depth * 4);
}
