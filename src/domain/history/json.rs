//! A kept request as one line of JSON (the command line's contract).

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Serialize, Serializer};

use super::{HistoryEntry, StoredImage, Timings};
use crate::domain::{
    CostKind, Failure, FailureKind, Input, Money, Operation, OptionName, OptionValue, Parent, Remote, RequestId,
    RequestState, Role, Usage,
};

#[derive(Serialize)]
struct JsonOptions<'a> {
    size: String,
    n: u32,
    #[serde(flatten)]
    others: &'a BTreeMap<OptionName, OptionValue>,
}

#[derive(Serialize)]
struct JsonInput<'a> {
    role: Role,
    sha256: Option<&'a str>,
    path: &'a PathBuf,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote: Option<&'a Remote>,
}

#[derive(Serialize)]
struct JsonFailure<'a> {
    kind: FailureKind,
    code: Option<&'a str>,
    message: &'a str,
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    v: u8,
    id: RequestId,
    created_at: String,
    state: RequestState,
    operation: Operation,
    profile: &'a str,
    model: &'a str,
    prompt: &'a str,
    options: JsonOptions<'a>,
    inputs: Vec<JsonInput<'a>>,
    parent: Option<Parent>,
    images: &'a [StoredImage],
    usage: Option<Usage>,
    cost_usd: Option<String>,
    cost_kind: CostKind,
    attempts: u32,
    request_id: Option<&'a str>,
    timings_ms: Timings,
    failure: Option<JsonFailure<'a>>,
    starred: bool,
    tags: &'a [String],
    title: Option<&'a str>,
    note: Option<&'a str>,
    trashed: bool,
}

/// The stable JSON line of the command line (design of the history line, version 1).
impl Serialize for HistoryEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let request = &self.request;
        JsonLine {
            v: 1,
            id: self.id,
            created_at: format!("{:.0}", self.created_at),
            state: self.state,
            operation: request.operation(),
            profile: &self.profile,
            model: request.model(),
            prompt: request.prompt(),
            options: JsonOptions {
                size: request.size().to_string(),
                n: request.count(),
                others: request.options(),
            },
            inputs: request.inputs().iter().map(json_input).collect(),
            parent: request.parent(),
            images: &self.images,
            usage: self.usage,
            cost_usd: self.cost.map(Money::decimal),
            cost_kind: self.cost_kind,
            attempts: self.attempts,
            request_id: self.request_id.as_deref(),
            timings_ms: self.timings,
            failure: self.failure.as_ref().map(json_failure),
            starred: self.marks.starred,
            tags: &self.marks.tags,
            title: self.marks.title.as_deref(),
            note: self.marks.note.as_deref(),
            trashed: self.marks.trashed,
        }
        .serialize(serializer)
    }
}

fn json_input(input: &Input) -> JsonInput<'_> {
    JsonInput {
        role: input.role,
        sha256: input.sha256.as_deref(),
        path: &input.path,
        name: &input.name,
        remote: input.remote.as_ref(),
    }
}

fn json_failure(failure: &Failure) -> JsonFailure<'_> {
    JsonFailure {
        kind: failure.kind,
        code: failure.code.as_deref(),
        message: &failure.message,
        hint: failure.hint.as_deref(),
        param: failure.param.as_deref(),
        link: failure.link.as_deref(),
    }
}
