//! What lies on top of a screen: help, the palette, menus, the file picker, lines to fill in, questions.

use std::path::PathBuf;

use super::{
    Compare, DoctorSheet, Finder, Retry, Submission, Zoom,
    compose::FormField,
    lineage::Tree,
    parts::{List, Palette, TextBuffer},
    pickers::Picking,
    profile_form::ProfileForm,
    reading::Reading,
    written_as::WrittenAs,
};
use crate::{domain::RequestId, keys::Context};

/// Something that lies on top and takes the keys.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The keys that work where help was opened.
    Help(Help),
    /// Every command, found by name.
    Palette(Palette),
    /// A list to choose from.
    Menu(Menu),
    /// The file picker.
    Picker(Box<Picking>),
    /// A line to fill in.
    Line(Line),
    /// The quick finder.
    Finder(Box<Finder>),
    /// The dialogue that tells of a server.
    Profile(Box<ProfileForm>),
    /// A picture that is looked at closely.
    Zoom(Box<Zoom>),
    /// Two pictures that are compared.
    Compare(Box<Compare>),
    /// A question to agree to or not.
    Confirm(Confirm),
    /// Something to read.
    Message(Message),
    /// What the doctor found.
    Doctor(DoctorSheet),
    /// Something longer to read, in pages that scroll.
    Reading(Reading),
    /// The family of a request.
    Tree(Tree),
}

/// The keys that work where help was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// Where it was opened, the nearest first.
    pub contexts: Vec<Context>,
    /// The first line that is shown.
    pub scroll: usize,
}

/// A list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What is chosen.
    pub title: String,
    /// A few sentences above the list.
    pub intro: Vec<String>,
    /// What there is; of a list that is searched, what fits.
    pub items: Vec<MenuItem>,
    /// What was typed to find one of them.
    pub sought: TextBuffer,
    /// Everything that can be found, while something is sought.
    pub(super) all: Vec<MenuItem>,
    /// Which one is selected, and which are seen.
    pub list: List,
    /// What it is for.
    pub purpose: MenuPurpose,
    /// A sentence below the list, and whether it tells of something that went wrong.
    pub foot: Option<(String, bool)>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// Its name.
    pub label: String,
    /// A few faint words beside it.
    pub note: String,
    /// Whether the note is a warning.
    pub warns: bool,
}

/// What a menu is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuPurpose {
    /// The model of the form.
    Model,
    /// The value of a field; the last item lets the person type one where `true`.
    Value(FormField, bool),
    /// A size, of those that come closest to what was typed.
    Sizes,
    /// Who pays.
    Profile,
    /// The first start without a key.
    FirstRun,
    /// What is copied of a request.
    Copy,
    /// As what requests are written out.
    Export,
    /// How many times more the request is sent.
    Several,
    /// On which model or profile the request is sent.
    Elsewhere,
    /// What to do with the request.
    Actions,
    /// On what a chain is made again.
    Replay,
    /// A piece of text for the prompt.
    Snippets,
    /// A prompt that is kept under a letter.
    Registers,
    /// A search in place of one that found nothing.
    Wider,
}

/// A line to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is asked for.
    pub title: String,
    /// A faint sentence under it.
    pub note: String,
    /// What is typed.
    pub buffer: TextBuffer,
    /// What it is for.
    pub purpose: LinePurpose,
}

/// What a line is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinePurpose {
    /// Where to write a copy of this picture.
    WriteCopy(PathBuf),
    /// The directory for what came of this request and finds no room.
    SaveElsewhere(RequestId),
    /// Where to write this text.
    WriteText(String),
    /// The address of a picture, or the id that the server knows it by.
    Address,
    /// The id of a model that no list has.
    ModelId,
    /// What a mask is to cover.
    MaskSubject,
    /// Words to look for in the history, while they are typed.
    Search,
    /// Tags of these requests.
    Tags(Vec<RequestId>),
    /// A note on these requests.
    Note(Vec<RequestId>),
    /// The title of a request.
    Title(RequestId),
    /// Where these requests are written out to.
    Export(Vec<RequestId>, WrittenAs),
    /// The name under which the present search is kept.
    SaveSearch,
}

/// A question to agree to or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// The question.
    pub question: String,
    /// What one should know before answering.
    pub lines: Vec<String>,
    /// What happens on yes.
    pub then: Confirmed,
}

/// What happens on yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// The request is sent.
    Send(Box<Submission>),
    /// So many of the request are sent.
    SendSeveral(Box<Submission>, u8),
    /// The chain that was asked about is made again.
    Replay,
    /// These requests are thrown away for good.
    Purge(Vec<RequestId>),
    /// The request that draws a mask is sent.
    MakeMask {
        /// The request.
        submission: Box<Submission>,
        /// What the mask is of.
        subject: String,
    },
    /// The rejected pictures' requests go into the trash.
    Discard,
    /// The request is stopped.
    Cancel(RequestId),
    /// The request goes into the trash while it is on its way.
    Trash(Vec<RequestId>),
    /// The request is tried once more.
    Retry(Retry),
    /// A line is searched for under a name that another one has.
    KeepSearch {
        /// The name.
        name: String,
        /// The line that has it from then on.
        line: String,
    },
    /// This profile pays from now on.
    Pay(String),
    /// This text is pasted, though no model takes it whole.
    Paste(String),
    /// The key of this profile may go to another server than so far.
    Trust(String),
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it is about.
    pub title: String,
    /// What it says.
    pub lines: Vec<String>,
    /// Whether it tells of something that went wrong.
    pub problem: bool,
}
