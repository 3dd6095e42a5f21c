//! Copies text and pastes pictures, through the terminal or the desktop.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Environment, Multiplexer, TermError, tmux::passed_through};

/// The most text that terminals take, in bytes (faults.md §7: about 74 kB of base64 and frame).
pub const LONGEST_COPY: usize = 74_000;

/// How many bytes screen hands on in one string.
const SCREEN_CHUNK: usize = 240;

/// Whether the desktop's clipboard would be the wrong one: the person sits at the other end of a line.
#[must_use]
pub const fn copies_through_terminal(environment: &Environment) -> bool {
    environment.ssh
}

/// The bytes that put a text into the clipboard of the terminal (OSC 52), wrapped for tmux and screen. It is only ever
/// written, never asked for. The terminal does not say whether it took it.
pub fn copy_through_terminal(text: &str, environment: &Environment) -> Result<Vec<u8>, TermError> {
    if text.len() > LONGEST_COPY {
        return Err(TermError::TooLongToCopy(text.len(), LONGEST_COPY));
    }
    let encoded = STANDARD.encode(text);
    let sequence = format!("\x1b]52;c;{encoded}\x1b\\").into_bytes();
    Ok(match environment.multiplexer {
        None => sequence,
        // One of both is heard, depending on tmux's set-clipboard and allow-passthrough.
        Some(Multiplexer::Tmux) => [sequence.clone(), passed_through(&sequence)].concat(),
        Some(Multiplexer::Screen) => {
            // Its strings end at ST, so the sequence inside ends with BEL.
            let sequence = format!("\x1b]52;c;{encoded}\x07");
            let chunks = sequence.as_bytes().chunks(SCREEN_CHUNK);
            chunks.flat_map(|chunk| [b"\x1bP", chunk, b"\x1b\\"].concat()).collect()
        }
    })
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
        let plain = environment(&[]);
        assert_eq!(copy_through_terminal("hi", &plain).unwrap(), b"\x1b]52;c;aGk=\x1b\\");
        let tmux = environment(&[("TMUX", "x")]);
        let bytes = copy_through_terminal("hi", &tmux).unwrap();
        assert_eq!(
            bytes,
            b"\x1b]52;c;aGk=\x1b\\\x1bPtmux;\x1b\x1b]52;c;aGk=\x1b\x1b\\\x1b\\"
        );
        let screen = environment(&[("STY", "x")]);
        let bytes = copy_through_terminal(&"x".repeat(300), &screen).unwrap();
        assert_eq!(bytes.windows(2).filter(|two| two == b"\x1bP").count(), 2);
        assert!(bytes.ends_with(b"\x07\x1b\\"));
    }

    #[test]
    fn escapes_in_a_text_never_reach_the_terminal_bare() {
        let bytes = copy_through_terminal("\x1b]0;x\x07\x1b\\", &environment(&[])).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap().matches('\x1b').count(), 2);
    }

    #[test]
    fn too_much_text_is_refused_with_both_numbers() {
        let error = copy_through_terminal(&"x".repeat(LONGEST_COPY + 1), &environment(&[])).unwrap_err();
        assert!(error.to_string().contains("74001") && error.to_string().contains("74000"));
    }

    #[test]
    fn ssh_means_the_terminals_clipboard() {
        assert!(copies_through_terminal(&environment(&[("SSH_TTY", "x")])));
        assert!(!copies_through_terminal(&environment(&[])));
    }
}
