//! Uses the crates that are generated from the fixtures, as a program that depends on them would.
//!
//! It is compiled and run by the test in `generator/compile.rs`.

mod bindings;
mod copies;
mod corrections;
mod discovery;
mod enums;
mod errors;
mod events;
mod forms;
mod paginators;
mod requests;
mod secrets;
mod structures;
mod support;
mod unions;
mod uploads;
mod xml;
