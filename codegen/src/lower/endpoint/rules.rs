//! The rule set: parameters and rules, checked.

use super::expression::{condition, template};
use super::scope::{Kind, Scope};
use crate::Error;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::suggest::did_you_mean;

/// The version of the rules language that is understood here.
const VERSION: &str = "1.0";
/// How deep rules may nest; the runtime has a limit of its own, above this one.
const DEPTH_LIMIT: usize = 40;
/// The built-ins that the runtime fills in, with its words for them.
const BUILT_INS: [(&str, &str); 6] = [
    ("AWS::Auth::AccountId", "AccountId"),
    ("AWS::Auth::AccountIdEndpointMode", "AccountIdEndpointMode"),
    ("AWS::Region", "Region"),
    ("AWS::UseDualStack", "UseDualStack"),
    ("AWS::UseFIPS", "UseFips"),
    ("SDK::Endpoint", "Endpoint"),
];

/// A rule set. Parameters and expressions are Rust already.
pub(crate) struct RuleSet {
    pub(crate) parameters: Vec<String>,
    pub(crate) rules: Vec<Rule>,
}

/// A rule.
pub(crate) struct Rule {
    pub(crate) conditions: Vec<String>,
    pub(crate) outcome: Outcome,
}

/// What a rule says.
pub(crate) enum Outcome {
    Rules(Vec<Rule>),
    Error(String),
    Endpoint { url: String, headers: Vec<(String, String)>, auth: Vec<String> },
}

/// Reads and checks `endpoint-rule-set-1.json`.
pub(crate) fn read(root: &Node<'_>) -> Result<RuleSet, Error> {
    let version = root.required("version")?;
    let text = version.text()?;
    if text != VERSION {
        return Err(version
            .error(format!("version \"{text}\" of the endpoint rules is not supported, only {VERSION}")));
    }
    let mut scope = Scope::default();
    let mut parameters = Vec::new();
    for (name, node) in root.required("parameters")?.entries()? {
        parameters.push(parameter(name, &node, &mut scope)?);
    }
    let rules = rules(&root.required("rules")?, &mut scope, 0)?;
    Ok(RuleSet { parameters, rules })
}

fn parameter(name: &str, node: &Node<'_>, scope: &mut Scope) -> Result<String, Error> {
    let kind = node.required("type")?;
    let text = kind.text()?;
    // The model's own files write `string` as well as `String`.
    let (word, kind) = match text.to_ascii_lowercase().as_str() {
        "string" => ("string", Kind::String),
        "boolean" => ("boolean", Kind::Boolean),
        "stringarray" => ("string_array", Kind::StringArray),
        _ => {
            return Err(kind
                .error(format!("a parameter cannot be of the type \"{text}\""))
                .with_help(did_you_mean(&text, ["string", "boolean", "stringArray"])));
        }
    };
    scope.add(node, name, kind)?;
    let required = node.flag("required")?;
    let default = node.optional("default")?;
    let mut rust = format!("{word}({name:?})");
    if let Some(built_in) = node.optional("builtIn")? {
        let text = built_in.text()?;
        match BUILT_INS.iter().find(|(known, _)| *known == text) {
            Some((_, word)) => rust.push_str(&format!(".built_in(BuiltIn::{word})")),
            // Without a value the rules take the default or see that there is none.
            None if default.is_some() || !required => {}
            None => {
                return Err(built_in
                    .error(format!("no client can fill in the built-in \"{text}\", and the rules need it"))
                    .with_help(did_you_mean(&text, BUILT_INS.iter().map(|(known, _)| *known))));
            }
        }
    }
    if required {
        rust.push_str(".required()");
    }
    if let Some(default) = default {
        rust.push_str(&match kind {
            Kind::Boolean => format!(".or({})", default.boolean()?),
            Kind::StringArray => format!(".or_texts(&{:?})", default.texts()?),
            _ => format!(".or_text({:?})", default.text()?),
        });
    }
    Ok(rust)
}

fn rules(list: &Node<'_>, scope: &mut Scope, depth: usize) -> Result<Vec<Rule>, Error> {
    if depth >= DEPTH_LIMIT {
        return Err(list.error(format!("rules nest deeper than {DEPTH_LIMIT} levels")));
    }
    let mut rules = Vec::new();
    for node in list.items()? {
        let mark = scope.mark();
        rules.push(rule(&node, scope, depth)?);
        scope.leave(mark);
    }
    Ok(rules)
}

fn rule(node: &Node<'_>, scope: &mut Scope, depth: usize) -> Result<Rule, Error> {
    let mut conditions = Vec::new();
    for node in node.required("conditions")?.items()? {
        conditions.push(condition(&node, scope)?);
    }
    let kind = node.required("type")?;
    let text = kind.text()?;
    let outcome = match text.as_str() {
        "tree" => {
            let mut rules = rules(&node.required("rules")?, scope, depth + 1)?;
            // A rule that stands alone in a tree says the same with the conditions of both, and
            // one level less is easier to read.
            if rules.len() == 1
                && let Some(alone) = rules.pop()
            {
                conditions.extend(alone.conditions);
                alone.outcome
            } else {
                Outcome::Rules(rules)
            }
        }
        "error" => Outcome::Error(template(&node.required("error")?, scope)?),
        "endpoint" => endpoint(&node.required("endpoint")?, scope)?,
        _ => {
            return Err(kind
                .error(format!("a rule cannot be of the type \"{text}\""))
                .with_help(did_you_mean(&text, ["endpoint", "error", "tree"])));
        }
    };
    Ok(Rule { conditions, outcome })
}

fn endpoint(node: &Node<'_>, scope: &Scope) -> Result<Outcome, Error> {
    let url = template(&node.required("url")?, scope)?;
    let mut headers = Vec::new();
    if let Some(node) = node.optional("headers")? {
        for (name, values) in node.entries()? {
            for value in values.items()? {
                headers.push((name.to_owned(), template(&value, scope)?));
            }
        }
    }
    let mut auth = Vec::new();
    if let Some(node) = node.optional("properties")? {
        for (name, property) in node.entries()? {
            match name {
                "authSchemes" => {
                    for node in property.items()? {
                        auth.push(auth_scheme(&node, scope)?);
                    }
                }
                // What the SDKs of AWS count; it changes nothing about the request.
                "metricValues" => {}
                _ => return Err(property.error(format!("the endpoint property \"{name}\" is not supported"))),
            }
        }
    }
    Ok(Outcome::Endpoint { url, headers, auth })
}

fn auth_scheme(node: &Node<'_>, scope: &Scope) -> Result<String, Error> {
    let mut rust = format!("scheme({:?})", node.required("name")?.text()?);
    for (key, value) in node.entries()? {
        match key {
            "name" => {}
            "signingName" => rust.push_str(&format!(".name({:?})", template(&value, scope)?)),
            "signingRegion" => rust.push_str(&format!(".region({:?})", template(&value, scope)?)),
            "signingRegionSet" => {
                let regions = value.items_as(|region| template(region, scope))?;
                rust.push_str(&format!(".region({:?})", regions.join(",")));
            }
            // Paths are encoded twice everywhere but in S3, which asks for the contrary.
            "disableDoubleEncoding" if matches!(value.value, Json::Boolean(false)) => {}
            _ => return Err(value.error(format!("the auth scheme property \"{key}\" is not supported"))),
        }
    }
    Ok(rust)
}
