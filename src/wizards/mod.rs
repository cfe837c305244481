//! Writes as the operator meets them: what is asked, what is checked, what is reviewed. Pure; `screen` draws them.
//!
//! [`form`] is the road that all take; each other module is one kind of write on it.

pub mod backup;
pub mod copy;
pub mod form;
pub mod notifications;
pub mod points;
pub mod restore;
pub mod resume;
pub mod stop;
pub mod tags;
