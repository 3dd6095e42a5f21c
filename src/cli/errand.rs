//! One call's request: from the draft to a checked request with its price.

use super::{
    desk::{Desk, today},
    inputs::Inputs,
    output::Output,
    problem::Problem,
};
use crate::domain::{Draft, Estimate, Fault, Model, Proposal, Request, Size, estimate, sheet, warnings};

/// One call's request, before it was checked.
#[derive(Debug)]
pub(super) struct Errand {
    draft: Draft,
    faults: Vec<Fault>,
}

/// A draft that broke no rule, with its price.
pub(super) struct Priced {
    /// The request.
    pub(super) request: Request,
    /// What it may cost.
    pub(super) estimate: Estimate,
    /// What was worth saying.
    pub(super) warnings: Vec<String>,
}

impl Errand {
    /// A draft.
    pub(super) const fn new(draft: Draft) -> Self {
        Self {
            draft,
            faults: Vec::new(),
        }
    }

    /// The faults of its pictures, told beside those of the request.
    pub(super) fn with_faults(mut self, inputs: &mut Inputs<'_>) -> Self {
        self.faults.append(&mut inputs.faults);
        self
    }

    /// The request that the draft says, with its price; warnings are told on the way.
    pub(super) fn checked(mut self, desk: &Desk, output: &mut Output) -> Result<Priced, Problem> {
        let model = desk.models.model(self.draft.model.trim());
        if let Some(taken) = size_taken(&mut self.draft, &model) {
            output.note(&taken);
        }
        let proposal = Proposal {
            draft: &self.draft,
            model: &model,
        };
        let request = match Request::try_from(proposal) {
            Ok(request) => {
                self.faults.extend(desk.profile().refuses(&request));
                request
            }
            Err(faults) => {
                self.faults.splice(0..0, faults.0);
                return Err(Problem::Faults(self.faults));
            }
        };
        if !self.faults.is_empty() {
            return Err(Problem::Faults(self.faults));
        }
        let warnings = warnings(&self.draft, &model, today());
        let warnings = warnings.into_iter().chain(desk.profile().remarks(&request));
        let priced = Priced {
            request,
            estimate: estimate(&self.draft, &model, &desk.prices_of(&model)),
            warnings: warnings
                .map(|warning| format!("{}: {}", warning.field, warning.text))
                .collect(),
        };
        for warning in &priced.warnings {
            output.warn(warning);
        }
        Ok(priced)
    }
}

/// Puts the best legal size in the place of a size in words, such as `16:9 2mp`; says so. Width and height in pixels stay
/// as they were typed, legal or not: whoever wrote numbers meant these.
fn size_taken(draft: &mut Draft, model: &Model) -> Option<String> {
    let asked = Size::from(draft.size.clone());
    let (rule, sheet) = (&model.rules().size, sheet(draft, model));
    let in_words = matches!(asked, Size::Other(_)) && rule.check_on(&asked, sheet).is_err();
    let best = rule
        .suggest_on(&draft.size, sheet)
        .into_iter()
        .next()
        .filter(|_| in_words)?;
    draft.size = best.to_string();
    Some(format!("size {asked} → {best}"))
}
