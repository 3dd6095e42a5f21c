//! Puts marks with words on requests, and says what would turn them back.

use jiff::Timestamp;

use super::{Mark, Store, StoreError};
use crate::domain::RequestId;

impl Store {
    /// Puts marks on requests, each durable; the answer is what turns them back, in the order to do that in. A mark
    /// that says what is so already is not written. Where one cannot be written, those before it stay.
    pub fn put(&self, marks: &[(RequestId, Mark)], at: Timestamp) -> Result<Vec<(RequestId, Mark)>, StoreError> {
        let mut back = Vec::new();
        for (id, mark) in marks {
            if let Some(before) = self.before(*id, mark)? {
                self.mark(*id, mark, at)?;
                back.push((*id, before));
            }
        }
        back.reverse();
        Ok(back)
    }

    /// The mark that turns another back, as the request stands now; nothing where that one changes nothing.
    fn before(&self, id: RequestId, mark: &Mark) -> Result<Option<Mark>, StoreError> {
        let now = self.entry(id)?.marks;
        let words = |now: Option<String>, then: &String, make: fn(String) -> Mark| {
            let now = now.unwrap_or_default();
            (now != *then).then(|| make(now))
        };
        Ok(match mark {
            Mark::Star(on) => (now.starred != *on).then_some(Mark::Star(now.starred)),
            Mark::Tag(tag) => (!now.tags.contains(tag)).then(|| Mark::Untag(tag.clone())),
            Mark::Untag(tag) => now.tags.contains(tag).then(|| Mark::Tag(tag.clone())),
            Mark::Note(text) => words(now.note, text, Mark::Note),
            Mark::Title(text) => words(now.title, text, Mark::Title),
            Mark::Trash => (!now.trashed).then_some(Mark::Restore),
            Mark::Restore => now.trashed.then_some(Mark::Trash),
            Mark::Dismiss(on) => (now.dismissed != *on).then_some(Mark::Dismiss(now.dismissed)),
            // What was stopped cannot be turned back.
            Mark::Cancel => None,
        })
    }
}
