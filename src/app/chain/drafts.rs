//! The drafts of a chain that is made again, what they cost, and what is told of them.

use super::Choice;
use crate::{
    app::App,
    domain::{Carried, Draft, Estimate, HistoryEntry, Input, Money, Parent, carried, estimate, one_line},
};

impl Choice {
    /// The draft of a step; `from` is the picture that takes the place of the one before, and its request.
    pub(in crate::app) fn draft(&self, app: &App, at: usize, from: Option<(Input, Option<Parent>)>) -> Option<Carried> {
        let entry = self.steps.get(at)?;
        let mut draft = entry.request.to_draft();
        if let Some((input, parent)) = from {
            let before: Vec<_> = at
                .checked_sub(1)
                .and_then(|before| self.steps.get(before))
                .map(|before| before.images.iter().map(|image| &image.sha256).collect())
                .unwrap_or_default();
            let old = |known: &Input| known.sha256.as_ref().is_some_and(|sha256| before.contains(&sha256));
            let place = draft.images.iter().position(old).unwrap_or(0);
            match draft.images.get_mut(place) {
                Some(image) => *image = input,
                None => draft.images.push(input),
            }
            if let (0, Some(mask)) = (place, draft.mask.as_mut()) {
                // The new picture may have another size.
                mask.treatment.fit = true;
            }
            draft.parent = parent;
        } else if !entry.images.is_empty() {
            draft.parent = Some(Parent { id: entry.id, index: 0 });
        }
        Some(match &self.model {
            Some(model) => carried(&draft, &app.models.model(model)),
            None => Carried {
                draft,
                lost: Vec::new(),
            },
        })
    }

    /// The drafts as far as they are known before the first one is sent, for prices.
    pub(in crate::app) fn drafts(&self, app: &App) -> Vec<Carried> {
        let of = |at| {
            let source = self.source.clone().filter(|_| at == 0);
            self.draft(app, at, source.map(|source| (source, None)))
        };
        (self.from..self.steps.len()).filter_map(of).collect()
    }

    pub(in crate::app) fn price(&self, app: &App) -> (Estimate, Option<Money>) {
        let price = |draft: &Draft| {
            let model = app.models.model(&draft.model);
            estimate(draft, &model, &app.prices_of(&model))
        };
        let prices: Vec<_> = self.drafts(app).iter().map(|step| price(&step.draft)).collect();
        let dearest = prices.iter().filter_map(Estimate::most).max();
        let total = prices
            .iter()
            .skip(1)
            .fold(prices.first().cloned(), |sum, one| sum.map(|sum| sum.and(one)));
        (total.unwrap_or(Estimate::Free), dearest)
    }

    /// What happens, and whether something is lost on the way.
    pub(in crate::app) fn told(&self, app: &App) -> (String, bool) {
        let steps = match self.steps.len().saturating_sub(self.from) {
            1 => "1 step".to_owned(),
            count => format!("{count} steps"),
        };
        let on = self
            .source
            .as_ref()
            .map(|source| format!("on {}", one_line(&source.name)));
        let with = self.model.as_ref().map(|model| format!("with {}", one_line(model)));
        let lost = self.lost(app);
        let warns = !lost.is_empty();
        let lost = warns.then(|| format!("does not carry over: {}", lost.join("; ")));
        let told: Vec<_> = [Some(steps), on, with, lost].into_iter().flatten().collect();
        (told.join(" · "), warns)
    }

    pub(in crate::app) fn lost(&self, app: &App) -> Vec<String> {
        let mut lost: Vec<_> = self.drafts(app).into_iter().flat_map(|step| step.lost).collect();
        lost.sort();
        lost.dedup();
        lost
    }
}

/// What the chain of these steps can be made again on.
pub(in crate::app) fn choices(app: &App, steps: Vec<HistoryEntry>) -> Vec<Choice> {
    let all = steps.len();
    let mut bases = vec![(["as it was", "with the form's model"], steps.clone(), None)];
    // A chain that begins with words alone has its first picture replaced, not its first step.
    let begins_with_words = steps.first().is_some_and(|first| first.request.inputs().is_empty());
    let rest = if begins_with_words { steps[1..].to_vec() } else { steps };
    if let (Some(image), false) = (app.form.images().first(), rest.is_empty()) {
        let labels = ["on the form's image", "on the form's image and model"];
        bases.push((labels, rest, Some(image.clone())));
    }
    let model = app.form.model().id().to_owned();
    let mut found = Vec::new();
    for ([label, with_model], steps, source) in bases {
        let other = steps.iter().any(|step| step.request.model() != model);
        let plain = Choice {
            label,
            skipped: all - steps.len(),
            from: 0,
            steps,
            source,
            model: None,
        };
        let there = Choice {
            label: with_model,
            model: Some(model.clone()),
            ..plain.clone()
        };
        found.push(plain);
        found.extend(Some(there).filter(|_| other));
    }
    found
}
