//! Nothing: this crate is there for its dependencies, which `cargo xtask bench build` builds one by one.
