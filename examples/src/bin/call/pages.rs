//! All pages as one answer.

use serde_json::{Map, Value};
use shapesmith_runtime::dynamic::DynamicPages;
use shapesmith_runtime::shape::Structure;

use crate::Error;

/// Fetches pages and joins their results, up to a number of them; the first result key is what
/// counts. Where there is more, the answer has a `NextToken`. `received` makes JSON of an output.
pub(crate) async fn join(
    received: impl Fn(&dyn Structure) -> Result<Value, Error>,
    mut pages: DynamicPages,
    max_items: Option<usize>,
) -> Result<Value, Error> {
    let keys = pages.paginator().result_keys;
    let mut joined = Map::new();
    let mut left = max_items.unwrap_or(usize::MAX);
    let mut next_token = None;
    while left > 0
        && let Some(page) = pages.next().await
    {
        let mut page = received(&**page?.output())?;
        let skip = pages.take_skip();
        next_token = pages.resume_token();
        for (position, key) in keys.iter().enumerate() {
            let Some(mut result) = take(&mut page, key) else { continue };
            if position > 0 {
                // The page that a listing is resumed in has given all but its first result before.
                if skip == 0 {
                    insert(&mut joined, key, result);
                }
                continue;
            }
            drain(&mut result, skip);
            if count(&result) > left {
                next_token = pages.resume_token_within(skip.saturating_add(left));
                truncate(&mut result, left);
            }
            left = left.saturating_sub(count(&result));
            insert(&mut joined, key, result);
        }
    }
    if let Some(token) = next_token {
        joined.insert("NextToken".to_owned(), token.into());
    }
    Ok(Value::Object(joined))
}

/// Takes the value at a path of names joined by dots out of a page, if there is one.
fn take(page: &mut Value, path: &str) -> Option<Value> {
    let found = path.split('.').try_fold(page, |value, name| value.get_mut(name))?;
    Some(found.take()).filter(|value| !value.is_null())
}

/// Adds a result to those at the same path.
fn insert(joined: &mut Map<String, Value>, path: &str, result: Value) {
    match path.split_once('.') {
        None => add(joined.entry(path).or_insert(Value::Null), result),
        Some((name, rest)) => {
            let inner = joined.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, result);
            }
        }
    }
}

/// Lists and maps are joined, numbers added up, texts appended; of anything else the last one stays.
fn add(sum: &mut Value, result: Value) {
    match (sum, result) {
        (Value::Array(all), Value::Array(more)) => all.extend(more),
        (Value::Object(all), Value::Object(more)) => all.extend(more),
        (Value::String(all), Value::String(more)) => all.push_str(&more),
        (sum @ Value::Number(_), Value::Number(more)) => {
            let whole = sum.as_i64().zip(more.as_i64()).and_then(|(sum, more)| sum.checked_add(more));
            *sum = match whole {
                Some(whole) => whole.into(),
                None => (sum.as_f64().unwrap_or(0.0) + more.as_f64().unwrap_or(0.0)).into(),
            };
        }
        (sum, result) => *sum = result,
    }
}

/// How many results a value holds; what is neither a list nor a map counts as one.
fn count(result: &Value) -> usize {
    match result {
        Value::Array(elements) => elements.len(),
        Value::Object(entries) => entries.len(),
        _ => 1,
    }
}

/// Removes the first results.
fn drain(result: &mut Value, number: usize) {
    match result {
        Value::Array(elements) => drop(elements.drain(..number.min(elements.len()))),
        Value::Object(entries) => {
            *entries = std::mem::take(entries).into_iter().skip(number).collect();
        }
        _ => {}
    }
}

/// Removes the results after a number of them.
fn truncate(result: &mut Value, number: usize) {
    match result {
        Value::Array(elements) => elements.truncate(number),
        Value::Object(entries) => {
            *entries = std::mem::take(entries).into_iter().take(number).collect();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Map, Value, json};

    use super::{drain, insert, take, truncate};

    #[test]
    fn results_of_pages_are_joined_by_their_kind() {
        let mut joined = Map::new();
        let pages = [
            json!({"Items": [1, 2], "Stats": {"Count": 2, "By": {"a": 1}}, "Next": "x"}),
            json!({"Items": [3], "Stats": {"Count": 1, "By": {"b": 2}}}),
            json!({"Items": null}),
        ];
        for mut page in pages {
            for key in ["Items", "Stats.Count", "Stats.By"] {
                if let Some(result) = take(&mut page, key) {
                    insert(&mut joined, key, result);
                }
            }
        }
        let expected = json!({"Items": [1, 2, 3], "Stats": {"Count": 3, "By": {"a": 1, "b": 2}}});
        assert_eq!(Value::Object(joined), expected);
    }

    #[test]
    fn a_part_of_a_page_is_cut_out_of_lists_and_maps() {
        let mut list = json!([1, 2, 3, 4]);
        drain(&mut list, 1);
        truncate(&mut list, 2);
        assert_eq!(list, json!([2, 3]));
        let mut map = json!({"a": 1, "b": 2, "c": 3});
        drain(&mut map, 1);
        truncate(&mut map, 1);
        assert_eq!(map, json!({"b": 2}));
        drain(&mut list, 9);
        assert_eq!(list, json!([]));
    }
}
