//! Lines in a form of the person's own: `{field}` in a template, filled from a request.

use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::problem::Problem;
use crate::{
    domain::{HistoryEntry, HistoryLine, Money, RequestId},
    store,
};

/// Where the text of a field comes from.
#[derive(Clone, Copy)]
enum Source {
    /// What the index knows of every request; the time is that of the person's own zone.
    Line(fn(&HistoryLine, &Zoned) -> String),
    /// Only what the record says, which takes far longer to read.
    Record(fn(&HistoryEntry) -> Vec<String>),
}

/// The fields and what they are filled with.
const FIELDS: &[(&str, Source)] = &[
    ("id", Source::Line(|line, _| line.row.id.to_string())),
    ("id8", Source::Line(|line, _| line.row.id.short())),
    ("created", Source::Line(|_, at| format!("{:.0}", at.timestamp()))),
    ("date", Source::Line(|_, at| at.strftime("%Y-%m-%d").to_string())),
    ("time", Source::Line(|_, at| at.strftime("%H:%M:%S").to_string())),
    ("state", Source::Line(|line, _| line.row.state.word().to_owned())),
    ("op", Source::Line(|line, _| line.row.operation.word().to_owned())),
    ("profile", Source::Line(|line, _| line.profile.clone())),
    ("model", Source::Line(|line, _| line.row.model.clone())),
    ("size", Source::Line(|line, _| line.row.size.clone())),
    ("count", Source::Line(|line, _| line.row.count.to_string())),
    ("quality", Source::Line(|line, _| line.row.quality.clone())),
    (
        "cost",
        Source::Line(|line, _| line.row.cost.map(Money::decimal).unwrap_or_default()),
    ),
    (
        "cost_kind",
        Source::Line(|line, _| line.row.cost_kind.word().to_owned()),
    ),
    ("prompt", Source::Line(|line, _| line.prompt.clone())),
    (
        "star",
        Source::Line(|line, _| if line.row.starred { "*" } else { "" }.to_owned()),
    ),
    ("tags", Source::Line(|line, _| line.tags.join(","))),
    ("title", Source::Line(|line, _| line.title.clone().unwrap_or_default())),
    (
        "note",
        Source::Record(|entry| entry.marks.note.iter().cloned().collect()),
    ),
    (
        "failure",
        Source::Record(|entry| entry.failure.iter().map(|failure| failure.message.clone()).collect()),
    ),
    (
        "parent",
        Source::Line(|line, _| line.row.parent.as_ref().map(RequestId::to_string).unwrap_or_default()),
    ),
    ("pictures", Source::Line(|line, _| line.row.pictures.to_string())),
    (
        "path",
        Source::Line(|line, _| {
            let path = line.row.picture.as_ref();
            path.map(|path| path.display().to_string()).unwrap_or_default()
        }),
    ),
    (
        "paths",
        Source::Record(|entry| {
            entry
                .images
                .iter()
                .map(|image| image.path.display().to_string())
                .collect()
        }),
    ),
];

enum Part {
    Text(String),
    Field(Source),
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
                let (_, source) = FIELDS
                    .iter()
                    .find(|(known, _)| *known == name)
                    .ok_or_else(|| unknown(name))?;
                parts.extend([Part::Text(std::mem::take(&mut plain)), Part::Field(*source)]);
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

    /// Whether a field of it is in records only.
    pub(super) fn needs_records(&self) -> bool {
        let is_of_record = |part: &Part| matches!(part, Part::Field(Source::Record(_)));
        self.parts.iter().any(is_of_record)
    }

    /// The text for a request; what a field holds stays on one line, and only several paths have tabs between them.
    pub(super) fn filled(&self, line: &HistoryLine, entry: Option<&HistoryEntry>) -> String {
        let at = Timestamp::from_millisecond(line.row.created_ms).unwrap_or_default();
        let at = at.to_zoned(self.zone.clone());
        let fill = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Field(Source::Line(fill)) => one_line(&fill(line, &at)),
            Part::Field(Source::Record(fill)) => {
                let values = entry.map(fill).unwrap_or_default();
                values
                    .iter()
                    .map(|value| one_line(value))
                    .collect::<Vec<_>>()
                    .join("\t")
            }
        };
        self.parts.iter().map(fill).collect()
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n', '\t'], " ")
}

/// What the help says of templates.
pub(super) fn format_help() -> String {
    format!(
        "A line of one's own for each: {}; \\t is a tab, which also stands between {{paths}}",
        fields()
    )
}

/// The fields as they are written.
fn fields() -> String {
    let names: Vec<_> = FIELDS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
    names.join(" ")
}

fn unknown(name: &str) -> Problem {
    let fields = fields();
    Problem::usage(format!(
        "there is no field '{name}' for a line; there are {fields}, and {{{{ is a brace"
    ))
}
