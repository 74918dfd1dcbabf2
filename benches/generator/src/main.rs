//! Runs the phases of the generator one by one on one service, several times, and prints what each
//! took as JSON. `cargo xtask bench codegen` reads that.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use serde::Serialize;
use shapesmith_codegen::{Files, Options, Selection, Source, Sources};

/// Times the phases of the generator on one service.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder of the model, such as models/ssm/2014-11-06
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// The operations to generate
    #[arg(long, value_name = "GLOB", default_value = "*", num_args = 1..)]
    operations: Vec<String>,
    /// How often everything is timed, after one time that is not
    #[arg(long, default_value_t = 10)]
    runs: u32,
    /// Where to write the crate; the folder is removed before each time
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// What is printed.
#[derive(Debug, Default, Serialize)]
struct Report {
    /// The phases in their order.
    phases: Vec<Phase>,
}

/// A phase, and what it took.
#[derive(Debug, Serialize)]
struct Phase {
    /// What is done.
    name: String,
    /// Wall time of each run.
    seconds: Vec<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    pass(&arguments, &mut Report::default())?;
    let mut report = Report::default();
    for _ in 0..arguments.runs {
        pass(&arguments, &mut report)?;
    }
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

/// Generates the crate once, from files to files.
fn pass(arguments: &Arguments, report: &mut Report) -> Result<(), Box<dyn Error>> {
    match std::fs::remove_dir_all(&arguments.out) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let selection = Selection { operations: arguments.operations.clone() };
    let options = Options {
        package: "ssm".to_owned(),
        version: "0.1.0".to_owned(),
        package_fields: "publish = false\n".to_owned(),
        runtime: r#"{ path = "../runtime", default-features = false }"#.to_owned(),
        library: String::new(),
        further_tables: String::new(),
        source: "the models in this repository".to_owned(),
    };
    let sources = report.time("load the files", || sources(&arguments.model))?;
    let model = report.time("read the JSON", || shapesmith_codegen::read(&sources))?;
    let service = report.time("lower to the IR", || shapesmith_codegen::lower(&model))?;
    let selected = report.time("select", || shapesmith_codegen::select(&service, &selection))?;
    let draft = report.time("name and emit", || shapesmith_codegen::draft(&selected.service, &options))?;
    let files = report.time("format", || draft.format())?;
    report.time("write the files", || write(&arguments.out, &files))?;
    Ok(())
}

impl Report {
    /// Does something, and adds what it took to its phase.
    fn time<T, E: Into<Box<dyn Error>>>(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, Box<dyn Error>> {
        let started = Instant::now();
        let result = work().map_err(Into::into)?;
        let seconds = started.elapsed().as_secs_f64();
        match self.phases.iter_mut().find(|phase| phase.name == name) {
            Some(phase) => phase.seconds.push(seconds),
            None => self.phases.push(Phase { name: name.to_owned(), seconds: vec![seconds] }),
        }
        Ok(result)
    }
}

/// The texts of a model's files.
fn sources(folder: &Path) -> Result<Sources, Box<dyn Error>> {
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path)?;
        texts.insert(name.clone(), Source { name, text });
    }
    let mut take = |name: &str| texts.remove(name);
    let service = take("service-2.json").ok_or_else(|| format!("{}: no service-2.json", folder.display()))?;
    let mut sources = Sources::new(service);
    sources.service_overlay = take("service-2.sdk-extras.json");
    sources.paginators = take("paginators-1.json");
    sources.paginators_overlay = take("paginators-1.sdk-extras.json");
    sources.waiters = take("waiters-2.json");
    sources.endpoint_rules = take("endpoint-rule-set-1.json");
    sources.patches = take("patches.json");
    Ok(sources)
}

/// Writes the files of a crate into an empty folder.
fn write(out: &Path, files: &Files) -> std::io::Result<()> {
    // Files are sorted, so each folder has to be made only where it is seen first.
    let mut made = PathBuf::new();
    for (path, text) in files {
        let path = out.join(path);
        if let Some(folder) = path.parent().filter(|folder| *folder != made) {
            std::fs::create_dir_all(folder)?;
            made = folder.to_path_buf();
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
