//! The stable JSON line of the history.

use std::path::PathBuf;

use super::drafts::{draft, edit, entry, facts, input, with};
use crate::domain::{
    CostKind, Failure, FailureKind, HistoryEntry, ImageFormat, Marks, Money, OptionName, Parent, RequestId,
    RequestState, Role, StoredImage, Timings, Usage,
};

fn id(number: u128) -> RequestId {
    RequestId::from_uuid(uuid::Uuid::from_u128(number))
}

#[test]
fn a_line_that_says_little_has_every_key_in_its_place() {
    let line = serde_json::to_string(&entry(&draft("gpt-image-2"))).unwrap();

    assert_eq!(
        line,
        concat!(
            r#"{"v":1,"id":"01930000-0000-7000-8000-000000000001","created_at":"2026-11-20T20:15:03Z","state":"queued","#,
            r#""operation":"generate","profile":"openai","model":"gpt-image-2","prompt":"a fox","#,
            r#""options":{"size":"auto","n":1},"inputs":[],"parent":null,"images":[],"usage":null,"cost_usd":null,"#,
            r#""cost_kind":"unknown","attempts":0,"request_id":null,"timings_ms":{},"failure":null,"starred":false,"#,
            r#""tags":[],"title":null,"note":null,"trashed":false}"#
        )
    );
}

fn full() -> HistoryEntry {
    let mut edit = edit("gpt-image-2.5-flare", 1);
    edit.options = with("", &[(OptionName::Quality, "low"), (OptionName::OutputFormat, "webp")]).options;
    edit.count = "2".to_owned();
    edit.size = "1536x864".to_owned();
    edit.mask = Some(input(Role::Mask, facts(1024, 1024)));
    edit.images[0].sha256 = Some("ab".to_owned());
    edit.parent = Some(Parent { id: id(7), index: 1 });
    HistoryEntry {
        state: RequestState::Partial,
        images: vec![StoredImage {
            index: 0,
            path: PathBuf::from("/data/blobs/ab/ab.webp"),
            sha256: "ab".to_owned(),
            bytes: 1,
            width: 1024,
            height: 1024,
            format: Some(ImageFormat::Jpeg),
            revised_prompt: None,
            partial: false,
            alpha: None,
        }],
        usage: Some(Usage {
            input_tokens: 14,
            input_text_tokens: Some(14),
            output_tokens: 196,
            total_tokens: 210,
            ..Usage::default()
        }),
        cost: Some(Money::from_micros(13_200)),
        cost_kind: CostKind::Paid,
        attempts: 1,
        request_id: Some("req_1".to_owned()),
        timings: Timings {
            queued: Some(3),
            total: Some(1200),
            ..Timings::default()
        },
        failure: Some(Failure::new(FailureKind::Unknown, "the answer was cut").with_code(Some("cut".to_owned()))),
        marks: Marks {
            starred: true,
            tags: vec!["kites".to_owned()],
            title: Some("Kite".to_owned()),
            note: Some("keep".to_owned()),
            trashed: true,
            dismissed: true,
        },
        ..entry(&edit)
    }
}

#[test]
fn a_line_that_says_everything_says_it_in_the_same_words() {
    let line = serde_json::to_string(&full()).unwrap();

    assert_eq!(
        line,
        concat!(
            r#"{"v":1,"id":"01930000-0000-7000-8000-000000000001","created_at":"2026-11-20T20:15:03Z","#,
            r#""state":"partial","operation":"edit","profile":"openai","model":"gpt-image-2.5-flare","prompt":"a fox","#,
            r#""options":{"size":"1536x864","n":2,"quality":"low","output_format":"webp"},"#,
            r#""inputs":[{"role":"image","sha256":"ab","path":"/pictures/cat.png","name":"cat.png"},"#,
            r#"{"role":"mask","sha256":null,"path":"/pictures/cat.png","name":"cat.png"}],"#,
            r#""parent":{"id":"00000000-0000-0000-0000-000000000007","index":1},"#,
            r#""images":[{"index":0,"path":"/data/blobs/ab/ab.webp","sha256":"ab","bytes":1,"width":1024,"#,
            r#""height":1024,"format":"jpeg","revised_prompt":null}],"#,
            r#""usage":{"input_tokens":14,"input_text_tokens":14,"output_tokens":196,"total_tokens":210},"#,
            r#""cost_usd":"0.0132","cost_kind":"paid","attempts":1,"request_id":"req_1","#,
            r#""timings_ms":{"queued":3,"total":1200},"#,
            r#""failure":{"kind":"unknown","code":"cut","message":"the answer was cut","hint":null},"#,
            r#""starred":true,"tags":["kites"],"title":"Kite","note":"keep","trashed":true}"#
        )
    );
}

#[test]
fn states_and_costs_are_the_words_of_the_design() {
    let words: Vec<_> = RequestState::ALL.iter().map(|state| state.word()).collect();
    assert_eq!(
        words,
        [
            "queued",
            "running",
            "stored",
            "partial",
            "refused",
            "not_sent",
            "cancelled",
            "unknown"
        ]
    );
    for (kind, word) in [
        (CostKind::Paid, "\"paid\""),
        (CostKind::Estimated, "\"estimated\""),
        (CostKind::Unknown, "\"unknown\""),
        (CostKind::None, "\"none\""),
    ] {
        assert_eq!(serde_json::to_string(&kind).unwrap(), word);
    }
}
