//! What is packaged for a registry: everything that a package needs, and nothing that reaches out of it.

use std::path::Path;
use std::process::Command;

use shapesmith_tests::repository;

/// The packages that are written by hand, with their folders.
const PACKAGES: [(&str, &str); 3] =
    [("cargo-shapesmith", "command"), ("shapesmith-codegen", "codegen"), ("shapesmith-runtime", "runtime")];

/// The files that cargo would package.
fn packaged(package: &str) -> Vec<String> {
    let run = Command::new(env!("CARGO"))
        .args(["package", "--list", "--offline", "--allow-dirty", "--package", package])
        .current_dir(repository::root())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().lines().map(|line| line.replace('\\', "/")).collect()
}

#[test]
fn packages_have_their_licences_and_a_page_and_leave_the_tests_behind() {
    for (package, folder) in PACKAGES {
        let files = packaged(package);
        for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert!(files.iter().any(|packaged| packaged == file), "{package}: {file}");
            assert_eq!(
                repository::text(&format!("{folder}/{file}")),
                repository::text(file),
                "{folder}/{file}"
            );
        }
        assert!(files.iter().any(|file| file == "README.md"), "{package}");
        let is_odd = |file: &&String| file.starts_with("tests/") && !file.starts_with("tests/data/");
        assert_eq!(files.iter().find(is_odd), None, "{package}");
        // What the sources include from beside them is there, too.
        for file in files.iter().filter(|file| file.ends_with(".rs")) {
            let text = repository::text(&format!("{folder}/{file}"));
            // Tests of a package run where it was unpacked, too.
            assert!(
                !text.contains("env!(\"CARGO_MANIFEST_DIR\")).join(\".."),
                "{package}: {file} looks beside the package"
            );
            for included in text.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let mut path = Path::new(file).parent().unwrap().to_path_buf();
                for part in included.split('/') {
                    let inside = match part {
                        ".." => path.pop(),
                        part => {
                            path.push(part);
                            true
                        }
                    };
                    assert!(inside, "{package}: {file} includes {included}");
                }
                let path = path.to_string_lossy().replace('\\', "/");
                assert!(files.contains(&path), "{package}: {file} includes {included}");
            }
        }
    }
}

#[test]
fn a_generated_crate_says_what_it_is_made_of() {
    let files = packaged("ssm");
    for file in ["NOTICE", "README.md", "src/lib.rs"] {
        assert!(files.iter().any(|packaged| packaged == file), "{file}: {files:?}");
    }
    let notice = repository::text("generated/ssm/NOTICE");
    assert!(
        notice.contains("in botocore 1.44.5, ssm/2014-11-06.") && notice.contains("Apache License"),
        "{notice}"
    );
    let page = repository::text("generated/ssm/README.md");
    assert!(page.contains("`Client::describe_maintenance_window_execution_tasks`"), "{page}");
}

#[test]
fn manifests_name_the_contract() {
    let contract = format!("[package.metadata.shapesmith]\ncontract = {}\n", shapesmith_codegen::CONTRACT);
    for manifest in ["runtime/Cargo.toml", "generated/ssm/Cargo.toml"] {
        assert!(repository::text(manifest).replace("\r\n", "\n").contains(&contract), "{manifest}");
    }
}
