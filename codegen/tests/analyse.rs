//! The passes that decide what Rust types look like: boxes, required cycles, traits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::ir::{Indirection, Member, Presence, RustTraits, Service, Support, Usage};
use shapesmith_codegen::{analyse, load};
use support::changed;

/// A service with more shapes, analysed.
fn analysed(shapes: &Value) -> (Service, Usage) {
    let sources = changed(|model| {
        for (name, shape) in shapes.as_object().expect("shapes by name") {
            model["shapes"][name] = shape.clone();
        }
    });
    let mut service = load(&sources).expect("the model is right");
    let usage = analyse(&mut service);
    (service, usage)
}

/// The members of all shapes that a condition holds for, as `Shape.Member`.
fn members_where(service: &Service, condition: impl Fn(&Member) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    for shape in &service.shapes {
        let members = shape.members().iter().filter(|member| condition(member));
        names.extend(members.map(|member| format!("{}.{}", shape.name, member.name)));
    }
    names.sort();
    names
}

fn boxed(service: &Service) -> Vec<String> {
    members_where(service, |member| member.indirection == Indirection::Boxed)
}

fn required_cycles(service: &Service) -> Vec<String> {
    members_where(service, |member| member.presence == Presence::RequiredCycle)
}

fn traits(service: &Service, usage: &Usage, name: &str) -> RustTraits {
    let (id, _) = service.shapes().find(|(_, shape)| shape.name == name).expect("the shape is there");
    usage.traits[&id]
}

#[test]
fn a_structure_that_holds_itself_needs_a_box() {
    let (service, _) = analysed(&json!({
        "Node": {"type": "structure", "members": {"Next": {"shape": "Node"}, "Label": {"shape": "Text"}}},
    }));
    assert_eq!(boxed(&service), ["Node.Next"]);
}

#[test]
fn every_direct_member_on_a_cycle_is_boxed_and_no_other() {
    let (service, _) = analysed(&json!({
        "And": {"type": "structure", "members": {"Left": {"shape": "Filter"}, "Right": {"shape": "Filter"}}},
        "Filter": {"type": "structure", "union": true, "members": {
            "And": {"shape": "And"}, "Name": {"shape": "Text"}, "Alarm": {"shape": "Alarm"},
        }},
        "Query": {"type": "structure", "members": {"Filter": {"shape": "Filter"}}},
    }));
    assert_eq!(boxed(&service), ["And.Left", "And.Right", "Filter.And"]);
}

#[test]
fn lists_and_maps_need_no_box() {
    let (service, _) = analysed(&json!({
        "Tree": {"type": "structure", "members": {"Children": {"shape": "Trees"}, "Named": {"shape": "TreeMap"}}},
        "Trees": {"type": "list", "member": {"shape": "Tree"}},
        "TreeMap": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Tree"}},
    }));
    assert_eq!(boxed(&service), Vec::<String>::new());
}

#[test]
fn an_unrelated_member_does_not_move_a_box() {
    let shapes = |extra: &str| {
        json!({
            "One": {"type": "structure", "members": {"Two": {"shape": "Two"}, extra: {"shape": "Text"}}},
            "Two": {"type": "structure", "members": {"One": {"shape": "One"}}},
        })
    };
    for extra in ["Aa", "Zz"] {
        assert_eq!(boxed(&analysed(&shapes(extra)).0), ["One.Two", "Two.One"]);
    }
}

#[test]
fn required_cycles_without_an_end_are_marked() {
    let (service, usage) = analysed(&json!({
        "Chicken": {"type": "structure", "required": ["Egg", "Name"], "members": {
            "Egg": {"shape": "Egg"}, "Name": {"shape": "Text"},
        }},
        "Egg": {"type": "structure", "required": ["Chicken"], "members": {"Chicken": {"shape": "Chicken"}}},
    }));
    assert_eq!(required_cycles(&service), ["Chicken.Egg", "Egg.Chicken"]);
    assert_eq!(boxed(&service), ["Chicken.Egg", "Egg.Chicken"]);
    assert_eq!(traits(&service, &usage, "Egg").default, Support::Yes);
    assert_eq!(traits(&service, &usage, "Chicken").default, Support::No);
}

#[test]
fn cycles_that_end_somewhere_stay_required() {
    let (service, _) = analysed(&json!({
        "Choice": {"type": "structure", "union": true, "members": {"Not": {"shape": "Not"}, "Name": {"shape": "Text"}}},
        "Not": {"type": "structure", "required": ["Choice"], "members": {"Choice": {"shape": "Choice"}}},
        "Open": {"type": "structure", "required": ["Shut"], "members": {"Shut": {"shape": "Shut"}}},
        "Shut": {"type": "structure", "members": {"Open": {"shape": "Open"}}},
        "Tree": {"type": "structure", "required": ["Children"], "members": {"Children": {"shape": "Trees"}}},
        "Trees": {"type": "list", "member": {"shape": "Tree"}},
    }));
    assert_eq!(required_cycles(&service), Vec::<String>::new());
    assert_eq!(boxed(&service), ["Choice.Not", "Not.Choice", "Open.Shut", "Shut.Open"]);
}

#[test]
fn equality_and_hash_depend_on_everything_inside() {
    let (service, usage) = analysed(&json!({
        "Json": {"type": "structure", "document": true, "members": {}},
        "Number": {"type": "double"},
        "Numbers": {"type": "list", "member": {"shape": "Number"}},
        "Plain": {"type": "structure", "members": {"Name": {"shape": "Text"}, "Since": {"shape": "Time"}}},
        "WithMap": {"type": "structure", "members": {"Tags": {"shape": "Tags"}}},
        "WithNumbers": {"type": "structure", "members": {"Numbers": {"shape": "Numbers"}}},
        "WithDocument": {"type": "structure", "union": true, "members": {"Json": {"shape": "Json"}}},
        "Outer": {"type": "structure", "members": {"Inner": {"shape": "WithNumbers"}, "Outer": {"shape": "Outer"}}},
    }));
    for (name, equality, hash) in [
        ("Plain", Support::Yes, Support::Yes),
        ("WithMap", Support::Yes, Support::No),
        ("WithNumbers", Support::No, Support::No),
        ("WithDocument", Support::No, Support::No),
        ("Outer", Support::No, Support::No),
        ("Alarm", Support::Yes, Support::No),
        ("NotFound", Support::Yes, Support::Yes),
    ] {
        let traits = traits(&service, &usage, name);
        assert_eq!((traits.equality, traits.hash), (equality, hash), "{name}");
    }
}

#[test]
fn only_structures_without_required_members_have_a_default() {
    let (service, usage) = analysed(&json!({
        "Choice": {"type": "structure", "union": true, "members": {"Name": {"shape": "Text"}}},
    }));
    for (name, default) in [
        ("Alarm", Support::No),
        ("Choice", Support::No),
        ("DescribeAlarmsInput", Support::No),
        ("DescribeAlarmsOutput", Support::Yes),
        ("NotFound", Support::Yes),
        ("StopAlarmsInput", Support::Yes),
    ] {
        assert_eq!(traits(&service, &usage, name).default, default, "{name}");
    }
}

#[test]
fn analysing_twice_changes_nothing() {
    let (mut service, usage) = analysed(&json!({
        "Node": {"type": "structure", "required": ["Next"], "members": {"Next": {"shape": "Node"}}},
    }));
    let again = analyse(&mut service);
    assert_eq!(again.traits, usage.traits);
    assert_eq!(required_cycles(&service), ["Node.Next"]);
}
