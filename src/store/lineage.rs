//! Families of requests: where one came from, what was made from it, and the steps whose pictures led to it.

use std::collections::HashSet;

use super::{Store, StoreError};
use crate::domain::{Branch, HistoryEntry, HistoryRow, Lineage, Parent, Request, RequestId};

/// So far up a family is followed; longer chains are cut rather than endless ones followed.
const UP: usize = 200;
/// So many branches of a family are read.
const BRANCHES: usize = 500;

impl Store {
    /// The family of a request: what it came from in the end, the main line first, and everything that was made from
    /// that, oldest first. What came from several of them stands below each, and what was made from it below the first.
    pub fn family(&self, id: RequestId) -> Result<Lineage, StoreError> {
        let mut family = Lineage {
            parents: self.parents(id)?,
            ..Lineage::default()
        };
        let mut seen = HashSet::new();
        let mut open: Vec<_> = self.roots(id)?.into_iter().map(|root| (root, 0)).collect();
        open.reverse();
        while let Some((row, depth)) = open.pop() {
            if family.branches.len() >= BRANCHES {
                family.more = true;
                break;
            }
            let again = !seen.insert(row.id);
            if !again {
                let mut children = self.index().children(row.id, BRANCHES)?;
                children.reverse();
                open.extend(children.into_iter().map(|child| (child, depth + 1)));
            }
            family.branches.push(Branch { row, depth, again });
        }
        Ok(family)
    }

    /// What a request was made from: the parent that it names, then whoever made another of its inputs; those that are
    /// gone for good are left out.
    pub fn parents(&self, id: RequestId) -> Result<Vec<Parent>, StoreError> {
        let mut parents = self.index().parents(id)?;
        let mut failed = None;
        parents.retain(|parent| match self.row(parent.id) {
            Ok(_) => true,
            Err(StoreError::NoSuch(_)) => false,
            Err(error) => {
                failed = Some(error);
                false
            }
        });
        failed.map_or(Ok(parents), Err)
    }

    /// The requests that came from no other, and that this one came from, by the main line first; itself where it came
    /// from none.
    fn roots(&self, id: RequestId) -> Result<Vec<HistoryRow>, StoreError> {
        let (mut roots, mut seen, mut open) = (Vec::new(), HashSet::from([id]), vec![id]);
        while let Some(id) = open.pop() {
            let above = self.parents(id)?;
            // In a damaged store a request may be its own grandchild: that ends the way up.
            let mut new: Vec<_> = above.iter().map(|parent| parent.id).collect();
            new.retain(|parent| seen.len() < UP && seen.insert(*parent));
            if above.is_empty() || (new.is_empty() && open.is_empty() && roots.is_empty()) {
                roots.push(self.row(id)?);
            }
            open.extend(new.into_iter().rev());
        }
        Ok(roots)
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
        let mut above = self.main_parent(&steps[0])?;
        while let Some(parent) = above.filter(|parent| seen.len() < UP && seen.insert(*parent)) {
            let entry = match self.entry(parent) {
                Ok(entry) => entry,
                Err(StoreError::NoSuch(_)) => break,
                Err(error) => return Err(error),
            };
            above = self.main_parent(&entry)?;
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

    /// A request that names no parent, but was made from a picture that is kept here, comes from whoever made that.
    pub(super) fn related(&self, request: Request) -> Request {
        if request.parent().is_some() {
            return request;
        }
        let hashes = request.inputs().iter().filter_map(|input| input.sha256.as_deref());
        // Without the index only this is not known, and the request is none the worse for it.
        let mut makers = hashes.filter_map(|sha256| self.index().maker(sha256).ok().flatten());
        let parent = makers.next();
        match parent {
            Some(parent) => request.with_parent(parent),
            None => request,
        }
    }

    /// The parent that a request names, else whoever made its first input that is kept here.
    fn main_parent(&self, entry: &HistoryEntry) -> Result<Option<RequestId>, StoreError> {
        Ok(match entry.request.parent() {
            Some(parent) => Some(parent.id),
            None => self.index().parents(entry.id)?.first().map(|parent| parent.id),
        })
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
