//! `pochade edit`: pictures from words and pictures, perhaps through a mask.

use super::{
    desk::Desk, draft_args::EditArgs, errand::Errand, exit::Code, inputs::Inputs, output::Output, problem::Problem,
};
use crate::domain::{Draft, Input, Operation, Role};

/// Edits pictures.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &EditArgs) -> Result<Code, Problem> {
    let mut inputs = Inputs::default();
    let mut draft = Draft {
        operation: Operation::Edit,
        prompt: inputs.prompt(&args.prompt)?,
        model: desk.models.default_id().to_owned(),
        downscale: args.downscale.unwrap_or(desk.settings.inputs.downscale),
        ..Draft::default()
    };
    for image in &args.image {
        draft.images.push(inputs.picture(Role::Image, image)?);
    }
    draft.mask = match &args.mask {
        Some(mask) => Some(treated(inputs.picture(Role::Mask, mask)?, args)?),
        None => None,
    };
    draft.markup = match &args.markup {
        Some(markup) => Some(inputs.picture(Role::Markup, markup)?),
        None => None,
    };
    args.picture.write_into(&mut draft, &mut inputs)?;
    Errand::new(draft)
        .with_faults(&mut inputs)
        .carry_out(desk, output, &args.send)
}

/// A mask with what was said of it; only a file of ours can be converted or scaled.
fn treated(mut mask: Input, args: &EditArgs) -> Result<Input, Problem> {
    let said = args.mask_reading.is_some() || args.fit_mask;
    if said && mask.remote.is_some() {
        return Err(Problem::usage(format!(
            "the mask {} goes to the server as it is; --mask-reading and --fit-mask need a file",
            mask.name
        )));
    }
    if let Some(reading) = args.mask_reading {
        mask.treatment.reading = reading;
    }
    mask.treatment.fit = args.fit_mask;
    Ok(mask)
}
