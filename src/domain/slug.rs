//! A prompt as a part of a file's name.

/// How many characters of a prompt make it into a file name.
const SLUG: usize = 40;

/// The beginning of a prompt in letters and digits that every file system and shell takes as they are.
#[must_use]
pub fn slug(prompt: &str) -> String {
    let mut slug = String::new();
    for c in prompt.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= SLUG {
            break;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_plain_file_name() {
        for (prompt, name) in [
            ("A red kite, over dunes!", "a-red-kite-over-dunes"),
            ("../../etc/passwd", "etc-passwd"),
            ("漢字", ""),
            ("-rf \n\u{1b}[2J", "rf-2j"),
            ("été 2026", "t-2026"),
            (
                "a fox that runs and runs and runs and runs away",
                "a-fox-that-runs-and-runs-and-runs-and-ru",
            ),
        ] {
            assert_eq!(slug(prompt), name, "{prompt:?}");
        }
    }
}
