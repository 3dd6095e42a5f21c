//! The hand that copies: finds a way that works, and says what went by which.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::mpsc::{self, Sender},
};

use super::{event::Event, worker::Worker};
use crate::{
    app::Msg,
    domain::{Copied, CopiedThing, Failure, FailureKind, Redactor, counted, json_shown, pasteable},
    imaging,
    term::{
        Clipboard, CopyWay, LONGEST_COPY, TerminalLook, copy_through_terminal, copy_ways, handed_over, keeps_files,
        load_buffer,
    },
};

/// What copying has to know of its surroundings.
pub struct Reach {
    /// The terminal.
    pub look: TerminalLook,
    /// Takes keys out of whatever is copied.
    pub redactor: Redactor,
    /// The folder of the file that takes what no clipboard does.
    pub folder: PathBuf,
}

/// A text to be copied.
#[expect(clippy::struct_field_names, reason = "it is the text of the text")]
pub struct Text {
    /// What it is.
    pub thing: CopiedThing,
    /// The text, as it was kept.
    pub text: String,
    /// What is to be said of it.
    pub remarks: Vec<String>,
}

/// The clipboard on a thread of its own, which keeps it: on X11 and Wayland what was copied lives as long as it does.
#[derive(Clone)]
pub struct CopyHand {
    worker: Worker<Option<Clipboard>>,
    events: Sender<Event>,
}

impl CopyHand {
    /// A thread that starts with its first task.
    pub fn new(events: Sender<Event>) -> Self {
        Self {
            worker: Worker::new("clipboard", || None),
            events,
        }
    }

    /// Copies a text.
    pub fn text(&self, text: Text, reach: Reach) {
        self.ask(move |clipboard, events| copied(clipboard, events, &text, &reach));
    }

    /// Copies a picture: to the desktop, or over SSH to the terminal where that keeps files; else `line`, which fetches it.
    pub fn picture(&self, path: PathBuf, line: String, reach: Reach) {
        self.ask(move |clipboard, events| picture(clipboard, events, (&path, line), &reach));
    }

    fn ask(
        &self,
        task: impl FnOnce(&mut Option<Clipboard>, &Sender<Event>) -> Result<Copied, Failure> + Send + 'static,
    ) {
        let events = self.events.clone();
        self.worker.ask(move |clipboard| {
            let answer = task(clipboard, &events);
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Msg(Msg::Copied(answer)));
        });
    }
}

/// The desktop's clipboard, opened once; fails where there is no desktop.
fn desktop(clipboard: &mut Option<Clipboard>) -> Result<&mut Clipboard, Failure> {
    Ok(match clipboard {
        Some(open) => open,
        None => clipboard.insert(Clipboard::open()?),
    })
}

/// The text as it may be pasted anywhere, and what was done to it.
fn safe(text: &Text, redactor: &Redactor) -> (String, Vec<String>) {
    let shown = match text.thing {
        CopiedThing::Json => json_shown(&text.text),
        CopiedThing::Prompt
        | CopiedThing::Path
        | CopiedThing::Scp
        | CopiedThing::Curl
        | CopiedThing::Picture
        | CopiedThing::Link
        | CopiedThing::Id
        | CopiedThing::RequestId => pasteable(&text.text),
    };
    let clean = redactor.clean(&shown);
    let mut remarks = text.remarks.clone();
    if clean != shown {
        remarks.push("what looks like a key was taken out".to_owned());
    }
    if text.thing != CopiedThing::Json && shown != text.text.replace("\r\n", "\n") {
        remarks.push("characters that steer a terminal were marked".to_owned());
    }
    (clean, remarks)
}

fn copied(
    clipboard: &mut Option<Clipboard>,
    events: &Sender<Event>,
    text: &Text,
    reach: &Reach,
) -> Result<Copied, Failure> {
    let (clean, remarks) = safe(text, &reach.redactor);
    let count = clean.chars().count();
    let done = |how: String| Copied {
        thing: text.thing,
        amount: counted(count as u64, "character", "characters"),
        how,
        remarks: remarks.clone(),
    };
    let mut why_not = "this terminal has no clipboard that we can reach".to_owned();
    for way in copy_ways(&reach.look.environment, reach.look.through, reach.look.passes_tmux()) {
        match by(way, clipboard, events, &clean) {
            Ok(()) => return Ok(done(way.words().to_owned())),
            Err(failure) => why_not = failure.message,
        }
    }
    let file = written(&reach.folder, &clean)?;
    Ok(done(format!("into {} ({why_not})", file.display())))
}

/// Copies by one way.
fn by(way: CopyWay, clipboard: &mut Option<Clipboard>, events: &Sender<Event>, text: &str) -> Result<(), Failure> {
    match way {
        CopyWay::Desktop => Ok(desktop(clipboard)?.copy(text)?),
        CopyWay::Terminal(passage) => {
            let bytes = copy_through_terminal(text, passage)?;
            // As above.
            let _ = events.send(Event::ForTerminal(bytes, None));
            Ok(())
        }
        CopyWay::TmuxBuffer if text.len() <= LONGEST_COPY && load_buffer(text) => Ok(()),
        CopyWay::TmuxBuffer => Err(Failure::new(FailureKind::Setup, "tmux did not take it")),
    }
}

/// The text in a file that only the person can read; the next one takes its place.
fn written(folder: &Path, text: &str) -> Result<PathBuf, Failure> {
    let path = folder.join("copied.txt");
    let unwritable = |error: io::Error| {
        let message = format!("nothing was copied: {} cannot be written: {error}", path.display());
        Failure::new(FailureKind::Storage, message)
    };
    fs::create_dir_all(folder).map_err(unwritable)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
    file.write_all(text.as_bytes()).map_err(unwritable)?;
    file.persist(&path).map_err(|error| unwritable(error.error))?;
    Ok(path)
}

fn picture(
    clipboard: &mut Option<Clipboard>,
    events: &Sender<Event>,
    (path, line): (&Path, String),
    reach: &Reach,
) -> Result<Copied, Failure> {
    let bytes = fs::read(path).map_err(|error| {
        Failure::new(
            FailureKind::Storage,
            format!("{} cannot be read: {error}", path.display()),
        )
    })?;
    let done = |how: &str| Copied {
        thing: CopiedThing::Picture,
        amount: counted(bytes.len() as u64, "byte", "bytes"),
        how: how.to_owned(),
        remarks: Vec::new(),
    };
    let look = &reach.look;
    let mut why_not = "over this line the terminal keeps no files".to_owned();
    if copy_ways(&look.environment, look.through, false).contains(&CopyWay::Desktop) {
        match pixels(&bytes).and_then(|pixels| Ok(desktop(clipboard)?.copy_picture(pixels)?)) {
            Ok(()) => return Ok(done("to the desktop's clipboard")),
            Err(failure) => why_not = failure.message,
        }
    }
    let tmux = look.environment.is_in_tmux();
    let name = look.probe.capabilities().name;
    if keeps_files(name.as_deref(), &look.environment) && (!tmux || look.passes_tmux()) {
        handed(events, path, &bytes, tmux);
        return Ok(done("to the terminal's downloads (OSC 1337)"));
    }
    let remarks = vec![format!("not the picture itself: {why_not}")];
    let line = Text {
        thing: CopiedThing::Scp,
        text: line,
        remarks,
    };
    copied(clipboard, events, &line, reach)
}

/// Every pixel is needed here, so for as long as the clipboard takes them a large picture stands in memory as a whole.
fn pixels(bytes: &[u8]) -> Result<imaging::RgbaImage, Failure> {
    Ok(imaging::decode(bytes)?.into_rgba8())
}

/// Hands a file over slice by slice; keys are answered between two of them.
fn handed(events: &Sender<Event>, path: &Path, bytes: &[u8], tmux: bool) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for sequence in handed_over(&name, bytes, tmux) {
        let (done, word) = mpsc::channel();
        let sent = events.send(Event::ForTerminal(sequence, Some(done)));
        if sent.is_err() || word.recv().is_err() {
            // The program ends.
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ApiKey, CopyThrough, PictureProtocol};
    use crate::term::{Environment, Probe};

    fn reach(variables: &[(&str, &str)], folder: &Path) -> Reach {
        let value = |name: &str| {
            let found = variables.iter().find(|(one, _)| *one == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let environment = Environment::read(value);
        Reach {
            look: TerminalLook {
                probe: Probe::new(environment.clone(), PictureProtocol::Auto, None),
                environment,
                there: true,
                size: None,
                wanted: PictureProtocol::Auto,
                through: CopyThrough::Auto,
                tmux: None,
            },
            redactor: Redactor::new(ApiKey::new("local-secret-9").into_iter().collect()),
            folder: folder.to_owned(),
        }
    }

    fn text(thing: CopiedThing, text: &str) -> Text {
        Text {
            thing,
            text: text.to_owned(),
            remarks: Vec::new(),
        }
    }

    const SSH: &[(&str, &str)] = &[("TERM", "xterm-256color"), ("SSH_TTY", "/dev/pts/1")];

    #[test]
    fn over_ssh_the_terminal_gets_the_text_and_the_proof_says_so() {
        let (events, queue) = mpsc::channel();
        let folder = tempfile::tempdir().unwrap();
        let reach = reach(SSH, folder.path());
        let told = copied(&mut None, &events, &text(CopiedThing::Prompt, "a fox"), &reach).unwrap();
        assert_eq!(told.sentence(), "copied the prompt: 5 characters through OSC 52");
        match queue.try_recv().unwrap() {
            Event::ForTerminal(bytes, None) => assert_eq!(bytes, b"\x1b]52;c;YSBmb3g=\x1b\\"),
            _ => panic!("no bytes for the terminal"),
        }
    }

    #[test]
    fn what_is_too_long_or_has_no_clipboard_goes_into_a_private_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let (events, _queue) = mpsc::channel();
        let folder = tempfile::tempdir().unwrap();
        let linux = &[("TERM", "linux"), ("SSH_TTY", "x")];
        for (variables, long) in [(SSH, "x".repeat(LONGEST_COPY + 1)), (linux, "a fox".to_owned())] {
            let reach = reach(variables, folder.path());
            let told = copied(&mut None, &events, &text(CopiedThing::Prompt, &long), &reach).unwrap();
            let file = folder.path().join("copied.txt");
            assert!(
                told.how.starts_with(&format!("into {} (", file.display())),
                "{}",
                told.how
            );
            assert_eq!(fs::read_to_string(&file).unwrap(), long);
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn no_key_and_nothing_that_steers_is_copied() {
        let reach = reach(SSH, Path::new("/nowhere"));
        let (clean, remarks) = safe(
            &text(CopiedThing::Prompt, "local-secret-9 \x1b[2J\n\tb"),
            &reach.redactor,
        );
        assert_eq!(clean, "[key] ␛[2J\n\tb");
        assert_eq!(remarks.len(), 2);
        let (json, remarks) = safe(&text(CopiedThing::Json, "{\"a\":\"\u{9b}\"}"), &reach.redactor);
        assert_eq!((json.as_str(), remarks.len()), ("{\"a\":\"\\u009b\"}", 0));
    }

    #[test]
    fn a_picture_that_cannot_cross_becomes_the_line_that_fetches_it() {
        let (events, _queue) = mpsc::channel();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        fs::write(&file, b"bytes").unwrap();
        let line = "scp ada@studio:/a.png .".to_owned();
        let told = picture(&mut None, &events, (&file, line), &reach(SSH, folder.path())).unwrap();
        assert_eq!(told.thing, CopiedThing::Scp);
        assert!(
            told.sentence().contains("not the picture itself"),
            "{}",
            told.sentence()
        );
    }

    #[test]
    fn a_terminal_that_keeps_files_is_handed_the_picture_slice_by_slice() {
        let (events, queue) = mpsc::channel();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        fs::write(&file, vec![7; 10_000]).unwrap();
        let variables = [SSH[0], SSH[1], ("LC_TERMINAL", "iTerm2")];
        let reach = reach(&variables, folder.path());
        let hand = std::thread::spawn(move || picture(&mut None, &events, (&file, String::new()), &reach));
        let mut slices = 0;
        while let Ok(Event::ForTerminal(_, Some(done))) = queue.recv() {
            slices += 1;
            done.send(()).unwrap();
        }
        let told = hand.join().unwrap().unwrap();
        assert_eq!(
            told.sentence(),
            "copied the picture: 10,000 bytes to the terminal's downloads (OSC 1337)"
        );
        assert_eq!(slices, 6, "an opening, four parts, an end");
    }
}
