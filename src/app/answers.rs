//! What becomes of the answers that the store gives about requests.

use super::{Answer, App, Effect, compare, details, labels, lineage, marks, recall, registers, replay, snippets};
use crate::domain::Failure;

/// The store answered a question about requests.
pub(super) fn answered(app: &mut App, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Lineage { id, family } => return lineage::came(app, id, family),
        Answer::Prompts(prompts) => return recall::came(app, prompts),
        Answer::Relatives { id, relatives } => details::relatives_came(app, id, relatives),
        Answer::Chain { id, steps } => return replay::came(app, id, steps),
        Answer::CutChain(cut) => replay::was_cut(app, cut),
        Answer::ChainUnkept => replay::unkept(app),
        Answer::StepUnsent => return replay::not_sent(app),
        Answer::Raw { id, files } => details::raw_came(app, id, files),
        Answer::Pair(pair) => match compare::pair_came(app, &pair) {
            Some(effects) => return effects,
            None => details::pair_came(app, &pair),
        },
        Answer::Tags(tags) => labels::tags_known(app, tags),
        Answer::Notes { ids, notes } => labels::notes_known(app, &ids, &notes),
        Answer::LastOf { model, request } => snippets::last_came(app, &model, request.as_deref()),
        Answer::Weight { ids, bytes, running } => marks::ask_purge(app, ids, bytes, running),
        Answer::Registers { held, filled } => registers::came(app, held, filled),
    }
    Vec::new()
}

/// The store could not answer.
pub(super) fn failed(app: &mut App, failure: Failure) -> Vec<Effect> {
    app.memory.comparing = None;
    app.fail(failure);
    replay::not_told(app)
}
