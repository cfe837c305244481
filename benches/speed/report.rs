//! The table of figures on standard output, line by line as they come.

use std::io::{Stdout, Write as _, stdout};
use std::time::Duration;

/// Prints figures and counts those that miss their target.
#[derive(Debug)]
pub struct Report {
    out: Stdout,
    over: usize,
    met: usize,
}

/// Many measurements of one thing, in order of size.
#[derive(Debug, Default)]
pub struct Samples(Vec<Duration>);

impl FromIterator<Duration> for Samples {
    fn from_iter<I: IntoIterator<Item = Duration>>(samples: I) -> Self {
        let mut samples: Vec<Duration> = samples.into_iter().collect();
        samples.sort_unstable();
        Self(samples)
    }
}

impl Samples {
    /// The value that half of them do not exceed.
    pub fn median(&self) -> Duration {
        self.per_mille(500)
    }

    /// The value that 99 in 100 of them do not exceed; of fewer than 100, the greatest.
    pub fn p99(&self) -> Duration {
        self.per_mille(990)
    }

    fn per_mille(&self, share: usize) -> Duration {
        let place = (self.0.len() * share).div_ceil(1000).max(1) - 1;
        self.0.get(place).copied().unwrap_or_default()
    }
}

impl Report {
    /// An empty report on standard output.
    pub fn new() -> Self {
        Self { out: stdout(), over: 0, met: 0 }
    }

    /// Begins a part.
    pub fn head(&mut self, title: &str) {
        self.print(&format!("\n{title:<58}{:>12}{:>12}{:>12}", "p50", "p99", "at most"));
    }

    /// Times that no target is set for.
    pub fn times(&mut self, what: &str, samples: &Samples) {
        self.line(what, &[time(samples.median()), time(samples.p99())], None);
    }

    /// One time that no target is set for.
    pub fn time(&mut self, what: &str, value: Duration) {
        self.line(what, &[time(value)], None);
    }

    /// Times of which the median has to meet a target: work of the CPU alone, whose worst shows what else the machine does.
    pub fn median_within(&mut self, what: &str, samples: &Samples, most: Duration) {
        let verdict = self.judge(samples.median() <= most);
        self.line(what, &[time(samples.median()), time(samples.p99())], Some((&time(most), verdict)));
    }

    /// Times of which 99 in 100 have to meet a target.
    pub fn p99_within(&mut self, what: &str, samples: &Samples, most: Duration) {
        let verdict = self.judge(samples.p99() <= most);
        self.line(what, &[time(samples.median()), time(samples.p99())], Some((&time(most), verdict)));
    }

    /// A single figure in a unit.
    pub fn figure(&mut self, what: &str, value: f64, unit: &str) {
        self.line(what, &[figure(value, unit)], None);
    }

    /// A single figure that has to meet a target.
    pub fn figure_within(&mut self, what: &str, value: f64, unit: &str, most: f64) {
        let verdict = self.judge(value <= most);
        self.line(what, &[figure(value, unit)], Some((&figure(most, unit), verdict)));
    }

    /// How many targets were met.
    pub fn end(&mut self) {
        self.print(&format!("\n{} of {} targets met", self.met, self.met + self.over));
    }

    fn judge(&mut self, met: bool) -> &'static str {
        let (count, word) = if met { (&mut self.met, "ok") } else { (&mut self.over, "OVER") };
        *count += 1;
        word
    }

    fn line(&mut self, what: &str, values: &[String], target: Option<(&str, &str)>) {
        let [first, second] = [0, 1].map(|n| values.get(n).map_or("", String::as_str));
        let (most, verdict) = target.unwrap_or_default();
        self.print(&format!("  {what:<56}{first:>12}{second:>12}{most:>12}  {verdict}"));
    }

    fn print(&mut self, line: &str) {
        // With standard output gone there is nobody left to tell.
        let _ = writeln!(self.out, "{}", line.trim_end());
    }
}

fn time(time: Duration) -> String {
    figure(time.as_secs_f64() * 1e3, "ms")
}

fn figure(value: f64, unit: &str) -> String {
    let digits = if value.fract() == 0.0 { 0 } else { 3_usize.saturating_sub(whole_digits(value)) };
    format!("{value:.digits$} {unit}")
}

/// Digits before the point that count: 0.4 has none.
fn whole_digits(value: f64) -> usize {
    [1.0, 10.0, 100.0].iter().filter(|bound| value >= **bound).count()
}
