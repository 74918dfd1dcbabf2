//! `cargo shapesmith list`, `add` and `remove`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::Workspace;

const MANIFEST: &str = "models/manifest.toml";

#[test]
fn list_shows_operations_with_what_they_bring_along() {
    let workspace = Workspace::new();
    let run = workspace.succeed(&["list", "library"]);
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["operation", "shapes", "paginator", "waiter", "selected"]);
    assert_eq!(rows[1], ["GetBook", "5", "yes"]);
    assert_eq!(rows[2], ["ListBooks", "7", "yes", "yes"]);
    assert_eq!(rows[3], ["ReturnBook", "3"]);
    assert_eq!(run.out.lines().last(), Some("3 operations, 1 selected"));

    let run = workspace.succeed(&["list", "library", "*Books", "Ret*"]);
    assert_eq!(run.out.lines().count(), 4, "{}", run.out);
    assert_eq!(run.out.lines().last(), Some("2 operations, 1 selected"));
}

#[test]
fn list_without_a_service_shows_the_manifest() {
    let workspace = Workspace::new();
    let run = workspace.succeed(&["list"]);
    assert!(run.out.contains("library  library/2020-01-01  generated/library  ListBooks\n"), "{}", run.out);
    assert!(run.out.ends_with("1 service from botocore 1.2.3\n"), "{}", run.out);
}

#[test]
fn list_names_near_misses() {
    let workspace = Workspace::new();
    assert!(workspace.fail(&["list", "libary"]).err.contains("\"library\""));
    assert!(workspace.fail(&["list", "library", "GetBok"]).err.contains("GetBook"));
}

#[test]
fn add_and_remove_keep_the_manifest_as_a_person_wrote_it() {
    let workspace = Workspace::new();
    let original = workspace.text(MANIFEST);
    let run = workspace.succeed(&["add", "library", "GetBook", "Return*"]);
    assert!(run.out.contains("library has ListBooks, GetBook, Return*\n"), "{}", run.out);
    assert!(run.out.contains("  3 operations, "), "{}", run.out);
    let added = original.replace("# in pages\n", "# in pages\n    \"GetBook\",\n    \"Return*\",\n");
    assert_eq!(workspace.text(MANIFEST), added);
    workspace.succeed(&["codegen", "--check"]);

    let run = workspace.succeed(&["remove", "library", "Return*", "Get*"]);
    assert!(run.out.contains("    - src/operation/get_book.rs\n"), "{}", run.out);
    assert_eq!(workspace.text(MANIFEST), original);
    workspace.succeed(&["codegen", "--check"]);
}

#[test]
fn what_is_selected_already_is_said_and_changes_nothing() {
    let workspace = Workspace::new();
    workspace.succeed(&["add", "library", "Get*"]);
    let before = workspace.files();
    let run = workspace.succeed(&["add", "library", "ListBooks", "GetBook"]);
    assert!(run.out.contains("ListBooks is already selected\n"), "{}", run.out);
    assert!(run.out.contains("GetBook is already selected, by \"Get*\"\n"), "{}", run.out);
    assert!(run.out.contains("the manifest is unchanged"), "{}", run.out);
    assert_eq!(before, workspace.files());
}

#[test]
fn add_refuses_what_does_not_exist() {
    let workspace = Workspace::new();
    workspace.succeed(&["codegen"]);
    let run = workspace.fail(&["add", "library", "GetBook", "GetBok"]);
    assert!(
        run.err.contains("\"GetBok\" matches no operation") && run.err.contains("GetBook"),
        "{}",
        run.err
    );
    assert!(workspace.fail(&["add", "libary", "GetBook"]).err.contains("did you mean \"library\"?"));
    let error = workspace.fail(&["add", "zoo", "GetBook"]).err;
    assert!(error.contains("models: no model of a service \"zoo\" in here"), "{error}");
    assert!(error.contains("`cargo shapesmith models update --from botocore.whl --service zoo`"), "{error}");
}

#[test]
fn add_changes_nothing_where_the_crate_cannot_be_written() {
    let workspace = Workspace::new();
    workspace.succeed(&["codegen"]);
    workspace.write("generated/library/src/mine.rs", "fn mine() {}\n");
    assert!(workspace.fail(&["add", "library", "GetBook"]).err.contains("src/mine.rs"));
}

#[test]
fn remove_refuses_what_is_not_listed() {
    let workspace = Workspace::new();
    workspace.succeed(&["add", "library", "Get*"]);
    let run = workspace.fail(&["remove", "library", "ListBoks"]);
    assert!(
        run.err.contains("\"ListBoks\" is not in the list") && run.err.contains("\"ListBooks\""),
        "{}",
        run.err
    );
    assert!(workspace.fail(&["remove", "library", "ReturnBook"]).err.contains("is not in the list"));
    let run = workspace.fail(&["remove", "library", "GetBook"]);
    assert!(run.err.contains("\"GetBook\" is selected by the glob \"Get*\""), "{}", run.err);
}

#[test]
fn remove_does_not_leave_a_client_without_operations() {
    let workspace = Workspace::new();
    workspace.succeed(&["codegen"]);
    let run = workspace.fail(&["remove", "library", "ListBooks"]);
    assert!(run.err.contains("nothing would be left of library"), "{}", run.err);
    assert!(run.err.contains("delete [services.library] and the folder generated/library"), "{}", run.err);
}

#[test]
fn a_service_that_is_not_listed_yet_is_added_if_there_is_a_model() {
    let workspace = Workspace::new();
    let model = workspace.text("models/library/2020-01-01/service-2.json");
    workspace.write("models/archive/2020-01-01/service-2.json", &model);
    workspace.write("models/archive/2021-01-01/service-2.json", &model);
    let hint = workspace.fail(&["codegen", "--service", "archive"]);
    assert!(hint.err.contains("`cargo shapesmith add archive OPERATION…`"), "{}", hint.err);
    let run = workspace.succeed(&["add", "archive", "GetBook"]);
    assert!(!run.out.contains("among its members"), "a pattern covers it: {}", run.out);
    assert!(workspace.text(MANIFEST).contains("[services.archive]\nmodel = \"archive/2021-01-01\"\n"));
    workspace.succeed(&["codegen"]);
    workspace.write("models/depot/2020-01-01/service-2.json", &model);
    workspace.replace("Cargo.toml", "generated/*", "generated/library");
    let before = workspace.files();
    let run = workspace.succeed(&["add", "depot", "GetBook", "--dry-run"]);
    assert!(run.out.contains("depot would have GetBook; nothing has been changed\n"), "{}", run.out);
    assert!(run.out.contains("    + src/operation/get_book.rs\n") && before == workspace.files());
    let run = workspace.succeed(&["add", "depot", "GetBook"]);
    assert!(run.out.contains("has to list \"generated/depot\" among its members"), "{}", run.out);
    let run = workspace.succeed(&["list"]);
    assert!(run.out.contains("3 services from botocore 1.2.3"), "{}", run.out);
}
