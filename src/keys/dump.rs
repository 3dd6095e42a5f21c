//! Writes a keymap down as a `keymap.toml` with a sentence on every line.

use std::fmt::Write as _;

use super::{Command, Context, Keymap, Sequence};

const HEAD: &str = "\
# The keys of pochade as they are in force. Put this file, or any part of it, into the configuration folder as keymap.toml:
# a list there replaces the standard one of that table, and an empty list takes the keys away.
";

impl Keymap {
    /// The whole keymap as the text of a `keymap.toml`; read back, it gives the same keymap.
    #[must_use]
    pub fn dump(&self) -> String {
        let standard = Self::standard();
        let mut text = HEAD.to_owned();
        for context in Context::ALL {
            // Writing to a String does not fail.
            let _ = writeln!(text, "\n# {}\n[{}]", context.help(), context.table());
            for command in Command::ALL {
                let keys = self.keys_for(*context, *command);
                // What was taken away stays away only when that is said.
                if !keys.is_empty() || !standard.keys_for(*context, *command).is_empty() {
                    text.push_str(&line(*command, keys));
                }
            }
        }
        text
    }
}

fn line(command: Command, keys: &[Sequence]) -> String {
    let keys: Vec<_> = keys.iter().map(|keys| quoted(&keys.to_string())).collect();
    let entry = format!("\"{}\" = [{}]", command.id(), keys.join(", "));
    format!("{entry:<44}  # {}\n", command.help())
}

/// A TOML string; keys are printed without control characters.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dumped_is_read_back_the_same() {
        for own in [
            "",
            "[history]\n\"request.rerun\" = [\"f9\", \"\\\"\", \"\\\\\"]\n\"request.trash\" = []\n",
            "[screen]\n\"app.quit\" = [\"ctrl-x q\"]\n",
        ] {
            let keymap = Keymap::overlaid(own).unwrap();
            let read = Keymap::overlaid(&keymap.dump()).unwrap();
            for context in Context::ALL {
                for command in Command::ALL {
                    assert_eq!(
                        read.keys_for(*context, *command),
                        keymap.keys_for(*context, *command),
                        "{own}: {command} in {context:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_line_says_what_its_command_does() {
        let dump = Keymap::standard().dump();
        assert!(dump.contains("\"request.rerun\" = [\"r\"]"), "{dump}");
        assert!(
            dump.lines()
                .filter(|line| line.starts_with('"'))
                .all(|line| line.contains(']') && line.contains("# "))
        );
    }
}
