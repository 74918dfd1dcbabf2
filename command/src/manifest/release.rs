//! Versions of packages, as far as they are counted up here: three numbers, and what may follow them.

use std::fmt;

use shapesmith_codegen::diff::Verdict;

/// A version of a package: `1.4.0`, `0.2.0-rc.1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Release {
    numbers: [u64; 3],
    /// What follows the numbers, without the `-`; empty for releases proper.
    before: String,
}

impl Release {
    /// Reads a version. Nothing for what cargo would not take.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain = text.split_once('+').map_or(text, |(plain, _)| plain);
        let (numbers, before) =
            plain.split_once('-').map_or((plain, ""), |(numbers, before)| (numbers, before));
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.');
        if (plain.contains('-') && before.is_empty()) || !before.chars().all(is_word) {
            return None;
        }
        let number = |text: &str| {
            let is_plain = text.chars().all(|letter| letter.is_ascii_digit());
            let is_shortest = text == "0" || !text.starts_with('0');
            text.parse::<u64>().ok().filter(|_| is_plain && is_shortest)
        };
        let numbers: Vec<u64> = numbers.split('.').map(number).collect::<Option<_>>()?;
        Some(Self { numbers: numbers.try_into().ok()?, before: before.to_owned() })
    }

    /// The version that follows a change: before 1.0 the second number stands for the first, and the third for
    /// the second, as cargo reads them.
    pub(crate) fn after(&self, verdict: Verdict) -> Self {
        let [major, minor, patch] = self.numbers;
        let next = |number: u64| number.saturating_add(1);
        let numbers = match (major, verdict) {
            (0, Verdict::Breaking) => [0, next(minor), 0],
            (0, Verdict::Additive | Verdict::Invisible) => [0, minor, next(patch)],
            (_, Verdict::Breaking) => [next(major), 0, 0],
            (_, Verdict::Additive) => [major, next(minor), 0],
            (_, Verdict::Invisible) => [major, minor, next(patch)],
        };
        Self { numbers, before: String::new() }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(formatter, "{major}.{minor}.{patch}")?;
        if self.before.is_empty() { Ok(()) } else { write!(formatter, "-{}", self.before) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use shapesmith_codegen::diff::Verdict;

    use super::Release;

    #[test]
    fn versions_are_counted_up_as_cargo_reads_them() {
        let after = |text: &str, verdict| Release::parse(text).unwrap().after(verdict).to_string();
        assert_eq!(after("1.4.2", Verdict::Breaking), "2.0.0");
        assert_eq!(after("1.4.2", Verdict::Additive), "1.5.0");
        assert_eq!(after("1.4.2", Verdict::Invisible), "1.4.3");
        assert_eq!(after("0.4.2", Verdict::Breaking), "0.5.0");
        assert_eq!(after("0.4.2", Verdict::Additive), "0.4.3");
        assert!(Release::parse("1.10.0").unwrap() > Release::parse("1.9.0").unwrap());
    }

    #[test]
    fn what_cargo_would_not_take_is_no_version() {
        for text in [
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "banana",
            "1.02.3",
            "v1.2.3",
            "1.2.x",
            "1.2.3-",
            "1.2.3-a b",
            "+1.2.3",
        ] {
            assert!(Release::parse(text).is_none(), "{text}");
        }
        assert_eq!(Release::parse("1.2.3-rc.1+x").unwrap().to_string(), "1.2.3-rc.1");
    }
}
