//! `cargo shapesmith diff`, as a user meets it, and what `codegen` says of the same changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::process::Command;

use common::Workspace;

const MODEL: &str = "models/library/2020-01-01/service-2.json";
const VALUE: [&str; 2] = ["\"PRESENT\"]", "\"PRESENT\", \"LOST\"]"];

/// A workspace with a copy of the models in `new/`, in which some text is replaced.
fn changed(old: &str, new: &str) -> Workspace {
    let workspace = Workspace::new();
    for path in workspace.paths("models") {
        workspace.write(&format!("new/{path}"), &workspace.text(&format!("models/{path}")));
    }
    workspace.replace("new/library/2020-01-01/service-2.json", old, new);
    workspace
}

#[test]
fn a_change_comes_with_its_effect_and_its_verdict_on_the_last_line() {
    let workspace = changed(VALUE[0], VALUE[1]);
    let run = workspace.succeed(&["diff", "models", "new"]);
    let expected = "library: models (botocore 1.2.3) → new (botocore 1.2.3)
  ListBooks
additive
  + enum value State.LOST
      adds variant types::State::Lost
ListBooks: 1 enum value added (State.LOST); no type changes → minor
verdict: additive → minor
";
    assert_eq!(run.out, expected);
}

#[test]
fn the_rest_of_the_service_is_one_line() {
    let workspace = changed(
        "\"ReturnBookRequest\": {\"type\": \"structure\", \"required\": [\"Title\"]",
        "\"ReturnBookRequest\": {\"type\": \"structure\"",
    );
    let run = workspace.succeed(&["diff", "models", "new"]);
    let expected = "library: models (botocore 1.2.3) → new (botocore 1.2.3)
  ListBooks
rest of the service, not generated: 1 member changed (ReturnBookRequest.Title)
ListBooks: no changes
verdict: invisible, nothing changed
";
    assert_eq!(run.out, expected);
    let run = workspace.succeed(&["diff", "models", "new", "--operations", "Return*"]);
    assert!(run.out.ends_with("verdict: breaking → major\n"), "{}", run.out);
}

#[test]
fn the_exit_code_tells_the_verdict_where_it_is_asked_for() {
    let workspace = changed(VALUE[0], VALUE[1]);
    assert_eq!(workspace.run(&["diff", "models", "new", "--fail-on", "breaking"]).code, Some(0));
    let additive = workspace.run(&["diff", "models", "new", "--fail-on", "additive"]);
    assert_eq!(additive.code, Some(3));
    assert!(additive.out.ends_with("verdict: additive → minor\n"), "{}", additive.out);
    // The other way round the value goes.
    assert_eq!(workspace.run(&["diff", "new", "models", "--fail-on", "breaking"]).code, Some(3));
    assert_eq!(workspace.run(&["diff", "models", "new", "--fail-on", "never"]).code, Some(2));
}

#[test]
fn every_way_to_name_a_model_finds_it() {
    let workspace = changed(VALUE[0], VALUE[1]);
    workspace.write("alone.json", &workspace.text(MODEL));
    let version = "new/library/2020-01-01";
    for new in ["new", "new/library", version, &format!("{version}/service-2.json")] {
        for old in ["models", "models/library", MODEL] {
            let run = workspace.succeed(&["diff", old, new]);
            assert!(
                run.out.contains("ListBooks: 1 enum value added (State.LOST)"),
                "{old} {new}: {}",
                run.out
            );
            assert!(!run.out.contains("note:"), "{old} {new}: {}", run.out);
        }
    }
    let run = workspace.succeed(&["diff", "alone.json", "new"]);
    assert!(run.out.contains("1 enum value added (State.LOST); no type changes"), "{}", run.out);
    assert!(run.out.contains("alone.json is a single file: paginators, waiters"), "{}", run.out);
}

#[test]
fn a_revision_of_the_repository_can_be_compared() {
    let workspace = Workspace::new();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        let run =
            Command::new("git").args(identity).args(arguments).current_dir(workspace.path(".")).output();
        assert!(run.unwrap().status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "First"]);
    workspace.replace(MODEL, VALUE[0], VALUE[1]);
    let run = workspace.succeed(&["diff", "git:HEAD", "models"]);
    assert!(run.out.contains("ListBooks: 1 enum value added (State.LOST)"), "{}", run.out);

    workspace.replace("models/manifest.toml", "1.2.3", "1.2.4");
    let run = workspace.succeed(&["diff", "git:HEAD", "models", "--format", "markdown"]);
    let title = "`git:HEAD (botocore 1.2.3)` → `models (botocore 1.2.4)`\n";
    assert!(run.out.contains(title), "{}", run.out);

    let run = workspace.fail(&["diff", "git:nothing", "models"]);
    assert!(run.err.contains("git:nothing: git knows no revision \"nothing\""), "{}", run.err);
    let run = workspace.fail(&["diff", "git:--all", "models"]);
    assert!(run.err.contains("\"--all\" is not a revision"), "{}", run.err);
}

#[test]
fn markdown_is_a_table_and_json_is_json() {
    let workspace = changed(VALUE[0], VALUE[1]);
    let markdown = workspace.succeed(&["diff", "models", "new", "--format", "markdown"]).out;
    let row = "| additive | enum value `State.LOST` added | adds `variant types::State::Lost` |\n";
    assert!(markdown.contains(row), "{markdown}");
    assert!(markdown.ends_with("\n**Verdict: additive → minor**\n"), "{markdown}");

    let json = workspace.succeed(&["diff", "models", "new", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["verdict"], "additive");
    let change = &json["services"][0]["changes"][0];
    assert_eq!((&change["subject"], &change["place"]), (&"enum value".into(), &"State.LOST".into()));
    assert_eq!(change["effects"][0]["item"], "variant types::State::Lost");
    assert_eq!(change["operations"][0], "ListBooks");
}

#[test]
fn mistakes_are_told_with_what_to_do() {
    let workspace = changed(VALUE[0], VALUE[1]);
    let run = workspace.fail(&["diff", "nowhere", "new"]);
    assert!(run.err.contains("nowhere: there is nothing here\n  help: name a model file"), "{}", run.err);
    let run = workspace.fail(&["diff", "models", "new", "--service", "libary"]);
    assert!(run.err.contains("no model of a service \"libary\" in here"), "{}", run.err);
    assert!(run.err.contains("did you mean \"library\"?"), "{}", run.err);
    let run = workspace.fail(&["diff", "models", "new", "--operations", "ListBook"]);
    assert!(
        run.err.contains("\"ListBook\" matches no operation\n  help: close to it: ListBooks"),
        "{}",
        run.err
    );
    let run = workspace.fail(&["diff", "git:HEAD", "new"]);
    assert!(run.err.contains("elsewhere, name a file, a folder or a wheel"), "{}", run.err);
    workspace.write("broken.json", "{");
    let run = workspace.fail(&["diff", "broken.json", "new"]);
    assert!(run.err.contains("broken.json: "), "{}", run.err);
}

#[test]
fn models_of_two_services_are_not_compared_by_mistake() {
    let workspace = changed("\"serviceId\": \"Library\"", "\"serviceId\": \"Archive\"");
    let sides = ["models/library", "new/library"];
    let run = workspace.fail(&["diff", sides[0], sides[1]]);
    let expected = "models/library is a model of Library, and new/library one of Archive\n  help: name two";
    assert!(run.err.contains(expected), "{}", run.err);
    workspace.succeed(&["diff", sides[0], sides[1], "--service", "library"]);
}

#[test]
fn codegen_says_what_changes_for_callers() {
    let workspace = Workspace::new();
    let first = workspace.succeed(&["codegen"]);
    assert!(!first.out.contains('→'), "a new crate changes nothing for anybody: {}", first.out);
    workspace.replace(MODEL, VALUE[0], VALUE[1]);
    let run = workspace.succeed(&["codegen"]);
    let line = "  ListBooks: 1 enum value added (State.LOST); no type changes → minor\n";
    assert!(run.out.contains(line), "{}", run.out);

    workspace.replace(MODEL, "\"LOST\"", "\"GONE\"");
    workspace.replace(MODEL, "{\"Title\": {\"shape\": \"Title\"}, \"State\"", "{\"State\"");
    let run = workspace.succeed(&["codegen"]);
    assert!(
        run.out.contains("1 enum value removed (State.LOST)") && run.out.contains("→ major\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("    breaking: member Book.Title removed\n"), "{}", run.out);

    workspace.replace(
        "models/library/2020-01-01/service-2.json",
        "\"serviceFullName\": \"Public",
        "\"serviceFullName\": \"Town",
    );
    let run = workspace.succeed(&["codegen"]);
    assert!(run.out.contains("  no change that callers could see → patch\n"), "{}", run.out);
}

#[test]
fn completions_know_the_verbs() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = Command::new(env!("CARGO_BIN_EXE_cargo-shapesmith"))
            .args(["completions", shell])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let script = String::from_utf8(run.stdout).unwrap();
        assert!(run.status.success() && script.contains("codegen") && script.contains("fail-on"), "{shell}");
    }
}
