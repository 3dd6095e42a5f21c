//! What commands do to the contact sheet, and what follows where it is seen.

use std::path::Path;

use super::{Gallery, Tile};
use crate::{
    app::{App, Effect, View, culling, on_request},
    domain::{HistoryRow, RequestId},
    keys::Command,
};

impl App {
    /// The contact sheet.
    #[must_use]
    pub const fn gallery(&self) -> &Gallery {
        &self.gallery
    }

    /// Which tile is selected.
    #[must_use]
    pub fn selected_tile(&self) -> Option<usize> {
        let row = self.history.list().selected()?;
        let looked_at = self.result.wanted() == self.history.current().map(|row| row.id);
        let place = if looked_at { self.result.index() } else { 0 };
        let at = self.gallery.at_or_after(Tile { row, place });
        let tile = self.gallery.tiles.get(at)?;
        (tile.row == row).then_some(at)
    }

    /// How many tiles a page has.
    const fn tile_room(&self) -> usize {
        let (across, down) = self.fit.tiles;
        across * down
    }

    /// The rows' pictures; one that is still being drawn has its unfinished picture.
    fn present_tiles(&self) -> Vec<Tile> {
        let rows = self.history.matching().iter().enumerate();
        rows.flat_map(|(row, listed)| {
            let count = match (&listed.picture, self.partial_of(listed)) {
                (Some(_), _) => usize::try_from(listed.pictures.max(1)).unwrap_or(1),
                (None, Some(_)) => 1,
                (None, None) => 0,
            };
            (0..count).map(move |place| Tile { row, place })
        })
        .collect()
    }

    /// The newest unfinished picture of a request that runs.
    #[must_use]
    pub fn partial_of(&self, row: &HistoryRow) -> Option<&Path> {
        if row.state.is_final() {
            return None;
        }
        self.jobs.of(row.id).filter(|job| job.is_live())?.partial.as_deref()
    }

    /// The picture to show until a newer one of the request can be drawn.
    #[must_use]
    pub fn stand_in(&self, id: RequestId) -> Option<&Path> {
        self.jobs.of(id)?.stand_in.as_deref()
    }

    fn select_tile(&mut self, at: usize) -> Vec<Effect> {
        let Some(tile) = self.gallery.tiles.get(at).copied() else {
            return Vec::new();
        };
        self.history.select_place(tile.row);
        self.grow_range();
        let effects = self.show_current();
        self.result.look_at(tile.place);
        self.gallery.turn_to(at, self.tile_room(), self.history.rows());
        effects
    }
}

/// Carries out a command in the gallery.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    if let Some(at) = moved(app, command) {
        if let Some(tile) = app.gallery.tiles.get(at) {
            app.history.choose(tile.row);
        }
        return app.select_tile(at);
    }
    if app.gallery.tiles.is_empty() {
        app.say("there is no picture here");
        return Vec::new();
    }
    if command == Command::ItemOpen {
        app.fullscreen = !app.fullscreen;
        return Vec::new();
    }
    culling::run(app, command).unwrap_or_else(|| on_request::run(app, command))
}

/// Where a command leads; nothing for one that does not move.
fn moved(app: &App, command: Command) -> Option<usize> {
    let last = app.gallery.tiles.len().saturating_sub(1);
    let at = app.selected_tile().unwrap_or(0);
    // A large picture has no neighbours above and below.
    let across = if app.fullscreen { 1 } else { app.fit.tiles.0.max(1) };
    let page = app.tile_room().max(1);
    let first = app.gallery.first.min(at);
    let is_last_line = (at - first) / across == (last.max(at) - first) / across;
    let to = match command {
        Command::MoveUp => at.checked_sub(across).unwrap_or(at),
        Command::MoveDown if is_last_line => at,
        Command::MoveDown => at + across,
        Command::MoveLeft => at.saturating_sub(1),
        Command::MoveRight => at + 1,
        Command::MovePageUp => at.saturating_sub(page),
        Command::MovePageDown => at + page,
        Command::MoveFirst => 0,
        Command::MoveLast => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// After anything that happened while the gallery is open: the tiles follow the rows, the selection stands on a picture,
/// and what the page needs to know is asked for.
pub(in crate::app) fn follow(app: &mut App) -> Vec<Effect> {
    if app.view != View::Gallery {
        return Vec::new();
    }
    let tiles = app.present_tiles();
    app.gallery.lay(tiles, app.history.rows());
    let mut effects = Vec::new();
    match app.selected_tile() {
        Some(at) => {
            effects.extend(app.show_current());
            app.gallery.turn_to(at, app.tile_room(), app.history.rows());
        }
        None => effects.extend(onto_a_picture(app)),
    }
    effects.extend(ask_siblings(app));
    let ahead = app.gallery.page(app.tile_room()).end + app.tile_room();
    if ahead > app.gallery.tiles.len() {
        effects.extend(app.history.ask_older().map(Effect::LoadHistory));
    }
    effects
}

/// The selected row has no picture: on to the next one that has, or back to the last one.
fn onto_a_picture(app: &mut App) -> Vec<Effect> {
    let Some(row) = app.history.list().selected() else {
        return Vec::new();
    };
    let place = app.result.index();
    let at = app.gallery.at_or_after(Tile { row, place });
    // The picture before it is one of the same request where that has fewer than was thought.
    let same = at.checked_sub(1).filter(|at| app.gallery.tiles[*at].row == row);
    let at = same.unwrap_or(at).min(app.gallery.tiles.len().saturating_sub(1));
    app.select_tile(at)
}

/// Rows tell of their first picture only: those of the page with more are read.
fn ask_siblings(app: &mut App) -> Vec<Effect> {
    let page = app.gallery.page(app.tile_room());
    let mut asked = Vec::new();
    for tile in &app.gallery.tiles[page] {
        let Some(row) = app.history.rows().get(tile.row).filter(|row| row.pictures > 1) else {
            continue;
        };
        let known = app.gallery.kept.get(&row.id).map_or(0, Vec::len);
        let fewer = known < usize::try_from(row.pictures).unwrap_or(usize::MAX);
        if fewer && app.gallery.reading.insert(row.id) {
            asked.push(Effect::LoadEntry(row.id));
        }
    }
    asked
}
