//! Crates outside of the workspace, and models from elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::io::Write;
use std::path::Path;

use common::{Workspace, files};

/// Writes a wheel with the given models as gzipped JSON, and with a service of a protocol that clients cannot
/// speak.
fn wheel(workspace: &Workspace, path: &Path, services: &[&str]) {
    let model = workspace.text("models/library/2020-01-01/service-2.json");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    let mut entry = |name: &str, bytes: &[u8]| {
        archive.start_file(name, options).unwrap();
        archive.write_all(bytes).unwrap();
    };
    let packed = |text: &str| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    for service in services {
        entry(&format!("botocore/data/{service}/2020-01-01/service-2.json.gz"), &packed(&model));
        let paginators = workspace.text("models/library/2020-01-01/paginators-1.json");
        entry(&format!("botocore/data/{service}/2020-01-01/paginators-1.json"), paginators.as_bytes());
    }
    let query = model.replace("\"json\"", "\"soap\"");
    entry("botocore/data/queue/2020-01-01/service-2.json.gz", &packed(&query));
    entry("botocore/__init__.py", b"__version__ = '9.9.9'\n");
    entry("botocore-9.9.9.dist-info/METADATA", b"Name: botocore\n");
    archive.finish().unwrap();
}

#[test]
fn out_leaves_the_workspace_alone_and_makes_crates_that_stand_for_themselves() {
    let workspace = Workspace::new();
    let before = workspace.files();
    let out = tempfile::tempdir().unwrap();
    let arguments = ["codegen", "--out", out.path().to_str().unwrap()];
    workspace.succeed(&arguments);
    assert_eq!(before, workspace.files());

    let manifest = std::fs::read_to_string(out.path().join("library/Cargo.toml")).unwrap();
    assert!(!manifest.contains("workspace = true"), "{manifest}");
    let runtime = manifest.split("path = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(Path::new(runtime).is_relative(), "{manifest}");
    assert!(runtime.ends_with("/runtime"), "{manifest}");
    let around = std::fs::read_to_string(out.path().join("Cargo.toml")).unwrap();
    assert!(around.contains("[workspace]") && around.contains("\"library\""), "{around}");

    let again = workspace.succeed(&arguments);
    assert!(again.out.contains("files: 0 written, "), "{}", again.out);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let workspace = Workspace::new();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for out in [&one, &two] {
        workspace.succeed(&[
            "codegen",
            "--service",
            "library",
            "--operations",
            "*",
            "--out",
            out.path().to_str().unwrap(),
        ]);
    }
    assert!(!files(one.path()).is_empty());
    assert_eq!(files(one.path()), files(two.path()));
}

#[test]
fn a_workspace_that_is_there_already_is_left_to_its_owner() {
    let workspace = Workspace::new();
    let theirs = tempfile::tempdir().unwrap();
    std::fs::write(theirs.path().join("Cargo.toml"), "[workspace]\nmembers = []\n").unwrap();
    let out = theirs.path().join("clients");
    let run = workspace.succeed(&["codegen", "--out", out.to_str().unwrap()]);
    assert!(run.out.contains("have \"clients/*\", or the crates by name, among its members"), "{}", run.out);
    assert!(!out.join("Cargo.toml").exists());
    assert_eq!(
        std::fs::read_to_string(theirs.path().join("Cargo.toml")).unwrap(),
        "[workspace]\nmembers = []\n"
    );
}

#[test]
fn out_removes_only_what_was_generated() {
    let workspace = Workspace::new();
    let out = tempfile::tempdir().unwrap();
    std::fs::create_dir(out.path().join("library")).unwrap();
    std::fs::write(out.path().join("library/notes.txt"), "mine").unwrap();
    std::fs::write(out.path().join("other.txt"), "mine too").unwrap();
    let run = workspace.fail(&["codegen", "--out", out.path().to_str().unwrap()]);
    assert!(run.err.contains("library/notes.txt: this file was not written by the generator"), "{}", run.err);
    assert_eq!(files(out.path()).len(), 2);
}

#[test]
fn every_service_of_a_wheel_that_speaks_a_protocol_is_generated() {
    let workspace = Workspace::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("botocore.whl");
    wheel(&workspace, &path, &["archive", "library"]);
    let out = folder.path().join("out");
    let (models, out_text) = (path.to_str().unwrap(), out.to_str().unwrap());
    let run =
        workspace.succeed(&["codegen", "--models", models, "--all", "--protocol", "json", "--out", out_text]);
    assert!(run.err.contains("archive: 3 operations, "), "a line per service: {}", run.err);
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["services", "2"]);
    assert_eq!(rows[1], ["operations", "6"]);
    assert!(rows.iter().any(|row| row[..] == ["failures", "0"]), "{}", run.out);
    assert!(!out.join("queue").exists(), "it speaks another protocol");
    let misspelt = ["codegen", "--models", models, "--all", "--protocol", "jsno", "--out", out_text];
    let error = workspace.fail(&misspelt).err;
    assert!(
        error.contains("no service speaks the protocol \"jsno\"\n  help: did you mean \"json\""),
        "{error}"
    );
    let around = std::fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(around.contains("members = [\n    \"archive\",\n    \"library\",\n]"), "{around}");
    let root = std::fs::read_to_string(out.join("archive/src/lib.rs")).unwrap();
    assert!(root.contains("botocore 9.9.9, archive/2020-01-01"), "{root}");
}

#[test]
fn what_a_wheel_has_is_listed_without_a_workspace() {
    let workspace = Workspace::new();
    wheel(&workspace, &workspace.path("botocore.whl"), &["archive", "library"]);
    std::fs::remove_file(workspace.path("models/manifest.toml")).unwrap();
    let run = workspace.succeed(&["list", "--from", "botocore.whl"]);
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1], ["archive", "2020-01-01", "3"]);
    assert!(
        run.out.contains("queue") && run.out.contains("cannot be generated: ") && run.out.contains("soap")
    );
    assert!(run.out.ends_with("\n2 of 3 services can be generated\n"), "{}", run.out);
    let run = workspace.succeed(&["list", "--from", "botocore.whl", "archive", "Get*"]);
    assert!(run.out.ends_with("1 operation, 0 selected\n"), "{}", run.out);
    let error = workspace.fail(&["list", "archive"]).err;
    assert!(error.contains("`cargo shapesmith init` sets one up here"), "{error}");
}

#[test]
fn a_service_that_fails_is_told_and_the_others_are_written() {
    let workspace = Workspace::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("botocore.whl");
    wheel(&workspace, &path, &["library"]);
    let out = folder.path().join("out");
    let run = workspace.run(&[
        "codegen",
        "--models",
        path.to_str().unwrap(),
        "--all",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("queue: failed: ") && run.out.contains("soap"), "{}", run.out);
    assert!(run.err.contains("1 service could not be generated"), "{}", run.err);
    assert!(out.join("library/src/lib.rs").is_file());
    assert!(!out.join("queue").exists());
}

#[test]
fn one_service_can_be_taken_from_a_wheel_or_a_checkout() {
    let workspace = Workspace::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("botocore.whl");
    wheel(&workspace, &path, &["archive"]);
    let out = folder.path().join("out");
    let arguments = |models: &str, service: &str| {
        workspace.run(&[
            "codegen",
            "--models",
            models,
            "--service",
            service,
            "--operations",
            "GetBook",
            "--out",
            out.to_str().unwrap(),
        ])
    };
    let run = arguments(path.to_str().unwrap(), "archive");
    assert!(run.out.contains("archive (botocore 9.9.9, archive/2020-01-01)"), "{run:?}");
    let run = arguments(path.to_str().unwrap(), "archve");
    assert!(
        run.err.contains("no model of a service \"archve\"") && run.err.contains("\"archive\""),
        "{run:?}"
    );

    let checkout = folder.path().join("checkout");
    let model = workspace.text("models/library/2020-01-01/service-2.json");
    common::write(&checkout.join("botocore/data/depot/2020-01-01/service-2.json"), model.as_bytes());
    common::write(&checkout.join("botocore/__init__.py"), b"__version__ = '8.8.8'\n");
    let run = arguments(checkout.to_str().unwrap(), "depot");
    assert!(run.out.contains("depot (botocore 8.8.8, depot/2020-01-01)"), "{run:?}");
    let inside = arguments(checkout.join("botocore/data").to_str().unwrap(), "depot");
    assert!(inside.out.contains("files: 0 written, "), "{inside:?}");
}

#[test]
fn what_is_no_collection_of_models_is_refused() {
    let workspace = Workspace::new();
    let out = workspace.path("out");
    let refused = |models: &str| {
        workspace.fail(&["codegen", "--models", models, "--all", "--out", out.to_str().unwrap()]).err
    };
    assert!(refused("nowhere.whl").contains("nowhere.whl: cannot read it"));
    assert!(refused("models/manifest.toml").contains("neither a folder nor a wheel"));
    workspace.write("short.whl", "PK");
    assert!(refused("short.whl").contains("fetch it again"));
    workspace.write("botocore.tar.gz", "packed");
    assert!(refused("botocore.tar.gz").contains("unpack it, and name the folder"));
    std::fs::create_dir(workspace.path("empty")).unwrap();
    assert!(refused("empty").contains("no models in here"));
}
