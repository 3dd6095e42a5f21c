//! The models that a server says it has.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::{ApiError, Client, Head, outgoing::ACCEPTED, refusal::judged};
use crate::domain::ServedModel;

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
        let head = Head::read(response.status(), response.headers(), &redactor);
        let (redirected, success) = (response.status().is_redirection(), response.status().is_success());
        if redirected {
            return Err(self.redirected(&response, head));
        }
        let body = whole(response, self.limits.between_bytes).await;
        if !success {
            return Err(ApiError::Said(Box::new(judged(head, body, &redactor))));
        }
        listed(&body).ok_or_else(|| lost("the answer is no list"))
    }
}

/// The body as far as it comes; the longest list known has a few thousand models.
async fn whole(mut response: reqwest::Response, patience: Duration) -> Vec<u8> {
    const MOST: usize = 8 * 1024 * 1024;
    let mut body = Vec::new();
    while let Ok(Ok(Some(piece))) = timeout(patience, response.chunk()).await {
        body.extend_from_slice(&piece);
        if body.len() >= MOST {
            break;
        }
    }
    body
}

/// The items of `data` or `models`, or of the whole answer; what has no id is left out (images-api.md §2.5).
fn listed(body: &[u8]) -> Option<Vec<ServedModel>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let items = value.get("data").or_else(|| value.get("models")).unwrap_or(&value);
    let date = |item: &Value| item.get("shutdown_date")?.as_str()?.parse().ok();
    let model = |item: &Value| {
        let id = item.get("id").or_else(|| item.get("name")).unwrap_or(item).as_str()?;
        Some(ServedModel {
            id: id.to_owned(),
            shutdown: date(item),
        })
    };
    Some(items.as_array()?.iter().filter_map(model).collect())
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
            .map(|m| (m.id.as_str(), m.shutdown.map(|d| d.to_string())))
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
        for other in ["[{\"id\":\"x\"}]", "[\"x\"]", "{\"models\":[{\"name\":\"x\"}]}"] {
            assert_eq!(listed(other.as_bytes()).unwrap()[0].id, "x", "{other}");
        }
        assert!(listed(b"<html>").is_none());
    }
}
