//! What each field of the form shows: its value, a few faint words beside it, and what is told below.

use super::{
    widgets::field::{Remark, Tone, Value},
    words,
};
use crate::{
    app::{App, Form, FormField},
    domain::{Downscale, Fault, Input, MaskReading, Remote},
    keys::{Command, Context},
};

/// The value of a field.
pub(super) fn value(form: &Form, field: FormField) -> Value<'static> {
    let or_none = |text: String| Value::Text(if text.is_empty() { "—".to_owned() } else { text });
    let name = |input: Option<&Input>| or_none(input.map(|input| input.name.clone()).unwrap_or_default());
    match field {
        FormField::Size => Value::Text(words::size(&form.value(field))),
        FormField::Images => images(form.images(), form.image()),
        FormField::Mask => name(form.mask()),
        FormField::Markup => name(form.markup()),
        FormField::More => Value::Text(
            if form.shows_more() {
                "fewer options"
            } else {
                "more options"
            }
            .to_owned(),
        ),
        FormField::Mode
        | FormField::Prompt
        | FormField::Model
        | FormField::Count
        | FormField::Option(_)
        | FormField::MaskReading
        | FormField::Downscale
        | FormField::Seed
        | FormField::Extra => {
            let present = form.value(field);
            let choices = form.choices(field);
            match choices.iter().position(|choice| *choice == present) {
                Some(chosen) if choices.len() > 1 => Value::Words { words: choices, chosen },
                _ => or_none(present),
            }
        }
    }
}

fn images(images: &[Input], selected: usize) -> Value<'static> {
    match images {
        [] => Value::Text("—".to_owned()),
        [one] => Value::Text(one.name.clone()),
        several => Value::Words {
            words: several
                .iter()
                .enumerate()
                .map(|(at, image)| format!("{} {}", at + 1, image.name))
                .collect(),
            chosen: selected,
        },
    }
}

/// A few faint words beside a field.
pub(super) fn note(app: &App, field: FormField) -> String {
    let form = app.form();
    let to_add = || {
        key(app, Command::ImagesAdd)
            .map(|keys| format!("{keys} to add"))
            .unwrap_or_default()
    };
    match field {
        FormField::Size => words::shape(&form.value(field)),
        FormField::Images => match form.images() {
            [] => to_add(),
            // Both sizes of one that is made smaller stand below.
            [one] if is_shrunk(one, form.downscale()) => String::new(),
            [one] => pixels(one),
            several => format!("{} of {}", form.image() + 1, several.len()),
        },
        FormField::Mask => match form.mask() {
            None => to_add(),
            Some(mask) => app
                .repainted()
                .map_or_else(|| pixels(mask), |share| format!("{} repainted", percent(share))),
        },
        FormField::Markup => form.markup().map_or_else(to_add, pixels),
        FormField::Seed if app.profile().profile.seed => "sent: this server takes one".to_owned(),
        FormField::Seed => "a label, not sent".to_owned(),
        FormField::Mode
        | FormField::Prompt
        | FormField::Model
        | FormField::Count
        | FormField::Option(_)
        | FormField::MaskReading
        | FormField::Downscale
        | FormField::Extra
        | FormField::More => String::new(),
    }
}

fn key(app: &App, command: Command) -> Option<String> {
    let contexts = [Context::Images, Context::Form];
    app.keymap().hint(&contexts, command).map(ToString::to_string)
}

/// How much of an image is repainted, as a sentence.
pub(super) fn repainted(thousandths: u16) -> String {
    format!("{} will be repainted", percent(thousandths))
}

/// Whole percents; a little is not nothing, and nearly all is not all.
fn percent(thousandths: u16) -> String {
    match thousandths {
        0 => "nothing".to_owned(),
        1..10 => "under 1 %".to_owned(),
        991..1000 => "over 99 %".to_owned(),
        _ => format!("{} %", (thousandths + 5) / 10),
    }
}

/// Width and height of a picture, where they are known.
fn pixels(image: &Input) -> String {
    match (&image.remote, image.facts) {
        (Some(Remote::Url(_)), _) => "by address".to_owned(),
        (Some(Remote::FileId(_)), _) => "by id".to_owned(),
        (None, facts) => facts
            .map(|facts| format!("{}×{}", facts.width, facts.height))
            .unwrap_or_default(),
    }
}

fn is_shrunk(image: &Input, rule: Downscale) -> bool {
    let own = image.facts.map(|facts| (facts.width, facts.height));
    own != image.sent_size(rule)
}

/// Width and height of a picture, and those at which it is sent where they differ.
pub(super) fn sent_size(image: &Input, rule: Downscale) -> String {
    let own = pixels(image);
    match (image.facts, image.sent_size(rule)) {
        (Some(facts), Some(sent)) if sent != (facts.width, facts.height) => format!("{own} → {}×{}", sent.0, sent.1),
        _ => own,
    }
}

/// What is wrong with a field, said in place, or else what is worth knowing of it; `focused` tells a little more.
pub(super) fn remark(app: &App, field: FormField, focused: bool) -> Option<Remark> {
    let form = app.form();
    let told = |text: String, tone| Some(Remark { text, tone });
    if let Some(fault) = form.fault(field) {
        return told(fault_words(app, field, fault), Tone::Fault);
    }
    if let Some(said) = form.told(field) {
        return told(said.to_owned(), Tone::Warning);
    }
    let warning = form
        .warnings()
        .iter()
        .find(|warning| FormField::of(warning.field) == field);
    if let Some(warning) = warning {
        let replace = (field == FormField::Model && focused)
            .then(|| replaced_by_key(app))
            .flatten()
            .unwrap_or_default();
        return told(format!("{}{replace}", warning.text), Tone::Warning);
    }
    if field == FormField::Mask && app.repainted() == Some(0) {
        return told(repaints_nothing(app), Tone::Fault);
    }
    let fact = match field {
        FormField::Images => form
            .images()
            .get(form.image())
            .filter(|image| form.images().len() > 1 || is_shrunk(image, form.downscale()))
            .map(|image| sent_size(image, form.downscale())),
        FormField::Mask if app.repainted().is_some() && focused => form.mask().map(pixels),
        _ => None,
    };
    let fact = join(fact, treated(form, field));
    fact.filter(|fact| focused || fact.contains('→'))
        .and_then(|fact| told(fact, Tone::Fact))
}

fn join(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one} · {other}")),
        (one, other) => one.or(other),
    }
}

/// What is done to the mask before it is sent.
fn treated(form: &Form, field: FormField) -> Option<String> {
    let mask = form.mask().filter(|_| field == FormField::Mask)?;
    let scaled = mask.treatment.fit.then(|| "scaled to the first image".to_owned());
    let merged = mask
        .treatment
        .merge
        .then(|| "becomes the image's transparency".to_owned());
    let levelled = mask.treatment.level.then(|| "nearly white counts as white".to_owned());
    join(join(scaled, merged), levelled)
}

/// A mask that changes nothing, and the way out.
fn repaints_nothing(app: &App) -> String {
    let by_alpha = app.form().value(FormField::MaskReading) == MaskReading::Alpha.word();
    let way = if by_alpha {
        "read it by white"
    } else {
        "read it in another way"
    };
    let key = app.keymap().hint(&[Context::Form], Command::FormNextValue);
    let key = key.map(|key| format!("{key} in ")).unwrap_or_default();
    format!("repaints nothing: {way} ({key}{})", FormField::MaskReading.label())
}

fn fault_words(app: &App, field: FormField, fault: &Fault) -> String {
    let nearest = fault
        .nearest
        .as_ref()
        .map(|nearest| format!("; nearest: {}", words::size(nearest)))
        .unwrap_or_default();
    let several = field == FormField::Images && app.form().images().len() > 1;
    let whose = if several && !fault.given.is_empty() {
        format!("{}: ", fault.given)
    } else {
        String::new()
    };
    // The only other fault of a mask with a size of its own cannot be helped by scaling.
    let scales = field == FormField::Mask && fault.rule.contains("scaled");
    let key = key(app, Command::MaskScale).filter(|_| scales);
    let scale = key.map(|key| format!(" with {key}")).unwrap_or_default();
    format!("{whose}{}{scale}{nearest}", fault.rule)
}

/// The key that takes the model offered in place of one that ends.
fn replaced_by_key(app: &App) -> Option<String> {
    let model = app.form().model();
    model.replacement()?;
    let key = key(app, Command::ModelReplace)?;
    Some(format!(" ({key} takes it)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ImageFacts, ImageFormat, Role};

    #[test]
    fn what_is_repainted_is_told_in_whole_percents() {
        for (thousandths, expected) in [
            (0, "nothing will be repainted"),
            (4, "under 1 % will be repainted"),
            (234, "23 % will be repainted"),
            (996, "over 99 % will be repainted"),
            (1000, "100 % will be repainted"),
        ] {
            assert_eq!(repainted(thousandths), expected);
        }
    }

    #[test]
    fn a_picture_that_is_made_smaller_says_so_before_it_is_sent() {
        let facts = |width, height| ImageFacts {
            format: ImageFormat::Png,
            width,
            height,
            bytes: 1,
            alpha: false,
            turned: false,
        };
        let large = Input::file(Role::Image, "/a.png".into(), Some(facts(4000, 3000)));
        assert_eq!(sent_size(&large, Downscale::Current), "4000×3000 → 2364×1772");
        assert_eq!(sent_size(&large, Downscale::Off), "4000×3000");
        let remote = Input::remote(Role::Image, Remote::Url("https://a.example/b.png".to_owned()));
        assert_eq!(sent_size(&remote, Downscale::Current), "by address");
    }
}
