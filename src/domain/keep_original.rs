//! The request that puts the pixels of an edit's original back outside its mask: made here, offline and free.

use super::{
    Downscale, Draft, HistoryEntry, ImageFacts, Input, KEEP_ORIGINAL, Operation, Parent, Request, Role, StoredImage,
};

/// How wide the seam is for a picture whose longer side has 1024 pixels.
const FEATHER: u32 = 8;
/// No seam is narrower, in pixels.
const FEATHER_LEAST: u32 = 2;
/// The name under which the width of the seam is kept with the request.
const FEATHER_NAME: &str = "feather";

impl Request {
    /// The width of the seam in pixels of the original: as it was asked for, or by the picture's size.
    #[must_use]
    pub fn feather(&self, (width, height): (u32, u32)) -> u32 {
        let asked = self.extra().get(FEATHER_NAME).and_then(serde_json::Value::as_u64);
        asked
            .and_then(|asked| u32::try_from(asked).ok())
            .unwrap_or_else(|| usual_feather(width.max(height)))
    }
}

fn usual_feather(side: u32) -> u32 {
    (side * FEATHER / 1024).max(FEATHER_LEAST)
}

/// The draft that keeps the original of this edit's picture outside its mask, or why there is none.
///
/// Its images are the original and the picture, in that order; its mask is that of the edit.
pub fn keep_original(entry: &HistoryEntry, image: &StoredImage) -> Result<Draft, &'static str> {
    let request = &entry.request;
    if request.is_made_here() {
        return Err("outside the mask this is the original already");
    }
    let of = |role| request.inputs_as(role).find(|input| input.remote.is_none());
    let (Some(original), Some(mask)) = (of(Role::Image), of(Role::Mask)) else {
        return Err("this is no edit with a mask, so there is no original to keep");
    };
    let Some(facts) = image.facts() else {
        return Err("this is no picture");
    };
    let facts = ImageFacts {
        alpha: image.alpha.unwrap_or(true),
        ..facts
    };
    let mut mask = mask.clone();
    mask.treatment.fit = true;
    mask.treatment.merge = false;
    let longer = original
        .facts
        .map_or(image.width.max(image.height), |facts| facts.width.max(facts.height));
    let edited = Input {
        sha256: Some(image.sha256.clone()),
        name: format!("{}-{}.{}", entry.id.short(), image.index + 1, facts.format.extension()),
        ..Input::file(Role::Image, image.path.clone(), Some(facts))
    };
    Ok(Draft {
        operation: Operation::Edit,
        prompt: request.prompt().to_owned(),
        model: KEEP_ORIGINAL.to_owned(),
        images: vec![original.clone(), edited],
        mask: Some(mask),
        parent: Some(Parent {
            id: entry.id,
            index: image.index,
        }),
        extra: format!("{{\"{FEATHER_NAME}\": {}}}", usual_feather(longer)),
        downscale: Downscale::Off,
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::domain::{
        CostKind, Field, ImageFormat, ModelTable, RequestState,
        tests::drafts::{entry, facts},
    };

    fn checked(draft: &Draft) -> Result<Request, crate::domain::Faults> {
        ModelTable::standard().unwrap().checked(draft)
    }

    fn edit(masked: bool) -> HistoryEntry {
        let draft = Draft {
            operation: Operation::Edit,
            prompt: "the kite is blue".to_owned(),
            model: "gpt-image-2.5-flare".to_owned(),
            images: vec![Input::file(Role::Image, "/kite.png".into(), Some(facts(2048, 1024)))],
            mask: masked.then(|| Input::file(Role::Mask, "/mask.png".into(), Some(facts(2048, 1024)))),
            ..Draft::default()
        };
        HistoryEntry {
            state: RequestState::Stored,
            images: vec![StoredImage {
                index: 1,
                path: PathBuf::from("/blobs/b.png"),
                sha256: "b".repeat(64),
                bytes: 9,
                width: 1024,
                height: 512,
                format: Some(ImageFormat::Png),
                revised_prompt: None,
                partial: false,
                alpha: None,
            }],
            cost_kind: CostKind::Paid,
            attempts: 1,
            ..entry(&draft)
        }
    }

    #[test]
    fn an_edit_with_a_mask_has_an_original_to_keep() {
        let entry = edit(true);
        let draft = keep_original(&entry, &entry.images[0]).unwrap();
        let request = checked(&draft).unwrap();
        assert!(request.is_made_here() && !entry.request.is_made_here());
        assert_eq!(
            request.parent().map(|parent| (parent.id, parent.index)),
            Some((entry.id, 1))
        );
        assert_eq!(request.inputs_as(Role::Image).count(), 2);
        assert!(request.inputs_as(Role::Mask).all(|mask| mask.treatment.fit));
        assert_eq!(request.feather((9, 9)), 16, "kept with the request");
        let price = crate::domain::estimate(
            &draft,
            &ModelTable::standard().unwrap().model(KEEP_ORIGINAL),
            &ModelTable::standard().unwrap().model(KEEP_ORIGINAL).rules().prices,
        );
        assert_eq!(price.to_string(), "free");
    }

    #[test]
    fn what_has_no_original_or_is_one_already_says_so() {
        let plain = edit(false);
        assert!(
            keep_original(&plain, &plain.images[0])
                .unwrap_err()
                .contains("no edit with a mask")
        );
        let mut made = edit(true);
        made.request = checked(&keep_original(&made, &made.images[0]).unwrap()).unwrap();
        assert!(keep_original(&made, &made.images[0]).unwrap_err().contains("already"));
        let mut bytes = edit(true);
        bytes.images[0].format = None;
        assert!(keep_original(&bytes, &bytes.images[0]).is_err());
    }

    #[test]
    fn what_is_made_here_is_asked_for_in_full_or_not_at_all() {
        let entry = edit(true);
        let whole = keep_original(&entry, &entry.images[0]).unwrap();
        let cases: [(Draft, Field); 4] = [
            (
                Draft {
                    operation: Operation::Generate,
                    ..whole.clone()
                },
                Field::Operation,
            ),
            (
                Draft {
                    mask: None,
                    ..whole.clone()
                },
                Field::Mask,
            ),
            (
                Draft {
                    images: whole.images[..1].to_vec(),
                    ..whole.clone()
                },
                Field::Images,
            ),
            (
                Draft {
                    model: "pochade/other".to_owned(),
                    ..whole.clone()
                },
                Field::Model,
            ),
        ];
        for (draft, field) in cases {
            let faults = checked(&draft).unwrap_err();
            assert!(faults.0.iter().any(|fault| fault.field == field), "{field}: {faults}");
        }
    }
}
