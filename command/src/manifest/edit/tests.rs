//! What edits leave as it was, and what they change.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::{
    add_operations, add_service, remove_operations, set_release, set_service_versions, set_tool, set_version,
};
use crate::manifest::{Model, parse};

/// A manifest whose list of operations is written as given.
fn manifest(list: &str) -> String {
    format!(
        "# Head.\n[source]\npackage = \"botocore\" # PyPI\nversion = \"1\"\n\n\
         [services.ssm]\nmodel = \"ssm/1\"\noperations = {list} # end\n\n# Tail.\n"
    )
}

/// What a list becomes when operations are added.
fn added(list: &str, operations: &[&str]) -> String {
    let operations: Vec<String> = operations.iter().map(|name| (*name).to_owned()).collect();
    add_operations(&parse(manifest(list), "manifest.toml").unwrap(), "ssm", &operations).unwrap()
}

/// What a list becomes when entries are removed.
fn removed(list: &str, entries: &[&str]) -> String {
    let entries: Vec<String> = entries.iter().map(|name| (*name).to_owned()).collect();
    remove_operations(&parse(manifest(list), "manifest.toml").unwrap(), "ssm", &entries).unwrap()
}

#[test]
fn a_list_on_one_line_stays_on_one_line() {
    assert_eq!(added(r#"["A"]"#, &["B", "C*"]), manifest(r#"["A", "B", "C*"]"#));
    assert_eq!(removed(r#"["A", "B", "C"]"#, &["A"]), manifest(r#"["B", "C"]"#));
    assert_eq!(removed(r#"["A", "B", "C"]"#, &["B"]), manifest(r#"["A", "C"]"#));
    assert_eq!(removed(r#"["A", "B", "C"]"#, &["C", "B"]), manifest(r#"["A"]"#));
}

#[test]
fn comments_stay_with_their_elements() {
    let list = "[\n  # About A.\n  \"A\", # a\n  \"B\", # b\n]";
    assert_eq!(added(list, &["C"]), manifest("[\n  # About A.\n  \"A\", # a\n  \"B\", # b\n  \"C\",\n]"));
    assert_eq!(removed(list, &["A"]), manifest("[\n  \"B\", # b\n]"));
    assert_eq!(removed(list, &["B"]), manifest("[\n  # About A.\n  \"A\", # a\n]"));
}

#[test]
fn a_list_without_a_last_comma_gets_one() {
    let list = "[\n  \"A\" # a\n]";
    let text = added(list, &["B"]);
    assert!(text.contains("\"A\", # a\n  \"B\",\n]"), "{text}");
    let text = removed("[\n  \"A\",\n  \"B\" # b\n]", &["B"]);
    assert!(text.contains("[\n  \"A\"\n]"), "{text}");
}

#[test]
fn what_was_added_can_be_removed_again() {
    for list in ["[\"A\"]", "[\n  \"A\", # a\n]", "[\n  # Above.\n  \"A\",\n]"] {
        let more = added(list, &["B", "C"]);
        let entries = ["B".to_owned(), "C".to_owned()];
        let less = remove_operations(&parse(more, "manifest.toml").unwrap(), "ssm", &entries).unwrap();
        assert_eq!(less, manifest(list));
    }
}

#[test]
fn the_version_is_replaced_and_the_comment_behind_it_stays() {
    let text = manifest("[\"A\"]").replace("version = \"1\"", "version = \"1\" # newest");
    let before = parse(text.clone(), "manifest.toml").unwrap();
    assert_eq!(set_version(&before, "2", &[]).unwrap(), text.replace("\"1\" #", "\"2\" #"));
}

#[test]
fn a_service_has_a_version_of_its_own_only_where_it_differs() {
    let before = parse(manifest("[\"A\"]"), "manifest.toml").unwrap();
    let services = ["ssm".to_owned()];
    let other = set_service_versions(&before, &services, &before.package, "2").unwrap();
    let after = parse(other.clone(), "manifest.toml").unwrap();
    assert_eq!(after.services["ssm"].collection.as_deref(), Some("botocore 2"), "{other}");
    assert_eq!(set_service_versions(&after, &services, &before.package, "1").unwrap(), manifest("[\"A\"]"));
    let left = set_version(&before, "3", &services).unwrap();
    assert!(left.contains("version = \"3\"\n") && left.contains("\nversion = \"1\"\n"), "{left}");
    assert_eq!(set_version(&after, "3", &[]).unwrap(), manifest("[\"A\"]").replace("\"1\"\n", "\"3\"\n"));
}

#[test]
fn the_version_of_the_commands_stands_before_all_tables() {
    let set = |text: &str| {
        let manifest = parse(text.to_owned(), "manifest.toml").unwrap();
        let text = set_tool(&manifest, "1.2.3").unwrap();
        assert_eq!(parse(text.clone(), "manifest.toml").unwrap().tool.as_deref(), Some("1.2.3"), "{text}");
        text
    };
    let source = "[source]\npackage = \"botocore\"\nversion = \"1\"\n";
    assert_eq!(set(source), format!("tool = \"1.2.3\"\n\n{source}"));
    assert_eq!(
        set(&format!("#:schema x.json\n# Head.\n\n# The source.\n{source}")),
        format!("#:schema x.json\n# Head.\n\ntool = \"1.2.3\"\n\n# The source.\n{source}")
    );
    assert_eq!(
        set(&format!("#:schema x.json\n{source}")),
        format!("#:schema x.json\ntool = \"1.2.3\"\n\n{source}")
    );
    assert_eq!(
        set(&format!("tool = \"1.0.0\" # pinned\n{source}")),
        format!("tool = \"1.2.3\" # pinned\n{source}")
    );
}

#[test]
fn the_version_of_a_package_stands_with_its_service() {
    let before = parse(manifest("[\"A\"]"), "manifest.toml").unwrap();
    let text = set_release(&before, "ssm", "1.0.0").unwrap();
    assert!(text.contains("\ncargo = { version = \"1.0.0\" }\n"), "{text}");
    let again = set_release(&parse(text, "manifest.toml").unwrap(), "ssm", "1.1.0").unwrap();
    assert_eq!(
        parse(again, "manifest.toml").unwrap().services["ssm"].cargo.version.as_deref(),
        Some("1.1.0")
    );
}

#[test]
fn a_service_is_added_at_the_end() {
    let before = parse(manifest("[\"A\"]"), "manifest.toml").unwrap();
    let model = Model { service: "sqs".to_owned(), version: "2012-11-05".to_owned() };
    let text = add_service(&before, "sqs", &model, &["SendMessage".to_owned()], false).unwrap();
    let after = parse(text.clone(), "manifest.toml").unwrap();
    assert_eq!(after.services.len(), 2, "{text}");
    assert!(
        text.contains("\n[services.sqs]\nmodel = \"sqs/2012-11-05\"\noperations = [\"SendMessage\"]\n"),
        "{text}"
    );
    assert!(text.starts_with("# Head.") && text.contains("# Tail."), "{text}");
}
