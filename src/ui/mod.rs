//! Widgets and chrome: how things look, whatever they are about.

pub mod facts;
pub mod glyphs;
pub mod input;
pub mod key;
pub mod table;
pub mod theme;

use crate::list::Look;
use glyphs::Glyphs;
use theme::Theme;

/// All that drawing needs besides what is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Cx<'a> {
    /// The style of each role.
    pub theme: &'a Theme,
    /// The glyphs.
    pub glyphs: &'a Glyphs,
    /// Now, the zone and the scopes.
    pub look: Look<'a>,
}
