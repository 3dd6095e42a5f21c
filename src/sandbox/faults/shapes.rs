//! Pictures as other servers answer them (`images-api.md §13`).

use serde_json::{Value, json};

use super::super::{answer::Answer, painted::Painted, shelf::Shelf};

/// Dollars for each token, so that a cost can be told.
const DOLLARS_PER_TOKEN: f64 = 0.000_03;

/// `created` and these items.
fn items(painted: &Painted, item: impl FnMut((usize, &String)) -> Value) -> Value {
    let data: Vec<Value> = painted.pictures.iter().enumerate().map(item).collect();
    json!({"created": painted.created, "data": data})
}

fn linked(painted: &Painted, shelf: &Shelf) -> Value {
    let data: Vec<Value> = painted
        .links(shelf)
        .into_iter()
        .map(|url| json!({ "url": url }))
        .collect();
    json!({"created": painted.created, "data": data})
}

fn data_url_of(painted: &Painted, picture: &str) -> String {
    format!("data:{};base64,{picture}", painted.media_type)
}

fn data_urls(painted: &Painted) -> Vec<String> {
    let pictures = painted.pictures.iter();
    pictures.map(|picture| data_url_of(painted, picture)).collect()
}

/// The usage of a chat, which counts otherwise.
fn chat_usage(painted: &Painted) -> Value {
    let (read, drawn) = painted.tokens();
    json!({"prompt_tokens": read, "completion_tokens": drawn, "total_tokens": read + drawn})
}

pub fn url(painted: &Painted, shelf: &Shelf) -> Answer {
    Answer::json(&linked(painted, shelf))
}

pub fn relative_url(painted: &Painted, shelf: &Shelf) -> Answer {
    let links = painted.links(shelf).into_iter();
    let paths = links.map(|url| url.find("/pictures/").and_then(|at| url.get(at..)).map(str::to_owned));
    let data: Vec<Value> = paths.map(|url| json!({ "url": url })).collect();
    Answer::json(&json!({ "data": data }))
}

pub fn data_url(painted: &Painted, _: &Shelf) -> Answer {
    Answer::json(&items(
        painted,
        |(_, picture)| json!({"url": data_url_of(painted, picture)}),
    ))
}

pub fn data_url_in_base64(painted: &Painted, _: &Shelf) -> Answer {
    Answer::json(&items(
        painted,
        |(_, picture)| json!({"b64_json": data_url_of(painted, picture)}),
    ))
}

pub fn null_items(painted: &Painted, _: &Shelf) -> Answer {
    let mut body = items(
        painted,
        |(_, picture)| json!({"url": null, "b64_json": picture, "revised_prompt": null}),
    );
    if let Some(data) = body["data"].as_array_mut() {
        data.insert(0, Value::Null);
    }
    body["created"] = json!("1795205573.25");
    body["usage"] = Value::Null;
    Answer::json(&body)
}

pub fn images(painted: &Painted, shelf: &Shelf) -> Answer {
    Answer::json(&json!({"images": painted.links(shelf), "seed": 7}))
}

pub fn image_objects(painted: &Painted, _: &Shelf) -> Answer {
    let urls = data_urls(painted).into_iter();
    let images: Vec<Value> = urls
        .map(|url| json!({"type": "image_url", "image_url": {"url": url}}))
        .collect();
    Answer::json(&json!({ "images": images }))
}

pub fn other_keys(painted: &Painted, _: &Shelf) -> Answer {
    let key = |at: usize| match at % 3 {
        0 => "image",
        1 => "base64",
        _ => "b64",
    };
    Answer::json(&items(painted, |(at, picture)| json!({key(at): picture})))
}

pub fn responses(painted: &Painted, _: &Shelf) -> Answer {
    let item = |(at, picture): (usize, &String)| json!({"type": "image_generation_call", "id": format!("ig_{at}"), "status": "completed", "result": picture});
    let output: Vec<Value> = painted.pictures.iter().enumerate().map(item).collect();
    Answer::json(&json!({"id": "resp_1", "object": "response", "status": "completed", "output": output}))
}

fn completion(painted: &Painted, message: &Value) -> Answer {
    Answer::json(&json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": painted.created,
        "model": painted.model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": chat_usage(painted),
    }))
}

fn in_markdown(urls: &[String]) -> String {
    let links: Vec<_> = urls.iter().map(|url| format!("![image]({url})")).collect();
    format!("Here it is:\n\n{}\n\nEnjoy!", links.join("\n\n"))
}

pub fn chat(painted: &Painted, shelf: &Shelf) -> Answer {
    let content = in_markdown(&painted.links(shelf));
    completion(painted, &json!({"role": "assistant", "content": content}))
}

pub fn chat_data_url(painted: &Painted, _: &Shelf) -> Answer {
    let content = in_markdown(&data_urls(painted));
    completion(painted, &json!({"role": "assistant", "content": content}))
}

pub fn chat_images(painted: &Painted, _: &Shelf) -> Answer {
    let urls = data_urls(painted).into_iter();
    let images: Vec<Value> = urls
        .map(|url| json!({"type": "image_url", "image_url": {"url": url}}))
        .collect();
    completion(
        painted,
        &json!({"role": "assistant", "content": "Here it is.", "images": images}),
    )
}

pub fn chat_parts(painted: &Painted, _: &Shelf) -> Answer {
    let mut parts = vec![json!({"type": "text", "text": "Here it is."})];
    let urls = data_urls(painted).into_iter();
    parts.extend(urls.map(|url| json!({"type": "image_url", "image_url": {"url": url}})));
    completion(painted, &json!({"role": "assistant", "content": parts}))
}

fn body_of_bytes(painted: &Painted, content_type: &'static str) -> Answer {
    let first = painted.pictures.first().map(String::as_str).unwrap_or_default();
    let bytes = base64_simd::STANDARD.decode_to_vec(first);
    Answer::new(content_type, bytes.unwrap_or_default())
}

pub fn raw(painted: &Painted, _: &Shelf) -> Answer {
    body_of_bytes(painted, painted.media_type)
}

pub fn raw_octets(painted: &Painted, _: &Shelf) -> Answer {
    body_of_bytes(painted, "application/octet-stream")
}

pub fn wrong_type(painted: &Painted, shelf: &Shelf) -> Answer {
    Answer {
        content_type: Some("text/plain; charset=utf-8"),
        ..painted.plain(shelf)
    }
}

pub fn litellm(painted: &Painted, _: &Shelf) -> Answer {
    let item = |(_, picture): (usize, &String)| json!({"b64_json": picture, "revised_prompt": null, "url": null, "provider_specific_fields": null});
    let mut body = items(painted, item);
    for absent in ["background", "output_format", "quality", "size"] {
        body[absent] = Value::Null;
    }
    let none = json!({"text_tokens": 0, "image_tokens": 0});
    body["usage"] = json!({"input_tokens": 0, "input_tokens_details": none, "output_tokens": 0, "total_tokens": 0});
    Answer::json(&body)
}

/// The usage that OpenRouter tells, with its cost in dollars.
pub fn openrouter_usage((read, drawn): (u64, u64)) -> Value {
    let total = u32::try_from(read + drawn).unwrap_or(u32::MAX);
    let cost = f64::from(total) * DOLLARS_PER_TOKEN;
    json!({"prompt_tokens": read, "completion_tokens": drawn, "total_tokens": total, "cost": cost})
}

/// OpenRouter's `/images`.
pub fn openrouter(painted: &Painted, _: &Shelf) -> Answer {
    let item = |(_, picture): (usize, &String)| json!({"b64_json": picture, "media_type": painted.media_type});
    let mut body = items(painted, item);
    body["usage"] = openrouter_usage(painted.tokens());
    Answer::json(&body)
}

/// xAI: links, or base64 when that was asked for.
pub fn xai(painted: &Painted, shelf: &Shelf) -> Answer {
    let mut body = if painted.carriage == super::super::rules::Carriage::Base64 && painted.media_type == "image/jpeg" {
        items(painted, |(_, picture)| json!({ "b64_json": picture }))
    } else {
        linked(painted, shelf)
    };
    if let Some(data) = body["data"].as_array_mut() {
        for item in data {
            item["mime_type"] = json!(painted.media_type);
            item["revised_prompt"] = json!("");
        }
    }
    body["usage"] = json!({"cost_in_usd_ticks": 200_000_000});
    Answer::json(&body)
}

pub fn together(painted: &Painted, _: &Shelf) -> Answer {
    let data: Vec<Value> = painted
        .pictures
        .iter()
        .enumerate()
        .map(|(at, picture)| json!({"index": at, "b64_json": picture, "timings": {"inference": 0.8}}))
        .collect();
    Answer::json(&json!({"id": "sandbox-1", "model": painted.model, "object": "list", "data": data}))
}

pub fn localai(painted: &Painted, shelf: &Shelf) -> Answer {
    let links = painted.links(shelf).into_iter().enumerate();
    let data: Vec<Value> = links
        .map(|(at, url)| json!({"embedding": null, "index": at, "url": url}))
        .collect();
    let usage = json!({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0});
    Answer::json(&json!({"created": painted.created, "id": "b3f4", "data": data, "usage": usage}))
}

pub fn sglang(painted: &Painted, shelf: &Shelf) -> Answer {
    let mut body = linked(painted, shelf);
    if let Some(data) = body["data"].as_array_mut() {
        for item in data {
            item["b64_json"] = Value::Null;
            item["file_path"] = json!("/outputs/picture.png");
        }
    }
    body["id"] = json!("9f1c");
    body["peak_memory_mb"] = json!(21_380.5);
    body["inference_time_s"] = json!(4.21);
    Answer::json(&body)
}

pub fn nanogpt(painted: &Painted, _: &Shelf) -> Answer {
    let mut body = items(painted, |(_, picture)| json!({ "b64_json": picture }));
    body["cost"] = json!(0.04);
    body["remainingBalance"] = json!(3.21);
    body["paymentSource"] = json!("USD");
    Answer::json(&body)
}
