//! The one table of all switches, from which the help is printed as well.

use std::time::Duration;

use axum::http::StatusCode;

use super::{
    super::{answer::Answer, painted::Painted, refusal::Refusal, shelf::Shelf},
    act::{Act, StreamFault},
    delivery::Delivery,
    errors::{self, Case},
    foreign_errors, shapes,
    spoiling::Spoiling,
};

/// One row of the table.
pub struct Entry {
    /// The word for it.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// What it does.
    pub act: Act,
}

const fn entry(name: &'static str, about: &'static str, act: Act) -> Entry {
    Entry { name, about, act }
}

const fn refuse(name: &'static str, about: &'static str, act: fn(&Case) -> Refusal) -> Entry {
    entry(name, about, Act::Refuse(act))
}

const fn say(name: &'static str, about: &'static str, act: fn() -> Answer) -> Entry {
    entry(name, about, Act::Say(act))
}

const fn shape(name: &'static str, about: &'static str, act: fn(&Painted, &Shelf) -> Answer) -> Entry {
    entry(name, about, Act::Shape(act))
}

const fn spoil(name: &'static str, about: &'static str, spoiling: Spoiling) -> Entry {
    entry(name, about, Act::Spoil(spoiling))
}

const fn tell(name: &'static str, about: &'static str, fault: StreamFault) -> Entry {
    entry(name, about, Act::Tell(fault))
}

const fn bring(name: &'static str, about: &'static str, delivery: Delivery) -> Entry {
    entry(name, about, Act::Deliver(delivery))
}

/// The groups of the table, with their headings.
pub const GROUPS: &[(&str, &[Entry])] = &[
    ("Refusals of the live server", REFUSALS),
    ("Answers that go wrong", MISHAPS),
    (
        "Streams that go wrong (a request that is not streamed is answered as ever)",
        STREAMS,
    ),
    ("Pictures in the shapes of other servers", SHAPES),
    ("Errors in the shapes of other servers", FOREIGN_ERRORS),
];

const REFUSALS: &[Entry] = &[
    refuse("moderation", "400 moderation_blocked at the input", |case| {
        errors::moderation(case, "input", "other")
    }),
    refuse("moderation-output", "400 moderation_blocked at the output", |case| {
        errors::moderation(case, "output", "violence")
    }),
    refuse(
        "moderation-old",
        "400 moderation_blocked without details, safety_violations in words",
        errors::old_moderation,
    ),
    refuse("content-policy", "400 content_policy_violation", errors::content_policy),
    refuse("invalid-value", "400 invalid_value for size", errors::invalid_value),
    refuse(
        "unknown-parameter",
        "400 unknown_parameter for response_format",
        errors::unknown_parameter,
    ),
    refuse(
        "invalid-image",
        "400 invalid_image_file for image 3",
        errors::invalid_image,
    ),
    refuse("billing", "400 billing_hard_limit_reached", errors::billing),
    refuse("401", "401 invalid_api_key", errors::wrong_key),
    refuse(
        "403-verify",
        "403 for an organisation that is not verified",
        errors::unverified,
    ),
    refuse("403-region", "403 unsupported_country_region_territory", errors::region),
    refuse("model-not-found", "404 model_not_found", errors::model_not_found),
    say("404", "404 without body and content type", || {
        Answer::empty(StatusCode::NOT_FOUND)
    }),
    refuse("408", "408 request timeout", errors::timeout),
    refuse("409", "409 conflict", errors::conflict),
    say("413", "413 from a proxy, in HTML", || {
        errors::page(413, "Request Entity Too Large")
    }),
    refuse("429", "429 with retry-after in seconds", |case| {
        errors::rate_limit(case).with_header("retry-after", "2")
    }),
    refuse("429-date", "429 with retry-after as an HTTP date", |case| {
        errors::rate_limit(case).with_header("retry-after", errors::soon())
    }),
    refuse("429-ms", "429 with retry-after-ms", |case| {
        errors::rate_limit(case).with_header("retry-after-ms", "1500")
    }),
    refuse("429-words", "429 with the wait in its words only", errors::rate_limit),
    refuse(
        "429-too-many",
        "429 for more than is ever allowed at once",
        errors::too_many,
    ),
    refuse("quota", "429 insufficient_quota", |_| {
        errors::spent("insufficient_quota")
    }),
    refuse("project-limit", "429 project_spend_limit_exceeded", |_| {
        errors::spent("project_spend_limit_exceeded")
    }),
    refuse("organization-limit", "429 organization_spend_limit_exceeded", |_| {
        errors::spent("organization_spend_limit_exceeded")
    }),
    refuse("usage-limit", "429 organization_usage_limit_exceeded", |_| {
        errors::spent("organization_usage_limit_exceeded")
    }),
    refuse("500", "500 server_error", |_| Refusal::broken()),
    say("502", "502 from a gateway, in HTML", || {
        errors::page(502, "Bad Gateway")
    }),
    refuse("503", "503 overloaded", errors::overloaded),
    say("504", "504 from a gateway, in HTML", || {
        errors::page(504, "Gateway Time-out")
    }),
    say("520", "520 from a gateway, in HTML", || {
        errors::page(520, "Web server is returning an unknown error")
    }),
    say("524", "524 from a gateway, in HTML", || {
        errors::page(524, "A timeout occurred")
    }),
];

const MISHAPS: &[Entry] = &[
    entry(
        "slow",
        "the answer takes 30 seconds longer",
        Act::Wait(Duration::from_secs(30)),
    ),
    bring("stalled", "headers, and then silence for ever", Delivery::Stalled),
    bring(
        "cut",
        "the connection is lost half way through a body of known length",
        Delivery::CutAtLength,
    ),
    bring(
        "cut-chunked",
        "the same with a chunked body; a stream is cut within its last event",
        Delivery::CutInChunks,
    ),
    bring(
        "small-pieces",
        "the body comes in chunks of 1.4 KB",
        Delivery::SmallPieces,
    ),
    spoil("fewer", "one picture less than asked for", Spoiling::Fewer),
    spoil(
        "bad-base64",
        "base64 with characters that are none",
        Spoiling::BadBase64,
    ),
    spoil("not-an-image", "base64 of a text", Spoiling::Text),
    say("html", "200 with a web page", || {
        errors::page(200, "Sign in to the network")
    }),
    say("empty", "200 with nothing", || Answer::new("application/json", "")),
    say(
        "error-in-200",
        "200 with an error object",
        foreign_errors::inside_success,
    ),
];

const STREAMS: &[Entry] = &[
    tell(
        "cut-stream",
        "the connection is lost after the partial pictures",
        StreamFault::CutAfterPartial,
    ),
    tell(
        "error-in-stream",
        "an error comes after the partial pictures",
        StreamFault::ErrorInside,
    ),
    tell(
        "no-completed",
        "the stream ends without a whole picture",
        StreamFault::NoCompleted,
    ),
    shape("plain-stream", "a stream is answered as plain JSON", Painted::plain),
    tell(
        "azure-preambles",
        "partial pictures with an empty b64_json come first",
        StreamFault::EmptyPartials,
    ),
    tell(
        "bare-stream",
        "no event: lines, heartbeats, CRLF, [DONE]",
        StreamFault::Bare,
    ),
    tell(
        "vllm",
        "objects of the kind image.edit.chunk, [DONE]",
        StreamFault::Chunks,
    ),
];

const SHAPES: &[Entry] = &[
    shape("url", "data[].url", shapes::url),
    shape("relative-url", "data[].url without a host", shapes::relative_url),
    shape("data-url", "data[].url as a data: URL", shapes::data_url),
    shape(
        "b64-data-url",
        "data[].b64_json as a data: URL",
        shapes::data_url_in_base64,
    ),
    spoil("url-safe", "base64 with - and _", Spoiling::UrlSafe),
    spoil("line-breaks", "base64 in lines of 76 characters", Spoiling::LineBreaks),
    shape(
        "null-items",
        "nulls: one item, usage, the other key",
        shapes::null_items,
    ),
    shape("images", "images[] of URLs", shapes::images),
    shape("images-objects", "images[].image_url.url", shapes::image_objects),
    shape(
        "other-keys",
        "data[].image, .base64 and .b64 in turn",
        shapes::other_keys,
    ),
    shape(
        "responses",
        "output[].result of image_generation_call",
        shapes::responses,
    ),
    shape("chat", "a chat completion with Markdown links", shapes::chat),
    shape(
        "chat-data-url",
        "a chat completion with data: URLs",
        shapes::chat_data_url,
    ),
    shape(
        "chat-images",
        "a chat completion with message.images[]",
        shapes::chat_images,
    ),
    shape(
        "chat-parts",
        "a chat completion whose content is a list of parts",
        shapes::chat_parts,
    ),
    shape("raw", "the bytes of the picture as the whole body", shapes::raw),
    shape("raw-octets", "the same as application/octet-stream", shapes::raw_octets),
    shape("wrong-type", "the right answer as text/plain", shapes::wrong_type),
    shape("litellm", "every absent field as null, usage of zeros", shapes::litellm),
    shape("openrouter", "media_type and usage.cost", shapes::openrouter),
    shape("xai", "links with mime_type and revised_prompt", shapes::xai),
    shape("together", "items with index", shapes::together),
    shape("localai", "id, links, embedding, usage of a chat", shapes::localai),
    shape("sglang", "id, file_path, memory and time", shapes::sglang),
    shape("nanogpt", "cost and remainingBalance", shapes::nanogpt),
];

const FOREIGN_ERRORS: &[Entry] = &[
    say(
        "azure-error",
        "404 with a code of digits and no type",
        foreign_errors::azure,
    ),
    say(
        "azure-filter",
        "400 content_filter with an inner_error",
        foreign_errors::azure_filter,
    ),
    say("litellm-error", "400 with a code of digits", foreign_errors::litellm),
    say("fastapi", "422 with a list of details", foreign_errors::fastapi),
    say("fastapi-text", "404 with a detail", foreign_errors::fastapi_text),
    say("error-text", "400 whose error is a text", foreign_errors::text),
    say("error-message", "400 with a message only", foreign_errors::message),
    say("error-list", "400 with a list of errors", foreign_errors::list),
    say("error-code", "400 with code and msg", foreign_errors::code),
    say("error-problem", "400 as problem+json", foreign_errors::problem),
    say("error-plain", "500 in plain text", foreign_errors::plain),
    say("task", "202 with a task_id", foreign_errors::task),
    say("task-200", "200 with an id and a status", foreign_errors::task_accepted),
];
