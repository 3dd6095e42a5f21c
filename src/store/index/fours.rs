//! Which runs of four letters any text has: a word with another one is known to be nowhere before a text is looked at.

use std::collections::HashSet;

use rusqlite::Connection;

use super::letters;
use crate::domain::Query;

/// So many letters make a run. The full text index knows runs of three, but not whether they follow each other: without
/// this, what is nowhere would be looked for in every text that has them.
const FOUR: usize = 4;
/// So many runs of a question are asked for, each in a microsecond.
const ASKED: usize = 64;

/// A run as it is kept. Two that come to the same number only mean that one more text is looked at.
fn number(four: &[char]) -> u32 {
    let spread = four.iter().fold(0u64, |before, letter| {
        letters::spread(before.rotate_left(21) ^ u64::from(u32::from(*letter)))
    });
    u32::try_from(spread >> 32).unwrap_or(0)
}

/// The runs of a text.
fn of_text(text: &str) -> Vec<u32> {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(FOUR).map(number).collect()
}

/// Adds the runs of texts that were listed or changed since, whichever program did it. What one had before it was changed
/// stays among them.
pub(super) fn catch_up(connection: &Connection) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("SELECT text FROM unrun JOIN searched ON searched.key = unrun.key")?;
    let mut texts = statement.query([])?;
    let mut runs = Vec::new();
    while let Some(row) = texts.next()? {
        runs.extend(of_text(row.get_ref(0)?.as_str()?));
    }
    keep(connection, runs)?;
    connection.prepare_cached("DELETE FROM unrun")?.execute([])?;
    Ok(())
}

/// Takes the runs of all texts that are searched, at once, in a hundredth of the time; what none has any more goes.
pub(super) fn fill(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("DELETE FROM fours; DELETE FROM unrun")?;
    let mut runs = HashSet::new();
    let mut statement = connection.prepare("SELECT text FROM searched")?;
    let mut texts = statement.query([])?;
    while let Some(row) = texts.next()? {
        runs.extend(of_text(row.get_ref(0)?.as_str()?));
    }
    keep(connection, runs.into_iter().collect())
}

fn keep(connection: &Connection, mut runs: Vec<u32>) -> rusqlite::Result<()> {
    // In the order of the table, whose pages are each touched once.
    runs.sort_unstable();
    let mut statement = connection.prepare_cached("INSERT OR IGNORE INTO fours VALUES (?1)")?;
    for run in runs {
        statement.execute([run])?;
    }
    Ok(())
}

/// Whether what is sought has a word that no text has.
pub(super) fn rule_out(connection: &Connection, sought: &Query) -> rusqlite::Result<bool> {
    let runs: Vec<u32> = sought.texts().flat_map(of_text).collect();
    if runs.is_empty() || connection.prepare_cached("SELECT 1 FROM unrun LIMIT 1")?.exists([])? {
        return Ok(false);
    }
    let mut statement = connection.prepare_cached("SELECT 1 FROM fours WHERE four = ?1")?;
    // The letters that were typed last come first.
    for run in runs.iter().rev().take(ASKED) {
        if !statement.exists([run])? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_texts(texts: &[&str]) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE fours(four INTEGER PRIMARY KEY) STRICT;
                 CREATE TABLE unrun(key INTEGER PRIMARY KEY) STRICT;
                 CREATE TABLE searched(key INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
            )
            .unwrap();
        for text in texts {
            connection
                .execute("INSERT INTO searched(text) VALUES (?1)", [text])
                .unwrap();
        }
        connection
    }

    #[test]
    fn a_word_is_ruled_out_where_no_text_has_all_of_its_runs() {
        let texts = ["a red fox in the snow", "four houses", "雪の朝に立つ狐"];
        let filled = with_texts(&texts);
        fill(&filled).unwrap();
        let told = with_texts(&[]);
        for text in texts {
            keep(&told, of_text(text)).unwrap();
        }
        for (line, is_nowhere) in [
            ("", false),
            ("fox", false),
            ("zzz", false),
            ("hous", false),
            ("houses snow", false),
            ("hour", true),
            ("fox hour", true),
            ("-hour fox", false),
            ("\"fox in\"", false),
            ("\"fox on\"", true),
            ("の朝に立", false),
            ("の朝に狐", true),
        ] {
            let sought = Query::read(line).unwrap();
            for connection in [&filled, &told] {
                assert_eq!(rule_out(connection, &sought).unwrap(), is_nowhere, "{line}");
            }
        }
    }

    #[test]
    fn what_a_program_listed_that_knows_no_runs_is_ruled_out_by_none() {
        let connection = with_texts(&["a red fox"]);
        fill(&connection).unwrap();
        let sought = Query::read("hour").unwrap();
        assert!(rule_out(&connection, &sought).unwrap());
        connection
            .execute_batch("INSERT INTO searched(text) VALUES ('golden hour'); INSERT INTO unrun VALUES (2)")
            .unwrap();
        assert!(!rule_out(&connection, &sought).unwrap());
        fill(&connection).unwrap();
        assert!(!rule_out(&connection, &sought).unwrap());
        connection
            .execute_batch("DELETE FROM searched WHERE text = 'golden hour'")
            .unwrap();
        fill(&connection).unwrap();
        assert!(rule_out(&connection, &sought).unwrap(), "what no text has goes");
    }

    #[test]
    fn runs_that_share_letters_come_to_different_numbers() {
        let fours = ["abcd", "abdc", "bacd", "dcba", "aaaa", "\0aaa", "雪雪雪雪"];
        let numbers: HashSet<u32> = fours
            .iter()
            .map(|four| number(&four.chars().collect::<Vec<_>>()))
            .collect();
        assert_eq!(numbers.len(), fours.len());
    }
}
