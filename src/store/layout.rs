//! Where each file of the store lies.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, tz::TimeZone};

use crate::domain::{Places, RequestId};

/// The directory of all records.
pub(super) fn records(places: &Places) -> PathBuf {
    places.data.join("records")
}

/// The directory of all pictures.
pub(super) fn blobs(places: &Places) -> PathBuf {
    places.data.join("blobs")
}

/// The directory of bodies as they arrive.
pub(super) fn spool(places: &Places) -> PathBuf {
    places.state.join("spool")
}

/// The directory of the engines' locks.
pub(super) fn locks(places: &Places) -> PathBuf {
    places.state.join("locks")
}

/// The directory of forms that were not sent.
pub(super) fn drafts(places: &Places) -> PathBuf {
    places.state.join("drafts")
}

/// The directory whose file names are the requests that the index has missed.
pub(super) fn missed(places: &Places) -> PathBuf {
    places.state.join("missed")
}

/// When a request was named, in milliseconds since 1970; 0 for names that hold no time.
pub(super) fn named_at(id: RequestId) -> i64 {
    id.uuid().get_timestamp().map_or(0, |time| {
        let (seconds, nanos) = time.to_unix();
        i64::try_from(seconds).unwrap_or(0).saturating_mul(1000) + i64::from(nanos / 1_000_000)
    })
}

/// The directory of one request, which follows from its name alone.
pub(super) fn record(places: &Places, id: RequestId) -> PathBuf {
    let time = Timestamp::from_millisecond(named_at(id)).unwrap_or(Timestamp::UNIX_EPOCH);
    let month = time.to_zoned(TimeZone::UTC).strftime("%Y/%m").to_string();
    records(places).join(month).join(id.to_string())
}

/// The name of a picture's file below the blobs: `ab/<sha256>.<extension>`.
pub(super) fn blob_name(sha256: &str, extension: &str) -> String {
    let shelf = sha256.get(..2).unwrap_or("00");
    format!("{shelf}/{sha256}.{extension}")
}

/// A path as records keep it: relative to the data directory where it lies in there.
pub(super) fn relative(places: &Places, path: &Path) -> PathBuf {
    path.strip_prefix(&places.data).unwrap_or(path).to_path_buf()
}

/// A path of a record as the rest of the program wants it.
pub(super) fn absolute(places: &Places, path: &Path) -> PathBuf {
    places.data.join(path)
}

/// The file that an attempt's answer arrives in.
pub(super) fn spool_file(places: &Places, id: RequestId, number: u32) -> PathBuf {
    spool(places).join(format!("{id}-{number}"))
}

/// Where the rest of an answer goes when its own disk fails: the cache, the session's directory, the temporary one.
pub(super) fn refuges(places: &Places) -> Vec<PathBuf> {
    let session = PathBuf::from(format!("/run/user/{}", rustix::process::geteuid().as_raw()));
    let all = [places.cache.join("spool"), session, std::env::temp_dir()];
    all.into_iter().collect()
}

/// The raw answer of an attempt, its pictures taken out.
pub(super) fn answer(places: &Places, id: RequestId, number: u32) -> PathBuf {
    record(places, id).join(format!("answer-{number}.json"))
}

/// This machine's name, as far as it can be part of a file name.
pub(super) fn host() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}
