//! Settings: environment variables, the shared files, and the profile chosen in them.

mod environment;
mod lookup;
pub(crate) mod profile;
pub(crate) mod region;

pub use environment::Environment;
pub(crate) use lookup::{Lookup, ProfileChoice, check_url};
