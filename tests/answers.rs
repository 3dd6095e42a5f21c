//! A corpus of answers, each with the outcome expected, through the real client and the real reader.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::{
    io::{self, Cursor, Read, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
    time::Duration,
};

use pochade::{
    api::{Answer, ApiError, Client, Endpoint, Hands, Head, Limits, Progress, Received, read_answer, read_partial},
    domain::{ApiKey, Draft, ModelTable, Money, Profile, Redactor, Request},
};
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;
use url::Url;

#[path = "answers/case.rs"]
mod case;
#[path = "support/fake_api.rs"]
#[expect(dead_code, reason = "this test needs only a part of it")]
mod fake_api;
#[path = "answers/places.rs"]
mod places;
#[path = "answers/refusals.rs"]
mod refusals;
#[path = "answers/servers.rs"]
mod servers;
#[path = "answers/streams.rs"]
mod streams;

use case::{Case, Kept, filled, judge, letters};
use fake_api::{Act, FakeApi, answer};

const KEY: &str = "sk-canary-0123456789abcdef";

/// Answers with a status of success.
static READABLE: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let all = [
        places::plain(),
        places::places(),
        places::dresses(),
        places::oddities(),
        places::failures(),
        servers::cases(),
        streams::honest(),
        streams::broken(),
    ];
    all.into_iter()
        .flatten()
        .filter(|case| case.status.starts_with('2'))
        .collect()
});

fn refused() -> Vec<Case> {
    let all = [
        refusals::moderated(),
        refusals::fields(),
        refusals::accounts(),
        refusals::limits(),
        refusals::shapes(),
        servers::cases(),
    ];
    all.into_iter()
        .flatten()
        .filter(|case| !case.status.starts_with('2'))
        .collect()
}

fn head(case: &Case) -> Head {
    let kind = case
        .headers
        .iter()
        .find_map(|header| header.strip_prefix("content-type: "));
    Head {
        status: case.status[..3].parse().unwrap(),
        content_type: kind.unwrap_or_default().split(';').next().unwrap().to_owned(),
        ..Head::default()
    }
}

fn request(asked: u32) -> Request {
    let draft = Draft {
        prompt: "a kite".to_owned(),
        model: "gpt-image-2.6-flare".to_owned(),
        size: "1024x1024".to_owned(),
        count: asked.to_string(),
        ..Draft::default()
    };
    ModelTable::standard().unwrap().checked(&draft).unwrap()
}

fn client(server: &FakeApi) -> Client {
    let base = Url::parse(&server.base).unwrap();
    let endpoint = Endpoint::new(&Profile::openai(), &base, ApiKey::new(KEY), None).unwrap();
    let limits = Limits {
        between_bytes: Duration::from_secs(20),
        between_events: Duration::from_secs(20),
        ..Limits::default()
    };
    Client::new(&endpoint).unwrap().with_limits(limits)
}

/// What came of a sending, and what is in the spool.
async fn sent(client: &Client, asked: u32) -> (Result<Received, ApiError>, Vec<u8>) {
    let mut spool = Vec::new();
    let token = CancellationToken::new();
    let mut report = |_: Progress| {};
    let mut hands = Hands {
        spool: &mut spool,
        report: &mut report,
        cancel: &token,
        abandon: &token,
    };
    let sent = client.send(&request(asked), &[], &mut hands).await;
    (sent, spool)
}

/// A server that gives the answers of these cases, one after the other.
fn serving(cases: &[Case]) -> FakeApi {
    let answers = cases.iter().map(|case| answer(case.status, &case.headers, &case.body));
    FakeApi::start(answers.map(|bytes| vec![Act::Say(bytes)]).collect::<Vec<_>>())
}

fn read(spool: &mut (impl Read + Seek), head: &Head, asked: u32) -> (Answer, Kept) {
    let mut kept = Kept::default();
    let redactor = Redactor::new(vec![ApiKey::new(KEY).unwrap()]);
    let answer = read_answer(spool, head, &redactor, asked, &mut kept).unwrap();
    (answer, kept)
}

/// Whether an answer is read as its case says.
fn check(case: &Case, answer: &Answer, kept: &Kept) {
    let name = case.name;
    assert_eq!(letters(answer, kept), case.pictures, "{name}: pictures");
    let links: Vec<_> = answer.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(links, case.links, "{name}: links");
    assert_eq!(
        answer.usage.map(|usage| usage.total_tokens),
        case.usage,
        "{name}: usage"
    );
    let echoed: Vec<_> = answer
        .echoed
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for pair in &case.echoed {
        assert!(echoed.contains(pair), "{name}: {echoed:?}");
    }
    if !case.echoed.is_empty() {
        assert_eq!(echoed.len(), case.echoed.len(), "{name}: {echoed:?}");
    }
    assert_eq!(answer.created, case.created, "{name}: created");
    assert_eq!(answer.cost.map(Money::micros), case.micros, "{name}: cost");
    let links = answer.links.iter().filter_map(|link| link.revised_prompt.as_deref());
    let pictures = answer
        .pictures
        .iter()
        .filter_map(|picture| picture.revised_prompt.as_deref());
    assert_eq!(pictures.chain(links).next(), case.revised, "{name}: revised prompt");
    judge(name, answer.fault.as_ref(), case.failure.as_ref());
    assert_eq!(answer.json.is_none(), case.unread, "{name}: kept as it came");
    if let Some(json) = &answer.json {
        let text = String::from_utf8_lossy(json);
        assert!(!text.contains("iVBORw0KGgo"), "{name}: {text}");
    }
}

#[test]
fn the_corpus_is_large_and_every_name_is_its_own() {
    let mut names: Vec<_> = READABLE.iter().chain(&refused()).map(|case| case.name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    assert!(all >= 150, "{all}");
}

#[tokio::test]
async fn every_answer_is_read_as_it_should_be() {
    let server = serving(&READABLE);
    let client = client(&server);
    let mut wrong = 0;
    for case in &*READABLE {
        let (received, spool) = sent(&client, case.asked).await;
        let received = received.unwrap();
        assert!(received.cut.is_none(), "{}: {received:?}", case.name);
        assert_eq!(spool, case.body, "{}", case.name);
        let (answer, kept) = read(&mut Cursor::new(&spool), &received.head, case.asked);
        wrong += usize::from(catch_unwind(AssertUnwindSafe(|| check(case, &answer, &kept))).is_err());
    }
    assert_eq!(wrong, 0, "cases that came out otherwise; see above");
    assert_eq!(server.heard().len(), READABLE.len(), "each was asked once");
}

#[tokio::test]
async fn every_refusal_means_what_it_should() {
    let cases = refused();
    let server = serving(&cases);
    let client = client(&server);
    let mut wrong = 0;
    for case in &cases {
        let (received, spool) = sent(&client, case.asked).await;
        assert!(spool.is_empty(), "{}", case.name);
        let error = received.unwrap_err();
        assert_eq!(error.said().unwrap().body, case.body, "{}", case.name);
        let judged = || judge(case.name, Some(&error), case.failure.as_ref());
        wrong += usize::from(catch_unwind(AssertUnwindSafe(judged)).is_err());
    }
    assert_eq!(wrong, 0, "cases that came out otherwise; see above");
    assert_eq!(server.heard().len(), cases.len(), "each was asked once");
}

#[test]
fn the_tokens_of_a_vector_picture_are_told_apart() {
    let case = places::plain().remove(1);
    let (answer, _) = read(&mut Cursor::new(&case.body), &head(&case), 1);
    let svg = answer.svg_usage.unwrap();
    assert_eq!(
        (svg.model.as_str(), svg.reasoning_tokens, svg.total_tokens),
        ("gpt-6-luna", 900, 6420)
    );
}

/// The body of a stream of one picture, and where its events end.
fn stream() -> (Vec<u8>, Vec<usize>) {
    let mut body = Vec::new();
    let mut ends = vec![0];
    for event in streams::EVENTS {
        body.extend_from_slice(filled(event).as_bytes());
        ends.push(body.len());
    }
    (body, ends)
}

/// What must come of a stream that ends after so many of its events and a bit of the next one.
fn expected_after(events: usize) -> &'static str {
    ["", "j*", "q*", "p"][events]
}

#[tokio::test]
async fn a_stream_cut_at_any_event_gives_the_best_that_came() {
    let (body, ends) = stream();
    for (events, end) in ends.iter().enumerate() {
        for with_length in [true, false] {
            let kind = "content-type: text/event-stream";
            let bytes = if with_length {
                answer("200 OK", &[kind], &body[..*end])
            } else {
                [
                    format!("HTTP/1.1 200 OK\r\n{kind}\r\nconnection: close\r\n\r\n").as_bytes(),
                    &body[..*end],
                ]
                .concat()
            };
            let server = FakeApi::start(vec![vec![Act::Say(bytes)]]);
            let (received, spool) = sent(&client(&server), 1).await;
            let received = received.unwrap();
            let (answer, kept) = read(&mut Cursor::new(&spool), &received.head, 1);
            assert_eq!(letters(&answer, &kept), expected_after(events), "after {events} events");
            let fault = answer.fault.map(|fault| fault.never_ran());
            assert_eq!(fault, (events < 3).then_some(false), "after {events} events");
        }
    }
}

#[test]
fn a_stream_cut_at_any_byte_gives_no_less_than_came() {
    let (body, ends) = stream();
    let head = Head {
        status: 200,
        content_type: "text/event-stream".to_owned(),
        ..Head::default()
    };
    for length in 0..=body.len() {
        let (answer, kept) = read(&mut Cursor::new(&body[..length]), &head, 1);
        let found = letters(&answer, &kept);
        // The two empty lines at an event's end are not needed to read it.
        let whole = ends.iter().rposition(|end| *end <= length + 2).unwrap();
        let begun = expected_after(whole);
        // Half of the next picture is kept beside what came whole, unless it is unfinished itself.
        let half = found
            .strip_suffix(begun)
            .is_some_and(|half| ["", "p~", "?~"].contains(&half));
        let first = begun.is_empty() && (found.ends_with("*~") || found == "?*~");
        assert!(
            half || first || found == expected_after((whole + 1).min(3)),
            "{length}: {found} after {whole} events"
        );
        assert_eq!(answer.fault.is_none(), found == "p", "{length}: {found}");
    }
}

#[tokio::test]
async fn a_stream_that_has_said_everything_is_not_waited_for() {
    let (body, _) = stream();
    for last in ["", "data: [DONE]\n\n"] {
        let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n".to_vec();
        bytes.extend_from_slice(&body);
        bytes.extend_from_slice(last.as_bytes());
        // Two were asked for and one came: only the last word tells that there will be no other one.
        let asked = if last.is_empty() { 1 } else { 2 };
        let server = FakeApi::start(vec![vec![Act::Say(bytes), Act::Hold]]);
        let (received, spool) = sent(&client(&server), asked).await;
        assert!(received.unwrap().cut.is_none());
        assert!(spool.starts_with(&body));
    }
}

#[test]
fn a_partial_picture_is_read_from_any_event_that_has_one() {
    let (body, ends) = stream();
    for (number, range) in ends.windows(2).enumerate() {
        let mut kept = Kept::default();
        let event = u64::try_from(range[0]).unwrap()..u64::try_from(range[1]).unwrap();
        let found = read_partial(&mut Cursor::new(&body), &event, &mut kept).unwrap();
        let step = u32::try_from(number).unwrap();
        assert_eq!(found, (number < 2).then_some(step));
        assert_eq!(kept.0.len(), usize::from(number < 2));
    }
}

/// A file that gives its bytes in pieces of these lengths.
struct Pieces<'a> {
    inner: Cursor<&'a [u8]>,
    lengths: Vec<usize>,
    next: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.next += 1;
        let length = self.lengths[self.next % self.lengths.len()];
        if length == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = out.len().min(length);
        self.inner.read(&mut out[..most])
    }
}

impl Seek for Pieces<'_> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.inner.seek(place)
    }
}

/// Everything that reading an answer gives.
fn outcome(spool: &mut (impl Read + Seek), head: &Head, asked: u32) -> String {
    let (answer, kept) = read(spool, head, asked);
    format!("{answer:?} {:?}", kept.0)
}

fn lengths() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(0_usize..60, 1..20).prop_map(|mut lengths| {
        lengths.push(1);
        lengths
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_chunking_of_any_answer_gives_the_same(pick in any::<prop::sample::Index>(), lengths in lengths()) {
        let case = &READABLE[pick.index(READABLE.len())];
        let head = head(case);
        let whole = outcome(&mut Cursor::new(&case.body), &head, case.asked);
        let mut pieces = Pieces { inner: Cursor::new(&case.body), lengths, next: 0 };
        prop_assert_eq!(outcome(&mut pieces, &head, case.asked), whole, "{}", case.name);
    }

    #[test]
    fn no_bytes_make_it_panic(
        pick in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        keep in any::<prop::sample::Index>(),
        is_stream in any::<bool>(),
    ) {
        let mut body = READABLE[pick.index(READABLE.len())].body.clone();
        if !body.is_empty() {
            for (at, byte) in changes {
                let at = at.index(body.len());
                body[at] = byte;
            }
            body.truncate(keep.index(body.len()) + 1);
        }
        let kind = if is_stream { "text/event-stream" } else { "" };
        let head = Head { status: 200, content_type: kind.to_owned(), ..Head::default() };
        let (answer, kept) = read(&mut Cursor::new(&body), &head, 2);
        prop_assert_eq!(answer.pictures.len(), kept.0.len());
        prop_assert!(!kept.0.is_empty() || answer.fault.is_some() || !answer.links.is_empty());
    }

    #[test]
    fn random_bytes_are_read_as_well(body in proptest::collection::vec(any::<u8>(), 0..400), asked in 1_u32..4) {
        read(&mut Cursor::new(&body), &Head::default(), asked);
    }

    #[test]
    fn no_picture_that_came_whole_is_dropped(
        picked in proptest::collection::vec((0_usize..6, 0_usize..7), 1..6),
        tail in "[a-z\"{}\\[\\],: ]{0,30}",
    ) {
        let item = |(sample, dress): &(usize, usize)| {
            let (letter, _) = case::SAMPLES[*sample];
            let (base64, url) = (case::b64(letter), case::data_url(letter));
            match dress {
                0 => format!(r#"{{"b64_json":"{base64}"}}"#),
                1 => format!(r#"{{"url":"{url}"}}"#),
                2 => format!(r#"{{"image":"{base64}"}}"#),
                3 => format!(r#"{{"image_url":{{"url":"{url}"}}}}"#),
                4 => format!(r#"{{"text":"see ![x]({url}) and more"}}"#),
                5 => format!(r#"{{"anything":["{url}"]}}"#),
                _ => format!(r#""{base64}""#),
            }
        };
        let items: Vec<_> = picked.iter().map(item).collect();
        // Whatever comes after the pictures does not undo them.
        let body = format!(r#"{{"data":[{}],{tail}"#, items.join(","));
        let (_, kept) = read(&mut Cursor::new(body.as_bytes()), &Head::default(), 1);
        let expected: Vec<_> = picked.iter().map(|(sample, _)| case::SAMPLES[*sample].1).collect();
        let whole: Vec<_> = kept.0.iter().filter(|(_, whole)| *whole).map(|(bytes, _)| bytes.as_slice()).collect();
        prop_assert!(whole.starts_with(&expected), "{body}");
    }
}
