//! The dialogue that tells of a server: what is typed is checked, tested, kept, and never lost.

use super::scenes::{NOW, draft, failure, on_top, openai, paste, press, sandbox, start, toast, type_text};
use crate::{
    app::{App, Effect, FormField, Msg, NewProfile, Overlay, ProfileFacts, ProfileField, ProfileForm, Start, update},
    domain::{Failure, Flavor, OptionName, Profile, Report, ServedModel},
};

fn keyless() -> ProfileFacts {
    ProfileFacts {
        key: None,
        base_url: "https://api.openai.com/v1".to_owned(),
        profile: Profile::openai(),
        ..openai()
    }
}

fn first_run() -> App {
    App::new(Start {
        profiles: vec![keyless(), sandbox()],
        ..start()
    })
}

fn form(app: &App) -> &ProfileForm {
    match app.overlays().last() {
        Some(Overlay::Profile(form)) => form,
        other => panic!("no dialogue but {other:?}"),
    }
}

/// The dialogue for another server, with an address typed.
fn another(address: &str) -> App {
    let mut app = first_run();
    press(&mut app, "j j enter");
    paste(&mut app, address);
    app
}

fn tested(effects: &[Effect]) -> &NewProfile {
    match effects {
        [Effect::TestProfile(new)] => new,
        other => panic!("{other:?}"),
    }
}

fn answer(app: &mut App, profile: &str, answer: Result<Vec<ServedModel>, Failure>) -> Vec<Effect> {
    let report = Report::Models {
        profile: profile.to_owned(),
        answer,
    };
    update(app, Msg::Reported { report, now_ms: NOW })
}

#[test]
fn a_pasted_key_is_tested_kept_and_never_shown() {
    let mut app = first_run();
    press(&mut app, "j enter");
    assert_eq!(form(&app).field(), ProfileField::KeyFrom, "the server is known");
    press(&mut app, "right right right down");
    paste(&mut app, " sk-secret-key\n");

    let effects = press(&mut app, "down down enter");

    let new = tested(&effects).clone();
    assert!(!format!("{effects:?}").contains("secret"));
    assert_eq!(
        (new.name.as_str(), new.key.clone().unwrap().0.as_str()),
        ("openai", "sk-secret-key")
    );
    assert_eq!(form(&app).asking(), Some("api.openai.com"));
    assert_eq!(
        answer(&mut app, "openai", Ok(Vec::new())),
        [Effect::SaveProfile(Box::new(new))]
    );
    let facts = ProfileFacts {
        key: Some("a file".to_owned()),
        ..keyless()
    };
    let effects = update(&mut app, Msg::ProfileSaved(Ok(Box::new(facts))));
    assert_eq!(effects, [Effect::KeepProfile("openai".to_owned())]);
    assert_eq!((on_top(&app), app.profile().has_key()), ("nothing", true));
}

#[test]
fn another_server_gets_a_name_of_its_own() {
    let mut app = another("https://images.example/v1");
    assert_eq!(form(&app).proposed_name(), "images");
    press(&mut app, "down down down");
    type_text(&mut app, "WORK_KEY");

    let effects = press(&mut app, "down down enter");

    let new = tested(&effects);
    assert_eq!((new.name.as_str(), new.profile.flavor), ("images", Flavor::Compatible));
    assert_eq!(new.profile.key_env.as_deref(), Some("WORK_KEY"));
    assert_eq!(
        new.profile.base_url.as_ref().unwrap().as_str(),
        "https://images.example/v1"
    );
    assert_eq!(new.key, None);
}

#[test]
fn what_a_server_refuses_is_said_in_place_and_nothing_typed_is_lost() {
    let mut app = another("https://images.example/v1");
    press(&mut app, "down down down");
    type_text(&mut app, "WORK_KEY");
    press(&mut app, "down down enter");

    assert_eq!(answer(&mut app, "images", Err(failure("401: not this key"))), []);

    assert_eq!(form(&app).problem(), Some("401: not this key"));
    assert_eq!(form(&app).text(ProfileField::Key).unwrap().text(), "WORK_KEY");
    assert_eq!(form(&app).asking(), None);
    let effects = press(&mut app, "down enter");
    assert!(
        matches!(effects[..], [Effect::SaveProfile(_)]),
        "kept all the same: {effects:?}"
    );
    let _ = update(&mut app, Msg::ProfileSaved(Err(failure("the disk is full"))));
    assert_eq!(form(&app).problem(), Some("the disk is full"));
}

#[test]
fn an_answer_to_what_was_typed_over_since_counts_no_more() {
    let mut app = another("https://images.example/v1");
    press(&mut app, "down down right right right right down down enter");
    assert!(form(&app).asking().is_some());
    press(&mut app, "up up up up");
    type_text(&mut app, "x");

    assert_eq!(answer(&mut app, "images", Ok(Vec::new())), []);

    assert_eq!(on_top(&app), "profile");
}

#[test]
fn faults_are_told_at_their_lines() {
    use ProfileField as F;
    let cases: &[(&str, &str, F, &str)] = &[
        ("nonsense", "", F::Server, "no address"),
        ("http://images.example/v1", "", F::Server, "https"),
        ("https://key@images.example/v1", "", F::Server, "does not belong"),
        ("https://images.example/v1", "down down", F::Key, "missing"),
        (
            "https://images.example/v1",
            "down down right right right down s h o r t",
            F::Key,
            "eight letters",
        ),
        (
            "https://images.example/v1",
            "down down down s k - 1",
            F::Key,
            "one word",
        ),
        ("https://openai.example/v1", "down down down K", F::Name, "already"),
        (
            "https://images.example/v1",
            "down down down K down s a n d b o x",
            F::Name,
            "already",
        ),
        (
            "https://images.example/v1",
            "down down down K down ä",
            F::Name,
            "one word",
        ),
    ];
    for (address, keys, field, words) in cases {
        let mut app = another(address);
        if !keys.is_empty() {
            press(&mut app, keys);
        }
        press(&mut app, "down down down down down down");

        assert_eq!(press(&mut app, "up enter"), [], "{address} {keys}");

        let problem = form(&app).problem().unwrap_or_default();
        assert!(problem.contains(words), "{address} {keys}: {problem}");
        assert_eq!(form(&app).field(), *field, "{address} {keys}");
    }
}

#[test]
fn a_server_of_ones_own_may_speak_plainly_and_want_no_key() {
    let mut app = another("http://localhost:8080/v1");
    press(&mut app, "down down right right right right");
    assert!(!form(&app).fields().contains(&ProfileField::Key));

    let effects = press(&mut app, "down down enter");

    let new = tested(&effects);
    assert_eq!((new.name.as_str(), new.profile.free), ("localhost", true));
}

#[test]
fn settings_have_the_dialogue_too_and_leaving_the_sandbox_is_asked_about() {
    let mut app = App::new(Start {
        profile: "sandbox".to_owned(),
        ..start()
    });
    press(&mut app, "esc 6 a");
    assert_eq!(on_top(&app), "profile");
    let facts = ProfileFacts {
        name: "work".to_owned(),
        ..openai()
    };

    assert_eq!(update(&mut app, Msg::ProfileSaved(Ok(Box::new(facts)))), []);

    assert_eq!(on_top(&app), "question");
    assert_eq!(press(&mut app, "y"), [Effect::KeepProfile("work".to_owned())]);
}

#[test]
fn an_engine_that_ends_leaves_nothing_waiting() {
    let mut app = another("http://localhost:8080/v1");
    press(&mut app, "down down right right right right down down enter");

    let _ = update(
        &mut app,
        Msg::Reported {
            report: Report::Gone,
            now_ms: NOW,
        },
    );

    assert_eq!(form(&app).asking(), None);
    assert!(form(&app).problem().unwrap().contains("engine"));
    assert_eq!(toast(&app), "");
}

#[test]
fn what_a_server_cannot_be_asked_is_told_in_the_field_before_anything_is_sent() {
    let mut facts = openai();
    facts.profile.flavor = Flavor::Xai;
    let mut app = App::new(Start {
        profiles: vec![facts],
        draft: Some(draft("a kite")),
        ..start()
    });
    app.form.set(FormField::Option(OptionName::Background), "transparent");

    let field = FormField::Option(OptionName::Background);
    assert!(app.form.fault(field).unwrap().rule.contains("xAI"));
    assert_eq!(app.form.request(), None);
}
