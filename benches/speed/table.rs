//! A list of a million recovery points: what a frame, a filter, a sort and a page cost.

use std::time::{Duration, Instant};

use color_eyre::eyre::{OptionExt as _, Result};
use jiff::{SignedDuration, Timestamp};
use vaultdeck::app::page::{Content, Loaded, Page};
use vaultdeck::domain::lifecycle::Lifecycle;
use vaultdeck::domain::recovery_point::{PointStatus, RecoveryPoint};
use vaultdeck::domain::scope::ScopeId;
use vaultdeck::domain::subject::{Subject, Thing};
use vaultdeck::list::{AnyList as _, List};
use vaultdeck::text::Text;

use super::pty::SIZE;
use super::report::{Report, Samples};
use super::seat::Seat;

const ROWS: u32 = 1_000_000;
/// As many as AWS Backup gives in one answer.
const PAGE: u32 = 1_000;
const FRAMES: usize = 500;
const PAGES: u32 = 30;

const FRAME: Duration = Duration::from_millis(2);

/// Measures the list.
pub fn run(report: &mut Report) -> Result<()> {
    report.head(&format!("table, {ROWS} recovery points"));
    let now = Timestamp::now();
    let mut table = Table::new(grown(report, now), now)?;
    report.median_within("frame, the whole screen, 120x40", &table.frames(FRAMES)?, FRAME);
    for filter in ["orders", "type:rds !completed", ""] {
        table.list()?.set_filter(filter);
        table.built(report, &format!("filter \"{filter}\""))?;
    }
    table.list()?.next_sort();
    let by = table.list()?.sorted_by().map_or("nothing", |(column, _)| column);
    table.built(report, &format!("sort by {by}"))?;
    table.list()?.reverse_sort();
    table.built(report, "sort the other way round")?;
    report.median_within("frame, sorted", &table.frames(FRAMES)?, FRAME);
    Ok(())
}

/// The list, grown page by page as answers come, and then changed.
fn grown(report: &mut Report, now: Timestamp) -> List<RecoveryPoint> {
    let page = |first: u32| (first..first + PAGE).map(|number| point(number, now)).collect::<Vec<_>>();
    let expired = |first: u32| {
        let expire = |point| RecoveryPoint { status: PointStatus::Expired, ..point };
        page(first).into_iter().map(expire).collect::<Vec<_>>()
    };
    let mut list = List::default();
    let load: Samples = (0..ROWS / PAGE).map(|number| applied(&mut list, page(number * PAGE), 1)).collect();
    report.times("a page of 1,000 rows, from none to a million", &load);
    let fresh: Samples = (0..PAGES).map(|number| applied(&mut list, page(ROWS + number * PAGE), 2)).collect();
    report.times("a page of 1,000 new rows", &fresh);
    let changed: Samples =
        (0..PAGES).map(|number| applied(&mut list, expired(number * ROWS / PAGES), 3)).collect();
    report.times("a page of 1,000 changed rows", &changed);
    list
}

/// Takes in a page. How long that took.
fn applied(list: &mut List<RecoveryPoint>, page: Vec<RecoveryPoint>, mark: u64) -> Duration {
    let began = Instant::now();
    list.apply(page, mark);
    began.elapsed()
}

/// A console that shows the list over the whole screen.
struct Table(Seat);

impl Table {
    fn new(list: List<RecoveryPoint>, now: Timestamp) -> Result<Self> {
        let mut seat = Seat::new(now)?;
        let vault = Subject::new(ScopeId(0), Thing::VaultPoints(Text::new("prod-daily")));
        let mut points = Loaded { list, ..Loaded::new(vault) };
        points.remote.ready(now);
        points.list.fit(usize::from(SIZE.1) - 5);
        seat.model.pages.push(Page { number: 1, content: Content::Points(Box::new(points)) });
        Ok(Self(seat))
    }

    fn list(&mut self) -> Result<&mut List<RecoveryPoint>> {
        match self.0.model.pages.last_mut().map(|page| &mut page.content) {
            Some(Content::Points(points)) => Some(&mut points.list),
            _ => None,
        }
        .ok_or_eyre("the page of recovery points is open")
    }

    /// Moves the cursor through the whole list, and draws after each move.
    fn frames(&mut self, count: usize) -> Result<Samples> {
        let stride = isize::try_from(self.list()?.len() / count)?;
        self.list()?.first();
        (0..count)
            .map(|_| {
                let began = Instant::now();
                self.list()?.move_by(stride);
                self.0.draw()?;
                Ok(began.elapsed())
            })
            .collect()
    }

    /// Builds the order that was asked for. Between two slices the console takes keys.
    fn built(&mut self, report: &mut Report, what: &str) -> Result<()> {
        let list = self.list()?;
        let (mut slices, mut more) = (Vec::new(), true);
        while more {
            let began = Instant::now();
            more = list.work();
            slices.push(began.elapsed());
        }
        let (all, rows) = (slices.iter().sum(), list.len());
        report.time(&format!("{what}, {rows} rows left"), all);
        report.time("  its longest slice between two keys", slices.into_iter().max().unwrap_or_default());
        Ok(())
    }
}

/// The n-th recovery point: of one of 10,000 resources, in no order.
fn point(number: u32, now: Timestamp) -> RecoveryPoint {
    const TYPES: [&str; 5] = ["EBS", "RDS", "DynamoDB", "S3", "EFS"];
    const NAMES: [&str; 5] = ["orders", "ledger", "invoices", "media", "search"];
    let scattered = number.wrapping_mul(2_654_435_761);
    let resource = scattered % 10_000;
    let kind = resource as usize % TYPES.len();
    let age = SignedDuration::from_secs(i64::from(scattered % 31_536_000));
    let created = now.checked_sub(age).ok();
    RecoveryPoint {
        arn: format!("arn:aws:backup:us-east-1:123456789012:recovery-point:{number:08x}-5a1e").into(),
        vault: Some("prod-daily".into()),
        resource: Some(format!("arn:aws:test:us-east-1:123456789012:thing/{resource:05}").into()),
        resource_type: Some(TYPES[kind].into()),
        resource_name: Some(format!("{}-{resource:05}", NAMES[resource as usize / 5 % NAMES.len()]).into()),
        status: if number.is_multiple_of(97) { PointStatus::Partial } else { PointStatus::Completed },
        created,
        completed: created,
        size: Some(i64::from(scattered)),
        lifecycle: Some(Lifecycle { delete_after_days: Some(365), ..Lifecycle::default() }),
        encrypted: Some(true),
        ..RecoveryPoint::default()
    }
}
