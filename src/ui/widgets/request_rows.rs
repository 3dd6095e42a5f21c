//! Rows of requests: state, prompt, model, size, number, quality, price and age in columns that give way in turn.

use ratatui::{Frame, layout::Rect};

use super::excerpt::excerpt;
use crate::{
    app::Marked,
    domain::{HistoryRow, Operation, RequestId, RequestState},
    ui::{
        glyphs::{ARROW, Look},
        layout, pen, words,
    },
};

/// Arrow, state, star and a space.
const HEAD: u16 = 5;
/// Wider than this the words of a row are hard to follow to its columns, and marking the row costs more bytes than
/// a move over a slow line may.
const PROMPT_MOST: u16 = 72;
const GAP: u16 = 2;
/// Stands before the state of a marked row.
pub(in crate::ui) const MARK: &str = "+";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Model,
    Size,
    Count,
    Quality,
    Price,
    Age,
}

/// The columns from left to right, and their widths.
const COLUMNS: [(Column, u16); 6] = [
    (Column::Model, 12),
    (Column::Size, 9),
    (Column::Count, 3),
    (Column::Quality, 6),
    (Column::Price, 9),
    (Column::Age, 4),
];

/// Which columns give way first, and how much room for the prompt makes each of them stay.
const YIELDING: [(Column, u16); 5] = [
    (Column::Quality, 40),
    (Column::Model, 40),
    (Column::Count, 24),
    (Column::Size, 24),
    (Column::Age, 12),
];

/// So much room for the prompt makes the model stay where the selected request stands beside the list: its words are
/// read there, so that those of the rows may be shorter.
const WITH_MODEL_BESIDE: u16 = 24;

/// Fewer columns than this have no room for a model, details beside them or not.
const LEAST_WITH_MODEL: u16 = 60;
/// Columns of a model in a list that has details beside it.
const MODEL_BESIDE: u16 = 9;

/// Which columns stay beside the prompt at a width, and the prompt's room.
fn chosen(width: u16, beside: bool) -> (Vec<(Column, u16)>, u16) {
    let mut kept = COLUMNS.to_vec();
    let beside = beside && width >= LEAST_WITH_MODEL;
    if let Some((_, model)) = kept
        .first_mut()
        .filter(|_| beside && width < PROMPT_MOST + MODEL_BESIDE)
    {
        *model = MODEL_BESIDE;
    }
    let room = |kept: &[(Column, u16)]| {
        let taken: u16 = kept.iter().map(|(_, width)| width + GAP).sum();
        width.saturating_sub(HEAD + taken + 1)
    };
    for (column, least) in YIELDING {
        let least = match column {
            Column::Model if beside => WITH_MODEL_BESIDE,
            _ => least,
        };
        if room(&kept) < least {
            kept.retain(|(other, _)| *other != column);
        }
    }
    let prompt = room(&kept);
    (kept, prompt)
}

/// How rows are shown.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui) struct Rows<'a> {
    /// The rows that are seen, the topmost first.
    pub(in crate::ui) seen: &'a [HistoryRow],
    /// The selected one among them.
    pub(in crate::ui) selected: Option<usize>,
    /// Whether keys move the selection.
    pub(in crate::ui) focused: bool,
    /// The time, in milliseconds since 1970.
    pub(in crate::ui) now_ms: i64,
    /// Words that are marked where they stand, because they are searched for; folded.
    pub(in crate::ui) words: &'a [&'a str],
    /// The request whose picture waits to be compared; it carries an A.
    pub(in crate::ui) compared: Option<RequestId>,
    /// The rows that are marked.
    pub(in crate::ui) marked: &'a Marked,
    /// Whether details of the selected one stand beside them.
    pub(in crate::ui) beside: bool,
}

/// Draws the rows below each other.
pub(in crate::ui) fn draw(frame: &mut Frame, area: Rect, rows: &Rows<'_>, look: Look<'_>) {
    let (kept, prompt_room) = chosen(area.width, rows.beside);
    for (at, (line, row)) in area.rows().zip(rows.seen).enumerate() {
        let selected = rows.selected == Some(at);
        let marked = rows.marked.has(row.id);
        head(frame, line, row, (selected.then_some(rows.focused), marked), look);
        if rows.compared == Some(row.id) {
            pen::left(frame, layout::columns(line, 1, 1), "A", look.theme.strong);
        }
        let room = layout::columns(line, HEAD, prompt_room.min(PROMPT_MOST));
        prompt(frame, room, (row, selected, rows.words), look);
        mark_words(frame, room, rows.words, look);
        let mut end = line.width.saturating_sub(1);
        for (column, width) in kept.iter().rev() {
            end = end.saturating_sub(*width);
            cell(
                frame,
                layout::columns(line, end, *width),
                *column,
                (row, rows.now_ms),
                look,
            );
            end = end.saturating_sub(GAP);
        }
    }
}

fn head(frame: &mut Frame, line: Rect, row: &HistoryRow, (selected, marked): (Option<bool>, bool), look: Look<'_>) {
    let theme = look.theme;
    let (sign, state_style) = look.state(row.state);
    let (arrow, style) = match selected {
        Some(true) => (ARROW, theme.focus_bar),
        Some(false) => (ARROW, theme.faint),
        None => (" ", theme.text),
    };
    let star = if row.starred { look.star() } else { " " };
    pen::pieces(
        frame,
        line,
        &[
            (arrow, style),
            // An underlined blank would be a line.
            if marked {
                (MARK, theme.chosen)
            } else {
                (" ", theme.text)
            },
            (sign, state_style),
            (star, theme.changed),
        ],
    );
}

fn prompt(frame: &mut Frame, room: Rect, (row, selected, words): (&HistoryRow, bool, &[&str]), look: Look<'_>) {
    let theme = look.theme;
    let style = if selected { theme.selected } else { theme.text };
    match (row.operation, row.prompt.trim()) {
        (Operation::Variation, "") => pen::left(frame, room, "a variation", theme.faint),
        (Operation::Generate | Operation::Edit, "") => pen::left(frame, room, "no words", theme.faint),
        (Operation::Edit, prompt) => {
            let rest = pen::pieces(frame, room, &[("edit: ", theme.faint)]);
            pen::left(frame, rest, &excerpt(prompt, words, usize::from(rest.width)), style);
        }
        (Operation::Generate | Operation::Variation, prompt) => {
            pen::left(frame, room, &excerpt(prompt, words, usize::from(room.width)), style);
        }
    }
}

/// Marks the words of a search in a row, upper and lower case alike.
fn mark_words(frame: &mut Frame, room: Rect, words: &[&str], look: Look<'_>) {
    let room = room.intersection(frame.area());
    if room.is_empty() || words.is_empty() {
        return;
    }
    let buffer = frame.buffer_mut();
    // What is seen, and at which byte of it each cell begins: a match is where it is seen whatever its letters take.
    let mut seen = String::with_capacity(usize::from(room.width));
    let mut cells = Vec::with_capacity(usize::from(room.width));
    for at in layout::columns(room, 0, room.width).positions() {
        cells.push(seen.len());
        match buffer[at].symbol() {
            symbol if symbol.len() == 1 => seen.extend(symbol.chars().map(|letter| letter.to_ascii_lowercase())),
            symbol => seen.extend(symbol.chars().flat_map(char::to_lowercase)),
        }
    }
    for word in words {
        let mut from = 0;
        while let Some(start) = seen.get(from..).and_then(|rest| rest.find(word)).map(|at| from + at) {
            from = start + seen[start..].chars().next().map_or(1, char::len_utf8);
            // A match that begins within a cell is of letters that are not seen alone.
            if let Ok(first) = cells.binary_search(&start) {
                let reach = cells[first..].partition_point(|cell| *cell < start + word.len());
                let [first, reach] = [first, reach].map(|cells| u16::try_from(cells).unwrap_or(u16::MAX));
                buffer.set_style(layout::columns(room, first, reach), look.theme.match_highlight);
            }
        }
    }
}

fn cell(frame: &mut Frame, area: Rect, column: Column, (row, now_ms): (&HistoryRow, i64), look: Look<'_>) {
    let theme = look.theme;
    match column {
        Column::Model => pen::left(frame, area, words::model(&row.model), theme.faint),
        Column::Size => pen::left(frame, area, &words::size(&row.size), theme.faint),
        Column::Count if row.count > 1 => pen::right(frame, area, &format!("×{}", row.count), theme.faint),
        Column::Count => {}
        Column::Quality => pen::right(frame, area, &row.quality, theme.faint),
        Column::Price => {
            let style = match row.state {
                RequestState::Refused => theme.problem,
                RequestState::Unknown => theme.unknown,
                RequestState::Queued
                | RequestState::Running
                | RequestState::Stored
                | RequestState::Partial
                | RequestState::NotSent
                | RequestState::Cancelled => theme.text,
            };
            pen::right(frame, area, &words::cost(row.state, row.cost, row.cost_kind), style);
        }
        Column::Age => pen::right(frame, area, &words::age(now_ms - row.created_ms), theme.faint),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{CostKind, Money},
        term::ColourDepth,
        ui::{
            Theme,
            test_frame::{self, drawn},
        },
    };

    fn row(prompt: &str, state: RequestState) -> HistoryRow {
        HistoryRow {
            id: RequestId::from_uuid(Uuid::nil()),
            created_ms: 880_000,
            state,
            operation: Operation::Generate,
            prompt: prompt.to_owned(),
            model: "gpt-image-2.6-sunburst".to_owned(),
            size: "1536x864".to_owned(),
            count: 4,
            quality: "medium".to_owned(),
            cost: Some(Money::from_micros(33_600)),
            cost_kind: CostKind::Paid,
            starred: true,
            picture: None,
            pictures: 4,
            parent: None,
        }
    }

    fn shown(width: u16, rows: &[HistoryRow]) -> Vec<String> {
        let theme = Theme::default();
        let rows = Rows {
            seen: rows,
            selected: Some(0),
            focused: true,
            now_ms: 1_000_000,
            words: &[],
            compared: None,
            marked: &Marked::default(),
            beside: false,
        };
        let height = u16::try_from(rows.seen.len()).unwrap();
        drawn(width, height, |frame| {
            draw(
                frame,
                frame.area(),
                &rows,
                Look {
                    theme: &theme,
                    letters: false,
                },
            );
        })
    }

    #[test]
    fn columns_give_way_in_turn_and_the_price_stays() {
        let heron = [row(
            "A heron in morning fog, ink on wet paper, six strokes, wide margin",
            RequestState::Stored,
        )];
        let cases = [
            (
                120,
                "▸ ●★ A heron in morning fog, ink on wet paper, six strokes, wid…  2.6-sunburst  1536×864    ×4  medium    $0.0336    2m",
            ),
            (
                80,
                "▸ ●★ A heron in morning fog, ink on wet paper…  1536×864    ×4    $0.0336    2m",
            ),
            (50, "▸ ●★ A heron in morning fog, in…    $0.0336    2m"),
            (30, "▸ ●★ A heron in m…    $0.0336"),
        ];
        for (width, expected) in cases {
            assert_eq!(shown(width, &heron), [expected], "{width}");
        }
    }

    #[test]
    fn a_wider_list_never_shows_less() {
        let columns = |width, beside| -> (Vec<Column>, u16) {
            let (kept, prompt) = chosen(width, beside);
            (kept.into_iter().map(|(column, _)| column).collect(), prompt)
        };
        for beside in [false, true] {
            for width in 20..220 {
                let (narrow, wide) = (columns(width, beside).0, columns(width + 1, beside).0);
                assert!(narrow.iter().all(|column| wide.contains(column)), "{width} {beside}");
            }
        }
        let (all, prompt) = columns(layout::WHOLE_ROW, true);
        let on_eighty = columns(80, false).0;
        assert!(on_eighty.iter().all(|column| all.contains(column)), "{all:?}");
        assert!(all.contains(&Column::Model) && prompt >= 24, "{all:?} {prompt}");
        assert_eq!(columns(112, true).0.len(), 6, "there is room for all");
        assert_eq!(columns(45, true), (vec![Column::Price, Column::Age], 22));
    }

    #[test]
    fn wide_characters_and_control_characters_keep_the_columns_straight() {
        let rows = [
            row(
                "雪の朝、雪の朝、雪の朝、雪の朝、雪の朝、雪の朝、雪の朝",
                RequestState::Running,
            ),
            row("\x1b[31mred\nsecond line 👩‍👩‍👧", RequestState::Unknown),
        ];
        for line in shown(60, &rows) {
            assert_eq!(crate::domain::cells(&line), 59, "{line}");
            assert!(!line.contains('\x1b'));
        }
    }

    #[test]
    fn the_words_of_a_search_are_marked_where_they_stand() {
        let theme = Theme::load("mono", None, ColourDepth::Mono).unwrap();
        let seen = [row("雪 Heron and heron", RequestState::Stored)];
        let rows = Rows {
            seen: &seen,
            selected: None,
            focused: true,
            now_ms: 0,
            words: &["heron"],
            compared: None,
            marked: &Marked::default(),
            beside: false,
        };
        let buffer = test_frame::buffer(60, 1, |frame| {
            draw(
                frame,
                frame.area(),
                &rows,
                Look {
                    theme: &theme,
                    letters: false,
                },
            );
        });
        let marked: String = (0..60)
            .filter(|x| buffer[(*x, 0)].modifier == theme.match_highlight.add_modifier)
            .map(|x| buffer[(x, 0)].symbol())
            .collect();
        assert_eq!(marked, "Heronheron");
    }

    #[test]
    fn an_edit_and_a_request_without_words_say_so() {
        let mut edit = row("the kite is blue", RequestState::Refused);
        edit.operation = Operation::Edit;
        edit.cost_kind = CostKind::None;
        let mut variation = row("", RequestState::Stored);
        variation.operation = Operation::Variation;
        let lines = shown(60, &[edit, variation]);
        assert!(
            lines[0].contains("edit: the kite is blue") && lines[0].contains("refused"),
            "{}",
            lines[0]
        );
        assert!(lines[1].contains("a variation"), "{}", lines[1]);
    }
}
