//! One key through everything that can go wrong, and then a look for it wherever it could have got to.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use portable_pty::CommandBuilder;

use crate::{
    fake_api::{Act, FakeApi, answer, json},
    scene::{Home, KEY, POCHADE, Ran, body, eventually, finished, generate, good},
    support::Term,
};

/// Where the key comes from: it stands in no file.
const VARIABLE: &str = "CANARY_KEY";
/// How a header carries it, and how a page would.
const DRESSES: &[&str] = &["", "Bearer ", "Incorrect API key provided: "];

/// A home whose only profile sends to this server and takes its key from a variable.
fn home_of(base: &str) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path("config")).unwrap();
    let text = format!("profile = \"own\"\n[profiles.own]\nbase_url = \"{base}\"\nkey_env = \"{VARIABLE}\"\n");
    fs::write(home.path("config/config.toml"), text).unwrap();
    home
}

fn run(home: &Home, arguments: &[&str]) -> Ran {
    let mut command = home.command_of(&[POCHADE], arguments);
    finished(command.env(VARIABLE, KEY).spawn().unwrap())
}

/// Whether the key stands in some bytes, whole or without its beginning.
fn holds(bytes: &[u8]) -> bool {
    let core = KEY.trim_start_matches("sk-").as_bytes();
    memchr::memmem::find(bytes, core).is_some()
}

/// Every file below a directory whose bytes or name hold the key.
fn leaks(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(leaks(&path));
        } else if holds(path.as_os_str().as_encoded_bytes()) || fs::read(&path).is_ok_and(|bytes| holds(&bytes)) {
            found.push(path);
        }
    }
    found
}

/// What servers say that say the key again, in every part of an answer.
fn echoes() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for dress in DRESSES {
        let words = format!("{dress}{KEY}");
        let error = serde_json::json!({ "error": {
            "message": words, "code": words, "param": words, "type": words, "moderation_details": [words],
        } });
        let echo = format!("x-request-id: {KEY}");
        let wait = format!("retry-after: {KEY}");
        let away = format!("location: https://else.example/?key={KEY}");
        for status in ["400 Bad", "401 Who", "403 No", "404 Where", "500 Oops"] {
            all.push(answer(
                status,
                &["content-type: application/json", &echo],
                error.to_string().as_bytes(),
            ));
        }
        let page = format!("<html><title>{words}</title><body>{words}</body></html>");
        all.push(answer("502 Bad", &["content-type: text/html", &wait], page.as_bytes()));
        all.push(answer("302 Found", &[&away], words.as_bytes()));
        all.push(json("200 OK", &error.to_string()));
        all.push(json(
            "200 OK",
            &format!("{{\"data\":[],\"message\":\"{words}\",\"size\":\"{words}\"}}"),
        ));
        all.push(json("200 OK", &format!("not json at all {words}")));
        all.push(answer("200 OK", &["content-type: text/html"], page.as_bytes()));
        all.push(json(
            "200 OK",
            &format!("{{\"data\":[{{\"url\":\"https://127.0.0.1:1/{KEY}.png\"}}]}}"),
        ));
        let revised = format!("\"revised_prompt\":\"{words}\",\"b64_json\"");
        all.push(json("200 OK", &body(&[5]).replace("\"b64_json\"", &revised)));
        let echoed = format!("\"size\":\"{words}\",\"quality\":\"{words}\",\"data\"");
        all.push(json("200 OK", &body(&[6]).replace("\"data\"", &echoed)));
        let event = format!("event: error\ndata: {error}\n\n");
        all.push(answer("200 OK", &["content-type: text/event-stream"], event.as_bytes()));
    }
    all
}

/// Everything that can be asked about what is kept.
const QUESTIONS: &[&[&str]] = &[
    &["history"],
    &["history", "--json"],
    &["show", "@"],
    &["show", "@", "--json"],
    &["rerun", "@", "--dry-run"],
    &["rerun", "@", "--dry-run", "--json"],
    &["generate", "dry", "--quality", "low", "--dry-run", "--json"],
    &["profiles"],
    &["profiles", "--json"],
    &["models", "--refresh"],
    &["profiles", "test", "own"],
    &["profiles", "test", "own", "--json"],
    &["check"],
    &["check", "--json", "--repair"],
    &["export", "--to", "out.zip"],
    &["backup", "second"],
    &["config", "path"],
];

#[test]
fn the_key_is_nowhere_whatever_servers_say() {
    let echoes = echoes();
    let count = echoes.len();
    let echo = echoes[1].clone();
    let scripts = echoes.into_iter().map(|said| vec![Act::Say(said)]);
    // Questions for models are answered with the key, too.
    let server = FakeApi::start(scripts.chain((0..).map(move |_| vec![Act::Say(echo.clone())])));
    let home = home_of(&server.base);
    let mut told = Vec::new();
    for number in 0..count {
        told.push(run(&home, &generate(&format!("echo {number}"))));
    }
    assert!(server.heard().len() >= count);
    assert!(
        server
            .heard()
            .iter()
            .all(|heard| heard.header("authorization") == Some(&format!("Bearer {KEY}"))),
        "it was sent each time"
    );
    let known: Vec<String> = run(&home, &["history", "--json", "--limit", "100"])
        .json()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(known.len(), count);
    for id in &known {
        told.push(run(&home, &["show", id, "--json"]));
        told.push(run(&home, &["show", id]));
    }
    told.extend(QUESTIONS.iter().map(|question| run(&home, question)));
    assert!(
        home.path("out.zip").exists() && home.path("second").exists(),
        "{told:?}"
    );
    for (number, ran) in told.iter().enumerate() {
        assert!(
            !holds(ran.out.as_bytes()) && !holds(ran.errors.as_bytes()),
            "{number}: {ran:?}"
        );
    }
    home.is_quiet();
    let spools = fs::read_dir(home.path("state/spool")).unwrap().count();
    assert!(spools > 0, "what ended unknown or in part is left in the spool");
    assert_eq!(leaks(&home.path("")), Vec::<PathBuf>::new());
}

#[test]
fn the_key_is_nowhere_when_a_worker_panics() {
    for stage in ["connecting", "waiting", "storing"] {
        let server = FakeApi::start([good(1)]);
        let home = home_of(&server.base);
        fs::create_dir_all(home.path("state")).unwrap();
        fs::write(home.path(&format!("state/panic-at-{stage}")), "").unwrap();
        let mut command = home.command_of(&[POCHADE], &generate("a fox"));
        let ran = finished(
            command
                .env(VARIABLE, KEY)
                .env("RUST_BACKTRACE", "full")
                .spawn()
                .unwrap(),
        );
        assert!(
            !holds(ran.out.as_bytes()) && !holds(ran.errors.as_bytes()),
            "{stage}: {ran:?}"
        );
        home.is_quiet();
        assert_eq!(leaks(&home.path("")), Vec::<PathBuf>::new(), "{stage}");
    }
}

#[test]
fn the_key_is_nowhere_on_the_screen() {
    let error = format!("{{\"error\":{{\"message\":\"no key {KEY} here\",\"code\":\"{KEY}\"}}}}");
    let server = FakeApi::start((0..).map(move |_| vec![Act::Say(json("401 Who", &error))]));
    let home = home_of(&server.base);
    let mut command = CommandBuilder::new(POCHADE);
    command.env_clear();
    for (name, value) in home.variables() {
        command.env(name, value);
    }
    command.env(VARIABLE, KEY);
    command.cwd(home.path(""));
    let mut term = Term::run(command, 120, 40);
    term.wait_for("Compose");
    term.keys("a fox");
    term.wait_for("a fox");
    term.keys("\x1b\r");
    term.wait_for("here");
    // Every view, and the request's own page.
    for keys in ["\x1b", "2", "\r", "3", "4", "5", "6", "7", "?"] {
        term.keys(keys);
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    term.keys("\x1b");
    std::thread::sleep(std::time::Duration::from_millis(200));
    term.keys("q");
    term.exit_code();
    term.left_behind();
    assert!(!server.heard().is_empty());
    assert!(!holds(&term.bytes()));
    eventually("all processes leave", || home.processes().is_empty().then_some(()));
    assert_eq!(leaks(&home.path("")), Vec::<PathBuf>::new());
}

#[test]
fn a_leak_would_be_found() {
    let home = Home::new();
    fs::create_dir_all(home.path("data/deep")).unwrap();
    let mut file = fs::File::create(home.path("data/deep/file")).unwrap();
    write!(file, "\0before {KEY} behind").unwrap();
    assert_eq!(leaks(&home.path("")), [home.path("data/deep/file")]);
}
