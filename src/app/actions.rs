//! The menu of everything that can be done with a request, and the send key of menus that show what it costs.

use super::{App, Hint, Menu, MenuItem, MenuPurpose, Overlay, elsewhere, outcome::Outcome, replay};
use crate::{
    domain::{HistoryEntry, Role, cut_at_word, one_line, thousands},
    keys::{Command, Found, Key},
};

/// So much of a request's words tells which one it is.
const NAME: usize = 24;

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

/// Everything that can be done with the current request, with keys and prices; what it has nothing for is left out.
pub(super) fn menu(app: &App) -> Menu {
    let mut hints = app.hints_for(ACTIONS);
    hints.retain(|(command, _)| can(app, *command));
    let widest = hints
        .iter()
        .map(|(_, hint)| hint.keys.chars().count())
        .max()
        .unwrap_or(0);
    let item = |(command, hint): &(Command, Hint)| {
        let note = format!("{:<widest$}  {}", hint.keys, hint.price);
        MenuItem::new(label(app, *command), note.trim_end())
    };
    Menu {
        intro: whose(app).into_iter().collect(),
        ..Menu::new(
            "What to do with it",
            hints.iter().map(item).collect(),
            0,
            MenuPurpose::Actions,
        )
    }
}

/// The menu as it is with what became known of the request since it was opened.
pub(super) fn renew(app: &mut App) {
    let Some(Overlay::Menu(old)) = app.overlays.last() else {
        return;
    };
    if old.purpose != MenuPurpose::Actions {
        return;
    }
    let mut menu = menu(app);
    menu.go_on_from(old);
    if let Some(top) = app.overlays.last_mut() {
        *top = Overlay::Menu(menu);
    }
    app.fit_lists();
}

/// With marks in the list not every verb means the same requests: says which.
fn whose(app: &App) -> Option<String> {
    let marked = app.marks_meant();
    let current = app.history.current().filter(|_| marked > 0)?;
    let prompt = one_line(&current.prompt);
    Some(format!(
        "{} marked. What does not say so is for: {}",
        thousands(marked),
        cut_at_word(&prompt, NAME)
    ))
}

/// The verb as the menu names it: one that means the marked requests says how many they are.
fn label(app: &App, command: Command) -> String {
    let verb = match command {
        Command::RequestTrash => app.verb_here(command),
        _ => command.verb(),
    };
    match app.marks_meant() {
        0 => verb.to_owned(),
        marked if means_marked(command) || (means_two(command) && marked == 2) => {
            format!("{verb} {} marked", thousands(marked))
        }
        _ => verb.to_owned(),
    }
}

const fn means_marked(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::RequestStar
            | C::RequestTag
            | C::RequestNote
            | C::RequestTitle
            | C::RequestTrash
            | C::RequestPurge
            | C::RequestExport
    )
}

const fn means_two(command: Command) -> bool {
    matches!(command, Command::CompareMark | Command::RequestDifference)
}

/// Whether the current request has what a command needs.
pub(super) fn can(app: &App, command: Command) -> bool {
    use Command as C;
    let Some(entry) = app.current_entry() else {
        return true;
    };
    let pictured = || entry.images.iter().any(|image| image.format.is_some());
    let relatives = || app.relatives_of(entry);
    let marked = app.marks_meant();
    match command {
        C::RequestChild => relatives().made > 0,
        C::RequestTree => relatives().made > 0 || !relatives().parents.is_empty(),
        C::RequestReplay => has_images(entry),
        C::RequestImagesOnly => !entry.request.inputs().is_empty(),
        C::CompareMark if marked > 1 => marked == 2,
        C::RequestInput | C::ZoomOpen | C::CompareMark | C::KeepOriginal => pictured(),
        C::CompareOriginal => pictured() && (has_images(entry) || entry.request.parent().is_some()),
        C::RequestWrite => !entry.images.is_empty(),
        C::RequestOpenOutside => !entry.images.is_empty() || entry.link().is_some(),
        C::RequestTitle => marked < 2,
        C::RequestDifference if marked > 0 => marked < 3,
        C::RequestDifference => entry.request.parent().is_some(),
        _ => true,
    }
}

fn has_images(entry: &HistoryEntry) -> bool {
    entry.request.inputs_as(Role::Image).next().is_some()
}

/// The command that the menu calls so.
pub(super) fn named(app: &App, called: &str) -> Option<Command> {
    ACTIONS.iter().copied().find(|command| label(app, *command) == called)
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
