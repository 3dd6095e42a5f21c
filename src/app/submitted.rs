//! A request became durable: whoever waits for it takes it up, and it is shown where it is looked for.

use super::{App, Effect, View, compose::whither, details, mask_making, queueing, replay};
use crate::domain::{Failure, HistoryRow, RequestId};

/// A request became durable, or did not.
pub(super) fn submitted(app: &mut App, id: RequestId, answer: Result<Box<HistoryRow>, Failure>) -> Vec<Effect> {
    match answer {
        Ok(row) => {
            app.jobs.queued(&row, app.now_ms);
            if app.view != View::Queue {
                app.jobs.stand_at_newest();
            }
            let order = queueing::took_place(app, &row);
            mask_making::queued(app, &row);
            replay::queued(app, &row);
            details::child_queued(app, &row);
            app.look_away();
            let in_list = app.is_in_list();
            let selected = app.current_id();
            app.history.put(*row, !in_list);
            let found = app.look_again();
            if in_list {
                // The person looks at a request of the list, which stays selected. Beside the form the newest is what
                // is looked for: it is shown when it ends.
                app.follows = selected
                    .filter(|_| app.view == View::Compose)
                    .map(|selected| (id, selected));
                let then = if app.follows.is_some() {
                    "; its result is shown here when it is done".to_owned()
                } else {
                    app.way_to(id)
                };
                app.say(format!("sent to the queue{}{then}", whither(app)));
                return [order, app.show_current(), found].concat();
            }
            app.result.follow(id);
            if app.view == View::Compose {
                // The list below shows the same as the result above it, wherever in the history the form was filled from.
                app.history.stand_at(id);
            }
            if !app.fit.side_by_side && app.view == View::Compose && !app.fullscreen {
                // One pane is seen at a time: the one worth seeing now.
                app.show_result();
            }
            [order, vec![Effect::LoadEntry(id)], found].concat()
        }
        Err(failure) => {
            app.fail(failure);
            replay::not_durable(app);
            Vec::new()
        }
    }
}
