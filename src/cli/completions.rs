//! `pochade completions`: a script that lets a shell complete our arguments.

use clap::CommandFactory as _;

use super::{args::Cli, exit::Code, output::Output, paper_args::CompletionsArgs, problem::Problem};

/// Prints the script of a shell.
pub(super) fn run(output: &mut Output, args: &CompletionsArgs) -> Result<Code, Problem> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "pochade", &mut script);
    output.bytes(&script)?;
    Ok(Code::DONE)
}
