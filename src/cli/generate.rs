//! `pochade generate`: pictures from words.

use super::{
    desk::Desk, draft_args::GenerateArgs, errand::Errand, exit::Code, inputs::Inputs, output::Output, problem::Problem,
};
use crate::domain::{Downscale, Draft, Operation};

/// Makes pictures from words.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &GenerateArgs) -> Result<Code, Problem> {
    let mut inputs = Inputs::default();
    let mut draft = Draft {
        operation: Operation::Generate,
        prompt: inputs.prompt(&args.prompt)?,
        ..args.picture.first_draft(desk, Downscale::default())
    };
    args.picture.write_into(&mut draft, &mut inputs)?;
    Errand::new(draft).carry_out(desk, output, &args.send)
}
