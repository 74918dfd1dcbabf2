//! What a reply held, as the types of the operation see it.

use serde_json::Value;

/// An output without the values that stand in for what the reply left out.
///
/// The names in both are those on the wire. A member of the output that the reply does not have was
/// made up; everything else is as the types have read it.
pub(crate) fn only(output: Value, reply: &Value) -> Value {
    match (output, reply) {
        (Value::Object(output), Value::Object(reply)) => {
            let entries = output.into_iter().filter_map(|(name, value)| match reply.get(&name)? {
                // A null in a map that may hold them, or a null where something is required.
                Value::Null => value.is_null().then_some((name, value)),
                received => Some((name, only(value, received))),
            });
            Value::Object(entries.collect())
        }
        (Value::Array(output), Value::Array(reply)) => {
            // Nulls are left out of lists that hold none.
            let all = output.len() == reply.len();
            let received = reply.iter().filter(|element| all || !element.is_null());
            Value::Array(
                output.into_iter().zip(received).map(|(value, received)| only(value, received)).collect(),
            )
        }
        (output, _) => output,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::only;

    #[test]
    fn what_the_reply_left_out_is_left_out() {
        let output = json!({"Name": "", "Tags": [], "Size": 7, "Owner": {"Id": "", "Kind": "USER"}, "At": 0});
        let reply = json!({"Size": 7, "Owner": {"Kind": "USER", "New": 1}, "At": null});
        assert_eq!(only(output, &reply), json!({"Size": 7, "Owner": {"Kind": "USER"}}));
    }

    #[test]
    fn what_is_empty_in_the_reply_stays() {
        let reply = json!({"Name": "", "Tags": [], "Owner": {}});
        assert_eq!(only(json!({"Name": "", "Tags": [], "Owner": {"Id": ""}}), &reply), reply);
    }

    #[test]
    fn elements_are_matched_past_nulls_that_a_list_does_not_hold() {
        let output = json!([{"A": "", "B": 1}, {"A": "x", "B": 0}]);
        assert_eq!(only(output, &json!([null, {"B": 1}, {"A": "x"}])), json!([{"B": 1}, {"A": "x"}]));
        let sparse = json!({"one": null, "two": {"A": ""}});
        assert_eq!(only(sparse, &json!({"one": null, "two": {}})), json!({"one": null, "two": {}}));
    }
}
