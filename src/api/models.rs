//! The models that a server says it has.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tokio::time::timeout;

use super::{ApiError, Client, Head, receive::refusal, refusal::judged, transport::cause};
use crate::domain::one_line;

/// A model of a server's list (images-api.md §2.5).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ListedModel {
    /// Its id, as it is sent.
    pub id: String,
    /// When its maker stops it, where that is said.
    #[serde(default, deserialize_with = "date_or_nothing")]
    pub shutdown_date: Option<Date>,
}

fn date_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| text.parse().ok()))
}

impl Client {
    /// Asks for the list of models; a quick way to try a key. It bills nothing and may be asked again.
    pub async fn models(&self) -> Result<Vec<ListedModel>, ApiError> {
        let lost = |why: String| ApiError::NotSent {
            message: format!("the list of models did not come: {why}"),
            never_connected: false,
        };
        let answer = timeout(
            self.limits.between_bytes,
            self.http.get(self.endpoint.url("models")).send(),
        )
        .await;
        let answer = answer.map_err(|_| lost("the server is silent".to_owned()))?;
        let response = answer.map_err(|error| lost(one_line(&cause(&error)).into_owned()))?;
        let redactor = self.endpoint.redactor();
        let head = Head::read(response.status(), response.headers(), &redactor);
        let success = response.status().is_success();
        let body = refusal(response, &self.limits).await;
        if !success {
            return Err(ApiError::Said(Box::new(judged(head, body, &redactor))));
        }
        listed(&body).ok_or_else(|| lost("the answer is no list".to_owned()))
    }
}

/// The items of `data`, or of the whole answer; what has no id is left out.
fn listed(body: &[u8]) -> Option<Vec<ListedModel>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let items = value.get("data").unwrap_or(&value).as_array()?;
    Some(
        items
            .iter()
            .filter_map(|item| ListedModel::deserialize(item).ok())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_its_shutdown_dates() {
        let body = br#"{"object":"list","data":[
            {"id":"a","shutdown_date":null},{"id":"b","shutdown_date":"2026-12-01"},{"id":"c","shutdown_date":7},{"object":"x"},{"id":"d"}]}"#;
        let models = listed(body).unwrap();
        let dates: Vec<_> = models
            .iter()
            .map(|m| (m.id.as_str(), m.shutdown_date.map(|d| d.to_string())))
            .collect();
        assert_eq!(
            dates,
            [
                ("a", None),
                ("b", Some("2026-12-01".to_owned())),
                ("c", None),
                ("d", None)
            ]
        );
        assert_eq!(listed(b"[{\"id\":\"x\"}]").unwrap().len(), 1);
        assert!(listed(b"<html>").is_none());
    }
}
