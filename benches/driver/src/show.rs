//! How a report is shown: its tables, and the words between them.

use std::io::Write;

use crate::figure::{Figure, Quantity, Report, ratio};
use crate::table::Table;

/// What stands in a cell for which nothing was measured.
pub(crate) const NOTHING: &str = "–";

/// Prints a result.
pub(crate) fn print(text: &str) {
    // There is nobody to tell when standard output is closed.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints a line about what is going on.
pub(crate) fn progress(text: &str) {
    // There is nobody to tell when standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A report for a terminal.
pub(crate) fn plain(report: &Report) -> String {
    let mut text = String::new();
    for line in report.environment.lines() {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str(&format!("medians of rounds: {} (least – greatest)\n", report.rounds));
    for (title, table) in tables(report) {
        text.push_str(&format!("\n== {title}\n{}", table.plain()));
    }
    for note in &report.notes {
        text.push_str(&format!("\nnote: {note}\n"));
    }
    text
}

/// The tables of a report with their titles: one for each section and quantity, and one for growth.
pub(crate) fn tables(report: &Report) -> Vec<(String, Table)> {
    let mut tables = Vec::new();
    for section in sections(report) {
        for quantity in quantities(report, &section) {
            tables.push((format!("{section}: {}", quantity.title()), compare(report, &section, quantity)));
        }
    }
    if !report.growth.is_empty() {
        tables.push(("growth".to_owned(), growth(report)));
    }
    tables
}

/// The sections of a report, in the order of their first figures.
fn sections(report: &Report) -> Vec<String> {
    distinct(report.figures.iter().map(|figure| figure.section.clone()))
}

/// The quantities of a section, in their own order.
fn quantities(report: &Report, section: &str) -> Vec<Quantity> {
    let figures = report.figures.iter().filter(|figure| figure.section == section);
    let mut quantities: Vec<Quantity> = figures.map(|figure| figure.quantity).collect();
    quantities.sort_unstable();
    quantities.dedup();
    quantities
}

/// The rows and the columns of a section and quantity, in the order of their first figures.
pub(crate) fn rows_and_columns(
    report: &Report,
    section: &str,
    quantity: Quantity,
) -> (Vec<String>, Vec<String>) {
    let figures = || {
        let figures = report.figures.iter();
        figures.filter(move |figure| figure.section == section && figure.quantity == quantity)
    };
    let cases = distinct(figures().map(|figure| figure.case.clone()));
    // The order of the columns is that of the whole section, whatever row comes first in this table.
    let in_section = report.figures.iter().filter(|figure| figure.section == section);
    let series = distinct(in_section.map(|figure| figure.series.clone()));
    let is_used = |name: &String| figures().any(|figure| figure.series == *name);
    (cases, series.into_iter().filter(is_used).collect())
}

/// A table of peers beside each other; each after the first has its ratio to the first.
fn compare(report: &Report, section: &str, quantity: Quantity) -> Table {
    let (cases, series) = rows_and_columns(report, section, quantity);
    let mut header = vec![String::new()];
    for (index, name) in series.iter().enumerate() {
        header.push(name.clone());
        header.extend((index > 0).then(|| "ratio".to_owned()));
    }
    let row = |case: &String| {
        let find = |name: &String| report.find(section, case, name, quantity);
        let first = series.first().and_then(find).map(Figure::median);
        let mut cells = vec![case.clone()];
        for (index, name) in series.iter().enumerate() {
            let figure = find(name);
            cells.push(figure.map_or_else(|| NOTHING.to_owned(), Figure::format));
            if index > 0 {
                let ratio = figure.zip(first).map(|(figure, first)| ratio(figure.median() / first));
                cells.push(ratio.unwrap_or_else(|| NOTHING.to_owned()));
            }
        }
        cells
    };
    Table { rows: cases.iter().map(row).collect(), header }
}

/// The table of slopes.
fn growth(report: &Report) -> Table {
    let header = ["cost of", "peer", "cost of fewer", "cost of more", "of each one more", "against linear"];
    let row = |growth: &crate::growth::Growth| {
        let [first, second] = growth.costs;
        vec![
            growth.title(),
            growth.series.clone(),
            growth.quantity.format(first),
            growth.quantity.format(second),
            growth.quantity.format(growth.margin()),
            ratio(growth.against_linear()),
        ]
    };
    Table { header: header.map(str::to_owned).to_vec(), rows: report.growth.iter().map(row).collect() }
}

/// Names without repetition, each where it came first.
pub(crate) fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}
