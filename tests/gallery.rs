//! The gallery of ten thousand requests in a pseudo terminal: what a move writes, and what is never sent twice.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

#[expect(dead_code, reason = "the other suites use the rest")]
mod support;

#[expect(dead_code, reason = "the other suite uses the rest")]
#[path = "pictures/model.rs"]
mod model;

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use image::{Rgb, RgbImage};
use model::{Kind, Model};
use serde_json::json;
use sha2::{Digest, Sha256};
use support::{Home, Term};

const PLACEHOLDER: char = '\u{10eeee}';
/// Requests, and different pictures among them.
const REQUESTS: u64 = 10_000;
const PICTURES: u64 = 48;
/// The bytes of a move: two captions, two bars, and the hints without and with the prices of what is selected now.
const LITTLE: usize = 1000;
/// So long after its last byte a screen counts as finished.
const QUIET: Duration = Duration::from_millis(500);
/// How long a page may take on a loaded machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A store with that many requests, each an hour older than the one before.
fn kept(home: &Home) {
    let pictures: Vec<_> = (0..PICTURES).map(|number| picture(home.path(), number)).collect();
    for number in 0..REQUESTS {
        let at = jiff::Timestamp::from_second(1_795_000_000 - 3600 * i64::try_from(number).unwrap()).unwrap();
        let ms = at.as_millisecond();
        let id = format!("{:08x}-{:04x}-7000-8000-{number:012x}", ms >> 16, ms & 0xffff);
        let folder = home.path().join(format!("data/records/{}/{id}", at.strftime("%Y/%m")));
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, value: serde_json::Value| fs::write(folder.join(name), value.to_string()).unwrap();
        let request = json!({
            "operation": "generate", "prompt": format!("study {number}"), "model": "gpt-image-2.5-flare",
            "size": "64x64", "count": 1, "options": {}, "inputs": [], "parent": null,
        });
        let queued = json!({
            "v": 1, "id": id, "created_at": at.to_string(), "profile": "sandbox", "estimate_usd": "0.01",
            "billed": false, "request": request,
        });
        write("request.json", queued);
        let image = &pictures[usize::try_from(number % PICTURES).unwrap()];
        let ended = json!({
            "v": 1, "state": "stored", "at": at.to_string(), "images": [image], "usage": null, "cost_usd": null,
            "cost_kind": "none", "failure": null, "timings_ms": {"total": 900}, "status": 200, "request_id": null,
            "headers": {},
        });
        write("attempt-1.json", ended);
    }
}

/// Stores a picture of a colour of its own; gives what a record says of it.
fn picture(home: &Path, number: u64) -> serde_json::Value {
    let shade = u8::try_from(number * 5).unwrap();
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_fn(64, 64, |x, y| {
        Rgb([shade, u8::try_from(x * 4).unwrap(), u8::try_from(y * 4).unwrap()])
    })
    .write_to(&mut bytes, image::ImageFormat::Png)
    .unwrap();
    let bytes = bytes.into_inner();
    let hash = format!("{:x}", Sha256::digest(&bytes));
    let path = format!("blobs/{}/{hash}.png", &hash[..2]);
    let file = home.join("data").join(&path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, &bytes).unwrap();
    json!({
        "index": 0, "path": path, "sha256": hash, "bytes": bytes.len(), "width": 64, "height": 64, "format": "png",
        "revised_prompt": null,
    })
}

struct Scene {
    term: Term,
    model: Model,
    taken: usize,
}

impl Scene {
    fn start(home: &Home, kind: Kind) -> Self {
        let term = Term::start(home, &["--sandbox"], 120, 40);
        let (model, taken) = (Model::new(kind), 0);
        let mut scene = Self { term, model, taken };
        let began = Instant::now();
        while !scene.term.screen().contains("study 0") {
            assert!(began.elapsed() < PATIENCE, "{}", scene.term.screen());
            // A terminal that answers late has a slow line.
            scene.does("");
        }
        // It leaves the prompt.
        scene.does("\x1b");
        scene
    }

    /// Types keys, and waits until nothing more is written; gives what was.
    fn does(&mut self, keys: &str) -> Vec<u8> {
        let from = self.taken;
        self.term.keys(keys);
        let mut since = Instant::now();
        while since.elapsed() < QUIET {
            let bytes = self.term.bytes();
            if bytes.len() > self.taken {
                let answer = self.model.take(&bytes[self.taken..]);
                self.term.keys(&String::from_utf8(answer).unwrap());
                self.taken = bytes.len();
                since = Instant::now();
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.term.bytes().split_off(from)
    }

    /// Types keys, and waits until every picture of the page has taken the place of its frame.
    fn turns(&mut self, keys: &str) -> Vec<u8> {
        let mut written = self.does(keys);
        let began = Instant::now();
        // A frame says how large its picture is, or how much of it has come.
        while ["64×64", " %"].iter().any(|words| self.term.screen().contains(words)) {
            assert!(began.elapsed() < PATIENCE, "{}", self.term.screen());
            written.extend(self.does(""));
        }
        written
    }

    /// The prompt beside the arrow.
    fn selected(&self) -> String {
        let screen = self.term.screen();
        let caption = screen.split_once('▸').unwrap_or_else(|| panic!("{screen}")).1;
        let words = caption.split_whitespace().skip(1).take(2);
        words.collect::<Vec<_>>().join(" ")
    }
}

fn erases(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|part| part == b"\x1b[J") || bytes.windows(4).any(|part| part == b"\x1b[2J")
}

#[test]
fn a_move_writes_little_and_a_picture_is_sent_once() {
    let home = Home::new();
    kept(&home);
    for kind in [Kind::Kitty, Kind::Sixel, Kind::Mute] {
        let mut scene = Scene::start(&home, kind);
        scene.turns("3");
        assert_eq!(scene.selected(), "study 0");
        for (key, selected) in [
            ("l", "study 1"),
            ("l", "study 2"),
            ("j", "study 6"),
            ("h", "study 5"),
            ("k", "study 1"),
        ] {
            let graphics = scene.model.graphics();
            let written = scene.does(key);
            assert_eq!(scene.selected(), selected, "{kind:?} {key}");
            assert!(
                written.len() < LITTLE,
                "{kind:?} {key}: {:?}",
                String::from_utf8_lossy(&written)
            );
            assert!(!erases(&written), "{kind:?} {key}");
            assert_eq!(
                scene.model.graphics(),
                graphics,
                "{kind:?} {key}: a picture is sent again"
            );
        }
        let written = scene.turns("\x04");
        assert_eq!(scene.selected(), "study 17", "{kind:?}");
        assert!(!erases(&written), "{kind:?}");
        if kind == Kind::Kitty {
            assert_eq!(scene.model.sent, 32, "each picture of two pages once");
            let back = scene.turns("\x15");
            assert_eq!(scene.model.sent, 32, "kitty has them");
            assert!(back.len() < 60_000, "{} bytes for a page of placeholders", back.len());
        }
        // A window of another size shows the same picture.
        scene.term.resize(100, 30);
        let selected = scene.selected();
        scene.turns("");
        assert_eq!(scene.selected(), selected, "{kind:?}");
        scene.does("q");
        assert_eq!(scene.term.exit_code(), 0);
        assert_eq!((scene.model.broken, scene.model.loud), (0, 0), "{:?}", scene.model);
    }
}
