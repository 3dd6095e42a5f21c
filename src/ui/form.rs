//! The form: mode, prompt, and the fields that the chosen model has, with the price beneath.

use ratatui::{Frame, layout::Rect, style::Style};

use super::{
    fields,
    glyphs::{BAR, Look},
    layout, pen,
    widgets::{
        field::{self, Columns, FieldRow, Value},
        prompt_box::{self, PromptBox},
    },
};
use crate::{
    app::{App, Form, FormField, Pane, Typing},
    domain::{Estimate, Operation},
};

/// Label and one row of the prompt, the modes and the price: less is no form.
const LEAST: u16 = 5;

/// Whether a form of that area shows its price, without which nothing is sent.
pub(super) const fn shows_price(area: Rect) -> bool {
    area.width >= 20 && area.height >= LEAST
}

/// Draws the form.
pub(super) fn draw(frame: &mut Frame, area: Rect, app: &App, look: Look<'_>) {
    if area.is_empty() {
        return;
    }
    let form = app.form();
    let focused = app.pane() == Pane::Form;
    let fields = fields_below(form);
    let columns = Columns::for_labels(fields.iter().map(|field| field.label()).chain(["Price"]));
    let rows = field_rows(app, &fields, focused.then_some(columns.value_area(area).width));
    let heights: Vec<u16> = rows.iter().map(|row| field::height(row, area, columns)).collect();
    let at = rows.iter().position(|row| row.focused);
    let plan = Plan::of(area, heights.iter().sum(), form.operation() != Operation::Variation);
    modes(frame, plan.modes, form, focused, look);
    prompt(frame, plan.prompt, app, focused, look);
    let mut rest = plan.fields;
    let (first, last) = window(&heights, at.unwrap_or(0), plan.fields.height);
    for (row, height) in rows.iter().zip(&heights).take(last).skip(first) {
        field::draw(frame, layout::rows(rest, 0, *height), row, columns, look);
        rest = layout::rows(rest, *height, rest.height);
    }
    let edge = area.width.saturating_sub(1);
    if first > 0 {
        pen::left(
            frame,
            layout::columns(layout::rows(plan.fields, 0, 1), edge, 1),
            "↑",
            look.theme.faint,
        );
    }
    if last < rows.len() {
        let lowest = layout::rows(plan.fields, plan.fields.height.saturating_sub(1), 1);
        pen::left(frame, layout::columns(lowest, edge, 1), "↓", look.theme.faint);
    }
    price(frame, plan.price, form, columns, look);
}

/// Where the parts of the form stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    modes: Rect,
    prompt: Rect,
    fields: Rect,
    price: Rect,
}

impl Plan {
    /// Parts for fields that take so many rows; the prompt gets what is left, up to a third, and then air comes in.
    fn of(area: Rect, fields: u16, has_prompt: bool) -> Self {
        let free = area.height.saturating_sub(2); // Modes and price are always there.
        let least_prompt = if has_prompt { 3 } else { 0 };
        let fields_shown = fields.min(free.saturating_sub(least_prompt));
        let mut left = free - fields_shown;
        let mut air = [0; 3];
        for gap in &mut air {
            if left > least_prompt + 2 {
                *gap = 1;
                left -= 1;
            }
        }
        let most = (area.height * 2 / 5).max(5);
        let prompt = if has_prompt { left.min(most) } else { 0 };
        let mut top = 0;
        let mut take = |before: u16, height: u16| {
            let part = layout::rows(area, top + before, height);
            top += before + height;
            part
        };
        Self {
            modes: take(0, 1),
            prompt: take(air[0], prompt),
            fields: take(air[1], fields_shown),
            price: take(air[2], 1),
        }
    }
}

/// The fields that are seen, around the one in focus: from the first up to, and not with, the second number.
fn window(heights: &[u16], focus: usize, room: u16) -> (usize, usize) {
    let total = |first: usize, last: usize| heights[first..last].iter().sum::<u16>();
    let mut first = 0;
    while first < focus.min(heights.len()) && total(first, focus + 1) > room {
        first += 1;
    }
    let mut last = heights.len();
    while last > first + 1 && total(first, last) > room {
        last -= 1;
    }
    (first, last)
}

fn modes(frame: &mut Frame, area: Rect, form: &Form, focused: bool, look: Look<'_>) {
    let theme = look.theme;
    let on_mode = focused && form.field() == FormField::Mode;
    let bar = if focused { BAR } else { " " };
    let mut pieces = vec![(bar, theme.focus_bar)];
    for operation in Operation::ALL {
        let style = match (*operation == form.operation(), on_mode) {
            (true, true) => theme.field_focused,
            (true, false) if focused => theme.chosen.patch(theme.title_focused),
            (true, false) => theme.chosen,
            (false, _) => theme.faint,
        };
        if pieces.len() > 1 {
            pieces.push(("   ", theme.text));
        }
        pieces.push((operation.label(), style));
    }
    pen::pieces(frame, area, &pieces);
}

fn prompt(frame: &mut Frame, area: Rect, app: &App, focused: bool, look: Look<'_>) {
    if area.is_empty() {
        return;
    }
    let form = app.form();
    let prompt = PromptBox {
        buffer: form.prompt(),
        focused: focused && form.field() == FormField::Prompt,
        typing: app.is_typing() && *form.typing() == Typing::Prompt,
        open: *form.typing() == Typing::Prompt,
        fault: form.fault(FormField::Prompt).map(|fault| fault.rule.as_str()),
    };
    prompt_box::draw(frame, area, &prompt, look);
}

/// The fields below the prompt.
fn fields_below(form: &Form) -> Vec<FormField> {
    let mut fields = form.fields();
    fields.retain(|field| !matches!(field, FormField::Mode | FormField::Prompt));
    fields
}

/// The rows of these fields; `focused` is the room for a value that is being typed, where the form has the keys.
fn field_rows<'a>(app: &'a App, fields: &[FormField], focused: Option<u16>) -> Vec<FieldRow<'a>> {
    let form = app.form();
    let typed = match (form.typing(), focused) {
        (Typing::Value(buffer), Some(room)) => Some(buffer.line_window(usize::from(room))),
        _ => None,
    };
    let row = |field: &FormField| {
        let here = focused.is_some() && form.field() == *field;
        let value = match typed {
            Some((seen, column)) if here => Value::Typed(seen, column),
            _ => fields::value(form, *field),
        };
        FieldRow {
            label: field.label(),
            value,
            focused: here,
            changed: form.differs(*field),
            note: fields::note(app, *field),
            remark: fields::remark(app, *field, here),
        }
    };
    fields.iter().map(row).collect()
}

fn price(frame: &mut Frame, area: Rect, form: &Form, columns: Columns, look: Look<'_>) {
    let theme = look.theme;
    let estimate = form.estimate();
    let values = columns.value_area(area);
    let before = values.x.saturating_sub(area.x).saturating_sub(3);
    pen::right(frame, layout::columns(area, 0, before), "Price", theme.field_label);
    let shown = estimate.to_string();
    let style: Style = match estimate {
        Estimate::Unknown { .. } => theme.unknown,
        Estimate::Known { .. } | Estimate::Free => theme.price,
    };
    let mut told = vec![(shown.as_str(), style)];
    if form.differs(FormField::Extra) {
        // What the extra JSON changes is in no estimate.
        told.extend([(" ", theme.text), ("+ extra JSON", theme.warning)]);
    }
    told.extend([("  ", theme.text), (estimate.reason(), theme.faint)]);
    pen::pieces(frame, values, &told);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_takes_what_the_fields_leave_and_the_price_is_always_there() {
        for (height, fields, prompt, shown) in
            [(18, 9, 5, 9), (23, 9, 9, 9), (35, 9, 14, 9), (9, 9, 3, 4), (5, 9, 3, 0)]
        {
            let plan = Plan::of(Rect::new(0, 0, 44, height), fields, true);
            assert_eq!((plan.prompt.height, plan.fields.height), (prompt, shown), "{height}");
            assert_eq!(plan.price.height, 1, "{height}");
            assert!(plan.price.bottom() <= height);
        }
        assert_eq!(Plan::of(Rect::new(0, 0, 44, 18), 9, false).prompt.height, 0);
    }

    #[test]
    fn the_focused_field_is_always_seen() {
        let heights = [1, 1, 3, 1, 1, 1];
        assert_eq!(window(&heights, 0, 20), (0, 6));
        assert_eq!(window(&heights, 0, 4), (0, 2));
        assert_eq!(window(&heights, 5, 3), (3, 6));
        assert_eq!(window(&heights, 2, 2), (2, 3));
        assert_eq!(window(&[], 0, 2), (0, 0));
    }
}
