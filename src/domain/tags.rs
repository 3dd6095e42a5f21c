//! Tags as people type them.

/// The tags in a text: blanks and commas stand between them, so that no tag holds either.
pub fn tags_in(typed: &str) -> impl Iterator<Item = &str> {
    let parts = typed.split(|c: char| c.is_whitespace() || c == ',');
    parts.filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_commas_stand_between_tags_and_in_none() {
        for (typed, expected) in [
            ("kites, sand", &["kites", "sand"][..]),
            (" kites,sand\tsea ", &["kites", "sand", "sea"]),
            (", ,", &[]),
            ("-kites", &["-kites"]),
        ] {
            assert_eq!(tags_in(typed).collect::<Vec<_>>(), expected, "{typed}");
        }
    }
}
