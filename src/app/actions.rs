//! The menu of everything that can be done with a request, and the send key of menus that show what it costs.

use super::{App, Hint, Menu, MenuItem, MenuPurpose, Overlay, elsewhere, outcome::Outcome, replay};
use crate::keys::{Command, Found, Key};

/// What can be done with a request, in the order of the menu.
const ACTIONS: &[Command] = &[
    Command::RequestCame,
    Command::RequestRetry,
    Command::RequestDismiss,
    Command::RequestRerun,
    Command::RequestSeveral,
    Command::RequestFinal,
    Command::RequestElsewhere,
    Command::RequestRepeat,
    Command::RequestLoad,
    Command::RequestEditor,
    Command::RequestPromptOnly,
    Command::RequestOptionsOnly,
    Command::RequestImagesOnly,
    Command::RequestInput,
    Command::RequestParent,
    Command::RequestChild,
    Command::RequestTree,
    Command::RequestReplay,
    Command::RequestDetails,
    Command::RequestRaw,
    Command::RequestDifference,
    Command::CompareMark,
    Command::CompareOriginal,
    Command::KeepOriginal,
    Command::ZoomOpen,
    Command::CopyOpen,
    Command::RequestStar,
    Command::RequestTag,
    Command::RequestNote,
    Command::RequestTitle,
    Command::RequestWrite,
    Command::RequestExport,
    Command::RequestOpenOutside,
    Command::RequestTrash,
    Command::RequestPurge,
];

/// Everything that can be done with the current request, with keys and prices.
pub(super) fn menu(app: &App) -> Menu {
    let hints = app.hints_for(ACTIONS);
    let widest = hints
        .iter()
        .map(|(_, hint)| hint.keys.chars().count())
        .max()
        .unwrap_or(0);
    let item = |(command, hint): &(Command, Hint)| {
        let note = format!("{:<widest$}  {}", hint.keys, hint.price);
        MenuItem::new(command.verb(), note.trim_end())
    };
    Menu::new(
        "What to do with it",
        hints.iter().map(item).collect(),
        0,
        MenuPurpose::Actions,
    )
}

pub(super) fn named(label: &str) -> Option<Command> {
    ACTIONS.iter().copied().find(|command| command.verb() == label)
}

/// A key in that menu: it does what it does outside.
pub(super) fn pressed(app: &mut App, key: Key) -> Outcome {
    let contexts = app.contexts_of_screen();
    match app.keymap.look_up(&contexts, &[key]) {
        Found::Command(command) if ACTIONS.contains(&command) => {
            app.overlays.pop();
            Outcome::Chose(command)
        }
        Found::Command(_) | Found::Prefix | Found::Nothing => Outcome::Done(Vec::new()),
    }
}

/// The send key in a menu that shows what it costs.
pub(super) fn send(app: &mut App) -> Outcome {
    let Some(Overlay::Menu(menu)) = app.overlays.last() else {
        return Outcome::Done(Vec::new());
    };
    match (menu.purpose, menu.list.selected()) {
        (MenuPurpose::Elsewhere, _) => elsewhere::send_there(app).into(),
        (MenuPurpose::Replay, Some(selected)) => replay::begin(app, selected).into(),
        (MenuPurpose::Actions, _) => {
            app.overlays.pop();
            Outcome::Chose(Command::RequestRerun)
        }
        _ => Outcome::Done(Vec::new()),
    }
}
