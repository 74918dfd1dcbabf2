//! The rule set: parameters and rules, checked.

use super::expression::{condition, text};
use super::scope::{Kind, Scope};
use crate::Error;
use crate::front::node::Node;
use crate::ir::Origin;
use crate::ir::endpoint::{
    AuthScheme, BuiltIn, Endpoint, Outcome, Parameter, ParameterKind, Part, Rule, Rules, Template,
};
use crate::suggest::did_you_mean;

/// The version of the rules language that is understood here.
const VERSION: &str = "1.0";
/// How deep rules may nest; the runtime has a limit of its own, above this one.
const DEPTH_LIMIT: usize = 40;
/// Reads and checks a rule set.
pub(super) fn read(root: &Node<'_>) -> Result<Rules, Error> {
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
    Ok(Rules { parameters, rules, origin: origin(root) })
}

fn origin(node: &Node<'_>) -> Origin {
    let (file, place) = node.written();
    Origin::new(file, place)
}

fn parameter(name: &str, node: &Node<'_>, scope: &mut Scope) -> Result<Parameter, Error> {
    let kind = node.required("type")?;
    let text = kind.text()?;
    let default = node.optional("default")?;
    let default = default.as_ref();
    // The model's own files write `string` as well as `String`.
    let (kind, in_scope) = match text.to_ascii_lowercase().as_str() {
        "string" => (ParameterKind::String(default.map(Node::text).transpose()?), Kind::String),
        "boolean" => (ParameterKind::Boolean(default.map(Node::boolean).transpose()?), Kind::Boolean),
        "stringarray" => {
            (ParameterKind::StringArray(default.map(Node::texts).transpose()?), Kind::StringArray)
        }
        _ => {
            return Err(kind
                .error(format!("a parameter cannot be of the type \"{text}\""))
                .with_help(did_you_mean(&text, ["string", "boolean", "stringArray"])));
        }
    };
    scope.add(node, name, in_scope)?;
    let required = node.flag("required")?;
    let built_in = match node.optional("builtIn")? {
        None => None,
        Some(built_in) => {
            let text = built_in.text()?;
            let known = BuiltIn::ALL.iter().find(|(known, _)| *known == text).map(|(_, built_in)| *built_in);
            // Without a value the rules take the default or see that there is none.
            if known.is_none() && default.is_none() && required {
                return Err(built_in
                    .error(format!("no client can fill in the built-in \"{text}\", and the rules need it"))
                    .with_help(did_you_mean(&text, BuiltIn::ALL.iter().map(|(known, _)| *known))));
            }
            known
        }
    };
    Ok(Parameter { name: name.to_owned(), kind, built_in, required, origin: origin(node) })
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
    let word = kind.text()?;
    let outcome = match word.as_str() {
        "tree" => {
            let mut rules = rules(&node.required("rules")?, scope, depth + 1)?;
            // A rule that stands alone in a tree says the same with the conditions of both, and
            // one level less is easier to read.
            match rules.pop() {
                Some(alone) if rules.is_empty() => {
                    conditions.extend(alone.conditions);
                    return Ok(Rule { conditions, ..alone });
                }
                last => {
                    rules.extend(last);
                    Outcome::Rules(rules)
                }
            }
        }
        "error" => Outcome::Error(text(&node.required("error")?, scope)?),
        "endpoint" => Outcome::Endpoint(endpoint(&node.required("endpoint")?, scope)?),
        _ => {
            return Err(kind
                .error(format!("a rule cannot be of the type \"{word}\""))
                .with_help(did_you_mean(&word, ["endpoint", "error", "tree"])));
        }
    };
    Ok(Rule { conditions, outcome, origin: origin(node) })
}

fn endpoint(node: &Node<'_>, scope: &Scope) -> Result<Endpoint, Error> {
    let url = text(&node.required("url")?, scope)?;
    let mut headers = Vec::new();
    if let Some(node) = node.optional("headers")? {
        for (name, values) in node.entries()? {
            for value in values.items()? {
                headers.push((name.to_owned(), text(&value, scope)?));
            }
        }
    }
    let mut auth_schemes = Vec::new();
    if let Some(node) = node.optional("properties")? {
        for (name, property) in node.entries()? {
            match name {
                "authSchemes" => {
                    for node in property.items()? {
                        auth_schemes.push(auth_scheme(&node, scope)?);
                    }
                }
                // What the SDKs of AWS count; it changes nothing about the request.
                "metricValues" => {}
                // The name of what the way to sign says too.
                "backend" => {}
                _ => return Err(property.error(format!("the endpoint property \"{name}\" is not supported"))),
            }
        }
    }
    Ok(Endpoint { url, headers, auth_schemes })
}

fn auth_scheme(node: &Node<'_>, scope: &Scope) -> Result<AuthScheme, Error> {
    let name = node.required("name")?.text()?;
    let mut scheme = AuthScheme { name, signing_name: None, signing_region: None, path_as_is: false };
    let mut plain_path = None;
    for (key, value) in node.entries()? {
        match key {
            "name" => {}
            "signingName" => scheme.signing_name = Some(text(&value, scope)?),
            "signingRegion" => scheme.signing_region = Some(text(&value, scope)?),
            "signingRegionSet" => {
                scheme.signing_region = Some(joined(value.items_as(|region| text(region, scope))?));
            }
            // Paths are tidied and encoded twice everywhere but in S3, which asks for the contrary of both by this.
            "disableDoubleEncoding" => scheme.path_as_is = value.boolean()?,
            "disableNormalizePath" if value.boolean()? => plain_path = Some(value),
            "disableNormalizePath" => {}
            _ => return Err(value.error(format!("the auth scheme property \"{key}\" is not supported"))),
        }
    }
    match plain_path {
        Some(value) if !scheme.path_as_is => Err(value.error(
            "the auth scheme property \"disableNormalizePath\" is not supported without \"disableDoubleEncoding\"",
        )),
        _ => Ok(scheme),
    }
}

/// Several templates as one, with commas between.
fn joined(templates: Vec<Template>) -> Template {
    let mut parts = Vec::new();
    for (position, template) in templates.into_iter().enumerate() {
        if position > 0 {
            parts.push(Part::Text(",".to_owned()));
        }
        parts.extend(template.parts);
    }
    Template { parts }
}
