//! Every error of images-api.md §9 and every shape of §13.1, rules 5 and 6.
#![expect(clippy::too_many_lines, reason = "the functions are tables of cases")]

use pochade::{
    api::{Moderation, Particulars, Rate, Verdict},
    domain::FailureKind,
};

use super::{KEY, case::Case};

const BILLING: &str = "https://platform.openai.com/settings/organization/billing/overview";
const VERIFY: &str = "https://platform.openai.com/settings/organization/general";

fn moderation(stage: &str, categories: &[&str]) -> Particulars {
    Particulars {
        moderation: Some(Moderation {
            stage: Some(stage.to_owned()).filter(|stage| !stage.is_empty()),
            categories: categories.iter().map(|name| (*name).to_owned()).collect(),
        }),
        ..Particulars::default()
    }
}

fn supported(values: &[&str]) -> Particulars {
    Particulars {
        supported: values.iter().map(|value| (*value).to_owned()).collect(),
        ..Particulars::default()
    }
}

fn error(message: &str, kind: &str, param: &str, code: &str) -> String {
    let text = |value: &str| {
        if value.is_empty() {
            "null".to_owned()
        } else {
            format!("\"{value}\"")
        }
    };
    format!(
        r#"{{"error":{{"message":"{message}","type":"{kind}","param":{},"code":{}}}}}"#,
        text(param),
        text(code)
    )
}

const USER: &str = "image_generation_user_error";
const INVALID: &str = "invalid_request_error";

pub fn moderated() -> Vec<Case> {
    let refused = FailureKind::Refused;
    vec![
        Case::refusal(
            "moderation at the input",
            "400 Bad Request",
            r#"{"error":{"message":"Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID req_EXAMPLE.","type":"image_generation_user_error","param":null,"code":"moderation_blocked","moderation_details":{"moderation_stage":"input","categories":["other"]}}}"#,
        )
        .fails(refused, "rejected by the safety system")
        .code("moderation_blocked")
        .hints("at the input (other): not billed")
        .tells(moderation("input", &["other"]))
        .billed(false),
        Case::refusal(
            "moderation at the output",
            "400 Bad Request",
            r#"{"error":{"message":"Rejected.","type":"image_generation_user_error","param":null,"code":"moderation_blocked","moderation_details":{"moderation_stage":"output","categories":["sexual","violence"]}}}"#,
        )
        .fails(refused, "Rejected.")
        .hints("at the output (sexual, violence): it may have been billed")
        .tells(moderation("output", &["sexual", "violence"]))
        .verdict(Verdict::Refused)
        .billed(true),
        Case::refusal(
            "moderation somewhere",
            "400 Bad Request",
            r#"{"error":{"message":"Rejected.","type":"image_generation_user_error","code":"moderation_blocked","moderation_details":{"moderation_stage":"unknown","categories":[]}}}"#,
        )
        .fails(refused, "Rejected.")
        .hints("whether it was billed is not said")
        .tells(moderation("unknown", &[])),
        Case::refusal(
            "6 an older body",
            "400 Bad Request",
            &error("Your request was rejected as a result of our safety system. safety_violations=[sexual, violence].", USER, "", ""),
        )
        .fails(refused, "safety system")
        .hints("moderation stopped it (sexual, violence); change the prompt")
        .tells(moderation("", &["sexual", "violence"]))
        .billed(false),
        Case::refusal("6 content_policy_violation", "400 Bad Request", &error("No.", INVALID, "", "content_policy_violation"))
            .fails(refused, "No.")
            .code("content_policy_violation")
            .hints("moderation stopped it"),
        Case::refusal("6 content_filter with a wrong status", "503 Busy", &error("No.", INVALID, "", "content_filter"))
            .fails(refused, "No.")
            .hints("moderation stopped it"),
        Case::refusal("6 image_content_policy_violation", "400 Bad Request", &error("No.", INVALID, "", "image_content_policy_violation"))
            .fails(refused, "No.")
            .hints("moderation stopped it"),
        Case::refusal("6 words only", "403 Forbidden", r#"{"message":"This prompt violates our content policy."}"#)
            .fails(refused, "content policy")
            .hints("moderation stopped it"),
        Case::refusal(
            "6 an upstream body inside a message",
            "500 Internal",
            r#"{"error":{"message":"upstream error: {\"error\":{\"message\":\"Rejected by the safety system.\",\"type\":\"image_generation_user_error\",\"code\":\"moderation_blocked\",\"param\":null}}","type":"upstream_error","param":"","code":"500"}}"#,
        )
        .fails(refused, "Rejected by the safety system.")
        .code("moderation_blocked")
        .hints("moderation stopped it"),
    ]
}

pub fn fields() -> Vec<Case> {
    let refused = FailureKind::Refused;
    let bad = "400 Bad Request";
    vec![
        Case::refusal(
            "a bad size",
            bad,
            &error(
                "Invalid size 'bogus'. Expected WIDTHxHEIGHT, for example '1824x1024'.",
                USER,
                "size",
                "invalid_value",
            ),
        )
        .fails(refused, "Invalid size 'bogus'")
        .param("size")
        .code("invalid_value"),
        Case::refusal(
            "a size of another model",
            bad,
            &error(
                "Invalid size '123x456'. Supported sizes are 1024x1024, 1024x1536, 1536x1024, and auto.",
                USER,
                "size",
                "invalid_value",
            ),
        )
        .fails(refused, "123x456")
        .param("size")
        .hints("use 1024x1024, 1024x1536, 1536x1024 or auto")
        .tells(supported(&["1024x1024", "1024x1536", "1536x1024", "auto"])),
        Case::refusal(
            "a value that is none",
            bad,
            &error(
                "Invalid value: 'ultra'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
                INVALID,
                "quality",
                "invalid_value",
            ),
        )
        .fails(refused, "ultra")
        .param("quality")
        .hints("use low, medium, high or auto")
        .tells(supported(&["low", "medium", "high", "auto"])),
        Case::refusal(
            "a quality of another model",
            bad,
            &error(
                "The model 'gpt-image-2' does not support quality 'xhigh'",
                USER,
                "quality",
                "invalid_value",
            ),
        )
        .fails(refused, "does not support quality")
        .param("quality"),
        Case::refusal(
            "an unknown parameter",
            bad,
            &error("Unknown parameter: 'style'.", INVALID, "style", "unknown_parameter"),
        )
        .fails(refused, "Unknown parameter")
        .param("style")
        .hints("takes no style; leave it out"),
        Case::refusal(
            "an unknown parameter that only the words name",
            bad,
            &error(
                "Unknown parameter: 'response_format'.",
                INVALID,
                "",
                "unknown_parameter",
            ),
        )
        .fails(refused, "Unknown parameter")
        .param("response_format")
        .hints("takes no response_format"),
        Case::refusal(
            "a missing one",
            bad,
            &error(
                "Missing required parameter: 'model'.",
                INVALID,
                "",
                "missing_required_parameter",
            ),
        )
        .fails(refused, "Missing required")
        .param("model"),
        Case::refusal(
            "a wrong type",
            bad,
            &error(
                "Invalid type for 'n': expected an integer, but got a decimal number instead.",
                INVALID,
                "n",
                "invalid_type",
            ),
        )
        .fails(refused, "Invalid type")
        .param("n"),
        Case::refusal(
            "an empty prompt",
            bad,
            &error("Invalid 'prompt': empty string.", INVALID, "prompt", "empty_string"),
        )
        .fails(refused, "empty")
        .param("prompt"),
        Case::refusal(
            "no images",
            bad,
            &error("Invalid 'images': empty array.", INVALID, "images", "empty_array"),
        )
        .fails(refused, "empty")
        .param("images"),
        Case::refusal(
            "too few",
            bad,
            &error(
                "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
                INVALID,
                "n",
                "integer_below_min_value",
            ),
        )
        .fails(refused, "below minimum")
        .param("n"),
        Case::refusal(
            "too many",
            bad,
            &error(
                "Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead.",
                INVALID,
                "n",
                "integer_above_max_value",
            ),
        )
        .fails(refused, "above maximum")
        .param("n"),
        Case::refusal(
            "an unreadable image",
            bad,
            &error(
                "Invalid image file or mode for image 3, please check your image file.",
                USER,
                "",
                "invalid_image_file",
            ),
        )
        .fails(refused, "for image 3")
        .param("image")
        .hints("it is input image 3")
        .tells(Particulars {
            image: Some(3),
            ..Particulars::default()
        }),
        Case::refusal(
            "an image by its place in the list",
            bad,
            &error("Invalid value.", INVALID, "images[1].image_url", "invalid_value"),
        )
        .fails(refused, "Invalid value")
        .param("images[1].image_url")
        .hints("it is input image 2"),
        Case::refusal(
            "compression of a png",
            bad,
            &error(
                "Compression less than 100 is not supported for PNG output format",
                USER,
                "output_compression",
                "invalid_png_output_compression",
            ),
        )
        .fails(refused, "Compression")
        .param("output_compression"),
        Case::refusal(
            "fidelity of another model",
            bad,
            &error(
                "input_fidelity is not supported.",
                USER,
                "input_fidelity",
                "invalid_input_fidelity_model",
            ),
        )
        .fails(refused, "input_fidelity")
        .param("input_fidelity"),
        Case::refusal(
            "a dead model",
            bad,
            &error("The model 'dall-e-3' does not exist.", USER, "model", "invalid_value"),
        )
        .fails(refused, "does not exist")
        .param("model")
        .code("invalid_value")
        .hints("pochade models"),
        Case::refusal(
            "a model that is not found",
            "404 Not Found",
            &error(
                "The model `x` does not exist or you do not have access to it.",
                INVALID,
                "",
                "model_not_found",
            ),
        )
        .fails(refused, "do not have access")
        .param("model")
        .hints("pochade models"),
    ]
}

pub fn accounts() -> Vec<Case> {
    let refused = FailureKind::Refused;
    let setup = FailureKind::Setup;
    vec![
        Case::refusal("a wrong key that is echoed", "401 Unauthorized", &error(&format!("Incorrect API key provided: {KEY}. You can find your API key at https://platform.openai.com/account/api-keys."), INVALID, "", "invalid_api_key"))
            .fails(setup, "Incorrect API key provided: [key]")
            .link("https://platform.openai.com/account/api-keys")
            .hints("check the profile's key")
            .billed(false),
        Case::refusal("no key", "401 Unauthorized", &error("You didn't provide an API key.", INVALID, "", "")).fails(setup, "didn't provide").hints("key"),
        Case::refusal(
            "not verified",
            "403 Forbidden",
            &error("Your organization must be verified to use the model `gpt-image-2`. Please go to the organization settings and click on Verify Organization. If you just verified, it can take up to 15 minutes for access to propagate.", INVALID, "", ""),
        )
        .fails(setup, "must be verified")
        .hints("up to 15 minutes")
        .link(VERIFY),
        Case::refusal("not verified, with a link", "403 Forbidden", &error("Your organization must be verified to use the model `m`. Please go to: https://verify.example/org.", INVALID, "", ""))
            .fails(setup, "must be verified")
            .link("https://verify.example/org"),
        Case::refusal("a region", "403 Forbidden", &error("Country, region, or territory not supported", "request_forbidden", "", "unsupported_country_region_territory"))
            .fails(setup, "not supported")
            .hints("region"),
        Case::refusal("a spending cap with status 400", "400 Bad Request", &error("Billing hard limit has been reached", INVALID, "", "billing_hard_limit_reached"))
            .fails(refused, "hard limit")
            .verdict(Verdict::Quota)
            .hints("see billing and limits"),
        Case::refusal("a spending cap in words only", "400 Bad Request", &error("Billing hard limit has been reached.", INVALID, "", "")).fails(refused, "hard limit").verdict(Verdict::Quota),
        Case::refusal(
            "no credit",
            "429 Too Many Requests",
            &error("You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.", "insufficient_quota", "", "insufficient_quota"),
        )
        .fails(refused, "exceeded your current quota")
        .verdict(Verdict::Quota)
        .link(BILLING)
        .hints(BILLING),
        Case::refusal("a project's cap", "429 Too Many Requests", &error("Project spend limit reached", "insufficient_quota", "", "project_spend_limit_exceeded")).fails(refused, "spend limit").verdict(Verdict::Quota),
        Case::refusal("an organisation's cap", "429 Too Many Requests", &error("Spend limit reached", "insufficient_quota", "", "organization_spend_limit_exceeded")).fails(refused, "pend limit").verdict(Verdict::Quota),
        Case::refusal("an organisation's use", "429 Too Many Requests", &error("Usage limit reached", "insufficient_quota", "", "organization_usage_limit_exceeded")).fails(refused, "sage limit").verdict(Verdict::Quota),
        Case::refusal("payment required", "402 Payment Required", r#"{"error":{"message":"Insufficient credits. Add more at https://pay.example/credits","code":402}}"#)
            .fails(refused, "Insufficient credits")
            .verdict(Verdict::Quota)
            .link("https://pay.example/credits"),
    ]
}

pub fn limits() -> Vec<Case> {
    let sentence = |limit: u32, used: u32, requested: u32, wait: &str| {
        let message = format!(
            "Rate limit reached for gpt-image-2 in organization org-1 on input-images per min: Limit {limit}, Used {used}, Requested {requested}. Please try again in {wait}."
        );
        error(&message, "input-images", "", "rate_limit_exceeded")
    };
    let slow = "429 Too Many Requests";
    vec![
        Case::refusal("too fast, in seconds", slow, &sentence(5, 5, 1, "12s"))
            .fails(FailureKind::NotSent, "Limit 5, Used 5, Requested 1")
            .verdict(Verdict::RateLimited)
            .waits(12_000)
            .hints("limit 5, used 5, requested 1, of input-images per min; wait 12 s")
            .tells(Particulars {
                rate: Some(Rate {
                    of: "input-images per min".to_owned(),
                    limit: Some(5),
                    used: Some(5),
                    requested: Some(1),
                }),
                ..Particulars::default()
            }),
        Case::refusal("too fast, in milliseconds", slow, &sentence(5, 5, 1, "467ms"))
            .verdict(Verdict::RateLimited)
            .waits(467),
        Case::refusal("more than the limit", slow, &sentence(5, 0, 9, "12s"))
            .fails(FailureKind::Refused, "Requested 9")
            .waits(12_000)
            .hints("ask for fewer images"),
        Case::refusal(
            "a wait in a header",
            slow,
            &error("Slow down", "requests", "", "rate_limit_exceeded"),
        )
        .header("retry-after: 7")
        .verdict(Verdict::RateLimited)
        .waits(7_000)
        .hints("wait 7 s"),
        Case::refusal("a wait in milliseconds in a header", slow, "")
            .header("retry-after-ms: 250")
            .header("retry-after: 9")
            .verdict(Verdict::RateLimited)
            .waits(250),
        Case::refusal(
            "a limit in headers only",
            slow,
            &error("Slow down", "requests", "", "rate_limit_exceeded"),
        )
        .header("x-ratelimit-limit-input-images: 5")
        .header("x-ratelimit-remaining-input-images: 0")
        .header("x-ratelimit-reset-input-images: 6m0s")
        .verdict(Verdict::RateLimited)
        .waits(360_000)
        .hints("limit 5, left 0, of input-images; wait 6 min"),
    ]
}

pub fn shapes() -> Vec<Case> {
    let refused = FailureKind::Refused;
    let unknown = FailureKind::Unknown;
    let bad = "400 Bad Request";
    vec![
        Case::refusal("nothing at a path", "404 Not Found", "").typed("x-nothing: 1").fails(refused, "said nothing").hints("does not have this path"),
        Case::refusal("time-out", "408 Request Timeout", "").fails(unknown, "408").billed(true),
        Case::refusal("conflict", "409 Conflict", "").fails(unknown, "409").billed(true),
        Case::refusal("too large, as a page", "413 Payload Too Large", "<html><head><title>413 Request Entity Too Large</title></head></html>")
            .typed("content-type: text/html")
            .fails(refused, "413 Request Entity Too Large")
            .hints("shrink them"),
        Case::refusal("no such body", "415 Unsupported Media Type", r#"{"detail":"Unsupported media type"}"#).fails(refused, "Unsupported").hints("multipart"),
        Case::refusal("a server's own fault", "500 Internal", &error("The server had an error", "server_error", "", "")).fails(unknown, "had an error").billed(true),
        Case::refusal("a gateway", "502 Bad Gateway", "<html><title>502 Bad Gateway</title>").typed("content-type: text/html").fails(unknown, "502 Bad Gateway").billed(true),
        Case::refusal("busy", "503 Busy", "busy").fails(unknown, "503: busy").billed(true),
        Case::refusal("a slow gateway", "504 Gateway Timeout", "").fails(unknown, "504").billed(true),
        Case::refusal("another slow gateway", "524 A Timeout Occurred", "error code: 524").fails(unknown, "524").billed(true),
        Case::refusal("5 error is a text", bad, r#"{"error":"no such thing"}"#).fails(refused, "400: no such thing"),
        Case::refusal("5 detail is a text", bad, r#"{"detail":"no such thing"}"#).fails(refused, "400: no such thing"),
        Case::refusal("5 detail is an object", bad, r#"{"detail":{"error":{"message":"no such thing","code":"invalid_value","param":"size"}}}"#).fails(refused, "400: no such thing").code("invalid_value").param("size"),
        Case::refusal(
            "5 detail is a list",
            "422 Unprocessable",
            r#"{"detail":[{"loc":["body","size"],"msg":"Input should be '512x512' or '1024x1024'","type":"enum"},{"loc":["body","n"],"msg":"too many"}]}"#,
        )
        .fails(refused, "size: Input should be")
        .param("size")
        .hints("use 512x512 or 1024x1024"),
        Case::refusal("5 a message alone", bad, r#"{"message":"no such thing","code":"E17"}"#).fails(refused, "no such thing").code("E17"),
        Case::refusal("5 a list of errors", bad, r#"{"errors":[{"message":"first","code":"a","param":"n"},{"message":"second"}]}"#).fails(refused, "first; second").code("a").param("n"),
        Case::refusal("5 errors by field", bad, r#"{"title":"One or more fields are wrong.","status":400,"errors":{"size":["is not one"],"n":["is none"]}}"#)
            .fails(refused, "size: is not one; n: is none")
            .param("size"),
        Case::refusal("5 a number for a code", bad, r#"{"code":10017,"msg":"no such thing"}"#).fails(refused, "no such thing").code("10017"),
        Case::refusal("5 a problem", bad, r#"{"type":"about:blank","title":"Bad input","status":400,"detail":"the size is odd"}"#)
            .typed("content-type: application/problem+json")
            .fails(refused, "the size is odd"),
        Case::refusal("5 plain text with an escape", bad, "no \u{1b}]52;c;x\u{7} such thing").typed("content-type: text/plain").fails(refused, "such thing"),
    ]
}
