//! Models of Smithy's form, as a user meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::Workspace;

const FOLDER: &str = "models/library/2020-01-01";

/// The model of the workspace in Smithy's form, with words and what no client has a use for.
const TWIN: &str = include_str!("fixtures/library.json");

#[test]
fn a_single_file_takes_the_place_of_botocores_and_back() {
    let workspace = Workspace::new();
    workspace.succeed(&["codegen"]);
    let before = workspace.files();
    workspace.write("library.json", TWIN);
    let update =
        ["models", "update", "--from", "library.json", "--service", "library", "--version", "2026-01-31"];
    let run = workspace.succeed(&update);
    assert!(run.out.contains(&format!("  + {FOLDER}/model.json\n")), "{}", run.out);
    assert!(run.out.contains(&format!("  - {FOLDER}/service-2.json\n")), "{}", run.out);
    assert!(run.out.contains(&format!("  - {FOLDER}/paginators-1.json\n")), "{}", run.out);
    assert!(run.out.contains("one model is of botocore's form, the other of Smithy's"), "{}", run.out);
    let model = workspace.text(&format!("{FOLDER}/model.json"));
    assert!(model.starts_with("{\n  \"smithy\": \"2.0\",\n"), "{model}");
    assert!(!model.contains("documentation") && !model.contains("endpointTests"), "{model}");
    let manifest = workspace.text("models/manifest.toml");
    assert!(manifest.contains("package = \"aws/api-models-aws\""), "{manifest}");
    assert!(manifest.contains("version = \"2026-01-31\""), "{manifest}");
    workspace.succeed(&["codegen"]);
    let library = workspace.text("generated/library/src/lib.rs");
    assert!(library.contains("aws/api-models-aws 2026-01-31"), "{library}");
    let again = workspace.succeed(&update);
    assert!(again.out.contains("every file is as it would be written\n"), "{}", again.out);

    for name in ["service-2.json", "paginators-1.json", "waiters-2.json"] {
        let bytes = &before[&format!("{FOLDER}/{name}")];
        workspace.write(
            &format!("old/botocore/data/library/2020-01-01/{name}"),
            std::str::from_utf8(bytes).unwrap(),
        );
    }
    workspace.write("old/botocore/__init__.py", "__version__ = '1.2.3'\n");
    workspace.succeed(&["models", "update", "--from", "old"]);
    assert!(!workspace.path(&format!("{FOLDER}/model.json")).exists());
    assert!(!workspace.text("models/manifest.toml").contains("api-models-aws"));
    workspace.succeed(&["codegen"]);
    let after = workspace.text("generated/library/src/lib.rs");
    assert_eq!(after.as_bytes(), before["generated/library/src/lib.rs"]);
}

#[test]
fn models_of_the_other_form_say_what_they_are_or_stay_outside() {
    let workspace = Workspace::new();
    workspace.write("library.json", TWIN);
    let run = workspace.fail(&["models", "update", "--from", "library.json"]);
    assert!(
        run.err.contains("it does not say its version, and models/manifest.toml says botocore 1.2.3")
            && run.err.contains("say which version of aws/api-models-aws it is with --version"),
        "{}",
        run.err
    );
}

#[test]
fn words_are_kept_on_request() {
    let workspace = Workspace::new();
    workspace.write("library.json", TWIN);
    let update = ["models", "update", "--from", "library.json", "--version", "2026-01-31", "--docs"];
    workspace.succeed(&update);
    assert!(workspace.text(&format!("{FOLDER}/model.json")).contains("Where a <b>book</b> is."));
    // The manifest remembers it, whatever form the model is of.
    assert_eq!(workspace.text("models/manifest.toml").matches("docs = true\n").count(), 1);
    let again = workspace.succeed(update.get(..6).unwrap());
    assert!(again.out.contains("every file is as it would be written\n"), "{}", again.out);
    let plain = workspace.text("models/manifest.toml").replace("docs = true\n", "");
    workspace.write("models/manifest.toml", &plain);
    workspace.succeed(update.get(..6).unwrap());
    assert!(!workspace.text(&format!("{FOLDER}/model.json")).contains("Where a <b>book</b> is."));
}

#[test]
fn a_checkout_and_a_folder_of_files_hold_models_too() {
    for place in
        ["checkout/models/library/service/2020-01-01/library-2020-01-01.json", "checkout/anything.json"]
    {
        let workspace = Workspace::new();
        workspace.write(place, TWIN);
        workspace.succeed(&["models", "update", "--from", "checkout", "--version", "2026-01-31"]);
        assert!(workspace.path(&format!("{FOLDER}/model.json")).exists(), "{place}");
        workspace.succeed(&["codegen"]);
    }
}

#[test]
fn two_models_of_one_service_are_one_too_many() {
    let workspace = Workspace::new();
    workspace.write(&format!("{FOLDER}/model.json"), TWIN);
    let run = workspace.run(&["codegen"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("so there are two models of one service"), "{}", run.err);
}

#[test]
fn models_of_both_forms_can_be_compared() {
    let workspace = Workspace::new();
    workspace.write("library.json", TWIN);
    let run = workspace.succeed(&["diff", FOLDER, "library.json", "--service", "library"]);
    assert!(run.out.contains("one model is of botocore's form, the other of Smithy's"), "{}", run.out);
}

#[test]
fn an_overlay_that_came_with_botocores_model_goes_with_it() {
    let workspace = Workspace::new();
    let overlay = format!("{FOLDER}/service-2.sdk-extras.json");
    for name in ["service-2.json", "paginators-1.json", "waiters-2.json"] {
        let text = workspace.text(&format!("{FOLDER}/{name}"));
        workspace.write(&format!("release/botocore/data/library/2020-01-01/{name}"), &text);
    }
    workspace.write("release/botocore/__init__.py", "__version__ = '2.0.0'\n");
    workspace.write(
        "release/botocore/data/library/2020-01-01/service-2.sdk-extras.json",
        r#"{"version": 1.0, "merge": {"metadata": {"serviceFullName": "The Library"}}}"#,
    );
    workspace.write("library.json", TWIN);
    let to_botocore = ["models", "update", "--from", "release"];
    let to_smithy = ["models", "update", "--from", "library.json", "--version", "2026-01-31"];

    workspace.succeed(&to_botocore);
    assert!(workspace.text(&overlay).contains("The Library"));
    let run = workspace.succeed(&["diff", "models", "library.json"]);
    assert!(run.out.contains("one model is of botocore's form, the other of Smithy's"), "{}", run.out);
    let run = workspace.succeed(&to_smithy);
    assert!(run.out.contains(&format!("  - {overlay}\n")), "{}", run.out);
    workspace.succeed(&["codegen"]);
    workspace.succeed(&["check"]);

    // What somebody changed is their own, and stays; what it says has to hold for the new form.
    workspace.succeed(&to_botocore);
    workspace.replace(&overlay, "The Library", "Our Library");
    let run = workspace.fail(&to_smithy);
    assert!(run.err.contains("only documentation can be put into a model of Smithy's form"), "{}", run.err);
    let run = workspace.succeed(&to_botocore);
    assert!(run.out.contains("stays as it is") && workspace.text(&overlay).contains("Our"), "{}", run.out);
}
