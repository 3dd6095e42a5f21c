//! What a look at terminal, machine and set-up found, and what could be better.

use serde::Serialize;

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diagnosis {
    /// Facts that belong together, in the order in which they are read.
    pub sections: Vec<Section>,
}

/// Facts that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What they are about.
    pub title: String,
    /// The facts.
    pub facts: Vec<Finding>,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub label: String,
    /// How it is.
    pub value: String,
    /// What would be better, where something would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better: Option<Cure>,
}

/// Something that could be better, and the line that makes it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cure {
    /// What would be gained.
    pub why: String,
    /// A line to paste into a shell or a file of settings.
    pub line: String,
}

impl Section {
    /// A section without facts.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            facts: Vec::new(),
        }
    }

    /// Adds a fact.
    pub fn tell(&mut self, label: &str, value: impl Into<String>) {
        self.facts.push(Finding {
            label: label.to_owned(),
            value: value.into(),
            better: None,
        });
    }

    /// Says what would be better about the last fact, and the line for it.
    pub fn better(&mut self, why: &str, line: impl Into<String>) {
        if let Some(fact) = self.facts.last_mut() {
            fact.better = Some(Cure {
                why: why.to_owned(),
                line: line.into(),
            });
        }
    }
}

impl Diagnosis {
    /// How many things could be better.
    #[must_use]
    pub fn cures(&self) -> usize {
        let facts = self.sections.iter().flat_map(|section| &section.facts);
        facts.filter(|fact| fact.better.is_some()).count()
    }
}
