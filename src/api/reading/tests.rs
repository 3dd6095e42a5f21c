//! Spooled answers in, pictures and values out.

use std::io::Cursor;

use super::*;
use crate::{api::Verdict, domain::Redactor};

#[derive(Default)]
struct Kept(Vec<Vec<u8>>);

impl PictureSink for Kept {
    fn start(&mut self, index: u32) -> io::Result<()> {
        assert_eq!(index as usize, self.0.len());
        self.0.push(Vec::new());
        Ok(())
    }
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.last_mut().unwrap().extend_from_slice(bytes);
        Ok(())
    }
    fn finish(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}

fn read(body: &[u8]) -> (Answer, Vec<String>) {
    let head = Head {
        status: 200,
        ..Head::default()
    };
    let mut kept = Kept::default();
    let answer = read_answer(&mut Cursor::new(body), &head, &Redactor::default(), 1, &mut kept).unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (answer, kept.0.into_iter().map(text).collect())
}

#[test]
fn a_plain_answer_gives_pictures_usage_and_what_was_echoed() {
    let (answer, pictures) = read(
        br#"{"created":1795205573,"background":"opaque","data":[{"b64_json":"aGVsbG8=","revised_prompt":"a fox"},{"b64_json":"d29ybGQ="}],
        "output_format":"webp","quality":"medium","size":"1536x864","usage":{"input_tokens":17,"input_tokens_details":{"image_tokens":0,"text_tokens":17},
        "output_tokens":560,"output_tokens_details":{"image_tokens":560,"text_tokens":0},"total_tokens":577}}"#,
    );
    assert_eq!(pictures, ["hello", "world"]);
    assert_eq!(answer.pictures[0].revised_prompt.as_deref(), Some("a fox"));
    assert_eq!(answer.pictures[1].revised_prompt, None);
    assert!(answer.fault.is_none());
    assert_eq!(answer.created, Some(1_795_205_573));
    let usage = answer.usage.unwrap();
    assert_eq!(
        (usage.input_text_tokens, usage.output_image_tokens, usage.total_tokens),
        (Some(17), Some(560), 577)
    );
    let echoed: Vec<_> = answer.echoed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        echoed,
        [
            ("size", "1536x864"),
            ("quality", "medium"),
            ("output_format", "webp"),
            ("background", "opaque")
        ]
    );
}

#[test]
fn usage_and_time_are_read_in_every_dress() {
    for (body, tokens, created) in [
        (r#"{"created":0,"usage":null,"data":[]}"#, None, None),
        (
            r#"{"created":"1795205573","usage":{"input_tokens":0,"output_tokens":0}}"#,
            None,
            Some(1_795_205_573),
        ),
        (
            r#"{"created":1795205573.25,"usage":{"prompt_tokens":3,"completion_tokens":4}}"#,
            Some(7),
            Some(1_795_205_573),
        ),
        (r#"{"usage":"much"}"#, None, None),
    ] {
        let (answer, _) = read(body.as_bytes());
        assert_eq!(
            (answer.usage.map(|usage| usage.total_tokens), answer.created),
            (tokens, created),
            "{body}"
        );
    }
}

#[test]
fn links_are_found_unless_the_picture_itself_came() {
    for (body, links) in [
        (
            r#"{"data":[{"url":"https://a/x.png","revised_prompt":"r"}]}"#,
            vec!["https://a/x.png"],
        ),
        (
            r#"{"data":[{"url":"https://a/x.png","b64_json":null}]}"#,
            vec!["https://a/x.png"],
        ),
        (
            r#"{"data":[{"url":"https://a/x.png","b64_json":"iVBORw0KGgo="}]}"#,
            vec![],
        ),
        // What is no picture does not keep from looking at the link.
        (
            r#"{"data":[{"url":"https://a/x.png","b64_json":"aGVsbG8="}]}"#,
            vec!["https://a/x.png"],
        ),
        (r#"{"data":[{"url":"/generated/x.png"}]}"#, vec!["/generated/x.png"]),
        (
            r#"{"images":["https://a/1.png",{"url":"https://a/2.png"},{"image_url":{"url":"https://a/3.png"}}]}"#,
            vec!["https://a/1.png", "https://a/2.png", "https://a/3.png"],
        ),
        (
            r#"{"choices":[{"message":{"images":[{"image_url":{"url":"https://a/4.png"}}]}}]}"#,
            vec!["https://a/4.png"],
        ),
        (
            r#"{"choices":[{"message":{"content":"Here: ![x](https://a/5.png) enjoy"}}]}"#,
            vec!["https://a/5.png"],
        ),
        (r#"{"choices":[{"message":{"content":"no picture"}}]}"#, vec![]),
    ] {
        let (answer, _) = read(body.as_bytes());
        let found: Vec<_> = answer.links.iter().map(|link| link.url.as_str()).collect();
        assert_eq!(found, links, "{body}");
    }
}

#[test]
fn an_answer_without_a_picture_says_what_it_is() {
    for (body, words) in [
        (r#"{"data":null}"#, "the answer holds no picture"),
        (
            r#"{"task_id":"t-1"}"#,
            "asynchronous answer, which is not supported: task t-1",
        ),
        (r#"{"id":"j2","status":"queued"}"#, "task j2"),
        (r#"{"data":["#, "cut before its end"),
        (r#"{"data":[}]}"#, "no JSON"),
        ("<html><title>Just a moment</title>", "Just a moment"),
        ("", "answered with nothing"),
    ] {
        let (answer, pictures) = read(body.as_bytes());
        let fault = answer.fault.unwrap();
        assert!(
            fault.to_string().contains(words) && !fault.never_ran() && pictures.is_empty(),
            "{body}: {fault}"
        );
    }
}

#[test]
fn an_error_inside_a_success_is_a_refusal_and_pictures_are_kept_all_the_same() {
    let (answer, pictures) =
        read(br#"{"error":{"message":"no","code":"moderation_blocked"},"data":[{"b64_json":"aGVsbG8="}]}"#);
    assert_eq!(pictures, ["hello"]);
    let fault = answer.fault.unwrap();
    assert_eq!(fault.said().unwrap().verdict, Verdict::Refused);
    assert!(fault.never_ran());
}

#[test]
fn a_bare_picture_is_an_answer() {
    let png = b"\x89PNG\r\n\x1a\nrest";
    let (answer, pictures) = read(png);
    assert_eq!((pictures.len(), answer.pictures[0].whole), (1, true));
    assert!(answer.fault.is_none());
}

#[test]
fn a_stream_gives_its_finished_pictures() {
    let partial =
        r#"data: {"type":"image_generation.partial_image","b64_json":"cGFydGlhbA==","partial_image_index":0}"#;
    let done = |word: &str, tokens: u32| {
        format!(
            r#"event: x
data: {{"type":"image_generation.completed","b64_json":"{word}","size":"1x1","created_at":5,"usage":{{"input_tokens":1,"output_tokens":{tokens}}}}}"#
        )
    };
    let stream = format!(
        ": ping\n\n{partial}\n\n{}\n\n{}\n\ndata: [DONE]\n\n",
        done("aGVsbG8=", 2),
        done("d29ybGQ=", 3)
    );
    for text in [stream.clone(), stream.replace('\n', "\r\n")] {
        let (answer, pictures) = read(text.as_bytes());
        assert_eq!(pictures, ["hello", "world"]);
        assert!(answer.fault.is_none());
        assert_eq!((answer.usage.unwrap().output_tokens, answer.created), (5, Some(5)));
    }
}

#[test]
fn a_stream_without_a_finished_picture_keeps_the_last_unfinished_one() {
    let partial = |word: &str| format!("data: {{\"type\":\"image_edit.partial_image\",\"b64_json\":\"{word}\"}}\n\n");
    let (answer, pictures) = read(format!("{}{}", partial("aGVsbG8="), partial("d29ybGQ=")).as_bytes());
    assert_eq!(pictures, ["world"]);
    assert!(answer.pictures[0].partial && !answer.fault.unwrap().never_ran());

    let (answer, pictures) =
        read(b"data: {\"type\":\"error\",\"error\":{\"message\":\"no\",\"code\":\"moderation_blocked\"}}\n\n");
    assert!(pictures.is_empty() && answer.fault.unwrap().never_ran());

    let (answer, pictures) = read(b"data: {\"type\":\"image_generation.completed\",\"b64_json\":\"d29uZGVyZnVs");
    assert_eq!(pictures, ["wonderful"]);
    assert!(!answer.pictures[0].whole && !answer.fault.unwrap().never_ran());
}
