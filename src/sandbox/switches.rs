//! Words in a prompt that make the server fail on purpose.

use axum::http::StatusCode;

use super::answers::{Extra, Refusal};

/// In a prompt: refused with 400 `moderation_blocked` and its `moderation_details`.
pub const MODERATION: &str = "[[moderation]]";
/// In a prompt: refused with 429 `rate_limit_exceeded` and a `retry-after` of two seconds.
pub const RATE_LIMIT: &str = "[[429]]";
/// In a prompt: fails with 500 `server_error`.
pub const SERVER_ERROR: &str = "[[500]]";

const RETRY_AFTER_SECONDS: u16 = 2;

/// The failure that the prompt asks for, if it asks for one.
pub fn asked(prompt: &str, request_id: &str, count: u32) -> Result<(), Refusal> {
    if prompt.contains(MODERATION) {
        return Err(moderation(request_id));
    }
    if prompt.contains(RATE_LIMIT) {
        return Err(rate_limit(count));
    }
    if prompt.contains(SERVER_ERROR) {
        return Err(Refusal::broken());
    }
    Ok(())
}

fn moderation(request_id: &str) -> Refusal {
    let message = format!(
        "Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com \
         and include the request ID {request_id}."
    );
    Refusal {
        kind: "image_generation_user_error",
        extra: Some(Extra::Moderation),
        ..Refusal::general(StatusCode::BAD_REQUEST, Some("moderation_blocked"), message)
    }
}

fn rate_limit(count: u32) -> Refusal {
    let message = format!(
        "Rate limit reached on input-images per min: Limit 5, Used 5, Requested {count}. Please try again in {RETRY_AFTER_SECONDS}s."
    );
    Refusal {
        kind: "input-images",
        extra: Some(Extra::RetryAfter(RETRY_AFTER_SECONDS)),
        ..Refusal::general(StatusCode::TOO_MANY_REQUESTS, Some("rate_limit_exceeded"), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_word_gives_its_failure_and_other_words_none() {
        let cases = [
            ("a red kite", None),
            ("a [[moderation]] kite", Some((400, "moderation_blocked"))),
            ("[[429]]", Some((429, "rate_limit_exceeded"))),
            ("kite [[500]]", Some((500, "server_error"))),
        ];
        for (prompt, expected) in cases {
            let got = asked(prompt, "req_1", 1).err();
            let got = got.map(|refusal| (refusal.status.as_u16(), refusal.code.unwrap_or("")));
            assert_eq!(got, expected, "{prompt}");
        }
    }
}
