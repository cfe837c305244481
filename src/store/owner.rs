//! Which console answers for an entry, and whether it still lives.
//!
//! Each console holds a lock on a file of its own for as long as it runs. The kernel lets go of it however the console
//! ends, so a lock that can be had belongs to a console that is gone.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

/// How the file of a console begins that is not locked yet.
const NAMELESS: &str = ".";

/// This console.
#[derive(Debug)]
pub(super) struct Owner {
    name: String,
    folder: Option<PathBuf>,
    /// Holds the lock.
    _file: Option<File>,
}

impl Owner {
    /// A console with a lock in `folder`.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let name = uuid::Uuid::new_v4().to_string();
        // It gets its name only once it is locked: nobody must find it unlocked and take it for a dead console's.
        let nameless = folder.join(format!("{NAMELESS}{name}"));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&nameless)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        fs::rename(nameless, folder.join(&name))?;
        let owner = Self { name, folder: Some(folder.to_owned()), _file: Some(file) };
        owner.bury_the_dead(folder);
        Ok(owner)
    }

    /// A console that shares its store with nobody.
    pub(super) fn alone() -> Self {
        Self { name: "alone".to_owned(), folder: None, _file: None }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether another console has ended. One whose file is not there has, too.
    pub(super) fn has_ended(&self, other: &str) -> bool {
        let Some(folder) = &self.folder else { return false };
        match File::open(folder.join(other)) {
            Ok(file) => flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Takes away what killed consoles left; what they answered for stays in the journal.
    fn bury_the_dead(&self, folder: &Path) {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        for name in names.filter(|name| *name != self.name && !name.starts_with(NAMELESS)) {
            if self.has_ended(&name) {
                self.bury(&name);
            }
        }
    }

    /// Takes the file of a console away.
    fn bury(&self, other: &str) {
        if let Some(folder) = &self.folder {
            // A file that stays does no harm.
            let _ = fs::remove_file(folder.join(other));
        }
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.bury(&self.name);
    }
}
