//! What a change of a model is said to mean, for each pair of models.

use shapesmith_codegen::diff::{self, Change, Documentation, Surface, Verdict};
use shapesmith_codegen::{Options, Selection, Source, Sources};

use crate::pairs::{Expected, PAIRS, Pair, all, edited, library};

/// A change as the pairs write it.
fn line(change: &Change) -> String {
    format!("{} {} {}", change.subject, change.place, change.action)
}

fn pair(name: &str) -> &'static Pair {
    PAIRS.iter().find(|pair| pair.name == name).unwrap()
}

#[test]
fn every_pair_has_the_verdict_that_is_expected_and_tells_its_change() {
    for pair in PAIRS {
        let diff = pair.diff();
        let lines: Vec<String> = diff.changes.iter().map(line).collect();
        assert_eq!(diff.verdict(), pair.verdict(), "{}: {:#?}", pair.name, diff.changes);
        assert!(
            lines.iter().any(|line| line == pair.told) || (pair.told.is_empty() && lines.is_empty()),
            "{}: {} is not among {lines:#?}",
            pair.name,
            pair.told
        );
    }
}

#[test]
fn what_compiles_and_means_something_else_is_said_to() {
    for pair in PAIRS.iter().filter(|pair| pair.expected == Expected::Silent) {
        let diff = pair.diff();
        let mut breaking = diff.changes.iter().filter(|change| change.verdict() == Verdict::Breaking);
        let is_reordered = pair.name.contains("reordered");
        assert!(breaking.all(|change| change.breaks_only_the_wire() != is_reordered), "{}", pair.name);
    }
}

#[test]
fn a_model_is_the_same_as_itself() {
    let diff = diff::compare(&library(), &library(), &all(), Documentation::Compared).unwrap();
    assert_eq!((diff.changes, diff.rest), (Vec::new(), Vec::new()));
}

#[test]
fn a_change_comes_with_what_it_does_to_the_crate() {
    let diff = pair("enum_value_added").diff();
    let [change] = diff.changes.as_slice() else { panic!("{:#?}", diff.changes) };
    assert_eq!(change.effects[0].to_string(), "adds variant types::BookState::Sold");
    assert_eq!(change.operations, ["GetBook", "ListBooks"]);
    assert_eq!(
        diff::summary(&diff.changes, &diff.operations),
        "GetBook, ListBooks: 1 enum value added (BookState.SOLD); no type changes → minor"
    );

    let diff = pair("integer_becomes_long").diff();
    let effects: Vec<String> = diff.changes[0].effects.iter().map(ToString::to_string).collect();
    let expected = "changes field types::Book::pages: Option<i32> → Option<i64>";
    assert!(effects.iter().any(|effect| effect == expected), "{effects:#?}");
}

#[test]
fn a_change_outside_of_the_selection_is_told_apart() {
    let selection = Selection { operations: vec!["CloseLibrary".to_owned()] };
    let old = library();
    let new = pair("enum_value_removed").changed();
    let diff = diff::compare(&old, &new, &selection, Documentation::Compared).unwrap();
    assert_eq!(diff.changes, Vec::new());
    assert_eq!(diff::summary(&diff.changes, &diff.operations), "CloseLibrary: no changes");
    assert_eq!(diff::tally(&diff.rest), "1 enum value removed (BookState.LOST)");
}

#[test]
fn an_operation_may_come_or_go_although_it_is_named() {
    let selection = Selection { operations: vec!["CloseLibrary".to_owned()] };
    let new = pair("operation_removed").changed();
    let diff = diff::compare(&library(), &new, &selection, Documentation::Compared).unwrap();
    assert_eq!(diff.verdict(), Verdict::Breaking);
    let lines: Vec<String> = diff.changes.iter().map(line).collect();
    assert_eq!(lines, ["operation CloseLibrary removed"]);
    let back = diff::compare(&new, &library(), &selection, Documentation::Compared).unwrap();
    assert_eq!(back.verdict(), Verdict::Additive);
}

#[test]
fn a_selection_that_matches_on_neither_side_is_refused() {
    let selection = Selection { operations: vec!["GetBok".to_owned()] };
    let error = diff::compare(&library(), &library(), &selection, Documentation::Compared).unwrap_err();
    assert!(error.to_string().contains("\"GetBok\" matches no operation; close to it: GetBook"), "{error}");
}

#[test]
fn documentation_can_be_left_out() {
    let new = pair("documentation").changed();
    let diff = diff::compare(&library(), &new, &all(), Documentation::Ignored).unwrap();
    assert_eq!(diff.changes, Vec::new());
}

/// The crate of a service as it would lie on a disk, read back.
fn surface(service: &shapesmith_codegen::ir::Service) -> Surface {
    Surface::of(&shapesmith_codegen::generate(service, &options()).unwrap()).unwrap()
}

fn options() -> Options {
    Options {
        package: "library".to_owned(),
        version: "0.0.0".to_owned(),
        package_fields: String::new(),
        runtime: "\"*\"".to_owned(),
        library: String::new(),
        further_tables: String::new(),
        source: "a test".to_owned(),
    }
}

#[test]
fn two_crates_without_their_models_give_the_same_verdict() {
    let old = surface(&library());
    for pair in PAIRS {
        let changes = diff::surface_changes(&old, &surface(&pair.changed()));
        assert_eq!(diff::verdict(&changes), pair.verdict(), "{}: {changes:#?}", pair.name);
    }
}

#[test]
fn two_crates_without_their_models_are_told_in_the_models_terms() {
    let told = |name: &str| {
        let changes = diff::surface_changes(&surface(&library()), &surface(&pair(name).changed()));
        diff::summary(&changes, &[])
    };
    assert_eq!(
        told("enum_value_added"),
        "GetBook, ListBooks: 1 enum value added (BookState.SOLD); no type changes → minor"
    );
    assert_eq!(told("member_removed"), "GetBook, ListBooks: 1 member removed (Book.Pages) → major");
    assert_eq!(
        told("error_added"),
        "ListBooks: 1 error added (ListBooks.BookNotFound); no type changes → minor"
    );
    assert_eq!(told("operation_added"), "OpenLibrary: 1 operation added (OpenLibrary) → minor");
    assert_eq!(told("constraints"), "ListBooks: 1 documentation edit; no type changes → patch");
}

/// Macros that a change of a model can change the use of, and those that it cannot.
const READ: [&str; 5] = ["exception", "operation_error", "string_enum", "structure", "union"];
const FIXED: [&str; 4] = ["blocking_client", "client", "contract", "request"];

#[test]
fn every_macro_of_generated_code_is_known_to_the_diff() {
    let files = shapesmith_codegen::generate(&library(), &options()).unwrap();
    let text: String = files.values().cloned().collect();
    let mut found: Vec<&str> = text
        .split("shapesmith_runtime::")
        .skip(1)
        .filter_map(|rest| rest.split_once('!'))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect();
    found.sort_unstable();
    found.dedup();
    assert!(READ.iter().all(|name| found.contains(name)), "{found:?}");
    let unknown: Vec<&&str> =
        found.iter().filter(|name| !READ.contains(name) && !FIXED.contains(name)).collect();
    assert!(unknown.is_empty(), "teach `diff/surface/macros.rs` what these add: {unknown:?}");
}

/// The API of the crate for some operations of the library.
fn part(operations: &[&str]) -> Surface {
    let operations = operations.iter().map(|glob| (*glob).to_owned()).collect();
    surface(&shapesmith_codegen::select(&library(), &Selection { operations }).unwrap().service)
}

#[test]
fn everything_that_comes_or_goes_has_the_name_that_the_model_gives_it() {
    let (few, all) = (part(&["CloseLibrary"]), part(&["*"]));
    for (old, new, action) in [(&few, &all, "added"), (&all, &few, "removed")] {
        let changes = diff::surface_changes(old, new);
        let nameless: Vec<&Change> = changes
            .iter()
            .filter(|change| change.place.is_empty() || change.place.ends_with(['.', ':']))
            .collect();
        assert!(nameless.is_empty(), "{nameless:#?}");
        let lines: Vec<String> =
            changes.iter().map(line).filter(|line| line.starts_with("waiter ")).collect();
        assert_eq!(lines, [format!("waiter BookPresent {action}")], "its module is told with it");
        assert!(!changes.iter().any(|change| change.place.contains("waiter")), "{changes:#?}");
    }
}

#[test]
fn a_name_that_a_line_would_lose_stands_in_quotation_marks() {
    for (value, told) in
        [("", "\"\""), ("a b", "\"a b\""), ("a, b", "\"a, b\""), ("x\\n", "\"x\\n\""), ("a.b-c*", "a.b-c*")]
    {
        let new = edited("\"LOST\"]", &format!("\"LOST\", \"{value}\"]"));
        let diff = diff::compare(&library(), &new, &all(), Documentation::Compared).unwrap();
        let summary = diff::summary(&diff.changes, &diff.operations);
        assert!(summary.contains(&format!("1 enum value added (BookState.{told})")), "{summary}");
    }
}

/// The library with another protocol, and with one text in the place of another.
fn spoken_to_in(protocol: &str, old: &str, new: &str) -> shapesmith_codegen::ir::Service {
    let model = include_str!("library/service-2.json")
        .replace("\"protocol\": \"json\"", &format!("\"protocol\": \"{protocol}\""));
    assert!(model.contains(old), "{old}");
    let text = model.replace(old, new);
    let source = Source { name: "service-2.json".to_owned(), text };
    let service = shapesmith_codegen::load(&Sources::new(source)).unwrap();
    shapesmith_codegen::select(&service, &all()).unwrap().service
}

#[test]
fn operations_have_their_names_however_they_are_sent() {
    let pages = r#""Pages": {"shape": "Count"},"#;
    let [with, without] = [pages, ""].map(|kept| surface(&spoken_to_in("rest-json", pages, kept)));
    let told = diff::summary(&diff::surface_changes(&with, &without), &[]);
    assert_eq!(told, "GetBook, ListBooks: 1 member removed (Book.Pages) → major");
}

#[test]
fn names_of_elements_and_flattening_are_on_the_wire_of_forms() {
    let in_query = |old: &str, new: &str| spoken_to_in("query", old, new);
    let tags = r#""member": {"shape": "Tag"}"#;
    for new in [
        r#""member": {"shape": "Tag", "locationName": "Tag"}"#,
        r#""flattened": true, "member": {"shape": "Tag"}"#,
    ] {
        let diff =
            diff::compare(&in_query(tags, tags), &in_query(tags, new), &all(), Documentation::Compared)
                .unwrap();
        assert_eq!(diff.verdict(), Verdict::Breaking, "{new}: {:#?}", diff.changes);
        let mut breaking = diff.changes.iter().filter(|change| change.verdict() == Verdict::Breaking);
        assert!(breaking.all(Change::breaks_only_the_wire), "{new}: {:#?}", diff.changes);
    }
}
