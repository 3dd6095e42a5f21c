//! What commands and keys do in whatever lies on top.

use super::{
    App, Confirmed, Effect, Help, Line, LinePurpose, Overlay, Pane, View, commands, compare, compose, copying, culling,
    entries, finder, lines, mask_making, menus,
    parts::{Palette, PaletteItem},
    pickers, profile_form, search, unsettled, zoom,
};
use crate::keys::{Command, Key};

/// Opens help for where the focus is.
pub fn open_help(app: &mut App) {
    let contexts = app.contexts();
    app.open(Overlay::Help(Help { contexts, scroll: 0 }));
}

/// Opens the palette with every command that does something here.
pub fn open_palette(app: &mut App) {
    let contexts = app.contexts();
    let in_form = app.view == View::Compose && app.pane == Pane::Form;
    let items = Command::ALL
        .iter()
        .filter(|command| !is_of_overlays(**command) && (in_form || !is_of_form(**command)))
        .filter(|command| app.view == View::Queue || !is_of_queue(**command))
        .map(|command| PaletteItem {
            id: command.id().to_owned(),
            title: command.help().trim_end_matches('.').to_owned(),
            keys: app
                .keymap
                .hint(&contexts, *command)
                .map(ToString::to_string)
                .unwrap_or_default(),
        });
    let palette = Palette::of(items.collect());
    app.open(Overlay::Palette(palette));
}

const fn is_of_overlays(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::PickerChoose
            | C::PickerMark
            | C::PickerTake
            | C::PickerRecents
            | C::PickerHidden
            | C::PickerParent
            | C::ZoomOut
            | C::ZoomFit
            | C::ZoomPixels
            | C::ZoomCursor
            | C::ZoomPageLeft
            | C::ZoomPageRight
            | C::ZoomPixelLeft
            | C::ZoomPixelRight
            | C::ZoomPixelUp
            | C::ZoomPixelDown
            | C::CompareFlip
            | C::CompareSplit
            | C::CompareHeat
            | C::SearchComplete
            | C::FinderScope
            | C::FinderPrompt
            | C::DialogAccept
            | C::DialogDecline
            | C::PaletteOpen
            | C::MoveUp
            | C::MoveDown
            | C::MoveLeft
            | C::MoveRight
            | C::MovePageUp
            | C::MovePageDown
            | C::FocusLeave
    )
}

const fn is_of_queue(command: Command) -> bool {
    matches!(
        command,
        Command::QueueHold | Command::QueueEarlier | Command::QueueLater
    )
}

const fn is_of_form(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::FormNextValue
            | C::FormPreviousValue
            | C::FormOpen
            | C::ImagesRemove
            | C::ImagesEarlier
            | C::ImagesLater
            | C::MaskScale
            | C::MaskMerge
            | C::ModelReplace
    )
}

/// Carries out a command in the topmost overlay.
pub fn run(app: &mut App, command: Command) -> Vec<Effect> {
    if matches!(command, Command::DialogDecline | Command::FocusLeave) {
        return decline(app);
    }
    if let Some(effects) = everywhere(app, command) {
        return effects;
    }
    if copying::thing(command).is_some() && app.overlays.last().is_some_and(copying::is_menu) {
        app.close();
        return commands::run(app, command);
    }
    let moved = match app.overlays.last_mut() {
        Some(Overlay::Picker(_)) => return pickers::run(app, command),
        Some(Overlay::Profile(_)) => return profile_form::run(app, command),
        Some(Overlay::Zoom(_)) => return zoom::run(app, command),
        Some(Overlay::Compare(_)) => return compare::run(app, command),
        Some(Overlay::Finder(_)) => return finder::run(app, command),
        Some(Overlay::Line(_)) if command == Command::SearchComplete => return search::complete_line(app),
        Some(Overlay::Palette(palette)) => palette.obey(command),
        Some(Overlay::Menu(menu)) => menu.list.obey(command),
        Some(Overlay::Help(help)) => {
            help.scroll = scrolled(help.scroll, command);
            return Vec::new();
        }
        Some(Overlay::Doctor(sheet)) => {
            sheet.scroll = scrolled(sheet.scroll, command);
            return Vec::new();
        }
        Some(Overlay::Line(_) | Overlay::Confirm(_) | Overlay::Message(_)) | None => false,
    };
    if moved {
        return Vec::new();
    }
    if command == Command::DialogAccept {
        accept(app)
    } else {
        Vec::new()
    }
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
        Some(Overlay::Line(Line {
            purpose: LinePurpose::Search,
            ..
        })) => app.history.search("").map(Effect::LoadHistory).into_iter().collect(),
        Some(Overlay::Profile(_)) if app.overlays.is_empty() && !app.profile.has_key() => {
            // The other ways on are there again.
            app.open_first_run();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn accept(app: &mut App) -> Vec<Effect> {
    match app.close() {
        Some(Overlay::Menu(menu)) => menus::chosen(app, &menu),
        Some(Overlay::Palette(palette)) => match palette.selected() {
            Some(item) => run_by_name(app, &item.id),
            None => Vec::new(),
        },
        Some(Overlay::Confirm(confirm)) => match confirm.then {
            Confirmed::Send(submission) => compose::confirmed(app, *submission),
            Confirmed::MakeMask { submission, subject } => mask_making::agreed(app, *submission, subject),
            Confirmed::Pay(name) => {
                let facts = app.profiles.iter().find(|facts| facts.name == name).cloned();
                facts.map(|facts| app.wear(facts)).unwrap_or_default()
            }
            Confirmed::Trust(profile) => {
                app.say("send it again now");
                vec![Effect::TrustOrigin(profile)]
            }
            Confirmed::Discard => culling::discard(app),
            Confirmed::Cancel(id) => {
                app.jobs.cancelling(id);
                app.say("stopping it");
                vec![Effect::Cancel(id)]
            }
            Confirmed::Trash(id) => entries::trash(app, id),
            Confirmed::Paste(text) => {
                compose::insert(app, &text);
                Vec::new()
            }
            Confirmed::Retry(retry) => unsettled::retry(app, retry),
        },
        Some(Overlay::Line(line)) => lines::filled_in(app, line),
        Some(
            Overlay::Help(_)
            | Overlay::Picker(_)
            | Overlay::Finder(_)
            | Overlay::Profile(_)
            | Overlay::Zoom(_)
            | Overlay::Compare(_)
            | Overlay::Doctor(_)
            | Overlay::Message(_),
        )
        | None => Vec::new(),
    }
}

/// A command of the palette acts as if its key had been pressed; one that spends only names that key, for the price
/// stands beside the key and not beside the name.
fn run_by_name(app: &mut App, id: &str) -> Vec<Effect> {
    let Some(command) = Command::from_id(id) else {
        return Vec::new();
    };
    if !matches!(command, Command::FormSend | Command::RequestRerun) && !app.lets_go(command) {
        return commands::run(app, command);
    }
    let contexts = app.contexts();
    let key = app.keymap.hint(&contexts, command).map(ToString::to_string);
    app.say(match key {
        Some(key) => format!("press {key}: its price stands beside it"),
        None => "nothing was sent: go to where its key and its price are shown".to_owned(),
    });
    Vec::new()
}

/// A key that is no command, while something lies on top.
pub fn typed(app: &mut App, key: Key) -> Vec<Effect> {
    match app.overlays.last_mut() {
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
        Some(
            Overlay::Help(_)
            | Overlay::Menu(_)
            | Overlay::Zoom(_)
            | Overlay::Compare(_)
            | Overlay::Confirm(_)
            | Overlay::Doctor(_)
            | Overlay::Message(_),
        )
        | None => Vec::new(),
    }
}

/// A text was pasted while something lies on top.
pub fn pasted(app: &mut App, text: &str) -> Vec<Effect> {
    match app.overlays.last_mut() {
        Some(Overlay::Palette(palette)) => {
            palette.paste(text);
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
            | Overlay::Message(_),
        )
        | None => Vec::new(),
    }
}
