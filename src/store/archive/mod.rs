//! Copies of requests outside the data directory: backups, exports, and bringing them back in.

mod backup;
mod contents;
mod export;
mod import;
mod incoming;
mod manifest;
mod members;
mod pictures;
mod report;
mod sheet;
mod shelves;

pub use backup::BackupReport;
pub(super) use contents::Contents;
pub use export::ExportTarget;
pub use import::ImportReport;
pub use pictures::{NamedPictures, NamedReport};
pub use report::ExportReport;
pub use sheet::Sheet;
