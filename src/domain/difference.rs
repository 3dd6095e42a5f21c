//! What differs between two requests, as plain data: the words of the prompt, and every field beside it.

use std::collections::BTreeSet;

use similar::{
    Algorithm, ChangeTag,
    utils::{diff_lines, diff_unicode_words},
};

use super::{Field, HistoryEntry, Input, Request, Role};

/// From this many bytes on two prompts are compared by lines: by words it would take longer than a frame.
const BY_LINES: usize = 8_000;

/// A stretch of two prompts laid over each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// It stands in both.
    Same(String),
    /// It stands only in the first.
    Gone(String),
    /// It stands only in the second.
    New(String),
}

impl Piece {
    /// The words themselves, with the spaces between them.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Same(text) | Self::Gone(text) | Self::New(text) => text,
        }
    }
}

/// A field that is not the same in both; an empty text means that it was not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field's label, as in the form.
    pub what: &'static str,
    /// What the first has.
    pub before: String,
    /// What the second has.
    pub after: String,
}

/// What differs between two requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contrast {
    /// The prompts laid over each other, from the beginning to the end; empty where neither has one.
    pub prompt: Vec<Piece>,
    /// Every other field that differs, in the order of the form, then profile and price.
    pub changes: Vec<Change>,
}

impl Contrast {
    /// What differs from the first request to the second; pictures count as the same when their bytes are.
    #[must_use]
    pub fn between(first: &HistoryEntry, second: &HistoryEntry) -> Self {
        let (before, after) = (&first.request, &second.request);
        let fields = FIELDS.map(|(field, of)| changed(field.label(), of(before), of(after)));
        let names: BTreeSet<_> = before.options().keys().chain(after.options().keys()).collect();
        let options = names
            .into_iter()
            .map(|name| changed(name.label(), before.option(*name), after.option(*name)));
        let pictures = ROLES.map(|(role, field)| other_inputs(before, after, (role, field)));
        let ends = [
            changed("Profile", first.profile.clone(), second.profile.clone()),
            changed("Price", price(first), price(second)),
        ];
        let all = fields.into_iter().chain(options).chain(pictures).chain(ends);
        let changes = all.flatten().collect();
        Self {
            prompt: pieces(before.prompt(), after.prompt()),
            changes,
        }
    }

    /// Whether the prompts say the same.
    #[must_use]
    pub fn same_prompt(&self) -> bool {
        self.prompt.iter().all(|piece| matches!(piece, Piece::Same(_)))
    }

    /// Whether nothing differs at all, the price included.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.same_prompt() && self.changes.is_empty()
    }
}

/// How a field reads in a request.
type Reading = fn(&Request) -> String;

const FIELDS: [(Field, Reading); 7] = [
    (Field::Operation, |request| request.operation().label().to_owned()),
    (Field::Model, |request| request.model().to_owned()),
    (Field::Size, |request| request.size().to_string()),
    (Field::Count, |request| request.count().to_string()),
    (Field::Downscale, |request| {
        // Without pictures the rule has nothing to work on.
        match request.inputs().is_empty() {
            true => String::new(),
            false => request.downscale().word().to_owned(),
        }
    }),
    (Field::Seed, |request| {
        request.seed().map(|seed| seed.to_string()).unwrap_or_default()
    }),
    (Field::Extra, |request| match request.extra() {
        extra if extra.is_empty() => String::new(),
        extra => serde_json::Value::Object(extra.clone()).to_string(),
    }),
];

const ROLES: [(Role, Field); 3] = [
    (Role::Image, Field::Images),
    (Role::Mask, Field::Mask),
    (Role::Markup, Field::Markup),
];

fn changed(what: &'static str, before: String, after: String) -> Option<Change> {
    (before != after).then_some(Change { what, before, after })
}

/// Other pictures, even where their names are the same.
fn other_inputs(before: &Request, after: &Request, (role, field): (Role, Field)) -> Option<Change> {
    let change = || Change {
        what: field.label(),
        before: inputs(before, role),
        after: inputs(after, role),
    };
    (!same_inputs(before, after, role)).then(change)
}

fn same_inputs(before: &Request, after: &Request, role: Role) -> bool {
    let same = |a: &Input, b: &Input| {
        let bytes = match (&a.sha256, &b.sha256) {
            (Some(a), Some(b)) => a == b,
            _ => a.path == b.path,
        };
        bytes && a.remote == b.remote && a.treatment == b.treatment
    };
    let (mut before, mut after) = (before.inputs_as(role), after.inputs_as(role));
    loop {
        match (before.next(), after.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if same(a, b) => {}
            _ => return false,
        }
    }
}

/// The names of input pictures; a mask tells how it is read as well.
fn inputs(request: &Request, role: Role) -> String {
    let named = |input: &Input| match role {
        Role::Mask => format!("{} by {}", input.name, input.treatment.reading.word()),
        Role::Image | Role::Markup => input.name.clone(),
    };
    request.inputs_as(role).map(named).collect::<Vec<_>>().join(", ")
}

fn price(entry: &HistoryEntry) -> String {
    let cost = entry.cost.map(|cost| cost.to_string()).unwrap_or_default();
    format!("{cost} {}", entry.cost_kind.word()).trim().to_owned()
}

fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let slices = if before.len().max(after.len()) > BY_LINES {
        diff_lines(Algorithm::Myers, before, after)
    } else {
        diff_unicode_words(Algorithm::Myers, before, after)
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for (tag, text) in slices {
        match (tag, pieces.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Same(last)))
            | (ChangeTag::Delete, Some(Piece::Gone(last)))
            | (ChangeTag::Insert, Some(Piece::New(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => pieces.push(Piece::Same(text.to_owned())),
            (ChangeTag::Delete, _) => pieces.push(Piece::Gone(text.to_owned())),
            (ChangeTag::Insert, _) => pieces.push(Piece::New(text.to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        CostKind, Draft, Marks, ModelTable, Money, Operation, OptionName, Proposal, RequestId, RequestState, Timings,
    };

    fn entry(draft: &Draft) -> HistoryEntry {
        let model = ModelTable::standard().unwrap().model(&draft.model);
        HistoryEntry {
            id: RequestId::from_uuid(Uuid::from_u128(1)),
            created_at: "2026-11-20T20:15:03Z".parse().unwrap(),
            state: RequestState::Stored,
            profile: "openai".to_owned(),
            request: Request::try_from(Proposal { draft, model: &model }).unwrap(),
            images: Vec::new(),
            usage: None,
            cost: Some(Money::from_micros(5985)),
            cost_kind: CostKind::Paid,
            attempts: 1,
            request_id: None,
            timings: Timings::default(),
            failure: None,
            marks: Marks::default(),
            echoed: Vec::new(),
        }
    }

    fn draft(prompt: &str) -> Draft {
        Draft {
            prompt: prompt.to_owned(),
            model: "gpt-image-2.5-flare".to_owned(),
            size: "1024x1024".to_owned(),
            ..Draft::default()
        }
    }

    fn image(name: &str, sha256: &str) -> Input {
        Input {
            sha256: Some(sha256.to_owned()),
            ..Input::file(Role::Image, PathBuf::from(name), None)
        }
    }

    #[test]
    fn the_words_that_differ_are_told_from_those_that_do_not() {
        let contrast = Contrast::between(
            &entry(&draft("a fox in deep snow, low sun")),
            &entry(&draft("a fox in grass, low sun")),
        );
        let same = |text: &str| Piece::Same(text.to_owned());
        assert_eq!(contrast.prompt.first(), Some(&same("a fox in ")));
        assert_eq!(contrast.prompt.last(), Some(&same(", low sun")));
        let text = |wanted: fn(&Piece) -> bool| -> String {
            contrast
                .prompt
                .iter()
                .filter(|piece| wanted(piece))
                .map(Piece::text)
                .collect()
        };
        assert_eq!(
            text(|piece| !matches!(piece, Piece::New(_))),
            "a fox in deep snow, low sun"
        );
        assert_eq!(
            text(|piece| !matches!(piece, Piece::Gone(_))),
            "a fox in grass, low sun"
        );
        assert!(contrast.changes.is_empty() && !contrast.is_empty());
    }

    #[test]
    fn two_of_the_same_differ_in_nothing() {
        let one = entry(&draft("a fox"));
        assert!(Contrast::between(&one, &one.clone()).is_empty());
    }

    #[test]
    fn every_field_that_differs_is_named_with_both_values() {
        let before = Draft {
            operation: Operation::Edit,
            images: vec![image("a.png", "aa")],
            options: [(OptionName::Quality, "low".to_owned())].into(),
            ..draft("a fox")
        };
        let after = Draft {
            operation: Operation::Edit,
            model: "gpt-image-2".to_owned(),
            size: "1536x1024".to_owned(),
            count: "2".to_owned(),
            images: vec![image("a.png", "bb"), image("c.png", "cc")],
            options: [(OptionName::Background, "opaque".to_owned())].into(),
            ..draft("a fox")
        };
        let second = HistoryEntry {
            profile: "work".to_owned(),
            cost: None,
            cost_kind: CostKind::Unknown,
            ..entry(&after)
        };
        let contrast = Contrast::between(&entry(&before), &second);
        let told: Vec<_> = contrast
            .changes
            .iter()
            .map(|change| format!("{}: {} > {}", change.what, change.before, change.after))
            .collect();
        assert_eq!(
            told,
            [
                "Model: gpt-image-2.5-flare > gpt-image-2",
                "Size: 1024x1024 > 1536x1024",
                "Count: 1 > 2",
                "Quality: low > ",
                "Background:  > opaque",
                "Images: a.png > a.png, c.png",
                "Profile: openai > work",
                "Price: $0.0060 paid > unknown",
            ]
        );
        assert!(contrast.same_prompt());
    }

    #[test]
    fn a_picture_is_the_same_by_its_bytes_and_not_by_its_name() {
        let with = |name: &str| Draft {
            operation: Operation::Edit,
            images: vec![image(name, "aa")],
            ..draft("a fox")
        };
        assert!(Contrast::between(&entry(&with("a.png")), &entry(&with("b.png"))).is_empty());
    }

    #[test]
    fn very_long_prompts_are_compared_line_by_line() {
        let long = "a line of words\n".repeat(1000);
        let longer = format!("{long}one more\n");
        let contrast = Contrast::between(&entry(&draft(&long)), &entry(&draft(&longer)));
        assert_eq!(
            contrast.prompt,
            [Piece::Same(long), Piece::New("one more\n".to_owned())]
        );
    }
}
