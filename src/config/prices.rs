//! Reads a profile's own prices.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ConfigError, files::optional_text};
use crate::domain::{Model, Prices, Profile};

/// Prices that a profile lays over those of the table.
///
/// The file that a profile's `prices` names is TOML: `free = true` where nothing is charged at all, and a table
/// `[model."ID"]` for each model, with `text_in`, `image_in`, `text_out`, `image_out` (dollars for a million tokens, as
/// strings), `pictures` (`[{ usd = "0.04", quality = "high", sizes = ["1024x1024"] }]`, for whole pictures) and `free`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriceOverrides {
    free: bool,
    model: BTreeMap<String, Prices>,
}

impl PriceOverrides {
    /// The profile's own prices of a model, where it has some.
    #[must_use]
    pub fn price_for(&self, model_id: &str) -> Option<Prices> {
        if self.free {
            return Some(Prices {
                free: true,
                ..Prices::default()
            });
        }
        self.model.get(model_id).cloned()
    }

    /// Whether nothing is charged at all.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.free
    }

    /// What a model costs with this profile: its own prices, else those of the table.
    #[must_use]
    pub fn of(&self, model: &Model) -> Prices {
        self.price_for(model.id())
            .unwrap_or_else(|| model.rules().prices.clone())
    }
}

/// Reads the prices of a profile, whose `prices` is an absolute path by now; a file that is named must be there.
pub fn prices(profile: &Profile) -> Result<PriceOverrides, ConfigError> {
    let mut overrides = match &profile.prices {
        None => PriceOverrides::default(),
        Some(file) => {
            let text = optional_text(file)?.ok_or_else(|| ConfigError::Read {
                file: file.clone(),
                source: std::io::ErrorKind::NotFound.into(),
            })?;
            toml::from_str(&text).map_err(|error: toml::de::Error| {
                ConfigError::at(
                    file.clone(),
                    &text,
                    error.span().map(|span| span.start),
                    error.message(),
                )
            })?
        }
    };
    overrides.free |= profile.free;
    Ok(overrides)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices_of(text: &str) -> Result<PriceOverrides, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("prices.toml");
        std::fs::write(&file, text).unwrap();
        prices(&Profile {
            prices: Some(file),
            ..Profile::default()
        })
    }

    #[test]
    fn a_model_has_the_profiles_price_or_that_of_the_table() {
        let overrides = prices_of("[model.\"flux\"]\npictures = [{ usd = \"0.04\" }]\n").unwrap();
        let table = crate::domain::ModelTable::standard().unwrap();
        let flux = overrides.of(&table.model("flux"));
        assert_eq!(flux.pictures[0].usd.micros(), 40_000);
        let other = table.model("gpt-image-2");
        assert_eq!(overrides.of(&other), other.rules().prices);
        assert_eq!(overrides.price_for("gpt-image-2"), None);
    }

    #[test]
    fn a_free_profile_charges_nothing_whatever_the_model() {
        assert!(prices_of("free = true\n").unwrap().price_for("any").unwrap().free);
        let profile = Profile {
            free: true,
            ..Profile::default()
        };
        assert!(prices(&profile).unwrap().price_for("any").unwrap().free);
    }

    #[test]
    fn a_named_file_must_be_there_and_right() {
        let profile = Profile {
            prices: Some("/nowhere/prices.toml".into()),
            ..Profile::default()
        };
        assert!(matches!(prices(&profile), Err(ConfigError::Read { .. })));
        let error = prices_of("[model.x]\nimage_out = 30\n").unwrap_err();
        assert!(matches!(error, ConfigError::Fault { line: 2, .. }), "{error}");
    }
}
