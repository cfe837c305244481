//! What the program remembers between runs, in one `SQLite` file of the state folder: the journal of writes, what was done
//! about alerts, and jobs for longer than AWS tells them.
//!
//! All of it runs on one thread of its own, which the callers wait for; the screen never does. The file is the
//! operator's alone (0600 in a folder of 0700) and never holds credentials.

mod alerts;
mod history;
mod journal;
mod owner;
mod schema;

#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::domain::handled::Handled;
use crate::domain::history::{Ended, Of, Place, Run, Tally};
use crate::domain::journal::{Entry, EntryId, Intent, News};
use owner::Owner;

/// The file's name in the state folder.
const FILE: &str = "vaultdeck.db";

/// Why something could not be remembered.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or a file cannot be made.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file could not be opened when the program started.
    #[error("{0}")]
    NotOpen(String),
    /// `SQLite` refused.
    #[error("the journal: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file is of a later version of vaultdeck.
    #[error("the journal was written by a later vaultdeck (version {0} of its form): update this one")]
    Newer(i64),
    /// An entry is not planned, or not by this console: it may have left.
    #[error(
        "entry {0} of the journal is not planned any more: it may have been sent, see `vaultdeck journal`"
    )]
    NotPlanned(i64),
    /// The store's thread has ended.
    #[error("the journal is closed")]
    Closed,
}

type Task = Box<dyn FnOnce(Result<&mut Db, &mut StoreError>) + Send>;

/// The store. Clones share it; the file is closed when the last one goes.
#[derive(Debug, Clone)]
pub struct Store {
    tasks: mpsc::Sender<Task>,
}

/// What the thread owns.
struct Db {
    connection: Connection,
    owner: Owner,
}

impl Db {
    fn open(state: &Path) -> Result<Self, StoreError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Io { path, source }
        };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(state).map_err(io(state))?;
        fs::set_permissions(state, fs::Permissions::from_mode(0o700)).map_err(io(state))?;
        let file = state.join(FILE);
        // Made before SQLite opens it: what SQLite lays beside it has the same permissions.
        let made = fs::OpenOptions::new().append(true).create(true).mode(0o600).open(&file);
        made.and_then(|made| made.set_permissions(fs::Permissions::from_mode(0o600))).map_err(io(&file))?;
        let owner = Owner::in_folder(&state.join("consoles")).map_err(io(state))?;
        Self::new(Connection::open(&file)?, owner)
    }

    fn new(mut connection: Connection, owner: Owner) -> Result<Self, StoreError> {
        schema::prepare(&mut connection)?;
        Ok(Self { connection, owner })
    }
}

impl Store {
    /// A store in the folder `state`. It is opened on its own thread, so that nobody waits; each task says what went
    /// wrong there.
    pub fn open(state: &Path) -> Self {
        let state = state.to_owned();
        Self::start(move || Db::open(&state))
    }

    /// Whether there is one in a folder.
    pub fn is_in(state: &Path) -> bool {
        state.join(FILE).exists()
    }

    /// A store that is gone with the program: the demo leaves nothing behind.
    pub fn temporary() -> Self {
        Self::start(|| Db::new(Connection::open_in_memory()?, Owner::alone()))
    }

    fn start(open: impl FnOnce() -> Result<Db, StoreError> + Send + 'static) -> Self {
        let (tasks, received) = mpsc::channel::<Task>();
        thread::spawn(move || {
            let mut db = open();
            for task in received {
                task(db.as_mut());
            }
        });
        Self { tasks }
    }

    /// Puts a write that is about to leave on disk. When this returns, it is there even if the machine stops.
    ///
    /// # Errors
    /// It could not be written: the write must not leave.
    pub async fn begin(&self, intent: Intent) -> Result<EntryId, StoreError> {
        self.run(move |db| journal::begin(&db.connection, db.owner.name(), &intent)).await
    }

    /// Puts writes on disk that are to leave one after the other: all of them, or none. Until each leaves, it is planned.
    ///
    /// # Errors
    /// They could not be written: none may leave.
    pub async fn plan(&self, intents: Vec<Intent>) -> Result<Vec<EntryId>, StoreError> {
        self.run(move |db| journal::plan(&mut db.connection, db.owner.name(), &intents)).await
    }

    /// A planned write is about to leave at `at`. When this returns, that is on disk.
    ///
    /// # Errors
    /// It could not be written, or the write is not planned any more: it must not leave.
    pub async fn leave(&self, entry: EntryId, at: jiff::Timestamp) -> Result<(), StoreError> {
        self.run(move |db| journal::leave(&db.connection, db.owner.name(), entry, at)).await
    }

    /// Notes what became of a write.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn settle(&self, entry: EntryId, news: News) -> Result<(), StoreError> {
        self.run(move |db| journal::settle(&db.connection, entry, &news)).await
    }

    /// Takes over the open entries of consoles that have ended without settling them; each goes to one console only.
    ///
    /// # Errors
    /// They could not be read or taken over.
    pub async fn claim(&self) -> Result<Vec<Entry>, StoreError> {
        self.run(|db| journal::claim(&mut db.connection, &db.owner, None)).await
    }

    /// Takes over what such consoles sent to one target with one operation, and what got no answer.
    ///
    /// # Errors
    /// They could not be read or taken over.
    pub async fn claim_of(&self, operation: &'static str, target: &str) -> Result<Vec<Entry>, StoreError> {
        let target = target.to_owned();
        self.run(move |db| journal::claim(&mut db.connection, &db.owner, Some((operation, &target)))).await
    }

    /// The newest entries, at most `most`.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn newest(&self, most: u32) -> Result<Vec<Entry>, StoreError> {
        self.run(move |db| journal::newest(&db.connection, most)).await
    }

    /// Puts what was done about an alert in place of what was known.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn remember(&self, handled: Handled, now: jiff::Timestamp) -> Result<(), StoreError> {
        self.run(move |db| alerts::remember(&db.connection, &handled, now)).await
    }

    /// What was done about alerts.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn handled(&self) -> Result<Vec<Handled>, StoreError> {
        self.run(|db| alerts::all(&db.connection)).await
    }

    /// Keeps jobs that have ended; how many of them are new, or are not as they were.
    ///
    /// # Errors
    /// They could not be written.
    pub async fn keep(
        &self,
        place: Place,
        jobs: Vec<Ended>,
        now: jiff::Timestamp,
    ) -> Result<usize, StoreError> {
        self.run(move |db| history::keep(&mut db.connection, &place, &jobs, now)).await
    }

    /// Forgets the jobs that were created before `oldest`, a few at a time: the journal comes in between.
    ///
    /// # Errors
    /// They could not be deleted.
    pub async fn forget_history(&self, oldest: jiff::Timestamp) -> Result<(), StoreError> {
        while self.run(move |db| history::forget(&db.connection, oldest)).await? > 0 {}
        Ok(())
    }

    /// The kept jobs of something that were created within `from..to`.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn runs(
        &self,
        place: Place,
        of: Of,
        from: jiff::Timestamp,
        to: jiff::Timestamp,
    ) -> Result<Vec<Run>, StoreError> {
        self.run(move |db| history::runs(&db.connection, &place, &of, from, to)).await
    }

    /// How many jobs of something are kept that were created within `from..to`, by kind.
    ///
    /// # Errors
    /// They could not be counted.
    pub async fn tally(
        &self,
        place: Place,
        of: Of,
        from: jiff::Timestamp,
        to: jiff::Timestamp,
    ) -> Result<Vec<Tally>, StoreError> {
        self.run(move |db| history::tally(&db.connection, &place, &of, from, to)).await
    }

    /// Creation of the oldest job that is kept of something.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn since(&self, place: Place, of: Of) -> Result<Option<jiff::Timestamp>, StoreError> {
        self.run(move |db| history::since(&db.connection, &place, &of)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Db) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let task: Task = Box::new(move |db| {
            // Who asked may be gone; then nobody needs the answer.
            let _ = answer.send(match db {
                Ok(db) => task(db),
                Err(error) => Err(StoreError::NotOpen(error.to_string())),
            });
        });
        self.tasks.send(task).map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}
