//! Where the program begins: hidden verbs, the studio, or a verb of the command line.

use std::{ffi::OsString, process::ExitCode};

use clap::Parser as _;

use super::{
    args::{Cli, Verb},
    backup, check, completions, configure,
    desk::Desk,
    doctor, edit,
    exit::Code,
    export, generate,
    globals::Globals,
    history, import, keys, man, marks, mask, models,
    output::Output,
    problem::Problem,
    profiles, purge, rerun, sandbox, show, spend, vary,
};
use crate::{
    config::{self, Environment},
    domain::{Failure, FailureKind},
    engine,
    store::Mark,
    studio,
};

/// Runs the program and says how it went.
#[must_use]
pub fn run() -> ExitCode {
    // What the caller left open must not reach the engine, which outlives us: before any thread, before any file.
    close_fds::set_fds_cloexec(3, &[]);
    engine::leave_no_core();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match arguments.get(1).and_then(|word| word.to_str()) {
        // Building the tree of arguments costs a tenth of the start.
        None if arguments.len() < 2 => verb_or_studio(&Cli::default()),
        Some("engine") => engine::host(),
        Some("launch") => engine::launch(),
        Some("vector") if arguments.len() == 4 => {
            let word = |at: usize| arguments[at].to_str().unwrap_or_default();
            engine::draw_vector(word(2), word(3))
        }
        _ => parsed(&arguments),
    }
}

fn parsed(arguments: &[OsString]) -> ExitCode {
    match Cli::try_parse_from(with_queries(arguments)) {
        Ok(cli) => verb_or_studio(&cli),
        Err(error) => {
            // Help and version come as errors that are none.
            let code = if error.use_stderr() { Code::USAGE } else { Code::DONE };
            // Where they cannot be written there is nobody to tell.
            let _ = error.print();
            if code == Code::USAGE && arguments.iter().any(|word| word == "--json") {
                let mut output = Output::new(
                    &Globals {
                        json: true,
                        ..Globals::default()
                    },
                    true,
                );
                let message = error.to_string();
                output.error_line(&Problem::usage(
                    message.lines().next().unwrap_or_default().trim_start_matches("error: "),
                ));
            }
            ExitCode::from(code.0)
        }
    }
}

/// The arguments with every left-out part of a search, such as `-has:note` or `-snow`, behind a `--`, so that it is not
/// taken for flags.
fn with_queries(arguments: &[OsString]) -> Vec<OsString> {
    let is_left_out = |word: &OsString| {
        let word = word.to_str().and_then(|word| word.strip_prefix('-'));
        word.is_some_and(|rest| rest.chars().next().is_some_and(|c| c != '-') && !is_flags(rest))
    };
    let searches = arguments.iter().position(|word| word == "history" || word == "export");
    let bare = arguments
        .iter()
        .position(|word| word == "--")
        .unwrap_or(arguments.len());
    let Some(verb) = searches.filter(|verb| *verb < bare) else {
        return arguments.to_vec();
    };
    let (mut kept, mut words) = (arguments[..=verb].to_vec(), Vec::new());
    for word in &arguments[verb + 1..bare] {
        if is_left_out(word) {
            words.push(word.clone());
        } else {
            kept.push(word.clone());
        }
    }
    if words.is_empty() {
        return arguments.to_vec();
    }
    kept.push("--".into());
    kept.extend(words);
    kept.extend(arguments.iter().skip(bare + 1).cloned());
    kept
}

/// Whether short flags are meant, as in `-q`, `-qn5` and `-n=5`; an `n` is the last of them.
fn is_flags(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['q', 'h', 'V']);
    let count = rest.strip_prefix('n').unwrap_or(rest);
    let count = count.strip_prefix('=').unwrap_or(count);
    count.chars().all(|c| c.is_ascii_digit())
}

fn verb_or_studio(cli: &Cli) -> ExitCode {
    engine::keep_to_itself();
    let environment = Environment::of_process();
    let plain = environment.variable("NO_COLOR").is_some() || environment.text("TERM") == Some("dumb");
    let mut output = Output::new(&cli.globals, plain);
    let ended = match &cli.verb {
        None => open_studio(&environment, &mut output, &cli.globals),
        Some(verb) => carry_out(&environment, &mut output, &cli.globals, verb),
    };
    let ended = ended.and_then(|code| output.flush().map(|()| code));
    let code = ended.unwrap_or_else(|problem| {
        output.problem(&problem);
        Code::from(&problem)
    });
    ExitCode::from(code.0)
}

fn open_studio(environment: &Environment, output: &mut Output, globals: &Globals) -> Result<Code, Problem> {
    if !Output::is_terminal() {
        let failure = Failure::new(
            FailureKind::Request,
            "the studio needs a terminal, and standard output is none",
        );
        return Err(failure.with_hint("pochade --help lists what works without one").into());
    }
    let farewell = studio::run(studio::Options {
        places: config::places(environment)?,
        profile: globals.wanted_profile().map(ToOwned::to_owned),
        theme: globals.theme.clone(),
        protocol: globals.preview,
    })?;
    if let Some(line) = farewell {
        output.line(&line)?;
    }
    Ok(Code::DONE)
}

fn carry_out(environment: &Environment, output: &mut Output, globals: &Globals, verb: &Verb) -> Result<Code, Problem> {
    // Only verbs that need the settings read them: the others must work where the settings are broken.
    let desk = |output: &mut Output| Desk::set_up(environment, globals.wanted_profile(), output);
    match verb {
        Verb::Generate(args) => generate::run(&desk(output)?, output, args),
        Verb::Edit(args) => edit::run(&desk(output)?, output, args),
        Verb::Vary(args) => vary::run(&desk(output)?, output, args),
        Verb::History(args) => history::run(&desk(output)?, output, args),
        Verb::Show(args) => show::run(&desk(output)?, output, globals, args),
        Verb::Rerun(args) => rerun::run(&mut desk(output)?, output, globals, args),
        Verb::Cancel(args) => marks::cancel(&desk(output)?, output, &args.ids),
        Verb::Star(args) => marks::star(&desk(output)?, output, args),
        Verb::Tag(args) => marks::tag(&desk(output)?, output, args),
        Verb::Trash(args) => marks::run(&desk(output)?, output, &args.ids, &Mark::Trash),
        Verb::Restore(args) => marks::run(&desk(output)?, output, &args.ids, &Mark::Restore),
        Verb::Mask(args) => mask::run(&desk(output)?, output, args),
        Verb::Models(args) => models::run(&desk(output)?, output, args),
        Verb::Profiles(args) => profiles::run(&mut desk(output)?, output, args),
        Verb::Config(what) => configure::run(environment, output, what),
        Verb::Sandbox(args) => sandbox::run(output, args),
        Verb::Spend(args) => spend::run(&desk(output)?, output, args),
        Verb::Check(args) => check::run(&desk(output)?, output, args),
        Verb::Backup(args) => backup::run(&desk(output)?, output, args),
        Verb::Export(args) => export::run(&desk(output)?, output, args),
        Verb::Import(args) => import::run(&desk(output)?, output, args),
        Verb::Purge(args) => purge::run(&desk(output)?, output, args),
        Verb::Keys(args) => keys::run(environment, output, args),
        Verb::Doctor => doctor::run(environment, output, globals),
        Verb::Completions(args) => completions::run(output, args),
        Verb::Man(args) => man::run(output, args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_left_out_part_of_a_search_is_no_flag() {
        for (given, read) in [
            ("pochade history -has:note", "pochade history -- -has:note"),
            (
                "pochade history fox -snow --json",
                "pochade history fox --json -- -snow",
            ),
            ("pochade history -n 5 -star -- -h", "pochade history -n 5 -- -star -h"),
            (
                "pochade -q history -qn5 -n=5 -h -q",
                "pochade -q history -qn5 -n=5 -h -q",
            ),
            (
                "pochade export -op:edit --to a.zip",
                "pochade export --to a.zip -- -op:edit",
            ),
            ("pochade show -has:note", "pochade show -has:note"),
            ("pochade generate -- history -snow", "pochade generate -- history -snow"),
            ("pochade export -", "pochade export -"),
        ] {
            let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
            assert_eq!(with_queries(&words(given)), words(read), "{given}");
        }
    }
}
