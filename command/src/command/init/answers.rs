//! What the arguments leave open: asked for on a terminal, and an error elsewhere.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::models::Models;
use crate::report::{print, progress};

/// Whoever answers.
pub(super) struct Answers {
    /// Whether somebody is there to be asked.
    asks: bool,
}

impl Answers {
    /// Somebody at the terminal, unless nothing is to be asked or there is none.
    pub(super) fn new(silent: bool) -> Self {
        Self { asks: !silent && std::io::stdin().is_terminal() && std::io::stderr().is_terminal() }
    }

    /// Where the models are.
    pub(super) fn models(&self, said: Option<&Path>) -> Result<PathBuf, Error> {
        if let Some(said) = said {
            return Ok(said.to_path_buf());
        }
        if !self.asks {
            return Err(Error::usage("--from is missing: where are the models?").help(
                "`pip download --no-deps botocore` fetches a wheel, for `--from botocore-….whl`; a checkout will do as well",
            ));
        }
        progress(
            "Models come from a wheel of botocore (`pip download --no-deps botocore`), or from a checkout.",
        );
        let wheel = wheel_here();
        let answer = self.ask("Models from", wheel.as_deref().unwrap_or_default())?;
        // Shells do this for arguments.
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
        Ok(match (answer.strip_prefix("~/"), home) {
            (Some(rest), Some(home)) => Path::new(&home).join(rest),
            _ => PathBuf::from(answer),
        })
    }

    /// Which services and operations.
    pub(super) fn services(&self, said: &[String], from: &Models) -> Result<Vec<String>, Error> {
        if !said.is_empty() {
            return Ok(said.to_vec());
        }
        let known: Vec<&str> = from.services().collect();
        if !self.asks {
            return Err(Error::usage("--service is missing: which services and operations?").help(format!(
                "write `--service SERVICE:OPERATION,…`, once for each service; {} has {}",
                from.place,
                match known.len() {
                    0..=12 => known.join(", "),
                    many => format!(
                        "{many} services, from {} to {}",
                        known.first().unwrap_or(&""),
                        known.last().unwrap_or(&"")
                    ),
                }
            )));
        }
        let mut chosen = Vec::new();
        loop {
            let question = if chosen.is_empty() { "Service" } else { "Another service (none: go on)" };
            let service = self.ask(question, "")?;
            if service.is_empty() && !chosen.is_empty() {
                return Ok(chosen);
            }
            if !known.contains(&service.as_str()) {
                let near = shapesmith_codegen::near_misses(&service, known.iter().copied(), 5);
                progress(&format!(
                    "There is no service \"{service}\" here; close to it: {}",
                    near.join(", ")
                ));
                continue;
            }
            let operations = self.ask("Its operations, by name or as globs, with commas between", "*")?;
            chosen.push(format!("{service}:{operations}"));
        }
    }

    /// Whether what was told may be written.
    pub(super) fn may_write(&self, summary: &str) -> Result<bool, Error> {
        print(summary);
        if !self.asks {
            return Ok(true);
        }
        let answer = self.ask("Write this? y or n", "y")?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks one thing. An empty answer stands for the usual one.
    fn ask(&self, question: &str, usual: &str) -> Result<String, Error> {
        let shown = if usual.is_empty() { String::new() } else { format!(" [{usual}]") };
        let mut out = std::io::stderr();
        // Whoever closed standard error sees no question, and may answer all the same.
        let _ = write!(out, "{question}{shown}: ").and_then(|()| out.flush());
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        match read {
            Ok(0) => Err(Error::usage(format!("{question}: there was no answer"))),
            Ok(_) => Ok(Some(line.trim()).filter(|line| !line.is_empty()).unwrap_or(usual).to_owned()),
            Err(error) => Err(Error::new("standard input", format!("cannot read the answer: {error}"))),
        }
    }
}

/// The newest wheel of botocore in the current folder.
fn wheel_here() -> Option<String> {
    let entries = std::fs::read_dir(".").ok()?.flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("botocore-") && name.ends_with(".whl")).max()
}
