//! The signs of the screen, and the letters that stand in where a terminal cannot be trusted with them.

use ratatui::{buffer::Buffer, style::Style};

use super::Theme;
use crate::domain::{Ambiguous, RequestState};

/// The arrow at what has the keys.
pub(super) const ARROW: &str = "▸";
/// The bar at the title of the focused pane.
pub(super) const BAR: &str = "▌";
/// The mark of a value that differs from the model's own.
pub(super) const CHANGED: &str = "•";
/// The bar beside the prompt.
pub(super) const PROMPT_BAR: &str = "┃";
/// Part of a bar that is done.
pub(super) const DONE: &str = "━";
/// Part of a bar that is not done.
pub(super) const LEFT: &str = "─";

/// The theme and the signs that everything is drawn with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    /// The styles by role.
    pub(super) theme: &'a Theme,
    /// Whether letters stand for signs.
    pub(super) letters: bool,
}

impl<'a> Look<'a> {
    pub(super) fn new(theme: &'a Theme, ambiguous: Ambiguous) -> Self {
        Self {
            theme,
            letters: Self::are_letters(ambiguous),
        }
    }

    /// Whether letters stand for signs in a terminal that draws them so.
    pub(super) fn are_letters(ambiguous: Ambiguous) -> bool {
        ambiguous != Ambiguous::One
    }

    /// The sign of a state; never its only sign, as the state's word is a column away.
    pub(super) fn state(self, state: RequestState) -> (&'static str, Style) {
        let theme = self.theme;
        let (sign, letter, style) = match state {
            RequestState::Stored => ("●", "S", theme.good),
            RequestState::Running => ("◐", "R", theme.running),
            RequestState::Queued => ("○", "Q", theme.running),
            RequestState::Partial => ("◑", "P", theme.warning),
            RequestState::Refused => ("⊘", "X", theme.problem),
            RequestState::NotSent => ("–", "N", theme.faint),
            RequestState::Cancelled => ("✕", "C", theme.faint),
            RequestState::Unknown => ("?", "?", theme.unknown),
        };
        (if self.letters { letter } else { sign }, style)
    }

    /// The star.
    pub(super) fn star(self) -> &'static str {
        if self.letters { "*" } else { "★" }
    }

    /// The sign of a rejected picture.
    pub(super) fn reject(self) -> &'static str {
        if self.letters { "x" } else { "✗" }
    }
}

/// Puts plain letters in place of every sign that may take two cells or be missing (East Asian ambiguous width).
/// It goes over the finished picture, so that no widget has to know.
pub(super) fn spell(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let mut characters = cell.symbol().chars();
        let (Some(sign), None) = (characters.next(), characters.next()) else {
            continue;
        };
        if let Some(plain) = plain(sign) {
            cell.set_symbol(plain);
        }
    }
}

const fn plain(sign: char) -> Option<&'static str> {
    Some(match sign {
        '▸' | '→' => ">",
        '▌' | '│' | '┃' => "|",
        '─' | '–' | '—' => "-",
        '━' => "=",
        '┬' | '┴' | '├' | '┤' | '┼' | '┌' | '┐' | '└' | '┘' | '✓' => "+",
        '•' | '★' => "*",
        '×' | '✗' => "x",
        '·' | '▫' => ".",
        '…' => "~",
        '▪' => "#",
        '↑' => "^",
        '↓' => "v",
        '←' => "<",
        '◐' => "R",
        '✕' => "C",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn every_state_has_a_sign_and_a_letter_of_its_own() {
        let theme = Theme::default();
        for ambiguous in [Ambiguous::One, Ambiguous::Two, Ambiguous::Ascii] {
            let look = Look::new(&theme, ambiguous);
            let mut signs: Vec<_> = RequestState::ALL.iter().map(|state| look.state(*state).0).collect();
            signs.sort_unstable();
            signs.dedup();
            assert_eq!(signs.len(), RequestState::ALL.len(), "{signs:?}");
            assert!(
                ambiguous == Ambiguous::One || signs.iter().all(|sign| sign.is_ascii()),
                "{signs:?}"
            );
        }
    }

    #[test]
    fn a_screen_that_is_spelled_has_plain_signs_and_its_own_words() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 22, 1));
        buffer.set_string(0, 0, "▸ 1536×864 … é 雪 ┃•▪", Style::new());
        spell(&mut buffer);
        let line: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(line.trim_end(), "> 1536x864 ~ é 雪  |*#");
    }
}
