//! Errors as other servers say them, and answers that are none yet (`images-api.md §13`).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::answer::Answer;

const MESSAGE: &str = "The picture could not be made.";

fn told(status: StatusCode, body: &Value) -> Answer {
    Answer::json(body).with_status(status)
}

fn bad(body: &Value) -> Answer {
    told(StatusCode::BAD_REQUEST, body)
}

pub fn inside_success() -> Answer {
    Answer::json(
        &json!({"error": {"message": MESSAGE, "type": "server_error", "param": null, "code": "upstream_error"}}),
    )
}

pub fn azure() -> Answer {
    let error = json!({"code": "404", "message": "Resource not found"});
    told(StatusCode::NOT_FOUND, &json!({ "error": error }))
}

pub fn azure_filter() -> Answer {
    let results = json!({
        "hate": {"filtered": false, "severity": "safe"},
        "violence": {"filtered": true, "severity": "medium"},
    });
    let inner = json!({"code": "ResponsibleAIPolicyViolation", "content_filter_results": results});
    bad(&json!({"error": {
        "code": "content_policy_violation",
        "message": "The prompt was stopped by the content filter.",
        "param": "prompt",
        "status": 400,
        "inner_error": inner,
    }}))
}

pub fn litellm() -> Answer {
    let message = "litellm.BadRequestError: OpenAIException - {'error': {'message': 'unsupported size', 'code': 'invalid_value'}}";
    bad(&json!({"error": {"message": message, "type": null, "param": null, "code": "400"}}))
}

pub fn fastapi() -> Answer {
    let detail = json!([{"type": "missing", "loc": ["body", "prompt"], "msg": "Field required", "input": null}]);
    told(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "detail": detail }))
}

pub fn fastapi_text() -> Answer {
    told(StatusCode::NOT_FOUND, &json!({"detail": "Not Found"}))
}

pub fn text() -> Answer {
    bad(&json!({ "error": MESSAGE }))
}

pub fn message() -> Answer {
    bad(&json!({ "message": MESSAGE }))
}

pub fn list() -> Answer {
    bad(&json!({"errors": [{ "message": MESSAGE }, {"message": "There is a second one."}]}))
}

pub fn code() -> Answer {
    bad(&json!({"code": 40_001, "msg": MESSAGE, "data": null}))
}

pub fn problem() -> Answer {
    let body = json!({"type": "about:blank", "title": "Bad Request", "status": 400, "detail": MESSAGE});
    Answer::new("application/problem+json", body.to_string()).with_status(StatusCode::BAD_REQUEST)
}

pub fn plain() -> Answer {
    Answer::new("text/plain; charset=utf-8", MESSAGE).with_status(StatusCode::INTERNAL_SERVER_ERROR)
}

pub fn task() -> Answer {
    told(StatusCode::ACCEPTED, &json!({"task_id": "task-1", "status": "PENDING"}))
}

pub fn task_accepted() -> Answer {
    Answer::json(&json!({"id": "job-1", "status": "processing", "data": null}))
}
