//! Corrections that ship with the generator: told in the report, turned off in the manifest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::Workspace;

const MODEL: &str = "models/library/2020-01-01/service-2.json";
const MANIFEST: &str = "models/manifest.toml";
const CLIENT: &str = "generated/library/src/client.rs";
const LISTED: &str = "model = \"library/2020-01-01\"\n";
const HEADER: &str = r#".headers(&[("x-amz-glacier-version", "2012-06-01")])"#;

/// A workspace whose model is called as one that there are corrections for.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    workspace.replace(MODEL, "\"serviceId\": \"Library\"", "\"serviceId\": \"Glacier\"");
    workspace.replace(MODEL, "\"apiVersion\": \"2020-01-01\"", "\"apiVersion\": \"2012-06-01\"");
    workspace
}

#[test]
fn the_report_tells_what_was_corrected_and_what_was_not_there() {
    let workspace = workspace();
    let run = workspace.succeed(&["codegen"]);
    assert!(run.out.contains("\n  corrected: metadata.headers: Every request has to name "), "{}", run.out);
    let absent = "note: corrections/glacier.json: not in this model, so nothing is corrected there: \
                  shapes.*.members.accountId.default: ";
    assert!(run.out.contains(absent), "{}", run.out);
    assert!(workspace.text(CLIENT).contains(HEADER));

    // Wherever models come from, and for all services at once.
    let run = workspace.succeed(&["codegen", "--models", "models", "--all", "--out", "elsewhere"]);
    assert!(run.out.contains("library: corrected: metadata.headers: "), "{}", run.out);
}

#[test]
fn a_key_of_the_manifest_turns_them_off() {
    let workspace = workspace();
    let switched = |value: &str| format!("{LISTED}corrections = {value}\n");
    workspace.replace(MANIFEST, LISTED, &switched("false"));
    let run = workspace.succeed(&["codegen"]);
    assert!(!run.out.contains("corrected: ") && !run.out.contains("glacier.json"), "{}", run.out);
    assert!(!workspace.text(CLIENT).contains("headers"));
    // Commands that edit the manifest keep it.
    workspace.succeed(&["add", "library", "GetBook"]);
    assert!(workspace.text(MANIFEST).contains(&switched("false")));
    assert!(!workspace.text(CLIENT).contains("headers"));

    workspace.replace(MANIFEST, &switched("false"), &switched("true"));
    assert!(workspace.fail(&["codegen", "--check"]).out.contains("x-amz-glacier-version"));
    workspace.replace(MANIFEST, &switched("true"), &switched("\"no\""));
    let run = workspace.fail(&["codegen"]);
    assert!(
        run.err.contains("services.library.corrections: expected true or false, found string"),
        "{}",
        run.err
    );
    workspace.replace(MANIFEST, &switched("\"no\""), &format!("{LISTED}correction = false\n"));
    let run = workspace.fail(&["codegen"]);
    assert!(run.err.contains("did you mean \"corrections\"?"), "{}", run.err);
}

#[test]
fn one_that_is_stale_fails_and_says_how_to_go_on() {
    let workspace = workspace();
    workspace.replace(
        MODEL,
        "\"metadata\": {",
        "\"metadata\": {\"headers\": {\"x-amz-glacier-version\": \"2\"},",
    );
    let run = workspace.fail(&["codegen"]);
    let reason = "corrections/glacier.json: patches[0]: metadata.headers: something stands there already, so the \
                  correction is stale";
    assert!(run.err.contains(reason) && run.err.contains("`corrections = false`"), "{}", run.err);
    workspace.replace(MANIFEST, LISTED, &format!("{LISTED}corrections = false\n"));
    workspace.succeed(&["codegen"]);
    assert!(workspace.text(CLIENT).contains(r#"("x-amz-glacier-version", "2")"#));
}

#[test]
fn a_comparison_leaves_out_what_does_not_fit_one_of_the_versions() {
    let workspace = workspace();
    let old = workspace.text(MODEL);
    workspace.write("old/library/2020-01-01/service-2.json", &old);
    let headers = "\"metadata\": {\"headers\": {\"x-amz-glacier-version\": \"2012-06-01\"},";
    workspace.replace(MODEL, "\"metadata\": {", headers);
    let run = workspace.succeed(&["diff", "old", "models"]);
    assert!(run.out.contains("corrections/glacier.json: the corrections do not fit "), "{}", run.out);
}
