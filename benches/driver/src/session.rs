//! One run of a command: what was asked for, what has been measured so far, and where it goes.

use crate::environment::Environment;
use crate::error::Error;
use crate::figure::{Quantity, Report};
use crate::folders::{self, Folders};
use crate::plot::{self, Panel};
use crate::show;

/// A run of a command.
#[derive(Debug)]
pub(crate) struct Session {
    /// What has been measured so far.
    pub(crate) report: Report,
    /// Where things are.
    pub(crate) folders: Folders,
    /// Texts of which one is in the name of each wanted peer; empty for all peers.
    peers: Vec<String>,
    /// Texts of which one is in the name of each wanted section or case; empty for all.
    only: Vec<String>,
}

impl Session {
    /// Begins a run.
    pub(crate) fn start(
        name: &str,
        folders: &Folders,
        rounds: u32,
        peers: Vec<String>,
        only: Vec<String>,
    ) -> Result<Self, Error> {
        let report = Report {
            name: name.to_owned(),
            environment: Environment::look(folders)?,
            rounds,
            figures: Vec::new(),
            growth: Vec::new(),
            notes: Vec::new(),
        };
        Ok(Self { report, folders: folders.clone(), peers, only })
    }

    /// Whether a peer is to be measured.
    pub(crate) fn wants_peer(&self, peer: &str) -> bool {
        self.peers.is_empty() || self.peers.iter().any(|text| peer.contains(text.as_str()))
    }

    /// Whether a case of a section is to be measured.
    pub(crate) fn wants(&self, section: &str, case: &str) -> bool {
        let is_in = |text: &String| section.contains(text.as_str()) || case.contains(text.as_str());
        self.only.is_empty() || self.only.iter().any(is_in)
    }

    /// Keeps samples of one measurement, and says the first of them.
    pub(crate) fn add(
        &mut self,
        round: u32,
        section: &str,
        case: &str,
        series: &str,
        samples: &[(Quantity, f64)],
    ) {
        if let Some((quantity, sample)) = samples.first() {
            let (rounds, sample) = (self.report.rounds, quantity.format(*sample));
            show::progress(&format!("round {round} of {rounds}: {section}: {case}: {series}: {sample}"));
        }
        for (quantity, sample) in samples {
            self.report.add(section, case, series, *quantity, *sample);
        }
    }

    /// Shows what was measured, and writes it to files.
    pub(crate) fn finish(self, panels: &[Panel]) -> Result<(), Error> {
        let report = &self.report;
        let path = |ending: &str| self.folders.results.join(format!("{}.{ending}", report.name));
        show::print(&show::plain(report));
        let json = serde_json::to_string_pretty(report)
            .map_err(|error| Error::new(path("json").display().to_string(), error.to_string()))?;
        folders::write(&path("json"), &(json + "\n"))?;
        if let Some(drawing) = plot::draw(report, panels)? {
            folders::write(&path("svg"), &drawing)?;
        }
        show::progress(&format!("written: {} and .svg", path("json").display()));
        Ok(())
    }
}
