//! Taking one of the searches that are offered where nothing is found.

use crate::{
    app::{App, Effect, Menu, MenuItem, MenuPurpose, Overlay, View},
    domain::{Wider, counted},
};

/// Lets choose among the searches that would find something; where there is one, it is taken.
pub(in crate::app) fn widen(app: &mut App) -> Vec<Effect> {
    let offers = app.history.offers();
    match offers.as_slice() {
        [] => {
            app.say("no other search is offered here");
            Vec::new()
        }
        [offer] => take(app, &offer.way),
        _ => {
            let items = offers.iter().map(|offer| {
                let found = counted(offer.count, "request", "requests");
                MenuItem::new(offer.label(), found)
            });
            let menu = Menu::new("Search instead", items.collect(), 0, MenuPurpose::Wider);
            app.open(Overlay::Menu(menu));
            Vec::new()
        }
    }
}

/// The person chose the search of that label.
pub(in crate::app) fn widened_to(app: &mut App, label: &str) -> Vec<Effect> {
    let offers = app.history.offers();
    let chosen = offers.iter().find(|offer| offer.label() == label);
    chosen.map_or_else(Vec::new, |offer| take(app, &offer.way))
}

fn take(app: &mut App, way: &Wider) -> Vec<Effect> {
    if *way == Wider::Trash {
        return app.show_trash();
    }
    if !app.is_in_list() || app.view == View::Queue {
        app.view = View::History;
    }
    app.history
        .search_as(way)
        .map(Effect::LoadHistory)
        .into_iter()
        .collect()
}
