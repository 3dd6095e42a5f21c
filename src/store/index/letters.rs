//! Which letters, and pairs of them, the texts of neighbours have: what is shorter than a trigram is looked for only where
//! it can be.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::Query;

/// Keys from one on and below another.
pub(super) type Stretch = (i64, i64);

/// A block is 64 neighbours, whose keys are 16 apart: few enough that a block that has a rare letter is soon looked
/// through, and so many that the blocks of a large history are too.
const BLOCK: i64 = 1024;
/// Each letter and each pair sets two of so many bits. English prompts set a seventh of them, so that one block in sixty
/// is looked through in vain; Chinese ones half.
const BITS: u64 = 8192;
const BYTES: usize = 1024;
/// So many blocks that may have what is sought are looked through at a time: two thousand requests, a millisecond or two.
const CANDIDATES: usize = 32;
/// So many are passed over at a time.
const PASSED: usize = 2048;

/// The two bits of a letter or a pair of letters.
fn bits(first: char, second: char) -> [u64; 2] {
    let pair = u64::from(u32::from(first)) << 32 | u64::from(u32::from(second));
    // The golden ratio, by which neighbouring numbers come to lie far apart.
    let spread = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    [spread >> 51, (spread >> 32) % BITS]
}

/// A letter alone is the pair of it and nothing.
const NOTHING: char = '\0';

fn set(seen: &mut [u8], bit: u64) {
    if let Some(byte) = usize::try_from(bit / 8).ok().and_then(|at| seen.get_mut(at)) {
        *byte |= 1 << (bit % 8);
    }
}

fn has(seen: &[u8], bit: u64) -> bool {
    let byte = usize::try_from(bit / 8).ok().and_then(|at| seen.get(at));
    byte.is_some_and(|byte| byte & 1 << (bit % 8) != 0)
}

/// Adds the letters of a text to those of its block. What a text had before it was changed stays among them.
pub(super) fn put(connection: &Connection, key: i64, text: &str) -> rusqlite::Result<()> {
    let block = key.div_euclid(BLOCK);
    let known: Option<Vec<u8>> = connection
        .prepare_cached("SELECT seen FROM letters WHERE block = ?1")?
        .query_row([block], |row| row.get(0))
        .optional()?;
    let mut seen = known.clone().unwrap_or_default();
    seen.resize(BYTES, 0);
    let mut before = None;
    for letter in text.chars() {
        for bit in bits(letter, NOTHING) {
            set(&mut seen, bit);
        }
        for bit in before.into_iter().flat_map(|before| bits(before, letter)) {
            set(&mut seen, bit);
        }
        before = Some(letter);
    }
    if known.as_ref() != Some(&seen) {
        connection
            .prepare_cached("INSERT OR REPLACE INTO letters VALUES (?1, ?2)")?
            .execute(params![block, seen])?;
    }
    Ok(())
}

/// The bits that a block has where one of its texts may meet the query, as far as its short words say.
pub(super) fn wanted(query: &Query) -> Vec<u64> {
    let of_text = |text: &str| {
        let mut letters = text.chars();
        match (letters.next(), letters.next(), letters.next()) {
            (Some(one), None, None) => bits(one, NOTHING).to_vec(),
            (Some(one), Some(other), None) => bits(one, other).to_vec(),
            _ => Vec::new(),
        }
    };
    query.texts().flat_map(of_text).collect()
}

/// The next stretches to look through, the newest first or the oldest, and the keys that are left after them.
pub(super) fn stretches(
    connection: &Connection,
    wanted: &[u64],
    (lowest, before): Stretch,
    oldest: bool,
) -> rusqlite::Result<(Vec<Stretch>, Stretch)> {
    let order = if oldest { "ASC" } else { "DESC" };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT block, seen FROM letters WHERE block <= ?1 AND block >= ?2 ORDER BY block {order}"
    ))?;
    let newest = before.saturating_sub(1).div_euclid(BLOCK);
    let mut blocks = statement.query([newest, lowest.div_euclid(BLOCK)])?;
    let mut found: Vec<Stretch> = Vec::new();
    let (mut passed, mut candidates) = (0, 0);
    while let Some(row) = blocks.next()? {
        let block: i64 = row.get(0)?;
        let (from, end) = ((block * BLOCK).max(lowest), ((block + 1) * BLOCK).min(before));
        let seen = row.get_ref(1)?.as_blob()?;
        if wanted.iter().all(|bit| has(seen, *bit)) {
            match found.last_mut() {
                Some(above) if above.0 == end => above.0 = from,
                Some(below) if below.1 == from => below.1 = end,
                _ => found.push((from, end)),
            }
            candidates += 1;
        }
        passed += 1;
        if candidates == CANDIDATES || passed == PASSED {
            return Ok((found, if oldest { (end, before) } else { (lowest, from) }));
        }
    }
    Ok((found, (lowest, lowest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_texts(texts: &[(i64, &str)]) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE letters(block INTEGER PRIMARY KEY, seen BLOB NOT NULL) STRICT")
            .unwrap();
        for (key, text) in texts {
            put(&connection, *key, text).unwrap();
        }
        connection
    }

    fn looked_through(connection: &Connection, line: &str) -> Vec<Stretch> {
        let wanted = wanted(&Query::read(line).unwrap());
        let (found, left) = stretches(connection, &wanted, (-5000, 9000), false).unwrap();
        assert_eq!(left, (-5000, -5000), "{line}");
        let (mut risen, _) = stretches(connection, &wanted, (-5000, 9000), true).unwrap();
        risen.reverse();
        assert_eq!(risen, found, "{line}");
        found
    }

    #[test]
    fn only_blocks_with_the_letters_are_looked_through() {
        let connection = with_texts(&[
            (-1500, "zorn"),
            (0, "a fox"),
            (16, "雪の朝"),
            (1030, "a kite"),
            (8999, "fog"),
        ]);
        for (line, found) in [
            ("z", vec![(-2048, -1024)]),
            ("雪", vec![(0, 1024)]),
            ("fo", vec![(8192, 9000), (0, 1024)]),
            ("a", vec![(0, 2048)]),
            ("ax", vec![]),
            ("a x", vec![(0, 1024)]),
            ("of", vec![]),
            ("ko", vec![]),
        ] {
            assert_eq!(looked_through(&connection, line), found, "{line}");
        }
    }

    #[test]
    fn a_text_that_is_changed_adds_its_letters() {
        let connection = with_texts(&[(3, "fox"), (3, "kite")]);
        assert_eq!(looked_through(&connection, "k"), [(0, 1024)]);
        assert_eq!(looked_through(&connection, "ox"), [(0, 1024)]);
    }

    #[test]
    fn a_long_way_is_gone_in_steps_that_leave_nothing_out() {
        let texts: Vec<(i64, &str)> = (0..100).map(|block| (block * BLOCK, "q")).collect();
        let connection = with_texts(&texts);
        let wanted = wanted(&Query::read("q").unwrap());
        let (first, left) = stretches(&connection, &wanted, (0, i64::MAX), false).unwrap();
        assert_eq!((first, left), (vec![(68 * BLOCK, 100 * BLOCK)], (0, 68 * BLOCK)));
        let (second, left) = stretches(&connection, &wanted, left, false).unwrap();
        assert_eq!((second, left), (vec![(36 * BLOCK, 68 * BLOCK)], (0, 36 * BLOCK)));

        let (first, left) = stretches(&connection, &wanted, (7, 99 * BLOCK), true).unwrap();
        assert_eq!((first, left), (vec![(7, 32 * BLOCK)], (32 * BLOCK, 99 * BLOCK)));
        let (second, left) = stretches(&connection, &wanted, left, true).unwrap();
        assert_eq!(
            (second, left),
            (vec![(32 * BLOCK, 64 * BLOCK)], (64 * BLOCK, 99 * BLOCK))
        );
    }
}
