//! `pochade man`: the manual, made from the arguments themselves.

use std::fs;

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::{args::Cli, exit::Code, output::Output, paper_args::ManArgs, problem::Problem};
use crate::domain::{Failure, FailureKind};

/// Prints the page of the program, or writes one for every verb.
pub(super) fn run(output: &mut Output, args: &ManArgs) -> Result<Code, Problem> {
    let command = Cli::command();
    let Some(folder) = &args.dir else {
        let mut page = Vec::new();
        Man::new(command)
            .render(&mut page)
            .map_err(|error| unwritten("the page", &error))?;
        output.bytes(&page)?;
        return Ok(Code::DONE);
    };
    let place = folder.display().to_string();
    fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|error| unwritten(&place, &error))?;
    output.note(&format!("manual pages written to {place}"));
    Ok(Code::DONE)
}

fn unwritten(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(FailureKind::Storage, format!("{what} cannot be written: {error}"))
}
