//! The family of a request, and what it is wanted for.

mod deeds;

pub(super) use deeds::{as_input, ask, came, chosen, to_parent, use_as_input};

use super::parts::List;
use crate::domain::{Lineage, RequestId};

/// The family of a request, to walk in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The request that it was opened for.
    pub of: RequestId,
    /// Its family.
    pub family: Lineage,
    /// The selection, and which branches are seen.
    pub list: List,
}

impl Tree {
    fn new(of: RequestId, family: Lineage, selected: Option<RequestId>) -> Self {
        let mut list = List::of(family.branches.len());
        list.select(selected.and_then(|id| family.place(id)).unwrap_or(0));
        Self { of, family, list }
    }
}

/// What a family is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// To go to the parent.
    Parent,
    /// To go to a child.
    Child,
    /// To show the tree.
    Tree,
}
