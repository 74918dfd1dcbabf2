//! Where models come from, and which services there are.

use std::path::{Path, PathBuf};

use crate::error::{Error, did_you_mean};
use crate::generate::{Origin, Setting, Target};
use crate::manifest::cargo::Package;
use crate::manifest::{Manifest, Places, Reading, is_package_name};
use crate::program::call;
use crate::workspace::{Workspace, absolute};
use crate::{models, surroundings};

/// Where the models come from: the workspace's own folder, or the path that was given.
pub(crate) fn origin(
    workspace: &Workspace,
    manifest: &Manifest,
    path: Option<&Path>,
) -> Result<Origin, Error> {
    let surroundings = surroundings::read(&workspace.root)?;
    let own = || models::open(&workspace.models, &workspace.display(&workspace.models));
    let Some(path) = path else {
        return Ok(Origin {
            models: own().map_err(|error| {
                error.help(format!(
                    "take models over from botocore with `{}`",
                    call("models update --from PATH")
                ))
            })?,
            own: None,
            collection: Some(manifest.source.clone()),
            surroundings,
        });
    };
    let models = models::open(&absolute(path)?, &path.display().to_string())?;
    Ok(Origin {
        collection: models.version.as_ref().map(|version| format!("{} {version}", models.package())),
        models,
        // A workspace without models of its own has no corrections either.
        own: own().ok(),
        surroundings,
    })
}

/// The target for a service that the manifest does not list: all operations of its newest model. The
/// folder is still to be filled in.
pub(crate) fn unlisted(origin: &Origin, name: &str) -> Result<Target, Error> {
    let model = origin.models.newest(name)?;
    if !is_package_name(name) {
        return Err(Error::new(model.to_string(), format!("\"{name}\" cannot be a package's name")));
    }
    Ok(Target {
        service: name.to_owned(),
        model,
        operations: vec!["*".to_owned()],
        places: Places { operations: name.to_owned(), ..Places::default() },
        folder: PathBuf::new(),
        setting: Setting::Outside,
        collection: None,
        reading: Reading::default(),
        cargo: Package::named(name),
    })
}

/// The error for a service that the manifest does not list.
pub(crate) fn unknown(manifest: &Manifest, origin: &Origin, name: &str) -> Error {
    let error = Error::new(&manifest.place, format!("no service \"{name}\" is listed"));
    if origin.models.services().any(|service| service == name) {
        return error
            .help(format!("there is a model of it: `{}` lists it", call(&format!("add {name} OPERATION…"))));
    }
    let listed = manifest.services.keys().map(String::as_str);
    did_you_mean(name, listed).into_iter().fold(error, Error::help)
}
