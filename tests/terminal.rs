//! The whole program in a real pseudo terminal, driven by keys: start, make a picture, see it, quit, find it again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

#[expect(dead_code, reason = "the fault suite uses the rest")]
mod support;

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use support::{Home, Term};

const ESC: &str = "\x1b";
const ALT_ENTER: &str = "\x1b\r";

/// Esc alone is told from alt by the silence behind it.
fn esc(term: &mut Term) {
    term.keys(ESC);
    std::thread::sleep(Duration::from_millis(120));
}

fn stored_pictures(home: &Home) -> usize {
    fn count(folder: &Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return 0;
        };
        let of = |entry: std::fs::DirEntry| {
            let path = entry.path();
            if path.is_dir() {
                count(&path)
            } else {
                usize::from(path.extension().is_some_and(|end| end == "png"))
            }
        };
        entries.flatten().map(of).sum()
    }
    count(&home.path().join("data").join("blobs"))
}

fn wait_for_pictures(home: &Home, wanted: usize) {
    for _ in 0..600 {
        if stored_pictures(home) >= wanted {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{} pictures are stored, {wanted} were expected", stored_pictures(home));
}

#[test]
fn a_picture_is_made_shown_found_again_and_made_again() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 120, 40);
    term.wait_for("sandbox");
    term.keys("a red kite over dunes");
    term.wait_for("a red kite over dunes");
    term.keys(ALT_ENTER);
    term.wait_for("1024×1024");
    wait_for_pictures(&home, 1);
    // Half blocks: the picture is in the cells.
    term.wait_until("the picture", |screen| screen.contains('▀') || screen.contains('▄'));
    esc(&mut term);
    term.keys("q");
    assert_eq!(term.exit_code(), 0);

    let mut term = Term::start(&home, &["--sandbox"], 120, 40);
    term.wait_until("the request of the first run", |screen| {
        screen.matches("a red kite over dunes").count() >= 1
    });
    esc(&mut term);
    term.keys("2");
    term.wait_for("a red kite over dunes");
    term.keys("r");
    wait_for_pictures(&home, 1);
    term.wait_until("two rows", |screen| {
        screen.matches("a red kite over dunes").count() >= 2
    });
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
}

#[test]
fn the_terminal_is_as_it_was_after_quitting() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    assert!(term.now().alternate_screen());
    esc(&mut term);
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
    let screen = term.left_behind();
    assert!(!screen.alternate_screen());
    assert!(!screen.hide_cursor());
    assert!(!screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

#[test]
fn quitting_while_a_request_runs_leaves_at_once_and_the_picture_is_stored_all_the_same() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    term.keys("a heron in morning fog");
    term.wait_for("a heron in morning fog");
    term.keys(ALT_ENTER);
    term.wait_for("running");
    esc(&mut term);
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
    assert_eq!(stored_pictures(&home), 0, "it must have left before the picture came");
    assert!(term.left_behind().contents().contains("still runs"));
    wait_for_pictures(&home, 1);

    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("a heron in morning fog");
    term.wait_for("since you left: 1 done");
    esc(&mut term);
    term.keys("q");
    assert_eq!(term.exit_code(), 0);

    let term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("a heron in morning fog");
    std::thread::sleep(Duration::from_millis(500));
    assert!(!term.screen().contains("since you left"), "it was told already");
}

#[test]
fn whoever_leaves_while_the_index_is_being_made_waits_for_nothing_and_finds_the_form_again() {
    let home = Home::new();
    let state = home.path().join("state");
    std::fs::create_dir_all(&state).unwrap();
    // As long as another program makes it, it is waited for.
    let other = rusqlite::Connection::open(state.join("index.sqlite")).unwrap();
    other
        .execute_batch("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE")
        .unwrap();
    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    term.keys("half a thought");
    term.wait_for("half a thought");
    esc(&mut term);
    let since = Instant::now();
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
    // What the store was asked for last is waited for five seconds.
    assert!(since.elapsed() < Duration::from_secs(4), "{:?}", since.elapsed());
    drop(other);
    let term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("half a thought");
}

#[test]
fn a_lost_terminal_ends_the_studio_and_not_the_request() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    term.keys("a lighthouse at night");
    term.wait_for("a lighthouse at night");
    term.keys(ALT_ENTER);
    term.wait_for("running");
    term.hang_up();
    term.exit_code();
    wait_for_pictures(&home, 1);
}

#[test]
fn a_chain_that_ends_with_its_terminal_goes_on_in_the_next_studio() {
    let home = Home::new();
    let told = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pochade"));
        let output = command
            .args(arguments)
            .env_clear()
            .envs(home.variables())
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    told(&["generate", "--sandbox", "a kite"]);
    told(&["edit", "--sandbox", "in the rain", "--image", "@"]);
    let ask_for_the_chain = |term: &mut Term| {
        esc(term);
        term.keys("2");
        term.wait_for("every request ever made");
        term.keys("gc");
    };
    let mut term = Term::start(&home, &["--sandbox"], 100, 30);
    term.wait_for("Compose");
    ask_for_the_chain(&mut term);
    term.wait_for("as it was");
    term.keys("r");
    term.wait_for("running");
    term.hang_up();
    term.exit_code();
    // The same words make the same picture, so the requests are counted.
    let wait_for_requests = |wanted: usize| {
        let since = Instant::now();
        while told(&["history", "state:stored", "--format", "{id}"]).lines().count() < wanted {
            assert!(since.elapsed() < Duration::from_mins(1), "{wanted}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    wait_for_requests(3);

    let mut term = Term::start(&home, &["--sandbox"], 100, 30);
    term.wait_for("after step 1 of 2");
    ask_for_the_chain(&mut term);
    term.wait_for("go on with it");
    term.keys("r");
    wait_for_requests(4);
    let prompts = told(&["history", "--format", "{prompt}"]);
    assert_eq!(
        prompts.lines().collect::<Vec<_>>(),
        ["in the rain", "a kite", "in the rain", "a kite"]
    );
    term.keys("q");
    term.exit_code();
}

#[test]
fn an_unfinished_form_is_there_again() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    term.keys("half a thought");
    term.wait_for("half a thought");
    esc(&mut term);
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
    let term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("half a thought");
}

#[test]
fn a_first_start_without_a_key_offers_the_sandbox_and_sends_nothing() {
    let home = Home::new();
    let mut term = Term::start(&home, &[], 80, 24);
    term.wait_for("No key yet");
    term.keys(ALT_ENTER);
    term.wait_for("No key yet");
    term.keys("\r");
    term.wait_for("sandbox");
    term.wait_without("No key yet");
    let records = std::fs::read_dir(home.path().join("data").join("records"));
    assert_eq!(
        records.map_or(0, Iterator::count),
        0,
        "something was kept though nothing was sent"
    );
}

#[test]
fn every_size_of_window_is_survived() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    for (columns, rows) in [
        (1, 1),
        (2, 2),
        (10, 3),
        (39, 11),
        (40, 12),
        (79, 23),
        (300, 90),
        (120, 40),
        (80, 24),
    ] {
        term.resize(columns, rows);
        std::thread::sleep(Duration::from_millis(30));
    }
    term.wait_for("Compose");
    esc(&mut term);
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
}

#[test]
fn what_another_program_has_kept_is_seen_with_the_next_key() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 100, 30);
    term.wait_for("Prompt");
    esc(&mut term);
    term.keys("2");
    term.wait_for("History");
    let made = Command::new(env!("CARGO_BIN_EXE_pochade"))
        .args(["--sandbox", "generate", "a heron in fog", "--quiet"])
        .env_clear()
        .envs(home.variables())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    term.keys("1");
    term.keys("2");
    term.wait_for("a heron in fog");
}

#[test]
fn at_rest_not_a_byte_is_written() {
    let home = Home::new();
    let mut term = Term::start(&home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    term.keys("a heron");
    term.wait_for("a heron");
    // The answers that never come are waited for, and the form is written down.
    std::thread::sleep(Duration::from_millis(1500));
    let before = term.bytes().len();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(term.bytes().len(), before);
}
