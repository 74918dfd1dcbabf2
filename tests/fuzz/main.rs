//! The bodies of the fuzz targets over their corpora: what is checked in, what a fuzzer has found on this
//! machine, and what becomes of both when bytes are cut off or turned over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use shapesmith_tests::{ast, fixture, fuzz, repository};

/// How many variants are made of an input.
const VARIANTS: u64 = 60;

/// The files of a folder, by name; none where there is no folder.
fn inputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = entries.filter(|path| path.is_file());
    files.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

/// The inputs of a target: at least one is checked in.
fn corpus(target: &str) -> BTreeMap<String, Vec<u8>> {
    let root = repository::root();
    let mut all = inputs(&root.join("tests/fuzz/corpus").join(target));
    assert!(!all.is_empty(), "{target} has a corpus");
    for found in ["corpus", "artifacts"] {
        all.extend(inputs(&root.join("fuzz").join(found).join(target)));
    }
    all
}

/// An input with some bytes turned over, cut off or said twice: the same for the same number.
fn variant(input: &[u8], number: u64) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).unwrap()).unwrap()
    };
    let mut bytes = input.to_vec();
    for _ in 0..=next(3) {
        let at = next(bytes.len());
        match next(4) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] ^= 1 << next(8),
            2 => bytes.insert(at, b"\"{}[],:0\\\xff"[next(10)]),
            _ => {
                let part = bytes[at..(at + next(16)).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

/// Runs a target over inputs and their variants; a panic names the input.
fn run(inputs: BTreeMap<String, Vec<u8>>, target: fn(&[u8])) {
    for (name, input) in inputs {
        for number in 0..=VARIANTS {
            let bytes = if number == 0 { input.clone() } else { variant(&input, number) };
            let outcome = std::panic::catch_unwind(|| target(&bytes));
            assert!(outcome.is_ok(), "{name}, variant {number}: {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn any_bytes_are_a_value_or_an_error() {
    run(corpus("reader"), fuzz::reader);
}

#[test]
fn any_bytes_of_events_are_messages_or_an_error() {
    run(corpus("events"), fuzz::events);
}

#[test]
fn any_bytes_of_cbor_are_a_value_or_an_error() {
    run(corpus("cbor"), fuzz::cbor);
}

#[test]
fn any_bytes_of_xml_are_a_value_or_an_error() {
    run(corpus("xml"), fuzz::xml);
}

#[test]
fn any_input_is_read_in_its_form_as_it_was_or_refused() {
    run(corpus("forms"), fuzz::forms);
}

#[test]
fn members_outside_of_bodies_are_read_as_they_were_or_refused() {
    run(corpus("bindings"), fuzz::bindings);
}

#[test]
fn any_reply_ends_in_an_output_or_an_error_of_one_line() {
    run(corpus("reply"), fuzz::reply);
}

#[test]
fn any_model_gives_a_crate_or_an_error_of_one_line() {
    let mut inputs = corpus("models");
    for name in fixture::names() {
        inputs.insert(name.clone(), repository::text(&format!("tests/fixtures/{name}.json")).into_bytes());
    }
    run(inputs, fuzz::models);
}

#[test]
fn any_model_of_smithys_form_gives_a_crate_or_an_error_of_one_line() {
    let mut inputs = corpus("smithy");
    for name in fixture::names() {
        inputs.insert(name.clone(), ast::twin(&fixture::sources(&name)).service.text.into_bytes());
    }
    run(inputs, fuzz::smithy);
}

/// The wrappers that a fuzzer builds hold nothing but a call of the bodies above.
#[test]
fn every_fuzz_target_calls_a_body_that_is_run_here() {
    for (path, bytes) in inputs(&repository::root().join("fuzz/fuzz_targets")) {
        let name = Path::new(&path).file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            ["bindings", "cbor", "events", "forms", "models", "reader", "reply", "smithy", "xml"]
                .contains(&name.as_str()),
            "{path} has no test here"
        );
        let call = format!("fuzz_target!(|bytes: &[u8]| shapesmith_tests::fuzz::{name}(bytes));");
        assert!(String::from_utf8(bytes).unwrap().contains(&call), "{path}: {call}");
    }
}
