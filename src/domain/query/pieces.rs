//! Cuts a line of search into its pieces: words, phrases in quotes, and tokens with their values.

use std::ops::Range;

use super::{Comparison, Token, token::WHOLE};

/// A piece of the line; all ranges are bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The whole piece, a minus and quotes included.
    pub at: Range<usize>,
    /// A minus stands before it.
    pub negated: bool,
    /// What it is.
    pub kind: Kind,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word or a phrase: its letters without quotes, and whether it had some.
    Text { letters: Range<usize>, quoted: bool },
    /// A name, a sign, a value without its quotes.
    Pair {
        name: Range<usize>,
        sign: &'static str,
        value: Range<usize>,
        quoted: bool,
    },
}

/// All pieces, from left to right. Any line has some: a quote that is not closed goes to the end.
pub(super) fn pieces(line: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skipped) = line[at..].find(|c: char| !c.is_whitespace()) {
        let piece = piece(line, at + skipped);
        at = piece.at.end;
        found.push(piece);
    }
    found
}

/// The piece that begins at `start`, where something other than space stands; it is never empty.
fn piece(line: &str, start: usize) -> Piece {
    let after_minus = line[start..].strip_prefix('-').and_then(|rest| rest.chars().next());
    let negated = after_minus.is_some_and(|next| !next.is_whitespace());
    let from = start + usize::from(negated);
    let (kind, end) = if line[from..].starts_with('"') {
        let (letters, end) = quoted(line, from);
        (Kind::Text { letters, quoted: true }, end)
    } else {
        pair(line, from).unwrap_or_else(|| {
            let letters = from..end_of_word(line, from);
            let end = letters.end;
            (Kind::Text { letters, quoted: false }, end)
        })
    };
    Piece {
        at: start..end,
        negated,
        kind,
    }
}

/// What is in the quotes that open at `open`, and where the piece ends.
fn quoted(line: &str, open: usize) -> (Range<usize>, usize) {
    let inner = open + 1;
    match line[inner..].find('"') {
        Some(length) => (inner..inner + length, inner + length + 1),
        None => (inner..line.len(), line.len()),
    }
}

fn end_of_word(line: &str, from: usize) -> usize {
    line[from..]
        .find(char::is_whitespace)
        .map_or(line.len(), |length| from + length)
}

/// A name of letters with a sign behind it. Only names that are known have signs other than a colon, so that `a>b` is
/// a word; and a colon before a space ends a word of a sentence.
fn pair(line: &str, from: usize) -> Option<(Kind, usize)> {
    let letters = line[from..].find(|c: char| !c.is_ascii_alphabetic())?;
    let name = from..from + letters;
    if Token::named(&line[name.clone()]) == Some(Token::Cost)
        && let Some(found) = amount(line, name.clone())
    {
        return Some(found);
    }
    let token = Token::named(&line[name.clone()]);
    let whole = token.is_some_and(Token::is_by_part).then_some(WHOLE);
    let signs = whole.into_iter().chain(Comparison::ALL.iter().map(|(sign, _)| *sign));
    let sign = signs.into_iter().find(|sign| line[name.end..].starts_with(sign))?;
    let value = name.end + sign.len();
    let is_known = token.is_some();
    let has_value = line[value..].chars().next().is_some_and(|c| !c.is_whitespace());
    if letters == 0 || !(is_known || (sign == ":" && letters > 1 && has_value)) {
        return None;
    }
    let (value, end, quotes) = if line[value..].starts_with('"') {
        let (inner, end) = quoted(line, value);
        (inner, end, true)
    } else {
        let end = end_of_word(line, value);
        (value..end, end, false)
    };
    let kind = Kind::Pair {
        name,
        sign,
        value,
        quoted: quotes,
    };
    Some((kind, end))
}

/// An amount with space around its sign, as in `cost > 0.10`; nothing where no sign of comparing stands there.
fn amount(line: &str, name: Range<usize>) -> Option<(Kind, usize)> {
    let blank = |from: usize| {
        let rest = &line[from..];
        from + (rest.len() - rest.trim_start().len())
    };
    let at = blank(name.end);
    let (sign, _) = Comparison::ALL
        .iter()
        .find(|(sign, _)| *sign != ":" && line[at..].starts_with(sign))?;
    let behind = at + sign.len();
    let from = blank(behind);
    if line[from..].starts_with('"') {
        return None;
    }
    let end = end_of_word(line, from);
    // What does not begin as an amount does is a word of its own.
    let is_amount = line[from..end].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '.'));
    let (value, end) = if is_amount || (from == behind && at == name.end) {
        (from..end, end)
    } else {
        (behind..behind, behind)
    };
    let kind = Kind::Pair {
        name,
        sign,
        value,
        quoted: false,
    };
    Some((kind, end))
}
