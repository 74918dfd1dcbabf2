//! Models that nobody wrote: whatever a service of botocore's form holds, the same service in Smithy's form gives the same
//! crate.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use shapesmith_codegen::{Source, Sources};
use shapesmith_tests::ast;

use crate::twins::{difference, files};

const PROTOCOLS: [&str; 4] = ["json", "rest-json", "rest-xml", "query"];

/// The shapes that members hold: first those that fit into a header or a query, then others that hold no member.
const SIMPLE: [&str; 8] = ["Text", "Number", "Large", "Flag", "Real", "Moment", "Colour", "Secret"];
const OTHERS: [&str; 5] = ["Bytes", "Texts", "Moments", "Counts", "Parts"];

/// Names of members, some of which are words of Rust or of the generated code.
const NAMES: [&str; 8] = ["Name", "type", "Self", "Count2", "next", "ARNs", "Builder", "aB_c"];

/// A member: which of the shapes it holds, and which facts are told of it.
type Field = (usize, u16);

#[derive(Clone, Debug)]
struct Drawn {
    protocol: usize,
    structures: Vec<Vec<Field>>,
    input: Vec<Field>,
    facts: u16,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let field = || (0..64_usize, any::<u16>());
    let structures = vec(vec(field(), 0..NAMES.len()), 1..5);
    (0..PROTOCOLS.len(), structures, vec(field(), 0..NAMES.len()), any::<u16>())
        .prop_map(|(protocol, structures, input, facts)| Drawn { protocol, structures, input, facts })
}

fn has(facts: u16, bit: u32) -> bool {
    facts >> bit & 1 == 1
}

impl Drawn {
    fn is_rest(&self) -> bool {
        PROTOCOLS[self.protocol].starts_with("rest")
    }

    /// A structure; `before` says how many others it may hold.
    fn structure(&self, fields: &[Field], before: usize, is_input: bool) -> Value {
        let known = SIMPLE.iter().chain(&OTHERS).map(|name| (*name).to_owned());
        let known: Vec<String> =
            known.chain((0..before).map(|number| format!("Structure{number}"))).collect();
        let mut members = Map::new();
        let mut required = Vec::new();
        for (name, (target, facts)) in NAMES.iter().zip(fields) {
            let shape = &known[target % known.len()];
            let mut member = json!({ "shape": shape });
            let fits_anywhere = SIMPLE.contains(&shape.as_str());
            if is_input && self.is_rest() && fits_anywhere && has(*facts, 0) {
                let (place, wire) = if has(*facts, 1) { ("querystring", "q-") } else { ("header", "x-") };
                member["location"] = place.into();
                member["locationName"] = format!("{wire}{name}").to_ascii_lowercase().into();
            } else if PROTOCOLS[self.protocol] != "json" && has(*facts, 2) {
                member["locationName"] = format!("w-{name}").into();
            }
            if has(*facts, 3) {
                required.push(*name);
            }
            if has(*facts, 4) {
                member["documentation"] = "<p>What it <i>is</i>.</p>".into();
            }
            if has(*facts, 5) {
                member["deprecated"] = true.into();
                member["deprecatedMessage"] = "Use another.".into();
            }
            if shape == "Text" && has(*facts, 6) && !required.contains(name) {
                member["idempotencyToken"] = true.into();
            }
            if shape == "Moment" && has(*facts, 7) {
                let formats = ["iso8601", "rfc822", "unixTimestamp"];
                member["timestampFormat"] = formats[usize::from(facts >> 8) % 3].into();
            }
            members.insert((*name).to_owned(), member);
        }
        let mut structure = json!({ "type": "structure", "members": members });
        if !required.is_empty() {
            structure["required"] = required.into();
        }
        structure
    }

    fn sources(&self) -> Sources {
        let part = json!({"type": "structure", "union": true, "members": {"One": {"shape": "Text"}, "Two": {"shape": "Counts"}}});
        let mut shapes = json!({
            "Text": {"type": "string"},
            "Number": {"type": "integer"},
            "Large": {"type": "long", "min": 0},
            "Flag": {"type": "boolean"},
            "Real": {"type": "double"},
            "Moment": {"type": "timestamp"},
            "Colour": {"type": "string", "enum": ["RED", "dark-blue", "2"]},
            "Secret": {"type": "string", "sensitive": true, "min": 1, "max": 36, "pattern": "^[a-z]+$"},
            "Bytes": {"type": "blob", "max": 9},
            "Texts": {"type": "list", "member": {"shape": "Text"}, "max": 5},
            "Moments": {"type": "list", "member": {"shape": "Moment"}},
            "Counts": {"type": "map", "key": {"shape": "Colour"}, "value": {"shape": "Large"}},
            "Part": part,
            "Parts": {"type": "list", "member": {"shape": "Part"}},
            "Gone": {"type": "structure", "exception": true, "members": {"message": {"shape": "Text"}, "Colour": {"shape": "Colour"}}},
            "Items": {"type": "list", "member": {"shape": "Structure0"}},
            "ListInput": {"type": "structure", "members": {"Token": {"shape": "Text"}, "Limit": {"shape": "Number"}}},
            "ListOutput": {"type": "structure", "members": {"Token": {"shape": "Text"}, "Items": {"shape": "Items"}}},
        });
        for (number, fields) in self.structures.iter().enumerate() {
            shapes[format!("Structure{number}")] = self.structure(fields, number, false);
        }
        shapes["PutInput"] = self.structure(&self.input, self.structures.len(), true);
        let last = format!("Structure{}", self.structures.len() - 1);
        // Without bindings to HTTP every request goes to the root.
        let http = |method: &str, uri: &str| {
            let (method, uri) = if self.is_rest() { (method, uri) } else { ("POST", "/") };
            json!({ "method": method, "requestUri": uri })
        };
        let mut put = json!({
            "name": "Put", "http": http("PUT", "/things?flag"),
            "input": {"shape": "PutInput"}, "output": {"shape": last}, "errors": [{"shape": "Gone"}],
        });
        if has(self.facts, 0) {
            put["documentation"] = "<p>Puts it. And more.</p>".into();
        }
        if has(self.facts, 1) {
            put["deprecated"] = true.into();
        }
        let service = json!({
            "metadata": {
                "apiVersion": "2026-01-31", "endpointPrefix": "random", "jsonVersion": "1.1", "protocol": PROTOCOLS[self.protocol],
                "serviceFullName": "Random", "serviceId": "Random", "signatureVersion": "v4",
                "targetPrefix": "Random", "uid": "random-2026-01-31",
            },
            "operations": {
                "Put": put,
                "List": {
                    "name": "List", "http": http("POST", "/list"),
                    "input": {"shape": "ListInput"}, "output": {"shape": "ListOutput"},
                },
            },
            "shapes": shapes,
        });
        let source = |name: &str, text: Value| Source { name: name.to_owned(), text: text.to_string() };
        let mut list = json!({"input_token": "Token", "output_token": "Token", "result_key": "Items"});
        if has(self.facts, 2) {
            list["limit_key"] = "Limit".into();
        }
        let paginators =
            has(self.facts, 3).then(|| source("paginators-1.json", json!({"pagination": {"List": list}})));
        Sources { paginators, ..Sources::new(source("service-2.json", service)) }
    }
}

#[test]
fn a_random_service_gives_the_same_crate_in_either_form() {
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&drawn(), |drawn| {
        let sources = drawn.sources();
        prop_assert_eq!(difference(&files("random", &sources), &files("random", &ast::twin(&sources))), None);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
