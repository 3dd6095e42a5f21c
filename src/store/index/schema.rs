//! The tables of the index, and filling them from the records.

use std::{sync::mpsc, thread};

use rusqlite::{Connection, Error, Transaction, TransactionBehavior, ffi};

use super::{fours, lines};
use crate::{
    domain::{Indexing, Places, RequestId},
    store::{
        Opener, StoreError, disk,
        entries::Line,
        layout,
        records::{self, Found},
    },
};

/// Goes up with every change of the tables; an older index is simply made again, a newer one is only read.
pub(super) const VERSION: i64 = 7;

/// So many records are read ahead of being listed.
const AHEAD: usize = 256;

/// So many steps of a statement are taken between two looks whether the person leaves; one that writes a page of the full
/// text index takes about ten.
const STEPS: i32 = 200;

/// Pages that do not fit into memory are written before their time, and again later: while the tables are made there is
/// room for those that are written to, and the full text index sorts more at a time (bytes).
const WHILE_MAKING: &str = "PRAGMA cache_size = -65536";
const SORTED_AT_A_TIME: &str = "INSERT INTO words(words, rank) VALUES ('hashsize', 33554432)";
const AFTERWARDS: &str = "INSERT INTO words(words, rank) VALUES ('hashsize', 1048576)";

/// KiB of pages that a connection remembers; the system remembers the others, a microsecond away.
pub(super) const CACHE: &str = "PRAGMA cache_size = -256; PRAGMA shrink_memory";

/// `trashed` is 1 for requests in the trash and 2 for purged ones, of which only the costs are left.
/// The order of keys is the order of the requests' names, which is that of the history.
/// `requests_facets` holds all that tokens ask for, so that a search without words touches only the rows that it finds.
/// `skew` holds how far, in milliseconds, any request's time is from the one in its name: what was queued since a day is
/// not looked for much below that day's names.
/// `made` and `used` hold the beginnings of the hashes of pictures and of inputs, and `kin` what they come to beside the
/// parents that requests name: whose picture each request was made from, the first parent first.
/// `wording` holds what a row leaves out: a title, and a prompt that is longer than a row or hidden by a title.
/// `searched` holds what `words` has indexed, `letters` what of it is too short for that, and `fours` what of it is
/// anywhere at all, but for the texts in `unrun`, which were listed or changed since; `totals` is kept by triggers, so that
/// a page never counts.
const TABLES: &str = "
CREATE TABLE requests(
    key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, trashed INTEGER NOT NULL, created_ms INTEGER NOT NULL,
    state TEXT NOT NULL, operation TEXT NOT NULL, model TEXT NOT NULL, profile TEXT NOT NULL, size TEXT NOT NULL,
    quality TEXT NOT NULL, cost INTEGER, cost_kind TEXT NOT NULL, starred INTEGER NOT NULL, masked INTEGER NOT NULL,
    tagged INTEGER NOT NULL, noted INTEGER NOT NULL, failed INTEGER NOT NULL, unfinished INTEGER NOT NULL,
    pictures INTEGER NOT NULL, count INTEGER NOT NULL, dismissed INTEGER NOT NULL, parent BLOB,
    parent_index INTEGER NOT NULL, engine TEXT,
    ended_ms INTEGER, trashed_ms INTEGER, directory TEXT, picture TEXT, prompt TEXT NOT NULL) STRICT;
CREATE INDEX requests_by_trash ON requests(trashed);
CREATE INDEX requests_facets ON requests(
    trashed, key, created_ms, state, operation, model, profile, size, quality, cost, cost_kind, masked, noted, failed,
    unfinished, pictures);
CREATE INDEX requests_by_state ON requests(state, trashed);
CREATE INDEX requests_by_model ON requests(model);
CREATE INDEX requests_by_profile ON requests(profile, trashed);
CREATE INDEX requests_by_size ON requests(size);
CREATE INDEX requests_by_quality ON requests(quality);
CREATE INDEX requests_starred ON requests(trashed) WHERE starred = 1;
CREATE INDEX requests_tagged ON requests(trashed) WHERE tagged = 1;
CREATE INDEX requests_noted ON requests(trashed) WHERE noted = 1;
CREATE INDEX requests_unfinished ON requests(trashed) WHERE unfinished = 1;
CREATE INDEX requests_in_trash ON requests(trashed_ms) WHERE trashed = 1;
CREATE INDEX requests_by_directory ON requests(directory, trashed) WHERE directory IS NOT NULL;
CREATE INDEX requests_open ON requests(engine) WHERE engine IS NOT NULL;
CREATE INDEX requests_by_end ON requests(ended_ms) WHERE ended_ms IS NOT NULL;
CREATE TABLE tags(tag TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY(tag, key)) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_key ON tags(key);
CREATE TABLE made(hash INTEGER NOT NULL, key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(hash, key, number))
    STRICT, WITHOUT ROWID;
CREATE INDEX made_by_key ON made(key);
CREATE TABLE used(hash INTEGER NOT NULL, key INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY(hash, key, place))
    STRICT, WITHOUT ROWID;
CREATE INDEX used_by_key ON used(key);
CREATE TABLE kin(
    parent BLOB NOT NULL, child INTEGER NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY(parent, child)) STRICT, WITHOUT ROWID;
CREATE INDEX kin_by_child ON kin(child);
CREATE TABLE wording(key INTEGER PRIMARY KEY, title TEXT, prompt TEXT NOT NULL) STRICT;
CREATE TABLE skew(most INTEGER NOT NULL) STRICT;
INSERT INTO skew VALUES (0);
CREATE TABLE totals(trashed INTEGER PRIMARY KEY, total INTEGER NOT NULL) STRICT;
INSERT INTO totals VALUES (0, 0), (1, 0);
CREATE TRIGGER requests_more AFTER INSERT ON requests BEGIN
    UPDATE totals SET total = total + 1 WHERE trashed = new.trashed; END;
CREATE TRIGGER requests_fewer AFTER DELETE ON requests BEGIN
    UPDATE totals SET total = total - 1 WHERE trashed = old.trashed; END;
CREATE TABLE charges(
    key INTEGER NOT NULL, number INTEGER NOT NULL, at_ms INTEGER NOT NULL, cost INTEGER, kind TEXT NOT NULL,
    pictures INTEGER NOT NULL, PRIMARY KEY(key, number)) STRICT, WITHOUT ROWID;
CREATE INDEX charges_by_time ON charges(at_ms, kind, cost);
CREATE TABLE reservations(
    key INTEGER PRIMARY KEY, engine TEXT NOT NULL, at_ms INTEGER NOT NULL, cost INTEGER NOT NULL) STRICT;
CREATE TABLE searched(key INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE letters(block INTEGER PRIMARY KEY, seen BLOB NOT NULL) STRICT;
CREATE TABLE fours(four INTEGER PRIMARY KEY) STRICT;
CREATE TABLE unrun(key INTEGER PRIMARY KEY) STRICT;
CREATE VIRTUAL TABLE words USING fts5(text, content='searched', content_rowid='key', tokenize='trigram', detail=none,
    columnsize=0);
";

/// Made after the tables were filled: all words at once are indexed in a fraction of the time, and, put in one piece,
/// found in half of it.
const SEARCH: &str = "
INSERT INTO words(words) VALUES ('rebuild');
INSERT INTO words(words) VALUES ('optimize');
CREATE TRIGGER searched_more AFTER INSERT ON searched BEGIN
    INSERT INTO words(rowid, text) VALUES (new.key, new.text);
    INSERT OR IGNORE INTO unrun VALUES (new.key); END;
CREATE TRIGGER searched_other AFTER UPDATE ON searched BEGIN
    INSERT INTO words(words, rowid, text) VALUES ('delete', old.key, old.text);
    INSERT INTO words(rowid, text) VALUES (new.key, new.text);
    INSERT OR IGNORE INTO unrun VALUES (new.key); END;
";

const NO_TABLES: &str = "
DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS searched; DROP TABLE IF EXISTS letters; DROP TABLE IF EXISTS fours;
DROP TABLE IF EXISTS unrun; DROP TABLE IF EXISTS reservations; DROP TABLE IF EXISTS charges; DROP TABLE IF EXISTS tags;
DROP TABLE IF EXISTS made; DROP TABLE IF EXISTS used; DROP TABLE IF EXISTS kin; DROP TABLE IF EXISTS wording; DROP TABLE IF EXISTS skew;
DROP TABLE IF EXISTS totals; DROP TABLE IF EXISTS requests;
";

/// The version of the tables; 0 for a new file.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Makes the tables and fills them, unless another process did it just before; the answer is how many requests there
/// are. It is one transaction: killed midway, or given up because the person leaves, nothing of it has happened.
pub(super) fn build(
    connection: &mut Connection,
    places: &Places,
    even_if_there: bool,
    opener: &Opener,
) -> rusqlite::Result<u64> {
    connection.execute_batch(WHILE_MAKING)?;
    let word = opener.clone();
    // The full text index is made by a few statements, each of which takes a second or more.
    connection.progress_handler(STEPS, Some(move || word.is_leaving()))?;
    let filled = make(connection, places, even_if_there, opener);
    opener.tell_end();
    connection.progress_handler(0, None::<fn() -> bool>)?;
    connection.execute_batch(CACHE)?;
    filled
}

fn make(connection: &mut Connection, places: &Places, even_if_there: bool, opener: &Opener) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !even_if_there && version(&transaction)? == VERSION {
        return Ok(0);
    }
    going_on(opener)?;
    transaction.execute_batch(NO_TABLES)?;
    transaction.execute_batch(TABLES)?;
    let filled = fill(&transaction, places, opener)?;
    fours::fill(&transaction)?;
    for step in [SORTED_AT_A_TIME, SEARCH, AFTERWARDS] {
        transaction.execute_batch(step)?;
    }
    transaction.execute_batch(&format!("PRAGMA user_version = {VERSION}"))?;
    transaction.commit()?;
    Ok(filled)
}

/// Fails once the person leaves, as a statement does that is interrupted then.
fn going_on(opener: &Opener) -> rusqlite::Result<()> {
    if opener.is_leaving() {
        return Err(Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_INTERRUPT), None));
    }
    Ok(())
}

fn fill(transaction: &Transaction<'_>, places: &Places, opener: &Opener) -> rusqlite::Result<u64> {
    let mut filled = 0;
    let ids = records::all(places);
    let all = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let (give, read) = mpsc::sync_channel(AHEAD);
    thread::scope(|scope| {
        // Reading takes as long as listing, so another processor does it. It ends when nobody takes what it read.
        scope.spawn(move || {
            let mut ids = ids.into_iter();
            ids.all(|id| give.send((id, line_of(places, id))).is_ok())
        });
        for (listed, (id, (line, is_doubtful))) in (0..).zip(read) {
            going_on(opener)?;
            opener.tell(Indexing { listed, all });
            if let Some(line) = line {
                lines::put(transaction, places, &line)?;
                filled += 1;
            }
            if is_doubtful {
                // Without the note it is what it seems to be now, until somebody looks.
                let _ = disk::note(&layout::missed(places).join(id.to_string()));
            }
        }
        opener.tell(Indexing { listed: all, all });
        Ok(filled)
    })
}

/// The line of a request as its files say, nothing for a directory that never became a request; and whether it is to be
/// read again, because a file was not read that may be sound.
pub(super) fn line_of(places: &Places, id: RequestId) -> (Option<Line>, bool) {
    match records::look(places, id) {
        Ok(Found::Kept(record)) => (Some(record.line(places)), record.unread),
        Ok(Found::Purged(residue)) => (Some(Line::purged(id, &residue)), false),
        Err(StoreError::NoSuch(_)) => (None, false),
        Err(error) => (Some(Line::damaged(id, &error.to_string())), true),
    }
}
