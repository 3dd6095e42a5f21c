//! Where everything stands, chosen by the size of the screen: the one place that does so.

use ratatui::layout::Rect;

/// Below these columns one pane is shown at a time.
const SIDE_BY_SIDE: u16 = 80;
/// From these rows on thin lines and titles may take rows of their own.
const ROOMY: u16 = 30;

/// The least columns of the list in History.
const LIST_LEAST: u16 = 46;
/// In so many columns a row has everything but the quality.
pub(super) const WHOLE_ROW: u16 = 74;
/// So many columns a picture beside it keeps all the same: in the rows of most screens that is a square.
const PICTURE_LEAST: u16 = 43;

/// A pane of Compose, and of History, where form is the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Every pane that there is room for; this one where there is room for one only.
    All(Part),
    /// That pane alone.
    Only(Part),
}

/// The parts that a screen is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The form.
    Form,
    /// The picture and its facts.
    Result,
    /// The list of requests.
    History,
}

/// What every view has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skeleton {
    /// The line of tabs.
    pub tabs: Rect,
    /// The thin line beneath; empty on low screens.
    pub rule: Rect,
    /// The view itself.
    pub body: Rect,
    /// The line of hints.
    pub hints: Rect,
}

impl Skeleton {
    /// The skeleton of a screen; nothing below 40 columns or 12 rows.
    #[must_use]
    pub fn of(screen: Rect) -> Option<Self> {
        if screen.width < 40 || screen.height < 12 {
            return None;
        }
        let ruled = u16::from(screen.height >= ROOMY);
        Some(Self {
            tabs: rows(screen, 0, 1),
            rule: rows(screen, 1, ruled),
            body: rows(screen, 1 + ruled, screen.height - 2 - ruled),
            hints: rows(screen, screen.height - 1, 1),
        })
    }
}

/// The panes of Compose; those that are not shown are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComposePanes {
    /// The form.
    pub form: Rect,
    /// The thin line between form and result.
    pub divider: Rect,
    /// The picture and its facts.
    pub result: Rect,
    /// The thin line above the history.
    pub rule: Rect,
    /// The latest requests.
    pub history: Rect,
}

impl ComposePanes {
    /// The panes in the body of the screen.
    #[must_use]
    pub fn of(body: Rect, shown: Shown) -> Self {
        let none = Rect {
            width: 0,
            height: 0,
            ..body
        };
        let mut panes = Self {
            form: none,
            divider: none,
            result: none,
            rule: none,
            history: none,
        };
        match shown {
            Shown::All(_) if body.width >= SIDE_BY_SIDE => {}
            Shown::All(part) | Shown::Only(part) => {
                *panes.part_mut(part) = body;
                return panes;
            }
        }
        let history = history_height(body.height);
        let above = body.height - history - u16::from(history > 0);
        let upper = rows(body, 0, above);
        let form = form_width(body.width);
        panes.form = columns(upper, 0, form);
        panes.divider = columns(upper, form, 1);
        panes.result = columns(upper, form + 1, upper.width - form - 1);
        if history > 0 {
            panes.rule = rows(body, above, 1);
            panes.history = rows(body, above + 1, history);
        }
        panes
    }

    /// The same with the history below so many rows that belong to the line of a search, which stands on the thin line.
    #[must_use]
    pub fn noted(mut self, noted: u16) -> Self {
        self.history = rows(self.history, noted, self.history.height);
        self
    }

    const fn part_mut(&mut self, part: Part) -> &mut Rect {
        match part {
            Part::Form => &mut self.form,
            Part::Result => &mut self.result,
            Part::History => &mut self.history,
        }
    }
}

/// Rows of the history pane, its title among them where it has one.
fn history_height(body: u16) -> u16 {
    match body {
        ..16 => 0,
        16..ROOMY => (body - 13).clamp(3, 3 + body.saturating_sub(22)),
        _ => (body * 3 / 8).min(21),
    }
}

fn form_width(body: u16) -> u16 {
    (43 + body.saturating_sub(SIDE_BY_SIDE) / 8).min(62)
}

/// The panes of History; those that are not shown are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryPanes {
    /// What is searched for, and how much was found.
    pub search: Rect,
    /// The thin line beneath.
    pub rule: Rect,
    /// The list.
    pub list: Rect,
    /// The thin line between list and picture.
    pub divider: Rect,
    /// The picture and its facts.
    pub result: Rect,
    /// More about the request.
    pub details: Rect,
}

impl HistoryPanes {
    /// The panes in the body of the screen.
    #[must_use]
    pub fn of(body: Rect, shown: Shown) -> Self {
        let lower = rows(body, 2, body.height.saturating_sub(2));
        let none = Rect {
            width: 0,
            height: 0,
            ..lower
        };
        let mut panes = Self {
            search: rows(body, 0, 1),
            rule: rows(body, 1, 1),
            list: none,
            divider: none,
            result: none,
            details: none,
        };
        match shown {
            Shown::All(_) if body.width >= SIDE_BY_SIDE => {}
            Shown::All(Part::Result) | Shown::Only(Part::Result) => {
                panes.result = lower;
                return panes;
            }
            Shown::All(_) | Shown::Only(_) => {
                panes.list = lower;
                return panes;
            }
        }
        let whole = if lower.width > WHOLE_ROW + PICTURE_LEAST {
            WHOLE_ROW
        } else {
            LIST_LEAST
        };
        let list = (lower.width * 14 / 25).max(whole);
        panes.list = columns(lower, 0, list);
        panes.divider = columns(lower, list, 1);
        let right = columns(lower, list + 1, lower.width - list - 1);
        let details = match right.height {
            40.. => 14,
            20.. => 9,
            height => height / 3,
        };
        panes.result = rows(right, 0, right.height - details);
        // One row of air between the picture's facts and the request's.
        let air = u16::from(details > 4);
        panes.details = rows(right, right.height - details + air, details - air);
        panes
    }

    /// The same with the list below so many rows that belong to the line of a search; the first of them takes the thin
    /// line, and the picture stays where it is.
    #[must_use]
    pub fn noted(mut self, noted: u16) -> Self {
        let more = noted.saturating_sub(1);
        self.list = rows(self.list, more, self.list.height);
        self.divider = rows(self.divider, more, self.divider.height);
        self
    }
}

/// A pane with a picture in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultParts {
    /// The title and the number of the picture.
    pub title: Rect,
    /// Every cell that is left over: the picture is fitted into it.
    pub picture: Rect,
    /// One line of facts, with the strip of siblings.
    pub facts: Rect,
}

impl ResultParts {
    /// The parts of the pane.
    #[must_use]
    pub fn of(pane: Rect) -> Self {
        let inner = columns(pane, 1, pane.width.saturating_sub(2));
        let air = u16::from(pane.height >= 14);
        Self {
            title: rows(pane, 0, 1),
            picture: rows(inner, 1 + air, pane.height.saturating_sub(2 + 2 * air)),
            facts: rows(inner, pane.height.saturating_sub(1), u16::from(pane.height >= 2)),
        }
    }
}

/// The cells into which the picture of Compose is fitted, so that it can be encoded for exactly them; empty where no
/// picture is shown.
#[must_use]
pub fn compose_picture_area(screen: Rect, shown: Shown) -> Rect {
    Skeleton::of(screen).map_or_else(Rect::default, |skeleton| {
        ResultParts::of(ComposePanes::of(skeleton.body, shown).result).picture
    })
}

/// The same for History.
#[must_use]
pub fn history_picture_area(screen: Rect, shown: Shown) -> Rect {
    Skeleton::of(screen).map_or_else(Rect::default, |skeleton| {
        ResultParts::of(HistoryPanes::of(skeleton.body, shown).result).picture
    })
}

/// An area of that size in the middle of a screen, a little above it where there is room, as large as fits.
#[must_use]
pub fn floating(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) * 2 / 5,
        width,
        height,
    }
}

/// The largest area of a shape (width and height in pixels) within another, in its middle; cells are taken to be
/// twice as high as wide.
#[must_use]
pub fn shaped(within: Rect, width: u32, height: u32) -> Rect {
    if width == 0 || height == 0 || within.is_empty() {
        return Rect {
            width: 0,
            height: 0,
            ..within
        };
    }
    let (across, down) = (u64::from(within.width), u64::from(within.height) * 2);
    let (wide, high) = (u64::from(width), u64::from(height));
    let (cells_across, halves_down) = if across * high <= down * wide {
        (across, across * high / wide)
    } else {
        (down * wide / high, down)
    };
    let narrow = |cells: u64, most: u16| u16::try_from(cells).unwrap_or(most).clamp(1, most);
    let (width, height) = (
        narrow(cells_across, within.width),
        narrow(halves_down.div_ceil(2), within.height),
    );
    Rect {
        x: within.x + (within.width - width) / 2,
        y: within.y + (within.height - height) / 2,
        width,
        height,
    }
}

/// `count` rows of an area from row `first` on, as many as there are.
pub(super) fn rows(area: Rect, first: u16, count: u16) -> Rect {
    let first = first.min(area.height);
    Rect {
        y: area.y + first,
        height: count.min(area.height - first),
        ..area
    }
}

/// `count` columns of an area from column `first` on, as many as there are.
pub(super) fn columns(area: Rect, first: u16, count: u16) -> Rect {
    let first = first.min(area.width);
    Rect {
        x: area.x + first,
        width: count.min(area.width - first),
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Shown = Shown::All(Part::Form);

    fn screen(width: u16, height: u16) -> Rect {
        Rect::new(0, 0, width, height)
    }

    fn compose(width: u16, height: u16, shown: Shown) -> ComposePanes {
        ComposePanes::of(Skeleton::of(screen(width, height)).unwrap().body, shown)
    }

    #[test]
    fn the_panes_of_compose_stand_where_the_plan_says() {
        let small = compose(80, 24, ALL);
        assert_eq!(small.form, Rect::new(0, 1, 43, 18));
        assert_eq!(small.divider, Rect::new(43, 1, 1, 18));
        assert_eq!(small.result, Rect::new(44, 1, 36, 18));
        assert_eq!(small.rule, Rect::new(0, 19, 80, 1));
        assert_eq!(small.history, Rect::new(0, 20, 80, 3));

        let usual = compose(120, 40, ALL);
        assert_eq!(usual.form, Rect::new(0, 2, 48, 23));
        assert_eq!(usual.history, Rect::new(0, 26, 120, 13));

        let large = compose(200, 60, ALL);
        assert_eq!(large.form, Rect::new(0, 2, 58, 35));
        assert_eq!(large.history, Rect::new(0, 38, 200, 21));
    }

    #[test]
    fn below_eighty_columns_one_pane_has_everything() {
        for part in [Part::Form, Part::Result, Part::History] {
            let mut panes = compose(79, 24, Shown::All(part));
            assert_eq!(*panes.part_mut(part), Rect::new(0, 1, 79, 22));
            *panes.part_mut(part) = Rect::default();
            let rest = [panes.form, panes.divider, panes.result, panes.rule, panes.history];
            assert!(rest.iter().all(|rect| rect.is_empty()));
        }
        assert_eq!(
            compose(200, 60, Shown::Only(Part::Result)).result,
            Rect::new(0, 2, 200, 57)
        );
    }

    #[test]
    fn a_screen_that_is_too_small_has_no_skeleton() {
        assert_eq!(Skeleton::of(screen(39, 12)), None);
        assert_eq!(Skeleton::of(screen(40, 11)), None);
        assert!(Skeleton::of(screen(40, 12)).is_some());
        assert!(compose_picture_area(screen(1, 1), ALL).is_empty());
    }

    #[test]
    fn panes_never_overlap_nor_leave_the_screen() {
        for width in (40..220).step_by(7) {
            for height in 12..80 {
                let all = screen(width, height);
                let skeleton = Skeleton::of(all).unwrap();
                let one = ComposePanes::of(skeleton.body, ALL);
                let other = HistoryPanes::of(skeleton.body, ALL);
                let result = ResultParts::of(one.result);
                let sets: [&[Rect]; 3] = [
                    &[
                        skeleton.tabs,
                        skeleton.rule,
                        one.form,
                        one.divider,
                        one.result,
                        one.rule,
                        one.history,
                        skeleton.hints,
                    ],
                    &[
                        skeleton.tabs,
                        other.search,
                        other.rule,
                        other.list,
                        other.divider,
                        other.result,
                        other.details,
                    ],
                    &[result.title, result.picture, result.facts],
                ];
                for set in sets {
                    for (at, rect) in set.iter().enumerate() {
                        assert!(
                            rect.is_empty() || all.intersection(*rect) == *rect,
                            "{width}x{height}: {rect}"
                        );
                        assert!(
                            set[..at].iter().all(|before| !before.intersects(*rect)),
                            "{width}x{height}: {rect}"
                        );
                    }
                }
                assert!(
                    one.form.is_empty() || one.form.height >= 9,
                    "{width}x{height}: {}",
                    one.form
                );
            }
        }
    }

    #[test]
    fn the_picture_gets_every_cell_that_words_do_not_need() {
        assert_eq!(compose_picture_area(screen(80, 24), ALL), Rect::new(45, 3, 34, 14));
        assert_eq!(compose_picture_area(screen(120, 40), ALL), Rect::new(50, 4, 69, 19));
        assert_eq!(
            compose_picture_area(screen(80, 24), Shown::Only(Part::Result)),
            Rect::new(1, 3, 78, 18)
        );
        assert!(compose_picture_area(screen(60, 20), Shown::All(Part::Form)).is_empty());
        assert_eq!(history_picture_area(screen(120, 40), ALL), Rect::new(76, 6, 43, 22));
    }

    #[test]
    fn a_shape_is_fitted_into_the_middle() {
        let within = Rect::new(10, 5, 40, 10);
        for (width, height, expected) in [
            (1024, 1024, Rect::new(20, 5, 20, 10)),
            (1536, 864, Rect::new(12, 5, 35, 10)),
            (4000, 100, Rect::new(10, 9, 40, 1)),
            (100, 4000, Rect::new(29, 5, 1, 10)),
        ] {
            assert_eq!(shaped(within, width, height), expected, "{width}x{height}");
        }
        assert!(shaped(within, 0, 5).is_empty());
    }

    #[test]
    fn what_floats_stays_on_the_screen() {
        assert_eq!(floating(screen(80, 24), 40, 10), Rect::new(20, 5, 40, 10));
        assert_eq!(floating(screen(80, 24), 100, 100), screen(80, 24));
    }
}
