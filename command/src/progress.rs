//! How far a long run has come: a bar on a terminal, else a plain line for each thing that is done.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use shapesmith_codegen::visible;

/// How wide the bar is, in characters.
const WIDTH: usize = 30;

/// The progress of a run over many things. Threads share it.
#[derive(Debug)]
pub(crate) struct Progress {
    total: usize,
    /// How many things are done, and how long the line on the terminal is.
    done: Mutex<(usize, usize)>,
    is_terminal: bool,
}

impl Progress {
    /// The progress of a run over so many things, shown on standard error.
    pub(crate) fn new(total: usize) -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { total, done: Mutex::new((0, 0)), is_terminal: std::io::stderr().is_terminal() && !is_dumb }
    }

    /// Notes that one more thing is done. `line` says what came of it; nothing where that is not
    /// worth a line.
    pub(crate) fn step(&self, line: Option<&str>) {
        let mut done = self.done.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (number, length) = &mut *done;
        *number += 1;
        let mut error = std::io::stderr().lock();
        let line = line.map(visible);
        // There is nobody to tell when standard error is closed.
        let _ = match (self.is_terminal, line) {
            (true, line) => {
                let filled = (WIDTH * *number).checked_div(self.total).unwrap_or(WIDTH).min(WIDTH);
                let bar = format!("{}{}", "#".repeat(filled), " ".repeat(WIDTH - filled));
                let shown = format!("[{bar}] {number}/{} {}", self.total, line.unwrap_or_default());
                // What is left of a longer line is written over with blanks, which any terminal knows.
                let written = write!(error, "\r{shown:<length$}");
                *length = shown.chars().count();
                written
            }
            (false, Some(line)) => writeln!(error, "{line}"),
            (false, None) => Ok(()),
        };
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if self.is_terminal {
            // There is nobody to tell when standard error is closed.
            let length = self.done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).1;
            let _ = write!(std::io::stderr().lock(), "\r{:length$}\r", "");
        }
    }
}
