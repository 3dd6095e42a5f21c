//! The dialogue that tells of a server: a small form with the test of the connection at its end.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Hint, KeyFrom, ProfileField, ProfileForm},
    ui::{
        cells::folded,
        glyphs::{CHANGED, Look},
        layout, pen,
        widgets::{
            field::{self, Columns, FieldRow, Remark, Tone, Value},
            overlay,
        },
    },
};

/// The widest that is pleasant to fill in.
const WIDEST: u16 = 74;
/// The most rows of what is said of a line.
const MOST_SAID: u16 = 3;
/// What a person should know before the key is typed.
const PROMISE: &str = "The test asks for the list of models, which costs nothing. The key goes to this server alone.";

/// Draws the dialogue.
pub(super) fn draw(frame: &mut Frame, screen: Rect, (form, hints): (&ProfileForm, &[Hint]), look: Look<'_>) {
    let theme = look.theme;
    let width = screen.width.saturating_sub(2).min(WIDEST);
    let rows = rows(form, width);
    let columns = Columns::for_labels(rows.iter().map(|row| row.label));
    // It keeps its size whatever is said, so that nothing jumps while it is filled in.
    let heights = u16::try_from(rows.len())
        .unwrap_or(u16::MAX)
        .saturating_add(1 + MOST_SAID);
    let promise = folded(PROMISE, usize::from(width.saturating_sub(4)));
    let below = u16::try_from(promise.len()).unwrap_or(0) + 1;
    let area = layout::floating(screen, width, heights + below + 4);
    let title = form.known().unwrap_or("Another server");
    let inner = overlay::draw(frame, area, title, hints, look);
    let mut apart = true;
    let mut rest = layout::rows(inner, 1, inner.height.saturating_sub(2));
    let tight = rest.height < heights + below;
    let hidden = if tight { above_focus(&rows, rest, columns) } else { 0 };
    for row in rows.iter().skip(hidden) {
        // What is done with it stands apart from what is said of it.
        let air = u16::from(row.label.is_empty() && std::mem::take(&mut apart));
        rest = layout::rows(rest, air, rest.height);
        let height = field::height(row, rest, columns);
        field::draw(frame, layout::rows(rest, 0, height), row, columns, look);
        rest = layout::rows(rest, height, rest.height);
    }
    if tight {
        return;
    }
    let last = inner.height.saturating_sub(1 + below);
    pen::lines(
        frame,
        layout::rows(inner, last + 1, inner.height),
        &promise,
        theme.faint,
    );
}

/// How many rows are left out above, so that the one with the keys is seen.
fn above_focus(rows: &[FieldRow<'_>], room: Rect, columns: Columns) -> usize {
    let focus = rows.iter().position(|row| row.focused).unwrap_or(0);
    let mut first = 0;
    let total = |first: usize| -> u16 {
        let seen = rows.get(first..=focus).unwrap_or_default();
        // One more for the air above what is done with it.
        seen.iter().map(|row| field::height(row, room, columns)).sum::<u16>() + 1
    };
    while first < focus && total(first) > room.height {
        first += 1;
    }
    first
}

fn rows(form: &ProfileForm, width: u16) -> Vec<FieldRow<'_>> {
    let fields = form.fields();
    fields.into_iter().map(|field| row(form, field, width)).collect()
}

fn row(form: &ProfileForm, field: ProfileField, width: u16) -> FieldRow<'_> {
    let focused = form.field() == field;
    // Labels, frame and the cell of the cursor take the rest.
    let room = usize::from(width.saturating_sub(22));
    let value = match (form.text(field), form.words(field)) {
        (Some(text), _) if is_secret(form, field) => Value::Text(CHANGED.repeat(text.text().chars().count().min(room))),
        (Some(text), _) if focused => {
            let (seen, column) = text.line_window(room);
            Value::Typed(seen, column)
        }
        (Some(text), _) if text.text().is_empty() => Value::Text(empty(form, field)),
        (Some(text), _) => Value::Text(text.text().to_owned()),
        (None, Some((words, chosen))) => Value::Words {
            words: words.into_iter().map(str::to_owned).collect(),
            chosen,
        },
        (None, None) => Value::Text(deed(form, field)),
    };
    let remark = form.problem().filter(|_| focused).map(|problem| Remark {
        text: problem.to_owned(),
        tone: Tone::Fault,
    });
    FieldRow {
        label: label(form, field),
        value,
        focused,
        changed: false,
        note: String::new(),
        remark: remark.or_else(|| focused.then(|| help(form, field)).flatten()),
    }
}

fn is_secret(form: &ProfileForm, field: ProfileField) -> bool {
    field == ProfileField::Key && form.key_from() == KeyFrom::Pasted
}

fn empty(form: &ProfileForm, field: ProfileField) -> String {
    let proposed = form.proposed_name();
    if field == ProfileField::Name && !proposed.is_empty() {
        proposed
    } else {
        "—".to_owned()
    }
}

const fn label(form: &ProfileForm, field: ProfileField) -> &'static str {
    match (field, form.key_from()) {
        (ProfileField::Server, _) => "Address",
        (ProfileField::Speaks, _) => "Speaks",
        (ProfileField::KeyFrom, _) => "Key from",
        (ProfileField::Key, KeyFrom::Variable) => "Variable",
        (ProfileField::Key, KeyFrom::Command) => "Command",
        (ProfileField::Key, KeyFrom::File) => "File",
        (ProfileField::Key, KeyFrom::Pasted | KeyFrom::Nowhere) => "Key",
        (ProfileField::Name, _) => "Name",
        (ProfileField::Test | ProfileField::Save, _) => "",
    }
}

fn deed(form: &ProfileForm, field: ProfileField) -> String {
    match (field, form.asking()) {
        (ProfileField::Test, Some(server)) => format!("asking {server} …"),
        (ProfileField::Test, None) => "test and keep".to_owned(),
        _ => "keep without a test".to_owned(),
    }
}

fn help(form: &ProfileForm, field: ProfileField) -> Option<Remark> {
    let text = match (field, form.key_from()) {
        (ProfileField::Server, _) => "such as https://images.example/v1",
        (ProfileField::Key, KeyFrom::Variable) => "the name of an environment variable that holds the key",
        (ProfileField::Key, KeyFrom::Command) => "a program that prints the key, such as: pass show images",
        (ProfileField::Key, KeyFrom::File) => "a file with the key that only you can read (mode 0600)",
        (ProfileField::Key, KeyFrom::Pasted) => "it is not shown, and kept in a file that only you can read",
        (ProfileField::KeyFrom, KeyFrom::Nowhere) => {
            "for a server that takes requests without a key and charges nothing"
        }
        (ProfileField::Name, _) => "what the profile is called here",
        _ => return None,
    };
    Some(Remark {
        text: text.to_owned(),
        tone: Tone::Fact,
    })
}
