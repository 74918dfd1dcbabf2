//! Runs that are killed: a crate folder holds the old crate or the new one, and the next run mends
//! what is left over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{Workspace, files};

const WORK: &str = "generated/.library.shapesmith";

/// Only Linux exchanges two folders in one step; elsewhere there is a moment without the crate, which
/// the next run mends.
#[test]
#[cfg(target_os = "linux")]
fn a_run_that_is_killed_leaves_the_old_crate_or_the_new_one() {
    let workspace = Workspace::new();
    let folder = workspace.path("generated/library");
    let select = |glob: &'static str| ["codegen", "--service", "library", "--operations", glob];
    workspace.succeed(&select("GetBook"));
    let few = files(&folder);
    workspace.succeed(&select("*"));
    let all = files(&folder);
    for round in 0..40 {
        let mut child = workspace.start(&select(if round % 2 == 0 { "GetBook" } else { "*" }));
        std::thread::sleep(std::time::Duration::from_micros(700 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = files(&folder);
        assert!(now == few || now == all, "round {round}: neither crate, but {:?}", now.keys());
    }
    workspace.succeed(&select("GetBook"));
    assert_eq!(files(&folder), few);
    assert!(!workspace.path(WORK).exists());
}

#[test]
fn a_crate_that_was_moved_aside_is_brought_back_even_if_the_run_then_fails() {
    let workspace = Workspace::new();
    workspace.succeed(&["codegen"]);
    let before = files(&workspace.path("generated/library"));
    std::fs::create_dir(workspace.path(WORK)).unwrap();
    std::fs::rename(workspace.path("generated/library"), workspace.path(WORK).join("old")).unwrap();
    let stale = workspace.fail(&["codegen", "--check"]);
    assert!(stale.out.contains("generated/library/Cargo.toml: missing"), "{}", stale.out);
    workspace.replace(
        "models/library/2020-01-01/service-2.json",
        "{\"shape\": \"State\"}",
        "{\"shape\": \"Stat\"}",
    );
    assert_eq!(workspace.run(&["codegen"]).code, Some(1));
    assert_eq!(files(&workspace.path("generated/library")), before);
    assert!(!workspace.path(WORK).exists());
}

#[test]
#[cfg(unix)]
fn a_crate_with_a_folder_that_cannot_be_written_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new();
    workspace.succeed(&["codegen"]);
    let folder = workspace.path("generated/library/src");
    let set = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    if std::fs::write(folder.join("probe"), "").is_ok() {
        // Permissions do not hold root back.
        return;
    }
    let run = workspace.fail(&["add", "library", "GetBook"]);
    assert!(run.err.contains("generated/library/src: nothing may be written into"), "{}", run.err);
    assert!(run.err.contains("the old crate is in its place") && !workspace.path(WORK).exists());
    set(0o755);
    workspace.succeed(&["add", "library", "GetBook"]);
}

#[test]
fn a_half_written_crate_and_manifest_are_cleared_up() {
    let workspace = Workspace::new();
    workspace.succeed(&["codegen"]);
    workspace.write(&format!("{WORK}/new/src/lib.rs"), "half");
    workspace.write("models/.manifest.toml.tmp", "half");
    workspace.succeed(&["codegen"]);
    assert!(!workspace.path(WORK).exists());
    assert!(!workspace.path("models/.manifest.toml.tmp").exists());
    workspace.succeed(&["codegen", "--check"]);
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    let workspace = Workspace::new();
    let children: Vec<_> = ["GetBook", "ListBooks", "*", "ReturnBook"]
        .into_iter()
        .map(|glob| workspace.start(&["codegen", "--operations", glob]))
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    workspace.succeed(&["codegen"]);
    workspace.succeed(&["codegen", "--check"]);
    assert!(!workspace.path(WORK).exists());
}
