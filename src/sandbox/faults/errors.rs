//! Refusals of the live server that no request of its own deserves (`images-api.md §9`).

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use serde_json::json;

use super::super::{answer::Answer, refusal::Refusal};

/// The request that is refused.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Its id.
    pub request_id: &'a str,
    /// The model that it names.
    pub model: &'a str,
    /// How many pictures it wants.
    pub count: u32,
}

pub fn moderation(case: &Case, stage: &str, category: &str) -> Refusal {
    let message = format!(
        "Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com \
         and include the request ID {}.",
        case.request_id
    );
    let details = json!({"moderation_stage": stage, "categories": [category]});
    Refusal {
        moderation: Some(Box::new(details)),
        kind: "image_generation_user_error",
        ..refused(Some("moderation_blocked"), message)
    }
}

pub fn old_moderation(case: &Case) -> Refusal {
    let message = format!(
        "Your request was rejected as a result of our safety system. Request ID {}. safety_violations=[sexual]",
        case.request_id
    );
    Refusal {
        kind: "image_generation_user_error",
        ..refused(Some("moderation_blocked"), message)
    }
}

pub fn content_policy(_: &Case) -> Refusal {
    let message =
        "Your request was rejected as a result of our safety system. Your prompt may contain text that is not allowed.";
    refused(Some("content_policy_violation"), message)
}

pub fn invalid_value(_: &Case) -> Refusal {
    let message = "Invalid size '1000x1000'. Width and height must both be divisible by 16.";
    Refusal::order("size", "invalid_value", message)
}

pub fn unknown_parameter(_: &Case) -> Refusal {
    let message = "Unknown parameter: 'response_format'.";
    Refusal::schema("response_format", "unknown_parameter", message)
}

pub fn invalid_image(_: &Case) -> Refusal {
    let message = "Invalid image file or mode for image 3, please check your image file.";
    Refusal::order("image", "invalid_image_file", message)
}

pub fn billing(_: &Case) -> Refusal {
    refused(
        Some("billing_hard_limit_reached"),
        "Billing hard limit has been reached",
    )
}

pub fn wrong_key(_: &Case) -> Refusal {
    let message = "Incorrect API key provided: sk-sandb*****word. You can find your API key at \
                   https://platform.openai.com/account/api-keys.";
    Refusal::general(StatusCode::UNAUTHORIZED, Some("invalid_api_key"), message)
}

pub fn unverified(case: &Case) -> Refusal {
    let message = format!(
        "Your organization must be verified to use the model `{}`. Please go to: \
         https://platform.openai.com/settings/organization/general and click on Verify Organization. If you just verified, \
         it can take up to 15 minutes for access to propagate.",
        case.model
    );
    Refusal::general(StatusCode::FORBIDDEN, None, message)
}

pub fn region(_: &Case) -> Refusal {
    let code = Some("unsupported_country_region_territory");
    Refusal {
        kind: "request_forbidden",
        ..Refusal::general(
            StatusCode::FORBIDDEN,
            code,
            "Country, region, or territory not supported",
        )
    }
}

pub fn model_not_found(case: &Case) -> Refusal {
    let message = format!(
        "The model '{}' does not exist or you do not have access to it.",
        case.model
    );
    Refusal {
        param: Some("model".to_owned()),
        ..Refusal::general(StatusCode::NOT_FOUND, Some("model_not_found"), message)
    }
}

pub fn timeout(_: &Case) -> Refusal {
    Refusal::general(StatusCode::REQUEST_TIMEOUT, None, "The request took too long.")
}

pub fn conflict(_: &Case) -> Refusal {
    Refusal::general(
        StatusCode::CONFLICT,
        None,
        "Another request changed the same thing. Please try again.",
    )
}

/// Says its wait in words, as all of its kind do.
pub fn rate_limit(case: &Case) -> Refusal {
    let message = format!(
        "Rate limit reached for {} on input-images per min: Limit 5, Used 5, Requested {}. Please try again in 2s.",
        case.model, case.count
    );
    Refusal::too_often("input-images", message)
}

pub fn too_many(case: &Case) -> Refusal {
    let (limit, requested) = (case.count.saturating_sub(1), case.count);
    let message = format!(
        "Rate limit reached for {} on input-images per min: Limit {limit}, Used 0, Requested {requested}.",
        case.model
    );
    Refusal::too_often("input-images", message)
}

pub fn spent(code: &'static str) -> Refusal {
    let message = "You exceeded your current quota, please check your plan and billing details.";
    Refusal {
        kind: "insufficient_quota",
        ..Refusal::general(StatusCode::TOO_MANY_REQUESTS, Some(code), message)
    }
}

pub fn overloaded(_: &Case) -> Refusal {
    let message = "The engine is currently overloaded, please try again later.";
    Refusal {
        kind: "server_error",
        ..Refusal::general(StatusCode::SERVICE_UNAVAILABLE, None, message)
    }
}

/// A web page, as gateways and proxies send it.
pub fn page(status: u16, title: &str) -> Answer {
    let number = if status == 200 {
        String::new()
    } else {
        format!("{status} ")
    };
    let body = format!(
        "<!DOCTYPE html>\n<html>\n<head><title>{number}{title}</title></head>\n\
         <body>\n<center><h1>{number}{title}</h1></center>\n<hr><center>sandbox</center>\n</body>\n</html>\n"
    );
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    Answer::new("text/html; charset=utf-8", body).with_status(status)
}

/// The HTTP date of the moment three seconds from now.
pub fn soon() -> String {
    let soon = Timestamp::now().saturating_add(SignedDuration::from_secs(3));
    let printed = soon.map(|soon| rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&soon));
    printed.ok().and_then(Result::ok).unwrap_or_default()
}

fn refused(code: Option<&'static str>, message: impl Into<String>) -> Refusal {
    Refusal::general(StatusCode::BAD_REQUEST, code, message)
}
