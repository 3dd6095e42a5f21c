//! Scenes to begin with, and the hands and eyes of whoever tells what happens in them.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::{
    app::{App, Body, Effect, Fit, Inspection, Msg, Overlay, ProfileFacts, Start, Submission, update},
    domain::{
        CostKind, Draft, Failure, FailureKind, HistoryEntry, HistoryPage, HistoryRow, ImageFacts, ImageFormat, Marks,
        ModelTable, Money, Parent, Report, Request, RequestId, RequestState, Settings, StoredImage, Timings,
    },
    keys::{Key, Keymap, Sequence},
};

/// The time at which every scene begins, in milliseconds since 1970.
pub const NOW: i64 = 1_795_200_000_000;
/// How long a person takes from one key to the next; more than any guard.
const PAUSE: i64 = 1000;

pub fn openai() -> ProfileFacts {
    ProfileFacts {
        name: "openai".to_owned(),
        key: Some("OPENAI_API_KEY".to_owned()),
        server: "api.openai.com".to_owned(),
        ..ProfileFacts::default()
    }
}

pub fn sandbox() -> ProfileFacts {
    ProfileFacts {
        name: "sandbox".to_owned(),
        key: Some("any".to_owned()),
        sandbox: true,
        ..ProfileFacts::default()
    }
}

pub fn start() -> Start {
    Start {
        keymap: Keymap::standard(),
        models: ModelTable::standard().unwrap(),
        settings: Settings::default(),
        profiles: vec![openai(), sandbox()],
        profile: "openai".to_owned(),
        theme: "dark".to_owned(),
        themes: ["dark", "light", "mono"].map(str::to_owned).to_vec(),
        draft: None,
        seen: None,
        recents: vec![PathBuf::from("/pictures/old.png")],
        searches: Vec::new(),
        home: Some(PathBuf::from("/home/ada")),
        directory: PathBuf::from("/work/here"),
        config_file: "/home/ada/.config/pochade/config.toml".to_owned(),
        facts: Vec::new(),
        today: "2026-11-20".parse().unwrap(),
        now_ms: NOW,
    }
}

/// The studio as it starts, with a key and an empty history.
pub fn app() -> App {
    App::new(start())
}

pub fn app_with(draft: Draft) -> App {
    let mut app = App::new(Start {
        draft: Some(draft),
        ..start()
    });
    press(&mut app, "esc");
    app
}

/// The studio in the view of the history; the prompts from the newest to the oldest, the first one selected and read.
pub fn app_with_history(prompts: &[&str]) -> App {
    let mut app = app();
    let asked = loads(&app.first_effects());
    let effects = update(
        &mut app,
        Msg::HistoryLoaded {
            asked: asked[0].clone(),
            answer: Ok(page(prompts)),
        },
    );
    assert_eq!(effects, []);
    let effects = press(&mut app, "alt-2");
    read(&mut app, &effects);
    app
}

/// The studio with some text in its prompt, where the cursor still is.
pub fn app_with_prompt(prompt: &str) -> App {
    let mut app = app();
    type_text(&mut app, prompt);
    app
}

pub fn id(number: usize) -> RequestId {
    RequestId::from_uuid(Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 + number as u128,
    ))
}

/// Rows from the newest, which has the highest number, to the oldest, which has number 1.
pub fn page(prompts: &[&str]) -> HistoryPage {
    let count = prompts.len();
    let rows = prompts.iter().enumerate().map(|(at, prompt)| row(count - at, prompt));
    HistoryPage {
        rows: rows.collect(),
        total: count as u64,
    }
}

pub fn row(number: usize, prompt: &str) -> HistoryRow {
    HistoryRow {
        id: id(number),
        created_ms: NOW,
        state: RequestState::Stored,
        operation: crate::domain::Operation::Generate,
        prompt: prompt.to_owned(),
        model: "gpt-image-2.5-flare".to_owned(),
        size: "1024x1024".to_owned(),
        count: 1,
        quality: "low".to_owned(),
        cost: Some(Money::from_micros(5985)),
        cost_kind: CostKind::Paid,
        starred: false,
        picture: Some(PathBuf::from("/data/blobs/one.png")),
        pictures: 1,
        parent: None,
    }
}

pub fn draft(prompt: &str) -> Draft {
    let options = [(crate::domain::OptionName::Quality, "low".to_owned())];
    Draft {
        prompt: prompt.to_owned(),
        model: "gpt-image-2.5-flare".to_owned(),
        size: "1024x1024".to_owned(),
        options: options.into(),
        ..Draft::default()
    }
}

pub fn request(draft: &Draft) -> Request {
    ModelTable::standard().unwrap().checked(draft).unwrap()
}

/// The request of a draft as it goes when it comes from the first picture of a request that is there.
pub fn again(draft: &Draft, number: usize) -> Request {
    request(&Draft {
        parent: Some(Parent {
            id: id(number),
            index: 0,
        }),
        ..draft.clone()
    })
}

/// The whole request of a row, with two pictures.
pub fn entry(row: &HistoryRow) -> HistoryEntry {
    let image = |index: u32| StoredImage {
        index,
        path: PathBuf::from(format!("/data/blobs/{index}.png")),
        sha256: format!("{index:064}"),
        bytes: 1000,
        width: 1024,
        height: 1024,
        format: Some(ImageFormat::Png),
        revised_prompt: None,
        partial: false,
        alpha: None,
    };
    HistoryEntry {
        id: row.id,
        created_at: "2026-11-20T20:15:03Z".parse().unwrap(),
        state: row.state,
        profile: "openai".to_owned(),
        request: request(&draft(&row.prompt)),
        images: vec![image(0), image(1)],
        usage: None,
        cost: row.cost,
        cost_kind: row.cost_kind,
        attempts: 1,
        request_id: None,
        timings: Timings::default(),
        failure: None,
        marks: Marks {
            starred: row.starred,
            ..Marks::default()
        },
        echoed: Vec::new(),
    }
}

/// Presses keys one after the other, without haste.
pub fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    let keys = keys.split(' ').map(|key| key.parse::<Key>().unwrap());
    keys.flat_map(|key| press_after(app, key, PAUSE)).collect()
}

/// Presses one key so many milliseconds after the last thing that happened.
pub fn press_after(app: &mut App, key: Key, pause: i64) -> Vec<Effect> {
    let now_ms = app.now_ms() + pause;
    update(app, Msg::Pressed { key, now_ms })
}

pub fn hasty(app: &mut App, key: &str, pause: i64) -> Vec<Effect> {
    press_after(app, key.parse().unwrap(), pause)
}

pub fn type_text(app: &mut App, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|c| press_after(app, Key::char(c), 30)).collect()
}

pub fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    let now_ms = app.now_ms() + PAUSE;
    update(
        app,
        Msg::Pasted {
            text: text.to_owned(),
            now_ms,
        },
    )
}

/// Goes down the form, without typing, until a field has the focus.
pub fn go_to(app: &mut App, field: crate::app::FormField) {
    press(app, "esc g g");
    for _ in 0..40 {
        if app.form().field() == field {
            return;
        }
        press(app, "j");
    }
    panic!("the form does not show {field:?}");
}

/// Answers every request to read one from the list.
pub fn read(app: &mut App, effects: &[Effect]) -> Vec<Effect> {
    let mut more = Vec::new();
    for effect in effects {
        if let Effect::LoadEntry(id) | Effect::LoadEntryAtRest(id) = effect {
            let rows = app.history().rows();
            let Some(row) = rows.iter().find(|row| row.id == *id).cloned() else {
                continue;
            };
            more.extend(answer_entry(app, &row));
        }
    }
    more
}

pub fn answer_entry(app: &mut App, row: &HistoryRow) -> Vec<Effect> {
    update(
        app,
        Msg::EntryLoaded {
            id: row.id,
            answer: Ok(Box::new(entry(row))),
        },
    )
}

/// A request became durable and is on its way.
pub fn submit(app: &mut App, number: usize, prompt: &str) -> Vec<Effect> {
    let row = HistoryRow {
        state: RequestState::Queued,
        picture: None,
        pictures: 0,
        ..row(number, prompt)
    };
    update(
        app,
        Msg::Submitted {
            id: row.id,
            answer: Ok(Box::new(row)),
        },
    )
}

pub fn report(app: &mut App, report: Report) -> Vec<Effect> {
    let now_ms = app.now_ms() + PAUSE;
    update(app, Msg::Reported { report, now_ms })
}

/// A request has ended so.
pub fn ended(app: &mut App, number: usize, state: RequestState, failure: Option<Failure>) -> Vec<Effect> {
    let id = id(number);
    report(app, Report::Ended { id, state, failure })
}

/// A request has ended, and its pictures are kept.
pub fn stored(app: &mut App, number: usize) -> Vec<Effect> {
    ended(app, number, RequestState::Stored, None)
}

/// The store answers with a page.
pub fn answer_page(
    app: &mut App,
    asked: &crate::domain::HistoryQuery,
    rows: Vec<HistoryRow>,
    total: u64,
) -> Vec<Effect> {
    update(
        app,
        Msg::HistoryLoaded {
            asked: asked.clone(),
            answer: Ok(HistoryPage { rows, total }),
        },
    )
}

pub fn facts(width: u32, height: u32) -> ImageFacts {
    ImageFacts {
        format: ImageFormat::Png,
        width,
        height,
        bytes: 1000,
        alpha: true,
        turned: false,
    }
}

/// Answers every look at a picture with a picture of that size.
pub fn inspect(app: &mut App, effects: &[Effect], width: u32, height: u32) -> Vec<Effect> {
    let looks: Vec<_> = inspections(effects).map(|(path, of)| (path.to_owned(), of)).collect();
    let answers = looks.into_iter().map(|(path, purpose)| {
        update(
            app,
            Msg::Inspected {
                path,
                purpose,
                answer: Ok(facts(width, height)),
            },
        )
    });
    answers.flatten().collect()
}

pub fn inspections(effects: &[Effect]) -> impl Iterator<Item = (&Path, Inspection)> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Inspect { path, purpose } => Some((path.as_path(), *purpose)),
        _ => None,
    })
}

pub fn loads(effects: &[Effect]) -> Vec<crate::domain::HistoryQuery> {
    let queries = effects.iter().filter_map(|effect| match effect {
        Effect::LoadHistory(query) => Some(query.clone()),
        _ => None,
    });
    queries.collect()
}

/// The words that are looked for.
pub fn sought(query: &crate::domain::HistoryQuery) -> String {
    query.sought.texts().collect::<Vec<_>>().join(" ")
}

pub fn submissions(effects: &[Effect]) -> Vec<&Submission> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Submit(submission) => Some(&**submission),
        _ => None,
    });
    sent.collect()
}

/// The prompts of what is sent.
pub fn sent(effects: &[Effect]) -> Vec<&str> {
    submissions(effects).iter().map(|one| one.request.prompt()).collect()
}

pub fn toast(app: &App) -> &str {
    app.toast().map_or("", |toast| toast.text.as_str())
}

/// The word for what lies on top.
pub fn on_top(app: &App) -> &'static str {
    match app.overlays().last() {
        None => "nothing",
        Some(Overlay::Help(_)) => "help",
        Some(Overlay::Palette(_)) => "palette",
        Some(Overlay::Menu(_)) => "menu",
        Some(Overlay::Picker(_)) => "picker",
        Some(Overlay::Finder(_)) => "finder",
        Some(Overlay::Line(_)) => "line",
        Some(Overlay::Profile(_)) => "profile",
        Some(Overlay::Zoom(_)) => "zoom",
        Some(Overlay::Compare(_)) => "compare",
        Some(Overlay::Confirm(_)) => "question",
        Some(Overlay::Message(_)) => "message",
        Some(Overlay::Doctor(_)) => "doctor",
        Some(Overlay::Reading(_)) => "reading",
        Some(Overlay::Tree(_)) => "tree",
    }
}

/// Title and lines of the text that lies on top.
pub fn reading(app: &App) -> (&str, Vec<&str>) {
    let Some(Overlay::Reading(reading)) = app.overlays().last() else {
        panic!("nothing to read");
    };
    let Body::Text(lines) = &reading.pages[0].body else {
        panic!("no text");
    };
    (&reading.title, lines.iter().map(|(_, text)| text.as_str()).collect())
}

/// Keys of hints, with the price where there is one.
pub fn hint(app: &App, verb: &str) -> Option<(String, String)> {
    let hints = app.hints().into_iter();
    hints
        .filter(|hint| hint.verb == verb)
        .map(|hint| (hint.keys, hint.price))
        .next()
}

pub fn failure(message: &str) -> Failure {
    Failure::new(FailureKind::Storage, message)
}

pub fn without_price(app: &mut App) {
    let hidden = Fit {
        price_visible: false,
        hints_priced: false,
        ..app.fit()
    };
    assert_eq!(update(app, Msg::LaidOut(hidden)), []);
}

pub fn keys(text: &str) -> Vec<Key> {
    text.parse::<Sequence>().unwrap().keys().to_vec()
}

/// What the hints say that keys do.
pub fn verbs(app: &App) -> Vec<String> {
    app.hints().into_iter().map(|hint| hint.verb).collect()
}
