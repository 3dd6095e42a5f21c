//! A terminal as far as pictures go: it answers questions and counts what it is sent.

use std::collections::BTreeSet;

/// Which terminal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Kitty,
    Iterm2,
    Sixel,
    Mute,
}

#[derive(Debug)]
pub struct Model {
    pub kind: Kind,
    /// The end of what came, where a sequence is torn.
    torn: Vec<u8>,
    /// All bytes that came.
    pub bytes: usize,
    /// The ids of kitty's pictures that are kept now.
    pub pictures: BTreeSet<u32>,
    /// How many pictures were begun.
    pub sent: usize,
    /// A picture is being sent.
    pub loading: bool,
    begun: u32,
    /// Pictures that were ended before they were whole.
    pub cut_off: usize,
    /// Sequences that no terminal would have understood where they came.
    pub broken: usize,
    /// Sequences that the terminal would have answered though nobody asks.
    pub loud: usize,
    pub placeholders: usize,
    pub sixels: usize,
    /// The lengths of iTerm2's pictures.
    pub inline: Vec<usize>,
    pub jpegs: usize,
}

impl Model {
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            torn: Vec::new(),
            bytes: 0,
            pictures: BTreeSet::new(),
            sent: 0,
            loading: false,
            begun: 0,
            cut_off: 0,
            broken: 0,
            loud: 0,
            placeholders: 0,
            sixels: 0,
            inline: Vec::new(),
            jpegs: 0,
        }
    }

    /// How many pictures or pieces of them came.
    pub fn graphics(&self) -> usize {
        self.sent + self.sixels + self.inline.len()
    }

    /// Takes bytes in; gives what the terminal answers.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.bytes += bytes.len();
        let mut all = std::mem::take(&mut self.torn);
        all.extend_from_slice(bytes);
        let mut answers = Vec::new();
        let mut rest = &all[..];
        while let Some(at) = rest.iter().position(|byte| *byte == 0x1b) {
            self.text(&rest[..at]);
            rest = &rest[at..];
            let Some(length) = length(rest) else {
                self.torn = rest.to_vec();
                return answers;
            };
            let answer = self.sequence(&String::from_utf8_lossy(&rest[..length]));
            if self.kind != Kind::Mute {
                answers.extend(answer.into_bytes());
            }
            rest = &rest[length..];
        }
        self.text(rest);
        answers
    }

    fn text(&mut self, bytes: &[u8]) {
        self.placeholders += String::from_utf8_lossy(bytes).matches(super::PLACEHOLDER).count();
    }

    fn sequence(&mut self, text: &str) -> String {
        if let Some(graphics) = text.strip_prefix("\x1b_G") {
            return self.kitty(graphics.trim_end_matches("\x1b\\"));
        }
        if let Some(picture) = text.strip_prefix("\x1b]1337;File=") {
            self.inline.push(text.len());
            self.jpegs += usize::from(picture.contains(":/9j/"));
        }
        if text.starts_with("\x1bP") && text.get(2..16).is_some_and(|begin| begin.contains('q')) {
            self.sixels += 1;
        }
        let (name, attributes) = match self.kind {
            Kind::Kitty => ("kitty(0.41.1)", "\x1b[?62;c"),
            Kind::Iterm2 => ("iTerm2 3.5.4", "\x1b[?62;4c"),
            Kind::Sixel => ("XTerm(379)", "\x1b[?64;1;2;4;22c"),
            Kind::Mute => ("", ""),
        };
        match text {
            "\x1b[>0q" => format!("\x1bP>|{name}\x1b\\"),
            "\x1b[16t" => "\x1b[6;18;9t".to_owned(),
            "\x1b[c" => attributes.to_owned(),
            "\x1b[5n" => "\x1b[0n".to_owned(),
            _ => String::new(),
        }
    }

    fn kitty(&mut self, text: &str) -> String {
        let (keys, data) = text.split_once(';').unwrap_or((text, ""));
        let key = |name: &str| {
            keys.split(',')
                .find_map(|key| key.strip_prefix(name)?.strip_prefix('='))
                .unwrap_or("")
        };
        if key("a") == "q" {
            let takes = self.kind == Kind::Kitty;
            return if takes {
                "\x1b_Gi=31;OK\x1b\\".to_owned()
            } else {
                String::new()
            };
        }
        self.loud += usize::from(key("q") != "2");
        match key("a") {
            "T" => {
                self.broken += usize::from(self.loading);
                self.sent += 1;
                self.begun = key("i").parse().unwrap();
                self.broken += usize::from(self.pictures.contains(&self.begun));
                self.chunk(key("m"), data);
            }
            "d" => {
                self.broken += usize::from(self.loading || key("d") != "I");
                self.pictures.remove(&key("i").parse().unwrap());
            }
            "" => {
                self.broken += usize::from(!self.loading);
                self.chunk(key("m"), data);
            }
            _ => self.broken += 1,
        }
        String::new()
    }

    fn chunk(&mut self, more: &str, data: &str) {
        self.loading = more == "1";
        if data.is_empty() {
            self.cut_off += 1;
        } else if !self.loading {
            self.pictures.insert(self.begun);
        }
    }
}

/// How long the sequence is that the bytes begin with; `None` where its end has not come.
fn length(bytes: &[u8]) -> Option<usize> {
    let find = |end: &[u8]| bytes.windows(end.len()).skip(2).position(|window| window == end);
    match bytes.get(1)? {
        b'[' => {
            let last = bytes[2..].iter().position(|byte| (0x40..=0x7e).contains(byte))?;
            Some(last + 3)
        }
        b'_' | b'P' => find(b"\x1b\\").map(|at| at + 4),
        b']' => match (find(b"\x07"), find(b"\x1b\\")) {
            (Some(bell), Some(ends)) => Some((bell + 3).min(ends + 4)),
            (Some(bell), None) => Some(bell + 3),
            (None, ends) => ends.map(|at| at + 4),
        },
        _ => Some(2),
    }
}
