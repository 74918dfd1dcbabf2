//! `report`: makes `docs/benchmarks.md` of what was measured last.

use crate::bar::BARS;
use crate::error::Error;
use crate::figure::Report;
use crate::folders::{self, Folders};
use crate::show;
use crate::table::Table;

/// A command as the document tells of it.
struct Chapter {
    name: &'static str,
    title: &'static str,
    /// What was done, in a few sentences.
    text: &'static str,
}

/// The chapters in their order.
const CHAPTERS: [Chapter; 5] = [
    Chapter {
        name: "build",
        title: "Building",
        text: "*Crate alone* builds one crate whose dependencies are built already. *Consumer* is the program in \
               `benches/consumers/`, written once for each peer, which lists the tasks of a maintenance window \
               execution page by page; it is built from an empty target folder with all of its dependencies. The \
               build after a touch finds everything built but the program's own file.",
    },
    Chapter {
        name: "call",
        title: "Calls",
        text: "A call goes through the whole client: the request is written and signed, a canned transport answers \
               from memory, and the reply is read. Both clients run in one process with the same replies. Of 64 \
               calls at once the figure is that of one.",
    },
    Chapter {
        name: "codec",
        title: "Reading and writing JSON",
        text: "The same replies, read into shapes and written from them. `serde-derive` stands for plain structs \
               with derived serde implementations and serde_json; `sonic-rs` for the same structs with a parser that \
               uses SIMD instructions, which shows how far a codec can go. `deep` is nested, `wide` has many members.",
    },
    Chapter {
        name: "codegen",
        title: "Generating",
        text: "The release build of `xtask` generates into a folder that is not there yet. The phases are those of \
               the library, run one by one in a process of their own.",
    },
    Chapter {
        name: "objects",
        title: "Objects",
        text: "Objects of S3 go up and down over TLS, to and from a server that keeps nothing. Wall and CPU time are \
               those of one GiB, of one small object, or of the one huge object. `hyper, by hand` sends and reads the \
               same bytes with the HTTP and TLS libraries that ours has, computes the same checksum, and signs nothing.",
    },
];

/// Where the document is, and the folder of its plots.
const DOCUMENT: &str = "docs/benchmarks.md";
const PLOTS: &str = "docs/benchmarks";

/// Runs the command.
pub(crate) fn run(folders: &Folders, date: Option<&str>) -> Result<(), Error> {
    let mut reports = Vec::new();
    for chapter in &CHAPTERS {
        let path = folders.results.join(format!("{}.json", chapter.name));
        if path.is_file() {
            reports.push(Report::read(&path)?);
        } else {
            show::progress(&format!("nothing was measured of {}: it is left out", chapter.name));
        }
    }
    for report in &reports {
        let plot = format!("{}.svg", report.name);
        let drawing = folders::read(&folders.results.join(&plot))?;
        folders::write(&folders.root.join(PLOTS).join(&plot), &drawing)?;
    }
    folders::write(&folders.root.join(DOCUMENT), &document(&reports, date)?)?;
    show::progress(&format!("written: {DOCUMENT} and its plots in {PLOTS}"));
    Ok(())
}

/// The whole document.
fn document(reports: &[Report], date: Option<&str>) -> Result<String, Error> {
    let first = reports.first().ok_or_else(|| {
        Error::new("target/bench", "there are no results").help("measure first: `cargo xtask bench`")
    })?;
    let date = date.unwrap_or(&first.environment.date);
    let mut text = format!(
        "# Benchmarks\n\n\
         Written by `cargo xtask bench report` on what `cargo xtask bench` measured; not edited by hand.\n\n\
         Every figure stands beside its peer's from the same run on the same machine. Machines differ and are noisy, \
         so the ratios tell more than the figures. Where there were several rounds, a figure is the median with the \
         least and the greatest behind it; a ratio is a column's figure divided by that of the first column. \
         Growth compares the cost of many things with that of few: ×1 is what linear growth gives, and less means that a part of the cost is fixed.\n\n\
         Date: {date}\n\n"
    );
    for line in first.environment.lines() {
        text.push_str(&format!("- {line}\n"));
    }
    text.push_str("\n## Bars\n\n");
    text.push_str(&bars(reports).markdown());
    text.push_str("\nThe ratio is the peer's figure divided by ours. The ratio asked is what it was when the bar was set, on another \
         machine; where this machine is slower than that one, the two ratios tell whether the bar is met.\n",);
    for chapter in &CHAPTERS {
        if let Some(report) = reports.iter().find(|report| report.name == chapter.name) {
            text.push_str(&self::chapter(chapter, report, first));
        }
    }
    Ok(text)
}

/// The bars that the project sets itself, and whether they are met.
fn bars(reports: &[Report]) -> Table {
    let header = ["what", "bar", "peer", "ours", "ratio", "ratio asked", "met"].map(str::to_owned).to_vec();
    let rows = BARS.iter().map(|bar| bar.row(reports.iter().find(|report| report.name == bar.place.report)));
    Table { header, rows: rows.collect() }
}

/// What one command measured.
fn chapter(chapter: &Chapter, report: &Report, first: &Report) -> String {
    let Chapter { name, title, text } = chapter;
    let mut text = format!("\n## {title}\n\n{text}\n\nRounds: {}.\n", report.rounds);
    if report.environment != first.environment {
        text.push_str("This part was measured elsewhere or at another time:\n\n");
        for line in report.environment.lines() {
            text.push_str(&format!("- {line}\n"));
        }
    }
    text.push_str(&format!("\n![{title}](benchmarks/{name}.svg)\n"));
    for (title, table) in show::tables(report) {
        text.push_str(&format!("\n### {title}\n\n{}", table.markdown()));
    }
    for note in &report.notes {
        text.push_str(&format!("\n{note}\n"));
    }
    text
}
