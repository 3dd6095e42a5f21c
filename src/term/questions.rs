//! What the terminal is asked about itself.

use super::{Environment, tmux::passed_through};

/// The id of the picture that is asked about and never shown.
pub(super) const ASKED_PICTURE: u32 = 31;

/// Asks whether kitty pictures are understood, with one pixel.
const GRAPHICS: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";
const VERSION: &str = "\x1b[>0q";
const CELL_SIZE: &str = "\x1b[16t";
const BACKGROUND: &str = "\x1b]11;?\x1b\\";
const KEYBOARD: &str = "\x1b[?u";
const SYNCHRONIZED: &str = "\x1b[?2026$p";
const READY: &str = "\x1b[5n";
const ATTRIBUTES: &str = "\x1b[c";

/// The questions, to be written in one go after the first frame.
///
/// What a terminal is known to print instead of understanding is not asked. Inside tmux the questions about pictures
/// are handed on to the terminal behind it, and tmux answers the rest.
#[must_use]
pub fn questions(environment: &Environment) -> Vec<u8> {
    let asked: &[&str] = match (environment.term.as_str(), environment.term_program.as_str()) {
        ("dumb", _) => &[],
        ("linux", _) => &[ATTRIBUTES],
        (_, "Apple_Terminal") => &[BACKGROUND, ATTRIBUTES],
        _ if environment.is_in_tmux() => &[CELL_SIZE, BACKGROUND, KEYBOARD, ATTRIBUTES],
        _ if environment.multiplexer.is_some() => &[BACKGROUND, ATTRIBUTES],
        _ => &[
            GRAPHICS,
            VERSION,
            CELL_SIZE,
            BACKGROUND,
            KEYBOARD,
            SYNCHRONIZED,
            ATTRIBUTES,
        ],
    };
    let mut bytes = asked.concat().into_bytes();
    if environment.is_in_tmux() && environment.term != "dumb" {
        bytes.extend(passed_through(
            [GRAPHICS, VERSION, ATTRIBUTES, READY].concat().as_bytes(),
        ));
    }
    bytes
}

/// Asks whether everything written so far has been worked through, by the terminal itself and not by tmux; nothing
/// where the terminal would print it.
#[must_use]
pub fn ready_question(environment: &Environment) -> Vec<u8> {
    match environment.term.as_str() {
        "dumb" => Vec::new(),
        _ if environment.is_in_tmux() => passed_through(READY.as_bytes()),
        _ => READY.as_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::environment::tests::environment;

    #[test]
    fn questions_suit_the_terminal_and_end_with_the_one_that_all_answer() {
        let asked = |variables: &[(&str, &str)]| String::from_utf8(questions(&environment(variables))).unwrap();
        let xterm = asked(&[("TERM", "xterm-256color")]);
        assert!(xterm.starts_with(GRAPHICS) && xterm.ends_with(ATTRIBUTES));
        assert_eq!(asked(&[("TERM", "dumb")]), "");
        assert_eq!(asked(&[("TERM", "linux")]), ATTRIBUTES);
        // tmux takes a bare APC for a title.
        let tmux = asked(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x")]);
        let (direct, wrapped) = tmux.split_once("\x1bPtmux;").unwrap();
        assert!(!direct.contains('_') && wrapped.contains("\x1b\x1b_G") && wrapped.contains("\x1b\x1b[5n"));
    }
}
