//! `pochade edit`: pictures from words and pictures, perhaps through a mask.

use super::{
    desk::Desk, draft_args::EditArgs, errand::Errand, exit::Code, inputs::Inputs, output::Output, problem::Problem,
};
use crate::domain::{Draft, Operation, Role};

/// Edits pictures.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &EditArgs) -> Result<Code, Problem> {
    let mut inputs = Inputs::default();
    let mut draft = Draft {
        operation: Operation::Edit,
        prompt: inputs.prompt(&args.prompt)?,
        model: desk.models.default_id().to_owned(),
        ..Draft::default()
    };
    for image in &args.image {
        draft.images.push(inputs.picture(Role::Image, image)?);
    }
    draft.mask = match &args.mask {
        Some(mask) => Some(inputs.picture(Role::Mask, mask)?),
        None => None,
    };
    args.picture.write_into(&mut draft)?;
    Errand::new(draft)
        .with_faults(&mut inputs)
        .carry_out(desk, output, &args.send)
}
