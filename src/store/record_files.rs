//! What stands in the files of a request's record.

use std::{collections::BTreeMap, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::{
    CostKind, Failure, Money, Operation, Request, RequestId, RequestState, StoredImage, Timings, Usage,
};

/// An amount as records spell it: `"0.0132"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Dollars(pub Money);

impl TryFrom<String> for Dollars {
    type Error = crate::domain::MoneyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

impl From<Dollars> for String {
    fn from(dollars: Dollars) -> Self {
        dollars.0.decimal()
    }
}

/// `request.json`: everything needed to run it, now or in ten years.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RequestRecord {
    pub v: u32,
    pub id: RequestId,
    pub created_at: Timestamp,
    pub profile: String,
    pub estimate_usd: Option<Dollars>,
    #[serde(default = "yes")]
    pub billed: bool,
    /// Where the person was when asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<PathBuf>,
    pub request: Request,
    /// Fields of later versions, kept when the record is written somewhere else.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

const fn yes() -> bool {
    true
}

/// `attempt-N.sent.json`: who is about to send it, and where to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SentRecord {
    pub v: u32,
    pub engine: String,
    /// The machine whose locks tell whether the engine lives.
    #[serde(default)]
    pub host: String,
    pub origin: String,
    pub at: Timestamp,
    pub spool: String,
    pub estimate_usd: Option<Dollars>,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// `attempt-N.json`: the end of an attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EndRecord {
    pub v: u32,
    #[serde(flatten)]
    pub end: AttemptEnd,
    /// What the raw answer beside it must be; ends of earlier versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerFile>,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// What a raw answer was when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AnswerFile {
    pub sha256: String,
    pub bytes: u64,
}

/// What is known when a try has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEnd {
    /// The final state.
    pub state: RequestState,
    /// When.
    pub at: Timestamp,
    /// What came; every picture is durable already.
    #[serde(default)]
    pub images: Vec<StoredImage>,
    /// The tokens reported.
    #[serde(default)]
    pub usage: Option<Usage>,
    /// What it cost, or may have cost when the kind is unknown.
    #[serde(default, rename = "cost_usd", with = "dollars")]
    pub cost: Option<Money>,
    /// How sure that is.
    #[serde(default)]
    pub cost_kind: CostKind,
    /// Why it was not stored.
    #[serde(default)]
    pub failure: Option<Failure>,
    /// How long its parts took.
    #[serde(default, rename = "timings_ms")]
    pub timings: Timings,
    /// The HTTP status.
    #[serde(default)]
    pub status: Option<u16>,
    /// The server's name for it.
    #[serde(default)]
    pub request_id: Option<String>,
    /// Headers worth keeping.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What the server said it did: size, quality, format, background.
    #[serde(default)]
    pub echoed: Vec<(String, String)>,
}

impl AttemptEnd {
    /// An end of which nothing more is known than why.
    #[must_use]
    pub fn new(state: RequestState, at: Timestamp, failure: Option<Failure>) -> Self {
        Self {
            state,
            at,
            images: Vec::new(),
            usage: None,
            cost: None,
            cost_kind: match state {
                RequestState::Refused | RequestState::NotSent | RequestState::Cancelled => CostKind::None,
                _ => CostKind::Unknown,
            },
            failure,
            timings: Timings::default(),
            status: None,
            request_id: None,
            headers: BTreeMap::new(),
            echoed: Vec::new(),
        }
    }
}

mod dollars {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Dollars, Money};

    #[expect(clippy::ref_option, reason = "the shape that serde calls")]
    pub(super) fn serialize<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
        money.map(Dollars).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
        Option::<Dollars>::deserialize(deserializer).map(|dollars| dollars.map(|Dollars(money)| money))
    }
}

/// `mark-<uuid v7>.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct MarkRecord {
    pub v: u32,
    pub at: Timestamp,
    pub kind: String,
    #[serde(default)]
    pub value: Value,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// The kind of a purge mark.
pub(super) const PURGE: &str = "purge";

/// What is left of a purged request, as its mark holds it: enough for the sums, nothing of what was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Residue {
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    #[serde(default)]
    pub profile: String,
    #[serde(default)]
    pub model: String,
    #[serde(default = "generate")]
    pub operation: Operation,
    #[serde(default)]
    pub charges: Vec<PurgedCharge>,
}

const fn generate() -> Operation {
    Operation::Generate
}

impl Default for Residue {
    fn default() -> Self {
        Self {
            created_at: None,
            profile: String::new(),
            model: String::new(),
            operation: Operation::Generate,
            charges: Vec::new(),
        }
    }
}

/// What an attempt of a purged request cost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PurgedCharge {
    pub number: u32,
    pub at: Timestamp,
    pub cost_usd: Option<Dollars>,
    pub cost_kind: CostKind,
}

/// What a mark says is left, if it is a purge mark; one of another version is a purge mark all the same.
pub(super) fn residue(mark: &MarkRecord) -> Option<Residue> {
    let is_purge = mark.kind == PURGE;
    is_purge.then(|| serde_json::from_value(mark.value.clone()).unwrap_or_default())
}
