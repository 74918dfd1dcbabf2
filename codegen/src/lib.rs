//! Turns AWS service models into Rust client crates.
//!
//! A library without I/O, clock or environment: texts of model files come in, texts of Rust files go
//! out, and the same input gives the same bytes.
//!
//! ```text
//! Sources ── load ──→ ir::Service ── select ──→ ir::Service ── generate ──→ Files
//!            (model, lower)         (pass)                    (pass, names, emit, file)
//! ```
//!
//! [`load`] is [`read`] and [`lower()`]; [`generate`] is [`draft`] and [`Draft::format`].
//!
//! Reading and writing files is the caller's part; `cargo xtask codegen` does it in Shapesmith's own
//! repository, and `examples/consumer-workspace` shows it elsewhere.
//!
//! ```
//! use shapesmith_codegen::{Options, Selection, Source, Sources, generate, load, select};
//!
//! # fn main() -> Result<(), shapesmith_codegen::Error> {
//! let model = r#"{
//!     "metadata": {
//!         "apiVersion": "2026-01-31", "endpointPrefix": "bell", "jsonVersion": "1.1", "protocol": "json",
//!         "serviceFullName": "Bell", "serviceId": "Bell", "signatureVersion": "v4", "targetPrefix": "Bell"
//!     },
//!     "operations": {"Ring": {"name": "Ring", "http": {"method": "POST", "requestUri": "/"}}},
//!     "shapes": {}
//! }"#;
//! let sources = Sources::new(Source { name: "service-2.json".to_owned(), text: model.to_owned() });
//! let service = load(&sources)?;
//! let selected = select(&service, &Selection { operations: vec!["Ring".to_owned()] })?;
//! let options = Options {
//!     package: "bell".to_owned(),
//!     version: "0.1.0".to_owned(),
//!     package_fields: "publish = false\n".to_owned(),
//!     runtime: r#"{ path = "../runtime", default-features = false }"#.to_owned(),
//!     further_tables: String::new(),
//!     source: "a text in this example".to_owned(),
//! };
//! let files = generate(&selected.service, &options)?;
//! assert!(files["src/operation/ring.rs"].contains("pub struct RingInput"));
//! # Ok(())
//! # }
//! ```

pub mod diff;
mod emit;
mod error;
mod file;
pub mod ir;
mod jmespath;
mod lower;
mod model;
mod names;
mod pass;
mod suggest;
mod visible;

pub use emit::{CONTRACT, Draft};
pub use error::Error;
pub use file::{Files, HEADER};
pub use lower::lower;
pub use model::{Models, Source, Sources, read};
pub use pass::{Note, Selected, Selection, Skipped, analyse, closure, select};
pub use suggest::near_misses;
pub use visible::visible;

/// Reads the files of a service into the intermediate representation.
///
/// # Errors
///
/// What does not fit, with the file, the place in it, and the reason.
pub fn load(sources: &Sources) -> Result<ir::Service, Error> {
    lower(&read(sources)?)
}

/// How a crate is to be generated, beside what its service holds.
#[derive(Clone, Debug)]
pub struct Options {
    /// The package's name, such as `ssm`.
    pub package: String,
    /// The package's version, such as `0.1.0`.
    pub version: String,
    /// Further lines of the `[package]` table, such as `license.workspace = true`; each ends in a
    /// line break.
    pub package_fields: String,
    /// The right-hand side of the dependency on `shapesmith-runtime`, such as
    /// `{ workspace = true }` or `{ path = "../../runtime" }`.
    pub runtime: String,
    /// Tables after the dependencies, such as `[lints]`; empty for none.
    pub further_tables: String,
    /// Where the model comes from, for the documentation: `botocore 1.44.5`.
    pub source: String,
}

/// Generates the crate of a service, with every operation it holds.
///
/// # Errors
///
/// Names that collide in Rust, or facts that cannot be honoured.
pub fn generate(service: &ir::Service, options: &Options) -> Result<Files, Error> {
    draft(service, options)?.format()
}

/// Generates the file of the runtime that holds the partitions, `endpoint/partitions.rs`: the text of
/// a `partitions.json` comes in. Generated crates hold no partitions of their own.
///
/// # Errors
///
/// A text that is not JSON, or partitions of a form that the runtime would not understand.
pub fn partitions(source: &Source) -> Result<String, Error> {
    emit::partitions(source)?.render("endpoint/partitions.rs")
}

/// Emits the crate of a service without making text of it yet: the first half of [`generate`].
///
/// # Errors
///
/// Names that collide in Rust, or facts that cannot be honoured.
pub fn draft(service: &ir::Service, options: &Options) -> Result<Draft, Error> {
    let mut service = service.clone();
    names::check_package(&options.package)?;
    let usage = pass::analyse(&mut service);
    let names = names::allocate(&service)?;
    emit::emit(&emit::Context { service: &service, usage: &usage, names: &names, options })
}
