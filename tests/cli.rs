//! The command line as a script meets it: the real program, an empty home, the engine in its own process.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use image::{DynamicImage, GenericImageView as _, Rgba, RgbaImage};
use pochade::{domain::Places, store};
use serde_json::Value;
use tempfile::TempDir;

/// A home with nothing in it.
struct Home(TempDir);

/// How a call went.
struct Ran {
    code: i32,
    out: Vec<u8>,
    errors: String,
}

impl Ran {
    fn text(&self) -> String {
        String::from_utf8(self.out.clone()).unwrap()
    }

    /// Every line of standard output, which must be JSON.
    fn json(&self) -> Vec<Value> {
        let text = self.text();
        let line = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        text.lines().map(line).collect()
    }

    /// The only line of standard output, of a call that went well.
    fn one(&self) -> Value {
        assert_eq!(self.code, 0, "{}\n{}", self.text(), self.errors);
        let lines = self.json();
        assert_eq!(lines.len(), 1, "{}", self.text());
        lines[0].clone()
    }
}

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pochade"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .env("HOME", self.0.path())
            .env("POCHADE_DATA_DIR", self.path("data"))
            .env("POCHADE_STATE_DIR", self.path("state"))
            .env("POCHADE_CACHE_DIR", self.path("cache"))
            .env("POCHADE_CONFIG_DIR", self.path("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        finished(self.command(arguments).spawn().unwrap())
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        finished(child)
    }

    fn history(&self) -> Vec<Value> {
        let ran = self.run(&["history", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        ran.json()
    }

    fn settings(&self, text: &str) {
        fs::create_dir_all(self.path("config")).unwrap();
        fs::write(self.path("config/config.toml"), text).unwrap();
    }
}

fn finished(child: Child) -> Ran {
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: output.stdout,
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A server that another process runs, as a compatible one would be.
struct Server {
    child: Child,
    base_url: String,
}

impl Server {
    /// One that answers at once.
    fn start(home: &Home, flags: &[&str]) -> Self {
        Self::slow(home, "0", flags)
    }

    /// One that takes so many milliseconds.
    fn slow(home: &Home, latency: &str, flags: &[&str]) -> Self {
        let arguments: Vec<&str> = ["sandbox", "--latency", latency].iter().chain(flags).copied().collect();
        let mut child = home.command(&arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let base_url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, base_url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn picture(entry: &Value, index: usize) -> DynamicImage {
    image::open(entry["images"][index]["path"].as_str().unwrap()).unwrap()
}

fn save(path: &Path, width: u32, height: u32, pixel: impl Fn(u32, u32) -> Rgba<u8>) {
    RgbaImage::from_fn(width, height, pixel).save(path).unwrap();
}

/// The fields of a history line, in their order.
const FIELDS: &str = "v id created_at state operation profile model prompt options inputs parent images \
    usage cost_usd cost_kind attempts request_id timings_ms failure starred tags title note trashed parents";

#[test]
fn generate_makes_two_different_pictures_and_prints_the_json_line() {
    let home = Home::new();
    let kite = ["--sandbox", "generate", "a red kite over dunes"];
    let arguments = [
        &kite[..],
        &["--size", "1536x1024", "--quality", "low", "--count", "2", "--json"],
    ]
    .concat();
    let entry = home.run(&arguments).one();

    assert_eq!(entry["v"], 1);
    assert_eq!(
        (&entry["state"], &entry["operation"]),
        (&"stored".into(), &"generate".into())
    );
    assert_eq!(
        (&entry["profile"], &entry["prompt"]),
        (&"sandbox".into(), &"a red kite over dunes".into())
    );
    assert_eq!(entry["options"]["size"], "1536x1024");
    assert_eq!(
        (&entry["options"]["n"], &entry["options"]["quality"]),
        (&2.into(), &"low".into())
    );
    assert_eq!((&entry["parent"], &entry["failure"]), (&Value::Null, &Value::Null));
    assert_eq!((&entry["cost_kind"], &entry["attempts"]), (&"none".into(), &1.into()));
    assert!(entry["usage"]["output_tokens"].as_u64().unwrap() > 0);
    let fields: Vec<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, FIELDS.split(' ').collect::<Vec<_>>());

    let images = entry["images"].as_array().unwrap();
    assert_eq!(images.len(), 2);
    let mut files = Vec::new();
    for image in images {
        let path = image["path"].as_str().unwrap();
        let bytes = fs::read(path).unwrap();
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{path}");
        assert_eq!(image::load_from_memory(&bytes).unwrap().dimensions(), (1536, 1024));
        assert_eq!(
            (&image["width"], &image["height"], &image["format"]),
            (&1536.into(), &1024.into(), &"png".into())
        );
        assert_eq!(image["bytes"].as_u64().unwrap(), bytes.len() as u64);
        files.push(bytes);
    }
    assert_ne!(files[0], files[1]);
}

#[test]
fn edit_takes_two_images_in_order() {
    let home = Home::new();
    save(&home.path("one.png"), 96, 64, |x, _| {
        Rgba([u8::try_from(x).unwrap(), 10, 200, 255])
    });
    save(&home.path("two.png"), 64, 64, |_, y| {
        Rgba([200, u8::try_from(y).unwrap(), 10, 255])
    });
    let entry = home
        .run(&[
            "--sandbox",
            "edit",
            "join them",
            "--image",
            "one.png",
            "two.png",
            "--size",
            "1024x1024",
            "--json",
        ])
        .one();

    assert_eq!(
        (&entry["state"], &entry["operation"]),
        (&"stored".into(), &"edit".into())
    );
    let inputs = entry["inputs"].as_array().unwrap();
    let names: Vec<_> = inputs.iter().map(|input| (&input["role"], &input["name"])).collect();
    assert_eq!(
        names,
        [
            (&"image".into(), &"one.png".into()),
            (&"image".into(), &"two.png".into())
        ]
    );
    for (input, file) in inputs.iter().zip(["one.png", "two.png"]) {
        // The person may delete theirs; ours stays.
        let kept = input["path"].as_str().unwrap();
        assert_ne!(Path::new(kept), home.path(file));
        assert_eq!(fs::read(kept).unwrap(), fs::read(home.path(file)).unwrap());
    }
    assert_eq!(picture(&entry, 0).dimensions(), (1024, 1024));
}

#[test]
fn kept_pictures_are_named_by_their_requests_and_know_what_was_made_from_them() {
    let home = Home::new();
    let make = |words: &str, more: &[&str]| {
        let arguments = ["--sandbox", "generate", words, "--size", "1024x640", "--json"];
        home.run(&[&arguments[..], more].concat()).one()
    };
    let fox = make("a fox", &[]);
    let kites = make("two kites", &["--count", "2"]);
    let edit = |images: &[&str]| {
        let arguments = [
            "--sandbox",
            "edit",
            "join them",
            "--size",
            "1024x640",
            "--json",
            "--image",
        ];
        home.run(&[&arguments[..], images].concat())
    };
    let id = |entry: &Value| entry["id"].as_str().unwrap().to_owned();
    let path = |entry: &Value, index: usize| entry["images"][index]["path"].as_str().unwrap().to_owned();
    let both = edit(&[&path(&fox, 0), "@#2"]).one();
    assert_eq!(both["parent"], serde_json::json!({"id": id(&fox), "index": 0}));
    assert_eq!(both["inputs"][1]["sha256"], kites["images"][1]["sha256"]);
    let one = edit(&["@~1#2"]).one();
    assert_eq!(one["parent"], serde_json::json!({"id": id(&kites), "index": 1}));

    let found = |line: &str| -> Vec<String> {
        let ran = home.run(&["history", "--json", line]);
        assert_eq!(ran.code, 0, "{line}: {}", ran.errors);
        ran.json().iter().map(id).collect()
    };
    assert_eq!(found(&format!("parent:{}", id(&fox))), [id(&both)]);
    assert_eq!(found(&format!("parent:{}", id(&kites))), [id(&one), id(&both)]);
    assert_eq!(found("parent:@~2"), [id(&one), id(&both)]);
    assert_eq!(found(&format!("id:{}", &id(&fox)[24..])), [id(&fox)]);
    assert_eq!(found("id:@"), [id(&one)]);
    assert_eq!(found("-id:@ op:edit"), [id(&both)]);
    let shown = home.run(&["show", &id(&both)]).text();
    assert!(
        shown.contains(&format!("{}, picture 1", id(&fox))) && shown.contains(&format!("{}, picture 2", id(&kites))),
        "{shown}"
    );

    // A file of that name comes first, and what is nothing is said to be nothing.
    fs::copy(path(&fox, 0), home.path("abcdef")).unwrap();
    let file = edit(&["abcdef"]).one();
    assert_eq!(file["inputs"][0]["name"], "abcdef");
    assert_eq!(file["parent"]["id"], fox["id"], "a copy is known by its hash");
    for (name, why) in [
        ("@~99", "neither a file nor a request"),
        ("@~4#2", "has one picture, and no picture 2"),
        ("fade", "neither a file nor a request"),
    ] {
        let ran = edit(&[name]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.errors);
        assert!(ran.errors.contains(why), "{name}: {}", ran.errors);
    }
    let masked = home.run(&["--sandbox", "mask", "@", "--reading", "white-keeps"]);
    assert_eq!(masked.code, 0, "{}", masked.errors);
}

#[test]
fn an_edit_with_a_mask_leaves_what_the_mask_covers() {
    let home = Home::new();
    let (width, height) = (1024, 640);
    let is_open = |x: u32, y: u32| (300..700).contains(&x) && (200..400).contains(&y);
    let source = |x: u32, y: u32| Rgba([(x % 251) as u8, (y % 241) as u8, ((x + y) % 239) as u8, 255]);
    save(&home.path("photo.png"), width, height, source);
    save(&home.path("mask.png"), width, height, |x, y| {
        Rgba([0, 0, 0, if is_open(x, y) { 0 } else { 255 }])
    });
    let entry = home
        .run(&[
            "--sandbox",
            "edit",
            "a lantern",
            "--image",
            "photo.png",
            "--mask",
            "mask.png",
            "--size",
            "1024x640",
            "--json",
        ])
        .one();

    let roles: Vec<_> = entry["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["role"].clone())
        .collect();
    assert_eq!(roles, ["image", "mask"]);
    let result = picture(&entry, 0).to_rgba8();
    assert_eq!(result.dimensions(), (width, height));
    let mut changed = 0;
    for (x, y, pixel) in result.enumerate_pixels() {
        if is_open(x, y) {
            changed += u32::from(*pixel != source(x, y));
        } else {
            assert_eq!(*pixel, source(x, y), "at {x},{y}");
        }
    }
    assert!(changed > 400 * 200 / 2, "only {changed} pixels were repainted");
}

#[test]
fn a_request_that_breaks_rules_sends_nothing_and_names_every_fault() {
    let home = Home::new();
    let ran = home.run(&[
        "--sandbox",
        "generate",
        "x",
        "--size",
        "1000x1000",
        "--quality",
        "best",
        "--json",
    ]);
    assert_eq!(ran.code, 2);
    let lines = ran.json();
    assert_eq!(
        (lines.len(), &lines[0]["v"], &lines[0]["error"]["kind"]),
        (1, &1.into(), &"request".into())
    );
    let faults = lines[0]["error"]["faults"].as_array().unwrap();
    let size = faults.iter().find(|fault| fault["field"] == "size").unwrap();
    assert_eq!(
        (&size["given"], &size["nearest"]),
        (&"1000x1000".into(), &"1008x1008".into())
    );
    assert!(size["rule"].as_str().unwrap().contains("multiples of 16"), "{size}");
    assert!(faults.iter().any(|fault| fault["field"] == "quality"), "{faults:?}");
    assert!(
        ran.errors.contains("size '1000x1000'") && ran.errors.contains("1008x1008"),
        "{}",
        ran.errors
    );
    assert!(home.history().is_empty());
}

#[test]
fn a_size_in_words_is_taken_as_the_best_legal_one_and_told() {
    let home = Home::new();
    for (model, words, size) in [
        ("gpt-image-2.5-flare", "16:9", "1536x864"),
        ("gpt-image-2.5-flare", "16:9 2mp", "1888x1056"),
        ("gpt-image-2.5-flare", "4k", "3840x2160"),
        ("gpt-image-2.5-flare", "portrait", "1024x1536"),
        ("gpt-image-1", "16:9", "1536x1024"),
    ] {
        let words_of_size = ["--model", model, "--size", words, "--dry-run", "--json"];
        let ran = home.run(&[&["--sandbox", "generate", "a fox"], &words_of_size[..]].concat());
        assert_eq!(ran.one()["request"]["size"], size, "{model} {words}");
        let told = format!("size {words} → {size}");
        assert!(ran.errors.contains(&told), "{told}: {}", ran.errors);
    }
    let made = home
        .run(&["--sandbox", "generate", "a fox", "--quality", "low", "--json"])
        .one();
    let id = made["id"].as_str().unwrap();
    let ran = home.run(&["rerun", id, "--set", "size=portrait", "--dry-run", "--json"]);
    assert_eq!(ran.one()["request"]["size"], "1024x1536");
    assert!(ran.errors.contains("size portrait → 1024x1536"), "{}", ran.errors);

    // What nobody can read, and numbers that are not legal, are refused; legal ones need no word.
    for size in ["banana", "1920x1080"] {
        let ran = home.run(&["--sandbox", "generate", "a fox", "--size", size, "--dry-run"]);
        assert_eq!(ran.code, 2, "{size}");
        assert!(ran.text().is_empty() && !ran.errors.contains('→'), "{}", ran.errors);
    }
    let ran = home.run(&["--sandbox", "generate", "a fox", "--size", "1536x864", "--dry-run"]);
    assert!(ran.code == 0 && !ran.errors.contains('→'), "{}", ran.errors);
}

#[test]
fn a_refused_model_names_the_one_that_takes_its_place() {
    let home = Home::new();
    let ran = home.run(&["--sandbox", "generate", "a fox", "--model", "dall-e-2"]);
    assert_ne!(ran.code, 0);
    assert!(
        ran.errors.contains("hint: gpt-image-2.5-flare takes its place"),
        "{}",
        ran.errors
    );
}

#[test]
fn pictures_that_are_none_are_told_beside_the_other_faults() {
    let home = Home::new();
    fs::write(home.path("notes.png"), "words").unwrap();
    let arguments = ["--sandbox", "edit", " ", "--image", "gone.png", "notes.png", "--json"];
    let ran = home.run(&arguments);
    assert_eq!(ran.code, 2);
    let line = &ran.json()[0];
    let fields: Vec<_> = line["error"]["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["field"].clone())
        .collect();
    assert_eq!(fields, ["prompt", "image", "image"]);
}

#[test]
fn a_missing_key_says_both_ways_on() {
    let home = Home::new();
    let ran = home.run(&["generate", "a fox", "--json"]);
    assert_eq!(ran.code, 3);
    let error = &ran.json()[0]["error"];
    assert_eq!(error["kind"], "setup");
    for word in ["--sandbox", "OPENAI_API_KEY"] {
        assert!(error["hint"].as_str().unwrap().contains(word), "{error}");
        assert!(ran.errors.contains(word), "{}", ran.errors);
    }
    assert!(home.history().is_empty());
}

#[test]
fn history_lists_what_was_made_newest_first() {
    let home = Home::new();
    for prompt in ["a heron", "a fox", "a kite"] {
        home.run(&["--sandbox", "generate", prompt, "--quality", "low", "--json"])
            .one();
    }
    let prompts: Vec<_> = home.history().iter().map(|entry| entry["prompt"].clone()).collect();
    assert_eq!(prompts, ["a kite", "a fox", "a heron"]);

    let two = home.run(&["history", "--json", "--limit", "2"]).json();
    assert_eq!(two.len(), 2);
    let found = home.run(&["history", "fox", "--json"]).json();
    assert_eq!((found.len(), &found[0]["prompt"]), (1, &"a fox".into()));

    let table = home.run(&["history"]).text();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].starts_with("stored") && lines[0].ends_with("a kite"),
        "{table}"
    );
    let id = found[0]["id"].as_str().unwrap();
    assert!(lines[1].contains(&id[id.len() - 8..]), "{table}");
}

#[test]
fn a_name_that_several_requests_have_names_them() {
    let home = Home::new();
    for prompt in ["a fox in snow", "a heron"] {
        assert_eq!(home.run(&["--sandbox", "generate", prompt]).code, 0);
    }
    let ids: Vec<String> = home
        .history()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    // Where a minute ends between the two they share less than eight digits.
    let shared = ids[0].chars().zip(ids[1].chars());
    let common: String = shared
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one)
        .collect();

    for verb in [
        &["show"][..],
        &["star"],
        &["trash"],
        &["--sandbox", "rerun", "--dry-run"],
    ] {
        let ran = home.run(&[verb, &[common.as_str()]].concat());
        assert_eq!(ran.code, 2, "{verb:?}: {}", ran.errors);
        let told: Vec<_> = ran.errors.lines().filter(|line| line.starts_with("  ")).collect();
        assert!(
            told[0].contains(&ids[0][28..]) && told[0].contains("a heron"),
            "{}",
            ran.errors
        );
        assert!(
            told[1].contains(&ids[1][28..]) && told[1].contains("a fox in snow"),
            "{}",
            ran.errors
        );
        assert!(ran.errors.contains("2 requests match"), "{}", ran.errors);
    }
}

#[test]
fn a_request_can_be_run_again_with_changes() {
    let home = Home::new();
    let first = home
        .run(&["--sandbox", "generate", "a fox", "--quality", "low", "--json"])
        .one();
    let id = first["id"].as_str().unwrap();

    // It goes where it went, although another profile is the usual one.
    let again = home.run(&[
        "rerun",
        id,
        "--times",
        "2",
        "--set",
        "prompt=a red fox",
        "size=1024x640",
        "--json",
    ]);
    assert_eq!(again.code, 0, "{}", again.errors);
    let lines = again.json();
    assert_eq!(lines.len(), 2);
    for line in &lines {
        assert_eq!(
            (&line["profile"], &line["prompt"]),
            (&"sandbox".into(), &"a red fox".into())
        );
        assert_eq!(
            (&line["options"]["size"], &line["options"]["quality"]),
            (&"1024x640".into(), &"low".into())
        );
        assert_eq!(line["parent"]["id"], first["id"]);
    }
    assert_ne!(lines[0]["id"], lines[1]["id"]);
    assert_eq!(home.history().len(), 3);
    assert_eq!(home.run(&["rerun", "nothing-like-it", "--json"]).code, 2);

    // Another model takes what it can, and what was asked for beside it is not lost.
    let other = ["rerun", id, "--dry-run", "--set", "model=dall-e-3"];
    for (more, lost, kept) in [
        (&[][..], "does not carry over: quality low", "prompt     a fox"),
        (&["quality=hd"], "", "quality    hd"),
    ] {
        let ran = home.run(&[&other[..], more].concat());
        assert_eq!(ran.code, 0, "{}", ran.errors);
        assert!(ran.errors.contains(lost), "{}", ran.errors);
        assert_eq!(
            ran.errors.contains("does not carry over"),
            !lost.is_empty(),
            "{}",
            ran.errors
        );
        assert!(ran.text().contains(kept), "{}", ran.text());
    }
    let wrong = home.run(&["rerun", id, "--set", "colour=red"]);
    assert!(
        wrong.code == 2 && wrong.errors.contains("background"),
        "{}",
        wrong.errors
    );
}

#[test]
fn a_dry_run_tells_the_price_and_sends_nothing() {
    let home = Home::new();
    let arguments = [
        "generate",
        "a fox",
        "--size",
        "1024x1024",
        "--quality",
        "medium",
        "--count",
        "2",
        "--dry-run",
        "--json",
    ];
    let offer = home.run(&arguments).one();
    assert_eq!((&offer["dry_run"], &offer["profile"]), (&true.into(), &"openai".into()));
    assert_eq!(offer["request"]["count"], 2);
    // Twice 439 tokens at 30 dollars a million (images-api.md §11.3), and a little for the words.
    let high: f64 = offer["estimate"]["high_usd"].as_str().unwrap().parse().unwrap();
    assert!((0.026_34..0.0266).contains(&high), "{high}");
    let said = ["--size", "1024x1024", "--quality", "medium"];
    let estimate = |said: &[&str]| {
        home.run(&[&["generate", "a fox", "--dry-run", "--json"], said].concat())
            .one()["estimate"]
            .clone()
    };
    assert_eq!(
        estimate(&[]),
        estimate(&said),
        "what is not said is what the studio's form begins with"
    );
    assert_ne!(estimate(&["--quality", "auto"]), estimate(&said));
    let human = home.run(&["generate", "a fox", "--dry-run"]);
    assert!(human.text().contains("price"), "{}", human.text());
    assert!(home.history().is_empty());
}

#[test]
fn a_request_above_max_cost_is_not_sent() {
    let home = Home::new();
    let arguments = |limit| {
        [
            "--sandbox",
            "generate",
            "a fox",
            "--size",
            "1024x1024",
            "--quality",
            "max",
            "--max-cost",
            limit,
            "--json",
        ]
    };
    let ran = home.run(&arguments("0.05"));
    assert_eq!(ran.code, 5);
    assert_eq!(ran.json()[0]["error"]["kind"], "cap");
    assert!(home.history().is_empty());
    home.run(&arguments("0.50")).one();
}

#[test]
fn results_are_copied_under_readable_names_and_nothing_is_overwritten() {
    let home = Home::new();
    let arguments = [
        "--sandbox",
        "generate",
        "A Fox, in snow!",
        "--count",
        "2",
        "--quality",
        "low",
        "--out",
        "made/here",
        "--quiet",
    ];
    let ran = home.run(&arguments);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    let text = ran.text();
    let files: Vec<&Path> = text.lines().map(Path::new).collect();
    assert_eq!(files.len(), 2);
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(
            name.contains("-a-fox-in-snow-") && file.extension().is_some_and(|end| end == "png"),
            "{name}"
        );
        image::open(home.0.path().join(file)).unwrap();
    }
    assert_ne!(files[0], files[1]);

    fs::write(home.path("file"), "mine").unwrap();
    let blocked = home.run(&["--sandbox", "generate", "a fox", "--out", "file"]);
    assert_eq!(blocked.code, 2);
    assert_eq!(fs::read_to_string(home.path("file")).unwrap(), "mine");
    assert_eq!(home.history().len(), 1);
}

#[test]
fn every_result_is_copied_where_the_settings_say() {
    let home = Home::new();
    home.settings("[files]\ncopies = \"../pictures\"\nname = \"{op}/{slug}\"\n");
    for (name, count) in [("kite.png", "2"), ("kite-3.png", "1")] {
        let ran = home.run(&["--sandbox", "generate", "kite", "--count", count, "--quality", "low"]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        assert!(home.path("pictures/generate").join(name).is_file(), "{name}");
    }
    // A folder that cannot be made says so before anything is spent; one that is lost meanwhile loses no picture.
    home.settings("[files]\nname = \"{slag}\"\n");
    let ran = home.run(&["--sandbox", "generate", "kite"]);
    assert_eq!(ran.code, 3, "{}", ran.errors);
    assert!(
        ran.errors.contains("{slag}") && ran.errors.contains("config.toml:2:8"),
        "{}",
        ran.errors
    );
}

#[test]
fn one_picture_can_go_to_standard_output() {
    let home = Home::new();
    let ran = home.run(&[
        "--sandbox",
        "generate",
        "a fox",
        "--format",
        "jpeg",
        "--size",
        "1024x640",
        "--out",
        "-",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert_eq!(image::load_from_memory(&ran.out).unwrap().dimensions(), (1024, 640));
    assert_eq!(
        home.run(&["--sandbox", "generate", "a fox", "--out", "-", "--count", "2"])
            .code,
        2
    );
    assert_eq!(
        home.run(&["--sandbox", "generate", "a fox", "--out", "-", "--json"])
            .code,
        2
    );
    assert_eq!(home.history().len(), 1);
}

#[test]
fn prompt_and_image_can_come_from_standard_input() {
    let home = Home::new();
    let entry = home
        .run_with(
            &["--sandbox", "generate", "-", "--json"],
            "two lines,\nand a 🦊 \n".as_bytes(),
        )
        .one();
    assert_eq!(entry["prompt"], "two lines,\nand a 🦊 ");

    save(&home.path("one.png"), 64, 64, |_, _| Rgba([1, 2, 3, 255]));
    let bytes = fs::read(home.path("one.png")).unwrap();
    let entry = home
        .run_with(&["--sandbox", "edit", "bluer", "--image", "-", "--json"], &bytes)
        .one();
    let kept = entry["inputs"][0]["path"].as_str().unwrap();
    assert_eq!(fs::read(kept).unwrap(), bytes);
    assert_eq!(
        home.run_with(&["--sandbox", "edit", "-", "--image", "-"], &bytes).code,
        2
    );
}

#[test]
fn models_are_listed_with_life_and_price() {
    let home = Home::new();
    let models = home.run(&["models", "--json"]).json();
    let model = |id: &str| models.iter().find(|model| model["id"] == id).unwrap();
    assert_eq!(model("gpt-image-2.5-flare")["default"], true);
    assert_eq!(model("gpt-image-2.5-flare")["size"]["rule"], "free");
    assert_eq!(model("dall-e-3")["life"], "past");
    assert_eq!(model("dall-e-2")["medium_1024_usd"]["high"], "0.02");
    let table = home.run(&["models"]).text();
    assert!(
        table
            .lines()
            .any(|line| line.starts_with("dall-e-3") && line.contains("shut 2026-05-12")),
        "{table}"
    );
}

#[test]
fn detached_requests_are_finished_without_us() {
    let home = Home::new();
    let ran = home.run(&["--sandbox", "generate", "a fox", "--quality", "low", "--detach"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let id = ran.text().trim().to_owned();
    let state = || home.history()[0].clone();
    for _ in 0..200 {
        let entry = state();
        assert_eq!(entry["id"], id.as_str());
        if entry["state"] == "stored" {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{}", state());
}

#[test]
fn a_request_on_its_way_is_asked_to_stop_and_may_be_billed() {
    let home = Home::new();
    let server = Server::slow(&home, "60000", &[]);
    home.settings(&format!(
        "[profiles.own]\nbase_url = \"{}\"\nkey_env = \"OWN_KEY\"\n",
        server.base_url
    ));
    let arguments = ["--profile", "own", "generate", "a fox", "--quality", "low", "--detach"];
    let sent = home.command(&arguments).env("OWN_KEY", "sk-good").spawn().unwrap();
    assert_eq!(finished(sent).code, 0);
    let wait_for = |state: &str| {
        let is_there = (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            home.history()[0]["state"] == state
        });
        assert!(is_there, "{}", home.history()[0]);
    };
    wait_for("running");
    let stopped = home.run(&["cancel", "@"]);
    assert_eq!(stopped.code, 0, "{}", stopped.errors);
    assert!(stopped.errors.contains("may be billed"), "{}", stopped.errors);
    wait_for("unknown");
}

#[test]
fn ctrl_c_says_that_it_goes_on_and_it_does() {
    let home = Home::new();
    let server = Server::slow(&home, "3000", &[]);
    home.settings(&format!(
        "[profiles.own]\nbase_url = \"{}\"\nkey_env = \"OWN_KEY\"\n[engine]\nafter_hangup = \"finish-sent\"\n",
        server.base_url
    ));
    let arguments = ["--profile", "own", "generate", "a fox", "--quality", "low", "--json"];
    let child = home.command(&arguments).env("OWN_KEY", "sk-good").spawn().unwrap();
    // Queued is enough: from then on ctrl-c is ours.
    while home.history().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    let ran = finished(child);
    assert_eq!(ran.code, 130, "{}", ran.errors);
    assert!(ran.out.is_empty());
    assert!(ran.errors.contains("still running, will be stored"), "{}", ran.errors);
    for _ in 0..200 {
        if home.history()[0]["state"] == "stored" {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{}", home.history()[0]);
}

#[test]
fn exit_codes_say_who_must_act() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/v1", free.local_addr().unwrap());
    drop(free);
    home.settings(&format!(
        "[profiles.own]\nbase_url = \"{url}\"\nkey_env = \"OWN_KEY\"\n\
         [profiles.closed]\nbase_url = \"{closed}\"\nkey_env = \"OWN_KEY\"\n",
        url = server.base_url
    ));
    let run = |key: &str, profile: &str, prompt: &str| {
        let arguments = ["--profile", profile, "generate", prompt, "--quality", "low", "--json"];
        finished(home.command(&arguments).env("OWN_KEY", key).spawn().unwrap())
    };
    for (key, profile, prompt, code, state) in [
        ("sk-good-canary-123", "own", "a fox", 0, "stored"),
        ("sk-good-canary-123", "own", "a [[moderation]] fox", 4, "refused"),
        ("sk-bad-canary-123", "own", "a fox", 3, "refused"),
        ("sk-good-canary-123", "closed", "a fox", 6, "not_sent"),
    ] {
        let ran = run(key, profile, prompt);
        assert_eq!(ran.code, code, "{prompt}: {}\n{}", ran.text(), ran.errors);
        let line = &ran.json()[0];
        assert_eq!(line["state"], state, "{line}");
        assert_eq!(line["failure"].is_null(), code == 0, "{line}");
        assert!(
            !ran.text().contains("canary") && !ran.errors.contains("canary"),
            "{}",
            ran.errors
        );
    }
    // What was paid is known from the tokens that the server reported.
    let paid = &home.history()[3];
    assert_eq!(paid["cost_kind"], "paid");
    assert_eq!(files_with("canary", home.0.path()), Vec::<PathBuf>::new());
}

/// Every file under a directory that holds these bytes.
fn files_with(word: &str, folder: &Path) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let mut bytes = Vec::new();
        // An engine may take its lock file away meanwhile.
        let read = fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes));
        read.is_ok() && bytes.windows(word.len()).any(|window| window == word.as_bytes())
    };
    below(folder).into_iter().filter(holds).collect()
}

#[test]
fn a_cap_that_refuses_keeps_a_request_from_being_sent() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    home.settings(&format!(
        "[caps]\nrequest = 0.01\naction = \"refuse\"\n[profiles.own]\nbase_url = \"{}\"\nkey_env = \"OWN_KEY\"\n",
        server.base_url
    ));
    let arguments = [
        "--profile",
        "own",
        "generate",
        "a fox",
        "--size",
        "1024x1024",
        "--quality",
        "high",
        "--json",
    ];
    let ran = finished(home.command(&arguments).env("OWN_KEY", "sk-good").spawn().unwrap());
    assert_eq!(ran.code, 5, "{}", ran.errors);
    assert!(home.history().is_empty());
}

#[test]
fn what_was_spent_is_told_in_every_form() {
    let home = Home::new();
    assert!(home.run(&["spend"]).errors.contains("nothing was spent yet"));
    let server = Server::start(&home, &[]);
    home.settings(&format!(
        "[profiles.own]\nbase_url = \"{}\"\nkey_env = \"OWN_KEY\"\n",
        server.base_url
    ));
    let arguments = ["--profile", "own", "generate", "a fox", "--quality", "low", "--json"];
    let mut ids = Vec::new();
    let mut paid = 0.0;
    for _ in 0..2 {
        let made = finished(home.command(&arguments).env("OWN_KEY", "sk-good").spawn().unwrap()).one();
        assert_eq!(made["cost_kind"], "paid", "{made}");
        paid += made["cost_usd"].as_str().unwrap().parse::<f64>().unwrap();
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    home.run(&["--sandbox", "generate", "a free fox", "--quality", "low"]);
    assert_eq!(home.run(&["star", &ids[0]]).code, 0);

    for by in ["day", "week", "model", "profile"] {
        let line = home.run(&["spend", "--by", by, "--json"]).one();
        let number = |name: &str| line[name].as_str().unwrap().parse::<f64>().unwrap();
        assert_eq!((&line["by"], &line["requests"]), (&by.into(), &2.into()), "{line}");
        assert!((number("paid_usd") - paid).abs() < 1e-9, "{line}");
        assert_eq!((&line["pictures"], &line["kept"]), (&2.into(), &1.into()), "{line}");
        assert!(
            (number("usd_per_kept") - paid).abs() < 1e-6,
            "the rejected one counts: {line}"
        );
    }
    let csv = home.run(&["spend", "--by", "profile", "--csv"]).text();
    assert!(
        csv.starts_with("profile,requests,paid_usd,") && csv.contains("\n\"own\",2,"),
        "{csv}"
    );
    let table = home.run(&["spend", "--by", "model"]).text();
    assert!(table.contains("today") && table.contains("per kept"), "{table}");
    let later = home.run(&["spend", "--since", "2200-01-01", "--json"]);
    assert_eq!((later.code, later.json().len()), (0, 0));
    assert_eq!(home.run(&["spend", "--by", "moon"]).code, 2);
    for (word, lines) in [("today", 1), ("3d", 1), ("nov", 1), ("2w", 1), ("tomorrow", 0)] {
        let ran = home.run(&["spend", "--since", word, "--json"]);
        let wrong = word == "tomorrow";
        assert_eq!(ran.code, if wrong { 2 } else { 0 }, "{word}: {}", ran.errors);
        if word != "nov" && !wrong {
            assert_eq!(ran.json().len(), lines, "{word}");
        }
    }
}

#[test]
fn a_key_does_not_follow_a_changed_base_url() {
    let home = Home::new();
    let (one, other) = (Server::start(&home, &[]), Server::start(&home, &[]));
    let run = |server: &Server, flags: &[&str]| {
        home.settings(&format!(
            "[profiles.own]\nbase_url = \"{}\"\nkey_env = \"OWN_KEY\"\n",
            server.base_url
        ));
        let mut arguments = vec!["--profile", "own", "generate", "a fox", "--quality", "low", "--json"];
        arguments.extend(flags);
        finished(home.command(&arguments).env("OWN_KEY", "sk-good").spawn().unwrap())
    };
    assert_eq!(run(&one, &[]).code, 0);
    let refused = run(&other, &[]);
    assert_eq!(refused.code, 3);
    assert!(refused.errors.contains("base URL is now"), "{}", refused.errors);
    assert_eq!(home.history().len(), 1);
    assert_eq!(run(&other, &["--yes"]).code, 0);
    assert_eq!(run(&other, &[]).code, 0);
}

#[test]
fn variations_work_where_a_server_has_them() {
    let home = Home::new();
    let server = Server::start(&home, &["--variations"]);
    home.settings(&format!(
        "[profiles.own]\nbase_url = \"{}\"\nkey_env = \"OWN_KEY\"\n",
        server.base_url
    ));
    save(&home.path("fox.png"), 64, 64, |x, y| {
        Rgba([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 90, 255])
    });
    let arguments = [
        "--profile",
        "own",
        "vary",
        "--image",
        "fox.png",
        "--size",
        "256x256",
        "--json",
    ];
    let entry = finished(home.command(&arguments).env("OWN_KEY", "sk-good").spawn().unwrap()).one();
    assert_eq!(
        (&entry["operation"], &entry["state"]),
        (&"variation".into(), &"stored".into())
    );

    let gone = home.run(&["--sandbox", "vary", "--image", "fox.png", "--json"]);
    assert_eq!(gone.code, 4, "{}", gone.errors);
}

#[test]
fn history_speaks_the_language_of_the_search_line() {
    let home = Home::new();
    for (prompt, quality) in [
        ("a heron", "low"),
        ("a fox in \t snow", "high"),
        ("a kite and a fox", "low"),
    ] {
        home.run(&["--sandbox", "generate", prompt, "--quality", quality, "--json"])
            .one();
    }
    let prompts = |query: &[&str]| {
        let arguments: Vec<&str> = ["history", "--json"].iter().chain(query).copied().collect();
        let lines = home.run(&arguments).json();
        lines
            .iter()
            .map(|line| line["prompt"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(prompts(&["fox -snow"]), ["a kite and a fox"]);
    assert_eq!(prompts(&["--", "fox", "-snow"]), ["a kite and a fox"]);
    assert_eq!(prompts(&["fox", "quality:high", "since:today"]), ["a fox in \t snow"]);
    assert_eq!(prompts(&["--", "-fox"]), ["a heron"]);
    assert_eq!(prompts(&["-fox"]), ["a heron"]);
    assert_eq!(prompts(&["-has:note", "kite"]), ["a kite and a fox"]);
    assert_eq!(prompts(&["fox", "cost > 0.10"]), [""; 0]);

    let nothing = home.run(&["history", "fox", "zzz"]);
    assert_eq!((nothing.code, nothing.text().as_str()), (0, ""));
    assert!(nothing.errors.contains("no request is like that"), "{}", nothing.errors);
    assert!(nothing.errors.contains("without zzz: 2 requests"), "{}", nothing.errors);
    assert!(!nothing.errors.contains("without fox"), "{}", nothing.errors);
    let day = home.run(&["history", "fox", "today"]);
    assert!(
        day.errors.contains("today as a day, on:today: 2 requests"),
        "{}",
        day.errors
    );
    let none = home.run(&["history", "--limit", "0"]);
    assert_eq!((none.code, none.errors.as_str()), (0, ""));
    assert_eq!(prompts(&["state:refused"]), [""; 0]);

    let wrong = home.run(&["history", "fox", "modle:flare"]);
    assert_eq!(wrong.code, 2);
    for line in [
        "  fox modle:flare\n      ^^^^^^^^^^^\n",
        "there is no token 'modle:'",
        "hint: write model:",
    ] {
        assert!(wrong.errors.contains(line), "{}", wrong.errors);
    }
    assert_eq!(home.run(&["export", "--to", "out", "state:good"]).code, 2);
}

#[test]
fn history_writes_lines_of_ones_own() {
    let home = Home::new();
    home.run(&["--sandbox", "generate", "a fox\tin snow", "--quality", "low"]);
    let id = home.history()[0]["id"].as_str().unwrap().to_owned();
    home.run(&["tag", &id, "kites"]);

    let line = home
        .run(&["history", "--format", "{id}\\t{{{quality}}} {prompt}, {tags}{note}"])
        .text();
    assert_eq!(line, format!("{id}\t{{low}} a fox in snow, kites\n"));
    let both = ["--sandbox", "generate", "two", "--count", "2", "--json"];
    let both = home.run(&both).one();
    let paths: Vec<_> = (0..2).map(|at| both["images"][at]["path"].as_str().unwrap()).collect();
    let line = home.run(&["history", "--format", "{pictures}\\t{paths}", "two"]).text();
    assert_eq!(line, format!("2\t{}\t{}\n", paths[0], paths[1]));
    // What the index knows is printed although the record can no longer be read.
    let words = "long ".repeat(100);
    let long = home.run(&["--sandbox", "generate", &words, "--json"]).one();
    home.run(&["star", "@"]);
    let template = "{id8} {state} {op} {profile} {count} {quality}|{star}|{pictures}|{prompt}|{title}|{path}";
    let line = || home.run(&["history", "--format", template, "long"]).text();
    let id8 = &long["id"].as_str().unwrap()[28..];
    let path = long["images"][0]["path"].as_str().unwrap();
    let expected = format!("{id8} stored generate sandbox 1 medium|*|1|{words}||{path}\n");
    assert_eq!(line(), expected);
    let id = long["id"].as_str().unwrap();
    let record = below(&home.path("data"))
        .into_iter()
        .find(|file| file.ends_with(Path::new(id).join("request.json")))
        .unwrap();
    fs::write(record, "{").unwrap();
    assert_eq!(line(), expected);
    assert_ne!(home.run(&["history", "--format", "{note}", "long"]).code, 0);
    for template in ["{idd}", "{id"] {
        let wrong = home.run(&["history", "--format", template]);
        assert_eq!(wrong.code, 2);
        assert!(wrong.errors.contains("{id} {id8}"), "{}", wrong.errors);
    }
    assert_eq!(home.run(&["history", "--json", "--format", "{id}"]).code, 2);
}

/// Every file below a directory.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_file_that_is_kept_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let server = Server::start(&home, &[]);
    home.run(&["config", "init"]);
    let added = [
        "profiles",
        "add",
        "own",
        "--base-url",
        &server.base_url,
        "--key-env",
        "OWN_KEY",
    ];
    home.run(&added);
    save(&home.path("one.png"), 64, 64, |_, _| Rgba([1, 2, 3, 255]));
    let edit = ["--profile", "own", "edit", "bluer", "--image", "one.png", "--json"];
    let made = finished(home.command(&edit).env("OWN_KEY", "sk-good").spawn().unwrap());
    assert_eq!(made.code, 0, "{}", made.errors);
    for arguments in [
        ["star", "@"].as_slice(),
        &["tag", "@", "snow"],
        &["history"],
        &["check"],
    ] {
        assert_eq!(home.run(arguments).code, 0);
    }
    let places = Places {
        data: home.path("data"),
        state: home.path("state"),
        cache: home.path("cache"),
        config: home.path("config"),
    };
    store::write_searches(&places, &[]).unwrap();
    store::write_recents(&places, &[home.path("one.png")]).unwrap();
    let files = [&places.data, &places.state, &places.config]
        .map(|place| below(place))
        .concat();
    let named = |name: &str| files.iter().any(|file| file.ends_with(name));
    for name in [
        "searches.json",
        "recent-pictures.json",
        "origins.json",
        "config.toml",
        "index.sqlite",
        "request.json",
    ] {
        assert!(named(name), "{name}: {files:?}");
    }
    for file in &files {
        let bits = fs::metadata(file).unwrap().permissions().mode() & 0o777;
        assert_eq!(bits & 0o077, 0, "{}: {bits:o}", file.display());
    }
}

#[test]
fn marks_show_in_the_history() {
    let home = Home::new();
    let id = home
        .run(&["--sandbox", "generate", "a fox", "--quality", "low", "--json"])
        .one()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for arguments in [["star", &id].as_slice(), &["tag", &id, "snow", "animals"]] {
        let ran = home.run(arguments);
        assert_eq!((ran.code, ran.out.len()), (0, 0), "{}", ran.errors);
    }
    let entry = &home.history()[0];
    assert_eq!(
        (&entry["starred"], &entry["tags"]),
        (&true.into(), &serde_json::json!(["animals", "snow"]))
    );
    assert_eq!(home.run(&["trash", &id]).code, 0);
    assert!(home.history().is_empty());
    assert_eq!(home.run(&["history", "--trash", "--json"]).json()[0]["id"], id.as_str());
    assert_eq!(home.run(&["restore", &id]).code, 0);
    assert_eq!(home.history().len(), 1);

    // In the trash, @ is what went there last.
    let newer = home.run(&["--sandbox", "generate", "a heron", "--json"]).one();
    let newer = newer["id"].as_str().unwrap();
    for name in ["@", "@"] {
        assert_eq!(home.run(&["trash", name]).code, 0);
    }
    assert_eq!(home.run(&["restore", "@"]).code, 0);
    assert_eq!(home.history()[0]["id"], id.as_str());
    assert_eq!(home.run(&["trash", "@"]).code, 0);
    assert_eq!(home.run(&["restore", "@~1"]).code, 0);
    assert_eq!(home.history()[0]["id"], newer);
    assert_eq!(home.run(&["restore", "@"]).code, 0);

    let none = home.run(&["restore", "@"]);
    assert!(
        none.code == 2 && none.errors.contains("the trash is empty"),
        "{}",
        none.errors
    );

    let ended = home.run(&["cancel", "@"]);
    assert_eq!(ended.code, 2);
    assert!(ended.errors.contains("has ended: it is stored"), "{}", ended.errors);
    assert_eq!(home.run(&["check"]).code, 0);
}

#[test]
fn show_tells_the_facts_where_no_terminal_takes_pictures() {
    let home = Home::new();
    let id = home
        .run(&["--sandbox", "generate", "a \u{1b}[31mfox", "--quality", "low", "--json"])
        .one()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let ran = home.run(&["show", &id[id.len() - 8..]]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let text = ran.text();
    assert!(
        text.contains(&id) && text.contains("a ␛[31mfox") && !text.contains('\u{1b}'),
        "{text}"
    );
    assert!(
        text.contains("times      queued") && !text.contains("starred"),
        "{text}"
    );
    for marked in [&["star", "@"][..], &["tag", "@", "red"]] {
        assert_eq!(home.run(marked).code, 0);
    }
    let text = home.run(&["show", "@"]).text();
    assert!(
        text.contains("star       starred") && text.contains("tags       #red"),
        "{text}"
    );
    let missing = home.run(&["show", "fox.png"]);
    assert!(
        missing.code == 2 && missing.errors.contains("neither a file nor a request"),
        "{}",
        missing.errors
    );
    assert_eq!(home.run(&["show", &id, "--index", "7"]).code, 2);
}

#[test]
fn wrong_usage_is_told_and_help_is_no_fault() {
    let home = Home::new();
    let ran = home.run(&["generate", "--json", "--bogus"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.json()[0]["error"]["kind"], "request");
    assert_eq!(home.run(&["--help"]).code, 0);
    assert_eq!(
        home.run(&["--version"]).text(),
        format!("pochade {}\n", env!("CARGO_PKG_VERSION"))
    );
    let studio = home.run(&[]);
    assert_eq!(studio.code, 2);
    assert!(studio.errors.contains("terminal"), "{}", studio.errors);
    let nobody = home.run(&["--profile", "nobody", "models"]);
    assert_eq!(nobody.code, 3);
    assert!(nobody.errors.contains("openai, sandbox"), "{}", nobody.errors);
}

#[test]
fn settings_are_written_once_and_their_faults_told_with_the_line() {
    let home = Home::new();
    let ran = home.run(&["config", "init"]);
    assert_eq!(ran.text().trim(), home.path("config/config.toml").to_str().unwrap());
    assert_eq!(home.run(&["config", "init"]).code, 3);
    assert_eq!(home.run(&["models", "--json"]).errors, "");

    home.settings("theme = \"auto\"\n[engine]\nparallel = \"many\"\n");
    let ran = home.run(&["models"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.errors.contains("config.toml:3:12") && ran.errors.contains("parallel = \"many\""),
        "{}",
        ran.errors
    );
    assert_eq!(home.run(&["config", "path"]).code, 0);

    home.settings("thema = \"dark\"\n");
    let ran = home.run(&["models"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.errors.contains("line 1") && ran.errors.contains("thema"),
        "{}",
        ran.errors
    );
}

#[test]
fn completions_are_printed_for_each_shell() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = home.run(&["completions", shell]).text();
        assert!(script.contains("generate"), "{shell}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_fault() {
    let home = Home::new();
    let mut child = home.command(&["models", "--json"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((child.wait().unwrap().code(), errors.as_str()), (Some(0), ""));
}

/// A server that gives one canned answer to every call, and hands over what it heard.
fn canned(answer: &'static str) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    let (calls, hearing) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = String::new();
            let mut input = BufReader::new(stream.try_clone().unwrap());
            while input.read_line(&mut head).is_ok_and(|read| read > 2) {}
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            input.read_exact(&mut body).unwrap();
            // The test may be over already.
            drop(calls.send(head + &String::from_utf8_lossy(&body)));
            drop(stream.write_all(answer.as_bytes()));
        }
    });
    (base, hearing)
}

/// A whole answer with a JSON body.
macro_rules! json_answer {
    ($status:literal, $body:literal) => {
        concat!(
            "HTTP/1.1 ",
            $status,
            "\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n",
            $body
        )
    };
}

/// A dry run with a profile of a server that is not there.
fn dry(home: &Home, arguments: &[&str]) -> Ran {
    home.settings(
        "[profiles.own]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_env = \"OWN_KEY\"\nseed = true\n\
         headers = { \"X-Team\" = \"secret\" }\nextra = { steps = 5 }\n",
    );
    let mut command = home.command(&[&["--profile", "own"], arguments, &["--dry-run", "--json"]].concat());
    finished(command.env("OWN_KEY", "sk-canary-9876543210").spawn().unwrap())
}

#[test]
fn a_dry_run_of_an_edit_tells_how_each_picture_would_be_sent() {
    let home = Home::new();
    let own = |arguments: &[&str]| dry(&home, arguments);
    save(&home.path("wide.png"), 2100, 2100, |_, _| Rgba([1, 2, 3, 255]));
    save(&home.path("mask.png"), 2100, 2100, |x, _| {
        Rgba([0, 0, 0, if x < 9 { 0 } else { 255 }])
    });
    let edit = [
        "edit",
        "a hat",
        "--image",
        "wide.png",
        "--mask",
        "mask.png",
        "-m",
        "gpt-image-2",
    ];
    let offer = own(&edit).one();
    assert_eq!(offer["http"]["url"], "http://127.0.0.1:9/v1/images/edits");
    let parts = offer["http"]["parts"].as_array().unwrap();
    let names: Vec<_> = parts.iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["model", "prompt", "size", "quality", "steps", "image", "mask"]);
    assert_eq!(
        (&parts[5]["filename"], &parts[5]["content_type"]),
        (&"image_0.png".into(), &"image/png".into())
    );
    assert_eq!(
        (&offer["inputs"][0]["width"], &offer["inputs"][0]["height"]),
        (&2048.into(), &2048.into())
    );
    let whole = own(&[&edit[..], &["--downscale", "off"]].concat()).one();
    let bytes = fs::metadata(home.path("wide.png")).unwrap().len();
    assert_eq!(whole["http"]["parts"][5]["bytes"], bytes);

    let far = [
        "edit",
        "a hat",
        "--image",
        "https://a.example/b.png",
        "file-hat01",
        "--markup",
        "file-m",
    ];
    let offer = own(&[&far[..], &["-m", "gpt-image-2.5-flare"]].concat()).one();
    let body = &offer["http"]["body"];
    assert_eq!(
        body["images"],
        serde_json::json!([{"image_url": "https://a.example/b.png"}, {"file_id": "file-hat01"}])
    );
    assert_eq!(body["markup"], serde_json::json!({"file_id": "file-m"}));
}

#[test]
fn a_dry_run_prints_the_request_as_it_would_go_out() {
    let home = Home::new();
    fs::write(home.path("extra.json"), "{\"steps\": 20}").unwrap();
    let own = |arguments: &[&str]| dry(&home, arguments);
    let generated = own(&[
        "generate",
        "a fox",
        "-m",
        "flux-kontext-pro",
        "--seed",
        "7",
        "--extra",
        "@extra.json",
    ]);
    let offer = generated.one();
    let http = &offer["http"];
    assert_eq!(
        (&http["method"], &http["url"]),
        (&"POST".into(), &"http://127.0.0.1:9/v1/images/generations".into())
    );
    assert_eq!(
        http["body"],
        serde_json::json!({"model": "flux-kontext-pro", "prompt": "a fox", "seed": 7, "steps": 20})
    );
    assert_eq!(http["headers"]["authorization"], "[hidden]");
    assert_eq!(http["headers"]["x-team"], "[hidden]");
    assert!(!generated.text().contains("sk-canary") && !generated.text().contains("secret"));
    let human = home.run(&["--sandbox", "generate", "a fox", "--seed", "7", "--dry-run"]);
    let text = human.text();
    for word in [
        "request    POST",
        "header     accept: application/json",
        "body       {\"model\"",
        "seed       7",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(human.errors.contains("seed: kept as a label"), "{}", human.errors);
    assert!(home.history().is_empty());
}

#[test]
fn what_a_profiles_server_cannot_do_is_refused_before_sending() {
    let home = Home::new();
    home.settings("[profiles.grok]\nbase_url = \"https://api.x.ai/v1\"\nflavor = \"xai\"\n");
    let ran = home.run(&[
        "--profile",
        "grok",
        "generate",
        "a fox",
        "-m",
        "grok-imagine-image",
        "--size",
        "1024x640",
        "--quality",
        "low",
        "--json",
    ]);
    assert_eq!(ran.code, 2, "{}", ran.errors);
    let faults = &ran.json()[0]["error"]["faults"];
    assert_eq!(
        (&faults[0]["field"], &faults[1]["field"], &faults[1]["nearest"]),
        (&"quality".into(), &"size".into(), &"3:2".into())
    );
}

#[test]
fn what_came_otherwise_than_asked_is_told_and_shown() {
    let home = Home::new();
    let (base, heard) = canned(json_answer!(
        "200 OK",
        r#"{"created":1,"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}]}"#
    ));
    home.settings(&format!("[profiles.own]\nbase_url = \"{base}\"\n"));
    let call = |quiet: &'static [&'static str]| {
        let generate = [
            "--profile",
            "own",
            "generate",
            "a fox",
            "-m",
            "flux-kontext-max",
            "--count",
            "2",
        ];
        home.run(&[&generate[..], &["--size", "64x64"], quiet].concat())
    };
    let ran = call(&[]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert!(heard.recv().unwrap().contains("\"model\":\"flux-kontext-max\""));
    for difference in ["asked for count 2, got 1", "asked for size 64x64, got 1x1"] {
        assert!(
            ran.errors.contains(&format!("warning: {difference}\n")),
            "{}",
            ran.errors
        );
    }
    assert!(!call(&["--quiet"]).errors.contains("asked for"));
    let id = home.history()[0]["id"].as_str().unwrap().to_owned();
    let shown = home.run(&["show", &id]).text();
    assert!(shown.contains("differs    asked for count 2, got 1"), "{shown}");
}

#[test]
fn an_edit_of_a_picture_that_the_server_has_goes_out_as_json() {
    let home = Home::new();
    let (base, heard) = canned(json_answer!(
        "400 Bad",
        r#"{"error":{"message":"no such file","code":"invalid_value"}}"#
    ));
    home.settings(&format!("[profiles.own]\nbase_url = \"{base}\"\n"));
    save(&home.path("photo.png"), 64, 64, |_, _| Rgba([9, 9, 9, 255]));
    let edit = [
        "--profile",
        "own",
        "edit",
        "a hat",
        "--image",
        "file-hat01",
        "photo.png",
    ];
    let ran = home.run(&[&edit[..], &["-m", "gpt-image-2", "--json"]].concat());
    assert_eq!(ran.code, 4, "{}", ran.errors);
    let call = heard.recv().unwrap();
    assert!(call.starts_with("POST /v1/images/edits HTTP/1.1"), "{call}");
    let images = "\"images\":[{\"file_id\":\"file-hat01\"},{\"image_url\":\"data:image/png;base64,iVBOR";
    assert!(call.contains(images), "{call}");
}

#[test]
fn profiles_are_listed_added_and_tried() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let added = home.run(&[
        "profiles",
        "add",
        "own",
        "--base-url",
        &server.base_url,
        "--key-env",
        "OWN_KEY",
        "--model",
        "flux-kontext-pro",
        "--json",
    ]);
    assert_eq!(added.one()["flavor"], "compatible");
    assert_eq!(
        home.run(&["profiles", "add", "own", "--base-url", "https://a.example"])
            .code,
        3
    );
    assert_eq!(
        home.run(&["profiles", "add", "far", "--base-url", "http://a.example"])
            .code,
        3
    );

    let try_it = |name: &str, key: &str| {
        let mut command = home.command(&["profiles", "test", name, "--json"]);
        finished(command.env("OWN_KEY", key).spawn().unwrap())
    };
    let good = try_it("own", "sk-good-canary-123").one();
    assert_eq!((&good["ok"], &good["key"]), (&true.into(), &"OWN_KEY".into()));
    assert!(
        good["image_models"].as_u64().unwrap() > 3 && good["latency_ms"].is_u64(),
        "{good}"
    );
    let bad = try_it("own", "sk-bad-canary-123");
    assert_eq!((bad.code, &bad.json()[0]["ok"]), (3, &false.into()), "{}", bad.text());
    assert_eq!(try_it("sandbox", "").one()["ok"], true);
    let missing = try_it("own", "");
    assert_eq!(missing.code, 3, "{}", missing.text());

    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    assert_eq!(home.run(&["profiles", "add", "closed", "--base-url", &closed]).code, 0);
    let ran = home.run(&["profiles", "test", "closed"]);
    assert_eq!(ran.code, 6, "{}{}", ran.text(), ran.errors);
    assert!(ran.errors.contains("no connection"), "{}", ran.errors);
    let (oops, _heard) = canned(json_answer!("500 Oops", "{}"));
    assert_eq!(home.run(&["profiles", "add", "oops", "--base-url", &oops]).code, 0);
    assert_eq!(home.run(&["profiles", "test", "oops"]).code, 4);

    let listed = home.run(&["profiles", "--json"]).json();
    let own = listed.iter().find(|profile| profile["name"] == "own").unwrap();
    assert_eq!(own["key"], serde_json::json!({"source": "OWN_KEY", "present": false}));
    let text = home.run(&["profiles"]).text();
    assert!(
        text.contains("in use") && text.contains("OWN_KEY (not there)"),
        "{text}"
    );
    assert!(home.history().is_empty());
}

#[test]
fn the_servers_own_list_is_laid_over_the_table() {
    let home = Home::new();
    let (base, heard) = canned(json_answer!(
        "200 OK",
        r#"{"object":"list","data":[{"id":"gpt-image-2","shutdown_date":"2099-01-01"},{"id":"my-image"},{"id":"gpt-6"}]}"#
    ));
    home.settings(&format!(
        "[profiles.own]\nbase_url = \"{base}\"\nmodels = [\"flux-kontext-pro\"]\n"
    ));
    let models = home.run(&["--profile", "own", "models", "--served", "--json"]).json();
    assert!(heard.recv().unwrap().starts_with("GET /v1/models HTTP/1.1"));
    let model = |id: &str| models.iter().find(|model| model["id"] == id);
    for (id, standing) in [
        ("gpt-image-2", "served"),
        ("gpt-image-2.5-flare", "not_served"),
        ("my-image", "served_only"),
        ("flux-kontext-pro", "not_served"),
    ] {
        assert_eq!(model(id).unwrap()["standing"], standing, "{id}");
    }
    assert_eq!(model("gpt-image-2").unwrap()["shutdown"], "2099-01-01");
    assert!(model("gpt-6").is_none());
    let text = home.run(&["--profile", "own", "models", "--served"]).text();
    assert!(
        text.contains("not listed by this server") && text.contains("ends 2099-01-01"),
        "{text}"
    );
}

#[test]
fn a_mask_is_made_of_a_picture_in_either_reading() {
    let home = Home::new();
    // White is the left quarter.
    save(&home.path("bw.png"), 64, 32, |x, _| {
        let white = if x < 16 { 255 } else { 0 };
        Rgba([white, white, white, 255])
    });
    save(&home.path("photo.png"), 128, 64, |_, _| Rgba([9, 9, 9, 255]));
    let told = home.run(&["mask", "bw.png"]);
    assert_eq!(
        (told.code, told.text().as_str()),
        (0, "25.0 % of 64x32 will be repainted\n")
    );
    let kept = home.run(&[
        "mask",
        "bw.png",
        "--reading",
        "white-keeps",
        "--like",
        "photo.png",
        "--out",
        "m.png",
        "--json",
    ]);
    let line = kept.one();
    assert_eq!(
        (&line["width"], &line["height"], &line["repainted_per_mille"]),
        (&128.into(), &64.into(), &750.into())
    );
    let mask = image::open(home.path("m.png")).unwrap().to_rgba8();
    assert_eq!((mask.get_pixel(0, 0).0[3], mask.get_pixel(127, 63).0[3]), (255, 0));
    let again = home.run(&["mask", "bw.png", "--out", "m.png"]);
    assert_eq!(again.code, 2, "{}", again.errors);
    let piped = home.run(&["mask", "bw.png", "--size", "16x8", "--out", "-"]);
    let mask = image::load_from_memory(&piped.out).unwrap();
    assert_eq!((mask.dimensions(), mask.to_rgba8().get_pixel(0, 0).0[3]), ((16, 8), 0));
    assert_eq!(home.run(&["mask", "bw.png", "--reading", "alpha"]).code, 2);
    assert_eq!(home.run(&["mask", "gone.png"]).code, 2);

    let edit = [
        "--sandbox",
        "edit",
        "a hat",
        "--image",
        "photo.png",
        "--mask",
        "bw.png",
        "--fit-mask",
        "--dry-run",
    ];
    let ran = home.run(&edit);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let said = "mask, read by white-replaces: 25.0 % of 64x32 will be repainted";
    assert!(ran.errors.contains(said), "{}", ran.errors);
    assert!(
        ran.text().contains("input      bw.png (png, 128x64, written anew)"),
        "{}",
        ran.text()
    );
    assert_eq!(home.run(&edit[..edit.len() - 2]).code, 2);
}

#[test]
fn a_model_draws_a_mask_by_an_ordinary_request() {
    let home = Home::new();
    save(&home.path("photo.png"), 1000, 800, |x, y| {
        Rgba([(x % 251) as u8, (y % 241) as u8, 90, 255])
    });
    let mask = [
        "--sandbox",
        "mask",
        "--image",
        "photo.png",
        "--subject",
        "the hat",
        "--quality",
        "low",
        "--json",
    ];
    let dry = home.run(&[&mask[..], &["--dry-run"]].concat()).one();
    assert!(
        dry["request"]["prompt"]
            .as_str()
            .unwrap()
            .contains("Fill the hat completely"),
        "{dry}"
    );
    assert!(home.history().is_empty());

    let line = home.run(&[&mask[..], &["--out", "mask.png"]].concat()).one();
    assert_eq!((&line["width"], &line["height"]), (&1000.into(), &800.into()));
    let made = image::open(home.path("mask.png")).unwrap();
    assert!(made.dimensions() == (1000, 800) && made.color().has_alpha());
    let history = home.history();
    assert_eq!((history.len(), &history[0]["id"]), (1, &line["request"]));
    assert_eq!(history[0]["operation"], "edit");

    let refused = home.run(&[&mask[..], &["--out", "gone/mask.png"]].concat());
    assert_eq!((refused.code, home.history().len()), (2, 1), "{}", refused.errors);
    assert_eq!(home.run(&["mask", "--image", "photo.png"]).code, 2);
}

#[test]
fn a_rerun_can_change_the_newer_fields() {
    let home = Home::new();
    let made = home
        .run(&[
            "--sandbox",
            "generate",
            "a fox",
            "--quality",
            "low",
            "--seed",
            "7",
            "--json",
        ])
        .one();
    let id = made["id"].as_str().unwrap();
    let ran = home.run(&[
        "rerun",
        id,
        "--set",
        "seed=8",
        "extra={\"user\":\"ada\"}",
        "downscale=off",
        "--dry-run",
        "--json",
    ]);
    let offer = ran.one();
    assert_eq!(offer["request"]["seed"], 8);
    assert_eq!(offer["http"]["body"]["user"], "ada");
    assert!(offer["http"]["body"].get("seed").is_none());
    let shown = home.run(&["show", id]).text();
    assert!(shown.contains("seed       7"), "{shown}");
}

/// The ids of so many requests made in the sandbox, the newest last.
fn made(home: &Home, prompts: &[&str]) -> Vec<String> {
    let make = |prompt: &&str| {
        let entry = home
            .run(&["--sandbox", "generate", prompt, "--quality", "low", "--json"])
            .one();
        entry["id"].as_str().unwrap().to_owned()
    };
    prompts.iter().map(make).collect()
}

#[test]
fn ids_come_from_standard_input_and_in_parts() {
    let home = Home::new();
    let ids = made(&home, &["a fox", "a heron", "a newt"]);
    let starred = |home: &Home| home.history().iter().filter(|entry| entry["starred"] == true).count();

    let lines = format!("{}\n\n  @~1 \n{}\n", ids[0], ids[0]);
    assert_eq!(home.run_with(&["star", "-"], lines.as_bytes()).code, 0);
    assert_eq!(starred(&home), 2);
    let head = &ids[2][..13];
    assert_eq!(home.run(&["star", "@~2", head, "--off"]).code, 0);
    assert_eq!(starred(&home), 1);

    // One that is not there, and nothing is marked.
    let ran = home.run_with(&["trash", "-"], format!("{}\nffffffff\n", ids[0]).as_bytes());
    assert_eq!((ran.code, home.history().len()), (2, 3), "{}", ran.errors);
    let ran = home.run_with(&["trash", "-"], b"{\"v\": 1}\n");
    assert!(ran.code == 2 && ran.errors.contains("jq -r .id"), "{}", ran.errors);

    assert_eq!(
        home.run_with(&["tag", "-", "pond"], ids[1..].join("\n").as_bytes())
            .code,
        0
    );
    let tagged = home.history().iter().filter(|entry| entry["tags"][0] == "pond").count();
    assert_eq!(tagged, 2);
    let to = home.path("out.jsonl");
    let ran = home.run_with(
        &["export", "-", "--to", to.to_str().unwrap()],
        ids[..2].join("\n").as_bytes(),
    );
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert_eq!(fs::read_to_string(to).unwrap().lines().count(), 2);
    let ran = home.run_with(&["show", "-", "--json"], ids.join("\n").as_bytes());
    let shown: Vec<_> = ran
        .json()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(shown, ids);
}

#[test]
fn lines_of_json_tell_every_parent() {
    let home = Home::new();
    let ids = made(&home, &["a fox", "a kite"]);
    let edit = ["--sandbox", "edit", "join them", "--quality", "low", "--json"];
    let both = home.run(&[&edit[..], &["--image", "@~1", "@"]].concat()).one();
    let parents = serde_json::json!([{"id": ids[0], "index": 0}, {"id": ids[1], "index": 0}]);
    let id = both["id"].as_str().unwrap();
    let named = format!("id:{id}");
    for told in [
        &both,
        &home.run(&["show", "--json", id]).one(),
        &home.run(&["history", "--json", &named]).one(),
        &home.run(&["star", "--json", id]).one(),
    ] {
        assert_eq!((&told["parents"], &told["parent"]), (&parents, &parents[0]), "{told}");
    }
    let alone = home.run(&["show", "--json", &ids[0]]).one();
    assert_eq!(alone["parents"], serde_json::json!([]));
}

#[test]
fn a_part_of_several_ids_is_no_word_to_export() {
    let home = Home::new();
    let ids = made(&home, &["a fox", "dead leaves"]);
    let shared: String = ids[0]
        .chars()
        .zip(ids[1].chars())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one)
        .collect();
    let refused = home.run(&["export", &shared, "--to", "out.jsonl"]);
    assert_eq!((refused.code, home.path("out.jsonl").exists()), (2, false));
    let short = |id: &String| id[id.len() - 8..].to_owned();
    for told in [&format!("'{shared}' could be"), &short(&ids[0]), &short(&ids[1])] {
        assert!(refused.errors.contains(told.as_str()), "{told} in {}", refused.errors);
    }

    // An id among words is neither the one nor the other.
    let mixed = home.run(&["export", &short(&ids[0]), "leaves", "--to", "out.jsonl"]);
    assert_eq!((mixed.code, home.path("out.jsonl").exists()), (2, false));
    assert!(mixed.errors.contains("'leaves' is none"), "{}", mixed.errors);

    // What is no id is a word, whatever stands beside it.
    for (words, count) in [
        (&["dead"][..], 1),
        (&["dead", "leaves"], 1),
        (&["a", "fox"], 1),
        (&[&ids[0]], 1),
    ] {
        let to = format!("{}.jsonl", words.join("-"));
        let words = [words, &["--to", &to]].concat();
        let ran = home.run(&[&["export"], &words[..]].concat());
        let lines = fs::read_to_string(home.path(&to)).map(|text| text.lines().count());
        assert_eq!((ran.code, lines.ok()), (0, Some(count)), "{words:?}: {}", ran.errors);
    }
}

#[test]
fn tags_are_put_and_taken_away_by_the_command_line() {
    let home = Home::new();
    let ids = made(&home, &["a fox", "a heron"]);
    let tags = |entry: &Value| -> Vec<String> {
        let tags = entry["tags"].as_array().unwrap().iter();
        tags.map(|tag| tag.as_str().unwrap().to_owned()).collect()
    };
    let told = home.run(&["tag", "@", "snow, kites", "sea"]);
    assert_eq!((told.code, told.text().as_str()), (0, ""), "{}", told.errors);
    assert!(
        told.errors.contains("#kites · #sea · #snow  a heron"),
        "{}",
        told.errors
    );

    let line = home.run(&["tag", "@", "pond", "--json"]).one();
    assert_eq!((line["id"].as_str(), tags(&line).len()), (Some(ids[1].as_str()), 4));
    let line = home
        .run(&["tag", &ids[1], "snow", "kites,sea", "--remove", "--json"])
        .one();
    assert_eq!(tags(&line), ["pond"]);
    let line = home.run(&["tag", "@", "never-there", "--remove", "--json"]).one();
    assert_eq!(tags(&line), ["pond"]);

    let both = home.run_with(&["tag", "-", "wild", "--json"], ids.join("\n").as_bytes());
    let tagged: Vec<_> = both.json().iter().map(tags).collect();
    assert_eq!(tagged, [vec!["wild"], vec!["pond", "wild"]]);
    assert_eq!(home.run(&["history", "--json", "tag:wild"]).json().len(), 2);

    for (arguments, why) in [
        (
            &["tag", "@", " , "][..],
            "no tag is named: blanks and commas stand between tags",
        ),
        (&["tag", "@"], "required"),
        (&["tag", "ffffffff", "wild"], "there is no request 'ffffffff'"),
    ] {
        let ran = home.run(arguments);
        assert!(
            ran.code == 2 && ran.errors.contains(why),
            "{arguments:?}: {}",
            ran.errors
        );
    }
    assert_eq!(tags(&home.history()[0]), ["pond", "wild"], "nothing bad was put on");
}

#[test]
fn several_requests_are_run_again_within_one_limit() {
    let home = Home::new();
    let ids = made(&home, &["a fox", "a heron"]).join("\n");
    let ran = home.run_with(&["rerun", "-", "--json", "--max-cost", "0.008"], ids.as_bytes());
    assert_eq!(
        (ran.code, home.history().len()),
        (5, 2),
        "one of them alone would fit: {}",
        ran.errors
    );
    let ran = home.run_with(&["rerun", "-", "--json"], ids.as_bytes());
    assert_eq!(
        (ran.code, ran.json().len(), home.history().len()),
        (0, 2, 4),
        "{}",
        ran.errors
    );
    let ran = home.run_with(&["rerun", "-", "--out", "-"], ids.as_bytes());
    assert_eq!((ran.code, ran.out.len()), (2, 0), "{}", ran.errors);
}

#[test]
fn show_takes_files_and_never_pipes_a_picture() {
    let home = Home::new();
    let file = home.path("a fox.png");
    save(&file, 64, 32, |_, _| Rgba([1, 2, 3, 255]));
    let path = file.to_str().unwrap();
    let ran = home.run(&["show", path, "--protocol", "kitty", "--width", "10"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert!(
        ran.text().contains("64x32 PNG") || ran.text().contains("64x32 png"),
        "{}",
        ran.text()
    );
    assert!(ran.out.is_ascii() && !ran.out.contains(&0x1b));
    assert!(ran.errors.contains("standard output is no terminal"), "{}", ran.errors);
    let line = home.run(&["show", path, "--json"]).one();
    assert_eq!((&line["width"], &line["path"]), (&64.into(), &path.into()));
    assert_eq!(home.run(&["show", "no-such-file.png"]).code, 2);
}

#[test]
fn keys_are_listed_dumped_and_their_conflicts_told() {
    let home = Home::new();
    let told = home.run(&["keys"]);
    assert_eq!(told.code, 0, "{}", told.errors);
    assert!(
        told.text().contains("request.rerun") && !told.text().contains("conflict"),
        "{}",
        told.text()
    );
    let dump = home.run(&["keys", "--dump"]).text();
    fs::create_dir_all(home.path("config")).unwrap();
    fs::write(home.path("config/keymap.toml"), &dump).unwrap();
    assert_eq!(home.run(&["keys", "--dump"]).text(), dump);
    fs::write(
        home.path("config/keymap.toml"),
        "[history]\n\"request.write\" = [\"d\"]\n",
    )
    .unwrap();
    assert!(home.run(&["keys"]).text().contains("conflict  “d” is request.write"));
    let lines = home.run(&["keys", "--json"]).json();
    let conflict = lines.iter().find(|line| line["conflict"].is_object()).unwrap();
    assert_eq!(conflict["conflict"]["command"], "request.trash");
    fs::write(home.path("config/keymap.toml"), "[history]\n\"request.write\" = 3\n").unwrap();
    assert_eq!(home.run(&["keys"]).code, 3);
}

#[test]
fn the_manual_is_roff_and_has_a_page_for_every_verb() {
    let home = Home::new();
    let page = home.run(&["man"]).text();
    assert!(page.contains(".TH pochade 1") && page.contains("keyboard"), "{page}");
    let folder = home.path("man");
    assert_eq!(home.run(&["man", "--dir", folder.to_str().unwrap()]).code, 0);
    for name in ["pochade.1", "pochade-generate.1", "pochade-doctor.1"] {
        assert!(folder.join(name).is_file(), "{name}");
    }
}

#[test]
fn the_doctor_works_without_a_terminal_and_names_no_key() {
    let home = Home::new();
    let mut command = home.command(&["doctor", "--json"]);
    command
        .env("OPENAI_API_KEY", "sk-never-to-be-seen-1234")
        .env("TERM", "xterm-256color");
    let ran = finished(command.spawn().unwrap());
    let told = ran.one();
    let titles: Vec<_> = told["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["title"].as_str().unwrap())
        .collect();
    for title in [
        "Terminal",
        "Asked and answered",
        "Pictures",
        "Colours",
        "Clipboard",
        "Places",
        "Index",
        "Profiles",
    ] {
        assert!(titles.contains(&title), "{titles:?}");
    }
    assert!(
        ran.text().contains("key from OPENAI_API_KEY") && !ran.text().contains("never-to-be-seen"),
        "{}",
        ran.text()
    );
    let text = home.run(&["doctor"]).text();
    assert!(text.contains("→ export OPENAI_API_KEY=…"), "{text}");
    home.settings("theme = \n");
    let broken = home.run(&["doctor"]);
    assert!(
        broken.code == 0 && broken.text().contains("config.toml"),
        "{}",
        broken.text()
    );
}

/// Runs a copied line in a shell, as a person would paste it, and gives back what the server answered.
fn pasted(home: &Home, line: &str) -> Option<Value> {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(writeln!(std::io::stderr(), "SKIPPED: there is no curl to run the copied line").is_ok());
        return None;
    }
    let mut command = Command::new("sh");
    let output = command
        .arg("-c")
        .arg(line)
        .current_dir(&home.0)
        .env("OPENAI_API_KEY", "sk-any")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{line}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn the_copied_curl_lines_are_answered_by_the_server() {
    use pochade::{
        api,
        domain::{Draft, EditForm, Input, ModelTable, Operation, Profile, Role},
    };
    let home = Home::new();
    let server = Server::start(&home, &["--variations", "--retired"]);
    let image = home.path("it's a \"fox\", or 2; ok.png");
    save(&image, 64, 64, |_, _| Rgba([200, 30, 3, 255]));
    let mask = home.path("mask.png");
    save(&mask, 64, 64, |x, _| Rgba([0, 0, 0, if x < 32 { 0 } else { 255 }]));
    let draft = |operation, model: &str| Draft {
        operation,
        prompt: if operation == Operation::Variation {
            String::new()
        } else {
            "it's $HOME `id`\n@a <b> \u{9b}".to_owned()
        },
        model: model.to_owned(),
        images: if operation == Operation::Generate {
            Vec::new()
        } else {
            vec![Input::file(Role::Image, image.clone(), None)]
        },
        mask: (operation == Operation::Edit).then(|| Input::file(Role::Mask, mask.clone(), None)),
        ..Draft::default()
    };
    let json = Profile {
        edits: EditForm::Json,
        ..Profile::default()
    };
    for (profile, operation, model) in [
        (Profile::default(), Operation::Generate, "gpt-image-2"),
        (Profile::default(), Operation::Edit, "gpt-image-2"),
        (json, Operation::Edit, "gpt-image-2"),
        (Profile::default(), Operation::Variation, "dall-e-2"),
    ] {
        let draft = draft(operation, model);
        let request = ModelTable::standard().unwrap().checked(&draft).unwrap();
        let told = api::curl(&profile, &server.base_url.parse().unwrap(), true, &request).unwrap();
        assert!(told.line.contains("$OPENAI_API_KEY"), "{}", told.line);
        let Some(answer) = pasted(&home, &told.line) else {
            return;
        };
        let came = &answer["data"][0];
        assert!(
            came["b64_json"].is_string() || came["url"].is_string(),
            "{}\n{answer}",
            told.line
        );
    }
}
