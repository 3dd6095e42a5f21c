//! How the form changes: fields, models, images, and what is typed.

use super::{Form, Typing};
use crate::{
    app::{
        FormField,
        parts::{Edit, Edited, TextBuffer},
    },
    domain::{Field, Input, ModelTable, Operation, OptionName, faults},
};

impl Form {
    /// Puts the focus on a field; the prompt takes typing at once.
    pub fn go_to(&mut self, field: FormField) {
        self.keep_typed();
        if field != FormField::More && !self.fields().contains(&field) {
            self.more = true;
        }
        self.field = field;
        self.typing = if field == FormField::Prompt {
            Typing::Prompt
        } else {
            Typing::Off
        };
    }

    /// Sets a field's value from text.
    pub fn set(&mut self, field: FormField, text: &str) {
        let text = text.trim().to_owned();
        match field {
            FormField::Size => self.size = text.replace('×', "x"),
            FormField::Count => self.count = text,
            FormField::Option(name) if text.is_empty() => {
                self.options.remove(&name);
            }
            FormField::Option(name) => {
                self.options.insert(name, text);
            }
            FormField::Mode => {
                let found = Operation::ALL.iter().find(|operation| operation.label() == text);
                self.operation = found.copied().unwrap_or(self.operation);
            }
            FormField::Prompt | FormField::Model | FormField::More | FormField::Images | FormField::Mask => {}
        }
        self.changed();
    }

    /// Shows or hides the rare options.
    pub fn toggle_more(&mut self) {
        self.more = !self.more;
    }

    /// Takes another model; what the new one does not have is left out and named.
    pub fn choose_model(&mut self, id: &str, models: &ModelTable) -> Vec<OptionName> {
        self.model = models.model(id);
        self.prices = self.model.rules().prices.clone();
        let draft = self.draft();
        let lost: Vec<_> = faults(&draft, &self.model)
            .into_iter()
            .filter_map(|fault| match fault.field {
                Field::Option(name) => Some(name),
                _ => None,
            })
            .collect();
        for name in &lost {
            self.options.remove(name);
        }
        self.changed();
        lost
    }

    /// Adds an image at the end; words alone become an edit.
    pub fn add_image(&mut self, image: Input) {
        self.images.push(image);
        if self.operation == Operation::Generate {
            self.operation = Operation::Edit;
        }
        self.changed();
    }

    /// Takes the selected image out; with the last one an edit becomes words alone.
    pub fn remove_image(&mut self) {
        if self.image < self.images.len() {
            self.images.remove(self.image);
        }
        if self.images.is_empty() {
            self.mask = None;
            self.operation = Operation::Generate;
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
        if other < self.images.len() {
            self.images.swap(self.image, other);
            self.image = other;
            self.changed();
        }
    }

    /// Selects the next or the previous image.
    pub fn select_image(&mut self, later: bool) {
        let last = self.images.len().saturating_sub(1);
        self.image = if later {
            (self.image + 1).min(last)
        } else {
            self.image.saturating_sub(1)
        };
    }

    /// Sets or takes away the mask.
    pub fn set_mask(&mut self, mask: Option<Input>) {
        self.mask = mask;
        self.changed();
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
            FormField::Size | FormField::Count | FormField::Option(_) => {
                Typing::Value(TextBuffer::single_line().with_text(&self.set_value(self.field)))
            }
            FormField::Mode | FormField::Model | FormField::More | FormField::Images | FormField::Mask => return false,
        };
        true
    }

    /// Puts another text into the prompt, as from an editor.
    pub fn replace_prompt(&mut self, text: &str) {
        self.prompt.replace(text);
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
