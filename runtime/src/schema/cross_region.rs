//! Operations that copy from another region.

/// The members of an input by which the service copies something from another region.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CrossRegion {
    /// The region that is copied from.
    pub source: &'static str,
    /// Whether the service wants to know that region; else it is for the client alone.
    pub source_is_sent: bool,
    /// The region that is copied to; a parameter of the signed request where the input has no such member.
    pub destination: &'static str,
    /// The request to the region of the source, signed in its URL.
    pub url: &'static str,
}

impl CrossRegion {
    /// The members, by their names in the model: the region that is copied from, that which is copied to, and the URL.
    pub const fn new(source: &'static str, destination: &'static str, url: &'static str) -> Self {
        Self { source, source_is_sent: true, destination, url }
    }

    /// The same, where the region that is copied from is for the client alone.
    #[must_use]
    pub const fn source_for_client(mut self) -> Self {
        self.source_is_sent = false;
        self
    }
}
