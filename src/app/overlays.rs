//! What commands and keys do in whatever lies on top.

use super::{
    App, Confirmed, Effect, Help, LinePurpose, MenuPurpose, Overlay, View, actions, by_name, choosing, chosen, compare,
    compose, copying, culling, elsewhere, finder, labels, lineage, lines, marks, mask_making, outcome::Outcome,
    pickers, profile_form, registers, replay, rerun, search, unsettled, zoom,
};
use crate::keys::{Command, Key};

/// Opens help for where the focus is.
pub fn open_help(app: &mut App) {
    let contexts = app.contexts();
    app.open(Overlay::Help(Help { contexts, scroll: 0 }));
}

/// Carries out a command in the topmost overlay.
pub(super) fn run(app: &mut App, command: Command) -> Outcome {
    if matches!(command, Command::DialogDecline | Command::FocusLeave) {
        return decline(app).into();
    }
    if let Some(effects) = everywhere(app, command) {
        return effects.into();
    }
    if copying::thing(command).is_some() && app.overlays.last().is_some_and(copying::is_menu) {
        app.close();
        return Outcome::Chose(command);
    }
    if command == Command::RequestRerun {
        return actions::send(app);
    }
    match in_topmost(app, command) {
        Some(effects) => effects.into(),
        None if command == Command::DialogAccept => accept(app),
        None => Outcome::Done(Vec::new()),
    }
}

/// A command that the topmost overlay knows by itself; nothing for the others.
fn in_topmost(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let moved = match app.overlays.last_mut() {
        Some(Overlay::Picker(_)) => return Some(pickers::run(app, command)),
        Some(Overlay::Profile(_)) => return Some(profile_form::run(app, command)),
        Some(Overlay::Zoom(_)) => return Some(zoom::run(app, command)),
        Some(Overlay::Compare(_)) => return Some(compare::run(app, command)),
        Some(Overlay::Finder(_)) => return Some(finder::run(app, command)),
        Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search && View::of(command).is_some() => {
            let (view, line) = (View::of(command)?, line.clone());
            app.close();
            return Some(search::done_for(app, line, view));
        }
        Some(Overlay::Line(_)) if command == Command::SearchComplete => return Some(search::complete_line(app)),
        Some(Overlay::Line(_)) if matches!(command, Command::MoveUp | Command::MoveDown) => {
            return Some(search::earlier(app, command == Command::MoveUp));
        }
        Some(Overlay::Line(_)) if command == Command::FocusNext => return Some(labels::complete(app)),
        Some(Overlay::Palette(palette)) => palette.obey(command),
        Some(Overlay::Menu(menu)) => menu.list.obey(command),
        Some(Overlay::Tree(tree)) => tree.list.obey(command),
        Some(Overlay::Reading(reading)) => reading.obey(command, app.fit.overlay_rows),
        Some(Overlay::Help(help)) => {
            help.scroll = scrolled(help.scroll, command);
            return Some(Vec::new());
        }
        Some(Overlay::Doctor(sheet)) => {
            sheet.scroll = scrolled(sheet.scroll, command);
            return Some(Vec::new());
        }
        Some(Overlay::Line(_) | Overlay::Confirm(_) | Overlay::Message(_)) | None => false,
    };
    if moved {
        elsewhere::moved(app);
        replay::moved(app);
        return Some(Vec::new());
    }
    None
}

/// What works under whatever lies on top as it does elsewhere.
fn everywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    match command {
        Command::HelpOpen => {
            if !matches!(app.overlays.last(), Some(Overlay::Help(_))) {
                open_help(app);
            }
            Some(Vec::new())
        }
        Command::ThemeNext => Some(app.next_theme(true)),
        Command::AppQuit => Some(vec![Effect::Quit]),
        Command::AppSuspend => Some(vec![Effect::Suspend]),
        Command::AppRedraw => Some(vec![Effect::Redraw]),
        _ => None,
    }
}

fn scrolled(scroll: usize, command: Command) -> usize {
    match command {
        Command::MoveDown => scroll + 1,
        Command::MoveUp => scroll.saturating_sub(1),
        Command::MovePageDown => scroll + 10,
        Command::MovePageUp => scroll.saturating_sub(10),
        Command::MoveFirst => 0,
        _ => scroll,
    }
    .min(200)
}

fn decline(app: &mut App) -> Vec<Effect> {
    match app.close() {
        Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search => search::end(app),
        Some(Overlay::Line(line)) => {
            lines::left(app, line);
            Vec::new()
        }
        Some(Overlay::Finder(finder)) => {
            search::leave_finder(app, finder.buffer().text());
            Vec::new()
        }
        Some(Overlay::Confirm(_) | Overlay::Menu(_)) if app.overlays.is_empty() => {
            replay::declined(app);
            Vec::new()
        }
        Some(Overlay::Profile(_)) if app.overlays.is_empty() && !app.profile.has_key() => {
            // The other ways on are there again.
            app.open_first_run();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn accept(app: &mut App) -> Outcome {
    let effects = match app.close() {
        Some(Overlay::Menu(menu)) => return chosen::chosen(app, &menu),
        Some(Overlay::Palette(palette)) => match palette.selected() {
            Some(item) => return by_name::chosen(app, &item.id),
            None => Vec::new(),
        },
        Some(Overlay::Confirm(confirm)) => agreed(app, confirm.then),
        Some(Overlay::Line(line)) => lines::filled_in(app, line),
        Some(Overlay::Tree(tree)) => lineage::chosen(app, &tree),
        Some(
            Overlay::Help(_)
            | Overlay::Picker(_)
            | Overlay::Finder(_)
            | Overlay::Profile(_)
            | Overlay::Zoom(_)
            | Overlay::Compare(_)
            | Overlay::Doctor(_)
            | Overlay::Message(_)
            | Overlay::Reading(_),
        )
        | None => Vec::new(),
    };
    effects.into()
}

/// The person agreed.
fn agreed(app: &mut App, to: Confirmed) -> Vec<Effect> {
    match to {
        Confirmed::Send(submission) => compose::confirmed(app, *submission, 1),
        Confirmed::SendSeveral(submission, times) => compose::confirmed(app, *submission, times),
        Confirmed::Replay => replay::agreed(app),
        Confirmed::Purge(ids) => marks::purge(app, ids),
        Confirmed::MakeMask { submission, subject } => mask_making::agreed(app, *submission, subject),
        Confirmed::Pay(name) => {
            let facts = app.profiles.iter().find(|facts| facts.name == name).cloned();
            facts.map(|facts| app.wear(facts)).unwrap_or_default()
        }
        Confirmed::Trust(profile) => {
            app.say("send it again now");
            vec![Effect::TrustOrigin(profile)]
        }
        Confirmed::KeepSearch { name, line } => search::keep_as(app, &name, &line),
        Confirmed::Discard => culling::discard(app),
        Confirmed::Cancel(id) => {
            app.jobs.cancelling(id);
            app.say("stopping it");
            vec![Effect::Cancel(id)]
        }
        Confirmed::Trash(ids) => marks::trash(app, &ids),
        Confirmed::Paste(text) => {
            compose::insert(app, &text);
            Vec::new()
        }
        Confirmed::Retry(retry) => unsettled::retry(app, retry),
    }
}

/// A key that is no command, while something lies on top.
pub(super) fn typed(app: &mut App, key: Key) -> Outcome {
    let effects = match app.overlays.last_mut() {
        Some(Overlay::Palette(palette)) => {
            palette.press(key);
            Vec::new()
        }
        Some(Overlay::Picker(_)) => pickers::typed(app, key),
        Some(Overlay::Finder(_)) => finder::typed(app, key),
        Some(Overlay::Profile(_)) => {
            profile_form::typed(app, key);
            Vec::new()
        }
        Some(Overlay::Line(line)) => {
            line.buffer.press(key);
            search::typed(app)
        }
        Some(Overlay::Menu(menu)) => match menu.purpose {
            MenuPurpose::Several => rerun::digit(app, key),
            MenuPurpose::Actions => return actions::pressed(app, key),
            MenuPurpose::Registers => registers::pressed(app, key),
            _ if menu.is_searched() => {
                choosing::typed(app, key);
                Vec::new()
            }
            _ => Vec::new(),
        },
        Some(
            Overlay::Help(_)
            | Overlay::Zoom(_)
            | Overlay::Compare(_)
            | Overlay::Confirm(_)
            | Overlay::Doctor(_)
            | Overlay::Message(_)
            | Overlay::Reading(_)
            | Overlay::Tree(_),
        )
        | None => Vec::new(),
    };
    effects.into()
}

/// A text was pasted while something lies on top.
pub fn pasted(app: &mut App, text: &str) -> Vec<Effect> {
    match app.overlays.last_mut() {
        Some(Overlay::Palette(palette)) => {
            palette.paste(text);
            Vec::new()
        }
        Some(Overlay::Menu(menu)) if menu.is_searched() => {
            choosing::pasted(app, text);
            Vec::new()
        }
        Some(Overlay::Picker(picking)) => {
            let outcome = picking.picker.paste(text);
            pickers::follow(app, outcome)
        }
        Some(Overlay::Profile(_)) => {
            profile_form::pasted(app, text);
            Vec::new()
        }
        Some(Overlay::Line(line)) => {
            line.buffer.edit(super::parts::Edit::Paste(text.to_owned()));
            search::typed(app)
        }
        Some(Overlay::Finder(finder)) => {
            finder.buffer_mut().edit(super::parts::Edit::Paste(text.to_owned()));
            search::typed(app)
        }
        Some(
            Overlay::Help(_)
            | Overlay::Menu(_)
            | Overlay::Zoom(_)
            | Overlay::Compare(_)
            | Overlay::Confirm(_)
            | Overlay::Doctor(_)
            | Overlay::Message(_)
            | Overlay::Reading(_)
            | Overlay::Tree(_),
        )
        | None => Vec::new(),
    }
}
