//! One of the two versions that a diff is about: where it is, and how it is made comparable.

use std::path::Path;

use shapesmith_codegen::diff::Documentation;
use shapesmith_codegen::{Source, Sources, ir};

use crate::error::Error;
use crate::manifest::{self, Manifest, Model, Service};
use crate::models::{self, Models, OVERLAY, origin_file};
use crate::workspace::{Workspace, absolute};

/// How a revision of the workspace's own models is asked for.
const GIT: &str = "git:";

/// A version, and what it is called.
#[derive(Debug)]
pub(crate) struct Version {
    /// The version of botocore where the models tell it; otherwise what the person named.
    pub(crate) label: String,
    models: Models,
    /// The manifest beside the models, which tells where they were taken from.
    manifest: Option<Manifest>,
}

/// The files of a service, and whether they are all that there could be.
#[derive(Debug)]
pub(crate) struct Side {
    sources: Sources,
    label: String,
    /// Whether the model came as a single file, so that nothing is known of paginators and the like.
    alone: bool,
}

impl std::ops::Deref for Side {
    type Target = Sources;

    fn deref(&self) -> &Sources {
        &self.sources
    }
}

impl Version {
    /// Opens what OLD or NEW names.
    pub(crate) fn open(workspace: &Workspace, text: &str) -> Result<Self, Error> {
        let models = match text.strip_prefix(GIT) {
            Some(revision) => models::open_revision(&workspace.models, revision, text)?,
            None => {
                let path = absolute(Path::new(text))?;
                if !path.exists() {
                    return Err(Error::new(text, "there is nothing here").help(
                        "name a model file, a folder, a wheel, or git:REV for a revision of the workspace's models",
                    ));
                }
                models::open_any(&path, text)?
            }
        };
        let label = models.version.as_ref().map(|version| format!("{} {version}", models.package()));
        // One that cannot be read tells nothing; whoever needs it more says so.
        let manifest = models.manifest().and_then(|file| manifest::parse(file.text, &file.name).ok());
        Ok(Self { label: label.unwrap_or_else(|| text.to_owned()), models, manifest })
    }

    /// What the version of a service is called in a report.
    pub(crate) fn title(&self, service: &str) -> String {
        match &self.manifest {
            Some(manifest) => format!("{} ({})", self.label, super::recorded(manifest, service)),
            None => self.label.clone(),
        }
    }

    /// The name of the only service, where this is a model that stands alone.
    pub(crate) fn single(&self) -> Option<Result<String, Error>> {
        let source = self.alone()?;
        Some(source.and_then(|source| models::service_name(&source)))
    }

    /// What the model calls its service, where it stands alone and says so.
    pub(crate) fn id(&self) -> Result<Option<String>, Error> {
        self.alone().map_or(Ok(None), |source| models::service_id(&source?))
    }

    /// The model that stands alone, where this is one.
    fn alone(&self) -> Option<Result<Source, Error>> {
        self.models.services().next().filter(|name| name.is_empty())?;
        let sources = self.models.newest("").and_then(|model| self.models.sources(&model));
        Some(sources.map(|sources| sources.service))
    }

    /// Whether there is a model of a service.
    pub(crate) fn has(&self, name: &str, listed: Option<&Service>) -> bool {
        let folder = listed.map_or(name, |listed| &listed.model.service);
        self.models.services().any(|service| service.is_empty() || service == folder)
    }

    /// The files of a service, with the workspace's own words and corrections where they have none.
    pub(crate) fn sources(
        &self,
        name: &str,
        listed: Option<&Service>,
        own: Option<&Models>,
    ) -> Result<Side, Error> {
        let folder = listed.map_or(name, |listed| &listed.model.service);
        let is_single = self.models.services().any(str::is_empty);
        let folder = if is_single { "" } else { folder };
        if !self.models.services().any(|service| service == folder) {
            return Err(super::unknown(&self.label, folder, self.models.services()));
        }
        let version = listed.map(|listed| listed.model.version.clone()).unwrap_or_default();
        let wanted = Model { service: folder.to_owned(), version };
        let model = if self.models.has(&wanted) { wanted } else { self.models.newest(folder)? };
        let mut sources = self.models.sources(&model)?;
        if let Some(listed) = listed {
            listed.reading.of(&mut sources);
        }
        if let (Some(own), Some(listed)) = (own, listed) {
            let from_own = |file: &str| own.file(&listed.model, file);
            // What botocore's overlay says holds for models of its own form alone.
            let is_ast = models::is_ast(&sources.service);
            if sources.service_overlay.is_none()
                && !(is_ast && origin_file::is_overlay_theirs(own, &listed.model)?)
            {
                sources.service_overlay = from_own(OVERLAY)?;
            }
            if sources.patches.is_none() {
                sources.patches = from_own("patches.json")?;
            }
        }
        let alone = self.models.files(&model).len() == 1 && is_single && !models::is_ast(&sources.service);
        Ok(Side { sources, label: self.label.clone(), alone })
    }
}

/// Leaves out of both sides what one of them cannot have.
pub(crate) fn align(sides: &mut [Side; 2], notes: &mut Vec<String>) {
    let alone = sides.iter().filter(|side| side.alone).map(|side| side.label.clone()).collect::<Vec<_>>();
    let has_more = sides
        .iter()
        .any(|side| side.paginators.is_some() || side.waiters.is_some() || side.endpoint_rules.is_some());
    if let (Some(label), true) = (alone.first(), has_more) {
        for side in sides.iter_mut() {
            side.sources.paginators = None;
            side.sources.paginators_overlay = None;
            side.sources.waiters = None;
            side.sources.endpoint_rules = None;
        }
        notes.push(format!(
            "{label} is a single file: paginators, waiters and endpoint rules are not compared"
        ));
    }
}

/// What a person has to know who compares a model of botocore's form with one of Smithy's.
const ACROSS_FORMS: &str =
    "one model is of botocore's form, the other of Smithy's: documentation is not compared";

/// Whether documentation can be compared: not if only one of the models was stripped of it.
pub(crate) fn documentation(sources: [&Sources; 2], notes: &mut Vec<String>) -> Documentation {
    let [old_form, new_form] = sources.map(|sources| models::is_ast(&sources.service));
    if old_form != new_form {
        notes.push(ACROSS_FORMS.to_owned());
        return Documentation::Ignored;
    }
    let [old, new] = sources.map(|sources| models::is_documented(&sources.service));
    if old == new {
        return Documentation::Compared;
    }
    let stripped = if old { "the new model" } else { "the old model" };
    notes.push(format!("{stripped} was stripped of its documentation: documentation is not compared"));
    Documentation::Ignored
}

/// Reads a service; without patches, the workspace's or the generator's, where they do not fit this version of it.
pub(crate) fn load(sources: &Sources, notes: &mut Vec<String>) -> Result<ir::Service, Error> {
    let mut fitting = sources.clone();
    loop {
        let error = match shapesmith_codegen::load(&fitting) {
            Err(error) => error,
            Ok(service) => return Ok(service),
        };
        if fitting.patches.as_ref().is_some_and(|patches| patches.name == error.file) {
            fitting.patches = None;
        } else if fitting.corrections.iter().any(|correction| correction.name == error.file) {
            fitting.corrections.retain(|correction| correction.name != error.file);
        } else {
            return Err(error.into());
        }
        let model = &sources.service.name;
        notes.push(format!("{}: the corrections do not fit {model} and are left out", error.file));
    }
}
