//! What a request cost, as far as that can be said.

use crate::domain::{CostKind, Model, Money, OptionName, Prices, Request, RequestState, Usage, estimate};

/// The cost of an ended request: from the usage reported, else the most that was estimated before sending.
pub(super) fn cost(
    request: &Request,
    model: &Model,
    prices: &Prices,
    state: RequestState,
    usage: Option<&Usage>,
) -> (Option<Money>, CostKind) {
    let estimated = || estimate(&request.to_draft(), model, prices).most();
    if prices.free {
        return (None, CostKind::None);
    }
    match state {
        RequestState::Queued
        | RequestState::Running
        | RequestState::Refused
        | RequestState::NotSent
        | RequestState::Cancelled => (None, CostKind::None),
        RequestState::Unknown => (estimated(), CostKind::Unknown),
        RequestState::Stored | RequestState::Partial => {
            // The text model that writes an SVG is billed apart, at rates that no table has (images-api.md §11.1).
            let whole = request.option(OptionName::OutputFormat) != "svg";
            if let Some(bill) = usage.filter(|_| whole).and_then(|usage| prices.bill(usage)) {
                return (Some(bill), CostKind::Paid);
            }
            match estimated() {
                Some(most) => (Some(most), CostKind::Estimated),
                None => (None, CostKind::Unknown),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ModelTable, Proposal};

    #[test]
    fn what_is_known_decides_the_kind_of_cost() {
        let model = ModelTable::standard().unwrap().model("gpt-image-2.5-flare");
        let draft = Draft {
            prompt: "x".to_owned(),
            model: model.id().to_owned(),
            size: "1024x1024".to_owned(),
            options: [(OptionName::Quality, "low".to_owned())].into(),
            ..Draft::default()
        };
        let request = Request::try_from(Proposal {
            draft: &draft,
            model: &model,
        })
        .unwrap();
        let usage = Usage {
            input_tokens: 10,
            output_tokens: 196,
            ..Usage::default()
        };
        let free = Prices {
            free: true,
            ..Prices::default()
        };
        let listed = &model.rules().prices;
        let paid = listed.bill(&usage);
        let most = estimate(&draft, &model, listed).most();
        assert!(paid.is_some() && most.is_some() && paid != most);
        for (prices, state, usage, expected) in [
            (listed, RequestState::Stored, Some(&usage), (paid, CostKind::Paid)),
            (listed, RequestState::Partial, None, (most, CostKind::Estimated)),
            (listed, RequestState::Unknown, None, (most, CostKind::Unknown)),
            (listed, RequestState::Refused, None, (None, CostKind::None)),
            (listed, RequestState::NotSent, None, (None, CostKind::None)),
            (listed, RequestState::Cancelled, None, (None, CostKind::None)),
            (
                &Prices::default(),
                RequestState::Stored,
                None,
                (None, CostKind::Unknown),
            ),
            (&free, RequestState::Stored, Some(&usage), (None, CostKind::None)),
        ] {
            assert_eq!(
                cost(&request, &model, prices, state, usage),
                expected,
                "{state:?} {usage:?}"
            );
        }
    }
}
