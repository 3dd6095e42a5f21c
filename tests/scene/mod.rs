//! Brings the screen's state to where a test wants it, by messages alone, and draws it.

use std::path::PathBuf;

use jiff::{Timestamp, civil::date};
use pochade::{
    app::{App, Effect, Msg, ProfileFacts, Start, update},
    domain::{
        Ambiguous, CostKind, Draft, Failure, FailureKind, HistoryEntry, HistoryPage, HistoryQuery, HistoryRow,
        ImageFacts, ImageFormat, Input, Marks, ModelTable, Money, Operation, OptionName, Report, RequestId,
        RequestState, Role, Settings, SpendBy, SpendLine, SpendSheet, Spent, Stage, StoredImage, Tally, Timings, Usage,
    },
    keys::{Key, Keymap},
    term::{ColourDepth, Previews},
    ui::{self, Theme},
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, layout::Rect};
use uuid::Uuid;

/// Tuesday, 17 November 2026, two in the afternoon.
pub const NOW: i64 = 1_794_924_000_000;

pub struct Scene {
    pub app: Box<App>,
    now: i64,
    /// The last question to the history.
    asked: Option<HistoryQuery>,
}

pub fn id(number: u128) -> RequestId {
    RequestId::from_uuid(Uuid::from_u128(number))
}

fn profile(name: &str, key: Option<&str>) -> ProfileFacts {
    ProfileFacts {
        name: name.to_owned(),
        key: key.map(str::to_owned),
        server: "api.openai.com".to_owned(),
        ..ProfileFacts::default()
    }
}

impl Scene {
    /// The studio as it starts, with a key.
    pub fn new() -> Self {
        Self::started("openai", Settings::default())
    }

    /// The studio as it was left, with a filled form.
    pub fn with_form(prompt: &str) -> Self {
        Self::left("openai", Settings::default(), Some(draft(prompt)))
    }

    /// The same with any other draft.
    pub fn with_draft(draft: Draft) -> Self {
        Self::left("openai", Settings::default(), Some(draft))
    }

    /// The same where signs cannot be trusted.
    pub fn in_letters() -> Self {
        let mut settings = Settings::default();
        settings.preview.ambiguous = Ambiguous::Ascii;
        Self::started("openai", settings)
    }

    /// The studio in the sandbox.
    pub fn in_sandbox() -> Self {
        Self::started("sandbox", Settings::default())
    }

    /// The studio of a person who has no key yet.
    pub fn without_key() -> Self {
        Self::started("new", Settings::default())
    }

    fn started(name: &str, settings: Settings) -> Self {
        Self::left(name, settings, None)
    }

    fn left(name: &str, settings: Settings, draft: Option<Draft>) -> Self {
        let sandbox = ProfileFacts {
            sandbox: true,
            ..profile("sandbox", Some("nowhere"))
        };
        let start = Start {
            keymap: Keymap::standard(),
            models: ModelTable::standard().unwrap(),
            settings,
            profiles: vec![profile("openai", Some("OPENAI_API_KEY")), profile("new", None), sandbox],
            profile: name.to_owned(),
            theme: "dark".to_owned(),
            themes: Theme::names().iter().map(|name| (*name).to_owned()).collect(),
            draft,
            seen: None,
            recents: Vec::new(),
            searches: Vec::new(),
            home: Some(PathBuf::from("/home/ada")),
            directory: PathBuf::from("/home/ada/pictures/studies"),
            config_file: "~/.config/pochade/config.toml".to_owned(),
            facts: vec![
                ("Settings".to_owned(), "~/.config/pochade/config.toml".to_owned()),
                ("Records".to_owned(), "~/.local/share/pochade".to_owned()),
                ("Version".to_owned(), "0.1.0".to_owned()),
            ],
            today: date(2026, 11, 17),
            now_ms: NOW,
        };
        Self {
            app: Box::new(App::new(start)),
            now: NOW,
            asked: None,
        }
    }

    pub fn tell(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = update(&mut self.app, msg);
        for effect in &effects {
            if let Effect::LoadHistory(asked) = effect {
                self.asked = Some(asked.clone());
            }
        }
        effects
    }

    /// The store answers the last question with these rows, of which there are so many in all.
    pub fn found(mut self, rows: &[HistoryRow], tally: Option<Tally>) -> Self {
        let asked = self.asked.take().unwrap();
        let answer = Ok(HistoryPage {
            rows: rows.to_vec(),
            total: 412,
        });
        for effect in self.tell(Msg::HistoryLoaded { asked, answer }) {
            if let (Effect::TallyHistory(asked), Some(tally)) = (effect, tally) {
                self.tell(Msg::HistoryTallied { asked, tally });
            }
        }
        self
    }

    /// Presses keys, written as in the keymap and parted by spaces.
    pub fn keys(mut self, keys: &str) -> Self {
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            self.press(key.parse().unwrap());
        }
        self
    }

    /// Presses one key, a second after the last one.
    pub fn press(&mut self, key: Key) {
        self.now += 1000;
        let now_ms = self.now;
        self.tell(Msg::Pressed { key, now_ms });
    }

    pub fn typed(mut self, text: &str) -> Self {
        let now_ms = self.now;
        self.tell(Msg::Pasted {
            text: text.to_owned(),
            now_ms,
        });
        self
    }

    /// The toast has gone.
    pub fn later(mut self) -> Self {
        self.now += 60_000;
        let now_ms = self.now;
        self.tell(Msg::Ticked { now_ms });
        self
    }

    /// The store answers with these rows, and the sums came too.
    pub fn history(mut self, rows: &[HistoryRow]) -> Self {
        let total = rows.len() as u64;
        for effect in self.app.first_effects() {
            if let Effect::LoadHistory(asked) = effect {
                let answer = Ok(HistoryPage {
                    rows: rows.to_vec(),
                    total,
                });
                self.tell(Msg::HistoryLoaded { asked, answer });
            }
        }
        self.tell(Msg::SpendLoaded(Ok(spent())));
        self
    }

    /// A request was sent and became durable; what is told of it follows.
    pub fn sent(mut self, row: HistoryRow, reports: &[Report]) -> Self {
        self.tell(Msg::Submitted {
            id: row.id,
            answer: Ok(Box::new(row)),
        });
        for report in reports {
            let now_ms = self.now;
            self.tell(Msg::Reported {
                report: report.clone(),
                now_ms,
            });
        }
        self.now += 14_000;
        self
    }

    pub fn entry(mut self, entry: HistoryEntry) -> Self {
        self.tell(Msg::EntryLoaded {
            id: entry.id,
            answer: Ok(Box::new(entry)),
        });
        self
    }

    /// Draws the state on a screen of that size, after telling it the room there is.
    pub fn drawn(&mut self, width: u16, height: u16) -> String {
        self.terminal(width, height, "dark", ColourDepth::True)
            .backend()
            .to_string()
    }

    pub fn buffer(&mut self, width: u16, height: u16, theme: &Theme) -> Buffer {
        self.draw(width, height, theme).backend().buffer().clone()
    }

    pub fn terminal(&mut self, width: u16, height: u16, theme: &str, depth: ColourDepth) -> Terminal<TestBackend> {
        self.draw(width, height, &Theme::load(theme, None, depth).unwrap())
    }

    fn draw(&mut self, width: u16, height: u16, theme: &Theme) -> Terminal<TestBackend> {
        let now_ms = self.now;
        self.tell(Msg::Ticked { now_ms });
        let fit = ui::fit(&self.app, Rect::new(0, 0, width, height));
        self.tell(Msg::LaidOut(fit));
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let previews = Previews::default();
        terminal
            .draw(|frame| ui::draw(frame, &self.app, theme, &previews))
            .unwrap();
        terminal
    }
}

pub fn row(number: u128, prompt: &str, state: RequestState, seconds: i64) -> HistoryRow {
    let (cost, cost_kind) = match state {
        RequestState::Stored | RequestState::Partial => (Some(33_600), CostKind::Paid),
        RequestState::Queued | RequestState::Running => (Some(8_400), CostKind::Estimated),
        RequestState::Unknown => (Some(41_000), CostKind::Unknown),
        RequestState::Refused | RequestState::NotSent | RequestState::Cancelled => (None, CostKind::None),
    };
    HistoryRow {
        id: id(number),
        created_ms: NOW - seconds * 1000,
        state,
        operation: Operation::Generate,
        prompt: prompt.to_owned(),
        model: "gpt-image-2.5-flare".to_owned(),
        size: "1536x864".to_owned(),
        count: 1,
        quality: "medium".to_owned(),
        cost: cost.map(Money::from_micros),
        cost_kind,
        starred: false,
        picture: (state == RequestState::Stored).then(|| PathBuf::from(format!("/data/blobs/{number}.webp"))),
        pictures: 1,
        parent: None,
    }
}

/// A history with every state in it.
pub fn every_state() -> Vec<HistoryRow> {
    let mut rows = vec![
        row(
            9,
            "A heron in morning fog, ink on wet paper, six strokes, wide margin on the left for a title, warm grey",
            RequestState::Stored,
            120,
        ),
        row(8, "the same, at night, one lamp", RequestState::Running, 11),
        row(7, "a lighthouse, linocut in two colours", RequestState::Queued, 15),
        row(6, "a market in the rain, seen from above", RequestState::Partial, 900),
        row(5, "a portrait of somebody who is known", RequestState::Refused, 3600),
        row(4, "sand dunes, late light", RequestState::NotSent, 7200),
        row(3, "雪の朝、静かな村", RequestState::Cancelled, 86_400),
        row(
            2,
            "Poster: \"Regatta 1931\", two colours",
            RequestState::Unknown,
            90_000,
        ),
        row(1, "the kite is blue", RequestState::Stored, 2_600_000),
    ];
    rows[0].starred = true;
    rows[0].count = 4;
    "gpt-image-2.6-sunburst".clone_into(&mut rows[5].model);
    "1024x1536".clone_into(&mut rows[7].size);
    rows[8].operation = Operation::Edit;
    rows
}

pub fn draft(prompt: &str) -> Draft {
    Draft {
        prompt: prompt.to_owned(),
        model: "gpt-image-2.5-flare".to_owned(),
        size: "1536x864".to_owned(),
        count: "4".to_owned(),
        options: [
            (OptionName::Quality, "medium".to_owned()),
            (OptionName::OutputFormat, "webp".to_owned()),
        ]
        .into(),
        ..Draft::default()
    }
}

/// A picture on disk of that size.
pub fn input(role: Role, name: &str, (width, height): (u32, u32)) -> Input {
    let facts = ImageFacts {
        format: ImageFormat::Png,
        width,
        height,
        bytes: 1_940_000,
        alpha: true,
        turned: false,
    };
    Input::file(role, PathBuf::from(format!("/home/ada/{name}")), Some(facts))
}

/// The request of the first row of [`every_state`] with so many pictures.
pub fn stored(pictures: u32) -> HistoryEntry {
    let draft = draft("A heron in morning fog, ink on wet paper");
    let image = |index| StoredImage {
        index,
        path: PathBuf::from(format!("/data/blobs/9-{index}.webp")),
        sha256: format!("{index:064}"),
        bytes: 212_400,
        width: 1536,
        height: 864,
        format: Some(ImageFormat::Webp),
        revised_prompt: None,
        partial: false,
        alpha: Some(true),
    };
    HistoryEntry {
        id: id(9),
        created_at: Timestamp::from_millisecond(NOW - 120_000).unwrap(),
        state: RequestState::Stored,
        profile: "openai".to_owned(),
        request: ModelTable::standard().unwrap().checked(&draft).unwrap(),
        images: (0..pictures).map(image).collect(),
        usage: Some(Usage {
            input_tokens: 23,
            output_tokens: 5488,
            total_tokens: 5511,
            input_text_tokens: Some(23),
            output_image_tokens: Some(5488),
            ..Usage::default()
        }),
        cost: Some(Money::from_micros(33_600)),
        cost_kind: CostKind::Paid,
        attempts: 1,
        request_id: None,
        timings: Timings {
            total: Some(11_300),
            ..Timings::default()
        },
        failure: None,
        marks: Marks {
            starred: true,
            tags: vec!["kites".to_owned()],
            ..Marks::default()
        },
        echoed: Vec::new(),
    }
}

/// The same request, refused.
pub fn refused() -> HistoryEntry {
    let failure = Failure::new(
        FailureKind::Refused,
        "the server's moderation refused the prompt (moderation_blocked)",
    )
    .with_hint("say it in other words; nothing was billed");
    HistoryEntry {
        state: RequestState::Refused,
        images: Vec::new(),
        usage: None,
        cost: None,
        cost_kind: CostKind::None,
        failure: Some(failure),
        ..stored(0)
    }
}

pub fn stage(number: u128, stage: Stage) -> Report {
    Report::Stage {
        id: id(number),
        stage,
        wait_s: None,
    }
}

fn spent() -> SpendSheet {
    let money = Money::from_micros;
    let line = |label: &str, requests, paid, unknown| SpendLine {
        label: label.to_owned(),
        requests,
        spent: Spent {
            paid: money(paid),
            estimated: Money::ZERO,
            unknown: money(unknown),
            ..Spent::default()
        },
        pictures: requests + 2,
        kept: requests / 12,
    };
    SpendSheet {
        offset_s: 0,
        today: Spent {
            paid: money(379_000),
            estimated: Money::ZERO,
            unknown: money(41_000),
            ..Spent::default()
        },
        month: Spent {
            paid: money(4_210_000),
            estimated: money(8_400),
            unknown: money(41_000),
            ..Spent::default()
        },
        lines: Some((
            SpendBy::Day,
            vec![
                line("2026-11-17", 12, 379_000, 41_000),
                line("2026-11-16", 40, 3_831_000, 0),
                line("2026-10-30", 3, 210_000, 0),
            ],
        )),
    }
}
