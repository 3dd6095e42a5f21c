//! The search of a real store against a plain filter over its records: any line gives the right rows, or a fault.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{collections::BTreeSet, path::PathBuf, sync::OnceLock};

use jiff::{Timestamp, Zoned, tz::TimeZone};
use pochade::{
    domain::{
        Clause, Comparison, Condition, CostKind, Draft, Failure, FailureKind, Having, HistoryEntry, HistoryQuery,
        Input, ModelTable, Moment, Money, Named, Operation, OptionName, Parent, Places, Query, RequestId, RequestName,
        RequestState, Role, Scope, StoredImage, Tally, TimeWord,
    },
    store::{AttemptEnd, Mark, Nearing, NewRequest, Sent, Store},
};
use proptest::{prelude::*, test_runner::Config};
use tempfile::TempDir;
use uuid::Uuid;

/// Friday, 20 November 2026, noon.
const NOW: Timestamp = Timestamp::constant(1_795_176_000, 0);
const REQUESTS: usize = 240;
const MODELS: [&str; 4] = [
    "gpt-image-1",
    "gpt-image-2",
    "gpt-image-2.5-flare",
    "gpt-image-2.6-sunburst",
];
const PROFILES: [&str; 3] = ["openai", "Work", "sandbox"];
const TAGS: [&str; 4] = ["kites", "Red", "my work", "ünder"];
const WORDS: [&str; 14] = [
    "fox", "Heron", "kite", "Red", "star", "mask", "ÜBER", "漢字", "x", "100%", "den_1", "a\"b", "nul\0l", "snow",
];

struct Shop {
    _folder: TempDir,
    store: Store,
    /// Newest first, the trash included.
    entries: Vec<(HistoryEntry, Option<PathBuf>)>,
}

/// A small random generator, so that the same shop is made each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }

    fn one_in(&mut self, most: usize) -> bool {
        self.below(most) == 0
    }
}

fn shop() -> &'static Shop {
    static SHOP: OnceLock<Shop> = OnceLock::new();
    SHOP.get_or_init(stocked)
}

fn stocked() -> Shop {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let places = Places::below(folder.path());
    let store = Store::open(&places).unwrap();
    std::fs::write(at("in.png"), PNG).unwrap();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut made: Vec<(RequestId, Option<PathBuf>)> = Vec::new();
    for number in 0..REQUESTS {
        let new = new_request(&mut dice, number, &made, &at("in.png"));
        made.push((new.id, new.directory.clone()));
        let id = new.id;
        let estimate = new.estimate;
        store.enqueue(new).unwrap();
        live(&store, &mut dice, id, estimate);
        marked(&store, &mut dice, id);
    }
    made.sort();
    made.reverse();
    let entries = made
        .into_iter()
        .map(|(id, directory)| (store.entry(id).unwrap(), directory))
        .collect();
    Shop {
        _folder: folder,
        store,
        entries,
    }
}

const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6,
    0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x62, 0, 1, 0, 0, 5, 0, 1, 0x0d,
    0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

fn prompt(dice: &mut Dice) -> String {
    let count = 1 + dice.below(5);
    let words: Vec<&str> = (0..count).map(|_| dice.of(&WORDS)).collect();
    words.join(dice.of(&[" ", " ", "  ", ", ", "\n"]))
}

/// Makes some requests edits, with a mask or without.
fn add_inputs(dice: &mut Dice, draft: &mut Draft, input: &std::path::Path) {
    let of = |role, name: &str| Input {
        name: name.to_owned(),
        ..Input::file(role, input.to_owned(), None)
    };
    if dice.one_in(3) {
        draft.operation = Operation::Edit;
        draft.images = vec![of(Role::Image, dice.of(&["Kite-Study.png", "hat.png"]))];
        draft.mask = dice.one_in(2).then(|| of(Role::Mask, "hole.png"));
    }
}

/// A request of the last forty days; its time is not always that of its name, nor does every name hold a time.
fn new_request(
    dice: &mut Dice,
    number: usize,
    made: &[(RequestId, Option<PathBuf>)],
    input: &std::path::Path,
) -> NewRequest {
    let ago = i64::try_from(dice.below(40 * 24 * 60)).unwrap() * 60_000;
    let named_ms = u64::try_from(NOW.as_millisecond() - ago).unwrap();
    let id = if dice.one_in(60) {
        Uuid::from_u128(u128::try_from(number).unwrap() + 1)
    } else {
        let random = u64::try_from(dice.below(1 << 30)).unwrap();
        Uuid::from_u64_pair(
            named_ms << 16 | 0x7000 | (random & 0xfff),
            0x8000_0000_0000_0000 | random,
        )
    };
    let skew = if dice.one_in(10) {
        i64::try_from(dice.below(3 * 24 * 3600)).unwrap() * 1000
    } else {
        3
    };
    let created_at = Timestamp::from_millisecond(NOW.as_millisecond() - ago + skew).unwrap();
    let model = dice.of(&MODELS);
    let mut draft = Draft {
        prompt: prompt(dice),
        model: model.to_owned(),
        size: dice.of(&["1024x1024", "1536x1024", "auto"]).to_owned(),
        options: [(OptionName::Quality, dice.of(&["low", "medium", "high"]).to_owned())].into(),
        ..Draft::default()
    };
    add_inputs(dice, &mut draft, input);
    if !made.is_empty() && dice.one_in(4) {
        let (id, _) = made[dice.below(made.len())];
        draft.parent = Some(Parent { id, index: 0 });
    }
    let request = ModelTable::standard().unwrap().checked(&draft).unwrap();
    let cents = u64::try_from(dice.below(40)).unwrap();
    NewRequest {
        id: RequestId::from_uuid(id),
        created_at,
        profile: dice.of(&PROFILES).to_owned(),
        request,
        estimate: (!dice.one_in(6)).then(|| Money::from_micros(cents * 10_000)),
        billed: !dice.one_in(5),
        directory: dice
            .one_in(2)
            .then(|| PathBuf::from(dice.of(&["/home/ada/a", "/home/ada/b"]))),
    }
}

/// Runs the request to some end, or leaves it queued.
fn live(store: &Store, dice: &mut Dice, id: RequestId, estimate: Option<Money>) {
    let state = dice.of(&[
        RequestState::Stored,
        RequestState::Stored,
        RequestState::Stored,
        RequestState::Partial,
        RequestState::Refused,
        RequestState::Unknown,
        RequestState::Queued,
    ]);
    if state == RequestState::Queued {
        return;
    }
    let sent = Sent {
        engine: Uuid::now_v7().to_string(),
        origin: "https://api.openai.com".to_owned(),
        at: NOW,
        after: 0,
    };
    let attempt = store.begin(id, &sent).unwrap();
    let failure = (state != RequestState::Stored).then(|| Failure::new(FailureKind::Internal, "it went wrong"));
    let mut end = AttemptEnd::new(state, NOW, failure);
    if matches!(state, RequestState::Stored | RequestState::Partial) {
        end.images = vec![image(state == RequestState::Partial && dice.one_in(2))];
        end.cost = estimate;
        end.cost_kind = dice.of(&[CostKind::Paid, CostKind::Estimated, CostKind::None]);
    }
    attempt.end(&end, None).unwrap();
}

fn image(partial: bool) -> StoredImage {
    StoredImage {
        index: 0,
        path: PathBuf::from("blobs/ab/none.png"),
        sha256: "0".repeat(64),
        bytes: 1,
        width: 1,
        height: 1,
        format: None,
        revised_prompt: None,
        partial,
        alpha: None,
    }
}

fn marked(store: &Store, dice: &mut Dice, id: RequestId) {
    let mark = |mark: &Mark| store.mark(id, mark, NOW).unwrap();
    if dice.one_in(6) {
        mark(&Mark::Star(true));
    }
    for tag in TAGS {
        if dice.one_in(8) {
            mark(&Mark::Tag(tag.to_owned()));
        }
    }
    if dice.one_in(8) {
        mark(&Mark::Untag("kites".to_owned()));
    }
    if dice.one_in(8) {
        mark(&Mark::Note(format!("noted: {}", dice.of(&WORDS))));
    }
    if dice.one_in(10) {
        mark(&Mark::Title(format!("Title {}", dice.of(&WORDS))));
    }
    if dice.one_in(10) {
        mark(&Mark::Trash);
    }
}

fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The same rules, written once more in the plainest way.
fn meets((entry, _): &(HistoryEntry, Option<PathBuf>), clause: &Clause) -> bool {
    let has = |text: &str, part: &str| fold(text).contains(part);
    let request = &entry.request;
    let is = match &clause.what {
        Condition::Text(part) => {
            let marks = [&entry.marks.title, &entry.marks.note];
            let names = request.inputs().iter().map(|input| input.name.as_str());
            let own = marks
                .into_iter()
                .flatten()
                .map(String::as_str)
                .chain([request.prompt()]);
            own.chain(names).any(|text| has(text, part))
        }
        Condition::Model(name) => is_called(request.model(), name),
        Condition::Profile(name) => is_called(&entry.profile, name),
        Condition::State(state) => entry.state == *state,
        Condition::Operation(operation) => request.operation() == *operation,
        Condition::Size(start) => request.size().to_string().to_ascii_lowercase().starts_with(start),
        Condition::Quality(start) => request
            .option(OptionName::Quality)
            .to_ascii_lowercase()
            .starts_with(start),
        Condition::Cost(comparison, amount) => {
            let cost = if entry.cost_kind == CostKind::None {
                Some(Money::ZERO)
            } else {
                entry.cost
            };
            cost.is_some_and(|cost| match comparison {
                Comparison::Less => cost < *amount,
                Comparison::AtMost => cost <= *amount,
                Comparison::Equal => cost == *amount,
                Comparison::AtLeast => cost >= *amount,
                Comparison::More => cost > *amount,
            })
        }
        Condition::Time(word, moment) => {
            let (from, to) = moment.span(&now());
            match word {
                TimeWord::Since => entry.created_at >= from,
                TimeWord::Until => entry.created_at < to,
                TimeWord::On => entry.created_at >= from && entry.created_at < to,
            }
        }
        Condition::Starred => entry.marks.starred,
        Condition::Masked => request.inputs().iter().any(|input| input.role == Role::Mask),
        Condition::Tag(name) => entry.marks.tags.iter().any(|tag| is_called(tag, name)),
        Condition::Id(name) => is_named(entry.id, name),
        Condition::Parent(name) => request.parent().is_some_and(|parent| is_named(parent.id, name)),
        Condition::Having(Having::Image) => !entry.images.is_empty(),
        Condition::Having(Having::Failure) => entry.failure.is_some(),
        Condition::Having(Having::Note) => entry.marks.note.is_some(),
        Condition::Having(Having::Tag) => !entry.marks.tags.is_empty(),
        Condition::Having(Having::Partial) => entry.images.iter().any(|image| image.partial),
    };
    is != clause.negated
}

fn is_called(text: &str, name: &Named) -> bool {
    let text = fold(text);
    text == name.letters || (!name.whole && text.contains(&name.letters))
}

fn is_named(id: RequestId, name: &RequestName) -> bool {
    let id = id.uuid().simple().to_string();
    matches!(name, RequestName::Digits(digits) if id.starts_with(digits) || id.ends_with(digits) || id[24..].starts_with(digits))
}

fn in_scope((entry, directory): &(HistoryEntry, Option<PathBuf>), scope: &Scope) -> bool {
    match scope {
        Scope::All => true,
        Scope::Since(since_ms) => entry.created_at.as_millisecond() >= *since_ms,
        Scope::Directory(wanted) => directory.as_ref() == Some(wanted),
        Scope::Profile(profile) => entry.profile == *profile,
    }
}

fn now() -> Zoned {
    NOW.to_zoned(TimeZone::UTC)
}

/// Goes through all pages of a query, and counts it; both must say what the plain filter says.
fn check(sought: &Query, scope: Scope, trashed: bool, limit: usize) {
    let shop = shop();
    let mut query = HistoryQuery {
        sought: sought.settled(&now()),
        scope,
        trashed,
        limit,
        ..HistoryQuery::default()
    };
    let fits = |one: &&(HistoryEntry, Option<PathBuf>)| {
        one.0.marks.trashed == trashed
            && in_scope(one, &query.scope)
            && sought.clauses().iter().all(|clause| meets(one, clause))
    };
    let expected: Vec<&HistoryEntry> = shop.entries.iter().filter(fits).map(|(entry, _)| entry).collect();
    let billed = expected.iter().filter(|entry| entry.cost_kind != CostKind::None);
    let tally = Tally {
        count: expected.len() as u64,
        cost: billed.filter_map(|entry| entry.cost).sum(),
    };
    assert_eq!(shop.store.tally(&query).unwrap(), tally, "{sought:?}");
    let mut found = Vec::new();
    loop {
        let page = shop.store.history(&query).unwrap();
        found.extend(page.rows.iter().map(|row| row.id));
        query.before = page.rows.last().map(|row| row.id);
        if page.rows.len() < limit {
            break;
        }
    }
    let expected: Vec<RequestId> = expected.iter().map(|entry| entry.id).collect();
    assert_eq!(found, expected, "{sought:?} in {:?}", query.scope);

    // And from the other end.
    (query.before, query.oldest) = (None, true);
    found.clear();
    loop {
        let page = shop.store.history(&query).unwrap();
        found.extend(page.rows.iter().rev().map(|row| row.id));
        query.after = page.rows.first().map(|row| row.id);
        if page.rows.len() < limit {
            break;
        }
    }
    found.reverse();
    assert_eq!(found, expected, "{sought:?} in {:?} from the oldest", query.scope);
}

/// Tokens with right and wrong values.
#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "model:flare", "model:gpt", "model:2", "model:none", "state:stored", "state:refused", "state:queued",
    "state:unknown", "state:partial", "op:edit", "op:generate", "op:variation", "profile:work", "profile:o",
    "size:1024", "size:1536x1024", "size:auto", "quality:low", "quality:h", "cost>0.10", "cost<0.05", "cost>=0.2",
    "cost<=0", "cost=0", "since:tue", "since:3d", "until:2w", "until:today", "on:yesterday", "on:nov",
    "since:2026-11-01", "until:2026-11-10", "since:30h", "star", "mask", "tag:kite", "tag:RED", "tag:\"my work\"",
    "tag:Ü", "tag:none", "parent:01", "parent:0", "parent:f", "has:image", "has:failure", "has:note", "has:tag",
    "has:partial", "model:", "modle:x", "cost>ten", "model:=gpt-image-2", "model:=GPT-image-2.5-flare", "model:=gpt",
    "profile:=work", "profile:=o", "tag:=kites", "tag:=kite", "tag:=\"my work\"", "tag:=Ü", "model:=", "tag:=\"\"",
];

/// A piece of a line: words that are there, parts of them, tokens with right and wrong values, and anything else.
fn piece() -> impl Strategy<Value = String> {
    let word = prop::sample::select(&WORDS[..]).prop_map(str::to_owned);
    let part = ("[a-z]{1,3}", prop::sample::select(&WORDS[..])).prop_map(|(own, word)| {
        if own.len() == 1 {
            word.chars().skip(1).take(3).collect()
        } else {
            own
        }
    });
    let token = prop::sample::select(TOKENS);
    let token = token.prop_map(str::to_owned);
    let plain = prop_oneof![4 => word, 2 => part, 6 => token, 1 => "\\PC{0,6}"];
    let signs = prop::sample::select(&["", "", "", "-", "\"", "-\""][..]);
    (signs, plain).prop_map(|(sign, plain)| {
        let end = if sign.ends_with('"') { "\"" } else { "" };
        format!("{sign}{plain}{end}")
    })
}

fn scope() -> impl Strategy<Value = Scope> {
    let days = (0..50i64).prop_map(|days| Scope::Since(NOW.as_millisecond() - days * 86_400_000));
    let directory = prop::sample::select(&["/home/ada/a", "/home/ada/none"][..]);
    let profile = prop::sample::select(&PROFILES[..]);
    prop_oneof![
        6 => Just(Scope::All),
        1 => days,
        1 => directory.prop_map(|path| Scope::Directory(PathBuf::from(path))),
        1 => profile.prop_map(|profile| Scope::Profile(profile.to_owned())),
    ]
}

proptest! {
    // PROPTEST_CASES asks for more of them.
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]
    #[test]
    fn any_line_finds_what_a_plain_filter_finds_or_is_a_fault(
        pieces in prop::collection::vec(piece(), 0..5), scope in scope(), trashed in prop::bool::weighted(0.2),
        limit in prop::sample::select(&[1usize, 7, 50][..]),
    ) {
        let line = pieces.join(" ");
        match Query::read(&line) {
            Ok(sought) => check(&sought, scope, trashed, limit),
            Err(fault) => prop_assert!(line.get(fault.at).is_some_and(|part| !part.is_empty())),
        }
    }
}

#[test]
fn every_token_finds_some_and_leaves_some_out() {
    let shop = shop();
    for token in [
        "fox",
        "\"red fox\"",
        "model:flare",
        "state:refused",
        "op:edit",
        "profile:work",
        "size:1536",
        "quality:high",
        "cost>0.10",
        "cost<=0.10",
        "since:tue",
        "until:2w",
        "on:yesterday",
        "star",
        "mask",
        "tag:kite",
        "id:01",
        "parent:01",
        "has:image",
        "has:failure",
        "has:note",
        "has:tag",
        "has:partial",
    ] {
        for line in [token.to_owned(), format!("-{token}")] {
            let sought = Query::read(&line).unwrap();
            check(&sought, Scope::All, false, 50);
            let query = HistoryQuery {
                sought: sought.settled(&now()),
                ..HistoryQuery::default()
            };
            let found = shop.store.tally(&query).unwrap().count;
            let all = shop.entries.iter().filter(|(entry, _)| !entry.marks.trashed).count() as u64;
            assert!(found > 0 && found < all, "{line}: {found} of {all}");
        }
    }
}

#[test]
fn a_name_that_nothing_has_keeps_no_index_from_answering() {
    for token in ["model:none", "profile:none", "tag:none"] {
        for beside in ["star", "has:note", "parent:01", "state:refused", "tag:kite", "fox"] {
            for line in [format!("{token} {beside}"), format!("-{token} {beside}")] {
                check(&Query::read(&line).unwrap(), Scope::All, false, 7);
            }
        }
        let directory = Scope::Directory(PathBuf::from("/home/ada/a"));
        check(&Query::read(token).unwrap(), directory, false, 7);
    }
}

#[test]
fn what_is_close_to_a_word_that_nothing_has_is_found_newest_first() {
    let shop = shop();
    let close = |line: &str, scope: &Scope, trashed: bool| {
        let query = HistoryQuery {
            sought: Query::read(line).unwrap(),
            scope: scope.clone(),
            trashed,
            ..HistoryQuery::default()
        };
        let mut nearing = Nearing::of(&query).unwrap();
        loop {
            if let Some(near) = shop.store.near_on(&mut nearing).unwrap() {
                return near;
            }
        }
    };
    let scopes = [
        Scope::All,
        Scope::Directory(PathBuf::from("/home/ada/a")),
        Scope::Profile("Work".to_owned()),
        Scope::Since(NOW.as_millisecond() - 20 * 24 * 3_600_000),
    ];
    for (typed, meant) in [
        ("herron", "heron"),
        ("snwo", "snow"),
        ("Kitte", "kite"),
        ("kite hreon", "kite heron"),
    ] {
        for (scope, trashed) in scopes.iter().flat_map(|scope| [(scope, false), (scope, true)]) {
            let sought = Query::read(meant).unwrap();
            let looked_at: Vec<_> = shop
                .entries
                .iter()
                .filter(|it| in_scope(it, scope) && it.0.marks.trashed == trashed)
                .collect();
            let has_all =
                |it: &&&(HistoryEntry, Option<PathBuf>)| sought.clauses().iter().all(|clause| meets(it, clause));
            let expected: Vec<_> = looked_at.iter().filter(has_all).map(|it| it.0.id).take(20).collect();
            let near = close(typed, scope, trashed);
            let found: Vec<_> = near.rows.iter().map(|row| row.id).collect();
            assert_eq!(found, expected, "{typed} {scope:?} {trashed}");
            assert_eq!(near.looked_at, looked_at.len() as u64, "{typed} {scope:?} {trashed}");
        }
    }
    assert_eq!(close("kite hreon", &Scope::All, false).words, ["kite", "heron"]);
    assert!(close("wolverine", &Scope::All, false).rows.is_empty());
}

#[test]
fn the_children_of_a_request_are_found_by_its_whole_name_and_by_either_end_of_it() {
    let parents = shop().entries.iter().filter_map(|(entry, _)| entry.request.parent());
    for parent in parents.take(20) {
        let name = parent.id.to_string();
        for part in [&name, &name[..13], &name[28..], &name.replace('-', "").to_uppercase()] {
            for line in [format!("parent:{part}"), format!("-parent:{part}")] {
                check(&Query::read(&line).unwrap(), Scope::All, false, 50);
            }
        }
    }
}

#[test]
fn the_names_that_the_history_has_are_known() {
    let known = shop().store.known_names().unwrap();
    let sorted = |names: &[&str]| {
        let names: BTreeSet<&str> = names.iter().copied().collect();
        names.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(known.models, sorted(&MODELS));
    assert_eq!(known.profiles, sorted(&PROFILES));
    assert_eq!(known.tags, sorted(&TAGS));
    assert_eq!(known.qualities, sorted(&["low", "medium", "high"]));
    assert!(matches!(Moment::read("tue"), Some(Moment::Weekday(_))));
}
