//! A request, the draft that it came from, and the record that it is kept in.

use super::drafts::{draft, edit, facts, input, with};
use crate::domain::{Draft, ModelTable, Operation, OptionName, Parent, Request, RequestId, Role};

fn request(draft: &Draft) -> Request {
    ModelTable::standard().unwrap().checked(draft).unwrap()
}

fn drafts() -> Vec<Draft> {
    let id = RequestId::from_uuid(uuid::Uuid::from_u128(7));
    let mut drafts: Vec<_> = super::drafts::FAMILIES.iter().map(|model| draft(model)).collect();
    drafts.push(draft("flux-kontext-pro"));
    drafts.push(Draft {
        size: "auto".to_owned(),
        count: "4".to_owned(),
        parent: Some(Parent { id, index: 2 }),
        ..with(
            "gpt-image-2.6-flare",
            &[
                (OptionName::Quality, "xhigh"),
                (OptionName::OutputFormat, "webp"),
                (OptionName::OutputCompression, "80"),
            ],
        )
    });
    drafts.push(Draft {
        size: "1536x864".to_owned(),
        mask: Some(input(Role::Mask, facts(1024, 1024))),
        ..edit("gpt-image-2.5-flare", 3)
    });
    drafts.push(Draft {
        size: "2k".to_owned(),
        ..edit("flux-kontext-pro", 2)
    });
    drafts.push(Draft {
        operation: Operation::Variation,
        size: "512x512".to_owned(),
        ..edit("dall-e-2", 1)
    });
    drafts
}

#[test]
fn a_request_goes_into_the_form_and_comes_out_the_same() {
    for draft in drafts() {
        let sent = request(&draft);
        assert_eq!(request(&sent.to_draft()), sent, "{draft:?}");
    }
}

#[test]
fn the_way_back_keeps_what_was_written() {
    for draft in drafts() {
        let back = request(&draft).to_draft();
        assert_eq!(
            (&back.images, &back.mask, back.parent),
            (&draft.images, &draft.mask, draft.parent)
        );
        assert_eq!((&back.model, back.operation), (&draft.model, draft.operation));
        assert_eq!(back.options, draft.options);
        if draft.operation != Operation::Variation {
            assert_eq!(back.prompt, draft.prompt);
        }
    }
}

#[test]
fn a_request_survives_its_record_and_a_draft_its_file() {
    for draft in drafts() {
        let sent = request(&draft);
        let text = serde_json::to_string(&sent).unwrap();
        assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), sent);
        let text = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&text).unwrap(), draft);
    }
}

#[test]
fn images_and_mask_are_sent_only_where_they_belong() {
    let all = Draft {
        mask: Some(input(Role::Mask, facts(1024, 1024))),
        ..edit("dall-e-2", 1)
    };
    for (operation, roles) in [
        (Operation::Generate, vec![]),
        (Operation::Edit, vec![Role::Image, Role::Mask]),
        (Operation::Variation, vec![Role::Image]),
    ] {
        let sent = request(&Draft {
            operation,
            ..all.clone()
        });
        let found: Vec<_> = sent.inputs().iter().map(|input| input.role).collect();
        assert_eq!(found, roles, "{operation:?}");
        assert_eq!(sent.prompt().is_empty(), operation == Operation::Variation);
    }
}

#[test]
fn a_faulty_draft_becomes_no_request() {
    let draft = Draft {
        prompt: String::new(),
        size: "1x1".to_owned(),
        ..draft("gpt-image-2")
    };

    let faults = ModelTable::standard().unwrap().checked(&draft).unwrap_err();

    assert_eq!(faults.0.len(), 2);
    assert_eq!(faults.to_string().lines().count(), 2);
}
