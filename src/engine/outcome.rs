//! What a request has come to, by what went wrong and what was kept.

use super::harvest::Kept;
use crate::{
    api::{ApiError, Verdict},
    domain::{Failure, FailureKind, RequestState},
};

/// The end of a request that brought no answer to read.
pub(super) fn of_error(error: &ApiError) -> RequestState {
    match error {
        ApiError::Stopped => RequestState::Cancelled,
        ApiError::Setup(_) | ApiError::Request(_) | ApiError::NotSent { .. } => RequestState::NotSent,
        ApiError::Said(said) => match said.verdict {
            Verdict::Setup | Verdict::Refused | Verdict::Quota => RequestState::Refused,
            Verdict::RateLimited => RequestState::NotSent,
            Verdict::MayHaveRun => RequestState::Unknown,
        },
        ApiError::Lost(_) | ApiError::NoPicture { .. } | ApiError::Spool(_) | ApiError::Link(_) => {
            RequestState::Unknown
        }
    }
}

/// The end of a request whose answer was read. `faults` are what went wrong, the weightiest first.
pub(super) fn of_answer(kept: &[Kept], faults: &[&ApiError]) -> (RequestState, Option<Failure>) {
    let failure = faults.first().map(|fault| Failure::from(*fault));
    if kept.is_empty() {
        return match faults.first() {
            Some(fault) => (of_error(fault), failure),
            None => (RequestState::Unknown, Some(unknown("the answer holds no picture"))),
        };
    }
    let failure = failure.or_else(|| {
        let odd = kept.iter().find(|kept| !kept.whole || !kept.is_picture())?;
        let number = odd.image.index + 1;
        Some(unknown(&if odd.is_picture() {
            format!("picture {number} did not come whole; what came of it is kept")
        } else {
            format!("picture {number} is of no kind that pochade knows; its bytes are kept")
        }))
    });
    match failure {
        Some(failure) => (RequestState::Partial, Some(failure)),
        None => (RequestState::Stored, None),
    }
}

fn unknown(message: &str) -> Failure {
    Failure::new(FailureKind::Unknown, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::{Head, Particulars, Said},
        domain::{ImageFormat, StoredImage},
    };

    fn kept(whole: bool, format: Option<ImageFormat>) -> Kept {
        Kept {
            image: StoredImage {
                index: 0,
                path: "x".into(),
                sha256: String::new(),
                bytes: 1,
                width: 1,
                height: 1,
                format,
                revised_prompt: None,
                partial: false,
                alpha: None,
            },
            whole,
            place: String::new(),
        }
    }

    fn said(verdict: Verdict) -> ApiError {
        ApiError::Said(Box::new(Said {
            verdict,
            message: "m".to_owned(),
            code: None,
            param: None,
            hint: None,
            link: None,
            wait: None,
            particulars: Particulars::default(),
            head: Head::default(),
            body: Vec::new(),
        }))
    }

    #[test]
    fn the_state_says_what_is_known() {
        let whole = kept(true, Some(ImageFormat::Png));
        let torn = kept(false, Some(ImageFormat::Png));
        let odd = kept(true, None);
        let lost = ApiError::Lost("cut".to_owned());
        let refused = said(Verdict::Refused);
        for (kept, faults, state) in [
            (vec![whole.clone(), whole.clone()], vec![], RequestState::Stored),
            (vec![whole.clone(), torn], vec![], RequestState::Partial),
            (vec![odd], vec![], RequestState::Partial),
            (vec![whole.clone()], vec![&lost], RequestState::Partial),
            (vec![whole], vec![&refused], RequestState::Partial),
            (vec![], vec![&lost], RequestState::Unknown),
            (vec![], vec![&refused], RequestState::Refused),
            (vec![], vec![], RequestState::Unknown),
        ] {
            let (ended, failure) = of_answer(&kept, &faults);
            assert_eq!(
                (ended, failure.is_none()),
                (state, state == RequestState::Stored),
                "{kept:?} {faults:?}"
            );
        }
    }

    #[test]
    fn without_an_answer_the_error_decides() {
        for (error, state) in [
            (ApiError::Stopped, RequestState::Cancelled),
            (ApiError::Setup(String::new()), RequestState::NotSent),
            (said(Verdict::RateLimited), RequestState::NotSent),
            (said(Verdict::Quota), RequestState::Refused),
            (said(Verdict::Setup), RequestState::Refused),
            (said(Verdict::MayHaveRun), RequestState::Unknown),
            (ApiError::Lost(String::new()), RequestState::Unknown),
        ] {
            assert_eq!(of_error(&error), state, "{error:?}");
        }
    }
}
