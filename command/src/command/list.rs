//! `cargo shapesmith list`: what there is to choose from, and what is chosen.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use shapesmith_codegen::closure;
use shapesmith_codegen::ir::{Operation, Service};

use crate::error::Error;
use crate::generate;
use crate::manifest::{self, Manifest};
use crate::models::{self, Models};
use crate::origin::{origin, unknown};
use crate::parallel;
use crate::progress::Progress;
use crate::report::{count, print, table};
use crate::selection::{names, select};
use crate::workspace::{Workspace, absolute};

/// Show the services of the manifest, or the operations of a service
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The service; without it, the services that the manifest lists, or all that --from has
    service: Option<String>,
    /// Only operations that match one of these; `*` matches any text, `?` any letter
    #[arg(value_name = "GLOB")]
    globs: Vec<String>,
    /// What a wheel, a checkout or a folder of models has, instead of the workspace's models
    #[arg(long, value_name = "PATH")]
    from: Option<PathBuf>,
}

impl Arguments {
    /// Whether no workspace is needed.
    pub(crate) fn stands_alone(&self) -> bool {
        self.from.is_some()
    }
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
`shapes` is how many shapes of the model an operation brings along.

Examples:
  cargo shapesmith list
  cargo shapesmith list ssm
  cargo shapesmith list ssm 'Describe*' '*Parameter?'
  cargo shapesmith list --from botocore-1.44.5-py3-none-any.whl
  cargo shapesmith list --from botocore-1.44.5-py3-none-any.whl sqs";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let manifest = match &arguments.from {
        Some(_) => manifest::read_if_there(workspace)?,
        None => manifest::read(workspace)?,
    };
    let Some(name) = &arguments.service else {
        return match &arguments.from {
            Some(from) => all(&models::open(&absolute(from)?, &from.display().to_string())?),
            None => {
                services(&manifest);
                Ok(())
            }
        };
    };
    let origin = origin(workspace, &manifest, arguments.from.as_deref())?;
    let listed = manifest.services.get(name);
    let model = match listed {
        Some(listed) if origin.models.has(&listed.model) || arguments.from.is_none() => listed.model.clone(),
        _ if arguments.from.is_some() => origin.models.newest(name)?,
        Some(listed) => listed.model.clone(),
        None if origin.models.services().any(|service| service == name) => origin.models.newest(name)?,
        None => return Err(unknown(&manifest, &origin, name)),
    };
    let reading = listed.map(|listed| listed.reading.clone()).unwrap_or_default();
    let places = listed.map(|listed| listed.places.clone()).unwrap_or_default();
    let service =
        generate::load(&generate::sources(&origin, &model, &reading, &places.model)?, &places.protocol)?;
    let chosen = match listed {
        Some(listed) => names(&select(&service, &listed.operations, &places.operations)?),
        None => BTreeSet::new(),
    };
    let all = vec!["*".to_owned()];
    let globs = if arguments.globs.is_empty() { &all } else { &arguments.globs };
    let shown = names(&select(&service, globs, "")?);
    operations(&service, &shown, &chosen);
    Ok(())
}

/// Prints the services of the manifest.
fn services(manifest: &Manifest) {
    let mut rows = vec![["service", "model", "crate", "operations"].map(str::to_owned).to_vec()];
    for (name, service) in &manifest.services {
        let row =
            [name.clone(), service.model.to_string(), service.folder.clone(), service.operations.join(" ")];
        rows.push(row.to_vec());
    }
    print(&table(&rows));
    print(&format!("{} from {}\n", count(manifest.services.len(), "service"), manifest.source));
}

/// Prints the services of a collection of models: how many of their operations can be generated, or why none can.
fn all(models: &Models) -> Result<(), Error> {
    let services: Vec<&str> = models.services().collect();
    let progress = Progress::new(services.len());
    let told = parallel::map(&services, |service| {
        let told = generated(models, service);
        progress.step(None);
        told
    })?;
    progress.finish();
    let mut rows = vec![["service", "version", "operations", ""].map(str::to_owned).to_vec()];
    let mut able = 0;
    for (service, told) in services.iter().zip(told) {
        let (version, operations, note) = match told {
            Ok((version, operations, left_out)) => {
                able += 1;
                let note = match left_out {
                    0 => String::new(),
                    left_out => format!("{left_out} more cannot be generated"),
                };
                (version, operations.to_string(), note)
            }
            Err(error) => (String::new(), String::new(), format!("cannot be generated: {}", error.reason)),
        };
        rows.push(vec![(*service).to_owned(), version, operations, note]);
    }
    print(&table(&rows));
    print(&format!("{able} of {} can be generated\n", count(services.len(), "service")));
    Ok(())
}

/// The version of a service's newest model, how many of its operations can be generated, and how many cannot.
fn generated(models: &Models, service: &str) -> Result<(String, usize, usize), Error> {
    let model = models.newest(service)?;
    let service = shapesmith_codegen::load(&models.sources(&model)?)?;
    let selected = select(&service, &["*".to_owned()], "")?;
    Ok((model.version, selected.service.operations.len(), selected.skipped.len()))
}

/// Prints operations of a service.
fn operations(service: &Service, shown: &BTreeSet<String>, chosen: &BTreeSet<String>) {
    let mut rows =
        vec![["operation", "shapes", "paginator", "waiter", "selected"].map(str::to_owned).to_vec()];
    let mark = |yes: bool| if yes { "yes" } else { "" }.to_owned();
    for operation in service.operations.iter().filter(|operation| shown.contains(&operation.name)) {
        let waited_for = service.waiters.iter().any(|waiter| waiter.operation == operation.name);
        rows.push(vec![
            operation.name.clone(),
            closure_size(service, operation).to_string(),
            mark(operation.paginator.is_some()),
            mark(waited_for),
            mark(chosen.contains(&operation.name)),
        ]);
    }
    let selected = shown.intersection(chosen).count();
    print(&table(&rows));
    print(&format!("{}, {selected} selected\n", count(shown.len(), "operation")));
}

/// How many shapes of the model an operation reaches. Inputs and outputs that the generator makes up
/// are not shapes of the model, and one that several operations share is counted once.
fn closure_size(service: &Service, operation: &Operation) -> usize {
    let reached = closure(service, operation);
    let names = reached.iter().filter_map(|id| service.shape(*id).model_name.as_deref());
    names.collect::<BTreeSet<&str>>().len()
}
