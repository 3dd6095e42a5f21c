//! The models that a server says it has.

use jiff::civil::Date;
use serde_json::Value;
use tokio::time::timeout;

use super::{ApiError, Client, Head, outgoing::ACCEPTED, receive::body, refusal::judged};
use crate::domain::{ServedModel, one_line};

/// The lists of large servers describe hundreds of models at length.
const MOST: usize = 16 * 1024 * 1024;

impl Client {
    /// Asks for the list of models; a quick way to try a key. It bills nothing and may be asked again.
    pub async fn models(&self) -> Result<Vec<ServedModel>, ApiError> {
        let lost = |why: &str| ApiError::NotSent {
            message: format!("the list of models did not come: {why}"),
            never_connected: false,
        };
        let asked = self.http.get(self.endpoint.address_of_models());
        let asked = asked.header(reqwest::header::ACCEPT, ACCEPTED);
        let answer = timeout(self.limits.between_bytes, asked.send()).await;
        let answer = answer.map_err(|_| lost("the server is silent"))?;
        let response = answer.map_err(|error| self.never_came(&error))?;
        let redactor = self.endpoint.redactor();
        let head = Head::read(response.status(), response.headers(), &redactor).answered_by(response.url());
        if response.status().is_redirection() {
            return Err(self.redirected(&response, head));
        }
        let success = response.status().is_success();
        let body = body(response, &self.limits, MOST).await;
        let is_error = || {
            let value = serde_json::from_slice::<Value>(&body).ok();
            value.is_some_and(|value| {
                value
                    .get("error")
                    .is_some_and(|error| error.is_object() || error.is_string())
            })
        };
        if !success || is_error() {
            return Err(ApiError::Said(Box::new(judged(head, body, &redactor))));
        }
        listed(&body).ok_or_else(|| lost("the answer is no list"))
    }
}

/// The items of `data`, of `models` or of the whole answer, which may also be the ids alone or the keys of an object;
/// what has no id is left out.
fn listed(body: &[u8]) -> Option<Vec<ServedModel>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let list = ["data", "models", "result"]
        .iter()
        .find_map(|name| value.get(name))
        .unwrap_or(&value);
    match list {
        Value::Array(items) => Some(items.iter().filter_map(|item| model(item, None)).collect()),
        Value::Object(items) if list.get("id").is_none() && items.values().all(Value::is_object) => {
            Some(items.iter().filter_map(|(id, item)| model(item, Some(id))).collect())
        }
        // A server that has none says so in many ways.
        Value::Null => Some(Vec::new()),
        _ => None,
    }
}

fn model(item: &Value, key: Option<&str>) -> Option<ServedModel> {
    let id = ["id", "model", "name", "slug"]
        .iter()
        .find_map(|name| item.get(name)?.as_str());
    let id = id.or(key).or_else(|| item.as_str()).map(str::trim);
    // No honest id has letters that cannot be shown.
    let id = id.filter(|id| !id.is_empty() && one_line(id) == *id)?;
    let shutdown = ["shutdown_date", "shutdown_at", "deprecation_date"]
        .iter()
        .find_map(|name| item.get(name));
    Some(ServedModel {
        id: id.to_owned(),
        shutdown: shutdown.and_then(date),
    })
}

/// A day, alone or with a time after it.
fn date(value: &Value) -> Option<Date> {
    let text = value.as_str()?.trim();
    text.get(..10).and_then(|day| day.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids and shutdown dates.
    fn read(body: &str) -> Option<Vec<(String, Option<String>)>> {
        let models = listed(body.as_bytes())?;
        Some(
            models
                .into_iter()
                .map(|model| (model.id, model.shutdown.map(|date| date.to_string())))
                .collect(),
        )
    }

    #[test]
    fn a_list_is_read_with_its_dates() {
        let body = r#"{"object":"list","data":[{"id":"a","shutdown_date":null,"created":1793750400},
            {"id":"b","shutdown_date":"2026-12-01","created":"1793750400"},{"id":"c","shutdown_date":7},
            {"object":"x"},{"id":"d"},null,{"id":" "},{"id":"e","shutdown_date":"2026-12-01T00:00:00Z"}]}"#;
        let date = Some("2026-12-01".to_owned());
        let entry = |id: &str, date: &Option<String>| (id.to_owned(), date.clone());
        assert_eq!(
            read(body).unwrap(),
            [
                entry("a", &None),
                entry("b", &date),
                entry("c", &None),
                entry("d", &None),
                entry("e", &date)
            ]
        );
    }

    #[test]
    fn other_servers_have_lists_of_their_own_shapes() {
        for (body, ids) in [
            (r#"[{"id":"x"}]"#, Some(vec!["x"])),
            (r#"{"models":[{"name":"x"},{"model":"y"}]}"#, Some(vec!["x", "y"])),
            (r#"{"data":["x","y"]}"#, Some(vec!["x", "y"])),
            (r#"{"x":{"family":"f"},"y":{}}"#, Some(vec!["x", "y"])),
            (r#"{"data":null}"#, Some(vec![])),
            (r#"{"data":[]}"#, Some(vec![])),
            ("<html>", None),
            ("7", None),
            ("", None),
        ] {
            let read = read(body).map(|all| all.into_iter().map(|(id, ..)| id).collect::<Vec<_>>());
            assert_eq!(
                read,
                ids.map(|ids| ids.into_iter().map(str::to_owned).collect()),
                "{body}"
            );
        }
    }
}
