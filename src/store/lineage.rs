//! Families of requests: where one came from, what was made from it, and the steps whose pictures led to it.

use std::collections::HashSet;

use super::{Store, StoreError};
use crate::domain::{Branch, HistoryEntry, HistoryRow, Lineage, Request, RequestId};

/// So far up a family is followed; longer chains are cut rather than endless ones followed.
const UP: usize = 200;
/// So many branches of a family are read.
const BRANCHES: usize = 500;

impl Store {
    /// The family of a request: its root, and everything that was made from that, oldest first.
    pub fn family(&self, id: RequestId) -> Result<Lineage, StoreError> {
        let mut root = self.row(id)?;
        let mut seen = HashSet::from([root.id]);
        while let Some(parent) = root.parent.filter(|_| seen.len() < UP) {
            // A parent that was thrown away, or that is its own grandchild in a damaged store, ends the way up.
            match self.row(parent) {
                Ok(row) if seen.insert(row.id) => root = row,
                Ok(_) | Err(StoreError::NoSuch(_)) => break,
                Err(error) => return Err(error),
            }
        }
        let mut family = Lineage::default();
        let mut seen = HashSet::new();
        let mut open = vec![(root, 0)];
        while let Some((row, depth)) = open.pop() {
            if family.branches.len() >= BRANCHES {
                family.more = true;
                break;
            }
            if !seen.insert(row.id) {
                continue;
            }
            let mut children = self.index().children(row.id, BRANCHES)?;
            children.reverse();
            open.extend(children.into_iter().map(|child| (child, depth + 1)));
            family.branches.push(Branch { row, depth });
        }
        Ok(family)
    }

    fn row(&self, id: RequestId) -> Result<HistoryRow, StoreError> {
        let listed = self.index().listed(id)?;
        // Of a purged one only what it cost is listed.
        let listed = listed.filter(|row| row.count > 0);
        listed.ok_or_else(|| StoreError::NoSuch(id.to_string()))
    }

    /// The requests whose pictures led to this one, the first one first and this one last. A request that came from
    /// another without using its picture, as one that was run again, is joined to the next one above whose it used.
    pub fn chain(&self, id: RequestId) -> Result<Vec<HistoryEntry>, StoreError> {
        let mut steps = vec![self.entry(id)?];
        let mut seen = HashSet::from([id]);
        let mut above = steps[0].request.parent().map(|parent| parent.id);
        while let Some(parent) = above.filter(|parent| seen.len() < UP && seen.insert(*parent)) {
            let entry = match self.entry(parent) {
                Ok(entry) => entry,
                Err(StoreError::NoSuch(_)) => break,
                Err(error) => return Err(error),
            };
            above = entry.request.parent().map(|parent| parent.id);
            let used = steps.last().is_some_and(|step| uses(&step.request, &entry));
            if used {
                steps.push(entry);
            }
        }
        steps.reverse();
        Ok(steps)
    }

    /// How many requests outside the trash were made from a request.
    pub fn made_from(&self, id: RequestId) -> Result<u64, StoreError> {
        self.index().made_from(id)
    }

    /// The request outside the trash that exactly so many others lie between and another one, or the oldest end; nothing
    /// where there are not so many. A page of so many rows before it is then the one right above the other.
    pub fn above(&self, of: Option<RequestId>, rows: usize) -> Result<Option<RequestId>, StoreError> {
        self.index().above(of, rows)
    }

    /// The request that a model was last used with, where a picture came of it.
    pub fn last_of_model(&self, model: &str) -> Result<Option<Request>, StoreError> {
        match self.index().newest_of_model(model)? {
            Some(id) => Ok(Some(self.entry(id)?.request)),
            None => Ok(None),
        }
    }
}

fn uses(request: &Request, from: &HistoryEntry) -> bool {
    let is_of = |sha256: &String| from.images.iter().any(|image| image.sha256 == *sha256);
    request
        .inputs()
        .iter()
        .filter_map(|input| input.sha256.as_ref())
        .any(is_of)
}
