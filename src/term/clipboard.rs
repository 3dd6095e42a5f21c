//! Copies texts and pictures, and pastes pictures, through the terminal or the desktop.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Environment, Multiplexer, TermError, tmux::passed_through};
use crate::domain::CopyThrough;

/// The most text that terminals take, in bytes (faults.md §7: about 74 kB of base64 and frame).
pub const LONGEST_COPY: usize = 74_000;

/// How many bytes screen hands on in one string.
const SCREEN_CHUNK: usize = 240;

/// A way by which a text gets to where the person pastes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyWay {
    /// The clipboard of the desktop that we run on.
    Desktop,
    /// The terminal's, by OSC 52; it never says whether it took it.
    Terminal(Passage),
    /// tmux's own buffer, which tmux hands on to the terminal.
    TmuxBuffer,
}

/// What OSC 52 has to pass on its way to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Passage {
    /// Nothing.
    Direct,
    /// tmux, which hands on what is wrapped for it.
    TmuxPassThrough,
    /// tmux, which takes it itself where `set-clipboard` is `on`.
    TmuxClipboard,
    /// GNU screen.
    Screen,
}

impl CopyWay {
    /// The way as the rest of a sentence that says what was copied.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Desktop => "to the desktop's clipboard",
            Self::Terminal(Passage::Direct) => "through OSC 52",
            Self::Terminal(Passage::TmuxPassThrough) => "through OSC 52 (tmux passthrough)",
            Self::Terminal(Passage::TmuxClipboard) => "through OSC 52 (tmux set-clipboard)",
            Self::Terminal(Passage::Screen) => "through OSC 52 (screen)",
            Self::TmuxBuffer => "through tmux (load-buffer -w)",
        }
    }
}

/// The ways to try, the best first. Over SSH the desktop's clipboard would be the wrong one: the person sits at the other
/// end of the line. `passes` says whether tmux was seen to hand wrapped sequences on.
#[must_use]
pub fn copy_ways(environment: &Environment, through: CopyThrough, passes: bool) -> Vec<CopyWay> {
    let desktop = match through {
        CopyThrough::Auto => !environment.ssh,
        CopyThrough::Desktop => true,
        CopyThrough::Terminal => false,
    };
    let mut ways = Vec::new();
    if desktop {
        ways.push(CopyWay::Desktop);
    }
    if through == CopyThrough::Desktop {
        return ways;
    }
    match environment.multiplexer {
        Some(Multiplexer::Tmux) if passes => ways.push(CopyWay::Terminal(Passage::TmuxPassThrough)),
        Some(Multiplexer::Tmux) => {
            // tmux refuses programs its clipboard by default, but not itself.
            ways.extend([CopyWay::TmuxBuffer, CopyWay::Terminal(Passage::TmuxClipboard)]);
        }
        Some(Multiplexer::Screen) => ways.push(CopyWay::Terminal(Passage::Screen)),
        // These are known to have no such thing.
        None if matches!(environment.term.as_str(), "" | "dumb" | "linux") => {}
        None if environment.term_program == "Apple_Terminal" => {}
        None => ways.push(CopyWay::Terminal(Passage::Direct)),
    }
    ways
}

/// The bytes that put a text into the clipboard of the terminal (OSC 52), made for what they have to pass. It is only ever
/// written, never asked for. The terminal does not say whether it took it.
pub fn copy_through_terminal(text: &str, passage: Passage) -> Result<Vec<u8>, TermError> {
    if text.len() > LONGEST_COPY {
        return Err(TermError::TooLongToCopy(text.len(), LONGEST_COPY));
    }
    let encoded = STANDARD.encode(text);
    let sequence = format!("\x1b]52;c;{encoded}\x1b\\").into_bytes();
    Ok(match passage {
        Passage::Direct | Passage::TmuxClipboard => sequence,
        Passage::TmuxPassThrough => passed_through(&sequence),
        Passage::Screen => {
            // Its strings end at ST, so the sequence inside ends with BEL.
            let sequence = format!("\x1b]52;c;{encoded}\x07");
            let chunks = sequence.as_bytes().chunks(SCREEN_CHUNK);
            chunks.flat_map(|chunk| [b"\x1bP", chunk, b"\x1b\\"].concat()).collect()
        }
    })
}

#[cfg(not(feature = "clipboard"))]
pub use absent::Clipboard;

#[cfg(not(feature = "clipboard"))]
mod absent {
    //! What stands for the desktop's clipboard in a program that was built without it.

    use image::RgbaImage;

    use crate::term::TermError;

    /// The desktop's clipboard, which this program was built without.
    pub struct Clipboard(());

    impl Clipboard {
        /// Says that there is none.
        pub fn open() -> Result<Self, TermError> {
            let why = "this program was built without it (the feature clipboard)";
            Err(TermError::Clipboard(why.to_owned()))
        }

        /// As [`Clipboard::open`].
        pub fn copy(&mut self, _: &str) -> Result<(), TermError> {
            Self::open().map(drop)
        }

        /// As [`Clipboard::open`].
        pub fn copy_picture(&mut self, _: RgbaImage) -> Result<(), TermError> {
            Self::open().map(drop)
        }

        /// As [`Clipboard::open`].
        pub fn picture(&mut self) -> Result<Vec<u8>, TermError> {
            Self::open().map(|_| Vec::new())
        }
    }
}

#[cfg(feature = "clipboard")]
pub use native::Clipboard;

#[cfg(feature = "clipboard")]
mod native {
    //! The desktop's clipboard.

    use image::{DynamicImage, RgbaImage};

    use crate::{imaging, term::TermError};

    /// The desktop's clipboard. On X11 and Wayland what was copied lives as long as this does, so keep it. Its calls
    /// may wait for other programs: not for the drawing thread.
    pub struct Clipboard(arboard::Clipboard);

    impl Clipboard {
        /// Reaches the clipboard; fails where there is no desktop.
        pub fn open() -> Result<Self, TermError> {
            arboard::Clipboard::new().map(Self).map_err(|error| told(&error))
        }

        /// Puts a text into it.
        pub fn copy(&mut self, text: &str) -> Result<(), TermError> {
            self.0.set_text(text).map_err(|error| told(&error))
        }

        /// Puts a picture into it.
        pub fn copy_picture(&mut self, picture: RgbaImage) -> Result<(), TermError> {
            let side = |length: u32| usize::try_from(length).unwrap_or(0);
            let picture = arboard::ImageData {
                width: side(picture.width()),
                height: side(picture.height()),
                bytes: picture.into_raw().into(),
            };
            self.0.set_image(picture).map_err(|error| told(&error))
        }

        /// The picture in it, as a PNG.
        pub fn picture(&mut self) -> Result<Vec<u8>, TermError> {
            let picture = self.0.get_image().map_err(|error| told(&error))?;
            let side = |length: usize| u32::try_from(length).unwrap_or(0);
            let (width, height) = (side(picture.width), side(picture.height));
            let pixels = RgbaImage::from_raw(width, height, picture.bytes.into_owned())
                .ok_or_else(|| TermError::Clipboard("its picture is torn".to_owned()))?;
            Ok(imaging::png(&DynamicImage::ImageRgba8(pixels))?)
        }
    }

    fn told(error: &arboard::Error) -> TermError {
        TermError::Clipboard(match error {
            arboard::Error::ContentNotAvailable => "it is empty, or holds something else".to_owned(),
            arboard::Error::ClipboardNotSupported => "this desktop has none that we can reach".to_owned(),
            arboard::Error::ClipboardOccupied => "another program holds it; try again".to_owned(),
            arboard::Error::ConversionFailure => "what it holds cannot be read".to_owned(),
            other => format!("no desktop answers ({other})"),
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn every_refusal_says_why() {
            let cases = [
                (
                    arboard::Error::ContentNotAvailable,
                    "the clipboard cannot be used: it is empty, or holds something else",
                ),
                (
                    arboard::Error::Unknown {
                        description: "no X11".to_owned(),
                    },
                    "the clipboard cannot be used: no desktop answers (Unknown error while interacting with the \
                     clipboard: no X11)",
                ),
            ];
            for (error, message) in cases {
                assert_eq!(told(&error).to_string(), message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::environment::tests::environment;

    #[test]
    fn a_text_is_wrapped_for_whatever_stands_between() {
        let copied = |passage| copy_through_terminal("hi", passage).unwrap();
        assert_eq!(copied(Passage::Direct), b"\x1b]52;c;aGk=\x1b\\");
        assert_eq!(copied(Passage::TmuxClipboard), b"\x1b]52;c;aGk=\x1b\\");
        assert_eq!(
            copied(Passage::TmuxPassThrough),
            b"\x1bPtmux;\x1b\x1b]52;c;aGk=\x1b\x1b\\\x1b\\"
        );
        let bytes = copy_through_terminal(&"x".repeat(300), Passage::Screen).unwrap();
        assert_eq!(bytes.windows(2).filter(|two| two == b"\x1bP").count(), 2);
        assert!(bytes.ends_with(b"\x07\x1b\\"));
    }

    #[test]
    fn escapes_in_a_text_never_reach_the_terminal_bare() {
        let bytes = copy_through_terminal("\x1b]0;x\x07\x1b\\", Passage::Direct).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap().matches('\x1b').count(), 2);
    }

    #[test]
    fn too_much_text_is_refused_with_both_numbers() {
        let error = copy_through_terminal(&"x".repeat(LONGEST_COPY + 1), Passage::Direct).unwrap_err();
        assert!(error.to_string().contains("74001") && error.to_string().contains("74000"));
    }

    #[test]
    fn the_ways_follow_from_where_the_person_sits() {
        type Case<'a> = (&'a [(&'a str, &'a str)], CopyThrough, bool, &'a [CopyWay]);

        use CopyThrough::{Auto, Desktop, Terminal};
        use CopyWay as Way;
        let ssh = ("SSH_TTY", "/dev/pts/1");
        let xterm = ("TERM", "xterm-256color");
        let (tmux, screen) = (("TMUX", "x"), ("STY", "x"));
        let direct = Way::Terminal(Passage::Direct);
        let set_clipboard = Way::Terminal(Passage::TmuxClipboard);
        let passed = Way::Terminal(Passage::TmuxPassThrough);
        let cases: &[Case<'_>] = &[
            (&[xterm], Auto, false, &[Way::Desktop, direct]),
            (&[xterm, ssh], Auto, false, &[direct]),
            (&[xterm], Terminal, false, &[direct]),
            (&[xterm, ssh], Desktop, false, &[Way::Desktop]),
            (&[ssh, tmux], Auto, true, &[passed]),
            (&[ssh, tmux], Auto, false, &[Way::TmuxBuffer, set_clipboard]),
            (&[ssh, screen], Auto, false, &[Way::Terminal(Passage::Screen)]),
            (&[ssh, ("TERM", "linux")], Auto, false, &[]),
            (&[("TERM_PROGRAM", "Apple_Terminal"), xterm, ssh], Auto, false, &[]),
        ];
        for (variables, through, passes, ways) in cases {
            assert_eq!(
                copy_ways(&environment(variables), *through, *passes),
                *ways,
                "{variables:?}"
            );
        }
    }
}
