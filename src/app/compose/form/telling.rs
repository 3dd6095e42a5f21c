//! Puts what a server said of one field there, until the field changes.

use super::{Form, told::Told};
use crate::app::FormField;

impl Form {
    /// Goes to a field and puts a server's sentence there; says whether the form shows that field.
    pub fn tell(&mut self, field: FormField, text: &str) -> bool {
        self.go_to(field);
        self.stop_typing();
        if self.field != field {
            return false;
        }
        self.told = Some(Told {
            field,
            text: text.to_owned(),
            value: self.contents(field),
        });
        true
    }

    /// What a server said of a field, as long as it holds what it held then.
    #[must_use]
    pub fn told(&self, field: FormField) -> Option<&str> {
        let told = self.told.as_ref()?;
        (told.field == field && told.value == self.contents(field)).then_some(told.text.as_str())
    }

    fn contents(&self, field: FormField) -> String {
        match field {
            FormField::Images => format!("{:?}", self.draft.images),
            FormField::Mask => format!("{:?}", self.draft.mask),
            FormField::Markup => format!("{:?}", self.draft.markup),
            _ => self.set_value(field),
        }
    }
}
