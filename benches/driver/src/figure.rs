//! What was measured: figures, and the report that a command makes of them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::error::Error;
use crate::folders;
use crate::growth::Growth;

/// What a number counts. Sorted as tables follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Quantity {
    /// Wall clock time in seconds.
    Wall,
    /// Processor time in seconds.
    Cpu,
    /// Bytes of input or output per second.
    Throughput,
    /// Peak memory in bytes.
    Memory,
    /// Size of a file in bytes.
    Size,
    /// Crates in a tree of dependencies.
    Crates,
    /// Allocations, growing ones included.
    Allocations,
    /// Bytes allocated.
    Allocated,
    /// Lines of generated code.
    Lines,
    /// Lines of generated code per second.
    LineRate,
    /// A cost against what it would be if it grew linearly: a number of times.
    Growth,
}

impl Quantity {
    /// What the quantity is called over a table or at an axis.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Wall => "wall time",
            Self::Cpu => "CPU time",
            Self::Throughput => "throughput",
            Self::Memory => "peak memory",
            Self::Size => "size",
            Self::Crates => "crates",
            Self::Allocations => "allocations",
            Self::Allocated => "bytes allocated",
            Self::Lines => "generated lines",
            Self::LineRate => "generated lines per second",
            Self::Growth => "cost against linear growth",
        }
    }

    /// Whether less or more of it is better, as words at an axis.
    pub(crate) fn direction(self) -> &'static str {
        match self {
            Self::Growth => "×1 is linear, less is better",
            Self::Throughput | Self::LineRate => "more is better",
            _ => "less is better",
        }
    }

    /// A number at an axis: as short as it can be.
    pub(crate) fn tick(self, value: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        let text = self.format(value);
        let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
        let number =
            if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
        format!("{number} {unit}").trim_end().to_owned()
    }

    /// A number as people read it: three digits, with a unit of fitting size.
    pub(crate) fn format(self, value: f64) -> String {
        match self {
            Self::Wall | Self::Cpu => scaled(value, &[(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]),
            Self::Throughput => format!("{} MB/s", digits(value / 1e6)),
            Self::Memory | Self::Size | Self::Allocated => {
                scaled(value, &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")])
            }
            Self::Crates | Self::Allocations | Self::Lines => grouped(value),
            Self::LineRate => format!("{}/s", grouped(value)),
            Self::Growth => ratio(value),
        }
    }
}

/// One thing that was measured, once in each round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figure {
    /// The table that it belongs to, such as `consumer`.
    pub(crate) section: String,
    /// The row, such as `cargo build`.
    pub(crate) case: String,
    /// The column: mostly a peer. The first of a section is what others are compared with.
    pub(crate) series: String,
    /// What the numbers count.
    pub(crate) quantity: Quantity,
    /// The numbers, in the order of the rounds.
    pub(crate) samples: Vec<f64>,
}

impl Figure {
    /// The median of the samples.
    pub(crate) fn median(&self) -> f64 {
        median(&self.samples)
    }

    /// The median, with the least and the greatest where they differ.
    pub(crate) fn format(&self) -> String {
        let least = self.quantity.format(self.samples.iter().copied().fold(f64::INFINITY, f64::min));
        let greatest = self.quantity.format(self.samples.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        let median = self.quantity.format(self.median());
        if least == greatest { median } else { format!("{median} ({least} – {greatest})") }
    }
}

/// What a command measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// The command.
    pub(crate) name: String,
    /// Where it was measured, and with which versions.
    pub(crate) environment: Environment,
    /// How many rounds there were.
    pub(crate) rounds: u32,
    /// The figures, in the order in which they are shown.
    pub(crate) figures: Vec<Figure>,
    /// How costs grow with the number of things.
    pub(crate) growth: Vec<Growth>,
    /// What a reader should know besides.
    pub(crate) notes: Vec<String>,
}

impl Report {
    /// Reads the report that a command wrote.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        serde_json::from_str(&folders::read(path)?).map_err(|error| {
            Error::new(path.display().to_string(), error.to_string()).help("measure this part again")
        })
    }

    /// The median of a figure, if it was measured.
    pub(crate) fn median(&self, section: &str, case: &str, series: &str, quantity: Quantity) -> Option<f64> {
        self.find(section, case, series, quantity).map(Figure::median)
    }

    /// A figure, if it was measured.
    pub(crate) fn find(
        &self,
        section: &str,
        case: &str,
        series: &str,
        quantity: Quantity,
    ) -> Option<&Figure> {
        let mut figures = self.figures.iter();
        figures.find(|figure| {
            figure.section == section
                && figure.case == case
                && figure.series == series
                && figure.quantity == quantity
        })
    }

    /// Adds a sample to its figure.
    pub(crate) fn add(&mut self, section: &str, case: &str, series: &str, quantity: Quantity, sample: f64) {
        let found = self.figures.iter_mut().find(|figure| {
            figure.section == section
                && figure.case == case
                && figure.series == series
                && figure.quantity == quantity
        });
        match found {
            Some(figure) => figure.samples.push(sample),
            None => self.figures.push(Figure {
                section: section.to_owned(),
                case: case.to_owned(),
                series: series.to_owned(),
                quantity,
                samples: vec![sample],
            }),
        }
    }
}

/// The median of some numbers, the mean of the middle two where their count is even; NaN of none.
pub(crate) fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let middle = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { middle(half) } else { (middle(half.wrapping_sub(1)) + middle(half)) / 2.0 }
}

/// A number of things per thing, such as `×14.2`.
pub(crate) fn ratio(value: f64) -> String {
    format!("×{}", digits(value))
}

/// A number in the largest unit of which it is at least one.
fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    let fitting = units.iter().find(|(size, _)| value.abs() >= *size * 0.9995).or(units.last());
    fitting.map_or_else(String::new, |(size, unit)| format!("{} {unit}", digits(value / size)))
}

/// A number with three digits, none of them behind the point if it is large.
fn digits(value: f64) -> String {
    match value.abs() {
        size if size >= 99.95 => grouped(value),
        size if size >= 9.995 => format!("{value:.1}"),
        size if size >= 0.0995 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A whole number with its thousands apart.
fn grouped(value: f64) -> String {
    let text = format!("{value:.0}");
    let length = text.len();
    let mut grouped = String::new();
    for (index, digit) in text.chars().enumerate() {
        if index > 0 && (length - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{Figure, Quantity, median, ratio};

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median(&[7.0]), 7.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn numbers_have_units_of_fitting_size() {
        assert_eq!(Quantity::Wall.format(134.2), "134 s");
        assert_eq!(Quantity::Wall.format(0.9996), "1.00 s");
        assert_eq!(Quantity::Wall.format(0.0475), "47.5 ms");
        assert_eq!(Quantity::Cpu.format(0.000_008_12), "8.12 µs");
        assert_eq!(Quantity::Size.format(16_100_000.0), "16.1 MB");
        assert_eq!(Quantity::Throughput.format(512_340_000.0), "512 MB/s");
        assert_eq!(Quantity::Lines.format(1_234_567.0), "1,234,567");
        assert_eq!(Quantity::Crates.format(87.0), "87");
        assert_eq!(Quantity::Wall.tick(10.0), "10 s");
        assert_eq!(Quantity::Wall.tick(0.0), "0");
        assert_eq!(Quantity::Crates.tick(200.0), "200");
        assert_eq!(ratio(14.23), "×14.2");
        assert_eq!(ratio(0.0612), "×0.061");
    }

    #[test]
    fn a_figure_tells_how_far_its_samples_are_apart() {
        let figure = |samples: &[f64]| Figure {
            section: String::new(),
            case: String::new(),
            series: String::new(),
            quantity: Quantity::Wall,
            samples: samples.to_vec(),
        };
        assert_eq!(figure(&[2.0, 1.0, 4.0]).format(), "2.00 s (1.00 s – 4.00 s)");
        assert_eq!(figure(&[2.0]).format(), "2.00 s");
    }
}
