//! What the screen asks the store about requests, and what it hears.

use std::collections::BTreeMap;

use crate::domain::{CutChain, HistoryEntry, Lineage, Parent, Request, RequestId};

/// A question about kept requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inquiry {
    /// The family of a request.
    Lineage(RequestId),
    /// The requests whose pictures led to this one, the first one first and this one last.
    Chain(RequestId),
    /// The kept files of a request.
    Raw(RequestId),
    /// Two requests, whole.
    Pair(RequestId, RequestId),
    /// Every tag there is.
    Tags,
    /// What is noted on these requests.
    Notes(Vec<RequestId>),
    /// The latest prompts.
    Prompts,
    /// The request that a model was last used with.
    LastOf(String),
    /// What throwing requests away would free.
    Weight(Vec<RequestId>),
    /// What the registers hold, after this was kept in one of them.
    Registers(Option<Keeping>),
}

/// A text on its way into a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// The register, `a` to `z`.
    pub name: char,
    /// The text.
    pub text: String,
    /// Whether what is there stays before it.
    pub adds: bool,
}

/// The answer to a question; it says which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The family of a request.
    Lineage {
        /// The request that was asked about.
        id: RequestId,
        /// Its family.
        family: Lineage,
    },
    /// The steps that led to a request.
    Chain {
        /// The request that was asked about.
        id: RequestId,
        /// The steps, oldest first.
        steps: Vec<HistoryEntry>,
    },
    /// A chain was being made again when its studio ended; nobody asked for that, nor for the next two.
    CutChain(Box<CutChain>),
    /// The chain that is being made again cannot be gone on with by another studio.
    ChainUnkept,
    /// Its next step was not sent, because the person must agree to something first.
    StepUnsent,
    /// The kept files of a request.
    Raw {
        /// The request.
        id: RequestId,
        /// Each file's name and its text: JSON with the bytes of pictures left out.
        files: Vec<(String, String)>,
    },
    /// Two requests, whole.
    Pair(Box<[HistoryEntry; 2]>),
    /// Every tag there is, sorted.
    Tags(Vec<String>),
    /// What is noted on requests.
    Notes {
        /// The requests.
        ids: Vec<RequestId>,
        /// Every note, one for each request that has one.
        notes: Vec<String>,
    },
    /// The latest prompts, newest first, each once.
    Prompts(Vec<String>),
    /// The request that a model was last used with.
    LastOf {
        /// The model's id.
        model: String,
        /// The request, where there is one.
        request: Option<Box<Request>>,
    },
    /// What throwing requests away would free.
    Weight {
        /// The requests.
        ids: Vec<RequestId>,
        /// The bytes of their pictures.
        bytes: u64,
        /// How many of them run and so cannot be thrown away.
        running: usize,
    },
    /// What the registers hold.
    Registers {
        /// By their letters.
        held: BTreeMap<char, String>,
        /// The one that was filled just now.
        filled: Option<char>,
    },
    /// What a request was made from, and how much from it; not told where both would be nothing.
    Relatives {
        /// The request.
        id: RequestId,
        /// What is known of it.
        relatives: Relatives,
    },
}

/// Where a request came from, and what came from it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relatives {
    /// The pictures that it was made from, the main one first.
    pub parents: Vec<Parent>,
    /// How many requests were made from it.
    pub made: u64,
}

/// A mark with words that a person puts on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marking {
    /// A tag is put on, or taken away.
    Tag {
        /// The tag.
        tag: String,
        /// On or off.
        on: bool,
    },
    /// A note; empty takes it away.
    Note(String),
    /// A title; empty takes it away.
    Title(String),
}

/// Whether marks are put for the first time, or a step goes back or on again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The person does it.
    Do,
    /// It is taken back.
    Undo,
    /// What was taken back is done again.
    Redo,
}
