//! What reading an answer costs: processor time against a floor, and memory (performance.md §4).
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench reports on the screen and may stop at the first surprise"
)]

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

use base64_simd::{AsOut, STANDARD};
use jiff::Timestamp;
use pochade::{
    api::{Client, Endpoint, Hands, Head, PictureSink, Progress, read_answer},
    domain::{
        AfterHangup, ApiKey, Draft, Files, ModelTable, Places, Profile, Redactor, Report, Request, RequestId,
        RequestState,
    },
    engine::{self, StartOptions},
    store::{BlobWriter, NewRequest, Store},
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

#[path = "../tests/support/fake_api.rs"]
#[expect(dead_code, reason = "the bench needs only a part of it")]
mod fake_api;
use fake_api::{Act, FakeApi, answer};

const PICTURES: usize = 10;
/// A multiple of three, so that its base64 has no padding.
const PICTURE: usize = 5_000_001;
const ROUNDS: usize = 5;
const PATIENCE: Duration = Duration::from_mins(1);

fn main() {
    // `cargo test --benches` builds it and has no use for its figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    ten_pictures(folder.path());
    one_event();
    whole_engine(folder.path());
}

/// A picture of the size wanted: its header says what it is, the rest is noise.
fn picture(number: u64) -> Vec<u8> {
    let mut noise = fastrand::Rng::with_seed(number);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90\x77\x53\xde".to_vec();
    bytes.extend_from_slice(b"\0\x40\0\0IDAT");
    bytes.resize_with(PICTURE, || noise.u8(..));
    bytes
}

/// Processor time of this thread in milliseconds, where the system tells.
fn processor() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = text.split(' ').next().unwrap_or("0").parse().unwrap_or(0.0);
    nanoseconds / 1e6
}

/// A line of a process's `status` in kilobytes: `VmRSS` is now, `VmHWM` the most so far.
fn memory(process: &str, name: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Forgets the most so far; false where the system does not do that.
fn forget_peak(process: &str) -> bool {
    fs::write(format!("/proc/{process}/clear_refs"), "5").is_ok()
}

/// Writes an answer of ten pictures; where the letters of each begin is the answer.
fn spooled(path: &Path) -> Vec<u64> {
    let mut file = io::BufWriter::new(File::create(path).unwrap());
    let mut begins = Vec::new();
    file.write_all(b"{\"created\":1795205573,\"data\":[").unwrap();
    for number in 0..PICTURES {
        file.write_all(if number == 0 {
            b"{\"b64_json\":\""
        } else {
            b",{\"b64_json\":\""
        })
        .unwrap();
        begins.push(file.stream_position().unwrap());
        let letters = STANDARD.encode_to_string(picture(u64::try_from(number).unwrap()));
        file.write_all(letters.as_bytes()).unwrap();
        file.write_all(b"\"}").unwrap();
    }
    file.write_all(b"],\"usage\":{\"input_tokens\":17,\"output_tokens\":560,\"total_tokens\":577}}")
        .unwrap();
    file.flush().unwrap();
    begins
}

/// The least that must be done: read, decode, write, hash, in pieces and in one pass.
fn floor(spool: &mut File, begins: &[u64], folder: &Path) -> Vec<String> {
    const PIECE: usize = 64 * 1024;
    let mut letters = vec![0; PIECE];
    let mut bytes = vec![0; PIECE / 4 * 3];
    let mut hashes = Vec::new();
    for (number, begin) in begins.iter().enumerate() {
        spool.seek(SeekFrom::Start(*begin)).unwrap();
        let mut left = PICTURE / 3 * 4;
        let mut file = File::create(folder.join(format!("floor-{number}"))).unwrap();
        let mut hash = Sha256::new();
        while left > 0 {
            let piece = &mut letters[..left.min(PIECE)];
            spool.read_exact(piece).unwrap();
            left -= piece.len();
            let decoded = STANDARD.decode(piece, bytes.as_mut_slice().as_out()).unwrap();
            file.write_all(decoded).unwrap();
            hash.update(&*decoded);
        }
        file.sync_all().unwrap();
        hashes.push(format!("{:x}", hash.finalize()));
    }
    hashes
}

/// Brings pictures into a store, as the engine does.
struct Shelf<'a> {
    store: &'a Store,
    open: Option<BlobWriter>,
    hashes: Vec<String>,
}

impl PictureSink for Shelf<'_> {
    fn start(&mut self, _: u32) -> io::Result<()> {
        self.open = Some(self.store.blob().map_err(io::Error::other)?);
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.open.as_mut().unwrap().write_all(bytes)
    }

    fn finish(&mut self, whole: bool) -> io::Result<()> {
        assert!(whole);
        let blob = self.open.take().unwrap().finish("png").map_err(io::Error::other)?;
        self.hashes.push(blob.sha256);
        Ok(())
    }
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Spool file to picture files, against the floor.
fn ten_pictures(folder: &Path) {
    let path = folder.join("spool");
    let begins = spooled(&path);
    let store = Store::open(&Places::below(folder)).unwrap();
    let mut spool = File::open(&path).unwrap();
    let head = Head {
        status: 200,
        ..Head::default()
    };
    let (mut ours, mut floors, mut growth) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = processor();
        let expected = floor(&mut spool, &begins, folder);
        floors.push(processor() - begun);

        let known = forget_peak("self");
        let before = memory("self", "VmRSS").filter(|_| known);
        let begun = processor();
        let mut shelf = Shelf {
            store: &store,
            open: None,
            hashes: Vec::new(),
        };
        let answer = read_answer(&mut spool, &head, &Redactor::default(), 10, &mut shelf).unwrap();
        ours.push(processor() - begun);
        growth.extend(memory("self", "VmHWM").zip(before).map(|(most, before)| most - before));
        assert!(answer.fault.is_none() && answer.pictures.len() == PICTURES);
        assert_eq!(shelf.hashes, expected);
    }
    let (ours, floor) = (median(ours), median(floors));
    println!("ten pictures of 5 MB, spool to files: {ours:.1} ms of processor time (median of {ROUNDS})");
    println!(
        "  the floor: {floor:.1} ms, so {:.2} times (at most 1.50)",
        ours / floor
    );
    match growth.iter().copied().reduce(f64::max) {
        Some(most) => println!("  memory grows by {:.2} MB at most (at most 2.00)", most / 1024.0),
        None => println!("  this system does not tell of memory"),
    }
}

fn request(count: usize) -> Request {
    let draft = Draft {
        prompt: "a kite".to_owned(),
        model: "gpt-image-2.6-flare".to_owned(),
        size: "1024x1024".to_owned(),
        count: count.to_string(),
        ..Draft::default()
    };
    ModelTable::standard().unwrap().checked(&draft).unwrap()
}

/// One event of 8 MB in chunks of 1.4 KB, from the socket to the picture.
fn one_event() {
    const CHUNK: usize = 1400;
    let letters = STANDARD.encode_to_string(picture(7));
    let letters = [letters.as_str(), &letters[..8_000_000 - letters.len()]].concat();
    let event = format!("data: {{\"type\":\"image_generation.completed\",\"b64_json\":\"{letters}\"}}\n\n");
    let mut bytes =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in event.as_bytes().chunks(CHUNK) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    let scripts: Vec<_> = (0..ROUNDS).map(|_| vec![Act::Say(bytes.clone())]).collect();
    let server = FakeApi::start(scripts);
    let endpoint = Endpoint::new(
        &Profile::openai(),
        &Url::parse(&server.base).unwrap(),
        ApiKey::new("k"),
        None,
    )
    .unwrap();
    let client = Client::new(&endpoint).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let request = request(1);
    let (mut received, mut read) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut spool = tempfile::tempfile_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let mut events = 0;
        let mut report = |progress: Progress| events += usize::from(matches!(progress, Progress::Event(_)));
        let token = CancellationToken::new();
        let mut hands = Hands {
            spool: &mut spool,
            report: &mut report,
            cancel: &token,
            abandon: &token,
        };
        let begun = processor();
        let came = runtime.block_on(client.send(&request, &[], &mut hands)).unwrap();
        received.push(processor() - begun);
        assert!(came.cut.is_none() && events == 1);
        let begun = processor();
        let mut sink = Counted(0);
        let answer = read_answer(&mut spool, &came.head, &Redactor::default(), 1, &mut sink).unwrap();
        read.push(processor() - begun);
        assert!(answer.fault.is_none() && sink.0 == 6_000_000);
    }
    let (received, read) = (median(received), median(read));
    println!(
        "one event of 8 MB in chunks of 1.4 KB: {:.1} ms of processor time (at most 50)",
        received + read
    );
    println!("  from the socket to the spool {received:.1} ms, from there to the picture {read:.1} ms");
}

struct Counted(usize);

impl PictureSink for Counted {
    fn start(&mut self, _: u32) -> io::Result<()> {
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0 += bytes.len();
        Ok(())
    }

    fn finish(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}

/// An engine that knows the server, what it reports, and the name of its process.
fn started(places: Places, server: &FakeApi) -> (engine::Client, mpsc::Receiver<Report>, String) {
    let (tell, reports) = mpsc::channel();
    let options = StartOptions {
        places,
        parallel: 2,
        after_hangup: AfterHangup::FinishQueue,
        sandbox_latency: None,
        spending: engine::Spending::default(),
        asks: false,
        files: Files::default(),
        secret_variables: Vec::new(),
        program: Some(PathBuf::from(env!("CARGO_BIN_EXE_pochade"))),
        // Nobody listens any more once the bench is over.
        report: Box::new(move |report| drop(tell.send(report))),
    };
    let client = engine::Client::start(options).unwrap();
    let Report::Ready { pid, .. } = reports.recv_timeout(PATIENCE).unwrap() else {
        panic!("the first word is ready");
    };
    let profile = Profile {
        base_url: Url::parse(&server.base).ok(),
        ..Profile::openai()
    };
    client.profile("bench", &profile, ApiKey::new("k").as_ref()).unwrap();
    (client, reports, pid.to_string())
}

/// The engine's process: from the socket to the spool, and from there to the pictures.
fn whole_engine(folder: &Path) {
    let body = fs::read(folder.join("spool")).unwrap();
    let small = format!(
        "{{\"data\":[{{\"b64_json\":\"{}\"}}]}}",
        STANDARD.encode_to_string(&picture(3)[..30_000])
    );
    let kind = ["content-type: application/json"];
    let says = |body: &[u8]| vec![Act::Say(answer("200 OK", &kind, body))];
    let server = FakeApi::start(vec![says(small.as_bytes()), says(small.as_bytes()), says(&body)]);
    let root = folder.join("engine");
    let places = Places::below(&root);
    let store = Store::open(&places).unwrap();
    let (client, reports, process) = started(places, &server);
    let run = |count| {
        let new = NewRequest {
            id: RequestId::from_uuid(Uuid::now_v7()),
            created_at: Timestamp::now(),
            profile: "bench".to_owned(),
            request: request(count),
            estimate: None,
            billed: true,
            directory: None,
        };
        let id = new.id;
        store.enqueue(new).unwrap();
        client.run(id).unwrap();
        loop {
            if let Report::Ended { id: of, state, .. } = reports.recv_timeout(PATIENCE).unwrap() {
                assert_eq!(of, id);
                return state;
            }
        }
    };
    run(1);
    run(1);
    let known = forget_peak(&process);
    let before = memory(&process, "VmRSS").filter(|_| known);
    let state = run(PICTURES);
    let growth = memory(&process, "VmHWM")
        .zip(before)
        .map(|(most, before)| (most - before) / 1024.0);
    assert_eq!(state, RequestState::Stored);
    match growth {
        Some(growth) => {
            println!("the whole engine, ten pictures of 5 MB: memory grows by {growth:.2} MB (at most 2.00)");
        }
        None => println!("the whole engine, ten pictures of 5 MB: this system does not tell of memory"),
    }
}
