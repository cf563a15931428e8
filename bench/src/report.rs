//! What was measured, as tables: times, ratios to one engine with their geometric means, noise.

use std::fmt::Write;

use crate::{
    Table,
    statistics::{geometric_mean, median, spread},
};

/// What one engine did with one subject.
#[derive(Clone, Debug)]
pub enum Measured {
    /// Its times in milliseconds.
    Times(Vec<f64>),
    /// It refused the subject, and why.
    Refused(String),
}

impl Measured {
    fn median(&self) -> Option<f64> {
        match self {
            Self::Times(times) => Some(median(times)),
            Self::Refused(_) => None,
        }
    }
}

/// Subjects by engines.
#[derive(Debug)]
pub struct Report {
    engines: Vec<String>,
    rows: Vec<(String, Vec<Measured>)>,
}

impl Report {
    /// A report without subjects.
    pub fn new(engines: impl IntoIterator<Item = String>) -> Self {
        Self { engines: engines.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds what all engines did with a subject, in the order of the engines.
    pub fn add(&mut self, subject: &str, measured: Vec<Measured>) {
        self.rows.push((subject.to_owned(), measured));
    }

    /// How it was measured, for the top.
    #[must_use]
    pub fn heading(&self, what: &str, rounds: u32, core: Option<usize>) -> String {
        let core =
            core.map_or_else(|| "no core in particular".into(), |core| format!("core {core}"));
        format!("{what}, {rounds} rounds, on {core}.\n")
    }

    fn headings(&self, more: &[&str]) -> Vec<String> {
        let first = std::iter::once(String::new()).chain(self.engines.iter().cloned());
        first.chain(more.iter().map(ToString::to_string)).collect()
    }

    /// The median times with their spreads, and why engines refused something.
    #[must_use]
    pub fn times(&self, markdown: bool) -> String {
        let title = "Time: median in milliseconds, and interquartile range in percent of it.";
        let mut table = Table::new(title, self.headings(&[]));
        let mut refusals = String::new();
        for (subject, measured) in &self.rows {
            let cells = measured.iter().map(|measured| match measured {
                Measured::Times(times) => {
                    format!("{} ±{:.1}", digits(median(times)), spread(times) * 100.0)
                }
                Measured::Refused(_) => "–".to_owned(),
            });
            table.row(std::iter::once(subject.clone()).chain(cells));
            for (engine, measured) in self.engines.iter().zip(measured) {
                if let Measured::Refused(why) = measured {
                    let _ = writeln!(refusals, "\n{engine} refuses {subject}: {why}");
                }
            }
        }
        format!("{}{refusals}\n", table.render(markdown))
    }

    /// The times as multiples of those of the engine `base`; empty where that is not measured.
    #[must_use]
    pub fn ratios(&self, base: &str, markdown: bool) -> String {
        let Some(place) = self.engines.iter().position(|engine| engine == base) else {
            return String::new();
        };
        let mut table = Table::new(format!("Time / time of {base}."), self.headings(&[]));
        let mut columns = vec![Vec::new(); self.engines.len()];
        for (subject, measured) in &self.rows {
            let mut cells = vec![subject.clone()];
            for (column, measured_by) in columns.iter_mut().zip(measured) {
                let ratio = measured_by.median().zip(measured[place].median());
                cells.push(ratio.map_or_else(
                    || "–".to_owned(),
                    |(time, base)| {
                        column.push(time / base);
                        digits(time / base)
                    },
                ));
            }
            table.row(cells);
        }
        let means = columns.iter().map(|column| digits(geometric_mean(column)));
        table.row(std::iter::once("geometric mean".to_owned()).chain(means));
        format!("{}\n", table.render(markdown))
    }

    /// How far two entries of the same engine are apart: what any other two may differ by without
    /// being different. Empty where not both are measured.
    #[must_use]
    pub fn noise(&self, engine: &str, again: &str) -> String {
        let place = |name: &str| self.engines.iter().position(|engine| engine == name);
        let Some((first, second)) = place(engine).zip(place(&format!("{engine}{again}"))) else {
            return String::new();
        };
        let ratios: Vec<(f64, &str)> = self
            .rows
            .iter()
            .filter_map(|(subject, measured)| {
                let ratio = measured[second].median()? / measured[first].median()?;
                Some((ratio, subject.as_str()))
            })
            .collect();
        let mean = geometric_mean(&ratios.iter().map(|(ratio, _)| *ratio).collect::<Vec<_>>());
        let apart = |(ratio, _): &(f64, _)| ratio.ln().abs();
        let worst = ratios.iter().max_by(|a, b| apart(a).total_cmp(&apart(b)));
        let Some(&(worst, subject)) = worst else { return String::new() };
        format!(
            "Noise: {engine} measured twice differs by {:.1} % in the geometric mean, \
             and by {:.1} % at most ({subject}).",
            (mean - 1.0).abs() * 100.0,
            (worst - 1.0).abs() * 100.0,
        )
    }
}

/// Three significant digits.
fn digits(value: f64) -> String {
    let decimals = match value {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    if value < 0.1 { format!("{value:.3}") } else { format!("{value:.decimals$}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut report = Report::new(["a", "a again", "b"].map(String::from));
        let times = |time: f64| Measured::Times(vec![time, time, time]);
        report.add("one", vec![times(2.0), times(2.02), times(8.0)]);
        report.add("two", vec![times(10.0), times(10.0), times(5.0)]);
        report.add("three", vec![times(1.0), times(1.0), Measured::Refused("too new".into())]);
        report
    }

    #[test]
    fn ratios_and_their_means() {
        let expected = "Time / time of a.\n\n                   a  a again     b\n\
                        one             1.00     1.01  4.00\n\
                        two             1.00     1.00  0.50\n\
                        three           1.00     1.00     –\n\
                        geometric mean  1.00     1.00  1.41\n\n";
        assert_eq!(report().ratios("a", false), expected);
        assert_eq!(report().ratios("c", false), "");
    }

    #[test]
    fn refusals_are_explained() {
        let times = report().times(true);
        assert!(times.contains("| 1.00 ±0.0 |"), "{times}");
        assert!(times.ends_with("\nb refuses three: too new\n\n"), "{times}");
    }

    #[test]
    fn noise_names_the_worst() {
        let expected = "Noise: a measured twice differs by 0.3 % in the geometric mean, \
                        and by 1.0 % at most (one).";
        assert_eq!(report().noise("a", " again"), expected);
        assert_eq!(report().noise("b", " again"), "");
    }
}
