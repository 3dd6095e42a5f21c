//! Reads what was typed into the dialogue of profiles, and says at which line something is wrong.
#![deny(clippy::wildcard_enum_match_arm)]

use super::{KeyFrom, NewProfile, ProfileField, ProfileForm};
use crate::{
    app::{App, PastedKey},
    domain::{Profile, SANDBOX},
};

/// A line, and what is wrong with it.
pub type Wrong = (ProfileField, String);

/// The profile that was typed, and its pasted key.
pub fn read(app: &App, form: &ProfileForm) -> Result<NewProfile, Wrong> {
    let mut profile = Profile {
        flavor: form.flavor,
        ..Profile::default()
    };
    server(form, &mut profile)?;
    let key = key(app, form, &mut profile)?;
    Ok(NewProfile {
        name: name(app, form)?,
        profile,
        key,
    })
}

fn server(form: &ProfileForm, profile: &mut Profile) -> Result<(), Wrong> {
    let wrong = |problem: &str| Err((ProfileField::Server, problem.to_owned()));
    profile.base_url = form.server.text().trim().parse().ok();
    let Some(url) = profile.base_url.as_ref() else {
        return wrong("that is no address; it looks like https://images.example/v1");
    };
    let Some(host) = url.host_str() else {
        return wrong("the address names no server; it looks like https://images.example/v1");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("the key does not belong into the address, which is shown and kept openly");
    }
    let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    match url.scheme() {
        "https" => Ok(()),
        "http" if here => Ok(()),
        "http" => wrong("plain http would show the key to everybody on the way; use https"),
        _ => wrong("the address begins with https://"),
    }
}

fn key(app: &App, form: &ProfileForm, profile: &mut Profile) -> Result<Option<PastedKey>, Wrong> {
    let text = form.key.text().trim();
    let wrong = |problem: &str| Err((ProfileField::Key, problem.to_owned()));
    match form.key_from {
        KeyFrom::Nowhere => {
            profile.free = true;
            return Ok(None);
        }
        _ if text.is_empty() => return wrong("this is still missing"),
        KeyFrom::Variable => {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !text.chars().all(plain) || text.starts_with(|c: char| c.is_ascii_digit()) {
                return wrong("a variable is one word such as OPENAI_API_KEY; a key itself is 'pasted'");
            }
            profile.key_env = Some(text.to_owned());
        }
        KeyFrom::Command => profile.key_command = text.split_whitespace().map(str::to_owned).collect(),
        KeyFrom::File => profile.key_file = Some(app.typed_path(text)),
        KeyFrom::Pasted if !is_like_a_key(text) => {
            return wrong("a key is one word of at least eight letters, digits and signs");
        }
        KeyFrom::Pasted => return Ok(Some(PastedKey(text.to_owned()))),
    }
    Ok(None)
}

fn name(app: &App, form: &ProfileForm) -> Result<String, Wrong> {
    let typed = form.name.text().trim();
    let name = if typed.is_empty() {
        form.proposed_name()
    } else {
        typed.to_owned()
    };
    let wrong = |problem: String| Err((ProfileField::Name, problem));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return wrong("a name is one word of letters, digits, - and _".to_owned());
    }
    let taken = form.known.as_deref() != Some(&name) && app.profiles.iter().any(|facts| facts.name == name);
    if name == SANDBOX || taken {
        return wrong(format!("there is a profile '{name}' already; choose another name"));
    }
    Ok(name)
}

/// Keys are one printable word; what was typed or pasted by mistake mostly is not.
fn is_like_a_key(text: &str) -> bool {
    text.len() >= 8 && text.chars().all(|c| c.is_ascii_graphic())
}
