//! Whether a program of the configuration could be run on this machine.

use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Why a program can't be run, in words; `None` when it can. One with a slash is a file, any other is looked for in the folders of
/// `path`, as it is when it is run.
pub(super) fn wrong(program: &str, path: Option<&OsStr>) -> Option<String> {
    if program.contains('/') {
        return of_file(Path::new(program)).err().map(|why| format!("`{program}` {why}"));
    }
    // Without PATH the system looks where it sees fit.
    let folders = env::split_paths(path?);
    let found: Vec<Result<(), &str>> = folders.map(|folder| of_file(&folder.join(program))).collect();
    if found.iter().any(Result::is_ok) {
        return None;
    }
    let not_to_be_run = found.contains(&Err(NOT_TO_BE_RUN));
    let why = if not_to_be_run { NOT_TO_BE_RUN } else { "is in no folder of PATH" };
    Some(format!("`{program}` {why}"))
}

const NOT_TO_BE_RUN: &str = "may not be run (chmod +x)";

fn of_file(file: &Path) -> Result<(), &'static str> {
    match file.metadata() {
        Err(_) => Err("is not there"),
        Ok(found) if found.is_dir() => Err("is a folder"),
        Ok(found) if found.permissions().mode() & 0o111 == 0 => Err(NOT_TO_BE_RUN),
        Ok(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_can_not_be_run_is_told() {
        let home = tempfile::tempdir().unwrap();
        let make = |name: &str, mode: u32| {
            let file = home.path().join(name);
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            file.to_str().unwrap().to_owned()
        };
        let (page, text) = (make("page", 0o755), make("text", 0o644));
        let folder = home.path().to_str().unwrap().to_owned();
        let path = env::join_paths([home.path().join("none"), home.path().into()]).unwrap();
        let told = |program: &str| wrong(program, Some(&path));
        for good in [page.as_str(), "page"] {
            assert_eq!(told(good), None, "{good}");
        }
        for (bad, why) in [
            (format!("{folder}/nosuch"), "is not there"),
            (folder.clone(), "is a folder"),
            (text, "may not be run"),
            ("text".to_owned(), "may not be run"),
            ("nosuch".to_owned(), "is in no folder of PATH"),
        ] {
            assert!(told(&bad).is_some_and(|told| told.contains(why)), "{bad}");
        }
        assert_eq!(wrong("nosuch", None), None, "without PATH nothing is known");
    }
}
