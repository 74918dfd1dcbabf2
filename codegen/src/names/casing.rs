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
    singular_acronyms(&join_brands(name))
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

/// The variant that an enum value is called, from the value alone: a change elsewhere in the enum
/// never renames it.
pub(crate) fn variant(value: &str) -> String {
    let spelled = spell_symbols(value);
    let mut name = String::new();
    let mut previous: Option<&str> = None;
    for part in spelled.split(' ').filter(|part| !part.is_empty()) {
        let digits_meet = previous.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
            && part.starts_with(|c: char| c.is_ascii_digit());
        if digits_meet {
            name.push('_');
        }
        name.push_str(&camel(part));
        previous = Some(part);
    }
    if name.is_empty() {
        name.push_str("Empty");
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'V');
    }
    match name.as_str() {
        "Unknown" | "Self" => format!("{name}Value"),
        _ => name,
    }
}

/// Separators become spaces; symbols that tell values apart become words.
fn spell_symbols(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.chars() {
        let word = match letter {
            '*' => "Star",
            '+' => "Plus",
            '&' => "And",
            '%' => "Percent",
            '<' => "Less",
            '>' => "Greater",
            '=' => "Equal",
            '!' => "Not",
            '#' => "Hash",
            '@' => "At",
            '$' => "Dollar",
            '?' => "Question",
            '|' => "Or",
            '~' => "Tilde",
            '^' => "Caret",
            letter if letter.is_ascii_alphanumeric() => {
                out.push(letter);
                continue;
            }
            letter if letter.is_alphanumeric() => {
                // Identifiers stay within ASCII, so that nobody has to guess how to type them.
                out.push_str(&format!(" U{:x} ", u32::from(letter)));
                continue;
            }
            _ => "",
        };
        out.push(' ');
        out.push_str(word);
        out.push(' ');
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
    fn variants_depend_on_their_value_alone() {
        assert_eq!(variant("IN_PROGRESS"), "InProgress");
        assert_eq!(variant("UNKNOWN"), "UnknownValue");
        assert_eq!(variant("self"), "SelfValue");
        assert_eq!(variant("0.5"), "V0_5");
        assert_eq!(variant("5m"), "V5m");
        assert_eq!(variant("AWS::EC2::Instance"), "AwsEc2Instance");
        assert_eq!(variant("s3:ObjectCreated:*"), "S3ObjectCreatedStar");
        assert_eq!(variant("Trailing "), "Trailing");
        assert_eq!(variant(""), "Empty");
        assert_eq!(variant(">="), "GreaterEqual");
        assert_eq!(variant("é"), "Ue9");
    }
}
