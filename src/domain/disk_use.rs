//! How much of the disk pochade takes, and how much is left.

use super::spelled_bytes;

/// Bytes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DiskUse {
    /// What records, pictures, index and thumbnails take.
    pub used: u64,
    /// What is left where the pictures lie; 0 where nobody can tell.
    pub free: u64,
}

impl DiskUse {
    /// In words: `1.2 GB used · 48 GB free`.
    #[must_use]
    pub fn told(self) -> String {
        let used = spelled_bytes(self.used);
        match self.free {
            0 => format!("{used} used"),
            free => format!("{used} used · {} free", spelled_bytes(free)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_not_told() {
        let disk = |used, free| DiskUse { used, free }.told();
        assert_eq!(disk(1_234_000_000, 48_000_000_000), "1.2 GB used · 48 GB free");
        assert_eq!(disk(999, 0), "999 B used");
    }
}
