//! Hands a file to the terminal, which keeps it on the person's own machine, where it knows how to.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Environment, tmux::passed_through};

/// The bytes of a file in one sequence: few enough that a key is still answered between two of them on a slow line.
const SLICE: usize = 3072;

/// Whether the terminal keeps files that are handed to it: iTerm2 does, in its folder of downloads. (kitty has a protocol
/// of its own, in which the person agrees to every file and both sides keep a conversation; it is not spoken here.)
#[must_use]
pub fn keeps_files(name: Option<&str>, environment: &Environment) -> bool {
    let told = name.is_some_and(|name| name.starts_with("iTerm2"));
    told || environment.lc_terminal == "iTerm2" || environment.term_program == "iTerm.app"
}

/// The sequences that hand a file over, to be written one after the other; frames may be drawn between them (OSC 1337,
/// `MultipartFile`, iTerm2 3.5 and later; `inline=0` is a download). `through_tmux` wraps each of them.
pub fn handed_over<'a>(name: &str, content: &'a [u8], through_tmux: bool) -> impl Iterator<Item = Vec<u8>> + use<'a> {
    let size = content.len();
    let opening = format!("MultipartFile=name={};size={size};inline=0", STANDARD.encode(name));
    let parts = content
        .chunks(SLICE)
        .map(|part| format!("FilePart={}", STANDARD.encode(part)));
    let sequences = std::iter::once(opening)
        .chain(parts)
        .chain(std::iter::once("FileEnd".to_owned()));
    sequences.map(move |words| {
        let sequence = format!("\x1b]1337;{words}\x07").into_bytes();
        if through_tmux {
            passed_through(&sequence)
        } else {
            sequence
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::environment::tests::environment;

    #[test]
    fn a_file_goes_in_slices_that_add_up_to_it() {
        let content: Vec<u8> = (0..10_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let sequences: Vec<_> = handed_over("a fox.png", &content, false).collect();
        let text = |at: usize| String::from_utf8(sequences[at].clone()).unwrap();
        assert_eq!(
            text(0),
            "\x1b]1337;MultipartFile=name=YSBmb3gucG5n;size=10000;inline=0\x07"
        );
        assert_eq!(text(sequences.len() - 1), "\x1b]1337;FileEnd\x07");
        let mut came = Vec::new();
        for sequence in &sequences[1..sequences.len() - 1] {
            let text = String::from_utf8(sequence.clone()).unwrap();
            let part = text
                .strip_prefix("\x1b]1337;FilePart=")
                .unwrap()
                .strip_suffix('\x07')
                .unwrap();
            came.extend(STANDARD.decode(part).unwrap());
            assert!(sequence.len() < 4200);
        }
        assert_eq!(came, content);
    }

    #[test]
    fn inside_tmux_each_sequence_is_wrapped_alone() {
        for sequence in handed_over("a", b"xyz", true) {
            assert!(sequence.starts_with(b"\x1bPtmux;\x1b\x1b]1337;") && sequence.ends_with(b"\x07\x1b\\"));
        }
    }

    #[test]
    fn only_a_terminal_that_downloads_is_handed_files() {
        let plain = environment(&[("TERM", "xterm-256color")]);
        assert!(keeps_files(Some("iTerm2 3.5.0"), &plain));
        assert!(!keeps_files(Some("WezTerm 2024"), &plain) && !keeps_files(None, &plain));
        assert!(keeps_files(None, &environment(&[("LC_TERMINAL", "iTerm2")])));
    }
}
