//! The themes that pochade brings along.

/// Names and texts, the standard one first.
pub(super) const THEMES: &[(&str, &str)] = &[
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("terminal", include_str!("../../../themes/terminal.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
    ("dusk", include_str!("../../../themes/dusk.toml")),
    ("linen", include_str!("../../../themes/linen.toml")),
    ("moss", include_str!("../../../themes/moss.toml")),
];

/// The text of the theme of that name.
pub(super) fn text(name: &str) -> Option<&'static str> {
    THEMES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
