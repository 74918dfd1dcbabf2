//! The bars that the project sets itself, as data.

use crate::command::{build, codegen, objects};
use crate::figure::{Quantity, Report, ratio};
use crate::show::NOTHING;

/// The place of a figure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The command that measures it.
    pub(crate) report: &'static str,
    section: &'static str,
    case: &'static str,
    series: &'static str,
    quantity: Quantity,
}

/// What a figure of ours is held against.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    /// A number of the figure's own unit.
    Absolute(f64),
    /// So many times what the peer takes.
    OfPeer(f64),
}

/// What is shown of a peer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Peer {
    /// Nobody does the like.
    None,
    /// The column of a peer in the same table.
    Series(&'static str),
    /// The same, and what that peer took on the machine where the bar was set.
    SeriesThen(&'static str, f64),
    /// A number from elsewhere, and whose it is.
    Cited(&'static str, f64),
}

/// One bar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bar {
    what: &'static str,
    /// Where our figure is.
    pub(crate) place: Place,
    limit: Limit,
    peer: Peer,
}

/// Shorthand for the table below.
const fn bar(
    what: &'static str,
    report: &'static str,
    [section, case, series]: [&'static str; 3],
    quantity: Quantity,
    limit: Limit,
    peer: Peer,
) -> Bar {
    Bar { what, place: Place { report, section, case, series, quantity }, limit, peer }
}

/// A bar of work on objects: half of the CPU time that the SDK takes for it.
const fn half_of_the_sdk(what: &'static str, section: &'static str, case: &'static str) -> Bar {
    let place = [section, case, objects::OURS];
    bar(what, "objects", place, Quantity::Cpu, Limit::OfPeer(0.5), Peer::Series(objects::SDK))
}

/// All bars.
pub(crate) const BARS: [Bar; 15] = {
    use Limit::{Absolute, OfPeer};
    use Quantity::{Cpu, Size, Wall};
    let serde = Peer::Series("serde-derive");
    let ours = build::OURS;
    [
        bar(
            "crate with all SSM operations, debug build",
            "build",
            [build::ALONE, build::DEBUG, build::ALL],
            Wall,
            Absolute(5.0),
            Peer::SeriesThen(build::SDK, 68.8),
        ),
        bar(
            "crate with one operation, debug build",
            "build",
            [build::ALONE, build::DEBUG, build::ONE],
            Wall,
            Absolute(0.7),
            Peer::SeriesThen(build::SDK, 68.8),
        ),
        bar(
            "consumer, clean debug build with all dependencies",
            "build",
            [build::CONSUMER, build::DEBUG, ours],
            Wall,
            Absolute(30.0),
            Peer::SeriesThen(build::SDK, 134.0),
        ),
        bar(
            "consumer, clean release build with all dependencies",
            "build",
            [build::CONSUMER, build::RELEASE, ours],
            Wall,
            Absolute(60.0),
            Peer::SeriesThen(build::SDK, 279.0),
        ),
        bar(
            "consumer binary, release, stripped",
            "build",
            [build::CONSUMER, build::BINARY, ours],
            Size,
            Absolute(4e6),
            Peer::SeriesThen(build::SDK, 16.1e6),
        ),
        bar(
            "a call with a reply of 1 item",
            "call",
            ["call", "1 item", ours],
            Cpu,
            Absolute(8e-6),
            Peer::SeriesThen(build::SDK, 31e-6),
        ),
        bar(
            "a call with a reply of 50 items",
            "call",
            ["call", "50 items", ours],
            Cpu,
            Absolute(52e-6),
            Peer::SeriesThen(build::SDK, 97e-6),
        ),
        bar("reading a reply of 50 items", "codec", ["read", "50 items", ours], Cpu, OfPeer(1.0), serde),
        bar("writing a reply of 50 items", "codec", ["write", "50 items", ours], Cpu, OfPeer(1.1), serde),
        bar(
            "codegen of all of SSM, JSON to formatted files",
            "codegen",
            [codegen::PROGRAM, codegen::ALL, codegen::OURS],
            Wall,
            Absolute(0.4),
            Peer::Cited("rusoto's generator, unformatted", codegen::RUSOTO),
        ),
        bar(
            "`cargo xtask codegen` on a fresh clone, its own build included",
            "codegen",
            [codegen::CLONE, codegen::FIRST_RUN, codegen::OURS],
            Wall,
            Absolute(45.0),
            Peer::None,
        ),
        half_of_the_sdk("objects of 64 MiB up, CPU per GiB", objects::LARGE, objects::PUT),
        half_of_the_sdk("objects of 64 MiB down, CPU per GiB", objects::LARGE, objects::GET),
        half_of_the_sdk("objects of 1 KiB up, CPU of each", objects::SMALL, objects::PUT),
        half_of_the_sdk("objects of 1 KiB down, CPU of each", objects::SMALL, objects::GET),
    ]
};

impl Bar {
    /// The row of the table: what, bar, peer, ours, ratio, ratio asked, met.
    ///
    /// Machines differ. A bar in seconds is met as well where the peer is beaten by as much as it was on the
    /// machine where the bar was set.
    pub(crate) fn row(&self, report: Option<&Report>) -> Vec<String> {
        let Place { section, case, series, quantity, .. } = self.place;
        let median = |series| report.and_then(|report| report.median(section, case, series, quantity));
        let ours = median(series);
        let (name, theirs) = match self.peer {
            Peer::None => (None, None),
            Peer::Series(name) | Peer::SeriesThen(name, _) => (Some(name), median(name)),
            Peer::Cited(name, value) => (Some(name), Some(value)),
        };
        let (bar, limit) = match self.limit {
            Limit::Absolute(limit) => (format!("≤ {}", quantity.format(limit)), Some(limit)),
            Limit::OfPeer(times) => {
                (format!("≤ {times:.1} × {}", name.unwrap_or_default()), theirs.map(|t| t * times))
            }
        };
        let nothing = || NOTHING.to_owned();
        let measured = ours.zip(theirs).map(|(ours, theirs)| theirs / ours);
        let asked = match (self.peer, self.limit) {
            (Peer::SeriesThen(_, then), Limit::Absolute(limit)) => Some(then / limit),
            _ => None,
        };
        let by_ratio = measured.zip(asked).is_some_and(|(measured, asked)| measured >= asked);
        let is_met = ours.zip(limit).map(|(ours, limit)| match ours <= limit {
            true => "yes",
            false if by_ratio => "by ratio",
            false => "no",
        });
        vec![
            self.what.to_owned(),
            bar,
            name.zip(theirs)
                .map_or_else(nothing, |(name, value)| format!("{} ({name})", quantity.format(value))),
            ours.map_or_else(nothing, |value| quantity.format(value)),
            measured.map_or_else(nothing, ratio),
            asked.map_or_else(nothing, ratio),
            is_met.map_or_else(nothing, str::to_owned),
        ]
    }
}
