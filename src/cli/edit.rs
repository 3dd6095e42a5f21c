//! `pochade edit`: pictures from words and pictures, perhaps through a mask.

use super::{
    desk::Desk,
    draft_args::EditArgs,
    errand::Errand,
    exit::Code,
    inputs::Inputs,
    mask::{share, understood},
    output::Output,
    problem::Problem,
};
use crate::domain::{Draft, ImageFormat, Input, Operation, Role};

/// Edits pictures.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &EditArgs) -> Result<Code, Problem> {
    let mut inputs = Inputs::of(desk);
    let mut draft = Draft {
        operation: Operation::Edit,
        prompt: inputs.prompt(&args.prompt)?,
        ..args
            .picture
            .first_draft(desk, args.downscale.unwrap_or(desk.settings.inputs.downscale))
    };
    for image in &args.image {
        draft.images.push(inputs.picture(Role::Image, image)?);
    }
    draft.parent = inputs.parent(draft.images.first());
    draft.mask = match &args.mask {
        Some(mask) => Some(treated(inputs.picture(Role::Mask, mask)?, args, output)?),
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

/// A mask with what was said of it, and how much it repaints; only a file of ours can be read, converted and scaled.
fn treated(mut mask: Input, args: &EditArgs, output: &mut Output) -> Result<Input, Problem> {
    let said = args.mask_reading.is_some() || args.fit_mask;
    if said && mask.remote.is_some() {
        return Err(Problem::usage(format!(
            "the mask {} goes to the server as it is; --mask-reading and --fit-mask need a file",
            mask.name
        )));
    }
    mask.treatment.fit = args.fit_mask;
    // What is no picture was noted as a fault before.
    if mask.facts.is_some_and(|facts| facts.format != ImageFormat::Svg) {
        let pixels = understood(&mut mask, args.mask_reading)?;
        let reading = mask.treatment.reading.word();
        output.note(&format!("mask, read by {reading}: {}", share(&pixels)));
    }
    Ok(mask)
}
