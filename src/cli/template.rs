//! Lines in a form of the person's own: `{field}` in a template, filled from a request.

use jiff::{Zoned, tz::TimeZone};

use super::problem::Problem;
use crate::{
    domain::{HistoryEntry, Money},
    store,
};

type Fill = fn(&HistoryEntry, &Zoned) -> String;

/// The fields and what they are filled with.
const FIELDS: &[(&str, Fill)] = &[
    ("id", |entry, _| entry.id.to_string()),
    ("id8", |entry, _| entry.id.short()),
    ("created", |entry, _| format!("{:.0}", entry.created_at)),
    ("date", |_, at| at.strftime("%Y-%m-%d").to_string()),
    ("time", |_, at| at.strftime("%H:%M:%S").to_string()),
    ("state", |entry, _| entry.state.word().to_owned()),
    ("op", |entry, _| entry.request.operation().word().to_owned()),
    ("profile", |entry, _| entry.profile.clone()),
    ("model", |entry, _| entry.request.model().to_owned()),
    ("size", |entry, _| entry.request.size().to_string()),
    ("count", |entry, _| entry.request.count().to_string()),
    ("quality", |entry, _| {
        entry.request.option(crate::domain::OptionName::Quality)
    }),
    ("cost", |entry, _| entry.cost.map(Money::decimal).unwrap_or_default()),
    ("cost_kind", |entry, _| entry.cost_kind.word().to_owned()),
    ("prompt", |entry, _| entry.request.prompt().to_owned()),
    ("star", |entry, _| {
        if entry.marks.starred {
            "*".to_owned()
        } else {
            String::new()
        }
    }),
    ("tags", |entry, _| entry.marks.tags.join(",")),
    ("title", |entry, _| entry.marks.title.clone().unwrap_or_default()),
    ("note", |entry, _| entry.marks.note.clone().unwrap_or_default()),
    ("failure", |entry, _| {
        entry
            .failure
            .as_ref()
            .map(|failure| failure.message.clone())
            .unwrap_or_default()
    }),
    ("parent", |entry, _| {
        entry
            .request
            .parent()
            .map(|parent| parent.id.to_string())
            .unwrap_or_default()
    }),
    ("pictures", |entry, _| entry.images.len().to_string()),
    ("path", |entry, _| {
        let path = entry.images.first().map(|image| image.path.display().to_string());
        path.unwrap_or_default()
    }),
];

enum Part {
    Text(String),
    Field(Fill),
}

/// A template that was read.
pub(super) struct Template {
    parts: Vec<Part>,
    zone: TimeZone,
}

impl Template {
    /// Reads a template: `{field}`, `{{` and `}}` for braces, `\t` and `\n` for a tab and a new line.
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let signs = [("{{", '{'), ("}}", '}'), ("\\t", '\t'), ("\\n", '\n')];
            if let Some((sign, meant)) = signs.iter().find(|(sign, _)| rest.starts_with(sign)) {
                plain.push(*meant);
                rest = &rest[sign.len()..];
            } else if let Some(field) = rest.strip_prefix('{') {
                let (name, after) = field.split_once('}').ok_or_else(|| unknown(&format!("{{{field}")))?;
                let (_, fill) = FIELDS
                    .iter()
                    .find(|(known, _)| *known == name)
                    .ok_or_else(|| unknown(name))?;
                parts.extend([Part::Text(std::mem::take(&mut plain)), Part::Field(*fill)]);
                rest = after;
            } else {
                plain.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        parts.push(Part::Text(plain));
        Ok(Self {
            parts,
            zone: store::zone(),
        })
    }

    /// The text for a request; what a field holds stays on one line.
    pub(super) fn filled(&self, entry: &HistoryEntry) -> String {
        let at = entry.created_at.to_zoned(self.zone.clone());
        let fill = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Field(fill) => fill(entry, &at).replace(['\r', '\n', '\t'], " "),
        };
        self.parts.iter().map(fill).collect()
    }
}

fn unknown(name: &str) -> Problem {
    let names: Vec<_> = FIELDS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
    Problem::usage(format!(
        "there is no field '{name}' for a line; there are {}, and {{{{ is a brace",
        names.join(" ")
    ))
}
