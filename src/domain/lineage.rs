//! Where a request came from and what was made from it, as a tree.

use super::{HistoryRow, Parent, RequestId};

/// A request in its family, as far from the root as its depth says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The request.
    pub row: HistoryRow,
    /// How many steps from the root, which has 0.
    pub depth: usize,
    /// It stands above already, where what was made from it follows: it came from several requests.
    pub again: bool,
}

/// A family of requests: what the one in question came from in the end, which may be several, and everything made from
/// that, each below what it came from, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineage {
    /// The branches, the root first.
    pub branches: Vec<Branch>,
    /// The pictures that the one in question was made from, the main one first.
    pub parents: Vec<Parent>,
    /// Whether there are more than were read.
    pub more: bool,
}

impl Lineage {
    /// The place of a request, where what was made from it follows.
    #[must_use]
    pub fn place(&self, id: RequestId) -> Option<usize> {
        let mut branches = self.branches.iter();
        branches.position(|branch| branch.row.id == id && !branch.again)
    }

    /// What was made from a request, oldest first.
    pub fn children(&self, id: RequestId) -> impl Iterator<Item = &HistoryRow> {
        let at = self.place(id).unwrap_or(self.branches.len());
        let depth = self.branches.get(at).map_or(0, |branch| branch.depth);
        let below = self.branches.iter().skip(at + 1);
        let below = below.take_while(move |branch| branch.depth > depth);
        below
            .filter(move |branch| branch.depth == depth + 1)
            .map(|branch| &branch.row)
    }

    /// Whether a branch is the last of those that came from the same request.
    #[must_use]
    pub fn is_last(&self, place: usize) -> bool {
        let Some(branch) = self.branches.get(place) else {
            return true;
        };
        let later = self.branches.iter().skip(place + 1);
        !later
            .take_while(|other| other.depth >= branch.depth)
            .any(|other| other.depth == branch.depth)
    }

    /// The trunk of a branch: for each step from the root down to it, whether more comes below at that step.
    #[must_use]
    pub fn trunk(&self, place: usize) -> Vec<bool> {
        let Some(branch) = self.branches.get(place) else {
            return Vec::new();
        };
        let goes_on = |depth: usize| {
            let above = self.branches[..=place].iter().rposition(|other| other.depth == depth);
            above.is_some_and(|above| !self.is_last(above))
        };
        (1..=branch.depth).map(goes_on).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{CostKind, Operation, RequestState};

    fn branch(number: u128, parent: Option<u128>, depth: usize) -> Branch {
        let id = |number| RequestId::from_uuid(Uuid::from_u128(number));
        Branch {
            row: HistoryRow {
                id: id(number),
                created_ms: 0,
                state: RequestState::Stored,
                operation: Operation::Generate,
                prompt: String::new(),
                model: String::new(),
                size: String::new(),
                count: 1,
                quality: String::new(),
                cost: None,
                cost_kind: CostKind::None,
                starred: false,
                picture: None,
                pictures: 0,
                parent: parent.map(id),
            },
            depth,
            again: false,
        }
    }

    #[test]
    fn the_trunk_goes_on_where_more_comes_below() {
        // 1 ─┬ 2 ── 3
        //    └ 4
        let lineage = Lineage {
            branches: vec![
                branch(1, None, 0),
                branch(2, Some(1), 1),
                branch(3, Some(2), 2),
                branch(4, Some(1), 1),
            ],
            ..Lineage::default()
        };
        assert!(lineage.trunk(0).is_empty());
        assert_eq!(lineage.trunk(1), [true]);
        assert_eq!(lineage.trunk(2), [true, false]);
        assert_eq!(lineage.trunk(3), [false]);
        let children: Vec<_> = lineage.children(lineage.branches[0].row.id).map(|row| row.id).collect();
        assert_eq!(children, [lineage.branches[1].row.id, lineage.branches[3].row.id]);
    }
}
