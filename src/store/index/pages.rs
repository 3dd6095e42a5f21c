//! Pages of the history, newest first, and the search for words.

use std::fmt::Write as _;

use rusqlite::{Connection, params_from_iter, types::Value};

use super::lines;
use crate::domain::{HistoryQuery, HistoryRow, Places};

/// A page of a search counts no further than this; `Store::count` does.
pub const COUNTED: u64 = 500;

/// Trigrams find only what is as long as they are.
const TRIGRAM: usize = 3;
/// More trigrams of a word make the question longer and the answer hardly shorter.
const TRIGRAMS_OF_A_WORD: usize = 16;
const MOST_WORDS: usize = 16;

/// A row and, where an attempt is open, its engine.
pub(super) type Listed = (HistoryRow, Option<String>);

/// Text as it is compared: letter by letter in lower case, so that a part of a word folds like the whole.
pub(in crate::store) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// What is asked of the tables: everything but columns, order and limit.
struct Question {
    from: String,
    key: &'static str,
    values: Vec<Value>,
}

/// A page, without its total.
pub(super) fn page(connection: &Connection, places: &Places, query: &HistoryQuery) -> rusqlite::Result<Vec<Listed>> {
    let before = match query.before {
        None => i64::MAX,
        Some(id) => lines::key_after(connection, id)?,
    };
    let question = question(query, before);
    let sql = format!(
        "SELECT {} {} ORDER BY {} DESC LIMIT {}",
        lines::COLUMNS,
        question.from,
        question.key,
        query.limit
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&question.values), |row| lines::row(row, places))?;
    rows.collect()
}

/// How many requests match in all, counted no further than `most`.
pub(super) fn count(connection: &Connection, query: &HistoryQuery, most: u64) -> rusqlite::Result<u64> {
    if words(query).is_empty() {
        return connection
            .prepare_cached("SELECT total FROM totals WHERE trashed = ?1")?
            .query_row([query.trashed], |row| row.get::<_, i64>(0))
            .map(|total| u64::try_from(total).unwrap_or(0));
    }
    let question = question(query, i64::MAX);
    let sql = format!("SELECT count(*) FROM (SELECT 1 {} LIMIT {most})", question.from);
    let mut statement = connection.prepare_cached(&sql)?;
    let total: i64 = statement.query_row(params_from_iter(&question.values), |row| row.get(0))?;
    Ok(u64::try_from(total).unwrap_or(0))
}

fn words(query: &HistoryQuery) -> Vec<String> {
    query.words.split_whitespace().take(MOST_WORDS).map(folded).collect()
}

/// Trigrams narrow the search where a word is long enough; each word is then looked for itself, so that quotes,
/// wildcards and short words mean just what they are.
fn question(query: &HistoryQuery, before: i64) -> Question {
    let words = words(query);
    let trashed = Value::from(i64::from(query.trashed));
    if words.is_empty() {
        return Question {
            from: "FROM requests INDEXED BY requests_by_trash WHERE trashed = ?1 AND key < ?2".to_owned(),
            key: "key",
            values: vec![trashed, Value::from(before)],
        };
    }
    let mut values = vec![trashed, Value::from(before)];
    let trigrams = trigrams(&words);
    let (mut from, key) = if trigrams.is_empty() {
        let from = "FROM searched CROSS JOIN requests USING (key) WHERE trashed = ?1 AND searched.key < ?2";
        (from.to_owned(), "searched.key")
    } else {
        values.push(Value::from(trigrams));
        let from = "FROM words CROSS JOIN searched ON searched.key = words.rowid
            CROSS JOIN requests USING (key) WHERE trashed = ?1 AND words.rowid < ?2 AND words MATCH ?3";
        (from.to_owned(), "words.rowid")
    };
    for word in words {
        values.push(Value::from(word));
        // Writing into a string cannot fail.
        let _ = write!(from, " AND instr(searched.text, ?{}) > 0", values.len());
    }
    Question { from, key, values }
}

/// The question to the full text index; empty where no word is long enough for one.
fn trigrams(words: &[String]) -> String {
    let of_word = |word: &String| {
        let letters: Vec<char> = word.chars().collect();
        let trigrams = letters.windows(TRIGRAM).take(TRIGRAMS_OF_A_WORD);
        let quoted = |three: &[char]| format!("\"{}\"", three.iter().collect::<String>().replace('"', "\"\""));
        trigrams.map(quoted).collect::<Vec<_>>()
    };
    words.iter().flat_map(of_word).collect::<Vec<_>>().join(" AND ")
}

/// The ids that a condition picks, with the index that serves it, oldest first.
pub(super) fn ids(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<crate::domain::RequestId>> {
    let mut statement = connection.prepare_cached(&format!("SELECT id FROM requests {condition} ORDER BY key"))?;
    let rows = statement.query_map([], |row| lines::id(row, 0))?;
    rows.collect()
}
