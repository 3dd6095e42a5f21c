//! Azure's addresses, which name a deployment in place of the model (`images-api.md §13.3`).

use std::sync::Arc;

use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    answer::Answer,
    handlers::{asking, authenticated, check_form, drain, settled},
    refusal::Refusal,
    rules::{self, Endpoint},
    service::Service,
};

/// `POST /openai/deployments/{name}/images/generations?api-version=…`
pub async fn generations(State(service): State<Arc<Service>>, Path(name): Path<String>, request: Request) -> Response {
    drawn(service, Endpoint::Generations, name, request).await
}

/// `POST /openai/deployments/{name}/images/edits?api-version=…`
pub async fn edits(State(service): State<Arc<Service>>, Path(name): Path<String>, request: Request) -> Response {
    drawn(service, Endpoint::Edits, name, request).await
}

/// The deployment takes the place of the model, whatever the body says.
async fn drawn(service: Arc<Service>, endpoint: Endpoint, name: String, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let has_version =
        url::form_urlencoded::parse(query.as_bytes()).any(|(key, value)| key == "api-version" && !value.is_empty());
    if !has_version {
        drain(request).await;
        return missing("404", "Resource not found");
    }
    let asking = asking(Arc::clone(&service), &request);
    let drawn = async {
        let mut fields = authenticated(request).await?;
        if rules::find_listed(&name, service.options.retired).is_none() {
            let message = "The API deployment for this resource does not exist.";
            return Ok::<_, Refusal>(missing("DeploymentNotFound", message));
        }
        fields.values.insert("model".to_owned(), Value::String(name));
        check_form(endpoint, &fields)?;
        asking.draw(endpoint, fields, None).await
    };
    settled(drawn.await)
}

/// Azure's own errors have neither type nor param.
fn missing(code: &str, message: &str) -> Response {
    let body = json!({"error": {"code": code, "message": message}});
    Answer::json(&body).with_status(StatusCode::NOT_FOUND).into_response()
}
