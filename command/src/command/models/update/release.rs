//! What a release makes of the services of a manifest: which are updated, what that means, and which have to
//! stay as they are.

use std::collections::BTreeMap;

use shapesmith_codegen::{Options, Selection, Sources};

use super::{Update, label, new_sources, plan};
use crate::compared::{self, Compared};
use crate::error::Error;
use crate::manifest::{Manifest, Reading};
use crate::models::Models;
use crate::normalise::Prose;
use crate::program::call;
use crate::report::{Tone, count, paint};

/// The release that models are taken from, and what they are to fit.
pub(crate) struct Release<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) own: Option<&'a Models>,
    pub(crate) from: &'a Models,
    /// What becomes of documentation, unless the manifest says of a service that it stays.
    pub(crate) prose: Prose,
}

/// What becomes of the services that an update is about.
pub(crate) struct Updates {
    pub(crate) updates: Vec<Update>,
    /// What to tell of them.
    pub(crate) texts: String,
    /// The services that stay as they are.
    pub(crate) left: Vec<String>,
    /// Whether what is generated changes.
    pub(crate) reaches: bool,
}

impl Release<'_> {
    /// What the generator reads of a service once it is updated.
    pub(crate) fn sources(&self, update: &Update, reading: &Reading) -> Result<Sources, Error> {
        new_sources(self.own, self.from, &update.model, &update.files, reading)
    }

    /// The updates of services. One that cannot be updated stays as it is, unless somebody named it: the
    /// others are not to wait for it. It is an error if none can.
    pub(crate) fn updates(&self, services: &[String], may_stay: bool) -> Result<Updates, Error> {
        let mut all = Updates { updates: Vec::new(), texts: String::new(), left: Vec::new(), reaches: false };
        let mut first: Option<Error> = None;
        for service in services {
            let stays = self.manifest.services.get(service).is_some_and(|listed| listed.docs);
            let prose = if stays { Prose::Kept } else { self.prose };
            let planned = plan(self.manifest, self.own, self.from, service, prose)
                .and_then(|update| Ok((self.consequences(&update)?, update)));
            match planned {
                Ok(((text, reaches), update)) => {
                    all.reaches |= reaches;
                    all.texts.push_str(&text);
                    all.updates.push(update);
                }
                Err(error) if may_stay && self.stays_usable(service)? => {
                    let name = paint(service, Tone::Bold);
                    let told = paint(&format!("note: {service} stays as it is: {error}"), Tone::Yellow);
                    all.texts.push_str(&format!("{name}: not updated\n  {told}\n"));
                    all.left.push(service.clone());
                    first.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        match first.filter(|_| all.updates.is_empty()) {
            Some(error) => Err(error),
            None => Ok(all),
        }
    }

    /// Whether there is a model of a service that can be generated.
    fn stays_usable(&self, service: &str) -> Result<bool, Error> {
        let (Some(own), Some(listed)) = (self.own, self.manifest.services.get(service)) else {
            return Ok(false);
        };
        if !own.has(&listed.model) {
            return Ok(false);
        }
        let sources = new_sources(self.own, self.from, &listed.model, &BTreeMap::new(), &listed.reading)?;
        generate(&sources, &listed.operations).map(|_| true)
    }
}

/// Generates a crate and forgets it, to see that it can be. Gives the entries of the selection that match
/// no operation any more: these are the person's to change.
fn generate(sources: &Sources, operations: &[String]) -> Result<Vec<String>, Error> {
    let service = shapesmith_codegen::load(sources)?;
    let select = |operations: Vec<String>| shapesmith_codegen::select(&service, &Selection { operations });
    let is_lost = |glob: &str| {
        let error = select(vec![glob.to_owned()]).err();
        error.is_some_and(|error| error.file == service.id && error.place == "operations")
    };
    let (lost, kept): (Vec<String>, Vec<String>) = operations.iter().cloned().partition(|glob| is_lost(glob));
    if !kept.is_empty() {
        let options = Options {
            package: "checked".to_owned(),
            version: "0.0.0".to_owned(),
            package_fields: String::new(),
            runtime: "\"*\"".to_owned(),
            library: String::new(),
            further_tables: String::new(),
            source: String::new(),
        };
        shapesmith_codegen::generate(&select(kept)?.service, &options)?;
    }
    Ok(lost)
}

impl Release<'_> {
    /// Checks that the new model can be read and generated. Tells what it changes, and whether that reaches what is
    /// generated.
    fn consequences(&self, update: &Update) -> Result<(String, bool), Error> {
        let Self { manifest, own, from, .. } = *self;
        let Update { service, model, notes, .. } = update;
        let mut notes = notes.clone();
        let listed = manifest.services.get(service);
        let reading = listed.map(|listed| listed.reading.clone()).unwrap_or_default();
        let mut old = own.filter(|own| own.has(model)).map(|own| own.sources(model)).transpose()?;
        if let Some(old) = &mut old {
            reading.of(old);
        }
        let new = self.sources(update, &reading)?;
        let everything = vec!["*".to_owned()];
        let operations = listed.map_or(&everything, |listed| &listed.operations);
        for lost in generate(&new, operations)? {
            notes.push(format!(
                "services.{service}.operations: \"{lost}\" matches no operation any more: remove it"
            ));
        }
        let mut reaches = true;
        let mut text = match old {
            Some(old) => {
                let diff = compared::compare([&old, &new], operations.clone(), &mut notes)?;
                reaches = !diff.changes.is_empty();
                let versions = [compared::recorded(manifest, service), label(from)];
                compared::text::all(&[Compared {
                    service: service.clone(),
                    versions,
                    diff,
                    notes: notes.clone(),
                }])
            }
            None => {
                let loaded = shapesmith_codegen::load(&new)?;
                let operations = count(loaded.operations.len(), "operation");
                let mut text = format!("{}: new, {operations}\n", paint(service, Tone::Bold));
                text.extend(notes.iter().map(|note| format!("  note: {note}\n")));
                text
            }
        };
        if listed.is_none() {
            text.push_str(&format!(
                "{service} is not generated: `{}` lists it\n",
                call(&format!("add {service} OPERATION…"))
            ));
        }
        Ok((text, reaches && listed.is_some()))
    }
}
