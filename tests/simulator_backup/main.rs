//! The simulated AWS Backup through the real SDK, and through raw HTTP where the SDK hides the wire.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step is a failed test")]

mod air_gapped;
mod api;
mod audit;
mod continuous;
mod control;
mod copies;
mod copy_rules;
mod declared;
mod extremes;
mod faults;
mod fuzz;
mod garbled;
mod indexes;
mod job_life;
mod job_lists;
mod job_rules;
mod jobs;
mod legal_holds;
mod pages;
mod plans;
mod point_changes;
mod point_members;
mod points;
mod restores;
mod scenario_names;
mod settings;
mod signatures;
mod stacks;
mod start_backup;
mod steps;
mod summaries;
mod support;
mod tiering;
mod vault_lock;
mod vault_settings;
mod vaults;
mod wire;
