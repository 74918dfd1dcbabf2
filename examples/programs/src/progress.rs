//! A progress bar in one line of a terminal.

use std::io::{self, Write};

const WIDTH: usize = 30;

/// The bar for a part of a whole, such as `[###...] 3 of 6`. A whole of nothing is done.
pub fn bar(done: usize, whole: usize) -> String {
    let filled = (WIDTH * done.min(whole)).checked_div(whole).unwrap_or(WIDTH);
    format!("[{}{}] {done} of {whole}", "#".repeat(filled), ".".repeat(WIDTH - filled))
}

/// Shows the bar in place of the one before.
///
/// # Errors
///
/// What the terminal says.
pub fn show(mut terminal: impl Write, done: usize, whole: usize) -> io::Result<()> {
    write!(terminal, "\r{}", bar(done, whole))?;
    if done == whole {
        writeln!(terminal)?;
    }
    terminal.flush()
}
