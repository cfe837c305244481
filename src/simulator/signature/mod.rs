//! AWS Signature Version 4, as the service checks it.

mod time;

pub(super) use time::check as check_time;
