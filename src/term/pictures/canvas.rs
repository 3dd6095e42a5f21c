//! Fits a picture into the cells that it is drawn on.

use image::{DynamicImage, RgbaImage, imageops};

use crate::{
    imaging::{self, Sharpness, fitted},
    term::{Capabilities, CellSize, Colour, ColourDepth, Protocol, TermError},
};

use super::Ground;

/// So many pixels of noise, the worst there is, take less than what tmux lets through: up to five bytes each.
const STRIP_PIXELS: usize = 150_000;

/// What pictures are drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Canvas {
    /// How they are drawn.
    pub protocol: Protocol,
    /// A cell in pixels.
    pub cell: CellSize,
    /// How many colours there are, for pictures of characters.
    pub colours: ColourDepth,
    /// What shows through transparent pixels.
    pub ground: Ground,
    /// Sequences are wrapped for tmux.
    pub pass_through: bool,
    /// Columns and rows of the terminal left of our screen and above it: inside tmux, where the pane begins.
    pub origin: (u16, u16),
    /// Pictures smaller than their place are enlarged to it.
    pub enlarge: bool,
}

/// How good a picture must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Good enough to know what it shows, for a slow line.
    Fast,
    /// As good as the form allows at a sensible size.
    Full,
}

/// What a picture may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// How good it must be.
    pub grade: Grade,
    /// How many bytes it should not exceed, in the fast grade: what the line takes in about a second.
    pub most: usize,
}

impl Effort {
    /// For a line that takes anything.
    pub const FULL: Self = Self {
        grade: Grade::Full,
        most: usize::MAX,
    };

    /// Whether so many bytes are few enough.
    pub(super) const fn suffices(self, bytes: usize) -> bool {
        bytes <= self.most
    }
}

impl Canvas {
    /// The canvas of a terminal.
    #[must_use]
    pub fn new(known: &Capabilities) -> Self {
        let guess = if known.dark == Some(false) {
            Colour([255; 3])
        } else {
            Colour([0; 3])
        };
        Self {
            protocol: known.protocol,
            cell: known.cell,
            colours: known.colours,
            ground: Ground::Plain(known.background.unwrap_or(guess)),
            pass_through: known.pass_through,
            origin: (0, 0),
            enlarge: false,
        }
    }

    /// The same with a checkerboard under transparent pixels.
    #[must_use]
    pub fn checkered(self) -> Self {
        Self {
            ground: Ground::Checkerboard(u32::from(self.cell.width)),
            ..self
        }
    }

    /// The picture in pieces of so many rows each, and how many rows each one has.
    pub(super) fn cut(
        self,
        picture: &RgbaImage,
        area: (u16, u16),
        rows: u16,
    ) -> impl Iterator<Item = (RgbaImage, u16)> {
        let height = u32::from(self.cell.height);
        (0..area.1).step_by(usize::from(rows.max(1))).map(move |top| {
            let rows = rows.clamp(1, area.1 - top);
            let (at, high) = (u32::from(top) * height, u32::from(rows) * height);
            let piece = imageops::crop_imm(picture, 0, at, picture.width(), high).to_image();
            (piece, rows)
        })
    }
}

/// How many bytes a picture takes when a thousand pixels take so many.
pub(super) const fn bytes_of((width, height): (u32, u32), per_thousand: usize) -> usize {
    width as usize * height as usize / 1000 * per_thousand
}

/// As many rows as so many bytes hold when one takes so many, at least one and at most all.
pub(super) fn rows_of(bytes: usize, row: usize, all: u16) -> u16 {
    u16::try_from(bytes / row.max(1)).unwrap_or(all).clamp(1, all.max(1))
}

/// How many rows one sequence of the full grade may draw.
pub(super) fn full_rows(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> u16 {
    let row = picture.width() as usize * usize::from(canvas.cell.height);
    rows_of(STRIP_PIXELS, row, area.1)
}

/// Columns and rows that a picture of that size in pixels takes inside so many of them, its proportions kept.
#[must_use]
pub fn size_in_cells(picture: (u32, u32), within: (u16, u16), canvas: &Canvas) -> (u16, u16) {
    let (width, height) = fitted(picture, canvas.cell.pixels(within.0, within.1), canvas.enlarge);
    let cells = |pixels: u32, cell: u16, most: u16| {
        u16::try_from(pixels.div_ceil(u32::from(cell)))
            .unwrap_or(u16::MAX)
            .clamp(1, most.max(1))
    };
    (
        cells(width, canvas.cell.width, within.0),
        cells(height, canvas.cell.height, within.1),
    )
}

/// The picture in exactly the pixels of its cells, in their middle, the rest transparent. (The library's own resizing
/// takes the nearest pixel by default and many times as long.)
pub(super) fn exact(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<RgbaImage, TermError> {
    let (width, height) = canvas.cell.pixels(area.0, area.1);
    let fit = imaging::fit(picture, (width, height), canvas.enlarge)?;
    if fit.dimensions() == (width, height) {
        return Ok(fit);
    }
    let mut whole = RgbaImage::new(width, height);
    let (left, top) = ((width - fit.width()) / 2, (height - fit.height()) / 2);
    imageops::replace(&mut whole, &fit, i64::from(left), i64::from(top));
    Ok(whole)
}

/// The picture in exactly so many samples, laid on the ground; for characters, whose samples are not square.
pub(super) fn sampled(picture: &RgbaImage, width: u32, height: u32, ground: Ground) -> Result<RgbaImage, TermError> {
    let flat = ground.under(picture.clone());
    if flat.dimensions() == (width, height) {
        return Ok(flat);
    }
    Ok(imaging::resized(&DynamicImage::ImageRgba8(flat), width, height, Sharpness::Screen)?.into_rgba8())
}
