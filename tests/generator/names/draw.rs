//! Draws models: one of everything, under names and with texts out of the vocabulary.

use serde_json::{Map, Value, json};
use shapesmith_codegen::ir::Service;
use shapesmith_codegen::{Error, Selection, Source, Sources};

use super::options;
use super::vocabulary::{NAMES, TEXTS};

/// The files of a service.
#[derive(Clone)]
pub(super) struct Model {
    service: Value,
    paginators: Value,
    waiters: Value,
}

/// A name that is tried, and what it does to a model.
type Trial = (&'static str, Box<dyn Fn(&mut Model)>);

impl Model {
    /// The service, with all its operations.
    pub(super) fn load(&self) -> Result<Service, Error> {
        let source = |name: &str, value: &Value| Source { name: name.to_owned(), text: value.to_string() };
        let service = shapesmith_codegen::load(&Sources {
            paginators: Some(source("paginators-1.json", &self.paginators)),
            waiters: Some(source("waiters-2.json", &self.waiters)),
            ..Sources::new(source("service-2.json", &self.service))
        })?;
        Ok(shapesmith_codegen::select(&service, &Selection { operations: vec!["*".to_owned()] })?.service)
    }

    fn is_taken(&self) -> Result<(), Error> {
        shapesmith_codegen::draft(&self.load()?, &options("names")).map(|_| ())
    }

    fn has(&self, name: &str, key: &str) -> bool {
        self.service["shapes"].get(name).is_some_and(|shape| shape.get(key).is_some())
    }

    fn shape(&mut self, name: &str) -> &mut Value {
        &mut self.service["shapes"][name]
    }
}

/// A source of models.
pub(super) struct Drawing {
    seed: u64,
    /// How many names the generator has taken.
    pub(super) taken: usize,
    /// How many it has refused.
    pub(super) refused: usize,
}

impl Drawing {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed: (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15), taken: 0, refused: 0 }
    }

    /// The next number below a limit: a xorshift generator, which is the same everywhere.
    fn below(&mut self, limit: usize) -> usize {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        usize::try_from((self.seed >> 16) % limit as u64).unwrap()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Several names, each once.
    fn names(&mut self, count: usize) -> Vec<&'static str> {
        let mut names: Vec<_> = (0..count).map(|_| self.one_of(NAMES)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Puts into a model what the generator takes there, all at once where it can, and checks that the
    /// rest is refused in words that a person can act upon.
    fn add(&mut self, model: &mut Model, trials: &[Trial]) {
        let mut changed = model.clone();
        for (_, change) in trials {
            change(&mut changed);
        }
        match (changed.is_taken(), trials) {
            (Ok(()), _) => {
                self.taken += trials.len();
                *model = changed;
            }
            (Err(error), [(name, _)]) => {
                self.refused += 1;
                let collides = error.reason.contains("would both be called `");
                let is_empty = error.reason.contains("nothing that can be a Rust name is left of");
                assert!(collides || is_empty, "{name:?}: {error}");
                assert!(error.help.as_ref().is_some_and(|help| help.contains("in patches.json")), "{error}");
            }
            (Err(_), trials) => {
                let (first, second) = trials.split_at(trials.len() / 2);
                self.add(model, first);
                self.add(model, second);
            }
        }
    }

    /// The next model.
    pub(super) fn model(&mut self) -> Model {
        let mut model = base(self.one_of(TEXTS));
        let mut targets = vec!["Text", "Lines", "Tags", "Time", "Data", "Any", "Number"];
        for kind in ["structure", "union", "enum", "exception"] {
            for name in self.names(12) {
                if !model.has(name, "type") {
                    let trial = self.shape(kind, name);
                    self.add(&mut model, &[trial]);
                    if kind != "exception" && model.has(name, "type") {
                        targets.push(name);
                    }
                }
            }
        }
        let owners: Vec<String> = model.service["shapes"].as_object().unwrap().keys().cloned().collect();
        for owner in &owners {
            let trials: Vec<Trial> = if model.has(owner, "enum") {
                self.names(10).into_iter().map(|value| value_of(owner.clone(), value)).collect()
            } else if model.has(owner, "required") {
                let members = self.names(10).into_iter();
                members.map(|name| self.member(owner.clone(), name, &targets)).collect()
            } else {
                continue;
            };
            self.add(&mut model, &trials);
        }
        let operations: Vec<Trial> = self.names(20).into_iter().map(|name| self.operation(name)).collect();
        self.add(&mut model, &operations);
        let waiters: Vec<Trial> = self.names(20).into_iter().map(|name| self.waiter(name)).collect();
        self.add(&mut model, &waiters);
        model
    }

    /// A shape, and something that leads to it.
    fn shape(&mut self, kind: &str, name: &'static str) -> Trial {
        let shape = match kind {
            "enum" => json!({"type": "string", "enum": ["first"], "sensitive": self.below(3) == 0}),
            "union" => json!({"type": "structure", "union": true, "required": [],
                "members": {"First": {"shape": "Text"}}}),
            "exception" => json!({"type": "structure", "exception": true, "required": [], "members": {}}),
            _ => json!({"type": "structure", "required": [], "members": {}}),
        };
        let texts = json!({"documentation": self.one_of(TEXTS), "deprecated": self.below(9) == 0,
            "deprecatedMessage": self.one_of(TEXTS)});
        let (shape, is_exception) = (merged(shape, texts), kind == "exception");
        let change = move |model: &mut Model| {
            *model.shape(name) = shape.clone();
            if is_exception {
                let errors = model.service["operations"]["Root"]["errors"].as_array_mut().unwrap();
                errors.push(json!({"shape": name}));
            } else {
                model.shape("RootInput")["members"][format!("{name}Use")] = json!({"shape": name});
            }
        };
        (name, Box::new(change))
    }

    fn member(&mut self, owner: String, name: &'static str, targets: &[&str]) -> Trial {
        let member = json!({"shape": self.one_of(targets), "documentation": self.one_of(TEXTS)});
        let is_required = self.below(4) == 0;
        let change = move |model: &mut Model| {
            let shape = model.shape(&owner);
            if !shape["members"][name].is_null() {
                return;
            }
            shape["members"][name] = member.clone();
            if is_required && shape.get("union").is_none() {
                shape["required"].as_array_mut().unwrap().push(json!(name));
            }
        };
        (name, Box::new(change))
    }

    fn operation(&mut self, name: &'static str) -> Trial {
        let (documentation, is_paged) = (self.one_of(TEXTS), self.below(2) == 0);
        let change = move |model: &mut Model| {
            let errors = model.service["operations"]["Root"]["errors"].clone();
            model.service["operations"][name] = json!({"name": name, "documentation": documentation,
                "input": {"shape": "PageInput"}, "output": {"shape": "PageOutput"}, "errors": errors});
            if is_paged {
                model.paginators["pagination"][name] = json!({"input_token": "NextToken",
                    "output_token": "NextToken", "result_key": "Found"});
            }
        };
        (name, Box::new(change))
    }

    fn waiter(&mut self, name: &'static str) -> Trial {
        let (code, text) = (self.one_of(NAMES), self.one_of(TEXTS));
        let change = move |model: &mut Model| {
            model.waiters["waiters"][name] = json!({"operation": "Root", "delay": 1, "maxAttempts": 2,
            "documentation": text, "acceptors": [
                {"state": "success", "matcher": "error", "expected": code},
                {"state": "failure", "matcher": "path", "expected": text,
                    "argument": "Said == 'a\u{2067}\rb'  && \n 'x' || Said"},
            ]});
        };
        (name, Box::new(change))
    }
}

fn value_of(owner: String, value: &'static str) -> Trial {
    let change = move |model: &mut Model| {
        let values = model.shape(&owner)["enum"].as_array_mut().unwrap();
        if !values.contains(&json!(value)) {
            values.push(json!(value));
        }
    };
    (value, Box::new(change))
}

/// A model that has one of everything, under names that do no harm.
fn base(text: &str) -> Model {
    let structure = |members: Value| json!({"type": "structure", "required": [], "members": members});
    let service = json!({
        "metadata": {
            "apiVersion": "2026-01-31", "endpointPrefix": "names", "jsonVersion": "1.1", "protocol": "json",
            "serviceFullName": format!("Names {text}"), "serviceId": format!("Names {text}"),
            "signatureVersion": "v4", "targetPrefix": text, "uid": format!("names-{text}")
        },
        "documentation": text,
        "operations": {
            "Root": {"input": {"shape": "RootInput"}, "output": {"shape": "RootOutput"}, "errors": []}
        },
        "shapes": {
            "RootInput": structure(json!({})),
            "RootOutput": structure(json!({"Said": {"shape": "Text"}})),
            "PageInput": structure(json!({"NextToken": {"shape": "Text"}})),
            "PageOutput": structure(json!({"NextToken": {"shape": "Text"}, "Found": {"shape": "Lines"}})),
            "Text": {"type": "string", "pattern": text},
            "Number": {"type": "long"},
            "Lines": {"type": "list", "member": {"shape": "Text"}},
            "Tags": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
            "Time": {"type": "timestamp"},
            "Data": {"type": "blob"},
            "Any": {"type": "structure", "document": true, "members": {}}
        }
    });
    Model { service, paginators: json!({"pagination": {}}), waiters: json!({"version": 2, "waiters": {}}) }
}

fn merged(mut one: Value, other: Value) -> Value {
    let other: Map<String, Value> = other.as_object().cloned().unwrap_or_default();
    one.as_object_mut().unwrap().extend(other);
    one
}
