//! What a caller decides about a crate.

/// How a crate is to be generated, beside what its service holds.
#[derive(Clone, Debug)]
pub struct Options {
    /// The package's name, such as `ssm`.
    pub package: String,
    /// What programs call the crate, such as `ssm`; empty where it is called like the package.
    pub library: String,
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
