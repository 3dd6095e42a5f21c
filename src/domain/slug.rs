//! A prompt as a part of a file's name.

use unicode_segmentation::UnicodeSegmentation as _;

/// How many characters of a prompt make it into a file name.
const SLUG: usize = 40;
/// The most bytes of them: file systems count a name in bytes, and letters of most scripts take two or three.
const BYTES: usize = 80;

/// The beginning of a prompt in letters and digits of every script, with dashes between its words: nothing that a file
/// system or a shell takes for something else.
#[must_use]
pub fn slug(prompt: &str) -> String {
    let mut slug = String::new();
    for cluster in prompt.graphemes(true) {
        let piece: String = if cluster.starts_with(char::is_alphanumeric) {
            cluster
                .chars()
                .filter(|c| is_kept(*c))
                .flat_map(char::to_lowercase)
                .collect()
        } else if slug.is_empty() || slug.ends_with('-') {
            continue;
        } else {
            "-".to_owned()
        };
        if slug.len() + piece.len() > BYTES || slug.chars().count() >= SLUG {
            break;
        }
        slug.push_str(&piece);
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Letters, digits, and the accents and vowel signs that belong to a letter. Joiners and other signs that nobody sees
/// would make names that look alike.
fn is_kept(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{1cff}' | '\u{3099}' | '\u{309a}') || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_plain_file_name() {
        for (prompt, name) in [
            ("A red kite, over dunes!", "a-red-kite-over-dunes"),
            ("../../etc/passwd", "etc-passwd"),
            // Most people do not write in ASCII: names of their pictures are made of their words.
            ("漢字", "漢字"),
            ("Лиса в снегу", "лиса-в-снегу"),
            ("雪の中の狐", "雪の中の狐"),
            ("Ünïcode", "ünïcode"),
            ("हिन्दी में", "हिन्दी-में"),
            ("a\u{200d}b\u{202e}c", "ab-c"),
            ("🦊 in snow", "in-snow"),
            ("🦊", ""),
            (
                "狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐",
                "狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐狐",
            ),
            ("-rf \n\u{1b}[2J", "rf-2j"),
            ("Été 2026", "été-2026"),
            (
                "a fox that runs and runs and runs and runs away",
                "a-fox-that-runs-and-runs-and-runs-and-ru",
            ),
        ] {
            assert_eq!(slug(prompt), name, "{prompt:?}");
        }
    }
}
