//! Columns that are as wide as what stands in them, and lines that fit the terminal.

use super::output::Output;
use crate::{
    domain::{cells, cut},
    term,
};

/// Between two columns.
const GAP: &str = "  ";
/// However narrow the terminal is, so much is left of the column that gives way.
const LEAST: usize = 8;

/// How many columns lines are fitted to; nothing where no terminal shows them.
pub(super) fn columns() -> Option<usize> {
    Output::is_terminal().then(|| term::size().map_or(80, |size| usize::from(size.columns)))
}

/// The rows as lines. Cells of columns that `right` names stand at the right; one column gives way where a line would be
/// longer than the terminal is wide, and an empty one takes no room.
pub(super) fn lines<const N: usize>(
    rows: &[[String; N]],
    right: [bool; N],
    yielding: usize,
    columns: Option<usize>,
) -> Vec<String> {
    let mut widths: [usize; N] = std::array::from_fn(|at| rows.iter().map(|row| cells(&row[at])).max().unwrap_or(0));
    let taken: usize = widths
        .iter()
        .filter(|width| **width > 0)
        .map(|width| width + GAP.len())
        .sum();
    let over = columns.map_or(0, |columns| taken.saturating_sub(GAP.len() + columns));
    if let Some(width) = widths.get_mut(yielding) {
        *width = width.saturating_sub(over).max(LEAST.min(*width));
    }
    let line = |row: &[String; N]| {
        let wide = row.iter().zip(widths).zip(right).filter(|((_, width), _)| *width > 0);
        let fitted = wide.map(|((cell, width), right)| {
            let cell = cut(cell, width);
            let room = " ".repeat(width - cells(&cell));
            if right {
                format!("{room}{cell}")
            } else {
                format!("{cell}{room}")
            }
        });
        fitted.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_cells_and_one_gives_way() {
        let rows = [["day", "", "paid"], ["2026-11-22", "", "$0.05"]].map(|row| row.map(str::to_owned));
        assert_eq!(
            lines(&rows, [false, false, true], 0, None),
            ["day          paid", "2026-11-22  $0.05"]
        );
        assert_eq!(
            lines(&rows, [false, false, true], 0, Some(16)),
            ["day         paid", "2026-11-…  $0.05"]
        );
        assert_eq!(
            lines(&rows, [false, false, true], 0, Some(3)),
            ["day        paid", "2026-11…  $0.05"],
            "something of it is always told"
        );
    }
}
