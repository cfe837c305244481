//! How a resource, plan or vault did over the last weeks: a group of facts for its page.

use jiff::{SignedDuration, Timestamp};

use super::{Fact, Facts, Look, Role, text, time};
use crate::domain::history::{Outcome, Size, Tally};
use crate::domain::job::JobKind;
use crate::domain::scope::ScopeId;
use crate::domain::trend::{DAYS, Day, Trend, Trends, level, levels};
use crate::ui::glyphs::Glyphs;

/// What can be said of a trend.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// Nothing is kept: the configuration says so.
    Off,
    /// It is being read.
    Reading,
    /// It could not be read.
    Failed(&'a str),
    /// It is known.
    Known(&'a Trends, Whole),
}

/// Whether all is kept that AWS still tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// It is.
    Yes,
    /// AWS's last 30 days are still being read.
    Coming,
    /// Some of them could not be read.
    Missing,
}

/// How much is drawn, and of what.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Days that are drawn.
    pub days: usize,
    /// What a size is.
    pub size: Size,
}

/// What tells how far back the jobs go that the group stands on. Not "kept": that is said of backups.
const LABEL: &str = "Jobs known";

/// The group of facts.
pub fn facts(told: Told<'_>, form: Form, scope: ScopeId, look: &Look<'_>) -> Vec<Fact> {
    let mut facts = Facts::new(scope, look);
    facts.group("Trend");
    match told {
        Told::Off => facts.say(LABEL, "none are kept: history.days is 0 in the configuration"),
        Told::Reading => {
            facts.push(LABEL, "being read".to_owned(), Role::Running);
        }
        Told::Failed(why) => {
            facts.push(LABEL, format!("could not be read: {why}"), Role::Warning);
        }
        Told::Known(trends, whole) => known(&mut facts, trends, whole, form),
    }
    facts.all
}

fn known(facts: &mut Facts<'_>, trends: &Trends, whole: Whole, form: Form) {
    let glyphs = Glyphs::new(facts.look.ascii);
    for trend in &trends.kinds {
        of_kind(facts, trend, form, glyphs);
    }
    facts.say(LABEL, known_since(trends, facts.look));
    match whole {
        Whole::Yes => {}
        Whole::Coming => {
            let words = "the last 30 days are still being read from AWS: more may come";
            facts.push("Not yet", words.to_owned(), Role::Running);
        }
        Whole::Missing => {
            let words = "some of the last 30 days could not be read from AWS: figures may be short";
            facts.push("Not known", words.to_owned(), Role::Warning);
        }
    }
    if !trends.kinds.is_empty() {
        let words = format!("the last {} days, today last; {} is a day without", form.days, glyphs.spark_gap);
        facts.push("Drawn", words, Role::Dim);
    }
}

fn of_kind(facts: &mut Facts<'_>, trend: &Trend, form: Form, glyphs: &Glyphs) {
    let days = &trend.days[trend.days.len().saturating_sub(form.days)..];
    let draw = |cells: &[Option<u8>]| glyphs.sparkline(cells);
    let share =
        |day: &Option<Day>| day.and_then(|day| level(Some(f64::from(day.well)), f64::from(day.all.max(1))));
    let well: Vec<Option<u8>> = days.iter().map(share).collect();
    facts.say(plural(trend.kind), format!("{}  {DAYS} d: {}", draw(&well), outcomes(trend)));
    if let Some(usual) = trend.usual {
        let seconds = |took: SignedDuration| took.as_secs_f64();
        let took: Vec<Option<f64>> =
            days.iter().map(|day| day.and_then(|day| day.took).map(seconds)).collect();
        let slow = trend.slow.filter(|slow| length(*slow) != length(usual));
        let slow = slow.map(|slow| format!(", 9 of 10 within {}", length(slow))).unwrap_or_default();
        let often = if trend.well() > 1 { "usually " } else { "" };
        facts.say("- took", format!("{}  {often}{}{slow}", draw(&levels(&took)), length(usual)));
    }
    // A copy or a restore is as large as its backup, which says it already.
    if trend.kind == JobKind::Backup
        && let Some(size) = trend.size.and_then(|size| u64::try_from(size).ok())
    {
        let bytes = |day: &Option<Day>| day.and_then(|day| day.bytes).map(mebibytes);
        let sizes: Vec<Option<f64>> = days.iter().map(bytes).collect();
        let a_day = if form.size == Size::Sum { " a day" } else { "" };
        let growth = trend.growth.map(grown).unwrap_or_default();
        facts.say("- size", format!("{}  {}{a_day}{growth}", draw(&levels(&sizes)), text::bytes(size)));
    }
}

/// "29 of 30 went well, 1 failed".
fn outcomes(trend: &Trend) -> String {
    let others = trend.outcomes.iter().filter(|(outcome, _)| *outcome != Outcome::Well);
    let others: Vec<String> =
        others.map(|(outcome, count)| format!(", {count} {}", outcome.word())).collect();
    let others = others.concat();
    let (well, all) = (text::count(trend.well().into()), text::count(trend.all().into()));
    match others.as_str() {
        "" if trend.all() == 1 => "one, which went well".to_owned(),
        "" => format!("all {all} went well"),
        others => format!("{well} of {all} went well{others}"),
    }
}

fn known_since(trends: &Trends, look: &Look<'_>) -> String {
    let Some(since) = trends.since else { return "none that has ended".to_owned() };
    let since = date(since, look);
    if trends.before.is_empty() {
        return format!("since {since}");
    }
    let before: Vec<String> = trends.before.iter().map(earlier).collect();
    format!("since {since}; before these {DAYS} days {}", before.join(", "))
}

/// "196 of 201 backups went well (98 %)".
fn earlier(tally: &Tally) -> String {
    let Tally { kind, well, all } = *tally;
    // Rounded down: 100 % means all of them.
    let percent = u64::from(well) * 100 / u64::from(all.max(1));
    let (well, all) = (text::count(well.into()), text::count(all.into()));
    format!("{well} of {all} {} went well ({percent} %)", plural(kind).to_lowercase())
}

fn plural(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Backup => "Backups",
        JobKind::Copy => "Copies",
        JobKind::Restore => "Restores",
    }
}

fn date(at: Timestamp, look: &Look<'_>) -> String {
    time::stamp(at, look.zone).chars().take(10).collect()
}

fn length(took: SignedDuration) -> String {
    if took.as_secs() < 60 { time::duration(took) } else { time::span(took) }
}

#[expect(clippy::cast_precision_loss, reason = "cells of a sparkline have eight heights")]
fn mebibytes(bytes: i64) -> f64 {
    (bytes >> 10) as f64 / 1024.0
}

/// "+3 %/week".
fn grown(percent: f64) -> String {
    let whole = percent.round();
    if whole == 0.0 { ", steady".to_owned() } else { format!(", {whole:+} %/week") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Zone;

    #[expect(clippy::unnecessary_wraps, reason = "a day may be without jobs")]
    fn day(well: u32, all: u32, minutes: i64, gib: i64) -> Option<Day> {
        let took = (well > 0).then(|| SignedDuration::from_mins(minutes));
        Some(Day { well, all, took, bytes: (well > 0).then_some(gib << 30) })
    }

    fn trends() -> Trends {
        let mut days: Vec<Option<Day>> = (0..DAYS).map(|_| day(1, 1, 9, 200)).collect();
        days[25] = None;
        days[27] = day(0, 1, 0, 0);
        let backups = Trend {
            kind: JobKind::Backup,
            days,
            outcomes: vec![(Outcome::Well, 28), (Outcome::Issues, 1), (Outcome::Failed, 1)],
            usual: Some(SignedDuration::from_mins(9)),
            slow: Some(SignedDuration::from_mins(14)),
            size: Some(212 << 30),
            growth: Some(2.6),
        };
        let restores = Trend {
            kind: JobKind::Restore,
            days: (0..DAYS).map(|at| (at == 29).then(|| day(1, 1, 40, 0)).flatten()).collect(),
            outcomes: vec![(Outcome::Well, 1)],
            usual: Some(SignedDuration::from_secs(42)),
            slow: Some(SignedDuration::from_secs(42)),
            size: None,
            growth: None,
        };
        Trends {
            since: Some("2026-05-01T03:00:00Z".parse().unwrap()),
            kinds: vec![backups, restores],
            before: vec![Tally { kind: JobKind::Backup, well: 200, all: 201 }],
        }
    }

    fn shown(told: Told<'_>, form: Form, ascii: bool) -> String {
        let look = Look {
            now: "2026-11-21T02:14:00Z".parse().unwrap(),
            zone: &Zone::Utc,
            scopes: &[],
            ascii,
            columns: 0,
        };
        let facts = facts(told, form, ScopeId(0), &look);
        let lines: Vec<String> =
            facts.iter().map(|fact| format!("{:<9} {}", fact.label, fact.value)).collect();
        lines.join("\n") + "\n"
    }

    const NARROW: Form = Form { days: 14, size: Size::Each };

    #[test]
    fn a_trend_is_drawn_and_told() {
        let wanted = "\
Backups   █████████·█▁██  30 d: 28 of 30 went well, 1 with issues, 1 failed
- took    █████████·█·██  usually 9 m, 9 of 10 within 14 m
- size    █████████·█·██  212 GiB, +3 %/week
Restores  ·············█  30 d: one, which went well
- took    ·············█  42 s
Jobs known since 2026-05-01; before these 30 days 200 of 201 backups went well (99 %)
Drawn     the last 14 days, today last; · is a day without
";
        assert_eq!(shown(Told::Known(&trends(), Whole::Yes), NARROW, false), wanted);
    }

    #[test]
    fn a_wide_page_draws_all_days_and_a_plan_s_size_is_a_day_s() {
        let wide = Form { days: 30, size: Size::Sum };
        let wanted = "\
Backups   @@@@@@@@@@@@@@@@@@@@@@@@@.@_@@  30 d: 28 of 30 went well, 1 with issues, 1 failed
- took    @@@@@@@@@@@@@@@@@@@@@@@@@.@.@@  usually 9 m, 9 of 10 within 14 m
- size    @@@@@@@@@@@@@@@@@@@@@@@@@.@.@@  212 GiB a day, +3 %/week
Restores  .............................@  30 d: one, which went well
- took    .............................@  42 s
Jobs known since 2026-05-01; before these 30 days 200 of 201 backups went well (99 %)
Not yet   the last 30 days are still being read from AWS: more may come
Drawn     the last 30 days, today last; . is a day without
";
        assert_eq!(shown(Told::Known(&trends(), Whole::Coming), wide, true), wanted);
    }

    #[test]
    fn what_is_not_known_is_said() {
        let nothing = Trends::default();
        let young = Trends { before: Vec::new(), kinds: Vec::new(), ..trends() };
        for (told, words) in [
            (Told::Off, "none are kept: history.days is 0"),
            (Told::Reading, "being read"),
            (Told::Failed("disk full"), "could not be read: disk full"),
            (Told::Known(&nothing, Whole::Yes), "none that has ended"),
            (Told::Known(&nothing, Whole::Coming), "still being read from AWS"),
            (Told::Known(&young, Whole::Missing), "figures may be short"),
            (Told::Known(&young, Whole::Yes), "Jobs known since 2026-05-01\n"),
        ] {
            let shown = shown(told, NARROW, false);
            assert!(shown.contains(words), "{words}:\n{shown}");
        }
    }

    #[test]
    fn growth_is_told_in_whole_percent() {
        for (percent, words) in
            [(2.6, ", +3 %/week"), (-7.4, ", -7 %/week"), (0.3, ", steady"), (-0.3, ", steady")]
        {
            assert_eq!(grown(percent), words);
        }
    }
}
