//! Paginators follow the tokens wherever the model puts them.

use serde_json::json;

use crate::support::{Canned, wait};

/// Collects what a listing gives until it stops, or its first error.
macro_rules! collect {
    ($listing:expr) => {
        wait(async {
            let mut listing = $listing;
            let mut items = Vec::new();
            while let Some(item) = listing.next().await {
                items.push(item.unwrap());
            }
            items
        })
    };
}

#[test]
fn a_plain_paginator_goes_through_empty_pages_to_the_end() {
    let canned = Canned::ok([
        r#"{"Things": ["a", "b"], "NextToken": "1"}"#,
        r#"{"Things": [], "NextToken": "2"}"#,
        r#"{"Things": ["c"], "NextToken": ""}"#,
    ]);
    let client = paginator_plain::Client::new(canned.config());
    assert_eq!(collect!(client.list_things().items().page_size(2)), ["a", "b", "c"]);
    let expected = [
        json!({"MaxResults": 2}),
        json!({"MaxResults": 2, "NextToken": "1"}),
        json!({"MaxResults": 2, "NextToken": "2"}),
    ];
    assert_eq!(canned.bodies(), expected);
}

#[test]
fn tokens_and_results_may_lie_deeper_and_a_token_may_be_the_last_result() {
    let canned = Canned::ok([
        r#"{"Page": {"Records": [{"Id": "a"}, {"Id": "b"}], "next": "n"}}"#,
        r#"{"Page": {"Records": [{"Id": "c"}]}}"#,
        r#"{"Page": {"Records": []}}"#,
    ]);
    let client = paginator_path::Client::new(canned.config());
    let records = collect!(client.list_records().items());
    assert_eq!(records.iter().filter_map(|record| record.id.as_deref()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(canned.bodies(), [json!({}), json!({"After": "n"}), json!({"After": "c"})]);
}

#[test]
fn a_map_of_results_gives_its_entries() {
    let canned = Canned::ok([r#"{"Tags": {"a": "1"}, "NextToken": "x"}"#, r#"{"Tags": {"b": "2"}}"#]);
    let client = paginator_map::Client::new(canned.config());
    let tags = collect!(client.list_tags().items());
    assert_eq!(tags, [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
}

#[test]
fn a_token_may_be_a_number_and_results_may_be_no_list() {
    let canned = Canned::ok([r#"{"Text": "a", "NextOffset": 10}"#, r#"{"Text": "b", "NextOffset": 0}"#]);
    let client = paginator_integer::Client::new(canned.config());
    let pages = collect!(client.list_lines().pages());
    assert_eq!(pages.iter().filter_map(|page| page.text.as_deref()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(canned.bodies(), [json!({}), json!({"Offset": 10})]);
}

#[test]
fn several_tokens_go_together_and_more_results_decides_about_the_end() {
    let canned = Canned::ok([
        r#"{"Versions": ["a"], "Deleted": ["z"], "IsTruncated": true, "NextKey": "k", "NextVersion": "v"}"#,
        r#"{"Versions": ["b"], "IsTruncated": false, "NextKey": "k2", "NextVersion": "v2"}"#,
    ]);
    let client = paginator_several::Client::new(canned.config());
    assert_eq!(collect!(client.list_versions().items()), ["a", "b"]);
    assert_eq!(canned.bodies(), [json!({}), json!({"Key": "k", "Version": "v"})]);
}

#[test]
fn a_page_size_is_refused_where_the_model_has_no_place_for_it() {
    let canned = Canned::ok(["{}"]);
    let client = paginator_map::Client::new(canned.config());
    let error = wait(client.list_tags().items().page_size(5).next()).unwrap().unwrap_err();
    assert!(error.to_string().contains("page size"), "{error}");
    assert!(canned.requests().is_empty());
}
