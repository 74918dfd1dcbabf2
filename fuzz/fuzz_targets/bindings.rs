//! See `shapesmith_tests::fuzz::bindings`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| shapesmith_tests::fuzz::bindings(bytes));
