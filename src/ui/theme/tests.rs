//! Every theme at every depth of colour, read and resolved.

use ratatui::style::{Color, Modifier, Style};

use super::*;

const DEPTHS: [ColourDepth; 4] = [
    ColourDepth::Mono,
    ColourDepth::Ansi16,
    ColourDepth::Indexed256,
    ColourDepth::True,
];

fn shipped(depth: ColourDepth) -> impl Iterator<Item = (&'static str, Theme)> {
    Theme::names()
        .iter()
        .map(move |name| (*name, Theme::load(name, None, depth).unwrap()))
}

fn fault(text: &str) -> (usize, String) {
    let error = Theme::load("mine", Some(text), ColourDepth::True).unwrap_err();
    (error.line, error.to_string())
}

/// Relative luminance and contrast after WCAG 2.
fn luminance(colour: Color) -> f64 {
    let Color::Rgb(r, g, b) = colour else {
        panic!("{colour} is no plain colour")
    };
    let part = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The grounds on which a theme may have to stand: its own, or what terminals of that kind have.
fn grounds(name: &str, theme: &Theme) -> Vec<Color> {
    match (theme.text.bg, name) {
        (Some(own), _) => vec![own, theme.overlay_text.bg.unwrap_or(own)],
        (None, "dark") => vec![Color::Rgb(0, 0, 0), Color::Rgb(0x28, 0x28, 0x28)],
        (None, "light") => vec![Color::Rgb(0xff, 0xff, 0xff), Color::Rgb(0xf4, 0xf0, 0xe8)],
        (None, _) => Vec::new(),
    }
}

#[test]
fn every_theme_can_be_read_at_every_depth() {
    for depth in DEPTHS {
        for (name, theme) in shipped(depth) {
            let read = Theme::load(name, built_in::toml(name), depth);
            assert_eq!(read, Ok(theme), "{name} at {depth:?} is not what its TOML says");
            for role in Theme::ROLES {
                let style = theme.role(role).unwrap();
                let colours = [style.fg, style.bg].into_iter().flatten();
                for colour in colours {
                    let shown = match depth {
                        ColourDepth::True => true,
                        ColourDepth::Indexed256 => !matches!(colour, Color::Rgb(..)),
                        ColourDepth::Ansi16 => !matches!(colour, Color::Rgb(..) | Color::Indexed(_)),
                        ColourDepth::Mono => false,
                    };
                    assert!(shown, "{name} at {depth:?}: {role} is {colour}");
                }
                assert!(
                    style.fg.is_none() || style.fg != style.bg,
                    "{name} at {depth:?}: {role} cannot be seen"
                );
            }
        }
    }
}

#[test]
fn what_matters_differs_from_plain_words_without_any_colour() {
    let weight = |style: Style| style.add_modifier & !Modifier::DIM;
    for (name, theme) in shipped(ColourDepth::Mono) {
        let loud = [
            "strong",
            "title_focused",
            "focus_bar",
            "selected",
            "field_focused",
            "chosen",
            "problem",
            "unknown",
            "price",
            "tab_active",
            "badge",
            "match_highlight",
        ];
        for role in loud {
            let style = theme.role(role).unwrap();
            assert_ne!(
                weight(style),
                weight(theme.text),
                "{name}: {role} looks like plain words"
            );
        }
        assert_ne!(theme.field_focused, theme.chosen, "{name}");
        assert_ne!(theme.selected, theme.problem, "{name}");
    }
}

#[test]
fn words_stand_out_from_every_ground_they_may_stand_on() {
    let spared = ["rule", "prompt_bar", "overlay_border"];
    for (name, theme) in shipped(ColourDepth::True) {
        let least = if name == "high-contrast" { 7.0 } else { 4.5 };
        for ground in grounds(name, &theme) {
            for role in Theme::ROLES.iter().filter(|role| !spared.contains(role)) {
                let style = theme.role(role).unwrap();
                let Some(ink) = style.fg else { continue };
                let reached = contrast(ink, style.bg.unwrap_or(ground));
                assert!(reached >= least, "{name}: {role} reaches {reached:.2} on {ground}");
            }
        }
    }
}

#[test]
fn a_theme_says_only_what_it_changes() {
    let text = "base = \"light\"\ntitle = { fg = \"#102030\", bold = true }\n[ansi]\ntitle = { fg = \"red\" }\n\
                [mono]\ntitle = { underlined = true }\n";
    let looks = [
        (ColourDepth::True, Style::new().fg(Color::Rgb(0x10, 0x20, 0x30)).bold()),
        (ColourDepth::Ansi16, Style::new().fg(Color::Red)),
        (ColourDepth::Mono, Style::new().underlined()),
    ];
    for (depth, title) in looks {
        let light = Theme::load("light", None, depth).unwrap();
        let mine = Theme::load("mine", Some(text), depth).unwrap();
        assert_eq!(mine.title, title, "{depth:?}");
        assert_eq!(
            Theme {
                title: light.title,
                ..mine
            },
            light,
            "{depth:?}"
        );
    }
}

#[test]
fn a_look_of_mere_colour_keeps_its_bases_weight_where_colours_are_missing() {
    let text = "base = \"dark\"\nfield_focused = { bg = \"#334455\" }\n";
    let mine = Theme::load("mine", Some(text), ColourDepth::Mono).unwrap();
    assert_eq!(mine.field_focused, Style::new().reversed());
}

#[test]
fn a_fault_is_told_with_its_line_and_role() {
    let cases = [
        ("base = \"dark\"\ntitel = {}\n", 2, "'titel' is no role"),
        ("title = \"red\"\n", 1, "role title wants a table"),
        ("\n\ntitle = { fg = \"reddish\" }", 3, "role title: fg wants a colour"),
        ("title = { bold = 1 }", 1, "role title: bold wants true or false"),
        ("title = { blink = true }", 1, "role title: 'blink' is none of"),
        ("base = \"night\"", 1, "base 'night' is none of dark, light"),
        ("[mono]\nrule = 3", 2, "role rule wants a table"),
        ("title = {", 1, ""),
    ];
    for (text, line, words) in cases {
        let (at, told) = fault(text);
        assert_eq!(at, line, "{text:?}: {told}");
        assert!(told.contains(words), "{text:?}: {told}");
    }
    let error = Theme::load("night", None, ColourDepth::True).unwrap_err();
    assert!(error.to_string().contains("there is no theme of that name"), "{error}");
}
