//! The index's file: opening it as its file system allows, setting a damaged one aside.

use std::{
    fs::{self, OpenOptions},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};
use rusqlite::{Connection, Error, ErrorCode, OpenFlags};
use rustix::fs::StatVfsMountFlags;

use super::schema;
use crate::{
    domain::Places,
    store::{Opener, disk, layout},
};

/// Before this version, SQLite could lose a write-ahead log (faults.md §1).
const SOUND_SQLITE: i32 = 3_051_003;

/// A short wait for others that write; making the index anew is the one long write.
const BUSY: Duration = Duration::from_secs(5);
const BUSY_BUILDING: Duration = Duration::from_mins(2);
/// How often it is looked whether another has made it, and whether that is still waited for.
const LOOK: Duration = Duration::from_millis(20);

/// Which file a connection has open, so that a file that was replaced under it is noticed.
pub(super) type Identity = (u64, u64);

/// An open index.
#[derive(Debug)]
pub(super) struct Index {
    pub connection: Connection,
    /// Nothing for an index in memory.
    pub identity: Option<Identity>,
    /// Why it must not be written to.
    pub read_only: Option<String>,
    /// How many requests were read from records when it was made, where it was.
    pub built: Option<u64>,
}

/// Where the index lies; one per machine where several may share the directory.
pub(super) fn path(places: &Places) -> PathBuf {
    path_as(places, is_on_network(&places.state))
}

fn path_as(places: &Places, on_network: bool) -> PathBuf {
    if on_network {
        places.state.join(format!("index-{}.sqlite", layout::host()))
    } else {
        places.state.join("index.sqlite")
    }
}

/// Which file lies at a path.
pub(super) fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|facts| (facts.dev(), facts.ino()))
}

/// Opens the index, and makes it where there is none or only an older one.
pub(super) fn open(places: &Places, opener: &Opener) -> rusqlite::Result<Index> {
    open_as(places, is_on_network(&places.state), opener)
}

fn open_as(places: &Places, on_network: bool, opener: &Opener) -> rusqlite::Result<Index> {
    if rusqlite::version_number() < SOUND_SQLITE {
        return Err(Error::InvalidParameterName(format!(
            "SQLite {} is too old",
            rusqlite::version()
        )));
    }
    let path = path_as(places, on_network);
    // Made here, because SQLite would give it the modes of the umask. Where it cannot be made, opening says why.
    let made = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .custom_flags(disk::flags(rustix::fs::OFlags::NOFOLLOW))
        .open(&path);
    drop(made);
    let connection = if is_frozen(&path) {
        frozen(&path)?
    } else {
        Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?
    };
    let mut index = Index {
        read_only: connection
            .is_readonly("main")?
            .then(|| format!("{} is read-only", path.display())),
        connection,
        identity: identity(&path),
        built: None,
    };
    // Other modes of locking would keep the studio and its engine from sharing one machine's index.
    prepare(&mut index, places, on_network, opener)?;
    Ok(index)
}

/// Whether a whole index lies on a file system where nobody writes. A log beside it would have to be played first.
fn is_frozen(path: &Path) -> bool {
    let read_only = rustix::fs::statvfs(path).is_ok_and(|facts| facts.f_flag.contains(StatVfsMountFlags::RDONLY));
    let log = fs::metadata(PathBuf::from(format!("{}-wal", path.display())));
    read_only && !log.is_ok_and(|log| log.len() > 0)
}

/// Opens a file that cannot change: SQLite then makes neither log nor lock beside it.
fn frozen(path: &Path) -> rusqlite::Result<Connection> {
    let escaped = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    Connection::open_with_flags(
        format!("file:{escaped}?immutable=1"),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

/// An index in memory, for where no file can be had; it is made from the records each time.
pub(super) fn in_memory(places: &Places, opener: &Opener) -> rusqlite::Result<Index> {
    let mut index = Index {
        connection: Connection::open_in_memory()?,
        identity: None,
        read_only: None,
        built: None,
    };
    prepare(&mut index, places, true, opener)?;
    Ok(index)
}

fn prepare(index: &mut Index, places: &Places, no_shared_memory: bool, opener: &Opener) -> rusqlite::Result<()> {
    index.connection.busy_timeout(BUSY)?;
    index.connection.set_prepared_statement_cache_capacity(64);
    let version = schema::version(&index.connection)?;
    if version > schema::VERSION {
        index.connection.execute_batch("PRAGMA query_only = ON")?;
        index.read_only = Some("a newer version of pochade has written its index; use that version".to_owned());
        return Ok(());
    }
    let journal = if no_shared_memory { "TRUNCATE" } else { "WAL" };
    index.connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 8388608;",
    )?;
    index.connection.execute_batch(schema::CACHE)?;
    if index.read_only.is_none() {
        set_journal(&index.connection, journal)?;
    }
    if version < schema::VERSION {
        wait_for_making(&mut index.connection, opener.clone())?;
        index.built = Some(schema::build(&mut index.connection, places, false, opener)?);
        index.connection.busy_timeout(BUSY)?;
    }
    Ok(())
}

/// Waits for another process that makes the index, unless the person leaves.
fn wait_for_making(connection: &mut Connection, opener: Opener) -> rusqlite::Result<()> {
    let since = Instant::now();
    connection.busy_handler(Some(move |_| {
        thread::sleep(LOOK);
        !opener.is_leaving() && since.elapsed() < BUSY_BUILDING
    }))
}

/// Another process may be changing the same thing at this moment; then it is done by that one.
fn set_journal(connection: &Connection, journal: &str) -> rusqlite::Result<()> {
    let now: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    if now.eq_ignore_ascii_case(journal) {
        return Ok(());
    }
    match connection.execute_batch(&format!("PRAGMA journal_mode = {journal}")) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => other,
    }
}

/// Whether an error means that the file is not what was once written, so that making it anew helps.
pub(super) fn is_damage(error: &Error) -> bool {
    let no_table = |message: &str| message.starts_with("no such ") || message.contains("malformed");
    match error {
        Error::SqlInputError { msg, .. } => no_table(msg),
        Error::SqliteFailure(failure, message) => match failure.code {
            ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::ConstraintViolation
            // Of a file that was opened for writing, this too is what its damaged head says.
            | ErrorCode::ReadOnly => true,
            _ => message.as_deref().is_some_and(no_table),
        },
        Error::FromSqlConversionFailure(..)
        | Error::InvalidColumnType(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::Utf8Error(..) => true,
        _ => false,
    }
}

/// Moves a damaged index out of the way, with its log, under a name that says when. `damaged` is the file that was
/// found damaged: where another lies there by now, somebody else was faster.
pub(super) fn set_aside(places: &Places, damaged: Option<Identity>) -> std::io::Result<Option<PathBuf>> {
    let path = path(places);
    let locks = layout::locks(places);
    disk::make_directory(&locks)?;
    let guard = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(locks.join("index.lock"))?;
    guard.lock()?;
    if identity(&path) != damaged {
        return Ok(None);
    }
    let now = Timestamp::now().to_zoned(TimeZone::UTC);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let aside = path.with_file_name(format!("{stem}.corrupt-{}.sqlite", now.strftime("%Y%m%dT%H%M%S%.3fZ")));
    for ending in ["", "-wal", "-shm", "-journal"] {
        let with = |path: &Path| PathBuf::from(format!("{}{ending}", path.display()));
        match fs::rename(with(&path), with(&aside)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(Some(aside))
}

/// Network file systems, by the numbers that `statfs` gives them: NFS, SMB, CIFS, SMB 2, FUSE, Lustre, GPFS, AFS (both), 9p, Ceph.
#[cfg(target_os = "linux")]
const NETWORK: [u32; 11] = [
    0x6969,
    0x517b,
    0xff53_4d42,
    0xfe53_4d42,
    0x6573_5546,
    0x0bd0_0bd0,
    0x4750_4653,
    0x5346_414f,
    0x6b41_4653,
    0x0102_1997,
    0x00c3_6400,
];

/// Whether a directory lies on a network file system, where a write-ahead log is not safe (faults.md §6).
#[cfg(target_os = "linux")]
pub(super) fn is_on_network(directory: &Path) -> bool {
    let kind = rustix::fs::statfs(directory).map(|facts| facts.f_type);
    // Some kinds are negative where the field is signed and 32 bits wide.
    kind.is_ok_and(is_network)
}

#[cfg(target_os = "linux")]
fn is_network(kind: i64) -> bool {
    NETWORK.iter().any(|known| i64::from(*known) == (kind & 0xffff_ffff))
}

/// Other systems have no such numbers; there the log is taken as safe.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_on_network(_directory: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_network_each_machine_has_its_index_and_no_shared_memory() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        fs::create_dir(&places.state).unwrap();
        for (on_network, name, journal) in [
            (true, format!("index-{}.sqlite", layout::host()), "truncate"),
            (false, "index.sqlite".to_owned(), "wal"),
        ] {
            assert_eq!(path_as(&places, on_network), places.state.join(name));
            let opener = Opener::default();
            let index = open_as(&places, on_network, &opener).unwrap();
            let again = open_as(&places, on_network, &opener).unwrap();
            for one in [&index, &again] {
                let mode: String = one
                    .connection
                    .query_row("PRAGMA journal_mode", [], |row| row.get(0))
                    .unwrap();
                assert_eq!(mode, journal);
                one.connection
                    .execute("UPDATE totals SET total = total + 1", [])
                    .unwrap();
            }
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn network_file_systems_are_known_by_their_numbers() {
        // NFS, FUSE, and SMB 2 where the number came out negative.
        for kind in [0x6969, 0x6573_5546, i64::from(0xfe53_4d42_u32.cast_signed())] {
            assert!(is_network(kind), "{kind:x}");
        }
        // ext4, tmpfs, btrfs.
        for kind in [0xef53, 0x0102_1994, 0x9123_683e] {
            assert!(!is_network(kind), "{kind:x}");
        }
    }
}
