//! Copying something of a request: the list of what there is, and what is asked of the world for it.

use super::{App, CopyWish, Effect, Menu, MenuItem, MenuPurpose, Overlay, result::NO_PICTURE};
use crate::{
    domain::{CopiedThing, HistoryEntry, cut, one_line},
    keys::{Command, Context},
};

const THINGS: [(Command, CopiedThing); 9] = [
    (Command::CopyPrompt, CopiedThing::Prompt),
    (Command::CopyPath, CopiedThing::Path),
    (Command::CopyScp, CopiedThing::Scp),
    (Command::CopyJson, CopiedThing::Json),
    (Command::CopyCurl, CopiedThing::Curl),
    (Command::CopyPicture, CopiedThing::Picture),
    (Command::CopyLink, CopiedThing::Link),
    (Command::CopyId, CopiedThing::Id),
    (Command::CopyRequestId, CopiedThing::RequestId),
];

/// What a command copies, if it copies anything.
pub fn thing(command: Command) -> Option<CopiedThing> {
    let found = THINGS.iter().find(|(one, _)| *one == command);
    found.map(|(_, thing)| *thing)
}

/// Whether the list of what can be copied lies there.
pub fn is_menu(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Menu(menu) if menu.purpose == MenuPurpose::Copy)
}

/// Opens the list of what can be copied, each with its key; what the request does not have says so.
pub fn open(app: &mut App) -> Vec<Effect> {
    let effects = app.show_current();
    let shown = app.result.entry().filter(|entry| Some(entry.id) == app.current_id());
    let contexts = [Context::Copy, Context::All];
    let items = THINGS.map(|(command, thing)| {
        let keys = app.keymap.hint(&contexts, command).map(ToString::to_string);
        let note = shown.map(|entry| note(app, entry, thing)).unwrap_or_default();
        MenuItem::new(format!("{:<2} {}", keys.unwrap_or_default(), thing.label()), note)
    });
    app.open(Overlay::Menu(Menu::new("Copy", items.into(), 0, MenuPurpose::Copy)));
    effects
}

/// What a request has of it, in a few words.
fn note(app: &App, entry: &HistoryEntry, thing: CopiedThing) -> String {
    const LONGEST: usize = 36;
    let text = match thing {
        CopiedThing::Prompt => entry.request.prompt(),
        CopiedThing::Path | CopiedThing::Scp | CopiedThing::Picture if app.result.image().is_none() => {
            return "it has no picture".to_owned();
        }
        CopiedThing::Picture => {
            return app
                .result
                .image()
                .map(|image| size(image.width, image.height))
                .unwrap_or_default();
        }
        CopiedThing::Id => return entry.id.to_string(),
        CopiedThing::Link => entry.link().unwrap_or("it has none"),
        CopiedThing::RequestId => entry.request_id.as_deref().unwrap_or("the server gave none"),
        CopiedThing::Path | CopiedThing::Scp | CopiedThing::Json | CopiedThing::Curl => return String::new(),
    };
    cut(&one_line(text), LONGEST).into_owned()
}

fn size(width: u32, height: u32) -> String {
    format!("{width}×{height}")
}

/// The command of an item of the list.
pub fn command(place: usize) -> Option<Command> {
    THINGS.get(place).map(|(command, _)| *command)
}

/// Has something of a request copied, or says that it has no such thing.
pub fn copy(app: &mut App, entry: &HistoryEntry, thing: CopiedThing) -> Vec<Effect> {
    let text = |text: &str| CopyWish::Text {
        thing,
        text: text.to_owned(),
    };
    let image = app.result.image().map(|image| image.path.clone());
    let wish = match thing {
        CopiedThing::Prompt => Some(text(entry.request.prompt())).filter(|_| !entry.request.prompt().is_empty()),
        CopiedThing::Id => Some(text(&entry.id.to_string())),
        CopiedThing::Path => image.map(|path| text(&path.to_string_lossy())),
        CopiedThing::Scp => image.map(CopyWish::Scp),
        CopiedThing::Json => serde_json::to_string(entry).ok().map(|line| text(&line)),
        CopiedThing::Curl => Some(CopyWish::Curl(Box::new(entry.clone()))),
        CopiedThing::Picture => image.map(CopyWish::Picture),
        CopiedThing::Link => entry.link().map(text),
        CopiedThing::RequestId => entry.request_id.as_deref().map(text),
    };
    if let Some(wish) = wish {
        return vec![Effect::Copy(Box::new(wish))];
    }
    app.say(match thing {
        CopiedThing::Prompt => "it has no prompt",
        CopiedThing::Link => "it has no link",
        CopiedThing::RequestId => "the server gave it no id",
        CopiedThing::Id | CopiedThing::Json | CopiedThing::Curl => "it cannot be written as text",
        CopiedThing::Path | CopiedThing::Scp | CopiedThing::Picture => NO_PICTURE,
    });
    Vec::new()
}
