//! Where things are in the repository, and the SSM model that is checked in.

use std::path::{Path, PathBuf};

use shapesmith_codegen::ir::Service;
use shapesmith_codegen::{Options, Selection, Source, Sources};

/// The operation that is checked in.
pub const CHECKED_IN_OPERATION: &str = "DescribeMaintenanceWindowExecutionTasks";

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package is a folder of the repository")
        .to_owned()
}

/// The text of a file of the repository.
///
/// # Panics
///
/// When there is no such file.
pub fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Writes a file unless it has this text already: cargo goes by the time of the last change.
///
/// # Panics
///
/// When it cannot be written.
pub fn write_if_different(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    let folder = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// SSM's files, as they are checked in.
pub fn ssm_sources() -> Sources {
    let file = |folder: &str, name: &str| Source {
        name: name.to_owned(),
        text: text(&format!("models/{folder}{name}")),
    };
    let ssm = |name| file("ssm/2014-11-06/", name);
    Sources {
        service_overlay: Some(ssm("service-2.sdk-extras.json")),
        paginators: Some(ssm("paginators-1.json")),
        waiters: Some(ssm("waiters-2.json")),
        endpoint_rules: Some(ssm("endpoint-rule-set-1.json")),
        ..Sources::new(ssm("service-2.json"))
    }
}

/// What is left of a service when only some operations are wanted.
///
/// # Panics
///
/// When the model or the selection is refused.
pub fn selected(sources: &Sources, operations: &[&str]) -> Service {
    let service = shapesmith_codegen::load(sources).unwrap_or_else(|error| panic!("{error}"));
    let selection = Selection { operations: operations.iter().map(|glob| (*glob).to_owned()).collect() };
    shapesmith_codegen::select(&service, &selection).unwrap_or_else(|error| panic!("{error}")).service
}

/// Options for a crate that is looked at, not compiled.
pub fn options(package: &str) -> Options {
    Options {
        package: package.to_owned(),
        version: "0.1.0".to_owned(),
        package_fields: String::new(),
        runtime: "{ workspace = true }".to_owned(),
        library: String::new(),
        further_tables: String::new(),
        source: "a test".to_owned(),
    }
}
