//! A real store of any size, and what finding in it costs (performance.md §3).
//!
//!     cargo bench --bench history                     twenty thousand requests in a folder of their own
//!     cargo bench --bench history -- make DIR 100000  records and index below DIR, for the studio to be tried with
//!     cargo bench --bench history -- ask DIR          searches there, letter by letter
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench reports on the screen and may stop at the first surprise"
)]

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use pochade::{
    domain::{
        CostKind, Draft, HistoryQuery, ImageFormat, ModelTable, Money, Places, Query, Request, RequestId, RequestState,
        StoredImage,
    },
    store::{AttemptEnd, NewRequest, Sent, Store},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// Few enough that each is in a fifth of all prompts, which is the hardest for an index: dense lists.
const WORDS: &str = "a an the of in on with under over behind red blue green grey golden silver pale dark bright soft \
    warm cold wet dry old young tall small wide narrow heron fox kite owl hare newt crane otter swan wolf lighthouse \
    harbour market bridge mill tower garden orchard meadow dune cliff river lake sea shore forest hill valley village \
    street window lamp table chair boat sail anchor rope lantern mirror clock fog rain snow mist storm dawn dusk noon \
    night morning evening winter summer autumn ink linocut watercolour charcoal etching oil pastel poster photograph \
    sketch paper canvas strokes margin shadow reflection silhouette horizon foreground perspective texture pattern";
const PROMPT: usize = 200;
const MODELS: [&str; 5] = [
    "gpt-image-2.5-flare",
    "gpt-image-2.6-sunburst",
    "gpt-image-2",
    "gpt-image-1",
    "gpt-image-1-mini",
];
/// From one request to the next.
const STEP: SignedDuration = SignedDuration::from_mins(7);
/// What is typed, letter by letter.
const LINES: [&str; 10] = [
    "heron fog",
    "lighthouse in the rain",
    "fox since:30d cost>0.10",
    "state:refused",
    "fox state:unknown",
    "model:mini heron",
    "\"red kite\"",
    "-heron -fox",
    "star",
    "zebra",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["make", directory, count] => make(Path::new(directory), count.parse().unwrap()),
        ["ask", directory] => ask(Path::new(directory)),
        // `cargo test --benches` builds it and has no use for its figures.
        _ if !std::env::args().any(|argument| argument == "--bench") => {}
        _ => {
            let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            make(folder.path(), 20_000);
            ask(folder.path());
        }
    }
}

fn model_request() -> Request {
    let draft = Draft {
        prompt: "a heron".to_owned(),
        model: "gpt-image-1".to_owned(),
        size: "1024x1024".to_owned(),
        ..Draft::default()
    };
    ModelTable::standard().unwrap().checked(&draft).unwrap()
}

/// The records of one request that the store itself has written, to be written again with other words.
struct Pattern {
    request: Value,
    end: Value,
}

fn pattern(store: &Store) -> Pattern {
    let id = RequestId::from_uuid(Uuid::now_v7());
    let now = Timestamp::now();
    let new = NewRequest {
        id,
        created_at: now,
        profile: "openai".to_owned(),
        request: model_request(),
        estimate: Some(Money::from_micros(13_170)),
        billed: true,
        directory: None,
    };
    store.enqueue(new).unwrap();
    let sent = Sent {
        engine: Uuid::now_v7().to_string(),
        origin: "https://api.openai.com".to_owned(),
        at: now,
        after: 0,
    };
    let mut end = AttemptEnd::new(RequestState::Stored, now, None);
    end.cost = Some(Money::from_micros(13_170));
    end.cost_kind = CostKind::Paid;
    end.images = vec![picture(store)];
    store.begin(id, &sent).unwrap().end(&end, None).unwrap();
    let directory = record(store.places(), id, now);
    let read = |name: &str| serde_json::from_slice(&fs::read(directory.join(name)).unwrap()).unwrap();
    let pattern = Pattern {
        request: read("request.json"),
        end: read("attempt-1.json"),
    };
    fs::remove_dir_all(directory).unwrap();
    pattern
}

/// A picture that all of them share.
fn picture(store: &Store) -> StoredImage {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 256, 256);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels: Vec<u8> = (0..256 * 256)
        .map(|at| u8::try_from(usize::midpoint(at % 256, at / 256)).unwrap())
        .collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    let mut blob = store.blob().unwrap();
    std::io::Write::write_all(&mut blob, &bytes).unwrap();
    let kept = blob.finish("png").unwrap();
    StoredImage {
        index: 0,
        path: kept.path,
        sha256: kept.sha256,
        bytes: kept.bytes,
        width: 256,
        height: 256,
        format: Some(ImageFormat::Png),
        revised_prompt: None,
        partial: false,
        alpha: None,
    }
}

fn record(places: &Places, id: RequestId, at: Timestamp) -> std::path::PathBuf {
    let month = at.to_zoned(TimeZone::UTC).strftime("%Y/%m").to_string();
    places.data.join("records").join(month).join(id.to_string())
}

/// Writes records as the store does, but for its syncing, and lets it make its index.
fn make(root: &Path, count: u32) {
    let store = Store::open(&Places::below(root)).unwrap();
    let pattern = pattern(&store);
    let mut random = fastrand::Rng::with_seed(1);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let since = Instant::now();
    let newest = Timestamp::now();
    for number in 0..count {
        let at = newest - STEP * i32::try_from(count - number).unwrap();
        let high = u64::try_from(at.as_millisecond()).unwrap() << 16 | 0x7000 | u64::from(random.u16(..0x1000));
        let id = RequestId::from_uuid(Uuid::from_u64_pair(high, 0x8000_0000_0000_0000 | random.u64(..1 << 62)));
        let directory = record(store.places(), id, at);
        fs::create_dir_all(&directory).unwrap();
        let write = |name: &str, value: &Value| fs::write(directory.join(name), value.to_string()).unwrap();
        write("request.json", &asked(&pattern, &mut random, &words, (id, at)));
        write("attempt-1.json", &ended(&pattern, &mut random, at));
        if number % 50 == 0 {
            let mark = json!({"v": 1, "at": at.to_string(), "kind": "star", "value": true});
            write(&format!("mark-{}.json", Uuid::now_v7()), &mark);
        }
    }
    println!("{count} requests written in {:.1} s", since.elapsed().as_secs_f64());
    let since = Instant::now();
    store.rebuild_index().unwrap();
    println!("index made in {:.1} s", since.elapsed().as_secs_f64());
}

fn asked(pattern: &Pattern, random: &mut fastrand::Rng, words: &[&str], (id, at): (RequestId, Timestamp)) -> Value {
    let mut prompt = String::new();
    while prompt.len() < PROMPT {
        prompt.push_str(words[random.usize(..words.len())]);
        prompt.push(' ');
    }
    let mut record = pattern.request.clone();
    record["id"] = json!(id.to_string());
    record["created_at"] = json!(at.to_string());
    record["request"]["prompt"] = json!(prompt.trim_end());
    record["request"]["model"] = json!(MODELS[random.usize(..MODELS.len())]);
    record
}

fn ended(pattern: &Pattern, random: &mut fastrand::Rng, at: Timestamp) -> Value {
    let mut record = pattern.end.clone();
    record["at"] = json!(at.to_string());
    record["cost_usd"] = json!(Money::from_micros(random.u64(5_000..250_000)).decimal());
    match random.u8(..100) {
        0..3 => {
            record["state"] = json!("refused");
            record["images"] = json!([]);
            record["cost_usd"] = Value::Null;
            record["cost_kind"] = json!("none");
        }
        3 => record["state"] = json!("unknown"),
        _ => {}
    }
    record
}

/// Types lines letter by letter; each letter is a page, and each line is counted to its end.
fn ask(root: &Path) {
    let store = Store::open(&Places::below(root)).unwrap();
    let all = HistoryQuery {
        limit: 50,
        ..HistoryQuery::default()
    };
    println!("{} requests", store.history(&all).unwrap().total);
    println!(
        "{:<28} {:>9} {:>9} {:>9}  found",
        "typed", "p50 ms", "most ms", "count ms"
    );
    for line in LINES {
        let mut took = Vec::new();
        let mut last = all.clone();
        for end in (1..=line.len()).filter(|end| line.is_char_boundary(*end)) {
            // A token that is still being typed asks nothing.
            let Ok(sought) = Query::read(&line[..end]) else {
                continue;
            };
            last.sought = sought;
            let since = Instant::now();
            store.history(&last).unwrap();
            took.push(since.elapsed());
        }
        took.sort_unstable();
        let since = Instant::now();
        let tally = store.tally(&last).unwrap();
        println!(
            "{line:<28} {:>9.2} {:>9.2} {:>9.1}  {} for {}",
            milliseconds(took[took.len() / 2]),
            milliseconds(took[took.len() - 1]),
            milliseconds(since.elapsed()),
            tally.count,
            tally.cost
        );
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
