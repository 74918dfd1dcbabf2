//! Differences of shapes: their members, values, elements and traits.

use std::collections::BTreeSet;

use super::super::words::place;
use super::super::{Action, Subject};
use super::{At, Findings, Here, Reach, ShapeKey, shapes, words};
use crate::ir::{
    Element, Exception, Flattening, HostLabel, Idempotency, Member, Place, Sensitivity, Service, Shape,
    ShapeKind,
};

/// Two versions of a service.
#[derive(Clone, Copy)]
struct Services<'a> {
    old: &'a Service,
    new: &'a Service,
}

/// Compares all shapes of two services.
pub(super) fn compare(old: &Service, new: &Service, findings: &mut Findings) {
    let (old_shapes, new_shapes) = (shapes(old), shapes(new));
    let keys: BTreeSet<&ShapeKey> = old_shapes.keys().chain(new_shapes.keys()).collect();
    for key in keys {
        let old_shape = old_shapes.get(key).map(|id| old.shape(*id));
        let new_shape = new_shapes.get(key).map(|id| new.shape(*id));
        let at = At::Whole(key.clone());
        match (old_shape, new_shape) {
            (Some(old_shape), Some(new_shape)) => {
                let shapes = Shapes { services: Services { old, new }, key, old: old_shape, new: new_shape };
                shapes.compare(findings);
            }
            // The shapes of an operation come and go with it.
            _ if key.of_operation => {}
            (Some(shape), None) => {
                let here = Here { at, subject: Subject::Shape, place: name(shape) };
                findings.push(&here, Action::Removed, words::kind(&shape.kind));
            }
            (None, Some(shape)) => {
                let here = Here { at, subject: Subject::Shape, place: name(shape) };
                findings.push(&here, Action::Added, words::kind(&shape.kind));
            }
            (None, None) => {}
        }
    }
}

/// The shape's name in the model.
fn name(shape: &Shape) -> &str {
    shape.model_name.as_deref().unwrap_or(&shape.name)
}

/// Two versions of a shape.
struct Shapes<'a> {
    services: Services<'a>,
    key: &'a ShapeKey,
    old: &'a Shape,
    new: &'a Shape,
}

impl Shapes<'_> {
    fn here(&self, subject: Subject) -> Here<'_> {
        Here { at: At::Shape(self.key.clone()), subject, place: name(self.new) }
    }

    fn compare(&self, findings: &mut Findings) {
        let (old, new) = (self.old, self.new);
        if old.model_name != new.model_name {
            findings.fact(&self.here(Subject::Shape), "name", old.model_name.clone(), new.model_name.clone());
        }
        let here = self.here(Subject::Trait);
        let sensitive = |shape: &Shape| shape.sensitivity == Sensitivity::Sensitive;
        findings.switch(&here, sensitive(old), sensitive(new), "sensitive", "no longer sensitive");
        findings.deprecation(&here, old.deprecated.as_ref(), new.deprecated.as_ref());
        let limits = self.here(Subject::Constraint);
        let ranges = [&old.constraints, &new.constraints].map(words::range);
        let [old_range, new_range] = ranges;
        findings.fact(&limits, unit(&new.kind), old_range, new_range);
        let pattern = |shape: &Shape| shape.constraints.pattern.clone();
        findings.fact(&limits, "pattern", pattern(old), pattern(new));
        self.kinds(findings);
        findings.documentation(&here, old.documentation.as_ref(), new.documentation.as_ref());
    }

    fn kinds(&self, findings: &mut Findings) {
        match (&self.old.kind, &self.new.kind) {
            (ShapeKind::Structure(old), ShapeKind::Structure(new))
            | (ShapeKind::Union(old), ShapeKind::Union(new)) => self.members(old, new, findings),
            (ShapeKind::Exception(old), ShapeKind::Exception(new)) => {
                self.exceptions(old, new, findings);
                self.members(&old.members, &new.members, findings);
            }
            (ShapeKind::Enum(old), ShapeKind::Enum(new)) => self.values(old, new, findings),
            (
                ShapeKind::List { element: old, sparsity: old_sparsity },
                ShapeKind::List { element: new, sparsity: new_sparsity },
            ) => {
                let here = self.here(Subject::Shape);
                self.element(&here, "element", [old, new], BODY, findings);
                let sparsity = [*old_sparsity, *new_sparsity].map(words::sparsity).map(Some);
                let [old_sparsity, new_sparsity] = sparsity;
                findings.fact(&here, "null elements", old_sparsity, new_sparsity);
            }
            (
                ShapeKind::Map { key: old_key, value: old, sparsity: old_sparsity },
                ShapeKind::Map { key: new_key, value: new, sparsity: new_sparsity },
            ) => {
                let here = self.here(Subject::Shape);
                self.element(&here, "key", [old_key, new_key], BODY, findings);
                self.element(&here, "value", [old, new], BODY, findings);
                let sparsity = [*old_sparsity, *new_sparsity].map(words::sparsity).map(Some);
                let [old_sparsity, new_sparsity] = sparsity;
                findings.fact(&here, "null values", old_sparsity, new_sparsity);
            }
            (old, new) => {
                let kinds = [old, new].map(|kind| Some(words::kind(kind).to_owned()));
                let [old, new] = kinds;
                let here = Here { at: At::Kind(self.key.clone()), ..self.here(Subject::Shape) };
                findings.fact(&here, "type", old, new);
            }
        }
    }

    fn exceptions(&self, old: &Exception, new: &Exception, findings: &mut Findings) {
        let here = self.here(Subject::Trait);
        let status = |exception: &Exception| exception.status.map(|status| status.to_string());
        findings.fact(&here, "error code", Some(old.code.clone()), Some(new.code.clone()));
        findings.fact(&here, "HTTP status", status(old), status(new));
        findings.fact(&here, "fault", Some(words::fault(old.fault)), Some(words::fault(new.fault)));
        findings.fact(&here, "worth retrying", Some(words::retry(old.retry)), Some(words::retry(new.retry)));
    }

    fn values(&self, old: &[String], new: &[String], findings: &mut Findings) {
        let mut change = |value: &String, action| {
            let place = place(name(self.new), value);
            let at = At::Member(self.key.clone(), value.clone());
            findings.push(&Here { at, subject: Subject::EnumValue, place: &place }, action, "");
        };
        old.iter().filter(|value| !new.contains(value)).for_each(|value| change(value, Action::Removed));
        new.iter().filter(|value| !old.contains(value)).for_each(|value| change(value, Action::Added));
        self.order(old.iter().map(String::as_str), new.iter().map(String::as_str), "values", findings);
    }

    fn members(&self, old: &[Member], new: &[Member], findings: &mut Findings) {
        let find = |members: &[Member], name: &str| members.iter().position(|member| member.name == name);
        for member in old.iter().filter(|member| find(new, &member.name).is_none()) {
            self.member_alone(self.services.old, member, Action::Removed, findings);
        }
        for member in new {
            match find(old, &member.name).and_then(|position| old.get(position)) {
                Some(old) => self.member(old, member, findings),
                None => self.member_alone(self.services.new, member, Action::Added, findings),
            }
        }
        let names = |members: &[Member]| members.iter().map(|member| member.name.clone()).collect::<Vec<_>>();
        let (old, new) = (names(old), names(new));
        self.order(old.iter().map(String::as_str), new.iter().map(String::as_str), "members", findings);
    }

    /// What both versions have, in another order.
    fn order<'a>(
        &self,
        old: impl Iterator<Item = &'a str> + Clone,
        new: impl Iterator<Item = &'a str> + Clone,
        noun: &str,
        findings: &mut Findings,
    ) {
        let kept: BTreeSet<&str> = old.clone().collect();
        let both: BTreeSet<&str> = new.clone().filter(|name| kept.contains(name)).collect();
        let old = old.filter(|name| both.contains(name));
        let new = new.filter(|name| both.contains(name));
        if !old.eq(new) {
            let description = format!("{noun} in another order");
            let here = Here { at: At::Order(self.key.clone()), ..self.here(Subject::Shape) };
            findings.push(&here, Action::Changed, description);
        }
    }

    fn member_alone(&self, service: &Service, member: &Member, action: Action, findings: &mut Findings) {
        let place = place(name(self.new), &member.name);
        let at = At::Member(self.key.clone(), member.name.clone());
        let description =
            format!("{}, {}", words::presence(member.presence), words::target(service, &member.element));
        findings.push(&Here { at, subject: Subject::Member, place: &place }, action, description);
    }

    fn member(&self, old: &Member, new: &Member, findings: &mut Findings) {
        let place = place(name(self.new), &new.name);
        let at = At::Member(self.key.clone(), new.name.clone());
        let here = Here { at, subject: Subject::Member, place: &place };
        self.element(&here, MEMBER, [&old.element, &new.element], [old.place, new.place], findings);
        let presence = |member: &Member| Some(words::presence(member.presence).to_owned());
        findings.fact(&here, "presence", presence(old), presence(new));
        let wire_name = |member: &Member| Some(words::quoted(member.on_the_wire()));
        findings.fact(&here, "wire name", wire_name(old), wire_name(new));
        let travels = |member: &Member| Some(member.place.in_words().to_owned());
        findings.fact(&here, "place", travels(old), travels(new));
        let flattened = |member: &Member| member.flattening == Flattening::Flattened;
        for (old, new, on, off) in [
            (flattened(old), flattened(new), "flattened", "no longer flattened"),
            (old.is_attribute, new.is_attribute, "an attribute", "no longer an attribute"),
            (old.is_root_text, new.is_root_text, "the text of the root", "no longer the text of the root"),
            (
                old.is_last_segment,
                new.is_last_segment,
                "cut to its last segment",
                "no longer cut to its last segment",
            ),
        ] {
            findings.switch(&here, old, new, on, off);
        }
        let query_name = |member: &Member| member.query_name.as_deref().map(words::quoted);
        findings.fact(&here, "name in requests", query_name(old), query_name(new));

        let here = &Here { subject: Subject::Trait, ..here };
        let token = |member: &Member| member.idempotency == Idempotency::Token;
        let (on, off) = ("filled with a fresh token when absent", "no longer filled when absent");
        findings.switch(here, token(old), token(new), on, off);
        let label = |member: &Member| member.host_label == HostLabel::Label;
        findings.switch(
            here,
            label(old),
            label(new),
            "part of the host name",
            "no longer part of the host name",
        );
        let parameter = |member: &Member| member.context_parameter.clone();
        findings.fact(here, "parameter of the endpoint rules", parameter(old), parameter(new));
        let default = |member: &Member| member.default.as_deref().map(words::quoted);
        findings.fact(here, "default", default(old), default(new));
        findings.deprecation(here, old.deprecated.as_ref(), new.deprecated.as_ref());
        findings.documentation(here, old.documentation.as_ref(), new.documentation.as_ref());
    }

    /// What a member, a list or a map holds; `name` says which it is, and `places` where it is sent in both versions.
    fn element(
        &self,
        here: &Here<'_>,
        name: &str,
        [old, new]: [&Element; 2],
        [old_place, new_place]: [Place; 2],
        findings: &mut Findings,
    ) {
        let Services { old: old_service, new: new_service } = self.services;
        let (old_target, new_target) = (words::target(old_service, old), words::target(new_service, new));
        // A shape that keeps its name and becomes another kind is told once, at the shape.
        if self::name(old_service.shape(old.target)) != self::name(new_service.shape(new.target)) {
            findings.fact(here, name, Some(old_target), Some(new_target));
        }
        if name != MEMBER {
            // That of a member may be its own.
            let wire_name = |element: &Element| element.wire_name.as_deref().map(words::quoted);
            findings.fact(here, &format!("wire name of the {name}"), wire_name(old), wire_name(new));
        }
        findings.fact(here, "namespace", words::namespace(old), words::namespace(new));
        let own = |element: &Element, service: &Service| {
            element.sensitivity == Sensitivity::Sensitive
                && service.shape(element.target).sensitivity != Sensitivity::Sensitive
        };
        let traits = &Here { subject: Subject::Trait, ..here.clone() };
        let (on, off) = ("sensitive", "no longer sensitive");
        findings.switch(traits, own(old, old_service), own(new, new_service), on, off);
        let format = |element: &Element, service: &Service, place: Place| {
            words::timestamp_format(element.timestamp_format, &service.protocol, place)
        };
        let old_format = format(old, old_service, old_place);
        let new_format = format(new, new_service, new_place);
        let is_timestamp = matches!(old_service.shape(old.target).kind, ShapeKind::Timestamp)
            && matches!(new_service.shape(new.target).kind, ShapeKind::Timestamp);
        if old_format != new_format && is_timestamp {
            let description = format!("timestamps as {new_format}, not as {old_format}");
            findings.push_reaching(Reach::Items, traits, Action::Changed, description);
        }
    }
}

/// Where what lists and maps hold is sent, as far as their shapes say.
const BODY: [Place; 2] = [Place::Body, Place::Body];

/// What is said of what a member holds.
const MEMBER: &str = "type";

/// What the range of a shape is about.
fn unit(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Integer | ShapeKind::Long | ShapeKind::Float | ShapeKind::Double => "range",
        ShapeKind::List { .. } | ShapeKind::Map { .. } => "size",
        _ => "length",
    }
}
