//! Themes: from what a piece of the screen is to how this terminal shows it.
//!
//! A theme is data (`assets/themes`); this module only brings its colours down to what the terminal has.

use ratatui::style::{Color, Modifier, Style};

use crate::config::style::{COLOR_NAMES, EMPHASES, Paint, Palette, StyleSpec};
use crate::config::{Depth, Look, ThemeName};

pub use crate::config::style::Role;

/// The style of every role on this terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    /// The theme that `look` names, with `overrides` over it.
    pub fn new(look: Look, overrides: &Palette) -> Self {
        let shipped = palette(look.theme);
        Self {
            styles: Role::ALL.map(|role| {
                let spec = overrides.get(&role).or_else(|| shipped.get(&role)).copied().unwrap_or_default();
                style(&spec, look.depth)
            }),
        }
    }

    /// How `role` looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }
}

fn source(name: ThemeName) -> &'static str {
    match name {
        ThemeName::Auto | ThemeName::Dark => include_str!("../../assets/themes/dark.toml"),
        ThemeName::Light => include_str!("../../assets/themes/light.toml"),
        ThemeName::HighContrast => include_str!("../../assets/themes/high-contrast.toml"),
        ThemeName::Sixteen => include_str!("../../assets/themes/16.toml"),
        ThemeName::None => include_str!("../../assets/themes/none.toml"),
    }
}

/// A test holds that every shipped theme can be read and names every role.
fn palette(name: ThemeName) -> Palette {
    toml::from_str(source(name)).unwrap_or_default()
}

const MODIFIERS: [Modifier; EMPHASES.len()] =
    [Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED];

fn style(spec: &StyleSpec, depth: Depth) -> Style {
    let emphasis = EMPHASES.into_iter().zip(MODIFIERS);
    let modifier = spec.emphases().flat_map(|on| emphasis.clone().filter(move |&(name, _)| name == on));
    Style {
        fg: spec.fg.and_then(|paint| color(paint, depth)),
        bg: spec.bg.and_then(|paint| color(paint, depth)),
        ..Style::new().add_modifier(modifier.map(|(_, modifier)| modifier).collect())
    }
}

fn color(paint: Paint, depth: Depth) -> Option<Color> {
    match (paint, depth) {
        (_, Depth::Mono) => None,
        (Paint::Ansi(number), _) => Some(ANSI[usize::from(number) % ANSI.len()]),
        (Paint::Rgb(r, g, b), Depth::True) => Some(Color::Rgb(r, g, b)),
        (Paint::Rgb(r, g, b), Depth::Ansi256) => Some(Color::Indexed(nearest_256([r, g, b]))),
        (Paint::Rgb(r, g, b), Depth::Ansi16) => Some(nearest_16([r, g, b])),
    }
}

/// The 16 colours by number: bit 0 is red, bit 1 green, bit 2 blue, bit 3 bright.
const ANSI: [Color; COLOR_NAMES.len()] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// Keeps the hue, which means something, rather than the lightness: the nearest of 16 to a soft red would be a grey.
fn nearest_16(rgb: [u8; 3]) -> Color {
    let [r, g, b] = rgb;
    let (low, high) = (r.min(g).min(b), r.max(g).max(b));
    if high - low < 48 {
        return [Color::Black, Color::DarkGray, Color::Gray, Color::White][usize::from(high / 64)];
    }
    let middle = low.midpoint(high);
    let bits = [r > middle, g > middle, b > middle, high >= 200].map(usize::from);
    ANSI[bits[0] | bits[1] << 1 | bits[2] << 2 | bits[3] << 3]
}

/// xterm's colours 16 to 231 are a cube of these levels; 232 to 255 are greys.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Colours 0 to 15 are left out: the terminal's own theme decides what they are.
fn nearest_256(rgb: [u8; 3]) -> u8 {
    let value = |index: u8| match index.checked_sub(232) {
        Some(grey) => [8 + 10 * grey; 3],
        None => [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map(|at| LEVELS[usize::from(at)]),
    };
    (16..=255).min_by_key(|&index| distance(rgb, value(index))).unwrap_or(16)
}

fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.into_iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [ThemeName; 5] =
        [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast, ThemeName::Sixteen, ThemeName::None];

    fn theme(theme: ThemeName, depth: Depth) -> Theme {
        Theme::new(Look { theme, depth, ascii: false }, &Palette::new())
    }

    #[test]
    fn every_shipped_theme_can_be_read_and_names_every_role() {
        for name in NAMES {
            let palette: Palette = toml::from_str(source(name)).unwrap();
            assert!(palette.into_keys().eq(Role::ALL), "{name:?}");
        }
    }

    #[test]
    fn without_colour_there_is_none_and_what_warns_still_stands_out() {
        for name in NAMES {
            for role in Role::ALL {
                let style = theme(name, Depth::Mono).style(role);
                assert_eq!((style.fg, style.bg), (None, None), "{name:?} {role:?}");
            }
        }
        let none = theme(ThemeName::None, Depth::Mono);
        for role in [
            Role::Selection,
            Role::Critical,
            Role::Warning,
            Role::Match,
            Role::Key,
            Role::Banner,
            Role::Stale,
        ] {
            assert_ne!(none.style(role), none.style(Role::Text), "{role:?}");
        }
    }

    #[test]
    fn colours_come_down_to_what_the_terminal_has() {
        for (depth, expected) in [
            (Depth::Mono, None),
            (Depth::True, Some(Color::Rgb(255, 107, 107))),
            (Depth::Ansi256, Some(Color::Indexed(203))),
            (Depth::Ansi16, Some(Color::LightRed)),
        ] {
            assert_eq!(color(Paint::Rgb(255, 107, 107), depth), expected);
        }
        assert_eq!(nearest_256([138, 138, 138]), 245);
        assert_eq!(nearest_256([255, 255, 255]), 231);
        for (rgb, hue) in [
            ([135, 195, 138], Color::Green),
            ([229, 181, 103], Color::LightYellow),
            ([20, 20, 30], Color::Black),
            ([240, 240, 240], Color::White),
        ] {
            assert_eq!(nearest_16(rgb), hue);
        }
    }

    #[test]
    fn an_override_takes_its_role_and_no_other() {
        let overrides = Palette::from([(Role::Ok, "bold blue on #000000".parse().unwrap())]);
        let look = Look { theme: ThemeName::Dark, depth: Depth::True, ascii: false };
        let (mine, shipped) = (Theme::new(look, &overrides), theme(ThemeName::Dark, Depth::True));
        assert_eq!(mine.style(Role::Ok), Style::new().fg(Color::Blue).bg(Color::Rgb(0, 0, 0)).bold());
        assert_eq!(mine.style(Role::Critical), shipped.style(Role::Critical));
    }

    #[test]
    fn in_every_theme_a_failure_looks_unlike_a_success() {
        for name in NAMES {
            for depth in [Depth::Mono, Depth::Ansi16, Depth::Ansi256, Depth::True] {
                if depth > Depth::Mono || name == ThemeName::None {
                    let theme = theme(name, depth);
                    assert_ne!(theme.style(Role::Critical), theme.style(Role::Ok), "{name:?} {depth:?}");
                }
            }
        }
    }
}
