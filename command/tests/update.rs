//! `cargo shapesmith models update`, as a user meets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::io::Write;

use common::Workspace;

const FOLDER: &str = "models/library/2020-01-01";
const MODEL: &str = "models/library/2020-01-01/service-2.json";

/// A botocore checkout in `botocore/` of the workspace, with the workspace's models in which some text
/// is replaced, and with documentation.
fn with_checkout(old: &str, new: &str) -> Workspace {
    let workspace = Workspace::new();
    for path in workspace.paths("models").into_iter().filter(|path| path.starts_with("library/")) {
        let text = workspace.text(&format!("models/{path}"));
        workspace.write(&format!("botocore/botocore/data/{path}"), &text);
    }
    workspace.write("botocore/botocore/__init__.py", "import os\n\n__version__ = '2.0.0'\n");
    let model = "botocore/botocore/data/library/2020-01-01/service-2.json";
    workspace.replace(model, old, new);
    let words = "\"State\": {\"documentation\": \"<p>Where a <b>book</b> is.</p>\", \"type\"";
    workspace.replace(model, "\"State\": {\"type\"", words);
    workspace
}

const UPDATE: [&str; 4] = ["models", "update", "--from", "botocore"];

#[test]
fn an_update_takes_over_the_model_and_tells_what_it_means() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let run = workspace.succeed(&UPDATE);
    assert!(run.out.starts_with("library: botocore 1.2.3 → botocore 2.0.0\n"), "{}", run.out);
    assert!(run.out.contains("      adds variant types::State::Lost\n"), "{}", run.out);
    assert!(run.out.contains("verdict: additive → minor\n"), "{}", run.out);
    assert!(run.out.ends_with("next: cargo shapesmith codegen\n"), "{}", run.out);

    let model = workspace.text(MODEL);
    assert!(model.contains("\"LOST\"") && !model.contains("documentation"), "{model}");
    assert!(model.starts_with("{\n  \"version\": \"2.0\",\n"), "{model}");
    let manifest = workspace.text("models/manifest.toml");
    assert!(
        manifest.starts_with("# Kept by hand.\n[source]\npackage = \"botocore\"\nversion = \"2.0.0\"\n"),
        "{manifest}"
    );
    assert!(manifest.contains("# in pages") && manifest.ends_with("# The end.\n"), "{manifest}");

    let before = workspace.files();
    let again = workspace.succeed(&UPDATE);
    assert!(again.out.contains("every file is as it would be written\n"), "{}", again.out);
    assert!(before == workspace.files(), "a second run has nothing to do");
}

#[test]
fn a_dry_run_tells_the_same_and_changes_nothing() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let before = workspace.files();
    let run = workspace.succeed(&["models", "update", "--from", "botocore", "--dry-run"]);
    assert!(run.out.contains("verdict: additive → minor\n"), "{}", run.out);
    assert!(run.out.contains("files would change, nothing has been changed:\n"), "{}", run.out);
    assert!(run.out.contains(&format!("  ~ {MODEL}\n")), "{}", run.out);
    assert!(before == workspace.files());
}

#[test]
fn documentation_is_kept_on_request_and_becomes_rustdoc() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let run = workspace.succeed(&["models", "update", "--from", "botocore", "--docs"]);
    assert!(run.out.contains("the old model was stripped of its documentation"), "{}", run.out);
    assert!(workspace.text(MODEL).contains("<p>Where a <b>book</b> is.</p>"));
    workspace.succeed(&["codegen"]);
    let state = workspace.text("generated/library/src/types/state.rs");
    assert!(state.contains("\n/// Where a **book** is.\n///\n/// The enum `State`"), "{state}");
}

#[test]
fn the_words_and_corrections_of_the_workspace_stay() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let overlay = r#"{"merge": {"shapes": {"Book": {"documentation": "Ours."}}}}"#;
    workspace.write(&format!("{FOLDER}/service-2.sdk-extras.json"), overlay);
    workspace
        .write("botocore/botocore/data/library/2020-01-01/service-2.sdk-extras.json", r#"{"merge": {}}"#);
    let run = workspace.succeed(&UPDATE);
    assert!(run.out.contains("service-2.sdk-extras.json stays as it is"), "{}", run.out);
    assert_eq!(workspace.text(&format!("{FOLDER}/service-2.sdk-extras.json")), overlay);
}

#[test]
fn files_that_the_new_release_has_no_more_go() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    std::fs::remove_file(workspace.path("botocore/botocore/data/library/2020-01-01/waiters-2.json")).unwrap();
    let run = workspace.succeed(&UPDATE);
    assert!(run.out.contains(&format!("  - {FOLDER}/waiters-2.json\n")), "{}", run.out);
    assert!(!workspace.path(&format!("{FOLDER}/waiters-2.json")).exists());
}

#[test]
fn a_model_that_cannot_be_used_changes_nothing() {
    let broken = with_checkout("{\"shape\": \"Books\"}", "{\"shape\": \"Boks\"}");
    let run = broken.fail(&UPDATE);
    assert!(run.err.contains("no shape is called \"Boks\"\n  help: did you mean \"Books\"?"), "{}", run.err);
    let gone = with_checkout("\"ListBooks\": {\n      \"name\"", "\"ListAll\": {\n      \"name\"");
    let paginators = "botocore/botocore/data/library/2020-01-01/paginators-1.json";
    gone.replace(paginators, "ListBooks", "ListAll");
    let run = gone.succeed(&["models", "update", "--from", "botocore", "--dry-run"]);
    assert!(
        run.out.contains("- operation ListBooks\n") && run.out.contains("verdict: breaking → major\n"),
        "{}",
        run.out
    );
}

#[test]
fn a_new_service_is_taken_over_without_touching_the_others() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let model = workspace.text("botocore/botocore/data/library/2020-01-01/service-2.json");
    workspace.write("botocore/botocore/data/archive/2021-01-01/service-2.json", &model);
    let before = workspace.text(MODEL);
    let run = workspace.succeed(&["models", "update", "--from", "botocore", "--service", "archive"]);
    assert!(run.out.starts_with("archive: new, 3 operations\n"), "{}", run.out);
    assert!(run.out.contains("`cargo shapesmith add archive OPERATION…` lists it"), "{}", run.out);
    let note = "names botocore 1.2.3: once archive is listed there, add `version = \"2.0.0\"` to it";
    assert!(run.out.contains(note), "{}", run.out);
    assert!(workspace.path("models/archive/2021-01-01/service-2.json").is_file());
    assert_eq!(workspace.text(MODEL), before);
    assert!(workspace.text("models/manifest.toml").contains("version = \"1.2.3\""));
}

#[test]
fn services_of_different_releases_are_recorded_apart() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    workspace.write("models/archive/2021-01-01/service-2.json", &workspace.text(MODEL));
    let manifest = workspace.text("models/manifest.toml");
    let second = "[services.archive]\nmodel = \"archive/2021-01-01\"\noperations = [\"GetBook\"]\n";
    workspace.write("models/manifest.toml", &manifest.replace("# The end.\n", second));
    workspace.succeed(&["models", "update", "--from", "botocore", "--service", "library"]);
    let run = workspace.succeed(&["codegen"]);
    assert!(run.out.contains("library (botocore 2.0.0, library/2020-01-01)"), "{}", run.out);
    assert!(run.out.contains("archive (botocore 1.2.3, archive/2021-01-01)"), "{}", run.out);
}

#[test]
fn a_wheel_a_folder_and_a_single_file_will_do() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let new = workspace.text("botocore/botocore/data/library/2020-01-01/service-2.json");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(workspace.path("new.whl")).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("botocore/data/library/2020-01-01/service-2.json.gz", options).unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(new.as_bytes()).unwrap();
    archive.write_all(&packer.finish().unwrap()).unwrap();
    archive.start_file("botocore-3.1.4.dist-info/METADATA", options).unwrap();
    archive.finish().unwrap();
    let run = workspace.succeed(&["models", "update", "--from", "new.whl", "--dry-run"]);
    assert!(run.out.starts_with("library: botocore 1.2.3 → botocore 3.1.4\n"), "{}", run.out);
    assert!(run.out.contains("State.LOST"), "{}", run.out);

    workspace.write("other/alone.json", &new);
    let run = workspace.succeed(&["models", "update", "--from", "other/alone.json"]);
    assert!(run.out.contains("does not say its version"), "{}", run.out);
    assert!(workspace.text(MODEL).contains("LOST"));
    assert!(workspace.path(&format!("{FOLDER}/paginators-1.json")).is_file(), "its neighbours stay");
}

#[test]
fn mistakes_are_told_with_what_to_do() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let run = workspace.fail(&["models", "update", "--from", "nowhere.whl"]);
    assert!(run.err.contains("nowhere.whl: cannot read it"), "{}", run.err);
    let run = workspace.fail(&["models", "update", "--from", "botocore", "--service", "libary"]);
    assert!(run.err.contains("did you mean \"library\"?"), "{}", run.err);
    workspace.replace("models/manifest.toml", "library/2020-01-01", "library/2020-01-02");
    let run = workspace.fail(&UPDATE);
    assert!(run.err.contains("no model library/2020-01-02 in here"), "{}", run.err);
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let folder = workspace.path(FOLDER);
    let set = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    let is_root = std::fs::write(folder.join("probe"), "").is_ok();
    if is_root {
        // Permissions do not hold root back; a folder in the place of a file does.
        std::fs::remove_file(folder.join("probe")).unwrap();
        set(0o755);
        std::fs::remove_file(folder.join("waiters-2.json")).unwrap();
        std::fs::create_dir(folder.join("waiters-2.json")).unwrap();
    }
    let run = workspace.fail(&UPDATE);
    set(0o755);
    assert!(
        run.err.contains("cannot write it") && run.err.contains("nothing has been changed"),
        "{}",
        run.err
    );
    assert!(!workspace.text(MODEL).contains("LOST"));
}

/// A workspace with a second service, and a checkout that has both.
fn with_two_services() -> Workspace {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    workspace.write("models/archive/2021-01-01/service-2.json", &workspace.text(MODEL));
    let service = "[services.archive]\nmodel = \"archive/2021-01-01\"\noperations = [\"GetBook\"]\n";
    let manifest = workspace.text("models/manifest.toml").replace("# The end.\n", service);
    workspace.write("models/manifest.toml", &manifest);
    let model = workspace.text("botocore/botocore/data/library/2020-01-01/service-2.json");
    workspace.write("botocore/botocore/data/archive/2021-01-01/service-2.json", &model);
    workspace
}

/// What befalls the second service, how it comes about, and what is told of it.
type Stage = (&'static str, Box<dyn Fn(&Workspace)>, &'static str);

#[test]
fn a_service_that_is_gone_or_does_not_fit_does_not_hold_up_the_others() {
    let theirs = "botocore/botocore/data/archive/2021-01-01/service-2.json";
    let patch = r#"{"patches": [{"path": "shapes.State.enum", "reason": "R.", "expect": ["LENT", "PRESENT"], "replace": ["X"], "wire": true}]}"#;
    let gone: fn(&Workspace) = |workspace| {
        std::fs::remove_dir_all(workspace.path("botocore/botocore/data/archive")).unwrap();
    };
    let moved: fn(&Workspace) = |workspace| {
        let data = workspace.path("botocore/botocore/data/archive");
        std::fs::rename(data.join("2021-01-01"), data.join("2031-01-01")).unwrap();
    };
    let stages: [Stage; 4] = [
        ("gone", Box::new(gone), "no model of a service \"archive\" in here"),
        ("moved", Box::new(moved), "write `model = \"archive/2031-01-01\"` into the manifest"),
        (
            "broken",
            Box::new(move |workspace: &Workspace| {
                workspace.replace(theirs, "{\"shape\": \"Books\"}", "{\"shape\": \"Boks\"}")
            }),
            "no shape is called \"Boks\"",
        ),
        (
            "patched",
            Box::new(move |workspace: &Workspace| {
                workspace.write("models/archive/2021-01-01/patches.json", patch)
            }),
            "patches[0]: shapes.State.enum: ",
        ),
    ];
    for (name, prepare, told) in stages {
        let workspace = with_two_services();
        prepare(&workspace);
        let before = workspace.text("models/archive/2021-01-01/service-2.json");
        let dry = workspace.succeed(&["models", "update", "--from", "botocore", "--dry-run"]);
        assert!(
            dry.out.contains("note: archive stays as it is: ") && dry.out.contains(told),
            "{name}: {}",
            dry.out
        );
        let named =
            workspace.fail(&["models", "update", "--from", "botocore", "--service", "archive", "library"]);
        assert!(named.err.contains(told), "{name}: {}", named.err);
        let run = workspace.succeed(&UPDATE);
        assert!(run.out.contains("adds variant types::State::Lost"), "{name}: {}", run.out);
        assert!(workspace.text(MODEL).contains("LOST"), "{name}");
        assert_eq!(workspace.text("models/archive/2021-01-01/service-2.json"), before, "{name}");
        let run = workspace.succeed(&["codegen"]);
        assert!(run.out.contains("library (botocore 2.0.0, "), "{name}: {}", run.out);
        assert!(run.out.contains("archive (botocore 1.2.3, "), "{name}: {}", run.out);
        workspace.succeed(&UPDATE);
        workspace.succeed(&["codegen", "--check"]);
    }
}

#[test]
fn a_new_service_that_cannot_be_generated_is_not_written() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let model = workspace.text("botocore/botocore/data/library/2020-01-01/service-2.json");
    let folder = "botocore/botocore/data/archive/2021-01-01";
    workspace.write(&format!("{folder}/service-2.json"), &model);
    let waiters = r#"{"version": 2, "waiters": {"BookBack": {"operation": "GetBook", "delay": 1, "maxAttempts": 2,
        "acceptors": [{"matcher": "path", "state": "success", "argument": "sum(No.Such)", "expected": "X"}]}}}"#;
    workspace.write(&format!("{folder}/waiters-2.json"), waiters);
    let run = workspace.fail(&["models", "update", "--from", "botocore", "--service", "archive"]);
    assert!(run.err.contains("waiters-2.json: waiters.BookBack"), "{}", run.err);
    assert!(!workspace.path("models/archive").exists());
    std::fs::remove_file(workspace.path(&format!("{folder}/waiters-2.json"))).unwrap();
    let run = workspace.succeed(&["models", "update", "--from", "botocore", "--service", "archive"]);
    assert!(run.out.ends_with("next: cargo shapesmith add archive OPERATION…\n"), "{}", run.out);
}

#[test]
fn an_operation_that_the_new_release_lacks_is_told_with_what_to_do() {
    let workspace = with_two_services();
    let theirs = "botocore/botocore/data/archive/2021-01-01/service-2.json";
    workspace.replace(theirs, "\"GetBook\": {\n      \"name\"", "\"FetchBook\": {\n      \"name\"");
    let run = workspace.succeed(&UPDATE);
    let told = "services.archive.operations: \"GetBook\" matches no operation any more: remove it";
    assert!(run.out.contains(told), "{}", run.out);
}

#[test]
fn an_overlay_that_was_taken_over_and_not_changed_is_not_spoken_of() {
    let workspace = with_checkout("\"PRESENT\"]", "\"PRESENT\", \"LOST\"]");
    let overlay = r#"{"merge": {"shapes": {"Book": {"documentation": "Theirs."}}}}"#;
    workspace.write("botocore/botocore/data/library/2020-01-01/service-2.sdk-extras.json", overlay);
    workspace.succeed(&UPDATE);
    let run = workspace.succeed(&UPDATE);
    assert!(!run.out.contains("stays as it is"), "{}", run.out);
}
