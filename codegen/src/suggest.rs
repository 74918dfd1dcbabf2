//! Finds the name that somebody probably meant.

/// A suggestion for a name that is not among the candidates, if one of them is very close to it.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let closest = within(name, candidates, name.chars().count() / 4).into_iter().next()?;
    Some(format!("did you mean \"{closest}\"?"))
}

/// Up to `count` candidates that are close to a name, the closest first.
pub fn near_misses<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let close = within(name, candidates, name.chars().count() / 3);
    close.into_iter().take(count).collect()
}

/// The candidates that are at most so many edits away from a name, the closest first. One edit is
/// always granted.
fn within<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    let candidates = candidates.into_iter().map(|candidate| (distance(name, candidate), candidate));
    let mut close: Vec<(usize, &str)> =
        candidates.filter(|(distance, _)| *distance <= limit.max(1)).collect();
    close.sort_unstable();
    close.dedup();
    close.into_iter().map(|(_, candidate)| candidate).collect()
}

/// How many edits apart two names are; a difference in case alone counts as one.
fn distance(name: &str, candidate: &str) -> usize {
    if name.eq_ignore_ascii_case(candidate) {
        return usize::from(name != candidate);
    }
    strsim::damerau_levenshtein(name, candidate)
}
