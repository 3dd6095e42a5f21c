//! Links behind words, for terminals that open them on a click (OSC 8).

use std::path::Path;

use url::Url;

use super::{Environment, Multiplexer, host_name};
use crate::domain::shown;

/// Whether links do no harm there: terminals that do not know them pass them over, but for a few that print them.
#[must_use]
pub fn shows_links(environment: &Environment) -> bool {
    let prints_them = matches!(environment.term.as_str(), "" | "dumb" | "linux")
        || environment.term_program == "Apple_Terminal"
        || environment.multiplexer == Some(Multiplexer::Screen);
    !prints_them
}

/// The words with a link behind them. The address is encoded, so nothing in it can end the sequence.
#[must_use]
pub fn linked(words: &str, address: &Url) -> String {
    format!("\x1b]8;;{address}\x1b\\{}\x1b]8;;\x1b\\", shown(words))
}

/// The address of a file of this machine, by its name, so that a terminal at the other end of a line does not look for
/// the file on its own; nothing for a path that is not absolute.
#[must_use]
pub fn file_address(path: &Path) -> Option<Url> {
    let mut address = Url::from_file_path(path).ok()?;
    address.set_host(Some(&host_name())).ok()?;
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::environment::tests::environment;

    #[test]
    fn nothing_in_a_path_can_end_the_link() {
        let address = file_address(Path::new("/pictures/a\x1b\\ b\u{9c}\x07é.png")).unwrap();
        let link = linked("a\x1b\\ b", &address);
        assert!(
            link.starts_with("\x1b]8;;file://") && link.ends_with("\x1b]8;;\x1b\\"),
            "{link:?}"
        );
        assert!(address.as_str().chars().all(|c| c.is_ascii_graphic()), "{address}");
        assert_eq!(link.matches('\x1b').count(), 4, "{link:?}");
        assert!(file_address(Path::new("a.png")).is_none());
    }

    #[test]
    fn links_stay_away_from_what_prints_them() {
        for (variables, shows) in [
            (&[("TERM", "xterm-256color")][..], true),
            (&[("TERM", "tmux-256color"), ("TMUX", "x")], true),
            (&[("TERM", "screen"), ("STY", "x")], false),
            (&[("TERM", "linux")], false),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], false),
            (&[], false),
        ] {
            assert_eq!(shows_links(&environment(variables)), shows, "{variables:?}");
        }
    }
}
