//! The overview of an account with a million jobs: what a frame, an answer and a passing minute cost.

use std::time::{Duration, Instant};

use color_eyre::eyre::Result;
use jiff::{SignedDuration, Timestamp};
use vaultdeck::app::effect::Page;
use vaultdeck::domain::job::{BackupFacts, Creator, Job, JobFacts, JobKind, JobState};
use vaultdeck::domain::plan::Plan;
use vaultdeck::domain::scope::ScopeId;
use vaultdeck::text::Text;

use super::report::{Report, Samples};
use super::seat::Seat;

const ROWS: u32 = 1_000_000;
/// As many as AWS Backup gives in one answer.
const PAGE: u32 = 1_000;
const FRAMES: usize = 500;
const ANSWERS: u32 = 30;
/// AWS keeps jobs this long.
const KEPT: u32 = 30 * 24 * 3600;

const FRAME: Duration = Duration::from_millis(2);

/// Measures the overview.
pub fn run(report: &mut Report) -> Result<()> {
    report.head(&format!("overview, {ROWS} jobs of 30 days"));
    let now = Timestamp::now();
    let mut seat = Seat::new(now)?;
    let estate = &mut seat.model.estate;
    let plan = Plan { id: "plan-1".into(), name: "prod-daily".into(), ..Plan::default() };
    estate.apply(ScopeId(0), Page::Plans(vec![plan]), 1);
    let mut samples = Vec::new();
    for page in 0..ROWS / PAGE {
        let jobs = Page::Jobs((page * PAGE..(page + 1) * PAGE).map(|number| job(number, now)).collect());
        samples.push(timed(|| estate.apply(ScopeId(0), jobs, 1)));
    }
    report.times("a page of 1,000 jobs, from none to a million", &samples.into_iter().collect());
    report.time("the first look over all of them", timed(|| estate.derive(now)));
    let answers: Samples = (0..ANSWERS)
        .map(|number| {
            let ended = Job { state: JobState::Failed, ..job(number * ROWS / ANSWERS, now) };
            timed(|| {
                estate.apply(ScopeId(0), Page::Jobs(vec![ended]), 2);
                estate.derive(now);
            })
        })
        .collect();
    report.times("an answer in which one job has failed", &answers);
    let minutes: Samples = (0..ANSWERS)
        .map(|_| {
            timed(|| {
                estate.age(now);
                estate.derive(now);
            })
        })
        .collect();
    report.times("a minute passes", &minutes);
    let frames = (0..FRAMES).map(|_| {
        let began = Instant::now();
        seat.draw().map(|()| began.elapsed())
    });
    report.median_within("frame, the whole screen, 120x40", &frames.collect::<Result<_>>()?, FRAME);
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The n-th backup job: of one of 10,000 resources, in no order, one in a thousand failed.
fn job(number: u32, now: Timestamp) -> Job {
    let scattered = number.wrapping_mul(2_654_435_761);
    let created = now.checked_sub(SignedDuration::from_secs(i64::from(scattered % KEPT))).ok();
    let creator = Creator { plan_id: Some("plan-1".into()), ..Creator::default() };
    Job {
        scope: ScopeId(0),
        kind: JobKind::Backup,
        id: Text::new(&format!("{number:08X}-5A1E")),
        state: if number.is_multiple_of(1_000) { JobState::Failed } else { JobState::Completed },
        account: Some("123456789012".into()),
        resource: Some(
            format!("arn:aws:ec2:us-east-1:123456789012:volume/vol-{:05}", scattered % 10_000).into(),
        ),
        resource_type: Some("EBS".into()),
        resource_name: None,
        created,
        completed: created,
        percent: Some(100.0),
        size: Some(i64::from(scattered)),
        message: None,
        category: None,
        role: None,
        creator: Some(Box::new(creator)),
        is_parent: false,
        parent: None,
        children: None,
        noted: None,
        facts: JobFacts::Backup(Box::new(BackupFacts {
            vault: Some("prod-daily".into()),
            ..BackupFacts::default()
        })),
    }
}
