//! How large the terminal is, in cells and, where it says so, in pixels.

use std::{fs::File, io, os::fd::AsFd};

use rustix::{
    stdio::{stderr, stdin, stdout},
    termios::{Winsize, tcgetwinsize},
};

/// Width and height of a cell in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellSize {
    /// Width in pixels, at least 1.
    pub width: u16,
    /// Height in pixels, at least 1.
    pub height: u16,
}

impl CellSize {
    /// What is taken where the terminal does not say: its proportions are those of most fonts.
    pub const USUAL: Self = Self { width: 10, height: 20 };

    /// A size that cells can have.
    #[must_use]
    pub const fn new(width: u16, height: u16) -> Option<Self> {
        if width == 0 || height == 0 {
            None
        } else {
            Some(Self { width, height })
        }
    }

    /// The pixels of so many cells.
    #[must_use]
    pub fn pixels(self, columns: u16, rows: u16) -> (u32, u32) {
        (
            u32::from(self.width) * u32::from(columns),
            u32::from(self.height) * u32::from(rows),
        )
    }
}

/// The terminal's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalSize {
    /// Columns of cells.
    pub columns: u16,
    /// Rows of cells.
    pub rows: u16,
    /// A cell in pixels, where the terminal told its line.
    pub cell: Option<CellSize>,
}

/// Asks the terminal's line (not the terminal itself) for its size.
pub fn size() -> io::Result<TerminalSize> {
    let told = [stdout(), stderr(), stdin()]
        .into_iter()
        .find_map(|fd| tcgetwinsize(fd).ok());
    match told {
        Some(told) => Ok(read(told)),
        None => size_of(&File::open("/dev/tty")?),
    }
}

/// The size of that terminal.
pub(super) fn size_of(terminal: &impl AsFd) -> io::Result<TerminalSize> {
    Ok(read(tcgetwinsize(terminal)?))
}

const fn read(told: Winsize) -> TerminalSize {
    let (columns, rows) = (told.ws_col, told.ws_row);
    let cell = match (told.ws_xpixel.checked_div(columns), told.ws_ypixel.checked_div(rows)) {
        (Some(width), Some(height)) => CellSize::new(width, height),
        _ => None,
    };
    TerminalSize { columns, rows, cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_a_size_only_when_the_line_knows_pixels() {
        let cases = [
            ((80, 24, 0, 0), None),
            ((80, 24, 720, 432), Some(CellSize { width: 9, height: 18 })),
            ((80, 24, 725, 440), Some(CellSize { width: 9, height: 18 })),
            ((80, 24, 40, 432), None),
            ((0, 0, 720, 432), None),
        ];
        for ((ws_col, ws_row, ws_xpixel, ws_ypixel), cell) in cases {
            let told = read(Winsize {
                ws_row,
                ws_col,
                ws_xpixel,
                ws_ypixel,
            });
            assert_eq!(
                told,
                TerminalSize {
                    columns: ws_col,
                    rows: ws_row,
                    cell
                }
            );
        }
    }
}
