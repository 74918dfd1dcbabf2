//! What manifests say, and what is said of those that are wrong.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::parse;

/// The message of the error that a manifest gives.
fn message(text: &str) -> String {
    parse(text.to_owned(), "manifest.toml").unwrap_err().to_string()
}

const SOURCE: &str = "[source]\npackage = \"botocore\"\nversion = \"1\"\n";

#[test]
fn a_crate_goes_to_generated_unless_told_otherwise() {
    let text = format!("{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\noperations = [\"*\"]\n");
    let manifest = parse(text, "manifest.toml").unwrap();
    assert_eq!(manifest.source, "botocore 1");
    assert_eq!(manifest.services["ssm"].folder, "generated/ssm");
}

#[test]
fn a_misspelt_key_is_named_with_its_line_and_the_right_one() {
    let text = format!("{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\noperation = [\"*\"]\n");
    assert_eq!(
        message(&text),
        "manifest.toml:6: services.ssm.operation: no key has this name\n  help: did you mean \"operations\"?"
    );
}

#[test]
fn a_crate_cannot_leave_the_workspace() {
    for folder in ["../ssm", "/tmp/ssm", "generated/../../ssm", "", ".", "a//b"] {
        let text = format!(
            "{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\ncrate = \"{folder}\"\noperations = [\"*\"]\n"
        );
        assert!(message(&text).starts_with("manifest.toml:6: services.ssm.crate: "), "{folder}");
    }
}

#[test]
fn crates_do_not_lie_in_each_other() {
    let text = format!(
        "{SOURCE}[services.a]\nmodel = \"a/1\"\noperations = [\"*\"]\n\
         [services.b]\nmodel = \"b/1\"\ncrate = \"generated/a/b\"\noperations = [\"*\"]\n"
    );
    assert!(message(&text).starts_with(
        "manifest.toml:9: services.b.crate: \"generated/a/b\" lies in \"generated/a\", where a is generated"
    ));
}

#[test]
fn what_was_hardly_meant_is_remarked_on() {
    let text = "[source]\npackage = \"botocore\"\nversion = \"1.2\"\n[services.ssm]\nmodel = \"ssm/1\"\n\
                operations = [\n  \"A\",\n  \"B\",\n  \"A\",\n]\n";
    let manifest = parse(text.to_owned(), "manifest.toml").unwrap();
    assert_eq!(manifest.remarks, ["manifest.toml:9: services.ssm.operations: \"A\" is listed twice"]);
    assert_eq!(
        message(&format!("{text}version = \"banana\"\n")),
        "manifest.toml:11: services.ssm.version: \"banana\" is not the version of a release\n  \
         help: write the one that the model was taken from, as in \"1.44.5\""
    );
    let doubled = message("[source]\npackage = \"a\"\nversion = \"1\"\n[services.ssm]\n[services.ssm]\n");
    assert!(doubled.starts_with("manifest.toml:5: duplicate key") && doubled.contains("ssm"), "{doubled}");
    let big = message("[source]\npackage = \"a\"\nversion = \"1\"\n[services.SSM]\nmodel = \"ssm/1\"\n");
    assert!(big.contains("did you mean \"ssm\"?"), "{big}");
}

#[test]
fn wrong_types_and_missing_keys_are_named() {
    assert!(message("").starts_with("manifest.toml: source: the table is missing"));
    assert!(message("source = 1\n").starts_with("manifest.toml:1: source: expected a table, found integer"));
    assert!(
        message("[source]\npackage = 1\n").starts_with("manifest.toml:2: source.package: expected a string")
    );
    let missing = message(&format!("{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\n"));
    assert!(missing.starts_with("manifest.toml:4: services.ssm.operations: the key is missing"), "{missing}");
    let name = message(&format!("{SOURCE}[services.a-]\nmodel = \"a/1\"\noperations = []\n"));
    assert!(name.starts_with("manifest.toml:6: services.a-.operations: no operation"), "{name}");
    let operations = |list: &str| format!("{SOURCE}[services.ssm]\nmodel = \"ssm/1\"\noperations = {list}\n");
    assert!(
        message(&operations("\"*\""))
            .contains(":6: services.ssm.operations: expected a list of strings, found string")
    );
    assert!(message(&operations("[1]")).contains("found integer"));
    assert!(message(&operations("[]")).contains("no operation is selected"));
    assert!(message("[source\n").starts_with("manifest.toml:1: "));
    let model = format!("{SOURCE}[services.ssm]\nmodel = \"../x\"\noperations = [\"*\"]\n");
    assert!(message(&model).contains("services.ssm.model: \"../x\" is not the folder of a model"));
    let name = format!("{SOURCE}[services.SSM]\nmodel = \"ssm/1\"\noperations = [\"*\"]\n");
    assert!(message(&name).contains("services.SSM: a service's name becomes a package's name"));
}

#[test]
fn services_are_not_called_what_crates_cannot_be() {
    for (name, reason) in
        [("self", "keyword"), ("fn", "keyword"), ("core", "a crate that it needs"), ("std", "a crate that")]
    {
        let text = format!("{SOURCE}[services.{name}]\nmodel = \"ssm/1\"\noperations = [\"*\"]\n");
        let message = message(&text);
        assert!(message.starts_with(&format!("manifest.toml:4: services.{name}: ")), "{message}");
        assert!(
            message.contains(reason) && message.contains(&format!("[services.{name}-service]")),
            "{message}"
        );
    }
}

#[test]
fn packages_have_the_prefix_and_what_is_said_of_them() {
    let service = "[services.ssm]\nmodel = \"ssm/1\"\noperations = [\"*\"]\n";
    let text =
        format!("{SOURCE}[cargo]\nprefix = \"acme-\"\npublish = true\n{service}cargo.version = \"1.2.3\"\n");
    let cargo = &parse(text.clone(), "manifest.toml").unwrap().services["ssm"].cargo;
    assert_eq!((cargo.name.as_str(), cargo.version.as_deref()), ("acme-ssm", Some("1.2.3")));
    assert_eq!(cargo.fields.publish, Some(true));
    let wrong = message(&text.replace("1.2.3", "1.2"));
    assert!(
        wrong.starts_with("manifest.toml:10: services.ssm.cargo.version: \"1.2\" is not a version"),
        "{wrong}"
    );
    let wrong = message(&text.replace("acme-", "Acme-"));
    assert!(wrong.starts_with("manifest.toml:5: cargo.prefix: \"Acme-\" cannot begin"), "{wrong}");
}

#[test]
fn a_manifest_of_another_version_of_the_commands_is_read_and_not_written() {
    let text = format!("tool = \"99.0.0\"\n{SOURCE}");
    let error = parse(text, "manifest.toml").unwrap().is_ours().unwrap_err().to_string();
    assert!(
        error.starts_with("manifest.toml:1: tool: this workspace is written by version 99.0.0, and this is "),
        "{error}"
    );
    assert!(error.contains("upgrade`") && error.contains("cargo-shapesmith@99.0.0`"), "{error}");
    let text = format!("tool = \"{}\"\n{SOURCE}", env!("CARGO_PKG_VERSION"));
    assert!(parse(text, "manifest.toml").unwrap().is_ours().is_ok());
    assert!(
        message(&format!("tool = \"new\"\n{SOURCE}"))
            .starts_with("manifest.toml:1: tool: \"new\" is not a version")
    );
}
