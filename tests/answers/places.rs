//! Every place and every dress in which a picture comes (images-api.md §7, §13.1).
#![expect(clippy::too_many_lines, reason = "the functions are tables of cases")]

use pochade::domain::FailureKind;

use super::case::{Case, b64, filled, sample};

/// Answers of the Images API itself.
pub fn plain() -> Vec<Case> {
    vec![
        Case::new(
            "7.2 two pictures with everything",
            r#"{"created":1795205573,"background":"opaque","data":[{"b64_json":"$w"},{"b64_json":"$p"}],"output_format":"webp",
            "quality":"medium","size":"1536x864","usage":{"input_tokens":17,"input_tokens_details":{"image_tokens":0,"text_tokens":17},
            "output_tokens":560,"output_tokens_details":{"image_tokens":560,"text_tokens":0},"total_tokens":577}}"#,
        )
        .asked(2)
        .gives("wp")
        .tokens(577)
        .created(1_795_205_573)
        .echoes("size", "1536x864")
        .echoes("quality", "medium")
        .echoes("output_format", "webp")
        .echoes("background", "opaque"),
        Case::new(
            "7.2 a vector picture with its author's tokens",
            r#"{"created":1795206000,"data":[{"b64_json":"$s"}],"output_format":"svg","usage":{"input_tokens":20,"output_tokens":1760,
            "total_tokens":1780},"svg_usage":{"model":"gpt-6-luna","input_tokens":1190,"output_tokens":5230,"reasoning_tokens":900,
            "total_tokens":6420}}"#,
        )
        .gives("s")
        .tokens(1780)
        .created(1_795_206_000)
        .echoes("output_format", "svg"),
        Case::new(
            "7.2 a link with a rewritten prompt",
            r#"{"created":1746700000,"data":[{"url":"https://files.example/img-9.png?sig=1","revised_prompt":"A red fox…"}]}"#,
        )
        .points(&["https://files.example/img-9.png?sig=1"])
        .created(1_746_700_000)
        .revised("A red fox…"),
        Case::new("fewer than asked", r#"{"data":[{"b64_json":"$p"}]}"#).asked(4).gives("p"),
        Case::new("more than asked", r#"{"data":[{"b64_json":"$p"},{"b64_json":"$j"}]}"#).gives("pj"),
        Case::new("two equal ones", r#"{"data":[{"b64_json":"$p"},{"b64_json":"$p"}]}"#).asked(2).gives("pp"),
    ]
}

/// The places of rule 1, in its order.
pub fn places() -> Vec<Case> {
    vec![
        Case::new("1 data.image", r#"{"data":[{"image":"$j"}]}"#).gives("j"),
        Case::new("1 data.base64", r#"{"data":[{"base64":"$g"}]}"#).gives("g"),
        Case::new("1 data.b64", r#"{"data":[{"b64":"$w"}]}"#).gives("w"),
        Case::new("1 data is one object", r#"{"data":{"b64_json":"$p"}}"#).gives("p"),
        Case::new("1 data is a string", r#"{"data":"$p"}"#).gives("p"),
        Case::new("1 the whole answer is a list", r#"[{"b64_json":"$p"},{"url":"https://a.example/1"}]"#)
            .gives("p")
            .points(&["https://a.example/1"]),
        Case::new("1 images of strings", r#"{"images":["$p","$j"]}"#).asked(2).gives("pj"),
        Case::new("1 images of links", r#"{"images":["https://a.example/1.png","/2.png"]}"#)
            .asked(2)
            .points(&["https://a.example/1.png", "/2.png"]),
        Case::new(
            "1 images of objects",
            r#"{"images":[{"url":"https://a.example/1"},{"b64_json":"$p"},{"image_url":{"url":"@j"}},{"image_url":{"url":"https://a.example/4"}}]}"#,
        )
        .asked(4)
        .gives("pj")
        .points(&["https://a.example/1", "https://a.example/4"]),
        Case::new(
            "1 output of the Responses kind",
            r#"{"id":"resp_1","status":"completed","error":null,"output":[{"type":"reasoning"},{"type":"image_generation_call","status":"completed","result":"$p"}],
            "usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}}"#,
        )
        .gives("p")
        .tokens(7),
        Case::new("1 output is a link", r#"{"output":["https://a.example/1.webp"]}"#).points(&["https://a.example/1.webp"]),
        Case::new(
            "1 chat with images",
            r#"{"object":"chat.completion","choices":[{"message":{"role":"assistant","content":"Here it is.","images":[{"type":"image_url","image_url":{"url":"@p"}}]}}],
            "usage":{"prompt_tokens":9,"completion_tokens":1290,"total_tokens":1299}}"#,
        )
        .gives("p")
        .tokens(1299),
        Case::new(
            "1 chat whose content is a data URL",
            r#"{"choices":[{"message":{"content":"@w"}}]}"#,
        )
        .gives("w"),
        Case::new(
            "1 chat with a data URL in Markdown",
            r#"{"choices":[{"message":{"content":"Done! ![a \"kite\"](@p) and ![two](@j)\nEnjoy, dear data: friend."}}]}"#,
        )
        .asked(2)
        .gives("pj"),
        Case::new(
            "1 chat with a Markdown link",
            r#"{"choices":[{"message":{"content":"> thinking\n\n![image](https://a.example/x/1.png?e=2)\n\n[download](https://a.example/d/1)"}}]}"#,
        )
        .points(&["https://a.example/x/1.png?e=2"]),
        Case::new(
            "1 chat with a bare link",
            r#"{"choices":[{"message":{"content":"See https://a.example/x/1.jpg."}}]}"#,
        )
        .points(&["https://a.example/x/1.jpg"]),
        Case::new(
            "1 chat whose content has parts",
            r#"{"choices":[{"message":{"content":[{"type":"text","text":"Two:"},{"type":"image_url","image_url":{"url":"@p"}},
            {"type":"image_url","image_url":{"url":"https://a.example/2.png"}},{"type":"text","text":"![3](@g)"}]}}]}"#,
        )
        .asked(3)
        .gives("pg")
        .points(&["https://a.example/2.png"]),
        Case::new(
            "1 words with pages are not searched where a picture came",
            r#"{"choices":[{"message":{"content":"see https://a.example/docs","images":[{"image_url":{"url":"@p"}}]}}]}"#,
        )
        .gives("p"),
        Case::new("1 wrapped once more", r#"{"code":0,"msg":"success","data":{"images":[{"url":"https://a.example/1"}],"usage":{"input_tokens":1,"output_tokens":2}}}"#)
            .points(&["https://a.example/1"])
            .tokens(3),
        Case::new(
            "1 parts with inline data",
            r#"{"candidates":[{"content":{"parts":[{"text":"ok"},{"inlineData":{"mimeType":"image/png","data":"$p"}}]}}]}"#,
        )
        .gives("p"),
    ]
}

/// Rule 2: odd base64 and odd links.
pub fn dresses() -> Vec<Case> {
    let lines = |letter: char| {
        let text = b64(letter);
        let lines: Vec<_> = text
            .as_bytes()
            .chunks(20)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        lines.join("\\r\\n")
    };
    let escaped: Vec<_> = b64('p').chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let escaped = escaped.concat();
    let url_safe = b64('p').replace('+', "-").replace('/', "_");
    let json = |value: &str| format!(r#"{{"data":[{{"b64_json":"{value}"}}]}}"#);
    vec![
        Case::new("2 a link that is a data URL", r#"{"data":[{"url":"@p"}]}"#).gives("p"),
        Case::new("2 base64 that is a data URL", r#"{"data":[{"b64_json":"@p"}]}"#).gives("p"),
        Case::new("2 a link that is base64", r#"{"data":[{"url":"$p"}]}"#).gives("p"),
        Case::new("2 base64 that is a link", r#"{"data":[{"b64_json":"https://a.example/1.png"}]}"#)
            .points(&["https://a.example/1.png"]),
        Case::new("2 with line breaks", &json(&lines('p'))).gives("p"),
        Case::new("2 with spaces before it", &json("             $p")).gives("p"),
        Case::new("2 of the URL-safe kind", &json(&url_safe)).gives("p"),
        Case::new("2 without padding", &json(b64('q').trim_end_matches('='))).gives("q"),
        Case::new("2 with every slash escaped", &json(&b64('p').replace('/', "\\/"))).gives("p"),
        Case::new("2 with every letter escaped", &json(&escaped)).gives("p"),
        Case::new(
            "2 a vector picture in percent signs",
            r#"{"data":[{"url":"data:image/svg+xml;utf8,%3Csvg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"%3E%3Cpath d=\"M0 0\"/%3E%3C/svg%3E"}]}"#,
        )
        .gives("s"),
        Case::new("2 a data URL in upper case", &json(&format!("DATA:IMAGE/PNG;BASE64,{}", b64('p')))).gives("p"),
        Case::new("2 a relative link", r#"{"data":[{"url":"/generated-images/b1.png"}]}"#).points(&["/generated-images/b1.png"]),
        Case::new("2 the same item twice", r#"{"data":[{"b64_json":"$p","url":"https://a.example/1.png"}]}"#).gives("p"),
        Case::new(
            "2 a data URL in a place that nobody knows",
            r#"{"artifacts":[{"picture":"@p"}],"note":"a data: word"}"#,
        )
        .gives("p"),
        Case::new("2 bad base64", r#"{"data":[{"b64_json":"iVBORw0KGgo*no"}]}"#).gives("?~"),
        Case::new("2 not a picture", r#"{"data":[{"b64_json":"aGVsbG8gd29ybGQ="}]}"#).gives("?"),
        Case::new(
            "2 a broken picture beside its link",
            r#"{"data":[{"b64_json":"not available","url":"https://a.example/1.png"}]}"#,
        )
        .gives("?")
        .points(&["https://a.example/1.png"]),
    ]
}

/// Rules 3 and 7: nothing is where it should be, and nothing is what it is said to be.
pub fn oddities() -> Vec<Case> {
    vec![
        Case::new(
            "3 nulls everywhere",
            r#"{"created":null,"data":[null,{"b64_json":"$p","url":null,"revised_prompt":null}],"size":null,"quality":null,"usage":null,"error":null}"#,
        )
        .gives("p"),
        Case::new("3 the other one null", r#"{"data":[{"b64_json":null,"url":"https://a.example/1"}]}"#)
            .points(&["https://a.example/1"]),
        Case::new("3 empty base64 beside a link", r#"{"data":[{"b64_json":"","url":"https://a.example/1"}]}"#)
            .points(&["https://a.example/1"]),
        Case::new(
            "3 created with a fraction, usage of zeros",
            r#"{"created":1795205573.25,"data":[{"b64_json":"$p"}],"usage":{"input_tokens":0,"output_tokens":0,"total_tokens":0}}"#,
        )
        .gives("p")
        .created(1_795_205_573),
        Case::new("3 created as text, zero tokens in", r#"{"created":"1795205573","data":[{"b64_json":"$p"}],"usage":{"prompt_tokens":0,"completion_tokens":"12"}}"#)
            .gives("p")
            .created(1_795_205_573)
            .tokens(12),
        Case::new("3 created is 0", r#"{"created":0,"data":[{"b64_json":"$p"}]}"#).gives("p"),
        Case::new(
            "3 extra fields anywhere",
            r#"{"provider_specific_fields":{"a":[1,{"b":{}}]},"data":[{"index":0,"embedding":[0.5,-1e9],"b64_json":"$p"}],"é":"\"\\"}"#,
        )
        .gives("p"),
        Case::new("3 an error that says nothing", r#"{"error":{},"data":[{"b64_json":"$p"}]}"#).gives("p"),
        Case::new("7 JSON as text", r#"{"data":[{"b64_json":"$p"}]}"#).typed("content-type: text/plain").gives("p"),
        Case::new("7 JSON as a page", r#" {"data":[{"b64_json":"$p"}]}"#).typed("content-type: text/html").gives("p"),
        Case::new("7 JSON as a stream", r#"{"data":[{"b64_json":"$p"}]}"#).typed("content-type: text/event-stream").gives("p"),
        Case::new("7 JSON behind a mark and white space", &format!("\u{feff}{}{{\"data\":[{{\"b64_json\":\"$p\"}}]}}\n", " \n".repeat(4000)))
            .gives("p"),
        Case::raw("7 a bare picture", sample('p')).typed("content-type: image/png").gives("p"),
        Case::raw("7 a bare picture of no type", sample('j')).typed("content-type: application/octet-stream").gives("j"),
        Case::raw("7 a bare picture as JSON", sample('w')).gives("w"),
        Case::raw("7 a bare vector picture", sample('s')).typed("content-type: image/svg+xml").gives("s"),
        Case::raw("7 a bare picture of an unknown kind", b"\0\0\0\x1cftypavif\0 more of it").typed("content-type: image/avif").gives("?"),
        Case::new("7 a bare data URL", "@p\n").typed("content-type: text/plain").gives("p"),
        Case::new("7 bare base64", "$j").typed("content-type: text/plain").gives("j"),
        Case::new("7 base64 as a JSON string", "\"$j\"").gives("j"),
        Case::new("7 a bare link", "https://a.example/1.png\n").typed("content-type: text/plain").points(&["https://a.example/1.png"]),
        Case::raw("7 something after the end", format!("{}\n<!-- 0.1 s -->", filled(r#"{"data":[{"b64_json":"$p"}]}"#)).as_bytes())
            .gives("p"),
    ]
}

/// Rules 5 and 9, and what cannot be read: answers with status 200 that hold no picture.
pub fn failures() -> Vec<Case> {
    let unknown = FailureKind::Unknown;
    let refused = FailureKind::Refused;
    vec![
        Case::new("data is null", r#"{"created":1,"data":null}"#)
            .created(1)
            .fails(unknown, "holds no picture")
            .billed(true),
        Case::new("data is empty", r#"{"data":[]}"#).fails(unknown, "holds no picture"),
        Case::new("nothing", "")
            .fails(unknown, "answered with nothing")
            .unread(),
        Case::new("a page", "<html><head><title>Just a moment…</title></head></html>")
            .typed("content-type: text/html")
            .fails(unknown, "Just a moment…")
            .unread(),
        Case::new("half of it", r#"{"created":1795205573,"data":[{"b64_json":"#)
            .fails(unknown, "cut before its end")
            .unread(),
        Case::new(
            "half a picture",
            &format!(r#"{{"data":[{{"b64_json":"{}"#, &b64('p')[..40]),
        )
        .gives("p~")
        .fails(unknown, "cut before its end"),
        Case::new("no JSON", r#"{"data":[}]}"#)
            .fails(unknown, "no JSON from some point on")
            .unread(),
        Case::new(
            "words",
            r#"{"choices":[{"message":{"content":"I cannot draw this."},"finish_reason":"stop"}]}"#,
        )
        .fails(unknown, "words and no picture: I cannot draw this."),
        Case::new(
            "5 an error inside",
            r#"{"error":{"message":"No.","type":"x","param":null,"code":"moderation_blocked"}}"#,
        )
        .fails(refused, "the server answered 200: No.")
        .code("moderation_blocked")
        .hints("moderation stopped it; change the prompt")
        .billed(false),
        Case::new(
            "5 an error inside with a picture",
            r#"{"error":"half of it failed","data":[{"b64_json":"$p"}]}"#,
        )
        .gives("p")
        .fails(refused, "half of it failed"),
        Case::new(
            "5 an error of a gateway inside",
            r#"{"error":{"message":"Provider returned error","code":502}}"#,
        )
        .fails(unknown, "Provider returned error")
        .billed(true),
        Case::new(
            "5 an error in an item",
            r#"{"data":[{"error":{"message":"one was blocked","code":"content_filter"}},{"b64_json":"$p"}]}"#,
        )
        .asked(2)
        .gives("p")
        .fails(refused, "one was blocked")
        .code("content_filter"),
        Case::new("5 a code and a message", r#"{"code":1001,"msg":"balance is low"}"#)
            .fails(refused, "balance is low")
            .code("1001"),
        Case::new("9 a task", r#"{"task_id":"t-1","message":"queued"}"#)
            .fails(unknown, "an asynchronous answer, which is not supported: task t-1")
            .hints("answers at once")
            .billed(true),
        Case::new(
            "9 an id and a state",
            r#"{"id":"j2","status":"queued","urls":{"get":"https://a.example/j2"}}"#,
        )
        .fails(unknown, "not supported: task j2"),
        Case::new(
            "9 a task inside",
            r#"{"code":200,"data":[{"status":"submitted","task_id":"t3"}]}"#,
        )
        .fails(unknown, "task t3"),
        Case::new(
            "9 a task in the output",
            r#"{"output":{"task_status":"PENDING","task_id":"t4"},"request_id":"r"}"#,
        )
        .fails(unknown, "task t4"),
        Case::new("9 status 202 without a body", "")
            .status("202 Accepted")
            .fails(unknown, "an asynchronous answer")
            .unread(),
        Case::new("9 status 202 with an id", r#"{"id":7}"#)
            .status("202 Accepted")
            .fails(unknown, "task 7"),
        Case::new(
            "no state of that kind is no task",
            r#"{"id":"x","status":"completed","data":[]}"#,
        )
        .fails(unknown, "holds no picture"),
    ]
}
