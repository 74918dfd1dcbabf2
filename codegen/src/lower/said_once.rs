//! What the endpoint rules put into the URL is not put there by the operation as well.
//!
//! Models of S3 have the bucket at the beginning of every path, and rules that put it into the host name or before the
//! path; those of S3 Control have the account in a prefix of the host name, and rules that do the same. So a label at the
//! beginning of a path, or a prefix with a label, is left out where its member feeds a parameter of the rules that stands in
//! the URL of an endpoint. botocore goes by the names of the two services (`remove_bucket_from_url_paths_from_model` and
//! `remove_accid_host_prefix_from_model` in `handlers.py`); no model of another one has such labels.

use std::collections::HashSet;

use crate::ir::endpoint::{Condition, Expression, Outcome, Part, Rule, Rules, Template};
use crate::ir::{HostPart, Member, Operation, Service, ShapeKind, UriPart};

/// Leaves out what the rules say.
pub(super) fn lower(service: &mut Service) {
    let Some(rules) = &service.endpoint_rules else { return };
    let said = said(rules);
    let Service { operations, shapes, .. } = service;
    for operation in operations {
        let Some(ShapeKind::Structure(members)) = shapes.get(operation.input.0).map(|shape| &shape.kind)
        else {
            continue;
        };
        let is_said = |name: &str| {
            let member = members.iter().find(|member: &&Member| member.name == name);
            let parameter = member.and_then(|member| member.context_parameter.as_deref());
            parameter.is_some_and(|parameter| said.contains(parameter))
        };
        leave_out(operation, is_said);
    }
}

fn leave_out(operation: &mut Operation, is_said: impl Fn(&str) -> bool) {
    let parts = &mut operation.http.uri.parts;
    if let [UriPart::Text(slash), UriPart::Label(member), ..] = parts.as_slice()
        && slash == "/"
        && is_said(member)
    {
        let rest = parts.split_off(2);
        // What is left may be a query alone, or nothing: then the URL of the endpoint is all there is of the path.
        *parts = match rest.first() {
            Some(UriPart::Text(text)) if text.starts_with(['/', '?']) => rest,
            None => rest,
            _ => std::iter::once(UriPart::Text("/".to_owned())).chain(rest).collect(),
        };
    }
    let says_label = |part: &HostPart| matches!(part, HostPart::Label(member) if is_said(member));
    if operation.host_prefix.as_ref().is_some_and(|prefix| prefix.parts.iter().any(says_label)) {
        operation.host_prefix = None;
    }
}

/// The parameters that stand in the URL of any endpoint, by themselves or in what conditions make of them.
fn said(rules: &Rules) -> HashSet<&str> {
    let mut said = HashSet::new();
    rules.rules.iter().for_each(|rule| in_rule(rule, &mut Vec::new(), &mut said));
    said
}

fn in_rule<'r>(rule: &'r Rule, made: &mut Vec<(&'r str, &'r Expression)>, said: &mut HashSet<&'r str>) {
    let before = made.len();
    for Condition { expression, assign } in &rule.conditions {
        made.extend(assign.as_deref().map(|name| (name, expression)));
    }
    match &rule.outcome {
        Outcome::Rules(rules) => rules.iter().for_each(|rule| in_rule(rule, made, said)),
        Outcome::Endpoint(endpoint) => in_template(&endpoint.url, made, said),
        Outcome::Error(_) => {}
    }
    made.truncate(before);
}

fn in_template<'r>(template: &'r Template, made: &[(&'r str, &'r Expression)], said: &mut HashSet<&'r str>) {
    for part in &template.parts {
        // Parts of an ARN or a URL are something else than the member.
        let Part::Reference(name) = part else { continue };
        match made.iter().rposition(|(assigned, _)| assigned == name) {
            None => {
                said.insert(name);
            }
            Some(index) => {
                if let Some((_, Expression::UriEncode(inner))) = made.get(index)
                    && let Expression::Reference(name) = inner.as_ref()
                {
                    said.insert(name);
                }
            }
        }
    }
}
