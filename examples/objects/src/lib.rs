//! What the programs in `src/bin` share: uploads in parts, downloads that resume, copies that lose nothing, and folders
//! that follow, made of ordinary calls.
//!
//! It is written to be copied and changed. Nothing in it is known to the generator or the runtime.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/s3.md")]
struct Guide;

mod copy;
mod download;
mod error;
mod keys;
mod mirror;
mod parts;
mod plan;
mod progress;
mod source;
mod upload;

pub use copy::{Copied, ObjectCopy};
pub use download::Download;
pub use error::Error;
pub use mirror::{Mirror, Mirrored};
pub use progress::Progress;
pub use upload::{Upload, Uploaded};
