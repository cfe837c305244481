//! The simulator with a million recovery points: how soon it is ready, how much memory it takes, what a page costs.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use color_eyre::eyre::{OptionExt as _, Result};
use serde_json::Value;

use super::account::Account;
use super::report::{Report, Samples};

const SIZE: [&str; 8] =
    ["--points", "1000000", "--jobs", "200000", "--resources", "20000", "--vaults", "200"];
const PAGES: usize = 100;
/// So many pages lie before a deep one.
const DEEP: usize = 10;

const READY_SECONDS: f64 = 20.0;
const RESIDENT_MB: f64 = 2000.0;
const PAGE: Duration = Duration::from_millis(5);

/// Measures the simulator. One request follows the other on one connection, so that one core does the work.
pub fn run(report: &mut Report) -> Result<()> {
    report.head("simulator, 1000000 points, 200000 jobs, 1000 rows a page");
    let began = Instant::now();
    let account = Account::start_with("large", 0, &SIZE)?;
    report.figure_within("ready to be asked after", began.elapsed().as_secs_f64(), "s", READY_SECONDS);
    let mut client = Client::new(&account.address()?)?;
    report.times(
        "an answer of no rows, for comparison",
        &client.samples("/backup-jobs/?state=PARTIAL&maxResults=1000")?,
    );
    let vault = largest_vault(&client.get("/backup-vaults/?maxResults=1000")?)?;
    for (what, path) in [
        (
            "recovery points of the largest vault",
            format!("/backup-vaults/{vault}/recovery-points/?maxResults=1000"),
        ),
        ("backup jobs", "/backup-jobs/?maxResults=1000".to_owned()),
        ("backup jobs that failed", "/backup-jobs/?maxResults=1000&state=FAILED".to_owned()),
        ("copy jobs", "/copy-jobs/?maxResults=1000".to_owned()),
        ("protected resources", "/resources/?maxResults=1000".to_owned()),
    ] {
        report.median_within(what, &client.samples(&path)?, PAGE);
        let deep = client.deep(&path)?;
        report.median_within(&format!("{what}, {DEEP} pages on"), &client.samples(&deep)?, PAGE);
    }
    report.figure_within("resident memory", account.resident_megabytes()?, "MB", RESIDENT_MB);
    Ok(())
}

fn largest_vault(body: &[u8]) -> Result<String> {
    let answer: Value = serde_json::from_slice(body)?;
    let vaults = answer["BackupVaultList"].as_array().ok_or_eyre("no vaults")?;
    let largest = vaults.iter().max_by_key(|vault| vault["NumberOfRecoveryPoints"].as_u64());
    let name = largest.and_then(|vault| vault["BackupVaultName"].as_str());
    Ok(name.ok_or_eyre("no vault")?.to_owned())
}

/// As little of HTTP as it takes to ask.
struct Client(BufReader<TcpStream>);

impl Client {
    fn new(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn get(&mut self, path: &str) -> Result<Vec<u8>> {
        self.0.get_mut().write_all(format!("GET {path} HTTP/1.1\r\nhost: simulator\r\n\r\n").as_bytes())?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line)?;
            match line.trim().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse()?;
                }
                _ if line.trim().is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(body)
    }

    fn samples(&mut self, path: &str) -> Result<Samples> {
        let times = (0..PAGES).map(|_| {
            let began = Instant::now();
            self.get(path).map(|_| began.elapsed())
        });
        times.collect()
    }

    /// The path of a page so many pages on, or of the last.
    fn deep(&mut self, path: &str) -> Result<String> {
        let mut deep = path.to_owned();
        for _ in 0..DEEP {
            let answer: Value = serde_json::from_slice(&self.get(&deep)?)?;
            let Some(token) = answer["NextToken"].as_str() else { break };
            deep = format!("{path}&nextToken={token}");
        }
        Ok(deep)
    }
}
