//! All screen state and the one pure function that changes it.

mod commands;
mod compose;
mod context;
mod culling;
mod effect;
mod entries;
mod focus;
mod gallery;
mod history;
mod jobs;
mod lines;
mod looking;
mod mask_making;
mod menus;
mod msg;
mod overlay;
mod overlays;
pub mod parts;
mod pickers;
mod profile;
mod profile_form;
mod result;
mod served;
mod settings;
mod sight;
mod spend;
mod state;
mod update;

pub use compose::{Form, FormField, Pane, Typing};
pub use context::Hint;
pub use effect::{Effect, PastedKey, Submission};
pub use entries::link;
pub use focus::View;
pub use gallery::{Gallery, TILE_SIZES, Tile};
pub use history::History;
pub use jobs::{Job, Jobs};
pub use looking::LookedAt;
pub use msg::{Fit, Inspection, Msg};
pub use overlay::{Confirm, Confirmed, Help, Line, LinePurpose, Menu, MenuItem, MenuPurpose, Message, Overlay};
pub use pickers::Picking;
pub use profile::ProfileFacts;
pub use profile_form::{KeyFrom, NewProfile, ProfileField, ProfileForm};
pub use result::ResultPane;
pub use served::{Served, ServedList};
pub use settings::{SettingsRow, SettingsScreen};
pub use spend::Spend;
pub use state::{App, Start, Toast};
pub use update::update;

#[cfg(test)]
mod tests;
