//! Where words begin and end: at letters, digits and the underscore, as in the shell.

use super::clusters::{border_before, clusters};

/// The beginning of the word before a byte, or of the text.
pub(super) fn word_start_before(text: &str, from: usize) -> usize {
    let mut at = from;
    let mut inside = false;
    while at > 0 {
        let before = border_before(text, at);
        let is_word = begins_word(&text[before..at]);
        if inside && !is_word {
            break;
        }
        inside |= is_word;
        at = before;
    }
    at
}

/// The end of the word after a byte, or of the text.
pub(super) fn word_end_after(text: &str, from: usize) -> usize {
    let mut inside = false;
    let mut end = from;
    for cluster in clusters(&text[from..], from) {
        let is_word = begins_word(cluster.text);
        if inside && !is_word {
            break;
        }
        inside |= is_word;
        end = cluster.end();
    }
    end
}

fn begins_word(cluster: &str) -> bool {
    cluster.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_both_directions() {
        for (text, from, start, end) in [
            ("a red fox", 5, 2, 9),
            ("a red fox", 4, 2, 5),
            ("red,  fox", 4, 0, 9),
            ("snake_case9 x", 3, 0, 11),
            ("e\u{301}te\u{301}", 0, 0, 7),
            ("one\ntwo", 3, 0, 7),
            ("...", 2, 0, 3),
            ("", 0, 0, 0),
        ] {
            assert_eq!(word_start_before(text, from), start, "{text:?} from {from}");
            assert_eq!(word_end_after(text, from), end, "{text:?} from {from}");
        }
    }
}
