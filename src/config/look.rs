//! What the terminal can show, by what the environment says about it. Pure: the environment is an argument.

use super::{Config, ThemeName};

/// How many colours the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: emphasis only.
    Mono,
    /// The 16 of its own theme.
    Ansi16,
    /// The 256 of xterm.
    Ansi256,
    /// All.
    True,
}

/// How the console looks on this terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Never [`ThemeName::Auto`].
    pub theme: ThemeName,
    /// How many colours.
    pub depth: Depth,
    /// ASCII glyphs only.
    pub ascii: bool,
}

impl Look {
    /// Chooses by the configuration and by the environment, which `var` reads. A variable that is empty counts as not set.
    pub fn choose(config: &Config, no_color: bool, var: impl Fn(&str) -> Option<String>) -> Self {
        let var = |name| var(name).filter(|value| !value.is_empty());
        let mono = no_color || var("NO_COLOR").is_some() || var("TERM").as_deref() == Some("dumb");
        let depth = if mono { Depth::Mono } else { depth(&var) };
        let theme = match config.theme.name {
            _ if mono => ThemeName::None,
            ThemeName::Auto if depth == Depth::Ansi16 => ThemeName::Sixteen,
            ThemeName::Auto if light_background(&var) => ThemeName::Light,
            ThemeName::Auto => ThemeName::Dark,
            named => named,
        };
        Self { theme, depth, ascii: config.ascii || !utf8(&var) }
    }
}

fn depth(var: &impl Fn(&'static str) -> Option<String>) -> Depth {
    let term = var("TERM").unwrap_or_default();
    match var("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => Depth::True,
        _ if term.contains("direct") => Depth::True,
        _ if term.contains("256color") => Depth::Ansi256,
        _ => Depth::Ansi16,
    }
}

/// `COLORFGBG` (rxvt, Konsole and others) ends in the number of the background colour: 7 and 15 are light.
fn light_background(var: &impl Fn(&'static str) -> Option<String>) -> bool {
    var("COLORFGBG").is_some_and(|colors| matches!(colors.rsplit(';').next(), Some("7" | "15")))
}

/// The first of the three that is set decides, as in POSIX; none means the C locale, which is ASCII.
fn utf8(var: &impl Fn(&'static str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(var).unwrap_or_default().to_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(theme: ThemeName, env: &[(&str, &str)]) -> Look {
        let mut config = Config::default();
        config.theme.name = theme;
        Look::choose(&config, false, |name| {
            env.iter().find_map(|&(n, value)| (n == name).then(|| value.to_owned()))
        })
    }

    #[test]
    fn colours_are_as_many_as_the_terminal_says() {
        for (env, theme, depth) in [
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")][..], ThemeName::Dark, Depth::True),
            (&[("TERM", "xterm-256color")], ThemeName::Dark, Depth::Ansi256),
            (&[("TERM", "screen-256color"), ("COLORFGBG", "0;default;15")], ThemeName::Light, Depth::Ansi256),
            (&[("TERM", "linux")], ThemeName::Sixteen, Depth::Ansi16),
            (&[("TERM", "dumb"), ("COLORTERM", "truecolor")], ThemeName::None, Depth::Mono),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], ThemeName::None, Depth::Mono),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], ThemeName::Dark, Depth::Ansi256),
            (&[], ThemeName::Sixteen, Depth::Ansi16),
        ] {
            let look = look(ThemeName::Auto, env);
            assert_eq!((look.theme, look.depth), (theme, depth), "{env:?}");
        }
    }

    #[test]
    fn a_theme_that_is_asked_for_stands_unless_colour_is_refused() {
        assert_eq!(look(ThemeName::HighContrast, &[("TERM", "linux")]).theme, ThemeName::HighContrast);
        assert_eq!(look(ThemeName::HighContrast, &[("NO_COLOR", "1")]).theme, ThemeName::None);
        let flag = Look::choose(&Config::default(), true, |_| None);
        assert_eq!((flag.theme, flag.depth), (ThemeName::None, Depth::Mono));
    }

    #[test]
    fn glyphs_are_ascii_unless_the_locale_is_utf8() {
        for (env, ascii) in [
            (&[("LANG", "en_US.UTF-8")][..], false),
            (&[("LANG", "C.utf8")], false),
            (&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], true),
            (&[("LC_ALL", ""), ("LC_CTYPE", "de_DE.UTF-8"), ("LANG", "C")], false),
            (&[("LANG", "de_DE.ISO-8859-1")], true),
            (&[], true),
        ] {
            assert_eq!(look(ThemeName::Auto, env).ascii, ascii, "{env:?}");
        }
        let asked = Config { ascii: true, ..Config::default() };
        assert!(Look::choose(&asked, false, |_| Some("en_US.UTF-8".to_owned())).ascii);
    }
}
