//! Matches names against globs with `*` (anything, or nothing) and `?` (one character).

/// Whether a glob matches a whole name.
pub(crate) fn matches(glob: &str, name: &str) -> bool {
    let (mut glob, mut name) = (glob.chars(), name.chars());
    // Where to go on when a match fails later: behind the last star, with one more character eaten.
    let mut retry = None;
    loop {
        let before = name.clone();
        let pattern = glob.next();
        if pattern == Some('*') {
            retry = Some((glob.clone(), before.clone()));
            name = before;
            continue;
        }
        match (pattern, name.next()) {
            (None, None) => return true,
            (Some('?'), Some(_)) => {}
            (Some(expected), Some(found)) if expected == found => {}
            _ => {
                let Some((after_star, eaten)) = &mut retry else {
                    return false;
                };
                if eaten.next().is_none() {
                    return false;
                }
                glob = after_star.clone();
                name = eaten.clone();
            }
        }
    }
}

/// Whether a glob can match more than one name.
pub(super) fn has_wildcard(glob: &str) -> bool {
    glob.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_match_any_part_of_a_name() {
        for (glob, name) in [
            ("*", ""),
            ("*", "GetParameter"),
            ("Get*", "GetParameter"),
            ("*Parameter", "GetParameter"),
            ("Get*er", "GetParameter"),
            ("*a*a*", "GetParameters"),
            ("Get?arameter", "GetParameter"),
            ("*?", "G"),
            ("G**r", "GetParameter"),
        ] {
            assert!(matches(glob, name), "{glob} should match {name}");
        }
    }

    #[test]
    fn the_rest_of_a_name_must_match_too() {
        for (glob, name) in [
            ("", "GetParameter"),
            ("Get", "GetParameter"),
            ("get*", "GetParameter"),
            ("*Get", "GetParameter"),
            ("Get?", "Get"),
            ("*a*a*a*a*", "GetParameters"),
            ("[G]et*", "GetParameter"),
        ] {
            assert!(!matches(glob, name), "{glob} should not match {name}");
        }
    }
}
