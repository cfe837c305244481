//! AWS Backup's things as plain types, and the rules that need nothing but them.
//!
//! Pure: no runtime, no AWS crate, no clock. `aws::convert` makes these from the wire's types and cleans every text on the way.

pub mod alarm;
pub mod alert;
pub mod arn;
pub mod capability;
pub mod cause;
pub mod census;
pub mod command;
pub mod failure;
pub mod guarded;
pub mod handled;
pub mod history;
pub mod holdings;
pub mod iam;
pub mod job;
pub mod journal;
pub mod legal_hold;
pub mod lifecycle;
pub mod metrics;
pub mod note;
pub mod notification;
pub mod outlook;
pub mod plan;
pub mod policy;
pub mod preflight;
pub mod recovery_point;
pub mod report;
pub mod resource;
pub mod restore;
pub mod rhythm;
pub mod rpo;
pub mod runs;
pub mod schedule;
pub mod scope;
pub mod settings;
pub mod subject;
pub mod timeline;
pub mod trend;
pub mod usual;
pub mod vault;
pub mod way_back;
pub mod whole;
pub mod write;
