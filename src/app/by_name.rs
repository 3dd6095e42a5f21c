//! Commands by their names: the palette that lists them, and what choosing one does.

use super::{
    App, Overlay, Pane, View,
    outcome::Outcome,
    parts::{Palette, PaletteItem},
};
use crate::keys::Command;

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
            name: name(*command),
            help: command.help().trim_end_matches('.').to_owned(),
            keys: app
                .keymap
                .hint(&contexts, *command)
                .map(ToString::to_string)
                .unwrap_or_default(),
        });
    let palette = Palette::of(items.collect());
    app.open(Overlay::Palette(palette));
}

/// The verb of a command, with what a person must press before where the verb alone does not say it.
fn name(command: Command) -> String {
    let verb = command.verb();
    if command.id().starts_with("copy.") && command != Command::CopyOpen {
        format!("copy {verb}")
    } else {
        verb.to_owned()
    }
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

/// A command of the palette acts as if its key had been pressed; one that spends only names that key, for the price
/// stands beside the key and not beside the name.
pub fn chosen(app: &mut App, id: &str) -> Outcome {
    match Command::from_id(id) {
        Some(command) => chosen_or_named(app, command),
        None => Outcome::Done(Vec::new()),
    }
}

/// Whether a command sends at once.
const fn spends(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::FormSend | C::RequestRerun | C::RequestFinal | C::RequestRepeat
    )
}

/// Chosen from a list of commands, one that spends only names its key.
pub fn chosen_or_named(app: &mut App, command: Command) -> Outcome {
    if spends(command) || app.lets_go(command) {
        name_key(app, command);
        return Outcome::Done(Vec::new());
    }
    Outcome::Chose(command)
}

fn name_key(app: &mut App, command: Command) {
    let contexts = app.contexts();
    let key = app.keymap.hint(&contexts, command).map(ToString::to_string);
    app.say(match key {
        Some(key) => format!("press {key}: its price stands beside it"),
        None => "nothing was sent: go to where its key and its price are shown".to_owned(),
    });
}
