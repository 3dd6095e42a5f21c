//! The first line: the views with the open one, and who pays how much today.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::ui::{glyphs::Look, layout, pen};

const BRAND: &str = "pochade";

/// What the line says.
#[derive(Debug, Clone)]
pub(in crate::ui) struct TabLine<'a> {
    /// The names of the views, in their order.
    pub(in crate::ui) views: &'a [&'a str],
    /// The keys that lead to them.
    pub(in crate::ui) keys: &'a [String],
    /// The open one.
    pub(in crate::ui) active: usize,
    /// Who pays.
    pub(in crate::ui) profile: &'a str,
    /// A word that must always be seen.
    pub(in crate::ui) badge: Option<&'a str>,
    /// What was spent today, in shorter and shorter words.
    pub(in crate::ui) spent: &'a [String],
}

type Pieces<'a> = Vec<(String, Style)>;

/// Draws the line; what there is no room for becomes shorter, the profile last of all.
pub(in crate::ui) fn draw(frame: &mut Frame, area: Rect, tabs: &TabLine<'_>, look: Look<'_>) {
    let rights: Vec<_> = tabs.spent.iter().map(|spent| right_side(tabs, spent, look)).collect();
    // `alt-1 alt-2 …` has `alt-` once, before the first, where there is no room for more.
    let stem = stem(tabs.keys);
    let mut lefts = vec![
        left_side(tabs, ("", Some(BRAND)), 3, look),
        left_side(tabs, ("", None), 3, look),
        left_side(tabs, ("", None), 2, look),
    ];
    if !stem.is_empty() {
        lefts.push(left_side(tabs, (stem, None), 2, look));
        lefts.push(left_side(tabs, (stem, None), 1, look));
    }
    let mut pairs = lefts
        .iter()
        .flat_map(|left| rights.iter().map(move |right| (left, right)));
    let fits = |(left, right): &(&Pieces<'_>, &Pieces<'_>)| width(left) + width(right) + 2 <= area.width;
    let compact = compact(tabs, stem, look);
    let fallback = right_side(tabs, "", look);
    let least = rights
        .iter()
        .find(|right| width(&compact) + width(right) + 2 <= area.width)
        .unwrap_or(&fallback);
    let (left, right) = pairs.find(fits).unwrap_or((&compact, least));
    let free = area.width.saturating_sub(width(right) + 1);
    write(frame, layout::columns(area, 0, free.saturating_sub(1)), left);
    write(frame, layout::columns(area, free, area.width), right);
}

fn width(pieces: &Pieces<'_>) -> u16 {
    pieces.iter().map(|(text, _)| crate::ui::cells::columns(text)).sum()
}

fn write(frame: &mut Frame, area: Rect, pieces: &Pieces<'_>) {
    let borrowed: Vec<_> = pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    pen::pieces(frame, area, &borrowed);
}

/// What all keys begin with before their last letter.
fn stem(keys: &[String]) -> &str {
    let stem = |key: &'_ str| key.len() - key.chars().next_back().map_or(0, char::len_utf8);
    let Some(first) = keys.first() else { return "" };
    let first = &first[..stem(first)];
    if keys.iter().all(|key| &key[..stem(key)] == first) {
        first
    } else {
        ""
    }
}

fn left_side<'a>(tabs: &TabLine<'a>, (stem, brand): (&str, Option<&str>), gap: usize, look: Look<'_>) -> Pieces<'a> {
    let theme = look.theme;
    let mut pieces = vec![(" ".to_owned(), theme.text)];
    if let Some(brand) = brand {
        pieces.push((format!("{brand}{}", " ".repeat(gap)), theme.faint));
    }
    if !stem.is_empty() {
        pieces.push((stem.to_owned(), theme.faint));
    }
    for (at, (name, key)) in tabs.views.iter().zip(tabs.keys).enumerate() {
        let style = if at == tabs.active { theme.tab_active } else { theme.tab };
        if at > 0 {
            pieces.push((" ".repeat(gap), theme.text));
        }
        pieces.push((format!("{} {name}", &key[stem.len()..]).trim_start().to_owned(), style));
    }
    pieces
}

/// The open view by name, the others by key.
fn compact<'a>(tabs: &TabLine<'a>, stem: &str, look: Look<'_>) -> Pieces<'a> {
    let theme = look.theme;
    let mut pieces = vec![(" ".to_owned(), theme.text)];
    if !stem.is_empty() {
        pieces.push((stem.to_owned(), theme.faint));
    }
    for (at, (name, key)) in tabs.views.iter().zip(tabs.keys).enumerate() {
        let key = &key[stem.len()..];
        if at == tabs.active {
            pieces.push((format!("{key} {name}").trim_start().to_owned(), theme.tab_active));
        } else {
            pieces.push((key.to_owned(), theme.tab));
        }
        pieces.push((" ".to_owned(), theme.text));
    }
    pieces
}

fn right_side<'a>(tabs: &TabLine<'a>, spent: &str, look: Look<'_>) -> Pieces<'a> {
    let theme = look.theme;
    let mut pieces = Vec::new();
    if tabs.badge != Some(tabs.profile) {
        pieces.push((tabs.profile.to_owned(), theme.text));
    }
    if let Some(badge) = tabs.badge {
        if !pieces.is_empty() {
            pieces.push((" ".to_owned(), theme.text));
        }
        pieces.push((format!(" {badge} "), theme.badge));
    }
    if !spent.is_empty() {
        let between = if tabs.badge.is_some() { " " } else { " · " };
        pieces.push((format!("{between}{spent}"), theme.faint));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    const VIEWS: &[&str] = &["Compose", "History", "Gallery", "Queue", "Spend", "Settings"];

    fn line(width: u16, profile: &str, badge: Option<&str>) -> String {
        line_with("", width, profile, badge)
    }

    fn line_with(stem: &str, width: u16, profile: &str, badge: Option<&str>) -> String {
        let keys: Vec<_> = (1..=6).map(|digit| format!("{stem}{digit}")).collect();
        let theme = Theme::default();
        let spent = [
            "today $0.42 of $10.00".to_owned(),
            "$0.42 of $10.00".to_owned(),
            "$0.42".to_owned(),
        ];
        let tabs = TabLine {
            views: VIEWS,
            keys: &keys,
            active: 0,
            profile,
            badge,
            spent: &spent,
        };
        drawn(width, 1, |frame| {
            draw(
                frame,
                frame.area(),
                &tabs,
                Look {
                    theme: &theme,
                    letters: false,
                },
            );
        })
        .remove(0)
    }

    #[test]
    fn the_line_gets_shorter_and_always_says_who_pays() {
        let full = " pochade   1 Compose   2 History   3 Gallery   4 Queue   5 Spend   6 Settings            openai · today $0.42 of $10.00";
        assert_eq!(line(120, "openai", None), full);
        let usual = " 1 Compose  2 History  3 Gallery  4 Queue  5 Spend  6 Settings   openai · $0.42";
        assert_eq!(line(80, "openai", None), usual);
        assert_eq!(line(40, "openai", None), " 1 Compose 2 3 4 5 6     openai · $0.42");
        assert_eq!(
            line(40, "a-long-company-name", None),
            " 1 Compose 2 3 4 5  a-long-company-name"
        );
    }

    #[test]
    fn what_all_keys_begin_with_stands_once_where_there_is_little_room() {
        let usual = " alt-1 Compose 2 History 3 Gallery 4 Queue 5 Spend 6 Settings    openai · $0.42";
        assert_eq!(line_with("alt-", 80, "openai", None), usual);
        assert!(line_with("alt-", 120, "openai", None).contains("alt-1 Compose   alt-2 History   "));
        assert_eq!(
            line_with("alt-", 40, "openai", None),
            " alt-1 Compose 2 3 4 5 6         openai"
        );
    }

    #[test]
    fn a_badge_is_never_left_out_nor_said_twice() {
        assert!(line(80, "sandbox", Some("sandbox")).ends_with("  sandbox  $0.42"));
        assert!(line(40, "work", Some("insecure")).ends_with("work  insecure"));
    }
}
