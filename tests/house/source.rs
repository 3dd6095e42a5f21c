//! Rust source as far as the plan needs it: words without comments and literals, paths, and what is only for tests.

/// A word or a sign of the source, and the line that it stands on, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    pub text: &'a str,
    pub line: usize,
}

/// A path, with every name of a `use` group written out; a glob ends in `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'a> {
    pub names: Vec<&'a str>,
    pub line: usize,
    /// Whether a `use` or an `extern crate` names it.
    pub imported: bool,
    /// Whether that is a `pub use`, of whatever reach.
    pub passed_on: bool,
    /// How many modules in braces it stands in.
    pub nested: usize,
}

/// The words and signs of a source; `::` is one sign, and comments and literals are none.
pub fn words(source: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let (length, is_word) = if c.is_whitespace() {
            (c.len_utf8(), false)
        } else if let Some(length) = comment(rest).or_else(|| literal(rest)) {
            (length, false)
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            (end.unwrap_or(rest.len()), true)
        } else if rest.starts_with("::") {
            (2, true)
        } else {
            (c.len_utf8(), true)
        };
        let text = &rest[..length];
        if is_word {
            words.push(Word { text, line });
        }
        line += text.matches('\n').count();
        at += length;
    }
    words
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    Some(rest.len())
}

/// A string, a raw string or a character; a lifetime is none.
fn literal(rest: &str) -> Option<usize> {
    let unprefixed = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - unprefixed.len();
    if prefix <= 1 {
        if let Some(raw) = unprefixed.strip_prefix('r') {
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            if let Some(body) = raw[hashes..].strip_prefix('"') {
                let close = format!("\"{}", "#".repeat(hashes));
                let end = body.find(&close).map_or(body.len(), |end| end + close.len());
                return Some(prefix + 1 + hashes + 1 + end);
            }
        }
        if unprefixed.starts_with('"') {
            return Some(prefix + quoted(unprefixed, '"'));
        }
    }
    let body = rest.strip_prefix("b'").or_else(|| rest.strip_prefix('\''))?;
    let mut characters = body.chars();
    let is_character = matches!(
        (characters.next(), characters.next()),
        (Some('\\'), _) | (Some(_), Some('\''))
    );
    is_character.then(|| rest.len() - body.len() - 1 + quoted(&rest[rest.len() - body.len() - 1..], '\''))
}

/// How long a literal is that begins and ends with a quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Every path of a source.
pub fn paths<'a>(words: &[Word<'a>]) -> Vec<Path<'a>> {
    let mut found = Vec::new();
    let mut modules: Vec<usize> = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while at < words.len() {
        let line = words[at].line;
        let imported = matches!(words[at].text, "use") && !is_sign(words, at.wrapping_sub(1), "+");
        if words[at].text == "{" {
            if at >= 2 && words[at - 2].text == "mod" {
                modules.push(depth);
            }
            depth += 1;
        } else if words[at].text == "}" {
            depth = depth.saturating_sub(1);
            modules.pop_if(|opened| *opened == depth);
        }
        let nested = modules.len();
        let passed_on = imported && is_public(words, at);
        let mut add = |names: Vec<&'a str>, imported| {
            found.push(Path {
                names,
                line,
                imported,
                passed_on,
                nested,
            });
        };
        if imported && is_start_of_tree(words, at + 1) {
            at = tree(words, at + 1, &[], &mut |names| add(names, true));
        } else if words[at].text == "extern" && is_sign(words, at + 1, "crate") {
            add(words.get(at + 2).map(|word| word.text).into_iter().collect(), true);
            at += 3;
        } else if is_name(words[at].text) && !is_inside_path(words, at) {
            let mut names = vec![words[at].text];
            while is_sign(words, at + 1, "::") && words.get(at + 2).is_some_and(|word| is_name(word.text)) {
                names.push(words[at + 2].text);
                at += 2;
            }
            add(names, false);
            at += 1;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether `pub`, or `pub` with its reach in brackets, stands right before a word.
fn is_public(words: &[Word<'_>], at: usize) -> bool {
    let reach = is_sign(words, at.wrapping_sub(1), ")");
    let opened = words[..at].iter().rposition(|word| word.text == "(");
    let end = opened.filter(|_| reach).unwrap_or(at);
    is_sign(words, end.wrapping_sub(1), "pub")
}

/// The names of a `use`, written out one by one; gives back where it ends.
fn tree<'a>(words: &[Word<'a>], mut at: usize, prefix: &[&'a str], add: &mut dyn FnMut(Vec<&'a str>)) -> usize {
    let mut names = prefix.to_vec();
    loop {
        match words.get(at).map(|word| word.text) {
            Some("::") => at += 1,
            Some("{") => {
                at += 1;
                while words.get(at).is_some_and(|word| word.text != "}") {
                    at = tree(words, at, &names, add);
                    at += usize::from(is_sign(words, at, ","));
                }
                return at + 1;
            }
            Some("as") => at += 2,
            Some("self") if !prefix.is_empty() => at += 1,
            Some(name) if is_name(name) || name == "*" => {
                names.push(name);
                at += 1;
            }
            _ => {
                add(names);
                return at;
            }
        }
    }
}

fn is_start_of_tree(words: &[Word<'_>], at: usize) -> bool {
    words
        .get(at)
        .is_some_and(|word| is_name(word.text) || matches!(word.text, "::" | "{"))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn is_sign(words: &[Word<'_>], at: usize, text: &str) -> bool {
    words.get(at).is_some_and(|word| word.text == text)
}

/// Whether the name goes on a path or belongs to a value; a path that begins with `::` begins with its first name.
fn is_inside_path(words: &[Word<'_>], at: usize) -> bool {
    let before = at.wrapping_sub(1);
    let goes_on = |word: &Word<'_>| is_name(word.text) || matches!(word.text, ">" | ")" | "]");
    is_sign(words, before, ".")
        || (is_sign(words, before, "::") && before.checked_sub(1).and_then(|at| words.get(at)).is_some_and(goes_on))
}

/// What is only for tests: the lines of such items, and the names of modules in files of their own.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ForTests<'a> {
    pub lines: usize,
    pub modules: Vec<&'a str>,
}

/// Finds what stands under `#[cfg(test)]`.
pub fn for_tests<'a>(words: &[Word<'a>]) -> ForTests<'a> {
    let mut found = ForTests::default();
    let mut at = 0;
    while at < words.len() {
        let Some(item) = test_attribute(words, at) else {
            at += 1;
            continue;
        };
        let end = end_of_item(words, item);
        let last = words.get(end).or(words.last()).map_or(0, |word| word.line);
        found.lines += last + 1 - words[at].line;
        let module = (item..end).find(|at| words[*at].text == "mod");
        if is_sign(words, end, ";") {
            found
                .modules
                .extend(module.and_then(|at| words.get(at + 1)).map(|word| word.text));
        }
        at = end + 1;
    }
    found
}

/// The words without those that stand under `#[cfg(test)]`.
pub fn without_tests<'a>(words: &[Word<'a>]) -> Vec<Word<'a>> {
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        if let Some(item) = test_attribute(words, at) {
            at = end_of_item(words, item) + 1;
        } else {
            kept.push(words[at]);
            at += 1;
        }
    }
    kept
}

/// Where the item begins whose attribute for tests begins here.
fn test_attribute(words: &[Word<'_>], at: usize) -> Option<usize> {
    let is_it = is_sign(words, at, "#") && is_sign(words, at + 1, "[") && is_sign(words, at + 2, "cfg");
    let end = (at..words.len()).find(|at| words[*at].text == "]")?;
    let inside = |text: &str| words[at..end].iter().any(|word| word.text == text);
    (is_it && inside("test") && !inside("not")).then_some(end + 1)
}

/// The last word of the item that begins here: its `;`, or the brace that closes it.
fn end_of_item(words: &[Word<'_>], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate().skip(from) {
        match word.text {
            "{" => depth += 1,
            "}" if depth <= 1 => return at,
            "}" => depth -= 1,
            ";" if depth == 0 => return at,
            _ => {}
        }
    }
    words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> String {
        let words = words(source);
        let texts: Vec<_> = words.iter().map(|word| word.text).collect();
        texts.join(" ")
    }

    fn named(source: &str) -> Vec<String> {
        let words = words(source);
        paths(&words).iter().map(|path| path.names.join("::")).collect()
    }

    #[test]
    fn comments_and_literals_are_no_words() {
        for (source, expected) in [
            ("a // tokio::spawn\nb", "a b"),
            ("/// Like `std::fs`.\nfn a() {}", "fn a ( ) { }"),
            ("a /* x /* y */ z */ b", "a b"),
            ("/* never closed", ""),
            (r#"let a = "std::fs \" \\";b"#, "let a = ; b"),
            ("r\"\\\" r#\"a \" b\"# br##\"x\"# y\"## c", "c"),
            ("b\"x\" c\"y\" b'z' 'a' '\\'' '\\u{1F600}' '\"' d", "d"),
            ("&'a str 'b: loop", "& ' a str ' b : loop"),
            ("r#type", "r # type"),
            ("crab bc c b", "crab bc c b"),
            ("1..=2", "1 . . = 2"),
        ] {
            assert_eq!(texts(source), expected, "{source}");
        }
    }

    #[test]
    fn words_know_their_line() {
        let words = words("a\n/* \n */ \"\n\" b // c\nd");
        let lines: Vec<_> = words.iter().map(|word| (word.text, word.line)).collect();
        assert_eq!(lines, [("a", 1), ("b", 4), ("d", 5)]);
    }

    #[test]
    fn groups_are_written_out() {
        for (source, expected) in [
            ("use tokio;", vec!["tokio"]),
            ("use std::fs;", vec!["std::fs"]),
            ("use std::{fmt, fs};", vec!["std::fmt", "std::fs"]),
            (
                "use std::{io::{self, Read as _}, fs::{File}};",
                vec!["std::io", "std::io::Read", "std::fs::File"],
            ),
            (
                "pub(crate) use crate::{domain::{A, b::*}, keys};",
                vec!["pub", "crate", "crate::domain::A", "crate::domain::b::*", "crate::keys"],
            ),
            ("use ::reqwest::Client as Other;", vec!["reqwest::Client"]),
            ("use {std::fs, tokio as t};", vec!["std::fs", "tokio"]),
            ("extern crate axum;", vec!["axum"]),
        ] {
            assert_eq!(named(source), expected, "{source}");
        }
    }

    #[test]
    fn paths_in_code_are_found_from_their_beginning() {
        for (source, expected) in [
            ("tokio::spawn(x)", vec!["tokio::spawn", "x"]),
            ("#[tokio::test]", vec!["tokio::test"]),
            ("::tokio::spawn", vec!["tokio::spawn"]),
            ("a::tokio::b", vec!["a::tokio::b"]),
            ("<A as tokio::B>::c", vec!["A", "as", "tokio::B"]),
            ("x.image::<A>()", vec!["x", "A"]),
            ("Vec::<u8>::new()", vec!["Vec", "u8"]),
            ("Instant::now()", vec!["Instant::now"]),
        ] {
            assert_eq!(named(source), expected, "{source}");
        }
    }

    #[test]
    fn modules_in_braces_are_counted() {
        let words = words("super::a; mod tests { super::b; fn f() { super::c } } super::d");
        let found = paths(&words);
        let nested: Vec<_> = found
            .iter()
            .filter(|path| path.names[0] == "super")
            .map(|path| path.nested)
            .collect();
        assert_eq!(nested, [0, 1, 1, 0]);
    }

    #[test]
    fn what_is_passed_on_is_known() {
        for (source, expected) in [
            ("use a::b;", false),
            ("pub use a::b;", true),
            ("pub(in crate::x) use a::b;", true),
            ("pub fn f() { use a::b; }", false),
            ("pub fn f(x: u8) { use a::b; }", false),
        ] {
            let words = words(source);
            let passed_on = paths(&words).iter().any(|path| path.passed_on);
            assert_eq!(passed_on, expected, "{source}");
        }
    }

    #[test]
    fn what_is_for_tests_is_found() {
        for (source, lines, modules) in [
            (
                "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { c }\n}\nfn d() {}",
                4,
                vec![],
            ),
            ("#[cfg(test)]\nmod tests;\nmod b;", 2, vec!["tests"]),
            ("#[cfg(test)]\nuse a::{b, c};\nfn d() {}", 2, vec![]),
            ("#[cfg(all(test, unix))] pub mod scenes;", 1, vec!["scenes"]),
            ("#[cfg(not(test))]\nmod b;", 0, vec![]),
            ("#[cfg(feature = \"x\")]\nmod b {}", 0, vec![]),
        ] {
            let words = words(source);
            assert_eq!(for_tests(&words), ForTests { lines, modules }, "{source}");
        }
    }
}
