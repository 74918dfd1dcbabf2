//! How a cost grows with the number of things: slopes between two measured points.

use serde::{Deserialize, Serialize};

use crate::figure::{Quantity, Report};

/// Two points of a cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Growth {
    /// What costs, such as `crate alone, cargo build`.
    pub(crate) cost: String,
    /// Whose cost it is: a peer.
    pub(crate) series: String,
    /// What there is more of, such as `operations`.
    pub(crate) unit: String,
    /// What the cost is measured in.
    pub(crate) quantity: Quantity,
    /// The numbers of things, the smaller first.
    pub(crate) counts: [f64; 2],
    /// What they cost.
    pub(crate) costs: [f64; 2],
}

impl Growth {
    /// What grows with what: `call, 50 → 1,000 items`.
    pub(crate) fn title(&self) -> String {
        let [few, many] = self.counts.map(|count| Quantity::Lines.format(count));
        format!("{}, {few} → {many} {}", self.cost, self.unit)
    }

    /// What one more thing costs.
    pub(crate) fn margin(&self) -> f64 {
        let [first, second] = self.costs;
        let [few, many] = self.counts;
        (second - first) / (many - few)
    }

    /// How many times the cost of the fewer things the more things cost, for each time that there are
    /// more of them: 1 where the cost is linear, less where part of it is fixed.
    pub(crate) fn against_linear(&self) -> f64 {
        let [first, second] = self.costs;
        let [few, many] = self.counts;
        (second / first) / (many / few)
    }
}

/// A place in a report: section, case, series, and how many things there are.
pub(crate) type Point<'a> = (&'a str, &'a str, &'a str, f64);

/// The growth between two places of a report, if both were measured.
pub(crate) fn between(
    report: &Report,
    [cost, series, unit]: [&str; 3],
    quantity: Quantity,
    points: [Point<'_>; 2],
) -> Option<Growth> {
    let median = |(section, case, series, _): Point<'_>| report.median(section, case, series, quantity);
    let [few, many] = points;
    Some(Growth {
        cost: cost.to_owned(),
        series: series.to_owned(),
        unit: unit.to_owned(),
        quantity,
        counts: [few.3, many.3],
        costs: [median(few)?, median(many)?],
    })
}

#[cfg(test)]
mod tests {
    use super::Growth;
    use crate::figure::Quantity;

    #[test]
    fn a_fixed_part_makes_growth_less_than_linear() {
        let growth = |costs| Growth {
            cost: "call".to_owned(),
            series: "shapesmith".to_owned(),
            unit: "items".to_owned(),
            quantity: Quantity::Cpu,
            counts: [50.0, 1000.0],
            costs,
        };
        assert_eq!(growth([1.0, 2.0]).title(), "call, 50 → 1,000 items");
        assert_eq!(growth([50.0, 1000.0]).margin(), 1.0);
        assert_eq!(growth([50.0, 1000.0]).against_linear(), 1.0);
        assert!(growth([100.0, 1050.0]).against_linear() < 1.0);
        assert!(growth([50.0, 4000.0]).against_linear() > 1.0);
    }
}
