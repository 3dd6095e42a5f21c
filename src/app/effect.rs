//! Everything the screen can ask of the world, as plain data in the imperative.

use std::path::PathBuf;

use super::{CopyWish, Inquiry, Inspection, Marking, NewProfile, Retry, Submission, Way, WrittenAs};
use crate::domain::{HistoryQuery, Question, RequestId, SavedSearch, SpendBy};

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read a page of the history.
    LoadHistory(HistoryQuery),
    /// Count what a search finds in all.
    TallyHistory(HistoryQuery),
    /// Count what a search would find without each of its clauses.
    WidenHistory(HistoryQuery),
    /// Look for what a search nearly finds.
    LoadNear(HistoryQuery),
    /// Read the names that the history knows.
    LoadNames,
    /// Keep the searches that have a name.
    KeepSearches(Vec<SavedSearch>),
    /// A chain that was made again has come to its end, or is not wanted any more.
    ForgetChain,
    /// Read one request whole.
    LoadEntry(RequestId),
    /// Read one request whole once the selection rests on it; one that is only passed is not read.
    LoadEntryAtRest(RequestId),
    /// Keep a request and run it.
    Submit(Box<Submission>),
    /// Stop a request.
    Cancel(RequestId),
    /// Take a request back, unless it has begun.
    Withdraw(RequestId),
    /// Keep a waiting request from starting by itself.
    Hold(RequestId),
    /// Let a held request start when its turn comes.
    Resume {
        /// The request.
        id: RequestId,
        /// The profile that pays.
        profile: String,
    },
    /// Send waiting requests in this order.
    Reorder(Vec<RequestId>),
    /// Try a request once more that may have been billed.
    Retry(Retry),
    /// Write what came of a request, and finds no room, into this directory.
    SaveElsewhere {
        /// The request.
        id: RequestId,
        /// The directory.
        directory: PathBuf,
    },
    /// Note that an unknown end was seen, or that it is to be told after all.
    Dismiss {
        /// The request.
        id: RequestId,
        /// Whether it was seen.
        on: bool,
    },
    /// Look at what came of a request besides its pictures.
    ReadCame(RequestId),
    /// Put a star on it, or take it away.
    Star {
        /// The request.
        id: RequestId,
        /// On or off.
        on: bool,
    },
    /// Put it into the trash, or take it out.
    Trash {
        /// The request.
        id: RequestId,
        /// In or out.
        on: bool,
    },
    /// Put tags, notes or titles on requests; the answer is what turns them back.
    Put {
        /// What is put on which.
        markings: Vec<(RequestId, Marking)>,
        /// Whether it is a step of its own, or one that goes back or on.
        way: Way,
    },
    /// Throw requests away for good.
    Purge(Vec<RequestId>),
    /// Write requests out with their pictures.
    Export {
        /// The requests.
        ids: Vec<RequestId>,
        /// Where to.
        to: PathBuf,
        /// As what.
        written_as: WrittenAs,
    },
    /// Ask the store about requests.
    Ask(Inquiry),
    /// Read a directory.
    List(PathBuf),
    /// Read the header of a picture.
    Inspect {
        /// The file.
        path: PathBuf,
        /// What for.
        purpose: Inspection,
    },
    /// Read the texts that a picture carries.
    ReadRecipe(PathBuf),
    /// Remember pictures that were used, newest first.
    KeepRecents(Vec<PathBuf>),
    /// Let the person edit a text in their own editor.
    EditText(String),
    /// Read a picture from the clipboard and keep it as a file.
    ReadClipboard,
    /// Write a copy of a picture.
    WriteCopy {
        /// The kept picture.
        from: PathBuf,
        /// Where to; never overwritten.
        to: PathBuf,
    },
    /// Copy something of a request.
    Copy(Box<CopyWish>),
    /// Find out what the terminal can do, where everything is, and what could be better.
    Diagnose,
    /// Open a picture with the desktop's own program.
    OpenOutside(PathBuf),
    /// Read the sums, and the lines of the spend sheet where they are seen.
    LoadSpend(Option<SpendBy>),
    /// Measure how much of the disk is taken and left.
    MeasureDisk,
    /// Look at pixels of pictures.
    Look(Question),
    /// Write a text into a new file; what is there is never overwritten.
    WriteText {
        /// Where to.
        to: PathBuf,
        /// What it says.
        text: String,
    },
    /// Ask the server of a profile for the models that it lists.
    AskModels(String),
    /// Try whether a profile that was told of works: its server is asked for its models.
    TestProfile(Box<NewProfile>),
    /// Write a profile into the settings, and its pasted key into a file of its own.
    SaveProfile(Box<NewProfile>),
    /// Open a page with the desktop's own program.
    OpenLink(String),
    /// Write the chosen theme into the settings.
    KeepTheme(String),
    /// Write the chosen profile into the settings.
    KeepProfile(String),
    /// Let a profile's key go to the server of its base URL from now on.
    TrustOrigin(String),
    /// Draw pictures in the next way.
    NextProtocol,
    /// Ring the bell and say something in the window's title.
    Announce(String),
    /// Draw the whole screen anew.
    Redraw,
    /// Go back to the shell until `fg`.
    Suspend,
    /// Leave.
    Quit,
}
