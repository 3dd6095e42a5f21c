//! A kept request as lists show it.

use super::{HistoryEntry, HistoryRow, OptionName};

impl HistoryEntry {
    /// The request as lists show it; its prompt is not cut.
    #[must_use]
    pub fn row(&self) -> HistoryRow {
        let request = &self.request;
        HistoryRow {
            id: self.id,
            created_ms: self.created_at.as_millisecond(),
            state: self.state,
            operation: request.operation(),
            prompt: self.marks.title.clone().unwrap_or_else(|| request.prompt().to_owned()),
            model: request.model().to_owned(),
            size: request.size().to_string(),
            count: request.count(),
            quality: request.option(OptionName::Quality),
            cost: self.cost,
            cost_kind: self.cost_kind,
            starred: self.marks.starred,
            picture: self.images.first().map(|image| image.path.clone()),
            pictures: u32::try_from(self.images.len()).unwrap_or(u32::MAX),
            parent: request.parent().map(|parent| parent.id),
        }
    }
}
