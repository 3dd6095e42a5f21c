//! Finds the words of a refusal in the many shapes in which servers refuse (images-api.md §9, §13.1).

use serde_json::Value;

/// What is found in an error body, whatever its shape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Words {
    pub message: String,
    pub code: Option<String>,
    pub kind: Option<String>,
    pub param: Option<String>,
    pub stage: Option<String>,
    pub categories: Vec<String>,
}

impl Words {
    /// The words of a body, which need not be JSON.
    pub(super) fn of(body: &[u8]) -> Self {
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => Self::within(&value),
            Err(_) => Self {
                message: excerpt(body),
                ..Self::default()
            }
            .unwrapped(),
        }
    }

    /// The words of a body that is JSON.
    pub(super) fn within(value: &Value) -> Self {
        let body = value.as_array().and_then(|all| all.first()).unwrap_or(value);
        let error = match body.get("error") {
            Some(Value::Null) | None => body.get("errors").filter(|errors| is_filled(errors)),
            found => found,
        };
        let words = match error {
            Some(Value::String(text)) => Self {
                message: text.clone(),
                ..from_object(body)
            },
            Some(Value::Array(all)) => listed(all),
            Some(Value::Object(fields)) if body.get("error").is_none_or(Value::is_null) => by_field(fields),
            Some(error) => from_object(error),
            None => from_object(body),
        };
        words.completed(body).unwrapped()
    }

    /// What stands beside the error and not in it.
    fn completed(mut self, body: &Value) -> Self {
        let beside = from_object(body);
        if self.message.is_empty() {
            self.message = beside.message;
        }
        self.code = self.code.or(beside.code);
        self.param = self.param.or(beside.param);
        self
    }

    /// Some servers put the whole body of the server behind them into their message.
    fn unwrapped(self) -> Self {
        let at = self.message.find('{').filter(|_| self.message.len() < 64 * 1024);
        let inner = at.and_then(|at| serde_json::from_str::<Value>(self.message[at..].trim()).ok());
        let Some(inner) = inner
            .map(|inner| Self::within(&inner))
            .filter(|inner| !inner.message.is_empty())
        else {
            return self;
        };
        let plain = |code: &Option<String>| code.clone().filter(|code| !is_digits(code));
        Self {
            code: plain(&inner.code)
                .or_else(|| plain(&self.code))
                .or(self.code)
                .or(inner.code),
            kind: inner.kind.or(self.kind),
            param: inner.param.or(self.param),
            stage: inner.stage.or(self.stage),
            ..inner
        }
    }
}

fn is_filled(errors: &Value) -> bool {
    errors.as_array().is_some_and(|all| !all.is_empty()) || errors.as_object().is_some_and(|all| !all.is_empty())
}

/// Whether a code is a number in disguise, which says no more than a status.
pub(super) fn is_digits(code: &str) -> bool {
    code.chars().all(|c| c.is_ascii_digit())
}

fn from_object(error: &Value) -> Words {
    // Some servers print their own word for nothing.
    let is_said = |text: &&str| !["", "None", "null"].contains(text);
    let text = |name: &str| error.get(name).and_then(Value::as_str).filter(is_said);
    let (detailed, place) = error.get("detail").map(detail).unwrap_or_default();
    let nested = ["message", "detail", "error"].iter().find_map(|name| {
        let inner = error.get(name).filter(|inner| inner.is_object())?;
        Some(from_object(inner)).filter(|inner| !inner.message.is_empty())
    });
    let own = text("message").or_else(|| text("msg")).map(str::to_owned);
    let message = own
        .or_else(|| Some(detailed).filter(|words| !words.is_empty()))
        .or_else(|| nested.as_ref().map(|inner| inner.message.clone()))
        .or_else(|| text("error_description").or_else(|| text("title")).map(str::to_owned))
        .or_else(|| error.as_str().map(str::to_owned))
        .unwrap_or_default();
    let details = error.get("moderation_details");
    let inner = error.get("inner_error").or_else(|| error.get("innererror"));
    let listed = details.and_then(|details| details.get("categories")?.as_array());
    let categories = match listed {
        Some(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        None => filtered(inner.unwrap_or(error)).unwrap_or_else(|| categories_in(&message)),
    };
    let nested = nested.unwrap_or_default();
    Words {
        code: code_of(error)
            .filter(|code| !is_digits(code))
            .or_else(|| inner.and_then(code_of))
            .or(nested.code)
            .or_else(|| code_of(error)),
        kind: text("type").map(str::to_owned).or(nested.kind),
        param: text("param").map(str::to_owned).or(place).or(nested.param),
        stage: details
            .and_then(|details| details.get("moderation_stage")?.as_str())
            .map(str::to_owned),
        categories,
        message,
    }
}

fn code_of(error: &Value) -> Option<String> {
    match error.get("code")? {
        Value::String(code) if !code.is_empty() => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    }
}

/// Several errors: their sentences together, and the fields of the first.
fn listed(all: &[Value]) -> Words {
    let each: Vec<Words> = all.iter().map(from_object).collect();
    let messages: Vec<&str> = each
        .iter()
        .map(|one| one.message.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    let message = messages.join("; ");
    Words {
        message,
        ..each.into_iter().next().unwrap_or_default()
    }
}

/// Problems under the names of their fields: `{"size": ["is wrong"]}`.
fn by_field(fields: &serde_json::Map<String, Value>) -> Words {
    let line = |(field, problem): (&String, &Value)| {
        let words = problem.get(0).unwrap_or(problem).as_str()?;
        Some(format!("{field}: {words}"))
    };
    Words {
        message: fields.iter().filter_map(line).collect::<Vec<_>>().join("; "),
        param: fields.keys().next().cloned(),
        ..Words::default()
    }
}

/// The `detail` of `FastAPI`: a sentence, or a list of `{msg, loc}`; and the field that it is about.
fn detail(detail: &Value) -> (String, Option<String>) {
    match detail {
        Value::String(text) => (text.clone(), None),
        Value::Array(all) => {
            let field = |one: &Value| {
                let place = one.get("loc")?.as_array()?;
                place.iter().rev().find_map(Value::as_str).map(str::to_owned)
            };
            let line = |one: &Value| {
                let words = one.get("msg")?.as_str()?;
                Some(field(one).map_or_else(|| words.to_owned(), |field| format!("{field}: {words}")))
            };
            let words = all.iter().filter_map(line).collect::<Vec<_>>().join("; ");
            (words, all.first().and_then(field))
        }
        _ => Default::default(),
    }
}

/// The categories that a content filter names as the reason.
fn filtered(error: &Value) -> Option<Vec<String>> {
    let result = ["content_filter_result", "content_filter_results"]
        .iter()
        .find_map(|name| error.get(name))?;
    let names = result
        .as_object()?
        .iter()
        .filter(|(_, one)| one.get("filtered") == Some(&Value::Bool(true)));
    Some(names.map(|(name, _)| name.clone()).collect())
}

/// Older bodies end with `safety_violations=[sexual, violence]`.
fn categories_in(message: &str) -> Vec<String> {
    let list = message
        .split_once("safety_violations=[")
        .and_then(|(_, rest)| rest.split_once(']'));
    let names = list.map_or("", |(names, _)| names).split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The sentence of a body that is no JSON: a page's title, or the beginning of a text.
pub(super) fn excerpt(body: &[u8]) -> String {
    let start = String::from_utf8_lossy(&body[..body.len().min(16 * 1024)]).into_owned();
    // Only ASCII is lowered, so places in one text are places in the other.
    let lower = start.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let open = at + lower[at..].find('>')? + 1;
        let close = open + lower[open..].find("</title")?;
        Some(start[open..close].trim().to_owned())
    });
    title.unwrap_or_else(|| start.split_whitespace().collect::<Vec<_>>().join(" "))
}
