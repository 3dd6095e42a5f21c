//! What a case of the corpus is: an answer to the byte, and what must come of it.

use std::io;

use pochade::{
    api::{Answer, ApiError, Particulars, PictureSink, Verdict},
    domain::FailureKind,
};

/// The pictures of the corpus by their letters: just enough of each to be known as what it is.
pub const SAMPLES: [(char, &[u8]); 6] = [
    (
        'p',
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a png with / and + in its letters \xfb\xff\xfe\xfb\xff\xfe",
    ),
    ('q', b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR another png \xff\xfe\xfd\xfc"),
    (
        'j',
        b"\xff\xd8\xff\xe0\0\x10JFIF a jpeg of some length, so that it is no word \x01\x02\x03",
    ),
    ('w', b"RIFF\x24\0\0\0WEBPVP8 a webp of some length \x05\x06\x07\x08"),
    ('g', b"GIF89a\x01\0\x01\0 a gif of some length"),
    (
        's',
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"><path d=\"M0 0\"/></svg>",
    ),
];

/// The bytes of a sample.
pub fn sample(letter: char) -> &'static [u8] {
    SAMPLES.iter().find(|(name, _)| *name == letter).unwrap().1
}

/// A sample in base64.
pub fn b64(letter: char) -> String {
    base64_simd::STANDARD.encode_to_string(sample(letter))
}

/// A sample as a `data:` URL.
pub fn data_url(letter: char) -> String {
    format!("data:image/png;base64,{}", b64(letter))
}

/// `$p` becomes the base64 of sample p, `@p` its `data:` URL.
pub fn filled(text: &str) -> String {
    let mut text = text.to_owned();
    for (letter, _) in SAMPLES {
        text = text.replace(&format!("${letter}"), &b64(letter));
        text = text.replace(&format!("@{letter}"), &data_url(letter));
    }
    text
}

/// An answer and what must come of it.
pub struct Case {
    pub name: &'static str,
    pub status: &'static str,
    pub headers: Vec<&'static str>,
    pub body: Vec<u8>,
    pub asked: u32,
    /// The pictures in order: a sample's letter, then `*` for one that is unfinished and `~` for one that is torn;
    /// `?` is one of other bytes.
    pub pictures: &'static str,
    pub links: Vec<&'static str>,
    pub usage: Option<u64>,
    pub echoed: Vec<(&'static str, &'static str)>,
    pub created: Option<i64>,
    pub micros: Option<u64>,
    pub revised: Option<&'static str>,
    pub failure: Option<Expected>,
    /// The answer is best kept as it came.
    pub unread: bool,
}

/// A failure and what it must say.
#[derive(Default)]
pub struct Expected {
    pub kind: Option<FailureKind>,
    pub verdict: Option<Verdict>,
    pub words: &'static str,
    pub hint: &'static str,
    pub code: Option<&'static str>,
    pub param: Option<&'static str>,
    pub link: Option<&'static str>,
    pub wait_ms: Option<u128>,
    pub billed: Option<bool>,
    pub particulars: Option<Particulars>,
}

impl Case {
    /// An answer with status 200 that is said to be JSON.
    pub fn new(name: &'static str, body: &str) -> Self {
        Self::raw(name, filled(body).as_bytes())
    }

    pub fn raw(name: &'static str, body: &[u8]) -> Self {
        Self {
            name,
            status: "200 OK",
            headers: vec!["content-type: application/json"],
            body: body.to_vec(),
            asked: 1,
            pictures: "",
            links: Vec::new(),
            usage: None,
            echoed: Vec::new(),
            created: None,
            micros: None,
            revised: None,
            failure: None,
            unread: false,
        }
    }

    /// A stream, said to be one.
    pub fn stream(name: &'static str, body: &str) -> Self {
        Self::new(name, body).typed("content-type: text/event-stream; charset=utf-8")
    }

    /// A refusal with a status of its own.
    pub fn refusal(name: &'static str, status: &'static str, body: &str) -> Self {
        let mut case = Self::new(name, body);
        case.status = status;
        case.failure = Some(Expected::default());
        case
    }

    pub fn typed(mut self, header: &'static str) -> Self {
        self.headers = vec![header];
        self
    }

    pub fn header(mut self, header: &'static str) -> Self {
        self.headers.push(header);
        self
    }

    pub fn status(mut self, status: &'static str) -> Self {
        self.status = status;
        self
    }

    pub fn asked(mut self, asked: u32) -> Self {
        self.asked = asked;
        self
    }

    pub fn gives(mut self, pictures: &'static str) -> Self {
        self.pictures = pictures;
        self
    }

    pub fn points(mut self, links: &[&'static str]) -> Self {
        self.links = links.to_vec();
        self
    }

    pub fn tokens(mut self, total: u64) -> Self {
        self.usage = Some(total);
        self
    }

    pub fn echoes(mut self, name: &'static str, value: &'static str) -> Self {
        self.echoed.push((name, value));
        self
    }

    pub fn created(mut self, seconds: i64) -> Self {
        self.created = Some(seconds);
        self
    }

    pub fn cost(mut self, micros: u64) -> Self {
        self.micros = Some(micros);
        self
    }

    pub fn revised(mut self, prompt: &'static str) -> Self {
        self.revised = Some(prompt);
        self
    }

    fn expected(mut self, change: impl FnOnce(&mut Expected)) -> Self {
        change(self.failure.get_or_insert_with(Expected::default));
        self
    }

    pub fn fails(self, kind: FailureKind, words: &'static str) -> Self {
        self.expected(|expected| {
            expected.kind = Some(kind);
            expected.words = words;
        })
    }

    pub fn unread(mut self) -> Self {
        self.unread = true;
        self
    }

    pub fn verdict(self, verdict: Verdict) -> Self {
        self.expected(|expected| expected.verdict = Some(verdict))
    }

    pub fn hints(self, hint: &'static str) -> Self {
        self.expected(|expected| expected.hint = hint)
    }

    pub fn code(self, code: &'static str) -> Self {
        self.expected(|expected| expected.code = Some(code))
    }

    pub fn param(self, param: &'static str) -> Self {
        self.expected(|expected| expected.param = Some(param))
    }

    pub fn link(self, link: &'static str) -> Self {
        self.expected(|expected| expected.link = Some(link))
    }

    pub fn waits(self, ms: u128) -> Self {
        self.expected(|expected| expected.wait_ms = Some(ms))
    }

    pub fn billed(self, perhaps: bool) -> Self {
        self.expected(|expected| expected.billed = Some(perhaps))
    }

    pub fn tells(self, particulars: Particulars) -> Self {
        self.expected(|expected| expected.particulars = Some(particulars))
    }
}

/// Keeps the pictures of an answer.
#[derive(Default)]
pub struct Kept(pub Vec<(Vec<u8>, bool)>);

impl PictureSink for Kept {
    fn start(&mut self, index: u32) -> io::Result<()> {
        assert_eq!(usize::try_from(index).unwrap(), self.0.len());
        self.0.push((Vec::new(), false));
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.last_mut().unwrap().0.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, whole: bool) -> io::Result<()> {
        self.0.last_mut().unwrap().1 = whole;
        Ok(())
    }
}

/// The pictures as a case writes them.
pub fn letters(answer: &Answer, kept: &Kept) -> String {
    assert_eq!(answer.pictures.len(), kept.0.len());
    let mut letters = String::new();
    for (picture, (bytes, whole)) in answer.pictures.iter().zip(&kept.0) {
        assert_eq!(picture.whole, *whole);
        let known = SAMPLES.iter().find(|(_, sample)| {
            if *whole {
                sample == bytes
            } else {
                bytes.len() > 8 && sample.starts_with(bytes)
            }
        });
        letters.push(known.map_or('?', |(letter, _)| *letter));
        letters.extend(picture.partial.then_some('*'));
        letters.extend((!whole).then_some('~'));
    }
    letters
}

/// Whether a failure is the one expected.
pub fn judge(name: &str, error: Option<&ApiError>, expected: Option<&Expected>) {
    let (error, expected) = match (error, expected) {
        (None, None) => return,
        (Some(error), Some(expected)) => (error, expected),
        (Some(error), None) => panic!("{name}: failed with {error:?}"),
        (None, Some(expected)) => panic!("{name}: did not fail with '{}'", expected.words),
    };
    let failure = pochade::domain::Failure::from(error);
    let hint = failure.hint.clone().unwrap_or_default();
    let shown = format!("{name}: {failure:#?}");
    assert!(failure.message.contains(expected.words), "{shown}");
    assert!(hint.contains(expected.hint), "{shown}");
    assert!(expected.kind.is_none_or(|kind| kind == failure.kind), "{shown}");
    if let Some(code) = expected.code {
        assert_eq!(failure.code.as_deref(), Some(code), "{shown}");
    }
    assert_eq!(failure.param.as_deref(), expected.param, "{shown}");
    assert_eq!(failure.link.as_deref(), expected.link, "{shown}");
    if let Some(billed) = expected.billed {
        assert_eq!(!error.never_ran(), billed, "{shown}");
    }
    let said = error.said();
    if let Some(verdict) = expected.verdict {
        assert_eq!(said.map(|said| said.verdict), Some(verdict), "{shown}");
    }
    if let Some(particulars) = &expected.particulars {
        assert_eq!(said.map(|said| &said.particulars), Some(particulars), "{shown}");
    }
    let waits = said.and_then(|said| said.wait).map(|wait| wait.as_millis());
    assert_eq!(waits, expected.wait_ms, "{shown}");
    let text = format!("{failure:?}");
    assert!(!text.contains(super::KEY) && !text.contains('\u{1b}'), "{text}");
    assert!(!text.contains("iVBORw0KGgo"), "no picture is told as words: {text}");
}
