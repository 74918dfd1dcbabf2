//! Where an operation that answers in pages keeps tokens, limit and results.

/// Where an operation keeps what pagination needs; each path is names of the model joined by dots.
#[derive(Debug)]
#[non_exhaustive]
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

impl PaginatorSchema {
    /// A paginator without anything yet.
    #[expect(clippy::new_without_default, reason = "tables are constants, and defaults are not")]
    pub const fn new() -> Self {
        Self { tokens: &[], limit_key: None, more_results: None, result_keys: &[] }
    }

    /// The same paginator with its tokens.
    #[must_use]
    pub const fn tokens(mut self, tokens: &'static [TokenSchema]) -> Self {
        self.tokens = tokens;
        self
    }

    /// The same paginator with the input member that holds the page size.
    #[must_use]
    pub const fn limit_key(mut self, path: &'static str) -> Self {
        self.limit_key = Some(path);
        self
    }

    /// The same paginator with the output member that says whether there are more pages.
    #[must_use]
    pub const fn more_results(mut self, path: &'static str) -> Self {
        self.more_results = Some(path);
        self
    }

    /// The same paginator with the output members that hold results.
    #[must_use]
    pub const fn result_keys(mut self, paths: &'static [&'static str]) -> Self {
        self.result_keys = paths;
        self
    }
}

/// A token: where it goes and where it comes from.
#[derive(Debug)]
#[non_exhaustive]
pub struct TokenSchema {
    /// The member of the input.
    pub input: &'static str,
    /// The members of the output to look at, the first that is present wins. A step may be
    /// `name[-1]`, the last element of a list.
    pub output: &'static [&'static str],
}

impl TokenSchema {
    /// A token by the member of the input that takes it, and the members of the output that it may come from.
    pub const fn new(input: &'static str, output: &'static [&'static str]) -> Self {
        Self { input, output }
    }
}
