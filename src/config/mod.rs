//! Where files live, and reading and writing of settings, profiles and keys.

mod environment;
mod error;
mod files;
mod key_command;
mod keyring;
mod keys;
mod origins;
mod places;
mod prices;
mod proxies;
mod settings;
mod writers;

pub use environment::Environment;
pub use error::{ConfigError, KeyError};
pub use files::{config_file, keymap_text, models_text, theme_text, user_themes};
pub use keys::{KeyFound, KeyPlace, key_place, resolve_key, store_key};
pub use origins::{Origin, check_origin, remember_origin};
pub use places::places;
pub use prices::{PriceOverrides, prices};
pub use proxies::proxies;
pub use settings::{Loaded, load};
pub use writers::{add_profile, change_profile, init, set_profile, set_theme};
