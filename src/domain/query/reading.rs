//! Reads what a piece of the line asks for.

use std::ops::Range;

use super::{
    Clause, Comparison, Condition, Having, Moment, Named, QueryFault, RequestName, TimeWord, Token, folded,
    pieces::{Kind, Piece},
    token::WHOLE,
};
use crate::domain::{Money, Operation, RequestState};

/// The clause of a piece; nothing for an empty phrase, which every request has.
pub(super) fn clause(line: &str, piece: &Piece) -> Result<Option<Clause>, QueryFault> {
    let what = match &piece.kind {
        Kind::Text { letters, quoted } => {
            let text = &line[letters.clone()];
            match Token::named(text).filter(|token| !quoted && token.is_alone() && token.name() == text) {
                Some(Token::Star) => Condition::Starred,
                Some(Token::Mask) => Condition::Masked,
                _ if text.is_empty() => return Ok(None),
                _ => Condition::Text(folded(text)),
            }
        }
        Kind::Pair { name, sign, value, .. } => pair(&piece.at, &line[name.clone()], sign, &line[value.clone()])?,
    };
    Ok(Some(Clause {
        at: piece.at.clone(),
        negated: piece.negated,
        what,
    }))
}

fn pair(at: &Range<usize>, name: &str, sign: &str, value: &str) -> Result<Condition, QueryFault> {
    let Some(token) = Token::named(name) else {
        return Err(unknown(at, name));
    };
    if token.is_alone() {
        return Err(QueryFault::new(
            at.clone(),
            format!("{name} takes no value"),
            token.values(),
        ));
    }
    if !matches!(sign, ":" | WHOLE) && token != Token::Cost {
        let right = format!("{}: {}", token.name(), token.values());
        return Err(QueryFault::new(
            at.clone(),
            format!("{name} goes with a colon, not {sign}"),
            right,
        ));
    }
    let value = value.trim();
    if value.is_empty() {
        let message = format!("{}{sign} needs a value", token.name());
        return Err(QueryFault::new(at.clone(), message, token.values()).unfinished());
    }
    let condition = if token == Token::Cost {
        cost(sign, value)
    } else {
        condition(token, value, sign == WHOLE)
    };
    condition.ok_or_else(|| {
        let fault = QueryFault::new(at.clone(), format!("'{value}' is no {}", token.noun()), token.values());
        if begins_one(token, value) {
            fault.unfinished()
        } else {
            fault
        }
    })
}

fn unknown(at: &Range<usize>, name: &str) -> QueryFault {
    let message = format!("there is no token '{name}:'");
    let quotes = "in quotes it is a word";
    if let Some(token) = Token::near(name) {
        return QueryFault::new(at.clone(), message, format!("write {}, or {quotes}", token.spelled()));
    }
    let names: Vec<_> = Token::ALL.iter().map(|token| token.spelled()).collect();
    QueryFault::new(at.clone(), message, format!("{quotes}; there are {}", names.join(" ")))
}

fn condition(token: Token, value: &str, whole: bool) -> Option<Condition> {
    let word = value.to_ascii_lowercase();
    let named = || Named {
        letters: folded(value),
        whole,
    };
    Some(match token {
        Token::Model => Condition::Model(named()),
        Token::State => Condition::State(RequestState::named(&word.replace('-', "_"))?),
        Token::Operation => {
            let operation = Operation::ALL.iter().copied().find(|known| known.word() == word)?;
            Condition::Operation(operation)
        }
        Token::Profile => Condition::Profile(named()),
        Token::Size => Condition::Size(word.replace('×', "x")),
        Token::Quality => Condition::Quality(word),
        Token::Since => Condition::Time(TimeWord::Since, Moment::read(&word)?),
        Token::Until => Condition::Time(TimeWord::Until, Moment::read(&word)?),
        Token::On => Condition::Time(TimeWord::On, Moment::read(&word).filter(Moment::is_of_days)?),
        Token::Tag => Condition::Tag(named()),
        Token::Id => Condition::Id(RequestName::read(&word)?),
        Token::Parent => Condition::Parent(RequestName::read(&word)?),
        Token::Having => Condition::Having(Having::ALL.iter().copied().find(|known| known.word() == word)?),
        Token::Cost | Token::Star | Token::Mask => return None,
    })
}

fn cost(sign: &str, value: &str) -> Option<Condition> {
    let (_, comparison) = Comparison::ALL.iter().find(|(known, _)| *known == sign)?;
    let amount: Money = value.strip_prefix('$').unwrap_or(value).parse().ok()?;
    Some(Condition::Cost(*comparison, amount))
}

/// Whether what was typed is the beginning of something right.
fn begins_one(token: Token, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    if token == Token::Cost {
        value == "$" || value == "."
    } else if matches!(token, Token::Since | Token::Until | Token::On) {
        Moment::begins_one(&value)
    } else {
        let value = value.replace('-', "_");
        super::complete::fixed(token)
            .iter()
            .any(|word| word.starts_with(&value))
    }
}
