//! Where an operation that answers in pages keeps tokens, limit and results.

/// Where an operation keeps what pagination needs; each path is wire names joined by dots.
#[derive(Debug)]
pub struct PaginatorSchema {
    /// Pairs of a path in the input and the expression in the output that feeds it.
    pub tokens: &'static [TokenSchema],
    /// The input member that holds the page size.
    pub limit_key: Option<&'static str>,
    /// The output member that says whether there are more pages.
    pub more_results: Option<&'static str>,
    /// The output members that hold results; the first is what `items()` gives.
    pub result_keys: &'static [&'static str],
}

/// A token: where it goes and where it comes from.
#[derive(Debug)]
pub struct TokenSchema {
    /// The member of the input.
    pub input: &'static str,
    /// The members of the output to look at, the first that is present wins. A step may be
    /// `name[-1]`, the last element of a list.
    pub output: &'static [&'static str],
}
