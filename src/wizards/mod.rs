//! Actions in several steps: what is asked, what is checked, what is reviewed. Pure state machines; `views` draws them.

pub mod backup;
