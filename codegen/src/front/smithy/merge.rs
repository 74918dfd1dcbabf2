//! Resolves `apply` and mixins, so that everything that reads the tree finds each shape complete.
//!
//! Sources: [apply](https://smithy.io/2.0/spec/json-ast.html#ast-apply-type),
//! [mixins](https://smithy.io/2.0/spec/mixins.html), [trait conflicts](https://smithy.io/2.0/spec/model.html#trait-conflict-resolution).

use std::collections::{HashMap, HashSet};

use super::id;
use crate::Error;
use crate::front::Document;
use crate::front::json::Json;
use crate::front::places::inside;
use crate::suggest::did_you_mean;

/// Mixins of mixins may be nested this deep. It bounds the recursion over them; what people write has three levels.
const DEEPEST: usize = 64;

const MIXIN: &str = "smithy.api#mixin";

/// The fields of an object.
type Fields = Vec<(String, Json)>;

/// Puts what is applied where it belongs, and what mixins hold into the shapes that mix them in.
pub(super) fn resolve(document: &mut Document) -> Result<(), Error> {
    let Some(Json::Object(shapes)) = document.root.get_mut("shapes") else { return Ok(()) };
    let applied: Fields = shapes.extract_if(.., |(_, shape)| is_apply(shape)).collect();
    let mixing = shapes.iter().filter(|(_, shape)| shape.get("mixins").is_some());
    let mixing: Vec<String> = mixing.map(|(name, _)| name.clone()).collect();
    if applied.is_empty() && mixing.is_empty() {
        return Ok(());
    }
    let mut work = Work {
        positions: shapes.iter().enumerate().map(|(position, (name, _))| (name.clone(), position)).collect(),
        shapes: std::mem::take(shapes),
        inherited: HashMap::new(),
        done: HashSet::new(),
    };
    let resolved = work
        .apply(applied)
        .and_then(|()| mixing.iter().try_for_each(|name| work.mix(name, &mut Vec::new())))
        .and_then(|()| work.leftover());
    *shapes = work.shapes;
    resolved.map_err(|(place, reason, help)| document.places.error(&place, reason).with_help(help))
}

fn is_apply(shape: &Json) -> bool {
    matches!(shape.get("type"), Some(Json::String(kind)) if kind == "apply")
}

/// Why something cannot be resolved: the place, the reason and a suggestion.
type Refusal = (String, String, Option<String>);

fn refuse(place: String, reason: impl Into<String>) -> Refusal {
    (place, reason.into(), None)
}

/// The shapes while they are resolved.
struct Work {
    shapes: Fields,
    positions: HashMap<String, usize>,
    /// Traits applied to members that a shape gets from a mixin, by shape and member.
    inherited: HashMap<String, Vec<(String, Json)>>,
    /// The shapes whose mixins are in them already.
    done: HashSet<String>,
}

impl Work {
    fn shape(&mut self, name: &str) -> Option<&mut Json> {
        let position = *self.positions.get(name)?;
        self.shapes.get_mut(position).map(|(_, shape)| shape)
    }

    fn unknown(&self, place: String, name: &str) -> Refusal {
        let help = did_you_mean(name, self.positions.keys().map(String::as_str));
        (place, format!("no shape is called \"{name}\""), help)
    }

    /// Puts the traits of all `apply` entries onto what they name.
    fn apply(&mut self, applied: Fields) -> Result<(), Refusal> {
        for (name, entry) in applied {
            let place = inside("shapes", &name);
            let (shape_id, member) = id::split_member(&name);
            let Some(traits) = entry.get("traits").cloned() else { continue };
            let Json::Object(_) = &traits else {
                let reason = format!("expected an object, found {}", traits.description());
                return Err(refuse(inside(&place, "traits"), reason));
            };
            let unknown = self.unknown(place.clone(), shape_id);
            let Some(shape) = self.shape(shape_id) else { return Err(unknown) };
            match member {
                None => add_traits(shape, &traits, &place)?,
                Some(member) => {
                    let mixes = shape.get("mixins").is_some();
                    match find_member(shape, member) {
                        Some(member) => add_traits(member, &traits, &place)?,
                        None if mixes => {
                            let inherited = self.inherited.entry(shape_id.to_owned()).or_default();
                            inherited.push((member.to_owned(), traits));
                        }
                        None => return Err(refuse(place, format!("the shape has no member \"{member}\""))),
                    }
                }
            }
        }
        Ok(())
    }

    /// Puts what the mixins of a shape hold into it; `way` are the shapes that led here.
    fn mix(&mut self, name: &str, way: &mut Vec<String>) -> Result<(), Refusal> {
        if self.done.contains(name) {
            return Ok(());
        }
        let place = format!("shapes.{name}.mixins");
        if let Some(first) = way.iter().position(|one| one == name) {
            let mut cycle: Vec<&str> =
                way.get(first..).unwrap_or_default().iter().map(String::as_str).collect();
            cycle.push(name);
            return Err(refuse(place, format!("{}: mixins that mix in themselves", cycle.join(" → "))));
        }
        if way.len() >= DEEPEST {
            return Err(refuse(place, format!("mixins are nested deeper than {DEEPEST} levels")));
        }
        way.push(name.to_owned());
        for (position, mixin) in self.mixins(name, &place)?.into_iter().enumerate().rev() {
            let place = format!("{place}[{position}]");
            let unknown = self.unknown(place.clone(), &mixin);
            let Some(shape) = self.shape(&mixin) else { return Err(unknown) };
            if shape.get("traits").and_then(|traits| traits.get(MIXIN)).is_none() {
                let reason = format!("\"{mixin}\" is mixed in, but it lacks the trait {MIXIN}");
                return Err(refuse(place, reason));
            }
            self.mix(&mixin, way)?;
            let Some(mixin) = self.shape(&mixin).map(|shape| shape.clone()) else { continue };
            let Some(shape) = self.shape(name) else { continue };
            let (own, other) = (shape.get("type"), mixin.get("type"));
            if !matches!((own, other), (Some(own), Some(other)) if own.same(other)) {
                return Err(refuse(place, "a shape and what it mixes in must be of one type"));
            }
            mix_into(shape, &mixin);
        }
        let inherited = self.inherited.remove(name).unwrap_or_default();
        for (member, traits) in inherited {
            let place = format!("shapes.{name}${member}");
            match self.shape(name).and_then(|shape| find_member(shape, &member)) {
                Some(member) => replace_traits(member, &traits),
                None => return Err(refuse(place, format!("the shape has no member \"{member}\""))),
            }
        }
        if let Some(Json::Object(fields)) = self.shape(name) {
            fields.retain(|(key, _)| key != "mixins");
        }
        way.pop();
        self.done.insert(name.to_owned());
        Ok(())
    }

    /// The ids of the mixins of a shape.
    fn mixins(&mut self, name: &str, place: &str) -> Result<Vec<String>, Refusal> {
        let Some(mixins) = self.shape(name).and_then(|shape| shape.get("mixins")) else {
            return Ok(Vec::new());
        };
        let Json::Array(mixins) = mixins else {
            return Err(refuse(
                place.to_owned(),
                format!("expected an array, found {}", mixins.description()),
            ));
        };
        let target = |(position, mixin): (usize, &Json)| match mixin.get("target") {
            Some(Json::String(target)) => Ok(target.clone()),
            _ => Err(refuse(format!("{place}[{position}]"), "expected an object with a string \"target\"")),
        };
        mixins.iter().enumerate().map(target).collect()
    }

    /// Refuses traits for members of shapes that never got any.
    fn leftover(&mut self) -> Result<(), Refusal> {
        let mut names: Vec<&String> = self.inherited.keys().collect();
        names.sort_unstable();
        match names.first() {
            Some(name) => {
                Err(refuse(format!("shapes.{name}"), "traits are applied to members that it does not have"))
            }
            None => Ok(()),
        }
    }
}

/// A member of a structure, or of a list or map, which stand beside each other.
fn find_member<'a>(shape: &'a mut Json, member: &str) -> Option<&'a mut Json> {
    match shape.get("members") {
        Some(_) => shape.get_mut("members")?.get_mut(member),
        None if matches!(member, "member" | "key" | "value") => shape.get_mut(member),
        None => None,
    }
}

/// The traits of a shape or member, which become an object where there are none.
fn traits_of(subject: &mut Json) -> Option<&mut Fields> {
    let Json::Object(fields) = subject else { return None };
    let position = fields.iter().position(|(key, _)| key == "traits").unwrap_or_else(|| {
        fields.push(("traits".to_owned(), Json::Object(Vec::new())));
        fields.len() - 1
    });
    match fields.get_mut(position) {
        Some((_, Json::Object(traits))) => Some(traits),
        _ => None,
    }
}

/// Adds traits to those that are there. Lists are joined; any other trait may stand twice only where it says the same.
fn add_traits(subject: &mut Json, traits: &Json, place: &str) -> Result<(), Refusal> {
    let Some(own) = traits_of(subject) else { return Ok(()) };
    for (name, value) in traits.fields() {
        match (own.iter_mut().find(|(key, _)| key == name), value) {
            (None, value) => own.push((name.clone(), value.clone())),
            (Some((_, Json::Array(items))), Json::Array(more)) => items.extend(more.iter().cloned()),
            (Some((_, one)), other) if one.same(other) => {}
            _ => {
                return Err(refuse(
                    format!("{place}.traits.{name}"),
                    "the trait is there already, with another value",
                ));
            }
        }
    }
    Ok(())
}

/// Adds traits in the place of those that are there.
fn replace_traits(subject: &mut Json, traits: &Json) {
    let Some(own) = traits_of(subject) else { return };
    for (name, value) in traits.fields() {
        match own.iter_mut().find(|(key, _)| key == name) {
            Some((_, own)) => *own = value.clone(),
            None => own.push((name.clone(), value.clone())),
        }
    }
}

/// Puts a mixin into a shape, before everything that is in it: mixins are taken from the last to the first, and what
/// is there wins.
fn mix_into(shape: &mut Json, mixin: &Json) {
    let local = local_traits(mixin);
    let Json::Object(fields) = shape else { return };
    for (key, value) in mixin.fields() {
        let inherited = match (key.as_str(), value) {
            ("type" | "mixins", _) => continue,
            ("traits", Json::Object(traits)) => {
                let kept = traits.iter().filter(|(name, _)| !local.contains(&name.as_str()));
                Json::Object(kept.cloned().collect())
            }
            _ => value.clone(),
        };
        match fields.iter_mut().find(|(own, _)| own == key) {
            Some((_, own)) => inherit(own, inherited),
            None => fields.push((key.clone(), inherited)),
        }
    }
}

/// The traits that a mixin keeps for itself.
fn local_traits(mixin: &Json) -> Vec<&str> {
    let mut local = vec![MIXIN];
    let own =
        mixin.get("traits").and_then(|traits| traits.get(MIXIN)).and_then(|value| value.get("localTraits"));
    if let Some(Json::Array(names)) = own {
        local.extend(names.iter().filter_map(|name| match name {
            Json::String(name) => Some(name.as_str()),
            _ => None,
        }));
    }
    local
}

/// Joins what a mixin has with what stands there: objects key by key, lists one after the other, and of everything
/// else what stands there wins. The mixin's comes first.
fn inherit(own: &mut Json, mixin: Json) {
    match (&mut *own, mixin) {
        (Json::Object(fields), Json::Object(inherited)) => {
            let mut own_fields: Vec<Option<(String, Json)>> =
                std::mem::take(fields).into_iter().map(Some).collect();
            for (key, mut value) in inherited {
                let taken =
                    own_fields.iter_mut().find(|one| one.as_ref().is_some_and(|(own, _)| *own == key));
                if let Some((_, own_value)) = taken.and_then(Option::take) {
                    value = joined(&key, own_value, value);
                }
                fields.push((key, value));
            }
            fields.extend(own_fields.into_iter().flatten());
        }
        (Json::Array(items), Json::Array(inherited)) => {
            let own_items = std::mem::replace(items, inherited);
            for item in own_items {
                if !items.iter().any(|one| one.same(&item)) {
                    items.push(item);
                }
            }
        }
        _ => {}
    }
}

/// A member of both, or a trait of both. The value of a trait is one whole; a member has the traits of both.
fn joined(key: &str, mut own: Json, mixin: Json) -> Json {
    if !key.contains('#') {
        inherit(&mut own, mixin);
    }
    own
}
