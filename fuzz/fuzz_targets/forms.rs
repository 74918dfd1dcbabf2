//! See `shapesmith_tests::fuzz::forms`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| shapesmith_tests::fuzz::forms(bytes));
