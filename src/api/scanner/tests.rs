//! Answers in, pictures and what is left of the JSON out.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::api::scanned::Found;

/// Keeps what it is given.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kept(Vec<(u32, Vec<u8>, Option<bool>)>);

impl PictureSink for Kept {
    fn start(&mut self, index: u32) -> io::Result<()> {
        self.0.push((index, Vec::new(), None));
        Ok(())
    }
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.last_mut().unwrap().1.extend_from_slice(bytes);
        Ok(())
    }
    fn finish(&mut self, whole: bool) -> io::Result<()> {
        self.0.last_mut().unwrap().2 = Some(whole);
        Ok(())
    }
}

fn scanned(pieces: &[&[u8]]) -> (Scanned, Kept) {
    let mut kept = Kept::default();
    let mut scanner = Scanner::new(Some(&mut kept), 0);
    for piece in pieces {
        scanner.feed(piece).unwrap();
    }
    (scanner.finish().unwrap(), kept)
}

fn pictures(text: &str) -> Vec<(String, bool)> {
    let (_, kept) = scanned(&[text.as_bytes()]);
    let text = |(_, bytes, whole): (u32, Vec<u8>, Option<bool>)| (String::from_utf8(bytes).unwrap(), whole.unwrap());
    kept.0.into_iter().map(text).collect()
}

#[test]
fn pictures_are_found_in_their_places_and_words_stay_words() {
    let png = base64_simd::STANDARD.encode_to_string(b"\x89PNG\r\n\x1a\n and more");
    for (text, found) in [
        (
            r#"{"data":[{"b64_json":"aGVsbG8="},{"b64_json":"d29ybGQ="}]}"#,
            vec![("hello", true), ("world", true)],
        ),
        (
            r#"{"data":[null,{"b64_json":null},{"b64_json":""},{"b64_json":"aGVsbG8="}]}"#,
            vec![("hello", true)],
        ),
        (
            r#"{"data":[{"b64_json":"data:image/png;base64,aGVsbG8="}]}"#,
            vec![("hello", true)],
        ),
        (r#"{"data":[{"b64_json":"aGVs\nbG8\u003d"}]}"#, vec![("hello", true)]),
        (r#"{"data":[{"b64_json":"aGVs*"}]}"#, vec![("hel", false)]),
        (
            r#"{"data":[{"url":"data:image\/png;base64,aGVsbG8="}]}"#,
            vec![("hello", true)],
        ),
        (r#"{"data":[{"url":"https://a.example/x.png"}]}"#, vec![]),
        (r#"{"data":[{"b64_json":"https://a.example/x.png"}]}"#, vec![]),
        (
            r#"{"images":["data:image/png;base64,aGVsbG8="]}"#,
            vec![("hello", true)],
        ),
        (
            r#"{"images":[{"image_url":{"url":"data:image/png;base64,aGVsbG8="}}]}"#,
            vec![("hello", true)],
        ),
        (r#"{"data":[{"image":"cat.png"}],"result":"a word"}"#, vec![]),
        (r#"{"usage":{"image":"none"},"b64_json_note":"aGVsbG8="}"#, vec![]),
    ] {
        let found: Vec<_> = found
            .into_iter()
            .map(|(text, whole)| (text.to_owned(), whole))
            .collect();
        assert_eq!(pictures(text), found, "{text}");
    }
    let (scan, kept) = scanned(&[format!(r#"{{"output":[{{"result":"{png}"}}]}}"#).as_bytes()]);
    assert_eq!(kept.0[0].1, b"\x89PNG\r\n\x1a\n and more");
    assert_eq!(
        scan.found,
        [Found {
            pointer: "/output/0/result".to_owned(),
            whole: true,
            known: true
        }]
    );
}

#[test]
fn what_is_left_is_the_same_json_without_the_pictures() {
    let text = r#"{ "created": 1, "data": [ {"b64_json":"aGVsbG8=","revised_prompt":"a \"b\" \\"}, {"url":"x\/y"} ], "n": null }"#;
    let (scan, _) = scanned(&[text.as_bytes()]);
    assert!(scan.whole);
    assert_eq!(
        serde_json::from_slice::<Value>(&scan.json).unwrap(),
        json!({"created": 1, "data": [{"b64_json": "(picture 0)", "revised_prompt": "a \"b\" \\"}, {"url": "x/y"}], "n": null})
    );
}

#[test]
fn a_cut_answer_gives_what_came() {
    let text = r#"{"data":[{"b64_json":"aGVsbG8="},{"b64_json":"d29uZGVyZnVs"}],"usage":{}}"#;
    for (length, found, whole) in [
        (text.len(), vec![("hello", true), ("wonderful", true)], true),
        (text.len() - 1, vec![("hello", true), ("wonderful", true)], false),
        (
            text.find("ZnVs").unwrap(),
            vec![("hello", true), ("wonder", false)],
            false,
        ),
        (text.find("},{").unwrap(), vec![("hello", true)], false),
        (text.find("VsbG8").unwrap(), vec![], false),
        (3, vec![], false),
    ] {
        let found: Vec<_> = found
            .into_iter()
            .map(|(text, whole)| (text.to_owned(), whole))
            .collect();
        // A picture of fewer than eight letters is not one yet.
        let cut = &text[..length];
        assert_eq!(pictures(cut), found, "{cut}");
        assert_eq!(scanned(&[cut.as_bytes()]).0.whole, whole, "{cut}");
    }
}

#[test]
fn a_bottomless_answer_is_left_alone() {
    let (scan, kept) = scanned(&["[".repeat(100_000).as_bytes()]);
    assert!(!scan.whole && kept.0.is_empty() && scan.json.len() <= 100_000);
}

fn some_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z/\\\\\" é\n]{0,12}",
        proptest::collection::vec(any::<u8>(), 0..90).prop_map(|bytes| base64_simd::STANDARD.encode_to_string(bytes)),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<u32>().prop_map(Value::from),
        text.prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let key = prop_oneof![
            Just("b64_json"),
            Just("url"),
            Just("image"),
            Just("images"),
            Just("data"),
            Just("note")
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((key, inner), 0..5)
                .prop_map(|all| Value::Object(all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_cutting_of_the_input_gives_the_same(
        value in some_json(),
        cuts in proptest::collection::vec(1_usize..40, 1..60),
        keep in 0_usize..4000,
    ) {
        let text = value.to_string().into_bytes();
        let text = &text[..text.len().min(keep)];
        let mut pieces = Vec::new();
        let mut rest = text;
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at((*cut).min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        prop_assert_eq!(scanned(&pieces), scanned(&[text]));
    }

    #[test]
    fn what_is_left_of_whole_json_is_json(value in some_json()) {
        let text = value.to_string();
        let (scan, _) = scanned(&[text.as_bytes()]);
        prop_assert!(serde_json::from_slice::<Value>(&scan.json).is_ok(), "{}", text);
    }
}
