//! A picture that goes to the terminal in one sequence each time it is drawn.

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use ratatui_image::{Image, protocol::Protocol};

use super::Preview;

/// The sequence as the library draws it, and how many bytes it has.
pub(super) struct Whole {
    protocol: Protocol,
    weight: usize,
}

impl Whole {
    pub(super) const fn new(protocol: Protocol, weight: usize) -> Self {
        Self { protocol, weight }
    }
}

impl Preview for Whole {
    fn area(&self) -> (u16, u16) {
        let size = self.protocol.size();
        (size.width, size.height)
    }

    fn render(&self, area: Rect, buffer: &mut Buffer) {
        Image::new(&self.protocol).render(area, buffer);
    }

    fn needs_clearing(&self) -> bool {
        true
    }

    fn weight(&self) -> usize {
        self.weight
    }
}
