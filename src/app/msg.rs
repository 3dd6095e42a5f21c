//! Everything that can happen to the screen, as plain data in the past tense.

use std::path::PathBuf;

use crate::{
    app::{Answer, Marking, ProfileFacts, Way, parts::Listing},
    domain::{
        Came, Copied, Diagnosis, DiskUse, Failure, HistoryEntry, HistoryPage, HistoryQuery, HistoryRow, ImageFacts,
        Indexing, KnownNames, Near, Overlaid, Recipe, Report, RequestId, SinceLeft, SpendSheet, Tally, Unfinished,
    },
    keys::Key,
};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// A key was pressed.
    Pressed {
        /// The key.
        key: Key,
        /// When, in milliseconds since 1970.
        now_ms: i64,
    },
    /// A text was pasted or files were dropped.
    Pasted {
        /// What came.
        text: String,
        /// When, in milliseconds since 1970.
        now_ms: i64,
    },
    /// Time passed while something on the screen depends on it.
    Ticked {
        /// When, in milliseconds since 1970.
        now_ms: i64,
    },
    /// The screen was laid out for a new size.
    LaidOut(Fit),
    /// A page of the history came.
    HistoryLoaded {
        /// The question.
        asked: HistoryQuery,
        /// The rows, or why there are none.
        answer: Result<HistoryPage, Failure>,
    },
    /// So far is an index that is being made; nothing once it is made.
    Indexing(Option<Indexing>),
    /// It was counted what a search finds in all.
    HistoryTallied {
        /// The question.
        asked: HistoryQuery,
        /// The sum.
        tally: Tally,
    },
    /// It was counted what a search would find without each of its clauses.
    HistoryWidened {
        /// The question.
        asked: HistoryQuery,
        /// How many, in the order of the clauses.
        counts: Vec<u64>,
    },
    /// What a search nearly finds came.
    NearLoaded {
        /// The question.
        asked: HistoryQuery,
        /// What is close.
        near: Near,
    },
    /// The names that the history knows came.
    NamesLoaded(KnownNames),
    /// One request came whole.
    EntryLoaded {
        /// The question.
        id: RequestId,
        /// The request, or why it cannot be read.
        answer: Result<Box<HistoryEntry>, Failure>,
    },
    /// A request became durable and went to the engine, or did not.
    Submitted {
        /// Its name.
        id: RequestId,
        /// Its row, or why it was not kept.
        answer: Result<Box<HistoryRow>, Failure>,
    },
    /// The engine said something.
    Reported {
        /// What.
        report: Report,
        /// When, in milliseconds since 1970.
        now_ms: i64,
    },
    /// The store was changed by another program.
    StoreChanged,
    /// A directory was read for the file picker.
    Listed(Listing),
    /// The header of a picture was read.
    Inspected {
        /// The file.
        path: PathBuf,
        /// What for.
        purpose: Inspection,
        /// What it says, or why it cannot be used.
        answer: Result<ImageFacts, Failure>,
    },
    /// The texts that a picture carries were read.
    RecipeRead {
        /// The file.
        path: PathBuf,
        /// The facts of the picture and what it says, or why it says nothing.
        answer: Result<Box<(ImageFacts, Recipe)>, Failure>,
    },
    /// The person came back from the editor.
    TextEdited(Result<String, Failure>),
    /// A picture from the clipboard was kept as a file, or there was none.
    ClipboardRead(Result<(PathBuf, ImageFacts), Failure>),
    /// A copy of a picture was written.
    CopyWritten(Result<PathBuf, Failure>),
    /// Something of a request was copied.
    Copied(Result<Copied, Failure>),
    /// It was found out what the terminal can do, where everything is, and what could be better.
    Diagnosed(Box<Diagnosis>),
    /// The desktop's program was started on a picture.
    OpenedOutside(Result<(), Failure>),
    /// A star or the trash was written down.
    Marked {
        /// The request.
        id: RequestId,
        /// Whether it worked.
        answer: Result<(), Failure>,
    },
    /// Tags, notes or titles were put, or not.
    Put {
        /// Whether it was a step of its own, or one that goes back or on.
        way: Way,
        /// What turns it back; only what changed something is in it.
        answer: Result<Vec<(RequestId, Marking)>, Failure>,
    },
    /// So many requests were thrown away for good, or not.
    Purged(Result<usize, Failure>),
    /// Requests were written out to a place, and how many, or not.
    Exported(Result<(PathBuf, u64), Failure>),
    /// The store answered a question about requests.
    Answered(Result<Box<Answer>, Failure>),
    /// The sums came.
    SpendLoaded(Result<SpendSheet, Failure>),
    /// The disk was measured.
    DiskMeasured(DiskUse),
    /// A mask was laid over an image.
    MaskMeasured {
        /// The image's file.
        image: PathBuf,
        /// The mask and how it was read.
        over: Overlaid,
        /// How much of the image it lets be repainted, in thousandths.
        thousandths: u16,
    },
    /// A profile was written into the settings, or not.
    ProfileSaved(Result<Box<ProfileFacts>, Failure>),
    /// A request was not sent, because the key would go to another server than so far.
    OriginChanged {
        /// The profile.
        profile: String,
        /// The server so far.
        before: String,
        /// The server now.
        now: String,
    },
    /// It was looked up which requests are not at rest.
    Unfinished {
        /// What the store says.
        found: Unfinished,
        /// When, in milliseconds since 1970.
        now_ms: i64,
    },
    /// What came of a request besides its pictures was looked at.
    CameRead {
        /// The request.
        id: RequestId,
        /// What came, or why it cannot be read.
        answer: Result<Came, Failure>,
    },
    /// The machine slept so long, in milliseconds, while requests ran.
    Slept(u64),
    /// What one should know who works over SSH, said once.
    OverSsh(OverSsh),
    /// It was looked up what has ended while nobody looked.
    Greeted(SinceLeft),
    /// Something failed that belongs to no request.
    Failed(Failure),
    /// A setting was written down.
    SettingKept(Result<(), Failure>),
}

/// What one should know who works over SSH.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverSsh {
    /// The line can drop and take the screen along; the requests go on.
    NoMultiplexer,
    /// The system ends a user's processes at logout, and with them requests on their way (faults.md §4.6).
    LogoutKills,
}

/// How much room the layout gives, so that moving by rows and pages agrees with what is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Columns of the prompt's box, without the cell for a cursor behind a full row.
    pub prompt_width: usize,
    /// Rows of the history list in the present view.
    pub history_rows: usize,
    /// Tiles of the gallery, beside each other and one below the other.
    pub tiles: (usize, usize),
    /// Rows of the present overlay's list.
    pub overlay_rows: usize,
    /// Columns and rows that a close look has for the picture.
    pub close: (u16, u16),
    /// Whether the price line is on the screen.
    pub price_visible: bool,
    /// Whether the last line has room for every key that spends, with its price.
    pub hints_priced: bool,
    /// Whether form and result stand beside each other; otherwise one of them is seen at a time.
    pub side_by_side: bool,
}

impl Default for Fit {
    fn default() -> Self {
        Self {
            prompt_width: 40,
            history_rows: 3,
            tiles: (3, 2),
            overlay_rows: 10,
            close: (80, 20),
            price_visible: true,
            hints_priced: true,
            side_by_side: true,
        }
    }
}

/// Why a picture's header was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Inspection {
    /// To add it to the images.
    AddImage,
    /// To add it to the images if it can be read; otherwise the pasted text is text after all.
    AddPasted,
    /// To make it the mask.
    SetMask,
    /// To lay it over the first image as marks.
    SetMarkup,
    /// To show it in the file picker.
    Highlight,
    /// To fill the form from the prompt that it carries.
    Recall,
}
