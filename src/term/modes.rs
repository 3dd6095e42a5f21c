//! The terminal modes that the studio turns on, each beside what turns it off again.

/// Which of the modes that a person may refuse are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes {
    /// Clicks, drags and the wheel are reported to us; the terminal's own selection then needs shift.
    pub mouse: bool,
    /// The window's title is ours while the studio runs.
    pub title: bool,
}

type Pair = (&'static str, &'static str);

/// The window's title is kept on the terminal's stack.
const TITLE: Pair = ("\x1b[22;0t", "\x1b[23;0t");

/// Modes that are always on, in the order in which they are entered.
///
/// Keys with modifiers (ctrl-enter, alt-enter) are told apart by xterm's modifyOtherKeys and by the kitty protocol;
/// a terminal knows one of them or none. Some read the first as colours, so the style is reset behind it.
const ALWAYS: &[Pair] = &[
    ("\x1b[?1049h", "\x1b[?1049l"),
    ("\x1b[?25l", "\x1b[?25h"),
    ("\x1b[>4;1m\x1b[m", "\x1b[>4;0m\x1b[m"),
    ("\x1b[>1u", "\x1b[<u"),
    ("\x1b[?2004h", "\x1b[?2004l"),
    ("\x1b[?1004h", "\x1b[?1004l"),
];

/// Buttons, drags, and coordinates in SGR form.
const MOUSE: &[Pair] = &[
    ("\x1b[?1000h", "\x1b[?1000l"),
    ("\x1b[?1002h", "\x1b[?1002l"),
    ("\x1b[?1006h", "\x1b[?1006l"),
];

/// Ends a string or a synchronized frame that was cut off in its middle.
const BROKEN_OFF: &str = "\x1b\\\x1b[?2026l\x1b[m";

/// Begins a synchronized frame: the terminal shows nothing of it before its end.
pub(super) const FRAME_BEGINS: &str = "\x1b[?2026h";
/// Ends a synchronized frame.
pub(super) const FRAME_ENDS: &str = "\x1b[?2026l";

impl Modes {
    /// What turns everything on.
    #[must_use]
    pub fn enter(self) -> String {
        self.pairs().iter().map(|(on, _)| *on).collect()
    }

    /// What turns everything off, the last one first. The mouse is among it in any case, since it can be turned on
    /// later.
    #[must_use]
    pub fn leave(self) -> String {
        let pairs = Self { mouse: true, ..self }.pairs();
        pairs
            .iter()
            .rev()
            .fold(BROKEN_OFF.to_owned(), |all, (_, off)| all + off)
    }

    /// What turns the mouse on or off while the studio runs.
    #[must_use]
    pub fn mouse(on: bool) -> String {
        if on {
            MOUSE.iter().map(|(on, _)| *on).collect()
        } else {
            MOUSE.iter().rev().map(|(_, off)| *off).collect()
        }
    }

    fn pairs(self) -> Vec<Pair> {
        let title = self.title.then_some(TITLE);
        let mouse = if self.mouse { MOUSE } else { &[] };
        title
            .into_iter()
            .chain(ALWAYS.iter().copied())
            .chain(mouse.iter().copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Modes; 4] = [
        Modes {
            mouse: true,
            title: true,
        },
        Modes {
            mouse: true,
            title: false,
        },
        Modes {
            mouse: false,
            title: true,
        },
        Modes {
            mouse: false,
            title: false,
        },
    ];

    /// Single sequences, without their escape.
    fn sequences(text: &str) -> Vec<&str> {
        text.split('\x1b').filter(|sequence| !sequence.is_empty()).collect()
    }

    #[test]
    fn whatever_is_turned_on_is_turned_off() {
        for modes in ALL {
            let (enter, leave) = (modes.enter(), modes.leave());
            let off = sequences(&leave);
            for on in sequences(&enter) {
                let expected = match on {
                    "[?25l" => "[?25h".to_owned(),
                    "[22;0t" => "[23;0t".to_owned(),
                    "[>4;1m" => "[>4;0m".to_owned(),
                    "[>1u" => "[<u".to_owned(),
                    "[m" => "[m".to_owned(),
                    private => private.strip_suffix('h').unwrap().to_owned() + "l",
                };
                assert!(off.contains(&expected.as_str()), "{modes:?}: {on} is left on");
            }
        }
    }

    #[test]
    fn the_other_screen_is_entered_before_its_modes_and_left_after_them() {
        let modes = Modes {
            mouse: true,
            title: true,
        };
        let (enter, leave) = (modes.enter(), modes.leave());
        // The kitty protocol keeps one stack of flags for each of the two screens.
        assert!(enter.find("?1049h") < enter.find(">1u"));
        assert!(leave.find("<u") < leave.find("?1049l"));
        assert!(leave.find("?1049l") < leave.find("23;0t"));
    }

    #[test]
    fn the_title_is_touched_only_when_it_is_ours() {
        let modes = Modes {
            mouse: true,
            title: false,
        };
        assert!(!modes.enter().contains("22;0t") && !modes.leave().contains("23;0t"));
    }

    #[test]
    fn the_mouse_can_be_released_and_caught_again() {
        assert_eq!(Modes::mouse(true).replace('h', "l").len(), Modes::mouse(false).len());
        assert!(
            Modes {
                mouse: true,
                title: false
            }
            .enter()
            .ends_with(&Modes::mouse(true))
        );
        assert!(
            !Modes {
                mouse: false,
                title: false
            }
            .enter()
            .contains("1000")
        );
    }
}
