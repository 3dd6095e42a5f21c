//! A menu: a few words, and the things to choose from; at the first start without a key it has the whole screen.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Hint, Menu, MenuPurpose},
    ui::{
        cells::{columns, folded},
        glyphs::Look,
        layout, pen,
        widgets::{hints, list, overlay},
    },
};

use super::palette::query;

/// What a person should know before anything else.
const PROMISE: &str = "Nothing is sent before you ask for it, and its price stands beside the key that sends.";
/// How the menu of what can be done is used.
const ITS_KEY: &str = "a key does it at once";
/// The most rows of words below the list.
const FOOT_ROWS: usize = 3;
/// The widest label that has notes standing below each other beside it.
const WIDEST_LABEL: u16 = 36;

fn label_width(menu: &Menu) -> u16 {
    menu.everything()
        .map(|item| columns(&item.label))
        .max()
        .unwrap_or(0)
        .min(WIDEST_LABEL)
}

fn intro(menu: &Menu, width: u16) -> Vec<String> {
    let words = menu.intro.join("\n");
    if words.is_empty() {
        Vec::new()
    } else {
        folded(words.trim_end(), usize::from(width))
    }
}

fn area(screen: Rect, menu: &Menu) -> Rect {
    // It keeps its width while something is typed.
    let notes = menu.everything().map(|item| columns(&item.note)).max().unwrap_or(0);
    let words = menu.intro.iter().map(|line| columns(line)).max().unwrap_or(0);
    let words = words.max(menu.foot.as_ref().map_or(0, |(foot, _)| columns(foot)).min(60));
    let width = (label_width(menu) + notes + 4)
        .max(words)
        .max(columns(&menu.title) + 4)
        .max(36);
    let width = (width + 4).min(screen.width.saturating_sub(4));
    let intro = above(words_above(menu, width, screen.height).len());
    let height = all_items(menu, width).saturating_add(intro);
    layout::floating(screen, width, height.min(screen.height.saturating_sub(2)))
}

/// Rows of the menu without words above the list, however many that are.
fn all_items(menu: &Menu, width: u16) -> u16 {
    let items = u16::try_from(menu.length()).unwrap_or(u16::MAX);
    items.saturating_add(4 + foot_rows(menu, width))
}

/// The words above the list of a menu of that width; on a low screen they give way to the items and their prices.
fn words_above(menu: &Menu, width: u16, screen: u16) -> Vec<String> {
    let words = intro(menu, width.saturating_sub(4));
    let needed = all_items(menu, width).saturating_add(above(words.len()));
    if needed > screen.saturating_sub(2) {
        Vec::new()
    } else {
        words
    }
}

fn foot(menu: &Menu, width: u16) -> Vec<String> {
    let Some((words, _)) = &menu.foot else {
        return Vec::new();
    };
    let mut lines = folded(words, usize::from(width.saturating_sub(4)));
    lines.truncate(FOOT_ROWS);
    lines
}

/// Rows below the list: one of air, and the words.
fn foot_rows(menu: &Menu, width: u16) -> u16 {
    let rows = u16::try_from(foot(menu, width).len()).unwrap_or(0);
    if rows == 0 { 0 } else { rows + 1 }
}

/// Rows above the list: the words and one of air.
fn above(intro: usize) -> u16 {
    match u16::try_from(intro).unwrap_or(0) {
        0 => 0,
        rows => rows + 1,
    }
}

/// Rows of the list on a screen.
pub(super) fn rows(screen: Rect, menu: &Menu) -> u16 {
    let area = area(screen, menu);
    let intro = above(words_above(menu, area.width, screen.height).len());
    area.height.saturating_sub(4 + intro + foot_rows(menu, area.width))
}

/// Draws the menu.
pub(super) fn draw(frame: &mut Frame, screen: Rect, (menu, hints): (&Menu, &[Hint]), look: Look<'_>) {
    if menu.purpose == MenuPurpose::FirstRun {
        return first_run(frame, screen, (menu, hints), look);
    }
    let area = area(screen, menu);
    let inner = overlay::draw(frame, area, &menu.title, hints, look);
    if menu.is_searched() {
        search_line(frame, layout::rows(inner, 0, 1), menu, look);
    } else if menu.purpose == MenuPurpose::Actions {
        // Beside lists in which letters find something, it has to be said that here they do something.
        pen::left(frame, layout::rows(inner, 0, 1), ITS_KEY, look.theme.faint);
    }
    let whole = inner;
    let inner = layout::rows(whole, 1, whole.height.saturating_sub(2));
    let words = words_above(menu, area.width, screen.height);
    pen::lines(frame, inner, &words, look.theme.faint);
    let used = above(words.len());
    let below = foot_rows(menu, area.width);
    let list = layout::rows(inner, used, inner.height.saturating_sub(used + below));
    items(frame, list, menu, look);
    if menu.items.is_empty() {
        pen::left(frame, layout::rows(list, 0, 1), &menu.nothing_fits(), look.theme.faint);
    }
    let unseen = menu
        .items
        .len()
        .saturating_sub(menu.list.window_of(usize::from(list.height)).end);
    if unseen > 0 {
        let more = format!("↓ {unseen} more");
        pen::left(
            frame,
            layout::rows(whole, 1 + used + list.height, 1),
            &more,
            look.theme.faint,
        );
    }
    let style = match menu.foot {
        Some((_, true)) => look.theme.warning,
        Some((_, false)) | None => look.theme.faint,
    };
    let words = foot(menu, area.width);
    pen::lines(
        frame,
        layout::rows(inner, used + list.height + 1, inner.height),
        &words,
        style,
    );
}

/// What is typed to find an item, or that one may.
fn search_line(frame: &mut Frame, row: Rect, menu: &Menu, look: Look<'_>) {
    if menu.sought.is_empty() {
        pen::left(frame, row, "type to find", look.theme.faint);
    } else {
        let seen = menu.sought.line_window(usize::from(row.width.saturating_sub(2)));
        query(frame, row, seen, look);
    }
}

fn items(frame: &mut Frame, area: Rect, menu: &Menu, look: Look<'_>) {
    let theme = look.theme;
    let window = menu.list.window_of(usize::from(area.height));
    let selected = menu.list.selected().and_then(|at| at.checked_sub(window.start));
    let seen = menu.items.get(window).unwrap_or_default();
    let items: Vec<_> = seen
        .iter()
        .map(|item| list::Item {
            label: item.label.clone(),
            note: item.note.clone(),
            note_style: if item.warns { theme.warning } else { theme.faint },
        })
        .collect();
    list::draw(frame, area, &items, (selected, Some(label_width(menu))), look);
}

/// What a person who opens it for the first time sees: no border, nothing else on the screen.
fn first_run(frame: &mut Frame, screen: Rect, (menu, keys): (&Menu, &[Hint]), look: Look<'_>) {
    let theme = look.theme;
    let body = layout::rows(screen, 1, screen.height.saturating_sub(2));
    pen::clear(frame, body);
    frame.render_widget(ratatui::widgets::Block::new().style(theme.text), body);
    // It keeps its width while something is typed.
    let notes = menu.everything().map(|item| columns(&item.note)).max().unwrap_or(0);
    let width = (label_width(menu) + notes + 4).min(body.width.saturating_sub(2));
    let words = intro(menu, width);
    let intro_rows = u16::try_from(words.len()).unwrap_or(0);
    let count = u16::try_from(menu.items.len()).unwrap_or(0);
    let promise = folded(PROMISE, usize::from(width));
    let promise_rows = u16::try_from(promise.len()).unwrap_or(0);
    let block = layout::floating(body, width, intro_rows + count + promise_rows + 6);
    let title = format!("pochade — {}", menu.title);
    pen::left(frame, block, &title, theme.title_focused);
    pen::lines(frame, layout::rows(block, 2, intro_rows), &words, theme.text);
    items(frame, layout::rows(block, 3 + intro_rows, count), menu, look);
    let below = layout::rows(
        block,
        4 + intro_rows + count,
        block.height.saturating_sub(6 + intro_rows + count),
    );
    pen::lines(frame, below, &promise, theme.faint);
    let last = layout::rows(block, block.height.saturating_sub(1), 1);
    hints::row(frame, last, keys, look);
}
