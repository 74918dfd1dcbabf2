//! Finds the name that somebody probably meant.

/// Advice for a name that is not among those that are known: the one that it is closest to, or up to
/// three that are equally close; nothing, if none is close.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let close = within(name, known, name.chars().count() / 4);
    let least = close.first()?.0;
    let closest = close.iter().take(3).filter(|(distance, _)| *distance == least);
    let quoted: Vec<String> = closest.map(|(_, candidate)| format!("\"{candidate}\"")).collect();
    Some(format!("did you mean {}?", quoted.join(" or ")))
}

/// Up to `count` candidates that are close to a name, the closest first.
pub fn near_misses<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let close = within(name, candidates, name.chars().count() / 3);
    close.into_iter().take(count).map(|(_, candidate)| candidate).collect()
}

/// The candidates that are at most so many edits away from a name, with their number, the closest first.
/// One edit is always granted.
fn within<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<(usize, &'a str)> {
    let candidates = candidates.into_iter().map(|candidate| (distance(name, candidate), candidate));
    let mut close: Vec<(usize, &str)> =
        candidates.filter(|(distance, _)| *distance <= limit.max(1)).collect();
    close.sort_unstable();
    close.dedup();
    close
}

/// How many edits apart two names are; a difference in case alone counts as one.
fn distance(name: &str, candidate: &str) -> usize {
    if name.eq_ignore_ascii_case(candidate) {
        return usize::from(name != candidate);
    }
    strsim::damerau_levenshtein(name, candidate)
}
