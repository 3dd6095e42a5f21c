//! The kept truth: records and pictures on disk, and the index that can be made from them again.

mod attempt;
mod blobs;
mod check;
mod copies;
mod disk;
mod drafts;
mod entries;
mod error;
mod facts;
mod handle;
mod index;
mod last_rows;
mod layout;
mod locks;
mod marks;
mod records;
mod recover;
mod spool;

pub use attempt::{Attempt, AttemptEnd, Sent};
pub use blobs::{BlobWriter, StoredBlob};
pub use check::{CheckReport, Damage};
pub use copies::copy_out;
pub use drafts::{read_draft, write_draft};
pub use error::StoreError;
pub use facts::picture_facts;
pub use handle::{NewRequest, Store};
pub use index::{COUNTED, Limit, SpendGroup, SpendRow};
pub use last_rows::{read_last_rows, write_last_rows};
pub use locks::EngineLock;
pub use marks::Mark;
pub use spool::SpoolFile;
