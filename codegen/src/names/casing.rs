//! Words and casing: how a model's name becomes snake case or camel case.
//!
//! `heck` does the casing. Before it, names are rewritten where its word boundaries would not be
//! a person's: plural acronyms (`ARNs`), brands (`OAuth`), units (`GiB`).

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Spellings that are one word although their capitals say otherwise, and the word they stand for.
/// Longer spellings come before shorter ones that they contain.
const BRANDS: &[(&str, &str)] = &[
    ("PostgreSQL", "Postgresql"),
    ("DynamoDB", "Dynamodb"),
    ("GitHub", "Github"),
    ("GitLab", "Gitlab"),
    ("MySQL", "Mysql"),
    ("OAuth", "Oauth"),
    ("macOS", "Macos"),
    ("MacOS", "Macos"),
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("vCpu", "Vcpu"),
    ("VCpu", "Vcpu"),
    ("vCPU", "Vcpu"),
    ("ETag", "Etag"),
    ("SaaS", "Saas"),
    ("KiB", "Kib"),
    ("MiB", "Mib"),
    ("GiB", "Gib"),
    ("TiB", "Tib"),
    ("IoT", "Iot"),
];

/// The name in snake case, for fields, methods and modules.
pub(crate) fn snake(name: &str) -> String {
    split_as_a_person_would(name).to_snake_case()
}

/// The name in upper camel case, for types and variants.
pub(crate) fn camel(name: &str) -> String {
    split_as_a_person_would(name).to_upper_camel_case()
}

fn split_as_a_person_would(name: &str) -> String {
    singular_acronyms(&join_brands(&spell_foreign_letters(name)))
}

/// Spells what is not ASCII by its number, so that nobody has to guess how to type a name, and no two
/// names look alike.
fn spell_foreign_letters(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            out.push_str(&format!("_u{:x}_", u32::from(letter)));
        }
    }
    out
}

/// Replaces each brand that stands as a word: what follows it must not be a small letter, or
/// `IoTa` would become `Iota`.
fn join_brands(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let brand = BRANDS.iter().find_map(|(brand, word)| {
            let after = rest.strip_prefix(brand)?;
            let continues =
                after.strip_prefix('s').unwrap_or(after).starts_with(|c: char| c.is_ascii_lowercase());
            // A capital right before the brand belongs to it (`XIoT` does not end in a brand).
            let begins = !(brand.starts_with(|c: char| c.is_ascii_uppercase())
                && out.ends_with(|c: char| c.is_ascii_uppercase()));
            (begins && !continues).then_some((*word, after))
        });
        match brand {
            Some((word, after)) => {
                out.push_str(word);
                rest = after;
            }
            None => {
                out.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    out
}

/// Lowers the capitals of a plural acronym after its first: `TargetGroupARNs` to `TargetGroupArns`.
fn singular_acronyms(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or(' ');
    let mut out = String::with_capacity(name.len());
    let mut index = 0;
    while index < letters.len() {
        let mut end = index;
        while at(end).is_ascii_uppercase() {
            end += 1;
        }
        let plural = end - index >= 2 && at(end) == 's' && !at(end + 1).is_ascii_lowercase();
        let stop = end.max(index + 1);
        for position in index..stop {
            let letter = at(position);
            out.push(if plural && position > index { letter.to_ascii_lowercase() } else { letter });
        }
        index = stop;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_acronyms_are_one_word() {
        assert_eq!(snake("TargetGroupARNs"), "target_group_arns");
        assert_eq!(snake("IDs"), "ids");
        assert_eq!(snake("URLsToVisit"), "urls_to_visit");
        assert_eq!(snake("HTTPStatus"), "http_status");
        assert_eq!(snake("ARN"), "arn");
    }

    #[test]
    fn brands_are_one_word() {
        assert_eq!(snake("OAuthToken"), "oauth_token");
        assert_eq!(snake("MemoryGiB"), "memory_gib");
        assert_eq!(snake("VCpus"), "vcpus");
        assert_eq!(snake("IPv6Addresses"), "ipv6_addresses");
        assert_eq!(camel("GitHubRepo"), "GithubRepo");
    }

    #[test]
    fn identifiers_stay_within_ascii() {
        assert_eq!(snake("caf\u{e9}"), "caf_ue9");
        assert_eq!(camel("\u{65e5}\u{672c}"), "U65e5U672c");
        assert_eq!(snake("\u{b2}"), "ub2");
    }
}
