//! Turns AWS service models into Rust client crates.
//!
//! A library without I/O, clock or environment: texts of model files come in, texts of Rust files go
//! out, and the same input gives the same bytes.
//!
//! ```text
//! Sources ── load ──→ ir::Service ── select ──→ ir::Service ── generate ──→ Files
//!            (front, lower)         (pass, names)             (pass, names, emit, file)
//! ```
//!
//! What is wrong with a model is told by the first two. [`names::allocate`] answers what anything of a
//! service is called in Rust.
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
//!     library: String::new(),
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
mod front;
pub mod ir;
mod lower;
pub mod names;
mod options;
mod pass;
mod suggest;
mod visible;

pub use emit::{CONTRACT, Draft};
pub use error::Error;
pub use file::{Files, HEADER};
pub use front::json;
pub use front::{Models, PROTOCOL_TRAITS, SPOKEN, Source, Sources, corrections, read};
pub use lower::lower;
pub use options::Options;
pub use pass::{Note, Selected, Selection, Skipped, analyse, closure};
pub use suggest::{did_you_mean, near_misses};
pub use visible::visible;

/// Reads the files of a service into the intermediate representation.
///
/// # Errors
///
/// What does not fit, with the file, the place in it, and the reason.
pub fn load(sources: &Sources) -> Result<ir::Service, Error> {
    lower(&read(sources)?)
}

/// Keeps the operations that a selection names and the shapes they reach. What is kept can be generated:
/// nothing in it is left that [`generate`] would refuse.
///
/// An operation that needs what clients cannot do, such as an event stream, is left out and reported
/// where a wildcard matches it, and refused where it is named.
///
/// # Errors
///
/// When the selection is empty, when one of its globs matches nothing, when it names an operation that
/// cannot be generated, when nothing is left, or when names of what is kept collide in Rust.
pub fn select(service: &ir::Service, selection: &Selection) -> Result<Selected, Error> {
    let selected = pass::select(service, selection)?;
    names::allocate(&selected.service)?;
    Ok(selected)
}

/// Generates the crate of a service, with every operation it holds.
///
/// # Errors
///
/// Names that collide in Rust, which [`select`] tells too, or a mistake in the generator.
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
    emit::partitions(&lower::partitions(source)?).render("endpoint/partitions.rs")
}

/// Emits the crate of a service without making text of it yet: the first half of [`generate`].
///
/// # Errors
///
/// Names that collide in Rust, which [`select`] tells too.
pub fn draft(service: &ir::Service, options: &Options) -> Result<Draft, Error> {
    let mut service = service.clone();
    names::check_package(&options.package)?;
    let usage = pass::analyse(&mut service);
    let names = names::allocate(&service)?;
    Ok(emit::emit(&emit::Context { service: &service, usage: &usage, names: &names, options }))
}
