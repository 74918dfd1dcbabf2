//! Plots as SVG: bars, grouped by row, a colour for each peer.

use plotters::coord::ranged1d::{AsRangedCoord, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::error::Error;
use crate::figure::{Quantity, Report};
use crate::growth::Growth;
use crate::show::{distinct, rows_and_columns};

/// How wide a plot is, in pixels.
const WIDTH: u32 = 1100;
/// How much of it the names of the rows take.
const NAMES: u32 = 430;
/// How much is left free on the right, for the numbers at the longest bars.
const MARGIN: u32 = 90;
/// How high a bar is, with the gap after it.
const BAR: u32 = 20;
/// The gap between two rows.
const GAP: u32 = 14;
/// How high a panel is without its bars: title, legend, axis and its name.
const FRAME: u32 = 110;
/// From which ratio of the longest to the shortest bar an axis is logarithmic.
const SPAN: f64 = 30.0;

/// The colours of peers, the same in all plots.
const PEERS: [(&str, RGBColor); 7] = [
    ("shapesmith, 1 operation", RGBColor(137, 178, 219)),
    ("shapesmith", RGBColor(38, 99, 163)),
    ("aws-sdk-ssm", RGBColor(225, 129, 44)),
    ("rusoto_ssm", RGBColor(96, 153, 78)),
    ("serde-derive", RGBColor(128, 128, 128)),
    ("sonic-rs", RGBColor(150, 102, 171)),
    ("SSM, 1 operation", RGBColor(137, 178, 219)),
];
/// The colour of everything else.
const OTHER: RGBColor = RGBColor(38, 99, 163);

/// A part of a plot: one quantity of one section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel {
    section: &'static str,
    quantity: Quantity,
}

impl Panel {
    /// The panel of a quantity of a section.
    pub(crate) const fn new(section: &'static str, quantity: Quantity) -> Self {
        Self { section, quantity }
    }
}

/// What a panel shows.
struct Bars {
    title: String,
    quantity: Quantity,
    /// The names of the rows.
    cases: Vec<String>,
    /// The names of the bars in a row.
    series: Vec<String>,
    /// The row, the series, and how long the bar is.
    values: Vec<(usize, usize, f64)>,
}

/// Draws the panels below each other; nothing where none of them has anything to show.
pub(crate) fn draw(report: &Report, panels: &[Panel]) -> Result<Option<String>, Error> {
    let mut bars: Vec<Bars> = panels.iter().map(|panel| figures(report, panel)).collect();
    bars.push(growth(report));
    bars.retain(|bars| !bars.values.is_empty());
    let height: u32 = bars.iter().map(Bars::height).sum();
    if height == 0 {
        return Ok(None);
    }
    let mut drawing = String::new();
    draw_all(&mut drawing, &bars, height)
        .map_err(|error| Error::new(format!("the plot of {}", report.name), error.to_string()))?;
    Ok(Some(drawing))
}

/// The bars of a quantity of a section.
fn figures(report: &Report, Panel { section, quantity }: &Panel) -> Bars {
    let (cases, series) = rows_and_columns(report, section, *quantity);
    let values = cases.iter().enumerate().flat_map(|(row, case)| {
        let value = move |name: &String| report.median(section, case, name, *quantity);
        series.iter().enumerate().filter_map(move |(column, name)| Some((row, column, value(name)?)))
    });
    let values = values.collect();
    Bars { title: format!("{section}: {}", quantity.title()), quantity: *quantity, cases, series, values }
}

/// The bars of slopes.
fn growth(report: &Report) -> Bars {
    let cases = distinct(report.growth.iter().map(Growth::title));
    let series = distinct(report.growth.iter().map(|growth| growth.series.clone()));
    let place = |names: &[String], name: &str| names.iter().position(|known| known == name);
    let values = report.growth.iter().filter_map(|growth| {
        let (row, column) = (place(&cases, &growth.title())?, place(&series, &growth.series)?);
        Some((row, column, growth.against_linear()))
    });
    let values = values.collect();
    Bars { title: "growth".to_owned(), quantity: Quantity::Growth, cases, series, values }
}

/// What drawing can fail with.
type Failure = Box<dyn std::error::Error>;
/// What is drawn on.
type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw_all(drawing: &mut String, bars: &[Bars], height: u32) -> Result<(), Failure> {
    let root = SVGBackend::with_string(drawing, (WIDTH, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut rest = root.clone();
    for bars in bars {
        let (area, below) = rest.split_vertically(bars.height());
        rest = below;
        let values = || bars.values.iter().map(|(_, _, value)| *value);
        let greatest = values().fold(f64::MIN_POSITIVE, f64::max);
        let least = values().fold(f64::INFINITY, f64::min);
        if greatest / least > SPAN {
            // The axis begins at a power of ten, so that even the shortest bar can be seen.
            let start = 10_f64.powf((least * 0.6).log10().floor());
            // A little earlier, so that rounding does not take the first number from the axis.
            bars.draw(&area, (start * 0.999..greatest * 1.5).log_scale(), start, ", logarithmic")?;
        } else {
            bars.draw(&area, 0.0..greatest * 1.08, 0.0, "")?;
        }
    }
    root.present()?;
    Ok(())
}

impl Bars {
    /// How high a row is.
    fn row(&self) -> u32 {
        BAR * self.series.len() as u32 + GAP
    }

    /// How high the panel is.
    fn height(&self) -> u32 {
        self.row() * self.cases.len() as u32 + FRAME
    }

    /// Draws the panel over an axis that begins at `start`.
    fn draw<X>(&self, area: &Area<'_>, axis: X, start: f64, scale: &str) -> Result<(), Failure>
    where
        X: AsRangedCoord<Value = f64>,
        X::CoordDescType: ValueFormatter<f64> + Ranged<ValueType = f64>,
    {
        let quantity = self.quantity;
        let text = |size: i32| ("sans-serif", size).into_font().color(&BLACK);
        let heading = ("sans-serif", 19).into_font().style(FontStyle::Bold).color(&BLACK);
        area.draw(&Text::new(self.title.clone(), (14, 14), heading))?;
        self.draw_legend(area)?;

        // Rows are counted downwards, in pixels, so that a bar has the same height in every panel.
        let depth = f64::from(self.row() * self.cases.len() as u32);
        let mut chart = ChartBuilder::on(area)
            .margin_top(62)
            .margin_right(MARGIN)
            .x_label_area_size(FRAME - 62)
            .y_label_area_size(NAMES)
            .build_cartesian_2d(axis, depth..0.0)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RGBColor(222, 222, 222))
            .axis_style(RGBColor(120, 120, 120))
            .x_labels(7)
            .x_label_formatter(&|value| quantity.tick(*value))
            .x_label_style(text(14))
            .x_desc(format!("{} ({}{scale})", quantity.title(), quantity.direction()))
            .axis_desc_style(text(15))
            .draw()?;

        let row_height = f64::from(self.row());
        for &(row, column, value) in &self.values {
            let top = row as f64 * row_height + f64::from(GAP) / 2.0 + column as f64 * f64::from(BAR);
            let bottom = top + f64::from(BAR) - 3.0;
            let colour = self.series.get(column).map_or(OTHER, |series| colour(series));
            chart.draw_series([Rectangle::new([(start, top), (value, bottom)], colour.filled())])?;
            let (x, y) = chart.backend_coord(&(value, (top + bottom) / 2.0));
            let label = text(14).pos(Pos::new(HPos::Left, VPos::Center));
            area.draw(&Text::new(quantity.format(value), inside(area, (x + 5, y)), label))?;
        }
        for (row, case) in self.cases.iter().enumerate() {
            let (x, y) = chart.backend_coord(&(start, (row as f64 + 0.5) * row_height));
            let label = text(15).pos(Pos::new(HPos::Right, VPos::Center));
            area.draw(&Text::new(case.clone(), inside(area, (x - 8, y)), label))?;
        }
        Ok(())
    }

    /// Draws which colour is whose.
    fn draw_legend(&self, area: &Area<'_>) -> Result<(), Failure> {
        let mut x = 16;
        for series in &self.series {
            area.draw(&Rectangle::new([(x, 40), (x + 12, 52)], colour(series).filled()))?;
            let label = ("sans-serif", 15).into_font().color(&BLACK).pos(Pos::new(HPos::Left, VPos::Center));
            area.draw(&Text::new(series.clone(), (x + 18, 46), label))?;
            x += 44 + 8 * series.chars().count() as i32;
        }
        Ok(())
    }
}

/// The colour of a peer.
fn colour(series: &str) -> RGBColor {
    let known = PEERS.iter().find(|(name, _)| series.starts_with(name));
    known.map_or(OTHER, |(_, colour)| *colour)
}

/// A place of the whole drawing as one of a panel.
fn inside(area: &Area<'_>, (x, y): (i32, i32)) -> (i32, i32) {
    let (left, top) = area.get_base_pixel();
    (x - left, y - top)
}
