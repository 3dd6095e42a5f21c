//! What one run of the studio remembers: the last thing done, marked requests, known tags, older prompts.

use super::{Relatives, deed::Deed, recall::Recall, replay::Replay, selection::Marked, snippets::Slots};
use crate::domain::{CutChain, HistoryEntry, RequestId};

/// What this run remembers of what was done to requests.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Memory {
    /// What was done last to a request, for doing it to another.
    pub(super) last: Option<Deed>,
    /// What is being done, and is the last thing done once it is sent.
    pub(super) doing: Option<Deed>,
    /// The profile that a request goes to again, where it was made on another one.
    pub(super) goes_to: Option<String>,
    /// The request whose prompt is in the person's editor; nothing while that of the form is.
    pub(super) editing: Option<Box<HistoryEntry>>,
    /// The marked requests of the list.
    pub(super) marked: Marked,
    /// What was typed into a line that was left without being done, and what the line was for.
    pub(super) left: Option<(super::LinePurpose, String)>,
    /// Words that are being put on requests.
    pub(super) putting: Vec<super::Marking>,
    /// Prompts that are kept under letters.
    pub(super) registers: super::registers::Registers,
    /// The latest messages, oldest first.
    pub(super) said: Vec<super::messages::Said>,
    /// Every tag that the store knows, sorted.
    pub(super) tags: Vec<String>,
    /// Older prompts, and where the person is among them.
    pub(super) recall: Recall,
    /// Places of a snippet that are to be filled in.
    pub(super) slots: Slots,
    /// What the family that was asked for is wanted for.
    pub(super) kin: Option<(RequestId, super::lineage::Wish)>,
    /// Two requests that are read for a comparison of their pictures.
    pub(super) comparing: Option<super::compare::Comparing>,
    /// What the request that was read last came from and what was made from it, where there is anything.
    pub(super) relatives: Option<(RequestId, Relatives)>,
    /// A chain that is to be made again, or is being made.
    pub(super) replay: Option<Replay>,
    /// A chain that was being made again when its studio ended.
    pub(super) cut_chain: Option<Box<CutChain>>,
    /// Whether the steps of that chain were asked for.
    pub(super) cut_asked: bool,
    /// The model whose last options were asked for, and the form's revision then.
    pub(super) options_of: Option<(String, u64)>,
}
