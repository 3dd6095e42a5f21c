//! How the form changes: fields, models, images, and what is typed.

use super::{Form, Typing};
use crate::{
    app::{
        FormField,
        parts::{Edit, Edited, TextBuffer},
    },
    domain::{Field, Input, ModelTable, Operation, OptionName, OptionRule, faults},
};

impl Form {
    /// Puts the focus on a field; the prompt takes typing at once.
    pub fn go_to(&mut self, field: FormField) {
        self.keep_typed();
        if !self.fields().contains(&field) {
            self.more = true;
        }
        let shown = self.fields().contains(&field);
        self.field = if shown { field } else { FormField::Mode };
        self.typing = if self.field == FormField::Prompt {
            Typing::Prompt
        } else {
            Typing::Off
        };
    }

    /// Sets a field's value from text.
    pub fn set(&mut self, field: FormField, text: &str) {
        let text = text.trim().to_owned();
        match field {
            FormField::Size => self.draft.size = text.replace('×', "x"),
            FormField::Count => self.draft.count = text,
            FormField::Option(name) if text.is_empty() => {
                self.options.remove(&name);
            }
            FormField::Option(name) => {
                self.options.insert(name, text);
            }
            FormField::Mode => {
                let found = Operation::ALL.iter().find(|operation| operation.label() == text);
                self.draft.operation = found.copied().unwrap_or(self.draft.operation);
            }
            FormField::MaskReading => self.read_mask(&text),
            FormField::Downscale => {
                if let Ok(rule) = text.parse() {
                    self.draft.downscale = rule;
                }
            }
            FormField::Seed => self.draft.seed = text,
            FormField::Extra => self.draft.extra = text,
            FormField::Prompt
            | FormField::Model
            | FormField::More
            | FormField::Images
            | FormField::Mask
            | FormField::Markup => {}
        }
        self.changed();
    }

    /// Shows or hides the rare options.
    pub fn toggle_more(&mut self) {
        self.more = !self.more;
    }

    /// Takes another model; options that it lacks, or whose value it does not take, are left out and named.
    pub fn choose_model(&mut self, id: &str, models: &ModelTable) -> Vec<(OptionName, String)> {
        let faulty_before: Vec<_> = self.faults.iter().map(|fault| fault.field).collect();
        self.model = models.model(id);
        self.model.id().clone_into(&mut self.draft.model);
        self.prices = self.model.rules().prices.clone();
        let lost: Vec<_> = faults(&self.draft, &self.model)
            .into_iter()
            .filter(|fault| !faulty_before.contains(&fault.field))
            .filter_map(|fault| match fault.field {
                Field::Option(name) => Some((name, fault.given)),
                _ => None,
            })
            .collect();
        for (name, _) in &lost {
            self.options.remove(name);
        }
        self.changed();
        lost
    }

    /// Adds an image at the end; words alone become an edit.
    pub fn add_image(&mut self, image: Input) {
        self.draft.images.push(image);
        if self.draft.operation == Operation::Generate {
            self.draft.operation = Operation::Edit;
        }
        self.changed();
    }

    /// Takes the selected image out; with the last one an edit becomes words alone.
    pub fn remove_image(&mut self) {
        if self.image >= self.draft.images.len() {
            return;
        }
        self.draft.images.remove(self.image);
        if self.draft.images.is_empty() {
            self.draft.mask = None;
            self.draft.markup = None;
            self.draft.operation = Operation::Generate;
        }
        self.changed();
    }

    /// Moves the selected image one place on or back; the selection goes with it.
    pub fn move_image(&mut self, later: bool) {
        let other = if later {
            self.image + 1
        } else {
            self.image.wrapping_sub(1)
        };
        if other < self.draft.images.len() {
            self.draft.images.swap(self.image, other);
            self.image = other;
            self.changed();
        }
    }

    /// Selects the next or the previous image.
    pub fn select_image(&mut self, later: bool) {
        let last = self.draft.images.len().saturating_sub(1);
        self.image = if later {
            (self.image + 1).min(last)
        } else {
            self.image.saturating_sub(1)
        };
    }

    /// Takes what was typed into a field's value, and stops typing there; the prompt goes on taking what is typed.
    pub fn keep_typed(&mut self) {
        let Typing::Value(buffer) = &self.typing else {
            return;
        };
        let text = buffer.text().to_owned();
        self.typing = Typing::Off;
        self.set(self.field, &text);
    }

    /// Stops typing; what was typed into a field's value is dropped.
    pub fn stop_typing(&mut self) {
        self.typing = Typing::Off;
    }

    /// Starts typing into the focused field, where it takes text.
    pub fn start_typing(&mut self) -> bool {
        self.typing = match self.field {
            FormField::Prompt => Typing::Prompt,
            // A number is typed anew, a longer text is changed.
            FormField::Option(name) if matches!(self.model.option(name), Some(OptionRule::Text { .. })) => {
                Typing::Value(TextBuffer::single_line().with_text(&self.set_value(self.field)))
            }
            FormField::Size | FormField::Count | FormField::Option(_) | FormField::Seed => {
                Typing::Value(TextBuffer::single_line())
            }
            FormField::Extra => Typing::Value(TextBuffer::single_line().with_text(&self.draft.extra)),
            FormField::Mode
            | FormField::Model
            | FormField::More
            | FormField::Images
            | FormField::Mask
            | FormField::MaskReading
            | FormField::Markup
            | FormField::Downscale => return false,
        };
        true
    }

    /// Puts another text into the prompt, as from an editor.
    pub fn replace_prompt(&mut self, text: &str) {
        self.prompt.replace(text);
        self.changed();
    }

    /// Writes or moves in the prompt.
    pub(in crate::app) fn write_prompt(&mut self, edit: Edit) {
        self.prompt.edit(edit);
        self.changed();
    }

    /// Puts the cursor of the prompt before a byte.
    pub(in crate::app) fn place_cursor(&mut self, at: usize) {
        self.prompt.place(at);
    }

    /// Takes a part out of the prompt; the cursor stands where it was.
    pub(in crate::app) fn take_from_prompt(&mut self, range: std::ops::Range<usize>) {
        self.prompt.take_out(range);
        self.changed();
    }

    /// Takes back the prompt's last step, or does it again; says whether there was one.
    pub(in crate::app) fn turn_prompt(&mut self, back: bool) -> bool {
        let edited = self.prompt.edit(if back { Edit::Undo } else { Edit::Redo });
        self.changed();
        edited == Edited::Text
    }

    /// Tells the columns of the prompt's box.
    pub fn prompt_fit(&mut self, width: usize) {
        self.prompt.fit(width);
    }
}
