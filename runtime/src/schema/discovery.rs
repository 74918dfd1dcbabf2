//! What generated code tells about operations whose endpoint another one tells.

/// How the endpoint of an operation is discovered: whether it must be, and what decides about it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct EndpointDiscovery {
    /// Whether requests to the region's endpoint are not answered.
    pub required: bool,
    /// Members of the input whose values decide about the endpoint: names of the model with dots between them.
    pub identifiers: &'static [&'static str],
}

impl EndpointDiscovery {
    /// An endpoint that must be discovered.
    pub const fn required() -> Self {
        Self { required: true, identifiers: &[] }
    }

    /// An endpoint that may be discovered; that of the region works, too.
    pub const fn optional() -> Self {
        Self { required: false, identifiers: &[] }
    }

    /// The same with the members of the input whose values decide about the endpoint.
    #[must_use]
    pub const fn identifiers(mut self, members: &'static [&'static str]) -> Self {
        self.identifiers = members;
        self
    }
}
