//! `pochade doctor`: what the terminal answers, what was chosen and why, where everything is, and what could be better.

use std::time::Instant;

use super::{
    exit::Code,
    globals::Globals,
    output::{Output, Tone},
    problem::Problem,
};
use crate::{
    config::{self, Environment},
    domain::{Diagnosis, Section, Settings},
    studio,
    term::{self, TerminalLook, TmuxFacts},
};

/// Looks at everything; it works without a terminal, and where the settings are broken.
pub(super) fn run(environment: &Environment, output: &mut Output, globals: &Globals) -> Result<Code, Problem> {
    let diagnosis = studio::diagnose(&looked_at(environment, globals), environment);
    if output.is_json() {
        output.json(&serde_json::json!({ "v": 1, "sections": diagnosis.sections }))?;
    } else {
        tell(output, &diagnosis)?;
    }
    Ok(Code::DONE)
}

fn looked_at(environment: &Environment, globals: &Globals) -> TerminalLook {
    // What is broken there is told as a finding.
    let settings = settings(environment).unwrap_or_default();
    let wanted = globals.preview.unwrap_or(settings.preview.protocol);
    let terminal = term::Environment::of_process();
    let began = Instant::now();
    let asked = term::ask(&terminal, wanted, &|| began.elapsed());
    TerminalLook {
        tmux: terminal.is_in_tmux().then(TmuxFacts::ask),
        environment: terminal,
        probe: asked.probe,
        there: asked.there,
        size: term::size().ok(),
        wanted,
        through: settings.copy.through,
    }
}

fn settings(environment: &Environment) -> Option<Settings> {
    let places = config::places(environment).ok()?;
    config::load(&places, environment).ok().map(|loaded| loaded.settings)
}

fn tell(output: &mut Output, diagnosis: &Diagnosis) -> Result<(), Problem> {
    for section in &diagnosis.sections {
        one(output, section)?;
        output.line("")?;
    }
    match diagnosis.cures() {
        0 => output.line("nothing here could be better"),
        1 => output.line("one thing could be better: its line stands behind the arrow"),
        count => output.line(&format!(
            "{count} things could be better: their lines stand behind the arrows"
        )),
    }
}

fn one(output: &mut Output, section: &Section) -> Result<(), Problem> {
    output.pieces(&[(Tone::Good, &section.title)])?;
    for fact in &section.facts {
        let label = format!("  {:<18} ", fact.label);
        output.pieces(&[(Tone::Quiet, &label), (Tone::Plain, &fact.value)])?;
        if let Some(cure) = &fact.better {
            output.pieces(&[
                (Tone::Doubt, &format!("  {:<18} → {}", "", cure.line)),
                (Tone::Quiet, &format!("   # {}", cure.why)),
            ])?;
        }
    }
    Ok(())
}
