//! See `shapesmith_tests::fuzz::events`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| shapesmith_tests::fuzz::events(bytes));
