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
/// So many blocks are passed over at a time.
const PASSED: usize = 2048;
/// Where the full text index leads from one text to the next, so many blocks between two stretches are gone through with
/// them: each stretch is a question of its own, which takes as long as twenty texts.
const BETWEEN: i64 = 8;

/// A number by which neighbouring ones come to lie far apart.
pub(super) const fn spread(number: u64) -> u64 {
    // The golden ratio.
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The two bits of a letter or a pair of letters.
fn bits(first: char, second: char) -> [u64; 2] {
    let pair = u64::from(u32::from(first)) << 32 | u64::from(u32::from(second));
    let spread = spread(pair);
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

/// What short words ask of a block.
pub(super) struct Wanted {
    /// The bits that a block has where one of its texts may meet the query.
    bits: Vec<u64>,
    /// How far apart two stretches are at least, in keys.
    apart: i64,
}

impl Wanted {
    /// What a query wants of a block.
    pub(super) fn of(query: &Query) -> Self {
        let of_text = |text: &str| {
            let mut letters = text.chars();
            match (letters.next(), letters.next(), letters.next()) {
                (Some(one), None, None) => bits(one, NOTHING).to_vec(),
                (Some(one), Some(other), None) => bits(one, other).to_vec(),
                _ => Vec::new(),
            }
        };
        let is_indexed = query.texts().any(|text| text.chars().nth(2).is_some());
        Self {
            bits: query.texts().flat_map(of_text).collect(),
            apart: if is_indexed { BETWEEN * BLOCK } else { 0 },
        }
    }

    /// Whether any block will do.
    pub(super) const fn is_nothing(&self) -> bool {
        self.bits.is_empty()
    }

    /// The next stretches to look through, the newest first or the oldest, of so many keys together, and the keys that
    /// are left after them.
    pub(super) fn stretches(
        &self,
        connection: &Connection,
        (lowest, before): Stretch,
        most: i64,
        oldest: bool,
    ) -> rusqlite::Result<(Vec<Stretch>, Stretch)> {
        let order = if oldest { "ASC" } else { "DESC" };
        let mut statement = connection.prepare_cached(&format!(
            "SELECT block, seen FROM letters WHERE block <= ?1 AND block >= ?2 ORDER BY block {order}"
        ))?;
        let newest = before.saturating_sub(1).div_euclid(BLOCK);
        let mut blocks = statement.query([newest, lowest.div_euclid(BLOCK)])?;
        let mut found: Vec<Stretch> = Vec::new();
        let (mut passed, mut keys) = (0, 0);
        while let Some(row) = blocks.next()? {
            let block: i64 = row.get(0)?;
            let (from, end) = ((block * BLOCK).max(lowest), ((block + 1) * BLOCK).min(before));
            let seen = row.get_ref(1)?.as_blob()?;
            if self.bits.iter().all(|bit| has(seen, *bit)) {
                keys += self.add((from, end), oldest, &mut found);
            }
            passed += 1;
            if keys >= most || passed == PASSED {
                return Ok((found, if oldest { (end, before) } else { (lowest, from) }));
            }
        }
        Ok((found, (lowest, lowest)))
    }

    /// Adds a stretch, or makes the last one longer; the answer is how many keys more are looked through.
    fn add(&self, (from, end): Stretch, oldest: bool, found: &mut Vec<Stretch>) -> i64 {
        let last = found.last_mut();
        match last {
            Some(above) if !oldest && above.0 - end <= self.apart => {
                let more = above.0 - from;
                above.0 = from;
                more
            }
            Some(below) if oldest && from - below.1 <= self.apart => {
                let more = end - below.1;
                below.1 = end;
                more
            }
            _ => {
                found.push((from, end));
                end - from
            }
        }
    }
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

    fn stretches(connection: &Connection, line: &str, keys: Stretch, oldest: bool) -> (Vec<Stretch>, Stretch) {
        let wanted = Wanted::of(&Query::read(line).unwrap());
        wanted.stretches(connection, keys, 32 * BLOCK, oldest).unwrap()
    }

    fn looked_through(connection: &Connection, line: &str) -> Vec<Stretch> {
        let (found, left) = stretches(connection, line, (-5000, 9000), false);
        assert_eq!(left, (-5000, -5000), "{line}");
        let (mut risen, _) = stretches(connection, line, (-5000, 9000), true);
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
    fn stretches_that_are_close_are_one_where_an_index_leads_through_them() {
        let blocks = [0, 2, 10, 12, 40];
        let texts: Vec<(i64, &str)> = blocks.map(|block| (block * BLOCK, "q")).to_vec();
        let connection = with_texts(&texts);
        let found = |line: &str, oldest| stretches(&connection, line, (0, 41 * BLOCK), oldest).0;
        let close = [(40 * BLOCK, 41 * BLOCK), (0, 13 * BLOCK)];
        assert_eq!(found("fox q", false), close);
        assert_eq!(found("fox q", true), [close[1], close[0]]);
        assert_eq!(found("q", false).len(), blocks.len());
    }

    #[test]
    fn a_long_way_is_gone_in_steps_that_leave_nothing_out() {
        let texts: Vec<(i64, &str)> = (0..100).map(|block| (block * BLOCK, "q")).collect();
        let connection = with_texts(&texts);
        let (first, left) = stretches(&connection, "q", (0, i64::MAX), false);
        assert_eq!((first, left), (vec![(68 * BLOCK, 100 * BLOCK)], (0, 68 * BLOCK)));
        let (second, left) = stretches(&connection, "q", left, false);
        assert_eq!((second, left), (vec![(36 * BLOCK, 68 * BLOCK)], (0, 36 * BLOCK)));

        let (first, left) = stretches(&connection, "q", (7, 99 * BLOCK), true);
        assert_eq!((first, left), (vec![(7, 33 * BLOCK)], (33 * BLOCK, 99 * BLOCK)));
        let (second, left) = stretches(&connection, "q", left, true);
        assert_eq!(
            (second, left),
            (vec![(33 * BLOCK, 65 * BLOCK)], (65 * BLOCK, 99 * BLOCK))
        );
    }
}
