//! `config.toml`, read and written.

use crate::domain::{
    AfterHangup, Ambiguous, CapAction, EditForm, Enter, Flavor, KeySource, Money, PictureProtocol, Profile, Settings,
};

fn read(text: &str) -> Settings {
    toml::from_str(text).unwrap()
}

#[test]
fn an_empty_file_is_the_defaults() {
    let settings = read("");

    assert_eq!(settings, Settings::default());
    assert_eq!((settings.profile.as_str(), settings.theme.as_str()), ("openai", "auto"));
    assert_eq!((settings.prompt.enter, settings.engine.parallel), (Enter::Newline, 2));
    assert_eq!(settings.engine.after_hangup, AfterHangup::FinishQueue);
    assert_eq!(settings.preview.protocol, PictureProtocol::Auto);
    let caps = settings.caps;
    assert_eq!(
        [caps.request, caps.day, caps.month, settings.confirm.above].map(Money::micros),
        [1_000_000, 10_000_000, 100_000_000, 250_000]
    );
    assert_eq!(caps.action, CapAction::Warn);
}

#[test]
fn settings_survive_their_file() {
    let mut settings = read(EVERYTHING);
    assert_eq!(read(&toml::to_string(&settings).unwrap()), settings);
    settings.caps.day = Money::from_micros(12_000_001);
    settings.confirm.above = Money::ZERO;
    assert_eq!(read(&toml::to_string(&settings).unwrap()), settings);
    assert_eq!(
        read(&toml::to_string(&Settings::default()).unwrap()),
        Settings::default()
    );
}

const EVERYTHING: &str = r#"
profile = "work"
theme = "light"
prompt.enter = "send"
preview = { protocol = "sixel", ambiguous = "ascii" }
engine = { parallel = 4, after_hangup = "finish-sent" }
caps = { request = 1.50, day = 5, month = "99.999999", action = "refuse" }
confirm.above = 0.1
files.copies = "/pictures/out"
finished = { bell = false, title = false }

[profiles.work]
base_url = "https://images.example/v1"
flavor = "compatible"
key_command = ["pass", "show", "images"]
prices = "work-prices.toml"
headers = { "x-team" = "art" }
organization = "org_1"
project = "proj_1"
ca_file = "/etc/ca.pem"
edits = "json"
models = ["flux-kontext-pro"]
extra = { watermark = false, steps = 30 }
insecure = true
free = true
"#;

#[test]
fn every_key_is_read() {
    let settings = read(EVERYTHING);

    assert_eq!(
        (settings.prompt.enter, settings.preview.ambiguous),
        (Enter::Send, Ambiguous::Ascii)
    );
    assert_eq!(settings.preview.protocol, PictureProtocol::Sixel);
    assert_eq!(
        (settings.engine.parallel, settings.engine.after_hangup),
        (4, AfterHangup::FinishSent)
    );
    let caps = settings.caps;
    assert_eq!(
        [caps.request, caps.day, caps.month].map(Money::micros),
        [1_500_000, 5_000_000, 99_999_999]
    );
    assert_eq!(
        (caps.action, settings.confirm.above),
        (CapAction::Refuse, Money::from_micros(100_000))
    );
    assert!(!settings.finished.bell && !settings.finished.title);
    let work = settings.profile("work").unwrap();
    assert_eq!((work.flavor, work.edits), (Flavor::Compatible, EditForm::Json));
    assert_eq!(
        work.base_url.as_ref().map(url::Url::as_str),
        Some("https://images.example/v1")
    );
    assert_eq!(work.extra["steps"], 30);
    assert!(work.insecure && work.free);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for text in [
        "caps.request = -1",
        "caps.day = \"much\"",
        "caps.action = \"shout\"",
        "prompt.enter = \"maybe\"",
        "preview.ambiguous = 3",
        "preview.protocol = \"paper\"",
        "engine.parallel = -1",
        "profiles.work.base_url = \"not a url\"",
        "profiles.work.flavor = \"vanilla\"",
    ] {
        assert!(toml::from_str::<Settings>(text).is_err(), "{text}");
    }
}

#[test]
fn ambiguous_cells_are_written_as_they_are_read() {
    for (text, ambiguous) in [
        ("1", Ambiguous::One),
        ("2", Ambiguous::Two),
        ("\"ascii\"", Ambiguous::Ascii),
    ] {
        let settings = read(&format!("preview.ambiguous = {text}"));
        assert_eq!(settings.preview.ambiguous, ambiguous);
        assert!(
            toml::to_string(&settings)
                .unwrap()
                .contains(&format!("ambiguous = {text}")),
            "{text}"
        );
    }
}

#[test]
fn two_profiles_are_built_in_and_the_sandbox_is_always_ours() {
    let settings = read("[profiles.sandbox]\nkey_env = \"THEIRS\"\n[profiles.openai]\nkey_file = \"/key\"");

    assert_eq!(Settings::default().profile_names(), ["openai", "sandbox"]);
    assert_eq!(settings.profile("sandbox"), Some(Profile::sandbox()));
    assert_eq!(settings.profile("nobody"), None);
    let openai = settings.profile("openai").unwrap();
    assert_eq!(openai.key_source("openai"), KeySource::File("/key".into()));
    let built_in = Settings::default().profile("openai").unwrap();
    assert_eq!(
        built_in.key_source("openai"),
        KeySource::Env("OPENAI_API_KEY".to_owned())
    );
    assert_eq!(
        built_in.base_url.as_ref().map(url::Url::as_str),
        Some("https://api.openai.com/v1")
    );
}

#[test]
fn the_first_source_of_a_key_that_is_set_wins() {
    let profile = |text: &str| toml::from_str::<Profile>(text).unwrap().key_source("work");
    let (command, env, file) = (
        "key_command = [\"pass\"]\n",
        "key_env = \"KEY\"\n",
        "key_file = \"/key\"\n",
    );

    assert_eq!(
        profile(&format!("{file}{env}{command}")),
        KeySource::Command(vec!["pass".to_owned()])
    );
    assert_eq!(profile(&format!("{file}{env}")), KeySource::Env("KEY".to_owned()));
    assert_eq!(profile(file), KeySource::File("/key".into()));
    assert_eq!(
        profile(&format!("{file}keyring = true")),
        KeySource::File("/key".into())
    );
    assert_eq!(profile("keyring = true"), KeySource::Keyring);
    assert_eq!(profile(""), KeySource::Missing);
    assert_eq!(
        toml::from_str::<Profile>(command).unwrap().key_source("sandbox"),
        KeySource::Sandbox
    );
}
