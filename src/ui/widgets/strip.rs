//! One line beneath a picture: its siblings, and its facts as far as there is room.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::{
    domain::RequestState,
    ui::{cells::columns, glyphs::Look, layout, pen},
};

/// More siblings than these are told by number alone.
const SHOWN: usize = 10;
const BETWEEN: &str = " · ";

/// Draws the siblings with the shown one marked, told which of them are unfinished, and returns the room beside them.
pub(in crate::ui) fn siblings(frame: &mut Frame, area: Rect, place: (usize, &[bool]), look: Look<'_>) -> Rect {
    let (at, unfinished) = place;
    if !(2..=SHOWN).contains(&unfinished.len()) {
        return area;
    }
    let theme = look.theme;
    let mut pieces: Vec<(&str, Style)> = Vec::new();
    for (other, unfinished) in unfinished.iter().enumerate() {
        let style = if other == at { theme.focus_bar } else { theme.faint };
        pieces.push(match (other == at, unfinished) {
            (_, true) => (look.state(RequestState::Partial).0, style),
            (true, false) => ("▪", style),
            (false, false) => ("▫", style),
        });
        pieces.push((" ", theme.text));
    }
    pieces.push((" ", theme.text));
    pen::pieces(frame, area, &pieces)
}

/// Draws facts, the most telling first; those that do not fit whole are left out from the end.
pub(in crate::ui) fn facts(frame: &mut Frame, area: Rect, facts: &[(String, Style)], look: Look<'_>) {
    let mut rest = area;
    let facts = facts.iter().filter(|(text, _)| !text.is_empty());
    for (at, (text, style)) in facts.enumerate() {
        let between = if at == 0 { "" } else { BETWEEN };
        if columns(between) + columns(text) > rest.width {
            // The first fact is better cut than missing.
            if at == 0 {
                pen::left(frame, rest, text, *style);
            }
            return;
        }
        rest = pen::pieces(frame, rest, &[(between, look.theme.faint), (text, *style)]);
    }
}

/// A bar that is done as far as `done` of `all` says.
pub(in crate::ui) fn bar(frame: &mut Frame, area: Rect, done: u64, all: u64, look: Look<'_>) {
    let filled = u64::from(area.width) * done.min(all) / all.max(1);
    let filled = u16::try_from(filled).unwrap_or(area.width);
    pen::fill(
        frame,
        layout::columns(area, 0, filled),
        crate::ui::glyphs::DONE,
        look.theme.running,
    );
    pen::fill(
        frame,
        layout::columns(area, filled, area.width),
        crate::ui::glyphs::LEFT,
        look.theme.rule,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    fn shown(width: u16, place: (usize, usize)) -> String {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let words = ["1536×864 webp 212 kB", "medium", "11 s", "$0.0336", "★"];
        let told: Vec<_> = words.iter().map(|word| ((*word).to_owned(), theme.faint)).collect();
        drawn(width, 1, |frame| {
            let unfinished = vec![false; place.1];
            let rest = siblings(frame, frame.area(), (place.0, &unfinished), look);
            facts(frame, rest, &told, look);
        })
        .remove(0)
    }

    #[test]
    fn facts_that_do_not_fit_are_left_out_whole() {
        assert_eq!(
            shown(60, (1, 4)),
            "▫ ▪ ▫ ▫  1536×864 webp 212 kB · medium · 11 s · $0.0336 · ★"
        );
        assert_eq!(shown(44, (0, 1)), "1536×864 webp 212 kB · medium · 11 s");
        assert_eq!(shown(12, (0, 99)), "1536×864 we…");
    }

    #[test]
    fn a_bar_moves_with_what_is_done() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        for (done, expected) in [(0, "────"), (50, "━━──"), (100, "━━━━"), (300, "━━━━")]
        {
            assert_eq!(
                drawn(4, 1, |frame| bar(frame, frame.area(), done, 100, look)),
                [expected]
            );
        }
    }
}
