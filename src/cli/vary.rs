//! `pochade vary`: pictures like another one, on compatible servers.

use super::{
    desk::Desk, draft_args::VaryArgs, errand::Errand, exit::Code, inputs::Inputs, output::Output, problem::Problem,
};
use crate::domain::{Draft, Operation, Role};

/// The only model of the API's own that ever made variations (images-api.md §2.4).
const MODEL: &str = "dall-e-2";

/// Makes variations of a picture.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &VaryArgs) -> Result<Code, Problem> {
    let mut inputs = Inputs::of(desk);
    let mut draft = Draft {
        operation: Operation::Variation,
        model: MODEL.to_owned(),
        downscale: args.downscale.unwrap_or(desk.settings.inputs.downscale),
        images: vec![inputs.picture(Role::Image, &args.image)?],
        ..Draft::default()
    };
    draft.parent = inputs.parent(draft.images.first());
    args.picture.write_into(&mut draft, &mut inputs)?;
    Errand::new(draft)
        .with_faults(&mut inputs)
        .carry_out(desk, output, &args.send)
}
