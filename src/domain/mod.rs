//! Values and rules of image requests; it knows nobody.
#![deny(clippy::wildcard_enum_match_arm)]

mod age;
mod asked_got;
mod aspect;
mod between;
mod bytes;
mod catalog;
mod cells;
mod close_look;
mod combinations;
mod copying;
mod counted;
mod cut_chain;
mod diagnosis;
mod dialect;
mod disk_use;
mod downscale;
mod draft;
mod elsewhere;
mod entry_row;
mod estimate;
mod failure;
mod fault;
mod file_name;
mod first_draft;
mod history;
mod image_facts;
mod indexing;
mod input;
mod inputs;
mod keep_original;
mod lifecycle;
mod lineage;
mod made_here;
mod mask_request;
mod model;
mod models;
mod money;
mod nearest_size;
mod options;
mod places;
mod pricing;
mod profile;
mod query;
mod recipe;
mod request;
mod rules;
mod secret;
mod settings;
mod shell;
mod since_left;
mod size;
mod size_wish;
mod slug;
mod spent;
mod tags;
mod unfinished;
mod untrusted;
mod usage;
mod warnings;
mod wider;
mod writing;

pub use age::{age, ago, elapsed, took};
pub use asked_got::{Difference, differences};
pub use aspect::{Aspect, AspectFault, aspect};
pub use between::{Differing, Words, entries_between, fields_between, words_between};
pub use bytes::spelled_bytes;
pub use catalog::{CatalogRow, Standing, catalog, makes_pictures};
pub use cells::{cells, cut, cut_at_word, cut_front};
pub use close_look::{Against, Beside, Change, Changed, Looked, Overlaid, Part, Pixel, Question};
pub use copying::{Copied, CopiedThing, CopySettings, CopyThrough, ScpPlace};
pub use counted::{counted, thousands};
pub use cut_chain::CutChain;
pub use diagnosis::{Cure, Diagnosis, Finding, Section};
pub use disk_use::DiskUse;
pub use downscale::Downscale;
pub use draft::{Draft, Field, Operation, Parent};
pub use elsewhere::{Carried, carried, final_quality};
pub use estimate::{Estimate, estimate};
pub use failure::{Failure, FailureKind};
pub use fault::{Fault, Faults, Warning};
pub use file_name::{NameTemplate, NameTemplateError, is_given_here, name_fields};
pub use first_draft::first_draft;
pub use history::{
    HistoryEntry, HistoryLine, HistoryPage, HistoryQuery, HistoryRow, LastSeen, Marks, Near, Scope, StoredImage, Tally,
    Timings,
};
pub use image_facts::{ImageFacts, ImageFormat};
pub use indexing::Indexing;
pub use input::{Input, MaskReading, Remote, Role, Treatment};
pub use inputs::MASK_BYTES_MAX;
pub use keep_original::keep_original;
pub use lifecycle::{CostKind, Report, RequestId, RequestState, ServedModel, SmallFrame, SmallPicture, Stage};
pub use lineage::{Branch, Lineage};
pub use made_here::KEEP_ORIGINAL;
pub use mask_request::{mask_prompt, mask_request};
pub use model::{Family, MaskUse, Model, OptionRule, ShutDown};
pub use models::{ModelTable, ModelsError};
pub use money::{Money, MoneyError};
pub use options::{OptionName, OptionValue};
pub use places::Places;
pub use pricing::{Prices, Rate, TokenRule};
pub use profile::{EditForm, Flavor, KeySource, Profile, ProxyUse, SANDBOX};
pub use query::{
    Clause, Comparison, Completion, Condition, Having, KnownNames, Moment, Named, Nearness, Query, QueryFault, ReadAs,
    RequestName, SavedSearch, TimeWord, Token, complete, folded, steps_back,
};
pub use recipe::{
    KEY as RECIPE_KEY, LeftOut, Maker, PictureText, Recalled, Recipe, made_with, no_recipe, recall, recipe,
};
pub use request::{Proposal, Request};
pub use rules::{faults, sheet};
pub use secret::{ApiKey, Redactor};
pub use settings::{
    AfterHangup, Ambiguous, CapAction, Caps, Confirm, EngineSettings, Files, Finished, InputSettings, PictureProtocol,
    PreviewGround, PreviewSettings, Settings,
};
pub use shell::shell_word;
pub use since_left::SinceLeft;
pub use size::{Sheet, Size, SizeRule};
pub use slug::slug;
pub use spent::{SpendBy, SpendLine, SpendSheet, SpendingSince, Spent, spend_csv};
pub use tags::tags_in;
pub use unfinished::{Came, Unfinished};
pub use untrusted::{json_shown, one_line, pasteable, shown};
pub use usage::Usage;
pub use warnings::{ending, warnings};
pub use wider::Wider;
pub use writing::{Enter, PromptSettings, RerunSettings};

#[cfg(test)]
mod tests;
