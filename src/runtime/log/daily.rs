//! One file a day, for its owner only.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

/// How many files are kept.
const KEPT: usize = 14;
const PREFIX: &str = "vaultdeck.";

/// Appends to the file of the day (in UTC, as its lines are), and lets go of the oldest.
pub(super) struct DailyFile {
    folder: PathBuf,
    day: Date,
    file: File,
}

impl DailyFile {
    /// Opens today's file in `folder`, which is made where it is missing.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let day = today();
        Ok(Self { folder: folder.to_owned(), day, file: file_of(folder, day)? })
    }

    fn turn_to(&mut self, day: Date) -> io::Result<()> {
        self.file = file_of(&self.folder, day)?;
        self.day = day;
        Ok(())
    }
}

impl Write for DailyFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let day = today();
        if day != self.day {
            self.turn_to(day)?;
        }
        self.file.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn file_of(folder: &Path, day: Date) -> io::Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(folder.join(format!("{PREFIX}{day}.log")))?;
    drop_oldest(folder)?;
    Ok(file)
}

/// Names sort by day. Another program that drops the same file at the same time is no error.
fn drop_oldest(folder: &Path) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let ours = |name: &str| name.starts_with(PREFIX);
    let mut logs: Vec<_> = entries
        .iter()
        .map(fs::DirEntry::path)
        .filter(|path| path.file_name().is_some_and(|name| ours(&name.to_string_lossy())))
        .collect();
    logs.sort();
    for old in logs.iter().rev().skip(KEPT) {
        match fs::remove_file(old) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_day_is_a_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = DailyFile::open(folder.path()).unwrap();
        log.turn_to(Date::constant(2020, 1, 2)).unwrap();
        log.write_all(b"late\n").unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        assert_eq!(log.day, today());
    }

    #[test]
    fn only_the_newest_are_kept_and_other_files_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        for day in 1..=20 {
            fs::write(folder.path().join(format!("vaultdeck.2020-01-{day:02}.log")), "").unwrap();
        }
        fs::write(folder.path().join("notes"), "").unwrap();
        drop(DailyFile::open(folder.path()).unwrap());
        let left = names(folder.path());
        assert_eq!(
            (left.len(), left[0].as_str(), left[1].as_str()),
            (15, "notes", "vaultdeck.2020-01-08.log")
        );
    }
}
