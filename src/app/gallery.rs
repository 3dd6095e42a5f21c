//! The contact sheet: a tile for every picture of the listed requests, in pages that stay where they are.

mod deeds;

pub(super) use deeds::{follow, run};

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::{Path, PathBuf},
};

use super::culling::Rejects;
use crate::domain::{HistoryEntry, HistoryRow, RequestId};

/// How large tiles can be, from small to large; the face knows the cells of each.
pub const TILE_SIZES: usize = 4;

/// The size at the start.
const USUAL: usize = 1;

/// A picture of the contact sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// Its request's place among the listed rows.
    pub row: usize,
    /// Its place among the pictures of the request, from 0.
    pub place: usize,
}

/// A kept picture, as far as the sheet needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    path: PathBuf,
    pub(super) bytes: u64,
}

/// The contact sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gallery {
    tiles: Vec<Tile>,
    /// The first tile of the page.
    first: usize,
    /// What that tile shows, so that the page keeps its pictures when new ones come before it.
    anchor: Option<(RequestId, usize)>,
    size: usize,
    /// The pictures of requests that were read, since a row tells of the first one only.
    kept: BTreeMap<RequestId, Vec<Kept>>,
    /// Requests that are being read for their pictures, and those that could not be.
    reading: BTreeSet<RequestId>,
    pub(super) rejects: Rejects,
}

impl Default for Gallery {
    fn default() -> Self {
        Self {
            tiles: Vec::new(),
            first: 0,
            anchor: None,
            size: USUAL,
            kept: BTreeMap::new(),
            reading: BTreeSet::new(),
            rejects: Rejects::default(),
        }
    }
}

impl Gallery {
    /// Every tile, the newest request first.
    #[must_use]
    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    /// The tiles of the page, where it has room for so many.
    #[must_use]
    pub fn page(&self, room: usize) -> Range<usize> {
        let first = self.first.min(self.tiles.len());
        first..(first + room).min(self.tiles.len())
    }

    /// The tiles of the next page and of the one before, which are likely to be looked at soon.
    #[must_use]
    pub fn beside(&self, room: usize) -> [Range<usize>; 2] {
        let page = self.page(room);
        let next = page.end..(page.end + room).min(self.tiles.len());
        [next, page.start.saturating_sub(room)..page.start]
    }

    /// How large the tiles are, from 0 up to [`TILE_SIZES`].
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Whether a picture is rejected.
    #[must_use]
    pub fn is_rejected(&self, id: RequestId, place: usize) -> bool {
        self.rejects.has(id, place)
    }

    /// How many pictures are rejected.
    #[must_use]
    pub fn rejected(&self) -> usize {
        self.rejects.count()
    }

    /// The file of a picture, once it is known.
    #[must_use]
    pub fn picture<'a>(&'a self, row: &'a HistoryRow, place: usize) -> Option<&'a Path> {
        match (place, self.kept.get(&row.id)) {
            (_, Some(kept)) if place < kept.len() => kept.get(place).map(|kept| kept.path.as_path()),
            (0, _) => row.picture.as_deref(),
            (_, _) => None,
        }
    }

    /// What is known of the pictures of a request.
    pub(super) fn kept(&self, id: RequestId) -> Option<&[Kept]> {
        self.kept.get(&id).map(Vec::as_slice)
    }

    /// Notes which pictures a request has.
    pub(super) fn learned(&mut self, entry: &HistoryEntry) {
        self.reading.remove(&entry.id);
        let kept = entry.images.iter().map(|image| Kept {
            path: image.path.clone(),
            bytes: image.bytes,
        });
        self.kept.insert(entry.id, kept.collect());
    }

    pub(super) fn resize(&mut self, larger: bool) {
        self.size = if larger {
            (self.size + 1).min(TILE_SIZES - 1)
        } else {
            self.size.saturating_sub(1)
        };
    }

    /// Lays the tiles out anew for these rows; the page keeps its first picture, unless it is the very first page.
    fn lay(&mut self, tiles: Vec<Tile>, rows: &[HistoryRow]) {
        if tiles == self.tiles && self.anchor == self.anchor_at(rows) {
            return;
        }
        self.tiles = tiles;
        if let Some((id, place)) = self.anchor {
            let row = rows.iter().position(|row| row.id == id);
            // A picture that went leaves the page to the one that took its place.
            self.first = row.map_or(self.first, |row| self.at_or_after(Tile { row, place }));
        }
        self.first = self.first.min(self.tiles.len().saturating_sub(1));
        self.anchor = self.anchor_at(rows);
    }

    fn anchor_at(&self, rows: &[HistoryRow]) -> Option<(RequestId, usize)> {
        let tile = self.tiles.get(self.first).filter(|_| self.first > 0)?;
        rows.get(tile.row).map(|row| (row.id, tile.place))
    }

    fn at_or_after(&self, tile: Tile) -> usize {
        self.tiles.partition_point(|known| *known < tile)
    }

    /// Turns to the page that shows a tile.
    fn turn_to(&mut self, at: usize, room: usize, rows: &[HistoryRow]) {
        let room = room.max(1);
        if at < self.first {
            self.first = self.first.saturating_sub((self.first - at).div_ceil(room) * room);
        } else {
            self.first += (at - self.first) / room * room;
        }
        self.anchor = self.anchor_at(rows);
    }
}
