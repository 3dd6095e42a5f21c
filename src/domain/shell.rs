//! Text as a shell reads it back.

use std::borrow::Cow;

/// The text as one word of a POSIX shell: as it is where nothing in it means anything to a shell, else in single quotes.
#[must_use]
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+:,./_-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        let texts = [
            "",
            "fox.png",
            "it's a fox",
            "$HOME `id` \\ \"x\" !!\n*",
            "漢字",
            "~/x",
            "-n",
            "a=b;c&d|e",
        ];
        for text in texts {
            let line = format!("printf %s {}", shell_word(text));
            let output = Command::new("sh").arg("-c").arg(&line).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "{line}");
        }
    }

    #[test]
    fn plain_words_stay_readable() {
        assert_eq!(shell_word("ada@10.0.0.1:/data/a.png"), "ada@10.0.0.1:/data/a.png");
        assert_eq!(shell_word("/my pictures/a.png"), "'/my pictures/a.png'");
    }
}
