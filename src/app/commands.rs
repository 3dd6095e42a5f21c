//! What each command does, wherever the focus is.

use super::{
    App, Effect, FormField, Inspection, Overlay, Pane, SettingsRow, View, by_name, compose, entries, finder, gallery,
    lines, mask_making, menus, messages, on_request, outcome::Outcome, overlays, pickers, profile_form, queueing,
    registers, result, search, selection, snippets, spend, undo, zoom,
};
use crate::keys::Command;

/// Carries out a command wherever the focus is.
pub(super) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    if !app.overlays.is_empty() {
        let outcome = overlays::run(app, command);
        return go_on(app, outcome);
    }
    let mut effects = Vec::new();
    if app.history.seeks_far() && command != Command::MoveLast {
        // Any key ends a look that may take long, and esc does nothing else.
        effects.extend(app.history.stop_seeking().map(Effect::LoadHistory));
        if command == Command::FocusLeave {
            app.say("stopped before the oldest was found");
            return effects;
        }
    }
    effects.extend(everywhere(app, command).unwrap_or_else(|| in_view(app, command)));
    effects
}

fn in_view(app: &mut App, command: Command) -> Vec<Effect> {
    match app.view {
        View::Compose => match app.pane {
            Pane::Form => compose::run_in_form(app, command).unwrap_or_else(|| on_request::run(app, command)),
            Pane::Result => in_result(app, command),
            Pane::History => in_list(app, command),
        },
        View::History => in_list(app, command),
        View::Gallery => gallery::run(app, command),
        View::Queue => {
            if matches!(
                command,
                Command::QueueHold | Command::QueueEarlier | Command::QueueLater
            ) {
                queueing::run(app, command).unwrap_or_else(|| entries::run(app, command))
            } else if app.jobs.obey(command) {
                app.show_current()
            } else {
                on_request::run(app, command)
            }
        }
        View::Spend => spend::run(app, command),
        View::Settings => in_settings(app, command),
    }
}

/// Carries out what was chosen in something that lay on top.
pub(super) fn go_on(app: &mut App, outcome: Outcome) -> Vec<Effect> {
    match outcome {
        Outcome::Done(effects) => effects,
        Outcome::Chose(command) => run(app, command),
    }
}

fn in_result(app: &mut App, command: Command) -> Vec<Effect> {
    match command {
        Command::ItemOpen => {
            app.fullscreen = !app.fullscreen;
            Vec::new()
        }
        _ => on_request::run(app, command),
    }
}

fn in_list(app: &mut App, command: Command) -> Vec<Effect> {
    if !app.history.obey(command) {
        return on_request::run(app, command);
    }
    // It takes the place of the next page that would be asked for.
    let oldest = (command == Command::MoveLast && app.view == View::History)
        .then(|| app.history.ask_oldest())
        .flatten();
    let mut effects = selection::moved(app);
    match command {
        Command::MoveFirst => effects.extend(app.history.ask_newest().map(Effect::LoadHistory)),
        Command::MoveLast if oldest.is_none() && app.history.ends_early() => {
            app.say("the last of those found so far; more of them are being read");
        }
        _ => effects.extend(app.history.ask_newer().map(Effect::LoadHistory)),
    }
    effects.extend(oldest.map(Effect::LoadHistory));
    effects
}

/// Commands that mean the same on every screen; `None` for the others.
fn everywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    use Command as C;
    match command {
        C::FormSend => return Some(compose::send(app)),
        C::ViewCompose => return Some(app.go_to(View::Compose)),
        C::ViewHistory => return Some(app.go_to(View::History)),
        C::ViewGallery => return Some(app.go_to(View::Gallery)),
        C::ViewQueue => return Some(app.go_to(View::Queue)),
        C::ViewSpend => return Some(app.go_to(View::Spend)),
        C::ViewSettings => return Some(app.go_to(View::Settings)),
        C::FocusNext if snippets::next(app) => {}
        C::FocusNext => return Some(app.focus(true)),
        C::FocusPrevious => return Some(app.focus(false)),
        C::FocusLeave => return Some(app.leave()),
        C::EditUndo | C::EditRedo => return Some(undo_or_redo(app, command == C::EditUndo)),
        C::FormNew => entries::new_form(app),
        C::FormNextMode => app.next_mode(),
        C::FormGenerate | C::FormEdit | C::FormVariation => app.set_mode(command),
        C::PromptEditor => {
            app.memory.editing = None;
            return Some(vec![Effect::EditText(app.form.prompt().text().to_owned())]);
        }
        C::ImagesAdd => return Some(add_images(app)),
        C::FormRecall => return Some(pickers::open_for(app, Inspection::Recall)),
        C::ImagesAddress => lines::open_address(app),
        C::MaskMake => mask_making::ask(app),
        C::ProfileAdd => profile_form::open(app, None),
        C::ImagesPaste => return Some(vec![Effect::ReadClipboard]),
        C::RequestCancel => return Some(entries::ask_cancel(app)),
        C::PromptSnippet => snippets::open(app),
        C::PromptRegisters => return Some(registers::open(app)),
        C::HistoryTrash => return Some(app.show_trash()),
        C::HistorySearch => return Some(search::open(app)),
        C::SearchWiden => return Some(search::widen(app)),
        C::SearchSave => search::ask_name(app),
        C::SearchNext | C::SearchPrevious => return Some(search::turn(app, command == C::SearchNext)),
        C::FinderOpen => return Some(finder::open(app)),
        C::PreviewNext | C::PreviewPrevious => turn(app, command == C::PreviewNext),
        C::PreviewProtocol => return Some(vec![Effect::NextProtocol]),
        C::ZoomOpen | C::ZoomIn | C::CompareMark | C::CompareOriginal | C::KeepOriginal => {
            return Some(zoom::on_input(app, command).unwrap_or_else(|| entries::run(app, command)));
        }
        C::PaneFullscreen => app.fullscreen = !app.fullscreen,
        C::ProfileChoose => {
            let menu = menus::profiles(app);
            app.open(Overlay::Menu(menu));
        }
        C::ThemeNext => return Some(app.next_theme(true)),
        C::MessagesOpen => messages::open(app),
        C::HelpOpen => overlays::open_help(app),
        C::PaletteOpen => by_name::open_palette(app),
        C::AppRedraw => return Some(vec![Effect::Redraw]),
        C::AppSuspend => return Some(vec![Effect::Suspend]),
        C::AppQuit => return Some(vec![Effect::Quit]),
        _ => return None,
    }
    Some(Vec::new())
}

/// Shows another picture of the request, or says that there is none.
fn turn(app: &mut App, forward: bool) {
    match app.result.place().1 {
        0 => app.say(result::NO_PICTURE),
        1 => app.say("it is the only picture of this request"),
        of => {
            app.result.turn(forward);
            // On a small screen the queue has no room for a picture.
            if app.view == View::Queue {
                app.say(format!("picture {} of {of}", app.result.place().0 + 1));
            }
        }
    }
}

/// Goes to the images and opens the picker; on the mask it picks the mask.
fn add_images(app: &mut App) -> Vec<Effect> {
    let in_form = app.view == View::Compose && app.pane == Pane::Form;
    if !(in_form && matches!(app.form.field(), FormField::Mask | FormField::Markup)) {
        app.view = View::Compose;
        app.pane = Pane::Form;
        app.form.go_to(FormField::Images);
    }
    pickers::open(app)
}

/// In the prompt the text is turned back, as long as there is something; elsewhere the last thing done.
fn undo_or_redo(app: &mut App, back: bool) -> Vec<Effect> {
    let in_prompt = app.view == View::Compose && app.pane == Pane::Form && app.form.field() == FormField::Prompt;
    if in_prompt && app.form.turn_prompt(back) {
        return Vec::new();
    }
    if back { undo::undo(app) } else { undo::redo(app) }
}

fn in_settings(app: &mut App, command: Command) -> Vec<Effect> {
    if app.settings_screen.obey(command) {
        return Vec::new();
    }
    let forward = match command {
        Command::FormNextValue | Command::ItemOpen | Command::FormOpen | Command::MoveRight => true,
        Command::FormPreviousValue | Command::MoveLeft => false,
        _ => return Vec::new(),
    };
    match app.settings_screen.current() {
        SettingsRow::Profile => {
            let menu = menus::profiles(app);
            app.open(Overlay::Menu(menu));
            Vec::new()
        }
        SettingsRow::Theme => app.next_theme(forward),
        SettingsRow::Pictures => vec![Effect::NextProtocol],
        SettingsRow::Doctor => app.open_doctor(),
    }
}
