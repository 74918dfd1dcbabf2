//! Reads the files that describe a service.
//!
//! Text becomes a tree ([`json`]), overlays and patches are applied to the tree, and the tree
//! becomes a typed mirror of the file ([`botocore`]); a model in Smithy's form becomes the same mirror
//! ([`smithy`]), so what follows knows no difference. What the files mean is not decided here but in
//! [`lower`](crate::lower), and nothing here knows the intermediate representation. What does not depend
//! on either form stands beside their folders.

pub(crate) mod additions;
pub(crate) mod botocore;
mod corrections;
mod given_names;
pub(crate) mod headers;
pub mod json;
pub(crate) mod node;
mod overlay;
mod patch;
mod places;
mod smithy;
pub(crate) mod spoken;
mod wire;

use crate::Error;
pub use corrections::corrections;
pub(crate) use given_names::GivenNameEntry;
use json::Json;
use patch::Whose;
pub(crate) use places::Places;
pub use spoken::{PROTOCOL_TRAITS, SPOKEN};

/// One input file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name, for messages.
    pub name: String,
    /// The file's text.
    pub text: String,
}

/// Everything that describes one service.
///
/// Overlays are `*.sdk-extras.json` files; each is merged into the file of the same stem before
/// anything reads that file. Corrections come before overlays, and patches after them.
#[derive(Clone, Debug)]
pub struct Sources {
    /// `service-2.json`, or a model in Smithy's form, which brings paginators, waiters and endpoint rules itself.
    pub service: Source,
    /// `service-2.sdk-extras.json`.
    pub service_overlay: Option<Source>,
    /// `paginators-1.json`.
    pub paginators: Option<Source>,
    /// `paginators-1.sdk-extras.json`.
    pub paginators_overlay: Option<Source>,
    /// `waiters-2.json`.
    pub waiters: Option<Source>,
    /// `endpoint-rule-set-1.json`.
    pub endpoint_rules: Option<Source>,
    /// `patches.json`: corrections of mistakes in the other files, and Rust names in place of those that
    /// would be made of the models'.
    pub patches: Option<Source>,
    /// What the generator knows better than models do, for whichever services: those that ship with it
    /// ([`corrections`]) unless somebody chooses others, or none. Only files for this service and version count.
    pub corrections: Vec<Source>,
    /// The protocol to speak, by the name that models give it, where a service lists several. Else the one that is
    /// preferred.
    pub protocol: Option<String>,
    /// The version of the API, for models in Smithy's form that do not tell it.
    pub api_version: Option<String>,
    /// The service to read, by its shape's id or name, where a model in Smithy's form holds several.
    pub service_shape: Option<String>,
}

impl Sources {
    /// A service that is described by its `service-2.json` alone, with the corrections that ship with the generator.
    pub fn new(service: Source) -> Self {
        Self {
            service,
            service_overlay: None,
            paginators: None,
            paginators_overlay: None,
            waiters: None,
            endpoint_rules: None,
            patches: None,
            corrections: corrections(),
            protocol: None,
            api_version: None,
            service_shape: None,
        }
    }
}

/// The typed mirrors of all files of a service: what the files say, before [`lower`](crate::lower()) gives
/// it a meaning.
pub struct Models {
    pub(crate) service: botocore::Model,
    pub(crate) paginators: Option<botocore::Paginators>,
    pub(crate) waiters: Option<botocore::Waiters>,
    /// The rules that say where requests go. They have no mirror: each part is checked when it is given its
    /// meaning.
    pub(crate) endpoint_rules: Option<Document>,
    pub(crate) given_names: Vec<GivenNameEntry>,
    /// What a person should know about the files.
    pub(crate) remarks: Vec<String>,
    /// What corrections changed, each place with the reason.
    pub(crate) corrections: Vec<String>,
    /// The protocol that somebody asked for.
    pub(crate) protocol: Option<String>,
}

/// A file as a tree, with the places that errors name.
pub(crate) struct Document {
    pub(crate) places: Places,
    pub(crate) root: Json,
}

/// Reads all files of a service: the first half of [`load`](crate::load).
///
/// # Errors
///
/// Text that is not JSON, a value of another type than the format has, an overlay or a patch that does
/// not fit; each with the file and the place in it.
pub fn read(sources: &Sources) -> Result<Models, Error> {
    let mut service = parse(&sources.service)?;
    if smithy::is_model(&service.root) {
        read_smithy(service, sources)
    } else {
        read_botocore(&mut service, sources)
    }
}

/// Reads a service whose model is in Smithy's form, which holds everything in one file.
fn read_smithy(mut service: Document, sources: &Sources) -> Result<Models, Error> {
    let beside =
        [&sources.paginators, &sources.paginators_overlay, &sources.waiters, &sources.endpoint_rules];
    if let Some(file) = beside.into_iter().flatten().next() {
        let reason = format!(
            "it belongs to a model of botocore's, but {} is one of Smithy's and holds all of this itself",
            service.places.file()
        );
        return Err(Error::new(&file.name, "", reason).with_help(Some("remove one of the two".to_owned())));
    }
    smithy::complete(&mut service)?;
    let mut told = Told::default();
    correct(&mut service, &sources.corrections, None, None, &mut told)?;
    if let Some(overlay) = &sources.service_overlay {
        told.remarks.extend(smithy::words::put(&mut service, &parse(overlay)?)?);
    }
    let given_names = patch_by_user(sources, &mut service, None, None)?;
    let read = smithy::read(&service, sources)?;
    told.remarks.extend(read.remarks);
    Ok(Models {
        service: read.service,
        paginators: Some(read.paginators),
        waiters: Some(read.waiters),
        endpoint_rules: read.endpoint_rules,
        given_names,
        remarks: told.remarks,
        protocol: sources.protocol.clone(),
        corrections: told.corrections,
    })
}

/// Reads a service whose model is in botocore's form.
fn read_botocore(service: &mut Document, sources: &Sources) -> Result<Models, Error> {
    let mut paginators = sources.paginators.as_ref().map(parse).transpose()?;
    let mut waiters = sources.waiters.as_ref().map(parse).transpose()?;

    let mut told = Told::default();
    correct(service, &sources.corrections, paginators.as_mut(), waiters.as_mut(), &mut told)?;
    if let Some(overlay) = &sources.service_overlay {
        let mut overlay = parse(overlay)?;
        told.remarks.extend(overlay::leave_out_stale(service, &mut overlay));
        overlay::merge(service, &overlay)?;
    }
    if let Some(overlay) = &sources.paginators_overlay {
        let overlay = parse(overlay)?;
        let Some(paginators) = &mut paginators else {
            return Err(overlay
                .places
                .error("", "there is no paginators file that this overlay could be merged into"));
        };
        overlay::merge(paginators, &overlay)?;
    }
    let given_names = patch_by_user(sources, service, paginators.as_mut(), waiters.as_mut())?;

    Ok(Models {
        service: botocore::read_service(service)?,
        paginators: paginators.as_ref().map(botocore::read_paginators).transpose()?,
        waiters: waiters.as_ref().map(botocore::read_waiters).transpose()?,
        endpoint_rules: sources.endpoint_rules.as_ref().map(parse).transpose()?,
        given_names,
        remarks: told.remarks,
        protocol: sources.protocol.clone(),
        corrections: told.corrections,
    })
}

/// What a person is to be told about the files.
#[derive(Default)]
struct Told {
    remarks: Vec<String>,
    corrections: Vec<String>,
}

/// Applies the generator's own corrections of a service.
fn correct(
    service: &mut Document,
    corrections: &[Source],
    mut paginators: Option<&mut Document>,
    mut waiters: Option<&mut Document>,
    told: &mut Told,
) -> Result<(), Error> {
    for correction in corrections::of(service, corrections)? {
        let (paginators, waiters) = (paginators.as_deref_mut(), waiters.as_deref_mut());
        for applied in patch::apply(&correction, Whose::Generator, service, paginators, waiters)? {
            let words = format!("{}: {}", applied.path, applied.reason);
            match applied.fits {
                true => told.corrections.push(words),
                false => {
                    let file = correction.places.file();
                    told.remarks
                        .push(format!("{file}: not in this model, so nothing is corrected there: {words}"));
                }
            }
        }
    }
    Ok(())
}

/// Applies the user's patches, and gives the names that stand beside them.
fn patch_by_user(
    sources: &Sources,
    service: &mut Document,
    paginators: Option<&mut Document>,
    waiters: Option<&mut Document>,
) -> Result<Vec<GivenNameEntry>, Error> {
    let Some(patches) = &sources.patches else { return Ok(Vec::new()) };
    let patches = parse(patches)?;
    let given_names = given_names::read(&patches)?;
    patch::apply(&patches, Whose::User, service, paginators, waiters)?;
    Ok(given_names)
}

/// Parses a file.
pub(crate) fn parse(source: &Source) -> Result<Document, Error> {
    Ok(Document { places: Places::of(&source.name), root: json::parse(source)? })
}
