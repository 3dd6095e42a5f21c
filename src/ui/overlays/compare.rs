//! Compare: two pictures in the body of the screen, and under them how they and their requests differ.

use ratatui::{Frame, layout::Rect, style::Style};

use super::close::{self, Plan};
use crate::{
    app::{App, Compare, Shows, Subject},
    domain::{Change, Changed, HistoryEntry, Words, one_line},
    term::Previews,
    ui::{
        cells::columns,
        glyphs::{ARROW, Look},
        layout::{self, Skeleton},
        pen,
        picture::Wanted,
        widgets::strip,
        words,
    },
};

/// From these rows on the words of the prompts have two lines.
const ROOMY: u16 = 30;

/// Lines below the pictures.
const fn lines(body: Rect) -> u16 {
    if body.height >= ROOMY { 5 } else { 4 }
}

/// Where everything stands in the body of the screen.
pub(super) fn plan(body: Rect) -> Plan {
    Plan::of(body, lines(body))
}

/// The picture that is seen, and the one that the next flip would show.
pub(super) fn wanted_pictures(body: Rect, app: &App, compare: &Compare) -> Vec<Wanted> {
    close::wanted(&plan(body), &compare.views(app.close_room()))
}

/// Draws the comparison.
pub(super) fn draw(
    frame: &mut Frame,
    skeleton: &Skeleton,
    (app, compare): (&App, &Compare),
    previews: &Previews,
    look: Look<'_>,
) {
    let below = lines(skeleton.body);
    let plan = plan(skeleton.body);
    close::clear(frame, skeleton, look);
    head(frame, plan.head, (compare, app.now_ms()), look);
    let views = compare.views(app.close_room());
    let Some(view) = views.first() else { return };
    let seen = close::draw(frame, plan.picture, (view, compare.earlier(), app), previews, look);
    let line = |at: u16, count: u16| layout::rows(plan.lines, at, count);
    let mut facts = Vec::new();
    if seen.late {
        facts.push("looking …".to_owned());
    }
    facts.extend(close::told(compare.window(), compare.a.size, app.close_room()));
    facts.extend(sizes(compare));
    strip::facts(frame, line(0, 1), &close::facts(facts, look), look);
    meter(frame, line(1, 1), compare, look);
    prompts(frame, line(2, below - 3), compare, look);
    strip::facts(frame, line(below - 1, 1), &fields(compare, look), look);
}

/// Both names, with an arrow at what is shown, and a word for the way they are shown.
fn head(frame: &mut Frame, area: Rect, (compare, now_ms): (&Compare, i64), look: Look<'_>) {
    let theme = look.theme;
    pen::title(frame, area, "Compare", true, look);
    let way = match compare.shows() {
        Shows::A => "A".to_owned(),
        Shows::B => "B".to_owned(),
        Shows::Split => format!("A left of {} %, B right", compare.seam() / 10),
        Shows::Heat => "heat map: bright changed".to_owned(),
    };
    let rest = layout::columns(area, 10, area.width.saturating_sub(11));
    pen::right(frame, rest, &way, theme.strong);
    let room = rest.width.saturating_sub(columns(&way) + 2);
    let half = room / 2;
    let [of_a, of_b] = apart((&compare.a, &compare.b), now_ms);
    for (letter, subject, of, shown, first) in [
        ("A ", &compare.a, of_a, compare.shows() == Shows::A, 0),
        ("B ", &compare.b, of_b, compare.shows() == Shows::B, half),
    ] {
        let place = layout::columns(rest, first, half.saturating_sub(1));
        let (arrow, style) = if shown {
            (ARROW, theme.strong)
        } else {
            (" ", theme.faint)
        };
        let pieces = [
            (arrow, theme.focus_bar),
            (letter, theme.strong),
            (&of, theme.faint),
            (subject.name.as_str(), style),
        ];
        pen::pieces(frame, place, &pieces);
    }
}

/// What tells two results apart before their names: model and age; where those and the names are the same too, the names
/// of the requests, or the places of the pictures.
fn apart((a, b): (&Subject, &Subject), now_ms: i64) -> [String; 2] {
    let none = [String::new(), String::new()];
    let (Some(of_a), Some(of_b)) = (&a.entry, &b.entry) else {
        return none;
    };
    let both = |told: &dyn Fn(&Subject, &HistoryEntry) -> String| [told(a, of_a), told(b, of_b)];
    let lives = both(&|_, entry| {
        let age = words::age(now_ms - entry.created_at.as_millisecond());
        format!("{} {age} · ", words::model(entry.request.model()))
    });
    let ids = both(&|_, entry| format!("{} · ", entry.id.short()));
    let places = both(&|subject, _| format!("picture {} · ", subject.place + 1));
    let needed = if a.name == b.name { 3 } else { 1 };
    let mut ways = [lives, ids, places].into_iter().take(needed);
    ways.find(|[a, b]| a != b).unwrap_or(none)
}

fn sizes(compare: &Compare) -> Vec<String> {
    let of = |subject: &Subject| format!("{}×{}", subject.size.0, subject.size.1);
    let (a, b) = (&compare.a, &compare.b);
    if a.size == b.size {
        vec![of(a)]
    } else {
        vec![format!("B has {} and is shown at the {} of A", of(b), of(a))]
    }
}

/// The leak meter: how much changed where it should not have, and where it should.
fn meter(frame: &mut Frame, area: Rect, compare: &Compare, look: Look<'_>) {
    let theme = look.theme;
    let pieces: Vec<(String, Style)> = match compare.change() {
        None => vec![("measuring how much changed …".to_owned(), theme.faint)],
        Some(Err(failure)) => vec![(failure.message.clone(), theme.problem)],
        Some(Ok(change)) => measured(change, compare.has_mask(), look),
    };
    strip::facts(frame, area, &pieces, look);
}

fn measured(change: &Change, masked: bool, look: Look<'_>) -> Vec<(String, Style)> {
    let theme = look.theme;
    let told = |changed: Changed| {
        format!(
            "{} of pixels changed, {} of 255 on average",
            percent(changed.per_mille),
            tenths(changed.mean_tenths)
        )
    };
    if !masked {
        return change
            .outside
            .map(|all| (told(all), theme.strong))
            .into_iter()
            .collect();
    }
    let outside = match change.outside {
        Some(outside) => {
            let style = if outside.per_mille == 0 {
                theme.good
            } else {
                theme.warning
            };
            (format!("outside the mask {}", told(outside)), style)
        }
        None => ("nothing lies outside the mask".to_owned(), theme.faint),
    };
    let inside = change.inside.map(|inside| {
        let (share, mean) = (percent(inside.per_mille), tenths(inside.mean_tenths));
        (format!("inside {share}, {mean}"), theme.strong)
    });
    [Some(outside), inside].into_iter().flatten().collect()
}

fn percent(per_mille: u16) -> String {
    match per_mille {
        0 => "0 %".to_owned(),
        1..100 => format!("{}.{} %", per_mille / 10, per_mille % 10),
        _ => format!("{} %", (per_mille + 5) / 10),
    }
}

fn tenths(tenths: u16) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The words that differ: those that went in square brackets, those that came in braces.
fn prompts(frame: &mut Frame, area: Rect, compare: &Compare, look: Look<'_>) {
    let theme = look.theme;
    if compare.a.entry.is_none() || compare.b.entry.is_none() {
        let (letter, file) = if compare.a.entry.is_none() {
            ("A", &compare.a)
        } else {
            ("B", &compare.b)
        };
        let asked = [&compare.a, &compare.b].into_iter().find(|side| side.entry.is_some());
        let words = asked.map(|side| format!(" · {}", side.name)).unwrap_or_default();
        return pen::left(
            frame,
            area,
            &format!("{letter} is the file {}{words}", file.name),
            theme.faint,
        );
    }
    if compare.words.is_empty() {
        return pen::left(frame, area, "the words are the same", theme.faint);
    }
    let pieces = compare.words.iter().map(|words| match words {
        Words::Same(text) => (text.clone(), theme.faint),
        Words::Gone(text) => (marked(text, ("[-", "-]")), theme.warning),
        Words::Come(text) => (marked(text, ("{+", "+}")), theme.good),
    });
    flowing(frame, area, pieces);
}

/// A run of words between signs; the space after it stays outside of them.
fn marked(text: &str, (open, shut): (&str, &str)) -> String {
    let inner = text.trim_end();
    if inner.is_empty() {
        return text.to_owned();
    }
    format!("{open}{inner}{shut}{}", &text[inner.len()..])
}

/// Writes pieces one after the other, word by word over as many rows as there are.
fn flowing(frame: &mut Frame, area: Rect, pieces: impl Iterator<Item = (String, Style)>) {
    let mut rows = area.rows();
    let Some(mut rest) = rows.next() else { return };
    for (text, style) in pieces {
        let text = one_line(&text).into_owned();
        for word in text.split_inclusive(' ') {
            if columns(word.trim_end()) > rest.width {
                match rows.next() {
                    Some(row) => rest = row,
                    None => return pen::left(frame, rest, word, style),
                }
            }
            rest = pen::pieces(frame, rest, &[(word, style)]);
        }
    }
}

/// The other fields that differ, and the prices.
fn fields(compare: &Compare, look: Look<'_>) -> Vec<(String, Style)> {
    let theme = look.theme;
    let or_none = |value: &str| {
        if value.is_empty() {
            "–".to_owned()
        } else {
            value.replace('x', "×")
        }
    };
    let plain = |label: &str, value: &str| match label {
        "size" => or_none(value),
        "model" => words::model(value).to_owned(),
        _ if value.is_empty() => "–".to_owned(),
        _ => value.to_owned(),
    };
    let differing = compare.fields.iter().map(|field| {
        let (before, after) = (plain(field.label, &field.before), plain(field.label, &field.after));
        (format!("{} {before} → {after}", field.label), theme.text)
    });
    let price = |side: &Subject| {
        let entry = side.entry.as_ref()?;
        Some(words::cost(entry.state, entry.cost, entry.cost_kind))
    };
    let prices = match (price(&compare.a), price(&compare.b)) {
        (Some(a), Some(b)) if a == b => format!("both {a}"),
        (Some(a), Some(b)) => format!("{a} → {b}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    };
    [(prices, theme.faint)].into_iter().chain(differing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    #[test]
    fn the_meter_says_little_of_nothing_and_tenths_of_little() {
        for (per_mille, expected) in [
            (0, "0 %"),
            (1, "0.1 %"),
            (31, "3.1 %"),
            (99, "9.9 %"),
            (844, "84 %"),
            (1000, "100 %"),
        ] {
            assert_eq!(percent(per_mille), expected);
        }
    }

    #[test]
    fn words_flow_over_the_rows_there_are() {
        let style = Style::new();
        let lines = drawn(12, 2, |frame| {
            let pieces = [
                ("a ".to_owned(), style),
                (marked("red ", ("[-", "-]")), style),
                (marked("blue ", ("{+", "+}")), style),
                ("kite over dunes".to_owned(), style),
            ];
            flowing(frame, frame.area(), pieces.into_iter());
        });
        assert_eq!(lines, ["a [-red-]", "{+blue+} ki…"]);
    }

    #[test]
    fn a_leak_is_told_apart_from_the_change_that_was_wanted() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let changed = |per_mille, mean_tenths| Some(Changed { per_mille, mean_tenths });
        let change = Change {
            outside: changed(31, 24),
            inside: changed(844, 613),
            scaled_from: None,
        };
        let words: Vec<_> = measured(&change, true, look)
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        assert_eq!(
            words,
            [
                "outside the mask 3.1 % of pixels changed, 2.4 of 255 on average",
                "inside 84 %, 61.3"
            ]
        );
    }
}
