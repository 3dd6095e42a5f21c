//! The file picker: a folder, the highlighted picture with its facts, and what was chosen so far.

use ratatui::{Frame, layout::Rect};

use super::palette::query;
use crate::{
    app::{
        Hint, Inspection, Picking,
        parts::{EntryKind, PickerRow, RowKind},
    },
    domain::cut_front,
    term::Previews,
    ui::{
        cells::{columns, folded},
        glyphs::{ARROW, Look},
        layout, pen,
        picture::{self, Shape, Wanted},
        widgets::overlay,
        words,
    },
};

/// Where the parts of the picker stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    area: Rect,
    filter: Rect,
    list: Rect,
    divider: Rect,
    picture: Rect,
    facts: Rect,
    chosen: Rect,
}

impl Plan {
    fn of(screen: Rect) -> Self {
        let width = screen.width.saturating_sub(2).min(120);
        let area = layout::floating(screen, width, screen.height.saturating_sub(2).min(34));
        let inner = layout::rows(
            layout::columns(area, 2, area.width.saturating_sub(4)),
            1,
            area.height.saturating_sub(2),
        );
        let left_width = if inner.width >= 64 {
            inner.width * 11 / 20
        } else {
            inner.width
        };
        let left = layout::columns(inner, 0, left_width);
        let right = layout::columns(inner, left_width + 2, inner.width);
        Self {
            area,
            filter: layout::rows(left, 0, 1),
            list: layout::rows(
                layout::columns(left, 0, left_width.saturating_sub(1)),
                1,
                left.height.saturating_sub(3),
            ),
            divider: layout::rows(
                layout::columns(inner, left_width, u16::from(!right.is_empty())),
                0,
                inner.height,
            ),
            picture: layout::rows(right, 0, right.height.saturating_sub(3)),
            facts: layout::rows(right, right.height.saturating_sub(2), 2),
            chosen: layout::rows(left, left.height.saturating_sub(1), 1),
        }
    }
}

/// Rows of the list on a screen.
pub(super) fn rows(screen: Rect) -> u16 {
    Plan::of(screen).list.height
}

/// The highlighted picture, once it is known to be one.
pub(super) fn wanted_picture(screen: Rect, picking: &Picking) -> Option<Wanted> {
    let (path, facts) = picking.highlighted()?;
    facts.as_ref().ok()?;
    picture::fitted(Plan::of(screen).picture, path)
}

/// Draws the picker.
pub(super) fn draw(
    frame: &mut Frame,
    screen: Rect,
    (picking, hints, now_ms): (&Picking, &[Hint], i64),
    previews: &Previews,
    look: Look<'_>,
) {
    let theme = look.theme;
    let plan = Plan::of(screen);
    let what = match picking.purpose {
        Inspection::SetMask => "Mask",
        Inspection::SetMarkup => "Markup",
        Inspection::Recall => "Prompt of a picture",
        Inspection::AddImage | Inspection::AddPasted | Inspection::Highlight => "Images",
    };
    let place = if picking.picker.shows_recents() {
        "used lately".to_owned()
    } else {
        picking.picker.shown_directory()
    };
    let room = usize::from(plan.area.width.saturating_sub(columns(what) + 12));
    let title = format!("{what} ─ {}", cut_front(&place, room));
    overlay::draw(frame, plan.area, &title, hints, look);
    query(
        frame,
        plan.filter,
        picking
            .picker
            .filter()
            .line_window(usize::from(plan.filter.width.saturating_sub(2))),
        look,
    );
    list(frame, plan.list, (picking, now_ms), look);
    pen::upright(frame, plan.divider, look);
    highlighted(frame, &plan, picking, previews, look);
    let chosen: Vec<_> = picking
        .picker
        .marked()
        .iter()
        .enumerate()
        .map(|(at, path)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format!("{} {name}", at + 1)
        })
        .collect();
    if !chosen.is_empty() {
        pen::pieces(
            frame,
            plan.chosen,
            &[("chosen  ", theme.field_label), (&chosen.join("  "), theme.strong)],
        );
    }
}

fn list(frame: &mut Frame, area: Rect, (picking, now_ms): (&Picking, i64), look: Look<'_>) {
    let theme = look.theme;
    let indented = layout::columns(area, 2, area.width);
    if let Some(failure) = picking.picker.failure() {
        return pen::lines(
            frame,
            indented,
            &folded(failure, usize::from(indented.width)),
            theme.problem,
        );
    }
    if picking.picker.is_waiting() {
        return pen::left(frame, indented, "reading …", theme.faint);
    }
    let window = picking.picker.list().window_of(usize::from(area.height));
    let mut any = false;
    for (line, row) in area.rows().zip(picking.picker.rows(window)) {
        entry(frame, line, (&row, now_ms), look);
        any = true;
    }
    if !any {
        pen::left(frame, indented, "nothing fits", theme.faint);
    }
}

fn entry(frame: &mut Frame, line: Rect, (row, now_ms): (&PickerRow<'_>, i64), look: Look<'_>) {
    let theme = look.theme;
    let arrow = if row.is_selected { ARROW } else { " " };
    let mark = row.mark.map(|mark| format!("{mark} ")).unwrap_or_default();
    let (name, right, style) = match row.kind {
        RowKind::Parent => ("../".to_owned(), String::new(), theme.faint),
        RowKind::Recent(path) => {
            let room = usize::from(line.width.saturating_sub(4));
            (
                cut_front(&path.to_string_lossy(), room).into_owned(),
                String::new(),
                theme.overlay_text,
            )
        }
        RowKind::Entry(entry) => match entry.kind {
            EntryKind::Directory => (format!("{}/", entry.shown), String::new(), theme.overlay_text),
            EntryKind::Picture | EntryKind::Other => {
                let age = entry
                    .modified
                    .map(|time| words::age(now_ms - time.as_millisecond()))
                    .unwrap_or_default();
                let style = if entry.kind == EntryKind::Picture {
                    theme.overlay_text
                } else {
                    theme.faint
                };
                (
                    entry.shown.clone(),
                    format!("{}  {age:>4}", words::bytes(entry.bytes)),
                    style,
                )
            }
        },
    };
    let style = if row.is_selected { theme.selected } else { style };
    let head = [
        (arrow, theme.focus_bar),
        (" ", theme.text),
        (mark.as_str(), theme.changed),
    ];
    let rest = pen::pieces(frame, line, &head);
    let taken = columns(&right) + if right.is_empty() { 0 } else { 2 };
    pen::left(
        frame,
        layout::columns(rest, 0, rest.width.saturating_sub(taken)),
        &name,
        style,
    );
    pen::right(frame, rest, &right, theme.faint);
}

fn highlighted(frame: &mut Frame, plan: &Plan, picking: &Picking, previews: &Previews, look: Look<'_>) {
    let theme = look.theme;
    let present = picking.picker.highlighted();
    let Some((path, facts)) = picking
        .highlighted()
        .filter(|(path, _)| present.as_deref() == Some(*path))
    else {
        return;
    };
    match facts {
        Ok(facts) => {
            let size = format!("{}×{}", facts.width, facts.height);
            let shape = Shape {
                until: None,
                path,
                over: None,
                pixels: (facts.width, facts.height),
                words: &size,
            };
            picture::draw(frame, plan.picture, shape, previews, look);
            let alpha = if facts.alpha { " with transparency" } else { "" };
            let told = format!("{size} {}{alpha} · {}", facts.format, words::bytes(facts.bytes));
            pen::left(frame, plan.facts, &told, theme.faint);
        }
        Err(failure) => {
            let lines = folded(&failure.message, usize::from(plan.facts.width));
            pen::lines(frame, plan.facts, &lines, theme.problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_picker_has_its_list_alone() {
        let plan = Plan::of(Rect::new(0, 0, 80, 24));
        assert_eq!(plan.area, Rect::new(1, 0, 78, 22));
        assert_eq!(plan.list.width, 39);
        assert!(
            plan.picture.width >= 30 && plan.picture.height >= 15,
            "{}",
            plan.picture
        );
        let narrow = Plan::of(Rect::new(0, 0, 50, 14));
        assert!(narrow.picture.is_empty() && narrow.divider.is_empty());
        assert_eq!(narrow.list.width, 43);
    }
}
