//! Widgets and chrome: how things look, whatever they are about.

pub mod glyphs;
pub mod key;
pub mod theme;
