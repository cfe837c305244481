//! How long the console waits before it misses something.

use jiff::SignedDuration;

/// How long is waited before something is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// A run's first job is missed so long after its time, or when its start window has ended, if that is sooner.
    pub silence: SignedDuration,
    /// A copy is missed so long after the end of its backup.
    pub copy: SignedDuration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { silence: SignedDuration::from_mins(60), copy: SignedDuration::from_mins(120) }
    }
}
