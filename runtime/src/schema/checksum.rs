//! The checksums of an operation's bodies.

/// Which requests of an operation carry a checksum of their body, and which replies may.
///
/// Source: [`httpChecksum`](https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait).
#[derive(Debug)]
#[non_exhaustive]
pub struct ChecksumSchema {
    /// The member of the input that chooses the algorithm; empty where there is none.
    pub algorithm: &'static str,
    /// Whether requests must have a checksum.
    pub required: bool,
    /// The member of the input that asks for checksums of replies; empty where there is none.
    pub mode: &'static str,
    /// The algorithms that replies may have checksums by.
    pub replies: &'static [&'static str],
}

impl ChecksumSchema {
    /// No checksum that anybody chooses, requires or asks for.
    pub const fn new() -> Self {
        Self { algorithm: "", required: false, mode: "", replies: &[] }
    }

    /// With a member of the input that chooses the algorithm of requests.
    #[must_use]
    pub const fn algorithm(mut self, member: &'static str) -> Self {
        self.algorithm = member;
        self
    }

    /// Where requests must have a checksum.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// With a member of the input that asks for checksums of replies.
    #[must_use]
    pub const fn mode(mut self, member: &'static str) -> Self {
        self.mode = member;
        self
    }

    /// With the algorithms that replies may have checksums by.
    #[must_use]
    pub const fn replies(mut self, algorithms: &'static [&'static str]) -> Self {
        self.replies = algorithms;
        self
    }
}

impl Default for ChecksumSchema {
    fn default() -> Self {
        Self::new()
    }
}
