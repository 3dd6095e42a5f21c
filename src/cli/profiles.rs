//! `pochade profiles`: who pays, at which server, with which key; trying one, and adding one.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    desk::Desk,
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
    profile_args::{AddProfileArgs, ProfilesArgs, ProfilesVerb},
    waiting::Work,
};
use crate::{
    api::Endpoint,
    config,
    domain::{
        EditForm, Failure, FailureKind, Flavor, Profile, ProxyUse, SANDBOX, ServedModel, makes_pictures, thousands,
    },
};

/// Lists profiles, tries one, or adds one.
pub(super) fn run(desk: &mut Desk, output: &mut Output, args: &ProfilesArgs) -> Result<Code, Problem> {
    match &args.verb {
        None => list(desk, output),
        Some(ProfilesVerb::Test { name, yes }) => test(desk, output, name, *yes),
        Some(ProfilesVerb::Add(args)) => add(desk, output, args),
    }
}

fn list(desk: &mut Desk, output: &mut Output) -> Result<Code, Problem> {
    let in_use = desk.profile_name.clone();
    if !output.is_json() {
        let head = row(["PROFILE", "KIND", "SERVER", "KEY", ""]);
        output.pieces(&[(Tone::Quiet, head.trim_end())])?;
    }
    for name in desk.settings.profile_names() {
        desk.use_profile(&name)?;
        let (profile, key) = (desk.profile(), desk.key_place());
        let badges = badges(&name, profile, name == in_use);
        if output.is_json() {
            output.json(&json!({
                "v": 1,
                "name": name,
                "in_use": name == in_use,
                "flavor": profile.flavor,
                "base_url": profile.base_url,
                "key": { "source": key.source, "present": key.present },
                "badges": badges,
                "models": profile.models,
            }))?;
            continue;
        }
        let source = match (key.source.as_str(), key.present) {
            ("", _) => "no key".to_owned(),
            (source, Some(false)) => format!("{source} (not there)"),
            (source, _) => source.to_owned(),
        };
        let server = server(&name, profile);
        let text = row([&name, profile.flavor.word(), &server, &source, &badges.join(", ")]);
        let tone = if key.present == Some(false) {
            Tone::Quiet
        } else {
            Tone::Plain
        };
        output.pieces(&[(tone, text.trim_end())])?;
    }
    Ok(Code::DONE)
}

fn row(cells: [&str; 5]) -> String {
    let [name, kind, server, key, badges] = cells;
    format!("{name:<12}  {kind:<10}  {server:<36}  {key:<24}  {badges}")
}

fn server(name: &str, profile: &Profile) -> String {
    match &profile.base_url {
        _ if name == SANDBOX => "the built-in server".to_owned(),
        Some(base) => base.to_string(),
        None => "no base_url".to_owned(),
    }
}

/// What a person should know at a glance before sending anything with a profile.
fn badges(name: &str, profile: &Profile, in_use: bool) -> Vec<&'static str> {
    let badges = [
        (in_use, "in use"),
        (name == SANDBOX, "sandbox"),
        (profile.free && name != SANDBOX, "free"),
        (profile.insecure, "insecure"),
        (profile.seed, "seed"),
        (profile.proxy == ProxyUse::Off, "no proxy"),
        (profile.edits == EditForm::Json, "json edits"),
    ];
    let badges = badges.into_iter().filter(|(has, _)| *has);
    badges.map(|(_, badge)| badge).collect()
}

/// Asks the server for its models: that shows whether it is there, whether its certificate and the key are good.
fn test(desk: &mut Desk, output: &mut Output, name: &str, yes: bool) -> Result<Code, Problem> {
    desk.use_profile(name)?;
    let asked = asked(desk, output, yes);
    let (code, failure) = match &asked {
        Ok(_) => (Code::DONE, None),
        Err(Problem::Failure(failure)) => (Code::from(failure), Some(with_hint(failure))),
        Err(problem) => return Err(problem.clone()),
    };
    let answer = asked.ok();
    if output.is_json() {
        output.json(&described(desk, answer.as_ref(), failure.as_ref()))?;
        return Ok(code);
    }
    let key = desk.key_place().source;
    output.line(&format!("profile    {name} ({})", desk.profile().flavor.word()))?;
    output.line(&format!("server     {}", server(name, desk.profile())))?;
    output.line(&format!("key        {}", if key.is_empty() { "none" } else { &key }))?;
    let Some((served, took)) = answer else {
        output.flush()?;
        if let Some(failure) = &failure {
            output.failure(failure);
        }
        return Ok(code);
    };
    let pictures = pictures(desk.profile(), &served);
    let secure = match &desk.profile().base_url {
        Some(base) if base.scheme() == "https" => ", over TLS",
        _ => "",
    };
    output.line(&format!("answer     after {} ms{secure}", took.as_millis()))?;
    output.line(&format!(
        "models     {} listed, {} make pictures",
        thousands(served.len()),
        thousands(pictures)
    ))?;
    output.pieces(&[(Tone::Good, "it works"), (Tone::Plain, "; nothing was billed")])?;
    Ok(code)
}

type Answer = (Vec<ServedModel>, Duration);

fn asked(desk: &Desk, output: &mut Output, yes: bool) -> Result<Answer, Problem> {
    let key = desk.key(yes, output)?;
    Work::start(desk, &key, None)?.models(&desk.profile_name)
}

fn pictures(profile: &Profile, served: &[ServedModel]) -> usize {
    served.iter().filter(|model| makes_pictures(&model.id, profile)).count()
}

/// A server that refuses the list may have none; more often the base URL is wrong.
fn with_hint(failure: &Failure) -> Failure {
    let mut failure = failure.clone();
    if failure.kind == FailureKind::Refused && failure.hint.is_none() {
        let hint = "look at base_url first; some servers have no list of models and work all the same";
        failure.hint = Some(hint.to_owned());
    }
    failure
}

fn described(desk: &Desk, answer: Option<&Answer>, failure: Option<&Failure>) -> Value {
    let profile = desk.profile();
    json!({
        "v": 1,
        "profile": desk.profile_name,
        "flavor": profile.flavor,
        "base_url": profile.base_url,
        "key": desk.key_place().source,
        "ok": answer.is_some(),
        "latency_ms": answer.map(|(_, took)| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
        "models": answer.map(|(served, _)| served.len()),
        "image_models": answer.map(|(served, _)| pictures(profile, served)),
        "failure": failure,
    })
}

/// Writes a new profile; what could never be sent to is refused first.
fn add(desk: &Desk, output: &mut Output, args: &AddProfileArgs) -> Result<Code, Problem> {
    let profile = Profile {
        base_url: Some(args.base_url.clone()),
        flavor: args.flavor.unwrap_or_else(|| Flavor::guess(&args.base_url)),
        key_env: args.key_env.clone(),
        key_file: args.key_file.clone(),
        api_version: args.api_version.clone().unwrap_or_default(),
        edits: args.edits,
        models: args.models.clone(),
        seed: args.seed,
        free: args.free,
        insecure: args.insecure,
        ..Profile::default()
    };
    Endpoint::new(&profile, &args.base_url, None, None)?;
    let file = config::add_profile(&desk.places, &args.name, &profile)?;
    if output.is_json() {
        output.json(&json!({ "v": 1, "profile": args.name, "flavor": profile.flavor, "path": file }))?;
    } else {
        let kind = profile.flavor.word();
        output.line(&format!("{} ({kind}) is in {}", args.name, file.display()))?;
        output.note(&format!("try it with: pochade profiles test {}", args.name));
    }
    Ok(Code::DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_say_what_is_unusual() {
        let odd = Profile {
            free: true,
            insecure: true,
            seed: true,
            proxy: ProxyUse::Off,
            edits: EditForm::Json,
            ..Profile::default()
        };
        assert_eq!(
            badges("own", &odd, true),
            ["in use", "free", "insecure", "seed", "no proxy", "json edits"]
        );
        assert_eq!(badges(SANDBOX, &Profile::sandbox(), false), ["sandbox"]);
        assert!(badges("work", &Profile::default(), false).is_empty());
    }
}
