//! What a reply held, as the types of the operation see it.

use serde_json::Value;
use shapesmith_runtime::shape::{Member, Place, StructureSchema, Target};

/// An output without the values that stand in for what the body of the reply left out.
///
/// The output has the names of the model, the body those on the wire. A member of the output that the body does not have
/// was made up; everything else is as the types have read it. What travels outside of the body stays as it is.
pub(crate) fn only(output: Value, schema: &StructureSchema, body: &Value) -> Value {
    members(output, schema.members, body)
}

fn members(output: Value, members: &[Member], body: &Value) -> Value {
    let Value::Object(output) = output else { return output };
    let entries = output.into_iter().filter_map(|(name, value)| {
        let Some(member) = members.iter().find(|member| member.name == name) else {
            return Some((name, value));
        };
        match member.place {
            Place::Body => Some((name, received(value, member.target, body.get(member.wire_name)?)?)),
            Place::Payload => Some((name, inside(value, member.target, body))),
            _ => Some((name, value)),
        }
    });
    Value::Object(entries.collect())
}

/// A value that stands where the body has one, which may be null.
fn received(value: Value, target: Target, body: &Value) -> Option<Value> {
    match body {
        // A null in a map that may hold them, or a null where something is required.
        Value::Null => value.is_null().then_some(value),
        body => Some(inside(value, target, body)),
    }
}

fn inside(value: Value, target: Target, body: &Value) -> Value {
    match (target.resolve(), value, body) {
        (Target::Structure(schema), value @ Value::Object(_), Value::Object(_)) => {
            members(value, schema.members, body)
        }
        (Target::Union(schema), value @ Value::Object(_), Value::Object(_)) => {
            members(value, schema.members, body)
        }
        (Target::Map(schema) | Target::SparseMap(schema), Value::Object(output), Value::Object(body)) => {
            let entries = output.into_iter().filter_map(|(key, value)| {
                let value = received(value, schema.value.target, body.get(&key)?)?;
                Some((key, value))
            });
            Value::Object(entries.collect())
        }
        (Target::List(element) | Target::SparseList(element), Value::Array(output), Value::Array(body)) => {
            // Nulls are left out of lists that hold none.
            let all = output.len() == body.len();
            let body = body.iter().filter(|value| all || !value.is_null());
            let values = output.into_iter().zip(body);
            Value::Array(values.map(|(value, body)| inside(value, element.target, body)).collect())
        }
        (_, value, _) => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use shapesmith_runtime::shape::{Fact, Member, Place, StructureSchema, Target};

    use super::only;

    const TEXT: Target = Target::String;
    static OWNER: StructureSchema = StructureSchema::new(
        "Owner",
        &[Member::new("id", "Id", TEXT), Member::new("kind", "Kind", TEXT).set(Fact::WireName("kind"))],
    );
    static EACH_OWNER: Member = Member::element(Target::Structure(&OWNER));
    static OUTPUT: StructureSchema = StructureSchema::new(
        "Output",
        &[
            Member::new("name", "Name", TEXT),
            Member::new("size", "Size", Target::Integer),
            Member::new("at", "At", Target::Timestamp),
            Member::new("owner", "Owner", Target::Structure(&OWNER)),
            Member::new("owners", "Owners", Target::List(&EACH_OWNER)),
            Member::new("former", "Former", Target::SparseList(&EACH_OWNER)),
            Member::new("tag", "Tag", TEXT).set(Fact::Place(Place::Header)),
        ],
    );

    fn received(output: Value, body: &Value) -> Value {
        only(output, &OUTPUT, body)
    }

    #[test]
    fn what_the_body_left_out_is_left_out() {
        let output = json!({"Name": "", "Size": 7, "Owner": {"Id": "", "Kind": "USER"}, "At": 0});
        let body = json!({"Size": 7, "Owner": {"kind": "USER", "New": 1}, "At": null});
        assert_eq!(received(output, &body), json!({"Size": 7, "Owner": {"Kind": "USER"}}));
    }

    #[test]
    fn what_is_empty_in_the_body_stays() {
        let body = json!({"Name": "", "Owners": [], "Owner": {}});
        assert_eq!(received(json!({"Name": "", "Owners": [], "Owner": {"Id": ""}}), &body), body);
    }

    #[test]
    fn what_is_not_of_the_body_stays() {
        assert_eq!(received(json!({"Name": "", "Tag": "x"}), &json!({})), json!({"Tag": "x"}));
        static WHOLE: StructureSchema = StructureSchema::new(
            "Whole",
            &[Member::new("owner", "Owner", Target::Structure(&OWNER)).set(Fact::Place(Place::Payload))],
        );
        let output = json!({"Owner": {"Id": "", "Kind": "USER"}});
        assert_eq!(only(output, &WHOLE, &json!({"kind": "USER"})), json!({"Owner": {"Kind": "USER"}}));
    }

    #[test]
    fn elements_are_matched_past_nulls_that_a_list_does_not_hold() {
        let output = json!({"Owners": [{"Id": "", "Kind": "1"}, {"Id": "x", "Kind": ""}]});
        let body = json!({"Owners": [null, {"kind": "1"}, {"Id": "x"}]});
        assert_eq!(received(output, &body), json!({"Owners": [{"Kind": "1"}, {"Id": "x"}]}));
        let sparse = json!({"Former": [null, {"Id": ""}]});
        let body = json!({"Former": [null, {}]});
        assert_eq!(received(sparse, &body), body);
    }
}
