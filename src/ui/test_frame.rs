//! Draws into a frame of a test and reads it back as lines of text.

use ratatui::{Frame, Terminal, backend::TestBackend, buffer::Buffer};

/// The lines of a frame that something was drawn into, without spaces at their ends.
pub(super) fn drawn(width: u16, height: u16, draw: impl FnOnce(&mut Frame)) -> Vec<String> {
    lines(&buffer(width, height, draw))
}

/// The cells of a frame that something was drawn into.
pub(super) fn buffer(width: u16, height: u16, draw: impl FnOnce(&mut Frame)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let done = terminal.draw(draw).unwrap();
    done.buffer.clone()
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width.max(1));
    let mut lines = Vec::new();
    for row in buffer.content.chunks(width) {
        let mut line = String::new();
        let mut covered = 0;
        for cell in row {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            line.push_str(cell.symbol());
            covered = crate::domain::cells(cell.symbol()).saturating_sub(1);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}
