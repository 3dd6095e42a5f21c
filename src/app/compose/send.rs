//! Sending: the guards before it, and the questions.

use super::guard::REPEAT_MS;
use crate::{
    app::{App, Confirm, Confirmed, Effect, Overlay, Pane, ProfileFacts, Submission, View, queueing, recall, snippets},
    domain::{CapAction, Draft, Estimate, Money, Operation, Proposal, Request, ShutDown, ending, estimate, one_line},
};

/// Sends the form: the price is on the screen, nothing lies on top, and no guard is up.
pub fn send(app: &mut App) -> Vec<Effect> {
    if app.view != View::Compose || !app.overlays.is_empty() || app.holds_back() {
        return Vec::new();
    }
    if !app.fit.price_visible {
        app.say(if app.fullscreen {
            "the price is not on the screen: leave the full screen first"
        } else {
            "the price is not on the screen: make the window larger first"
        });
        return Vec::new();
    }
    if took_what_was_typed(app) {
        app.say(format!("the price is {} now; press again to send", app.form.estimate()));
        return Vec::new();
    }
    if snippets::holds_back(app) {
        return Vec::new();
    }
    let Some(request) = app.form.request() else {
        app.pane = Pane::Form;
        let fault = app.form.fault(app.form.field()).map(ToString::to_string);
        app.say(fault.unwrap_or_else(|| "something is still missing".to_owned()));
        return Vec::new();
    };
    let price = app.form.estimate().clone();
    (app.memory.doing, app.memory.goes_to) = (None, None);
    let going = Going {
        request,
        times: 1,
        seen: true,
        ended: None,
    };
    check_and_go(app, &app.profile.clone(), going, &price)
}

/// What is to be sent.
struct Going {
    request: Request,
    times: u8,
    /// Whether its price was on the screen.
    seen: bool,
    /// Why a server will refuse it.
    ended: Option<String>,
}

/// Takes what is being typed into a value; says whether that made another price than the one on the screen.
fn took_what_was_typed(app: &mut App) -> bool {
    let seen = (app.form.estimate().clone(), app.form.shown_fault());
    app.form.keep_typed();
    app.price_form();
    app.form.request().is_some() && seen != (app.form.estimate().clone(), None)
}

/// Runs a kept request so many times more, on a profile; one whose price was not `seen` only after a question.
pub fn send_again(app: &mut App, draft: &Draft, facts: &ProfileFacts, (times, seen): (u8, bool)) -> Vec<Effect> {
    if !app.may_send() {
        return Vec::new();
    }
    let model = app.models.model(&draft.model);
    let checked = match Request::try_from(Proposal { draft, model: &model }) {
        Ok(checked) => checked,
        Err(faults) => {
            app.say(format!(
                "it can no longer be sent as it is ({faults}); e puts it into the form"
            ));
            return Vec::new();
        }
    };
    let price = estimate(draft, &model, &facts.prices_of(&model));
    let ended = matches!(model.life(app.today), ShutDown::Past(_)).then(|| ending(&model, app.today));
    let going = Going {
        request: checked,
        times,
        seen,
        ended: ended.flatten(),
    };
    check_and_go(app, facts, going, &price)
}

/// Whether a profile can send a request, and nothing keeps it from being sent now; otherwise that is said.
fn may_go(app: &mut App, facts: &ProfileFacts, request: &Request) -> bool {
    if !facts.has_key() {
        app.open_first_run();
        return false;
    }
    if let Some(fault) = facts.profile.refuses(request).first() {
        app.say(format!("not sent: {fault}"));
        return false;
    }
    if app.is_repeat(request) {
        app.say("sent a moment ago; let go of the key, then press it to send the same once more");
        return false;
    }
    true
}

fn check_and_go(app: &mut App, facts: &ProfileFacts, going: Going, price: &Estimate) -> Vec<Effect> {
    let (request, times, ended) = (going.request, going.times, going.ended);
    if request.is_made_here() {
        return make_here(app, request);
    }
    if !may_go(app, facts, &request) {
        return Vec::new();
    }
    let submission = Submission {
        request,
        profile: facts.name().to_owned(),
        estimate: price.most(),
        billed: facts.is_billed(),
        chain: None,
    };
    if !submission.billed && ended.is_none() {
        return go(app, submission, times);
    }
    let price = price.times(times);
    let over = over_cap(app, submission.estimate, price.most()).filter(|_| submission.billed);
    if let (Some(reason), CapAction::Refuse) = (&over, app.settings.caps.action) {
        app.say(format!("not sent: {reason}; caps are in config.toml"));
        return Vec::new();
    }
    let dear = submission.billed && price.most().is_some_and(|most| most > app.settings.confirm.above);
    // Whoever works where nobody pays is told before somebody does.
    let leaves_free = submission.billed && !app.profile.is_billed();
    if over.is_none() && !dear && !leaves_free && going.seen && ended.is_none() {
        return go(app, submission, times);
    }
    let (question, mut lines) = asked(submission.request.model(), ended.as_deref(), &price);
    let goes_to = app.memory.goes_to.as_ref().map(|name| format!("It goes to {name}."));
    lines.extend(if leaves_free {
        Some(format!("{} pays for it.", facts.name()))
    } else {
        let pays = || format!("The profile '{}' pays.", one_line(facts.name()));
        goes_to.or_else(|| submission.billed.then(pays))
    });
    lines.extend(over);
    ask(app, submission, times, (question, lines));
    Vec::new()
}

/// The question before sending, and its first lines.
fn asked(model: &str, ended: Option<&str>, price: &Estimate) -> (String, Vec<String>) {
    let Some(ended) = ended else {
        return (
            format!("Send for {price}?"),
            vec![format!("{model} · {}", price.reason())],
        );
    };
    let lines = vec![
        format!("{model}: {ended}."),
        format!("A server refuses it by now; were it served, it would be {price}."),
    ];
    ("Send it all the same?".to_owned(), lines)
}

fn ask(app: &mut App, submission: Submission, times: u8, (question, lines): (String, Vec<String>)) {
    app.open(Overlay::Confirm(Confirm {
        question,
        lines,
        then: if times == 1 {
            Confirmed::Send(Box::new(submission))
        } else {
            Confirmed::SendSeveral(Box::new(submission), times)
        },
    }));
}

/// Carries out a request that is made here: nobody is asked and nobody pays, so no guard of money is in its way.
pub(in crate::app) fn make_here(app: &mut App, request: Request) -> Vec<Effect> {
    if app.is_repeat(&request) {
        app.say("asked for a moment ago");
        return Vec::new();
    }
    app.sent = Some((Box::new(request.clone()), app.now_ms + REPEAT_MS));
    carried_out(app);
    app.say("putting the original back outside the mask; it costs nothing");
    vec![Effect::Submit(Box::new(Submission {
        request,
        profile: app.profile.name().to_owned(),
        estimate: None,
        billed: false,
        chain: None,
    }))]
}

/// The cap that requests would break, in words; 0 is no cap. An unknown price counts as nothing here. `one` is the price
/// of the dearest of them, `all` that of all together.
pub(in crate::app) fn over_cap(app: &App, one: Option<Money>, all: Option<Money>) -> Option<String> {
    let caps = &app.settings.caps;
    let all = all.unwrap_or_default();
    let over = |cap: Money, spent: Money| cap > Money::ZERO && spent + all > cap;
    let (today, month) = app.spend.booked().unwrap_or_default();
    let running = app.running_cost();
    let words = |what: &str, cap: Money| Some(format!("it would go over the cap of {cap} {what}"));
    if caps.request > Money::ZERO && one.unwrap_or_default() > caps.request {
        words("for one request", caps.request)
    } else if over(caps.day, today + running) {
        words("for a day", caps.day)
    } else if over(caps.month, month + running) {
        words("for a month", caps.month)
    } else {
        None
    }
}

fn go(app: &mut App, submission: Submission, times: u8) -> Vec<Effect> {
    queueing::sent(app, &submission.request);
    recall::sent(app, submission.request.prompt());
    app.sent = Some((Box::new(submission.request.clone()), app.now_ms + REPEAT_MS));
    carried_out(app);
    let what = match submission.request.operation() {
        _ if times > 1 => format!("{times} requests "),
        Operation::Generate => String::new(),
        Operation::Edit => "edit ".to_owned(),
        Operation::Variation => "variation ".to_owned(),
    };
    app.say(format!("{what}sent to the queue{}", whither(app)));
    vec![Effect::Submit(Box::new(submission)); usize::from(times)]
}

/// What was begun is the last thing done.
fn carried_out(app: &mut App) {
    if let Some(deed) = app.memory.doing.take() {
        app.memory.last = Some(deed);
    }
}

/// The profile that a request went to, where it was made on another one.
pub(in crate::app) fn whither(app: &App) -> String {
    let to = app.memory.goes_to.as_ref();
    to.map_or_else(String::new, |name| format!(" on {name}"))
}

/// The person agreed, to so many of them.
pub fn confirmed(app: &mut App, submission: Submission, times: u8) -> Vec<Effect> {
    go(app, submission, times)
}
