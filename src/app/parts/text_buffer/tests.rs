//! Scenes of the text buffer, and what holds after any edits whatever.

use proptest::prelude::*;
use unicode_segmentation::GraphemeCursor;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::keys::{Key, Sequence};

const FAMILY: &str = "👨‍👩‍👧‍👦";

fn press(buffer: &mut TextBuffer, keys: &str) -> Option<Edited> {
    let keys: Sequence = keys.parse().unwrap();
    keys.keys().iter().map(|key| buffer.press(*key)).last().flatten()
}

fn type_text(buffer: &mut TextBuffer, text: &str) {
    for c in text.chars() {
        buffer.press(Key::char(c));
    }
}

fn typed(text: &str) -> TextBuffer {
    let mut buffer = TextBuffer::new();
    type_text(&mut buffer, text);
    buffer
}

/// The text with a bar where the cursor stands.
fn sight(buffer: &TextBuffer) -> String {
    let (before, after) = buffer.text().split_at(buffer.cursor());
    format!("{before}|{after}")
}

/// A text with a bar in it, and the cursor there.
fn scene(text: &str) -> TextBuffer {
    let (before, after) = text.split_once('|').unwrap();
    let mut buffer = TextBuffer::new().with_text(&format!("{before}{after}"));
    buffer.edit(Edit::Move(Motion::TextStart));
    while buffer.cursor() < before.len() {
        buffer.edit(Edit::Move(Motion::Right));
    }
    buffer
}

#[test]
fn each_key_edits_as_in_the_shell() {
    let cases = [
        ("a fox|", "backspace", "a fo|"),
        ("a fox|", "alt-b", "a |fox"),
        ("a fox|", "alt-b alt-b", "|a fox"),
        ("|a fox, red", "alt-f alt-f", "a fox|, red"),
        ("a fox|", "ctrl-w", "a |"),
        ("a fox, |", "ctrl-w", "a |"),
        ("a |fox", "alt-d", "a |"),
        ("a |fox\nb", "ctrl-u", "|fox\nb"),
        ("a |fox\nb", "ctrl-k", "a |\nb"),
        ("a |fox\nb", "ctrl-k ctrl-k", "a |b"),
        ("a |fox\nb", "ctrl-k ctrl-k ctrl-y", "a fox\n|b"),
        ("a red fox|", "ctrl-w ctrl-w ctrl-y", "a red fox|"),
        ("a red fox|", "ctrl-w left ctrl-w ctrl-y", "a red| "),
        ("a |fox\nb", "ctrl-a", "|a fox\nb"),
        ("a |fox\nb", "ctrl-e", "a fox|\nb"),
        ("a |fox\nb", "ctrl-end", "a fox\nb|"),
        ("a\nb|", "ctrl-home", "|a\nb"),
        ("a |fox", "enter", "a \n|fox"),
        ("a |fox", "ctrl-j", "a \n|fox"),
        ("|a", "backspace", "|a"),
        ("a|", "delete", "a|"),
        ("a\n|b", "backspace", "a|b"),
    ];
    for (before, keys, after) in cases {
        let mut buffer = scene(before);
        press(&mut buffer, keys);
        assert_eq!(sight(&buffer), after, "{before} + {keys}");
    }
}

#[test]
fn what_a_person_sees_as_one_character_is_one() {
    for one in [FAMILY, "🇩🇪", "e\u{301}", "👍🏽", "각", "1\u{fe0f}\u{20e3}", "雪"] {
        let mut buffer = TextBuffer::new();
        buffer.edit(Edit::Paste(format!("a{one}b")));

        press(&mut buffer, "left left");
        assert_eq!(sight(&buffer), format!("a|{one}b"));
        press(&mut buffer, "right");
        assert_eq!(sight(&buffer), format!("a{one}|b"));
        press(&mut buffer, "backspace");
        assert_eq!(sight(&buffer), "a|b");
        press(&mut buffer, "ctrl-_ left delete");
        assert_eq!(sight(&buffer), "a|b", "{one}");
    }
}

#[test]
fn characters_that_join_take_the_cursor_along() {
    let mut buffer = scene("🇩|x🇪");
    press(&mut buffer, "delete");
    assert_eq!(sight(&buffer), "🇩🇪|", "the two halves of a flag have met");

    let mut buffer = scene("|e");
    buffer.edit(Edit::Move(Motion::TextEnd));
    type_text(&mut buffer, "\u{301}");
    assert_eq!(sight(&buffer), "e\u{301}|");
    press(&mut buffer, "backspace");
    assert_eq!(sight(&buffer), "|");
}

#[test]
fn up_and_down_keep_the_column_over_folded_rows() {
    let mut buffer = scene("one two three\nab\nfour fi|ve");
    buffer.fit(9);
    assert_eq!(buffer.cursor_position(9), (3, 7));

    press(&mut buffer, "up");
    assert_eq!(sight(&buffer), "one two three\nab|\nfour five");
    press(&mut buffer, "up");
    assert_eq!(sight(&buffer), "one two three|\nab\nfour five");
    press(&mut buffer, "up");
    assert_eq!(sight(&buffer), "one two| three\nab\nfour five");
    assert_eq!(press(&mut buffer, "up"), Some(Edited::Nothing), "there is no row above");
    press(&mut buffer, "down down down");
    assert_eq!(sight(&buffer), "one two three\nab\nfour fi|ve", "the column is kept");
    press(&mut buffer, "up left up");
    assert_eq!(
        sight(&buffer),
        "one two t|hree\nab\nfour five",
        "moving sideways sets another column"
    );
}

#[test]
fn home_and_end_go_by_row_and_then_no_further() {
    let mut buffer = scene("one two thr|ee four");
    buffer.fit(8);

    press(&mut buffer, "home");
    assert_eq!(sight(&buffer), "one two |three four");
    press(&mut buffer, "end end");
    assert_eq!(sight(&buffer), "one two three| four");
    assert_eq!(buffer.cursor_position(8), (1, 5));

    let mut buffer = scene("|incomprehensible");
    buffer.fit(6);
    press(&mut buffer, "end");
    assert_eq!(
        sight(&buffer),
        "incom|prehensible",
        "behind the row's last letter is the next row"
    );
}

#[test]
fn undo_takes_back_word_by_word_and_redo_brings_back() {
    let mut buffer = typed("a red fox");

    press(&mut buffer, "ctrl-_");
    assert_eq!(sight(&buffer), "a red |");
    press(&mut buffer, "ctrl-_ ctrl-_");
    assert_eq!(sight(&buffer), "|");
    assert_eq!(press(&mut buffer, "ctrl-_"), Some(Edited::Nothing));
    press(&mut buffer, "alt-_ alt-_ alt-_");
    assert_eq!(sight(&buffer), "a red fox|");
    assert_eq!(press(&mut buffer, "alt-_"), Some(Edited::Nothing));
}

#[test]
fn a_run_of_backspaces_is_one_step_and_moving_begins_another() {
    let mut buffer = TextBuffer::new().with_text("a red fox");

    press(&mut buffer, "backspace backspace backspace left backspace");
    assert_eq!(sight(&buffer), "a re| ");
    press(&mut buffer, "ctrl-_");
    assert_eq!(sight(&buffer), "a red| ");
    press(&mut buffer, "ctrl-_");
    assert_eq!(sight(&buffer), "a red fox|");
}

#[test]
fn a_new_edit_forgets_what_could_be_done_again() {
    let mut buffer = typed("a fox");
    press(&mut buffer, "ctrl-_ x");

    assert_eq!(press(&mut buffer, "alt-_"), Some(Edited::Nothing));
    assert_eq!(buffer.text(), "a x");
}

#[test]
fn a_paste_is_cleaned_and_one_step() {
    let mut buffer = typed("x");

    buffer.edit(Edit::Paste("two\r\nlines\twith \u{1b}[0mcolour".to_owned()));

    assert_eq!(buffer.text(), "xtwo\nlines    with [0mcolour");
    press(&mut buffer, "ctrl-_");
    assert_eq!(buffer.text(), "x");
}

#[test]
fn a_text_never_grows_beyond_its_limit_and_says_so() {
    let mut buffer = typed("x");

    let edited = buffer.edit(Edit::Paste("y".repeat(1 << 20)));

    assert_eq!(edited, Edited::TooLong { limit: 1 << 20 });
    assert_eq!(sight(&buffer), "x|");
    assert_eq!(buffer.edit(Edit::Paste("y".repeat((1 << 20) - 1))), Edited::Text);
}

#[test]
fn a_single_line_stays_one() {
    let mut buffer = TextBuffer::single_line();
    type_text(&mut buffer, "kit");

    assert_eq!(press(&mut buffer, "enter"), Some(Edited::Nothing));
    buffer.edit(Edit::Paste("e\nstudy\n".to_owned()));

    assert_eq!(sight(&buffer), "kite study|");
    assert_eq!(press(&mut buffer, "up"), Some(Edited::Nothing));
}

#[test]
fn a_single_line_shows_the_part_around_its_cursor() {
    let mut buffer = TextBuffer::single_line().with_text("a 雪 fox in snow");

    assert_eq!(buffer.line_window(40), ("a 雪 fox in snow", 16));
    assert_eq!(buffer.line_window(8), ("in snow", 7));
    press(&mut buffer, "home right right right");
    assert_eq!(buffer.line_window(6), ("a 雪 f", 4));
    assert_eq!(buffer.line_window(4), (" 雪 ", 3));
    assert_eq!(buffer.line_window(0), ("", 0));
}

#[test]
fn another_text_in_place_of_all_can_be_taken_back() {
    let mut buffer = typed("mine");

    assert_eq!(buffer.replace("from the history"), Edited::Text);
    assert_eq!(sight(&buffer), "from the history|");
    press(&mut buffer, "ctrl-_");
    assert_eq!(sight(&buffer), "mine|");
    assert_eq!(buffer.replace("mine"), Edited::Nothing);
}

#[test]
fn the_revision_grows_with_the_text_and_not_with_the_cursor() {
    let mut buffer = typed("a");
    let revision = buffer.revision();

    press(&mut buffer, "left");
    assert_eq!(buffer.revision(), revision);
    press(&mut buffer, "b");
    assert!(buffer.revision() > revision);
}

#[test]
fn keys_of_no_text_box_are_left_to_others() {
    let mut buffer = typed("a");

    assert_eq!(press(&mut buffer, "alt-enter"), None);
    assert_eq!(press(&mut buffer, "f5"), None);
    assert_eq!(sight(&buffer), "a|");
}

fn any_motion() -> impl Strategy<Value = Motion> {
    use Motion::{
        Down, Left, LineEnd, LineStart, Right, RowEnd, RowStart, TextEnd, TextStart, Up, WordLeft, WordRight,
    };
    prop::sample::select(vec![
        Left, Right, WordLeft, WordRight, Up, Down, RowStart, RowEnd, LineStart, LineEnd, TextStart, TextEnd,
    ])
}

fn any_piece() -> impl Strategy<Value = String> {
    let pieces = [
        FAMILY, "🇩", "🇪🇸", "\u{301}", "\u{200d}", "雪", "한", "\u{1100}", " ", "  ", "word", "e", ",", "\u{200b}", "\n",
    ];
    prop_oneof![
        prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        "[a-z ]{1,12}",
        any::<char>().prop_map(String::from),
    ]
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => any_piece().prop_map(Edit::Insert),
        2 => prop::collection::vec(any_piece(), 0..6).prop_map(|pieces| Edit::Paste(pieces.concat())),
        1 => Just(Edit::Newline),
        2 => any_motion().prop_map(Edit::Erase),
        1 => any_motion().prop_map(Edit::Cut),
        1 => Just(Edit::Yank),
        4 => any_motion().prop_map(Edit::Move),
        1 => Just(Edit::Undo),
        1 => Just(Edit::Redo),
    ]
}

/// What holds at any moment.
fn check(buffer: &TextBuffer, width: usize) -> Result<(), TestCaseError> {
    let text = buffer.text();
    let mut cursor = GraphemeCursor::new(buffer.cursor(), text.len(), true);
    prop_assert!(cursor.is_boundary(text, 0).unwrap(), "{}", sight(buffer));

    let rows = buffer.rows(width);
    let all: Vec<Row<'_>> = rows.window(0, usize::MAX).collect();
    let mut whole = String::new();
    for (index, row) in all.iter().enumerate() {
        whole.push_str(&text[row.range.clone()]);
        if row.ends_line && index + 1 < all.len() {
            whole.push('\n');
        }
        let one_cluster = super::clusters::clusters(row.text, 0).count() <= 1;
        prop_assert!(row.text.width() <= width || one_cluster, "{:?} at {width}", row.text);
        prop_assert!(
            text[row.range.clone()].trim_end() == row.text.trim_end(),
            "only spaces hang over the edge"
        );
    }
    prop_assert_eq!(&whole, text);

    let (row, column) = buffer.cursor_position(width);
    prop_assert!(row < rows.count() && column <= width);
    let fresh = TextBuffer::new().with_text(text);
    prop_assert_eq!(fresh.rows(width).window(0, usize::MAX).collect::<Vec<_>>(), all);
    Ok(())
}

proptest! {
    #[test]
    fn whatever_is_edited_the_text_stays_whole(
        edits in prop::collection::vec(any_edit(), 1..40),
        start in any_piece(),
        width in 1..20usize,
    ) {
        let mut buffer = TextBuffer::new().with_text(&start);
        let start = buffer.text().to_owned();
        buffer.fit(width);
        for edit in edits {
            buffer.edit(edit);
            check(&buffer, width)?;
        }
        check(&buffer, width + 7)?;
        let end = buffer.text().to_owned();
        let mut steps = 0;
        while buffer.edit(Edit::Undo) == Edited::Text {
            check(&buffer, width)?;
            steps += 1;
        }
        prop_assert_eq!(buffer.text(), start.as_str());
        for _ in 0..steps {
            prop_assert_eq!(buffer.edit(Edit::Redo), Edited::Text);
        }
        prop_assert_eq!(buffer.text(), end.as_str());
    }
}
