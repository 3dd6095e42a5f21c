//! What a query asks of the tables, in SQL: the index that is gone through, and a condition for each clause.

mod naming;

use jiff::Timestamp;
use rusqlite::{Connection, types::Value};

use super::{
    columns, keys, known,
    letters::Stretch,
    names::{self, Found},
};
use crate::domain::{
    Clause, Comparison, Condition, Having, HistoryQuery, Moment, Named, Query, RequestState, Scope, TimeWord,
};

/// Trigrams find only what is as long as they are.
const TRIGRAM: usize = 3;
/// More trigrams make the question longer and the answer hardly shorter.
const TRIGRAMS_OF_A_TEXT: usize = 16;
const TEXTS_BY_TRIGRAMS: usize = 16;

/// A question to the tables, but for columns and limit: rows of `requests` in the order of their age.
pub(super) struct Question {
    /// `FROM … WHERE …`.
    pub from: String,
    /// What the rows are sorted by.
    pub key: &'static str,
    /// The values of its parameters; the first two are the keys below and from which rows are wanted.
    values: Vec<Value>,
    /// The key below which no row can be what is asked for.
    pub oldest: i64,
    /// The key from which on none can.
    pub end: i64,
    /// Which rows come first.
    order: &'static str,
}

impl Question {
    /// The question of a query whose moments are settled, about rows below a key.
    pub(super) fn of(connection: &Connection, query: &HistoryQuery, before: i64) -> rusqlite::Result<Self> {
        let before = before.min(until(connection, query)?);
        let oldest = since(connection, query)?;
        let mut making = Making {
            connection,
            values: vec![Value::from(before), Value::from(oldest)],
            wheres: Vec::new(),
            text: LOOKED_UP,
        };
        let trashed = making.bind(i64::from(query.trashed));
        let (from, key) = making.driver(query)?;
        making.wheres.insert(0, format!("requests.trashed = {trashed}"));
        making.wheres.push(format!("{key} < ?1 AND {key} >= ?2"));
        making.scope(&query.scope);
        for clause in query.sought.clauses() {
            let condition = making.condition(&clause.what)?;
            let sign = if clause.negated { "NOT " } else { "" };
            making.wheres.push(format!("{sign}({condition})"));
        }
        Ok(Self {
            from: format!("FROM {from} WHERE {}", making.wheres.join(" AND ")),
            key,
            values: making.values,
            oldest,
            end: before,
            order: if query.oldest { "ASC" } else { "DESC" },
        })
    }

    /// The statement that reads rows, the newest first or the oldest; its last parameter is how many at most.
    pub(super) fn rows(&self) -> String {
        let Self {
            from,
            key,
            values,
            order,
            ..
        } = self;
        let most = values.len() + 1;
        format!("SELECT {} {from} ORDER BY {key} {order} LIMIT ?{most}", columns::LISTED)
    }

    /// The statement that reads the keys and the texts of rows, in the same way.
    pub(super) fn texts(&self) -> String {
        let Self { from, key, values, .. } = self;
        let most = values.len() + 1;
        format!("SELECT requests.key, {LOOKED_UP} {from} ORDER BY {key} DESC LIMIT ?{most}")
    }

    /// The values of its parameters, for rows from one key on and below another.
    pub(super) fn values_of(&self, (from, before): Stretch) -> Vec<Value> {
        let mut values = self.values.clone();
        if let [Value::Integer(last), Value::Integer(first), ..] = &mut values[..] {
            *last = before.min(*last);
            *first = from.max(*first);
        }
        values
    }
}

/// The key below which no row can be what is asked for, because it is too old.
fn since(connection: &Connection, query: &HistoryQuery) -> rusqlite::Result<i64> {
    let bound = |clause: &Clause| match (&clause.what, clause.negated) {
        (Condition::Time(TimeWord::Since | TimeWord::On, Moment::Between(from, _)), false) => {
            Some(from.as_millisecond())
        }
        _ => None,
    };
    let of_scope = match query.scope {
        Scope::Since(since_ms) => Some(since_ms),
        Scope::All | Scope::Directory(_) | Scope::Profile(_) => None,
    };
    let latest = query.sought.clauses().iter().filter_map(bound).chain(of_scope).max();
    latest.map_or(Ok(i64::MIN), |since_ms| keys::key_since(connection, since_ms))
}

/// The key from which on no row can be what is asked for, because it is too new.
fn until(connection: &Connection, query: &HistoryQuery) -> rusqlite::Result<i64> {
    let bound = |clause: &Clause| match (&clause.what, clause.negated) {
        (Condition::Time(TimeWord::Until | TimeWord::On, Moment::Between(_, to)), false) => Some(to.as_millisecond()),
        _ => None,
    };
    let earliest = query.sought.clauses().iter().filter_map(bound).min();
    earliest.map_or(Ok(i64::MAX), |until_ms| keys::key_until(connection, until_ms))
}

struct Making<'a> {
    connection: &'a Connection,
    values: Vec<Value>,
    wheres: Vec<String>,
    /// The text that is searched, of a row.
    text: &'static str,
}

/// The text of a row that was not found by its words.
pub(super) const LOOKED_UP: &str = "coalesce((SELECT text FROM searched WHERE searched.key = requests.key), '')";

impl Making<'_> {
    /// The name of a new parameter.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// The table that is gone through from its newest row on, and its key: what few requests have comes first, then
    /// words, then a look at all of them in the index that holds all that tokens ask for.
    fn driver(&mut self, query: &HistoryQuery) -> rusqlite::Result<(String, &'static str)> {
        let clauses = query.sought.clauses();
        let wanted = || clauses.iter().filter(|it| !it.negated).map(|it| &it.what);
        if let Some(index) = wanted().find_map(rare) {
            return Ok((format!("requests INDEXED BY {index}"), "requests.key"));
        }
        for condition in wanted() {
            match condition {
                Condition::Tag(name) => return self.tagged(name),
                Condition::Parent(name) => {
                    let is = self.name("kin.parent", name)?;
                    if self.whole(name)?.is_none() {
                        // Several parents may have that name, and one child.
                        let from = format!(
                            "(SELECT DISTINCT child FROM kin WHERE {is}) AS kin
                             CROSS JOIN requests ON requests.key = kin.child"
                        );
                        return Ok((from, "kin.child"));
                    }
                    self.wheres.push(is);
                    let from = "kin CROSS JOIN requests ON requests.key = kin.child";
                    return Ok((from.to_owned(), "kin.child"));
                }
                _ => {}
            }
        }
        let trigrams = trigrams(&query.sought);
        if !trigrams.is_empty() {
            let trigrams = self.bind(trigrams);
            self.wheres.push(format!("words MATCH {trigrams}"));
            self.text = "searched.text";
            let from = "words CROSS JOIN searched ON searched.key = words.rowid CROSS JOIN requests
                        ON requests.key = words.rowid";
            return Ok((from.to_owned(), "words.rowid"));
        }
        let is_by_text = clauses.iter().any(|it| matches!(it.what, Condition::Text(_)));
        let index = match &query.scope {
            Scope::Directory(_) => "requests_by_directory",
            Scope::All | Scope::Since(_) | Scope::Profile(_) if is_by_text => {
                // A third of the time of looking each text up from another table.
                self.text = "searched.text";
                let from = "searched CROSS JOIN requests ON requests.key = searched.key";
                return Ok((from.to_owned(), "searched.key"));
            }
            Scope::Profile(_) if clauses.is_empty() => "requests_by_profile",
            Scope::All | Scope::Since(_) if clauses.is_empty() => "requests_by_trash",
            Scope::All | Scope::Since(_) | Scope::Profile(_) => "requests_facets",
        };
        Ok((format!("requests INDEXED BY {index}"), "requests.key"))
    }

    /// What goes through tagged requests: those of the one tag that is meant, or, where several may be, all of them.
    fn tagged(&mut self, name: &Named) -> rusqlite::Result<(String, &'static str)> {
        let tags = self.fitting("tags", "tag", name)?;
        if tags.len() > 1 {
            self.wheres.push("tagged = 1".to_owned());
            return Ok(("requests INDEXED BY requests_tagged".to_owned(), "requests.key"));
        }
        let tag = self.list(tags);
        self.wheres.push(format!("tags.tag = {tag}"));
        let from = "tags CROSS JOIN requests ON requests.key = tags.key";
        Ok((from.to_owned(), "tags.key"))
    }

    fn scope(&mut self, scope: &Scope) {
        let condition = match scope {
            Scope::All => return,
            Scope::Since(since_ms) => format!("created_ms >= {}", self.bind(*since_ms)),
            Scope::Directory(directory) => {
                format!("directory = {}", self.bind(directory.to_string_lossy().into_owned()))
            }
            Scope::Profile(profile) => format!("profile = {}", self.bind(profile.clone())),
        };
        self.wheres.push(condition);
    }

    /// A condition that is true or false for every row, so that NOT turns it round.
    fn condition(&mut self, condition: &Condition) -> rusqlite::Result<String> {
        Ok(match condition {
            Condition::Text(text) => {
                let text = self.bind(text.clone());
                format!("instr({}, {text}) > 0", self.text)
            }
            Condition::Model(name) => format!("model IN ({})", self.named("requests", "model", name)?),
            Condition::Profile(name) => format!("profile IN ({})", self.named("requests", "profile", name)?),
            Condition::Tag(name) => {
                let tags = self.named("tags", "tag", name)?;
                format!("EXISTS (SELECT 1 FROM tags AS its WHERE its.key = requests.key AND its.tag IN ({tags}))")
            }
            Condition::State(state) => format!("state = {}", self.bind(state.word().to_owned())),
            Condition::Operation(operation) => format!("operation = {}", self.bind(operation.word().to_owned())),
            Condition::Size(start) => self.begins("size", start),
            Condition::Quality(start) => self.begins("quality", start),
            Condition::Cost(comparison, amount) => {
                let amount = self.bind(columns::micros(Some(*amount)).unwrap_or(i64::MAX));
                costs(*comparison, &amount)
            }
            Condition::Time(word, moment) => self.time(*word, *moment),
            Condition::Starred => "starred = 1".to_owned(),
            Condition::Masked => "masked = 1".to_owned(),
            Condition::Id(name) => self.name("requests.id", name)?,
            Condition::Parent(name) => {
                let is = self.name("its.parent", name)?;
                format!("EXISTS (SELECT 1 FROM kin AS its WHERE its.child = requests.key AND {is})")
            }
            Condition::Having(Having::Image) => "pictures > 0".to_owned(),
            Condition::Having(Having::Failure) => "failed = 1".to_owned(),
            Condition::Having(Having::Note) => "noted = 1".to_owned(),
            Condition::Having(Having::Tag) => "tagged = 1".to_owned(),
            Condition::Having(Having::Partial) => "unfinished = 1".to_owned(),
        })
    }

    fn begins(&mut self, column: &str, start: &str) -> String {
        let start = self.bind(start.to_owned());
        format!("substr(lower({column}), 1, length({start})) = {start}")
    }

    fn time(&mut self, word: TimeWord, moment: Moment) -> String {
        let Moment::Between(from, to) = moment else {
            // Whoever asks has settled it.
            return "1".to_owned();
        };
        let mut bound =
            |sign: &str, moment: Timestamp| format!("created_ms {sign} {}", self.bind(moment.as_millisecond()));
        match word {
            TimeWord::Since => bound(">=", from),
            TimeWord::Until => bound("<", to),
            TimeWord::On => format!("{} AND {}", bound(">=", from), bound("<", to)),
        }
    }

    /// The parameters of these names.
    fn list(&mut self, names: Vec<String>) -> String {
        if names.is_empty() {
            // No text is these bytes. An empty list would make the condition false for good, and SQLite then finds no
            // use for the index that it is told to take.
            return self.bind(vec![0u8]);
        }
        let places: Vec<String> = names.into_iter().map(|name| self.bind(name)).collect();
        places.join(", ")
    }
}

/// The index of what few requests have; its rows are in the order of keys where nothing else is sorted in it.
const fn rare(condition: &Condition) -> Option<&'static str> {
    match condition {
        Condition::Starred => Some("requests_starred"),
        Condition::Having(Having::Note) => Some("requests_noted"),
        Condition::Having(Having::Tag) => Some("requests_tagged"),
        Condition::Having(Having::Partial) => Some("requests_unfinished"),
        // Nearly all requests are stored ones.
        Condition::State(state) if !matches!(state, RequestState::Stored) => Some("requests_by_state"),
        _ => None,
    }
}

/// What nobody bills costs nothing; an amount that is not known is neither more nor less than another.
fn costs(comparison: Comparison, amount: &str) -> String {
    let sign = comparison.sign();
    format!("coalesce((CASE cost_kind WHEN 'none' THEN 0 ELSE cost END) {sign} {amount}, 0)")
}

/// The question to the full text index; empty where no text is long enough for one.
fn trigrams(query: &Query) -> String {
    let of_text = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        // Those that stand end to end, and the last: each more takes time to go through and hardly leaves a row out that
        // these leave in, and every row is looked at in the end.
        let last = letters.len().saturating_sub(TRIGRAM);
        let placed = letters.windows(TRIGRAM).enumerate();
        let trigrams = placed.filter(|(at, _)| at % TRIGRAM == 0 || *at == last);
        // The full text index reads its questions no further than a NUL.
        let trigrams = trigrams.map(|(_, three)| three).filter(|three| !three.contains(&'\0'));
        let quoted = |three: &[char]| format!("\"{}\"", three.iter().collect::<String>().replace('"', "\"\""));
        trigrams.take(TRIGRAMS_OF_A_TEXT).map(quoted).collect::<Vec<_>>()
    };
    let texts = query.texts().take(TEXTS_BY_TRIGRAMS);
    texts.flat_map(of_text).collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests;
